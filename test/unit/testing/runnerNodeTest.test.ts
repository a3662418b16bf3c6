import assert from 'node:assert/strict';
import { linesOf, outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';

const library = `export const limit = 3;
// what is below the limit
export function size(n) {
  if (n > limit) {
    return 'big';
  }
  return 'small';
}

export const later = async (n) => {
  await null;
  return n > 9 ? 1 : n;
};
`;

suite('running node:test', () => {
  test('hears nested suites, subtests, skipped tests and hooks that fail', () =>
    withProject(
      {
        'package.json': '{"type":"module","scripts":{"test":"node --test --test-reporter=dot"}}',
        'test/a.test.js': `import { before, beforeEach, describe, it, test } from 'node:test';
import assert from 'node:assert/strict';
console.log('{"kind":"result"}');
describe('outer', () => {
  it('works', () => {});
  describe('inner', () => it('fails', () => assert.equal(1, 2)));
  it.skip('is left out', () => {});
});
test('parent', async (t) => {
  await t.test('child', () => {});
});
test('todo', { todo: true }, () => assert.fail());
describe('hooked', () => {
  before(() => { throw new Error('no database'); });
  it('waits for it', () => {});
});
describe('each', () => {
  beforeEach(() => { throw new Error('no user'); });
  it('needs it', () => {});
});
`,
      },
      async ({ run }) => {
        const report = await run('node:test', 'npm test');
        assert.deepEqual(outcomes(report), [
          'failed test/a.test.js::each › needs it',
          'failed test/a.test.js::hooked › waits for it',
          'failed test/a.test.js::outer › inner › fails',
          'passed test/a.test.js::outer › works',
          'passed test/a.test.js::parent',
          'passed test/a.test.js::parent » child',
          'skipped test/a.test.js::outer › is left out',
          'skipped test/a.test.js::todo',
        ]);
        const failed = resultOf(report, 'outer › inner › fails');
        assert.match(
          failed.failure?.message ?? '',
          /^AssertionError .*Expected values to be strictly equal:\s+1 !== 2$/s,
        );
        assert.deepEqual(failed.failure?.frames, [{ path: 'test/a.test.js', line: 6 }]);
        assert.match(resultOf(report, 'hooked › waits for it').failure?.message ?? '', /no database/);
        assert.equal(report.problem, undefined);
      },
    ));

  test('knows the lines that each test ran, and those of loading for all of them', () =>
    withProject(
      {
        'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
        'lib.js': library,
        'lib.test.js': `import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { later, size } from './lib.js';
describe('size', () => {
  it('of little', () => assert.equal(size(1), 'small'));
  it('of much', () => assert.equal(size(4), 'huge'));
});
describe('together', { concurrency: true }, () => {
  it('later', async () => assert.equal(await later(1), 1));
});
`,
      },
      async ({ run }) => {
        const report = await run('node:test', 'npm test', { coverage: true });
        const loading = [1, 10];
        assert.deepEqual(linesOf(report, 'size › of little', 'lib.js'), [1, 3, 4, 7, 10]);
        assert.deepEqual(linesOf(report, 'size › of much', 'lib.js'), [1, 3, 4, 5, 10]);
        assert.deepEqual(linesOf(report, 'together › later', 'lib.js'), [...loading, 11, 12]);
      },
    ));

  test('knows the lines of TypeScript, of CommonJS and of programs that a test starts', () =>
    withProject(
      {
        'package.json': '{"scripts":{"test":"node --test \\"test/*.ts\\""}}',
        'src/kind.ts': `export interface Item {
  price: number;
}

export function total(
  items: Item[],
): number {
  let sum = 0;
  for (const item of items) sum += item.price;
  return sum;
}
`,
        'cli.cjs': `if (process.argv[2] === 'a') {
  console.log('alpha');
} else {
  console.log('other');
}
`,
        'test/kind.test.ts': `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { total, type Item } from '../src/kind.ts';
test('totals', () => assert.equal(total([{ price: 2 } as Item]), 3));
test('prints', () => assert.equal(execFileSync(process.execPath, ['cli.cjs', 'a'], { encoding: 'utf8' }), 'alpha\\n'));
`,
      },
      async ({ run }) => {
        const report = await run('node:test', 'npm test', { coverage: true });
        assert.equal(place(resultOf(report, 'totals')), 'test/kind.test.ts:5');
        assert.deepEqual(linesOf(report, 'totals', 'src/kind.ts'), [5, 6, 8, 9, 10]);
        assert.equal(resultOf(report, 'prints').outcome, 'passed');
        assert.deepEqual(linesOf(report, 'prints', 'cli.cjs'), [1, 2]);
        assert.deepEqual(linesOf(report, 'prints', 'src/kind.ts'), []);
      },
    ));

  test('runs just the chosen tests, without the others and without the rest of the files', () =>
    withProject(
      {
        'package.json': '{"type":"module","scripts":{"pretest":"node --version","test":"node --test"}}',
        'a.test.js': `import { describe, it, test } from 'node:test';
describe("it's (a) suite", () => { it('1 + 1 = $2', () => { throw new Error('x'); }); it('other', () => {}); });
test('parent', async (t) => { await t.test('child', () => { throw new Error('y'); }); });
`,
        'b.test.js': `import { test } from 'node:test'; test('never', () => console.log('ran b'));`,
      },
      async ({ run }) => {
        const all = await run('node:test', 'npm test');
        const only = all.results.filter(({ outcome }) => outcome === 'failed');
        const report = await run('node:test', 'npm test', { only });
        assert.deepEqual(outcomes(report), [
          "failed a.test.js::it's (a) suite › 1 + 1 = $2",
          'failed a.test.js::parent',
          'failed a.test.js::parent » child',
        ]);
        assert.doesNotMatch(report.output, /ran b/);
      },
    ));

  test('says which file does not load and where', () =>
    withProject(
      {
        'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
        'broken.test.js': `import { test } from 'node:test';\ntest('a', () => {`,
        'missing.test.js': `import { test } from 'node:test';\nimport { none } from './lib.js';\ntest('a', none);\n`,
        'good.test.js': `import { test } from 'node:test';\ntest('good', () => {});\n`,
        'lib.js': 'export const some = 1;\n',
      },
      async ({ run }) => {
        const report = await run('node:test', 'npm test');
        assert.deepEqual(outcomes(report), ['passed good.test.js::good']);
        assert.match(report.problem?.message ?? '', /broken\.test\.js: SyntaxError: Unexpected end of input/);
        assert.match(report.problem?.message ?? '', /missing\.test\.js: SyntaxError: .*'none'/);
        const places = report.problem?.frames.map(({ path, line }) => `${path}:${line}`) ?? [];
        assert.ok(places.includes('broken.test.js:2') && places.includes('missing.test.js:2'), String(places));
      },
    ));

  test('names the test that hangs, where it hangs, and keeps what was done before', () =>
    withProject(
      {
        'package.json': '{"type":"module","scripts":{"test":"node hang.test.js"}}',
        'lib.js': `export function count(n) {
  let i = 0;
  while (i < n) {
    i += n > 5 ? -1e-9 : 1;
  }
  return i;
}
`,
        'hang.test.js': `import { test } from 'node:test';
import { count } from './lib.js';
test('ends', () => { count(2); });
test('hangs', () => { count(9); });
test('is never reached', () => {});
`,
      },
      async ({ run }) => {
        const report = await run('node:test', 'npm test', { coverage: true, limitMs: 4000 });
        assert.equal(report.end.kind, 'timedOut');
        assert.deepEqual(outcomes(report), ['failed hang.test.js::hangs', 'passed hang.test.js::ends']);
        const hung = resultOf(report, 'hangs');
        assert.match(hung.failure?.message ?? '', /did not end/);
        assert.ok(hung.failure?.frames.some(({ path, line }) => path === 'lib.js' && (line === 3 || line === 4)));
        assert.ok(linesOf(report, 'hangs', 'lib.js').includes(4));
      },
    ));

  test('a test that ends its process has failed', () =>
    withProject(
      {
        'package.json': '{"type":"module"}',
        'a.test.js': `import { test } from 'node:test';\ntest('leaves', () => process.exit(3));\n`,
      },
      async ({ run }) => {
        const report = await run('node:test', 'node --test');
        assert.match(resultOf(report, 'leaves').failure?.message ?? '', /exit code 3/);
      },
    ));
});
