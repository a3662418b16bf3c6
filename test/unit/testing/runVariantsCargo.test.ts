import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createParser } from '../../../src/syntax/node/parser.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';
import { missing } from '../../fakes/toolProject.ts';
import { runChanges, saidOf, type Change } from '../../fakes/variantProject.ts';
import { grammars } from '../syntax/installedGrammars.ts';

const lib = `pub mod cart;
pub use cart::*;
`;
const cart = `use std::fmt;

pub struct Cart<T> {
    pub items: Vec<T>,
}

impl<T: Copy + Into<i64>> Cart<T> {
    /// Of all items.
    #[must_use]
    pub fn total(&self, mut start: i64) -> i64 {
        let mut at = 1;
        while at < self.items.len() {
            start += self.items[at].into();
            at += 1;
        }
        start
    }
}

pub struct Countdown(pub u8);

impl Iterator for Countdown {
    type Item = u8;
    fn next(&mut self) -> Option<Self::Item> {
        if self.0 == 0 {
            return None;
        }
        self.0 -= 1;
        let found: Option<Self::Item> = None;
        found
    }
}

impl fmt::Display for Countdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "T-{}", self.0)
    }
}

pub fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.len() < b.len() { a } else { b }
}
`;
const tests = `use shop::*;

#[test]
fn totals() {
    assert_eq!(Cart { items: vec![2, 3] }.total(0), 5);
}

#[test]
fn counts() {
    assert_eq!(Countdown(2).count(), 2);
    assert_eq!(Countdown(3).to_string(), "T-3");
}

#[test]
fn compares() {
    assert_eq!(longest("a", "bc"), "bc");
}
`;
const project = {
  'Cargo.toml': '[workspace]\nmembers = ["shop"]\nresolver = "2"\n',
  'shop/Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
  'shop/src/lib.rs': lib,
  'shop/src/cart.rs': cart,
  'shop/tests/all.rs': tests,
};
const command: TestCommand = { framework: 'cargo test', line: 'cargo test', directory: '', reason: '' };
const only = ['totals', 'counts', 'compares'].map((name) => `shop/tests/all.rs::${name}`);
const change = (from: string, to: string): Change => ['shop/src/cart.rs', from, to];

suite('many candidates in one build of Rust', function () {
  this.timeout(120_000);
  const never = new AbortController().signal;
  const parser = createParser({ grammars });
  let compiled = '';
  suiteSetup(async function () {
    if (missing('cargo', '--version') !== undefined) this.skip();
    compiled = await mkdtemp(path.join(os.tmpdir(), 'touchstone-compiled-'));
  });
  suiteTeardown(async () => {
    parser.dispose();
    if (compiled !== '') await rm(compiled, { recursive: true, force: true });
  });

  test('methods, those of traits and functions: each is told as its own tree would', () =>
    withShadowProject(
      project,
      async ({ copy: make, runVariants }) => {
        const copy = { ...(await make(never)), compiled };
        const reports = await runChanges(
          { ...{ copy, command, only, runVariants }, parse: parser.parse, limitMs: 3000 },
          [
            change('let mut at = 1', 'let mut at = 0'),
            change('at < self', 'at <= self'),
            change('at += 1;', ''),
            change('            start += self', '            start.push(1);\n            start += self'),
            change('Option<Self::Item> = None', 'Option<Self::Item> = Some(self.0)'),
            change('"T-{}"', '"T+{}"'),
            change('{ a } else { b }', '{ b } else { a }'),
            change('{ a } else { b }', '{ let c = String::new(); &c } else { b }'),
          ],
          never,
        );
        const as = (...passed: string[]): string[] =>
          saidOf(reports.get(0)).map((said) => {
            const name = /^failed (\w+)/.exec(said)![1]!;
            return passed.includes(name) ? `passed ${name}` : said;
          });
        assert.deepEqual(
          saidOf(reports.get(0)).map((said) => said.split(': ')[0]),
          ['failed compares', 'failed counts', 'failed totals'],
        );
        assert.deepEqual(saidOf(reports.get(1)), as('totals').sort());
        assert.match(saidOf(reports.get(2)).join('\n'), /totals: index out of bounds.* shop\/src\/cart\.rs:13/);
        assert.equal(reports.get(3)?.end.kind, 'timedOut');
        assert.doesNotMatch(saidOf(reports.get(3)).join('\n'), /passed totals/);
        assert.match(saidOf(reports.get(4)).join('\n'), /^problem error\[E0599\].*\n.*shop\/src\/cart\.rs:13:19/);
        assert.deepEqual(saidOf(reports.get(5)), as('counts').sort());
        assert.match(saidOf(reports.get(6)).join('\n'), /failed counts/);
        assert.deepEqual(saidOf(reports.get(7)), as('compares').sort());
        assert.match(saidOf(reports.get(8)).join('\n'), /^problem error\[E0515\]/);
        assert.deepEqual(await copy.changed(never), []);
        assert.deepEqual(readdirSync(copy.scratch!), []);
      },
      { sandbox: 'auto' },
    ));
});
