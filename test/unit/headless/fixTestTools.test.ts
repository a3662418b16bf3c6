/** `touchstone fix` with vitest and jest: found, heard, asked for single tests, and nothing written. */
import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { CommandBench, hashOfTree } from '../../fakes/touchstoneCommand.ts';

const packages = path.resolve(import.meta.dirname, '../../../node_modules');

const clamp = `/** The value, or the end of the range that is nearer. */
export function clamp(value: number, low: number, high: number): number {
  if (value < low) return low;
  if (value > high) return low;
  return value;
}
`;
const tests = `
test('leaves what is inside', () => expect(clamp(3, 1, 5)).toBe(3));
test('lifts what is too low', () => expect(clamp(0, 1, 5)).toBe(1));
describe('above', () => {
  test.each([[9, 5], [6, 5]])('lowers %i to %i', (value, limit) => expect(clamp(value, 1, 5)).toBe(limit));
});
`;

const projects = {
  vitest: {
    'package.json': '{"type":"module","scripts":{"test":"vitest"}}',
    'src/clamp.ts': clamp,
    'src/clamp.test.ts': `import { describe, expect, test } from 'vitest';\nimport { clamp } from './clamp';\n${tests}`,
  },
  jest: {
    'package.json': '{"scripts":{"test":"jest --watch --coverage"}}',
    'src/clamp.js': clamp.replaceAll(': number', '').replace('export ', 'exports.clamp = clamp;\n'),
    'src/clamp.test.js': `const { clamp } = require('./clamp');\n${tests}`,
  },
};

suite('touchstone fix with a test tool of Node’s', function () {
  this.timeout(120_000);
  let bench: CommandBench;
  suiteSetup(async () => (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());
  teardown(async () => assert.deepEqual(await bench.copies(), [], 'no copy of a workspace is left'));

  for (const [tool, files] of Object.entries(projects)) {
    test(`${tool}: a small fault is found and fixed`, async () => {
      const root = await bench.project(files);
      await symlink(packages, path.join(root, 'node_modules'));
      const before = await hashOfTree(root);
      const { code, json, log } = await bench.fix(root);
      assert.equal(code, 0, log);
      assert.match(log, new RegExp(`package\\.json runs ${tool}`));
      assert.match(json.patch, /^\+ {2}if \(value > high\) return high;$/m);
      assert.deepEqual(json.evidence?.fixed, ['above › lowers 9 to 5', 'above › lowers 6 to 5']);
      const [place] = json.localisation;
      assert.match(place?.path ?? '', /^src\/clamp\.[jt]s$/);
      const line = files[place!.path as keyof typeof files].split('\n')[place!.line - 1];
      assert.equal(line, '  if (value > high) return low;');
      assert.equal(await hashOfTree(root), before);
    });
  }
});
