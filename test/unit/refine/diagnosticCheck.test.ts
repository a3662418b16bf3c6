import assert from 'node:assert/strict';
import { withDiagnostic } from '../../../src/refine/diagnosticCheck.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';

const never = new AbortController().signal;
const tests = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
const check = {
  framework: 'custom',
  line: 'node node_modules/typescript/bin/tsc --noEmit --skipLibCheck --pretty false',
  directory: '',
  reason: '',
} as const;
const request = { command: tests, coverage: false, limitMs: 60_000 } as const;

const label = (type: string, value: string): string =>
  `export function label(count: number): ${type} {\n  return ${value};\n}\n`;
const files = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json':
    '{ "compilerOptions": { "strict": true, "types": [], "lib": ["es2022"], "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true }, "include": ["src"] }',
  'src/label.ts': label('string', 'count'),
  'src/page.ts':
    "import { label } from './label.ts';\nexport const page: string = label(3);\nexport const other = missing;\n",
  'test/one.test.js': "import test from 'node:test';\ntest('passes', () => {});\n",
};
const target = {
  kind: 'place',
  path: 'src/label.ts',
  line: 2,
  message: "Type 'number' is not assignable to type 'string'.",
} as const;

suite('a diagnostic as one more test', () => {
  test('fails until the checker reports it no more, and nothing new', async () => {
    await withShadowProject(files, async ({ copy, runTests }) => {
      const lane = await copy(never);
      const checked = withDiagnostic(runTests, check, target);
      assert.equal(checked.isReported(), undefined);
      const first = await checked.runTests(lane, request, never);
      assert.equal(checked.isReported(), true);
      assert.deepEqual(
        first.results.map(({ name, outcome }) => `${name}: ${outcome}`),
        ['passes: passed', "“Type 'number' is not assignable to type 'string'.” is gone from src/label.ts: failed"],
      );
      const diagnostic = first.results[1];
      assert.ok(diagnostic);
      assert.deepEqual(diagnostic.failure?.frames, [{ path: 'src/label.ts', line: 2 }]);

      const only = async (text: string): Promise<TestResult | undefined> => {
        await lane.reset();
        await lane.write('src/label.ts', text);
        const { results } = await checked.runTests(lane, { ...request, only: [diagnostic] }, never);
        assert.equal(results.length, 1);
        return results[0];
      };
      // The error that was there before in another file is nobody's fault.
      assert.equal((await only(label('string', 'String(count)')))?.outcome, 'passed');
      // On another line it is the same.
      assert.equal((await only(`// a\n${label('string', 'count + 1')}`))?.outcome, 'failed');
      const elsewhere = await only(label('number[]', '[count]'));
      assert.match(elsewhere?.failure?.message ?? '', /reports something new: .*number\[\]/);

      await lane.reset();
      const others = await checked.runTests(lane, { ...request, only: first.results.slice(0, 1) }, never);
      assert.deepEqual(
        others.results.map(({ name }) => name),
        ['passes'],
      );
    });
  }).timeout(120_000);

  test('what the checker does not report is no test', async () => {
    await withShadowProject(files, async ({ copy, runTests }) => {
      const lane = await copy(never);
      const checked = withDiagnostic(runTests, check, { ...target, message: 'Use const.' });
      const { results } = await checked.runTests(lane, request, never);
      assert.deepEqual(
        results.map(({ name }) => name),
        ['passes'],
      );
      assert.equal(checked.isReported(), false);
    });
  }).timeout(120_000);
});
