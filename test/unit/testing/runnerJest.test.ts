import assert from 'node:assert/strict';
import { linesOf, outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';
import type { TestResult } from '../../../src/testing/report.ts';

const size = `// The largest.
const limit = { value: 3 };

exports.size = function (n) {
  if (n > limit.value) {
    return 'big';
  }
  return 'small';
};
exports.twice = (n) => n * 2;
`;

const project = {
  // What a project may ask for and a run here must not do: stop early, watch, measure, write snapshots.
  'package.json':
    '{"scripts":{"test":"jest --watch --coverage --bail 1 --reporters default --updateSnapshot"},' +
    '"jest":{"coverageThreshold":{"global":{"lines":100}},"collectCoverage":true}}',
  'src/size.js': size,
  'test/size.test.js': `const { size, twice } = require('../src/size');
describe('size', () => {
  beforeAll(() => { twice(1); });
  it('of little', () => expect(size(1)).toBe('small'));
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
  'test/other.test.js': `const { twice } = require('../src/size');
it('of another file', () => { console.log('{"kind":"result"}', twice(2)); expect({ a: [1] }).toMatchSnapshot(); });
`,
};

const failed = (id: string): TestResult => ({
  ...{ id, name: id.slice(id.indexOf('::') + 2), file: id.slice(0, id.indexOf('::')) },
  ...{ outcome: 'failed', durationMs: 0 },
});

suite('running jest', function () {
  this.timeout(60_000);

  for (const workers of ['--runInBand', '--maxWorkers=2']) {
    test(`hears every test and the lines that it ran, whatever the configuration says, with ${workers}`, () =>
      withProject(project, async ({ run }) => {
        const report = await run('jest', `npm test -- ${workers}`, { coverage: true });
        assert.deepEqual(outcomes(report), [
          'failed test/other.test.js::of another file',
          'failed test/size.test.js::after › is done',
          'failed test/size.test.js::size › hooked › first',
          'failed test/size.test.js::size › of (much)* é',
          'failed test/size.test.js::size › same (2)',
          'failed test/size.test.js::twice 2 is 5',
          'passed test/size.test.js::size › of little',
          'passed test/size.test.js::size › same',
          'passed test/size.test.js::twice 1 is 2',
          'skipped test/size.test.js::later',
          'skipped test/size.test.js::size › hooked › second',
        ]);
        assert.equal(report.problem, undefined);
        assert.equal(place(resultOf(report, 'size › of (much)* é')), 'test/size.test.js:5');
        assert.equal(
          resultOf(report, 'size › of (much)* é').failure?.message,
          'Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: "huge"\nReceived: "big"',
        );
        assert.match(resultOf(report, 'size › hooked › first').failure?.message ?? '', /no user/);
        assert.match(resultOf(report, 'after › is done').failure?.message ?? '', /not closed/);
        assert.match(resultOf(report, 'of another file').failure?.message ?? '', /snapshot was not written/);
        // Line 10 is run by the hook before all: it belongs to everyone.
        assert.deepEqual(linesOf(report, 'size › of little', 'src/size.js'), [2, 4, 5, 8, 10]);
        assert.deepEqual(linesOf(report, 'size › of (much)* é', 'src/size.js'), [2, 4, 5, 6, 10]);
        assert.deepEqual(linesOf(report, 'of another file', 'src/size.js'), [2, 4, 10]);
      }));
  }

  test('runs just the chosen tests, by their exact names', () =>
    withProject(project, async ({ run }) => {
      const only = ['size › of (much)* é', 'size › hooked › first', 'twice 2 is 5'].map((name) =>
        failed(`test/size.test.js::${name}`),
      );
      const report = await run('jest', 'npm test', { only });
      assert.deepEqual(outcomes(report), [
        'failed test/size.test.js::size › hooked › first',
        'failed test/size.test.js::size › of (much)* é',
        'failed test/size.test.js::twice 2 is 5',
      ]);
    }));

  test('says where a file does not load or compile', () =>
    withProject(
      {
        'package.json': '{"scripts":{"test":"jest"}}',
        'a.test.js': 'it("x", () => {\n  const = 3; });\n',
        'b.test.js': '\nconst { gone } = require("./gone");\nit("x", gone);\n',
        'c.test.js': '\n\nthrow new Error("loaded");\n',
        'd.test.js': 'it("goes on", () => {});\n',
      },
      async ({ run }) => {
        const { problem, results } = await run('jest', 'npm test');
        assert.match(problem?.message ?? '', /a\.test\.js: Unexpected token/);
        assert.match(problem?.message ?? '', /Cannot find module '\.\/gone'/);
        assert.match(problem?.message ?? '', /c\.test\.js: Error: loaded/);
        const places = problem?.frames.map(({ path, line }) => `${path}:${line}`).sort();
        assert.deepEqual(places, ['a.test.js:2', 'b.test.js:2', 'c.test.js:3']);
        assert.deepEqual(results.map(({ id }) => id).sort(), ['d.test.js::goes on']);
      },
    ));

  const typed = `export interface Size { value: number }

export function size(n: Size): string {
  if (n.value > 3) {
    return 'big';
  }
  return 'small';
}
`;
  for (const [kind, files] of Object.entries({
    'modules of Node’s own kind, not transformed': {
      'package.json':
        '{"type":"module","scripts":{"test":"NODE_OPTIONS=--experimental-vm-modules jest"},"jest":{"transform":{}}}',
      'src/size.js': typed
        .replace(/export interface.*/, '//')
        .replace(/: (?:Size|string)/g, '')
        .replaceAll('.value', ''),
      'test/size.test.js': `import { size } from '../src/size.js';\ntest('one', () => expect(size(1)).toBe('big'));\n`,
    },
    'TypeScript, through a transformer with a source map': {
      'package.json': '{"scripts":{"test":"jest"},"jest":{"transform":{"[.]ts$":"./esbuildTransform.cjs"}}}',
      'esbuildTransform.cjs': `const { transformSync } = require('esbuild');
exports.process = (source, sourcefile) => {
  return transformSync(source, { sourcefile, loader: 'ts', format: 'cjs', sourcemap: 'inline', minifyWhitespace: true });
};
`,
      'src/size.ts': typed,
      'test/size.test.ts': `import { size } from '../src/size';\ntest('one', () => expect(size({ value: 1 })).toBe('big'));\n`,
    },
  })) {
    test(`knows the lines of ${kind}`, () =>
      withProject(files, async ({ run }) => {
        const report = await run('jest', 'npm test', { coverage: true });
        const ending = 'src/size.ts' in files ? 'ts' : 'js';
        assert.deepEqual(outcomes(report), [`failed test/size.test.${ending}::one`], report.output);
        assert.equal(place(resultOf(report, 'one')), `test/size.test.${ending}:2`);
        const lines = linesOf(report, 'one', `src/size.${ending}`).filter((line) => line > 1);
        assert.deepEqual(lines, [3, 4, 7]);
      }));
  }

  test('says which test did not end, and where', () =>
    withProject(
      {
        'package.json': '{"scripts":{"test":"jest"}}',
        'a.test.js': `it('ends', () => {});\nit('spins', () => {\n  for (;;);\n});\n`,
      },
      async ({ run }) => {
        const report = await run('jest', 'npm test', { limitMs: 10_000 });
        assert.deepEqual(outcomes(report), ['failed a.test.js::spins', 'passed a.test.js::ends']);
        assert.equal(place(resultOf(report, 'spins')), 'a.test.js:3');
      },
    ));
});
