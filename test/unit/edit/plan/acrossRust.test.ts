/** A change across files of a crate, worked off until a real `cargo check` has nothing against it. */

import assert from 'node:assert/strict';
import os from 'node:os';
import type { EditEvent } from '../../../../src/edit/editEvent.ts';
import { planLines } from '../../../../src/edit/plan/planWords.ts';
import { answeringModel } from '../../../fakes/answeringModel.ts';
import { missing, toolPath } from '../../../fakes/toolProject.ts';
import { EditProject, afterOf } from '../aProject.ts';

const crate = {
  'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\n',
  '.gitignore': 'target/\n',
  'src/lib.rs': 'pub mod cart;\npub mod label;\npub mod price;\n',
  'src/price.rs': 'pub fn price(net: u32) -> u32 {\n    net * 2\n}\n',
  'src/cart.rs':
    'use crate::price::price;\n\npub fn total(nets: &[u32]) -> u32 {\n    nets.iter().map(|net| price(*net)).sum()\n}\n',
  'src/label.rs':
    'use crate::price::price as gross;\n\npub fn label(net: u32) -> String {\n    format!("{} €", gross(net))\n}\n',
  'tests/price.rs': 'use shop::price::price;\n\n#[test]\nfn doubles() {\n    assert_eq!(price(2), 4);\n}\n',
};

const block = (file: string, search: string, replace: string): string =>
  `${file}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

const answers: Readonly<Record<string, string>> = {
  first: `Title: A price may be none\n\n${block('src/price.rs', 'pub fn price(net: u32) -> u32 {\n    net * 2', 'pub fn price(net: u32) -> Option<u32> {\n    net.checked_mul(2)')}`,
  'src/cart.rs': block(
    'src/cart.rs',
    '    nets.iter().map(|net| price(*net)).sum()',
    '    nets.iter().filter_map(|net| price(*net)).sum()',
  ),
  'src/label.rs': block(
    'src/label.rs',
    '    format!("{} €", gross(net))',
    '    format!("{} €", gross(net).unwrap_or(0))',
  ),
  'tests/price.rs': block('tests/price.rs', '    assert_eq!(price(2), 4);', '    assert_eq!(price(2), Some(4));'),
};

suite('A change across files of Rust', function () {
  this.timeout(300_000);

  test('goes on with what cargo says until it says nothing', async function () {
    if (missing('cargo', '--version')) return this.skip();
    const project = new EditProject(crate);
    const asked: string[] = [];
    const model = answeringModel((messages) => {
      const said = messages.map(({ text }) => text).join('\n');
      const step = /Now it is about ([^:]+):/.exec(said)?.[1] ?? 'first';
      asked.push(step);
      return answers[step] ?? 'NOTHING TO CHANGE: it does not use it';
    });
    try {
      const events: EditEvent[] = [];
      const request = { instruction: 'Let `price` give None where it is too much.', across: 'run' } as const;
      const environment = { PATH: toolPath, HOME: os.homedir(), LANG: 'C.UTF-8' };
      for await (const event of project.events(request, { model, environment })) events.push(event);
      const last = events.at(-1);
      assert.ok(last?.kind === 'finished' && last.result.status === 'proposed', JSON.stringify(last));
      const types = last.result.proposal.evidence.checks?.find(({ what }) => what === 'Types');
      const steps = last.result.plan ? planLines(last.result.plan).join('\n') : '';
      assert.deepEqual([types?.outcome, asked[0]], ['passed', 'first'], `${types?.detail}\n${steps}`);
      assert.match(types?.detail ?? '', /cargo check/);
      assert.deepEqual(Object.keys(afterOf(last.result)).sort(), [
        'src/cart.rs',
        'src/label.rs',
        'src/price.rs',
        'tests/price.rs',
      ]);
      assert.match(steps, /The checker says: /);
    } finally {
      project.remove();
    }
  });
});
