import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createParser } from '../../../src/syntax/node/parser.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';
import { missing, processesAt } from '../../fakes/toolProject.ts';
import { runChanges, saidOf, type Change } from '../../fakes/variantProject.ts';
import { grammars } from '../syntax/installedGrammars.ts';

const shop = `package shop

type Cart struct{ prices []int }

func (c *Cart) Total() int {
	sum := 0
	for i := 1; i < len(c.prices); i++ {
		sum += c.prices[i]
	}
	return sum
}
`;
const inner = `package shop

import "testing"

func TestTotal(t *testing.T) {
	if got := (&Cart{[]int{2, 3}}).Total(); got != 5 {
		t.Errorf("total is %d", got)
	}
}
`;
const outer = `package shop_test

import (
	"testing"

	"example.com/words"
)

func TestUpper(t *testing.T) {
	if got := words.Upper("a"); got != "A" {
		t.Errorf("upper is %q", got)
	}
}
`;
const words = `package words

import "strings"

func Upper(s string) string {
	return strings.ToLower(s)
}
`;
/** Two modules of a workspace: tests of the one need the other. */
const project = {
  'go.work': 'go 1.18\n\nuse (\n\t./m\n\t./words\n)\n',
  'm/go.mod': 'module example.com/m\n\ngo 1.18\n',
  'm/shop/shop.go': shop,
  'm/shop/shop_test.go': inner,
  'm/shop/outer_test.go': outer,
  'words/go.mod': 'module example.com/words\n\ngo 1.18\n',
  'words/words.go': words,
};
const command: TestCommand = { framework: 'go test', line: 'go test ./...', directory: 'm', reason: '' };
const only = ['m/shop/shop_test.go::TestTotal', 'm/shop/outer_test.go::TestUpper'];
const total = (from: string, to: string): Change => ['m/shop/shop.go', from, to];

suite('many candidates in one build of Go', function () {
  this.timeout(120_000);
  const never = new AbortController().signal;
  const parser = createParser({ grammars });
  let compiled = '';
  suiteSetup(async function () {
    if (missing('go', 'version') !== undefined) this.skip();
    compiled = await mkdtemp(path.join(os.tmpdir(), 'touchstone-compiled-'));
  });
  suiteTeardown(async () => {
    parser.dispose();
    if (compiled !== '') await rm(compiled, { recursive: true, force: true });
  });

  test('each is told as its own tree would: what passes, fails, crashes, hangs and does not compile', () =>
    withShadowProject(
      project,
      async ({ copy: make, runVariants }) => {
        const copy = { ...(await make(never)), compiled };
        const reports = await runChanges(
          { ...{ copy, command, only, runVariants }, parse: parser.parse, limitMs: 3000 },
          [
            total('i := 1', 'i := 0'),
            total('sum +=', 'sum -='),
            total('sum += c', 'sum += nothing\n\t\tsum += c'),
            total('i < len', 'i <= len'),
            total('i++', 'i += 0'),
            ['words/words.go', 'ToLower', 'ToUpper'],
          ],
          never,
        );
        const upper = 'failed TestUpper: upper is "a" m/shop/outer_test.go:11';
        assert.deepEqual(saidOf(reports.get(0)), ['failed TestTotal: total is 3 m/shop/shop_test.go:7', upper]);
        assert.deepEqual(saidOf(reports.get(1)), [upper, 'passed TestTotal'].sort());
        assert.deepEqual(saidOf(reports.get(2)), ['failed TestTotal: total is -3 m/shop/shop_test.go:7', upper]);
        assert.deepEqual(saidOf(reports.get(3)), ['problem shop/shop.go:8:10: undefined: nothing']);
        const crash = 'panic: runtime error: index out of range [2] with length 2';
        // The test behind the crash is run too, and the crash is where it would be in the candidate's own file.
        assert.deepEqual(saidOf(reports.get(4)), [
          `failed TestTotal: ${crash} m/shop/shop.go:8 m/shop/shop.go:5 m/shop/shop_test.go:6`,
          upper,
        ]);
        assert.match(
          saidOf(reports.get(5)).join(),
          /TestTotal: The test did not end: the run was stopped after \d+ ms/,
        );
        assert.deepEqual(saidOf(reports.get(6)), [
          'failed TestTotal: total is 3 m/shop/shop_test.go:7',
          'passed TestUpper',
        ]);
        assert.equal(await copy.read('m/shop/shop.go'), shop);
        assert.deepEqual(await copy.changed(never), []);
        assert.deepEqual(readdirSync(copy.scratch!), []);
      },
      { sandbox: 'auto' },
    ));

  test('a cancel in between leaves nothing behind, and odd lines and files are left to the usual way', () =>
    withShadowProject(project, async ({ copy: make, runVariants }) => {
      const copy = { ...(await make(never)), compiled };
      const given = { copy, command, only, runVariants, parse: parser.parse };
      const changes = [total('i := 1', 'i := 0'), total('sum +=', 'sum -='), total('i++', 'i += 2')];
      const stop = new AbortController();
      await assert.rejects(
        runChanges({ ...given, limitMs: 60_000 }, changes, stop.signal, () => stop.abort()),
        /abort/i,
      );
      assert.deepEqual(processesAt(copy.root), []);
      assert.deepEqual(readdirSync(copy.scratch!), []);
      assert.deepEqual(await copy.changed(never), []);

      for (const line of ['cd shop && go test .', 'go test -exec ./wrap ./...', './test.sh']) {
        const told = await runChanges({ ...given, command: { ...command, line } }, changes, never);
        assert.equal(told.size, 0, line);
      }
      await copy.write('m/shop/shop.go', `//go:build linux\n\n${shop}`);
      assert.equal((await runChanges(given, changes, never)).size, 0);
    }));
});
