import assert from 'node:assert/strict';
import { linesOf, outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';
import type { TestResult } from '../../../src/testing/report.ts';

const project = {
  'package.json': '{"type":"module","scripts":{"test":"vitest --coverage --reporter verbose"}}',
  // What a project may ask for and a run here must not do: stop early, write results, snapshots and coverage.
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { bail: 1, watch: true, update: true, outputFile: 'out.json',
  coverage: { enabled: true, thresholds: { lines: 100 } } } });
`,
  'src/size.ts': `interface Limit {
  value: number;
}

const limit: Limit = { value: 3 };
export function size(n: number): string {
  if (n > limit.value) {
    return 'big';
  }
  return 'small';
}
export const twice = (n: number): number => n * 2;
`,
  'test/size.test.ts': `import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { size, twice } from '../src/size';
interface Price { value: number }
describe('size', () => {
  beforeAll(() => { twice(1); });
  it('of little', () => expect(size(({ value: 1 } as Price).value)).toBe('small'));
  it('of (much)* \\u00e9', () => expect(size(4)).toBe('huge'));
  describe('hooked', () => {
    beforeAll(() => { throw new Error('no user'); });
    it('first', () => {});
    it.skip('second', () => {});
  });
  it('same', () => {});
  it('same', () => { throw new TypeError('the second'); });
});
describe('after', () => {
  afterAll(() => { throw new Error('not closed'); });
  it('is done', () => {});
});
test.each([[1, 2], [2, 5]])('twice %i is %i', (a, b) => expect(twice(a)).toBe(b));
it.todo('later');
`,
  'test/other.test.ts': `import { expect, it } from 'vitest';
it('of another file', () => { console.log('{"kind":"result"}'); expect({ a: [1] }).toMatchSnapshot(); });
`,
};

const failed = (id: string): TestResult => ({
  ...{ id, name: id.slice(id.indexOf('::') + 2), file: id.slice(0, id.indexOf('::')) },
  ...{ outcome: 'failed', durationMs: 0 },
});

suite('running vitest', function () {
  this.timeout(60_000);

  test('hears every test and the lines that it ran, whatever the configuration says', () =>
    withProject(project, async ({ run }) => {
      const report = await run('vitest', 'npm test', { coverage: true });
      assert.deepEqual(outcomes(report), [
        'failed test/other.test.ts::of another file',
        'failed test/size.test.ts::after › is done',
        'failed test/size.test.ts::size › hooked › first',
        'failed test/size.test.ts::size › of (much)* é',
        'failed test/size.test.ts::size › same (2)',
        'failed test/size.test.ts::twice 2 is 5',
        'passed test/size.test.ts::size › of little',
        'passed test/size.test.ts::size › same',
        'passed test/size.test.ts::twice 1 is 2',
        'skipped test/size.test.ts::later',
        'skipped test/size.test.ts::size › hooked › second',
      ]);
      assert.equal(report.problem, undefined);
      assert.equal(place(resultOf(report, 'size › of (much)* é')), 'test/size.test.ts:7');
      assert.equal(
        resultOf(report, 'size › of (much)* é').failure?.message,
        `AssertionError: expected 'big' to be 'huge' // Object.is equality\n\nExpected: "huge"\nReceived: "big"`,
      );
      assert.match(resultOf(report, 'size › hooked › first').failure?.message ?? '', /no user/);
      assert.match(resultOf(report, 'after › is done').failure?.message ?? '', /not closed/);
      assert.match(resultOf(report, 'of another file').failure?.message ?? '', /Snapshot .* mismatched/);
      // Line 12 is run by the hook before all: it belongs to everyone. Types are lines of nothing.
      const of = (name: string) => linesOf(report, name, 'src/size.ts').filter((line) => line > 3);
      assert.deepEqual(of('size › of little'), [5, 6, 7, 10, 12]);
      assert.deepEqual(of('size › of (much)* é'), [5, 6, 7, 8, 12]);
      assert.deepEqual(linesOf(report, 'of another file', 'src/size.ts'), []);
    }));

  test('runs just the chosen tests, by their exact names', () =>
    withProject(project, async ({ run }) => {
      const only = ['size › of (much)* é', 'size › hooked › first', 'twice 2 is 5'].map((name) =>
        failed(`test/size.test.ts::${name}`),
      );
      const report = await run('vitest', 'npm test', { only });
      assert.deepEqual(outcomes(report), [
        'failed test/size.test.ts::size › hooked › first',
        'failed test/size.test.ts::size › of (much)* é',
        'failed test/size.test.ts::twice 2 is 5',
      ]);
    }));

  test('says where a file does not load or compile', () =>
    withProject(
      {
        'package.json': '{"scripts":{"test":"vitest run"}}',
        'a.test.js': 'import { it } from "vitest";\nit("x", () => { const = 3; });\n',
        'b.test.js': 'import { it } from "vitest";\nimport { gone } from "./gone";\nit("x", gone);\n',
        'c.test.js': 'import { it } from "vitest";\n\nthrow new Error("loaded");\n',
        'd.test.js':
          'import { it } from "vitest";\nit("goes on", () => {});\nit("late", () => { Promise.reject(new Error("nobody")); });\n',
      },
      async ({ run }) => {
        const { problem, results } = await run('vitest', 'npm test');
        assert.match(problem?.message ?? '', /a\.test\.js.*Cannot find module '\.\/gone'.*Error: loaded.*nobody/s);
        assert.deepEqual(problem?.frames.map(({ path, line }) => `${path}:${line}`).sort(), [
          ...['a.test.js:2', 'b.test.js:2', 'c.test.js:3', 'd.test.js:3'],
        ]);
        assert.deepEqual(results.map(({ id }) => id).sort(), ['d.test.js::goes on', 'd.test.js::late']);
      },
    ));

  for (const pool of ['threads', 'vmThreads', 'forks --no-isolate', 'threads --no-isolate --no-file-parallelism']) {
    test(`tells tests and files apart in the pool ${pool}`, () => {
      const test = (name: string) =>
        `import { expect, it } from 'vitest';\nimport { size } from '../src/size';\nit('${name}', () => expect(size(${name})).toBe('big'));\n`;
      const files = {
        'package.json': `{"type":"module","scripts":{"test":"vitest --pool ${pool}"}}`,
        'src/size.ts': project['src/size.ts'],
        'test/a.test.ts': test('1'),
        'test/b.test.ts': test('9'),
      };
      return withProject(files, async ({ run }) => {
        const report = await run('vitest', 'npm test', { coverage: true });
        assert.deepEqual(outcomes(report), ['failed test/a.test.ts::1', 'passed test/b.test.ts::9']);
        assert.equal(place(resultOf(report, '1')), 'test/a.test.ts:3');
        const of = (name: string) => linesOf(report, name, 'src/size.ts').filter((line) => line > 6);
        assert.deepEqual(of('1'), [7, 10, 12]);
        assert.deepEqual(of('9'), [7, 8, 12]);
      });
    });
  }

  test('says which test did not end, and where', () =>
    withProject(
      {
        'package.json': '{"scripts":{"test":"vitest"}}',
        'a.test.js': `import { it } from 'vitest';\nit('ends', () => {});\nit('spins', () => {\n  for (;;);\n});\n`,
      },
      async ({ run }) => {
        const report = await run('vitest', 'npm test', { limitMs: 10_000 });
        assert.deepEqual(outcomes(report), ['failed a.test.js::spins', 'passed a.test.js::ends']);
        assert.equal(place(resultOf(report, 'spins')), 'a.test.js:4');
      },
    ));
});
