/** Test programs of Node that are started before they are wanted: the same results as when they start then. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestReport } from '../../../src/testing/report.ts';
import { earlyLine } from '../../../src/testing/warmLine.ts';
import { withoutTime, withTrial } from '../../fakes/warmTrial.ts';

/** The Node of these tests, which reads TypeScript. */
const node = process.execPath;
const modules = path.resolve(import.meta.dirname, '../../../node_modules');

suite('Lines that a Node started before can run', () => {
  test('plain commands, of Node itself or of mocha', () => {
    assert.deepEqual(earlyLine(`node --test-name-pattern 'a b' a.test.js`), [
      ['node', '--test-name-pattern', 'a b', 'a.test.js'],
    ]);
    assert.deepEqual(earlyLine('/p/node_modules/.bin/mocha --ui tdd'), [['/p/node_modules/.bin/mocha', '--ui', 'tdd']]);
    assert.deepEqual(earlyLine('node a.test.js; node b.test.js'), [
      ['node', 'a.test.js'],
      ['node', 'b.test.js'],
    ]);
  });

  for (const line of [
    'node a.test.js && node b.test.js',
    'node build.js; npx mocha',
    '',
    'A=1 node --test',
    'node --test $MORE',
    'npx mocha',
    'tsx --test',
  ]) {
    test(`not ${line}`, () => assert.equal(earlyLine(line), undefined));
  }
});

const price = `export const half = (n) => Math.floor(n / 2);\n`;

const nodeProject = {
  'package.json': '{ "type": "module" }',
  'price.js': price,
  'typed.ts': 'export const twice = (n: number): number => 2 * n;\n',
  'test/price.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { half } from '../price.js';
import { twice } from '../typed.ts';

test('half', () => assert.equal(half(5), 2.5));
test('twice', () => assert.equal(twice(2), 4));
test('surroundings', () => {
  console.log(process.argv.slice(2), process.execArgv.length, process.stdin.isTTY, process.cwd());
  console.log(Object.keys(process.env).filter((name) => name !== 'TOUCHSTONE_GATE' || process.env[name]).sort());
  console.error('to the other stream');
  assert.fail('größer');
});
`,
  'test/other.test.js': `import test from 'node:test';\n\ntest('other', () => {});\n`,
};

const mochaProject = {
  'price.js': 'exports.half = (n) => Math.floor(n / 2);\n',
  'test/price.js': `const assert = require('node:assert/strict');
const { half } = require('../price.js');

describe('price', () => {
  it('half', () => assert.equal(half(5), 2.5));
  it('whole', () => assert.equal(half(4), 2));
});
`,
};

suite('Runs in a Node that was started before', function () {
  this.timeout(60_000);

  suiteSetup(function () {
    if (process.platform !== 'linux') this.skip();
  });

  for (const [framework, line, project] of [
    ['node:test', `${node} --test test/price.test.js test/other.test.js`, nodeProject],
    ['mocha', 'mocha test', mochaProject],
  ] as const) {
    for (const sandbox of ['auto', 'off'] as const) {
      test(`${framework} says the same, with sandbox ${sandbox}`, () =>
        withTrial(
          project,
          [framework, framework === 'mocha' ? `${modules}/.bin/${line}` : line, sandbox],
          async (trial) => {
            const { warm, cold, coldRuns, said, started } = trial;
            const whole = await cold();
            const expected = withoutTime(whole);
            for (let times = 0; times < 3; times++) assert.deepEqual(withoutTime(await warm()), expected);
            const only = whole.results.filter(({ outcome }) => outcome === 'failed').slice(0, 1);
            for (let times = 0; times < 3; times++) {
              const { results } = await warm({ only });
              assert.deepEqual(
                results.filter(({ outcome }) => outcome !== 'skipped').map(({ id, outcome }) => [id, outcome]),
                [[only[0]?.id, 'failed']],
              );
            }
            assert.deepEqual([coldRuns(), said, started()], [0, [], 1]);
          },
        ));
    }
  }

  const line = `${node} --test test/price.test.js`;

  test('see a file that was edited after they were started', () =>
    withTrial(nodeProject, ['node:test', line, 'auto'], async ({ root, warm, coldRuns }) => {
      const outcomes: (string | undefined)[] = [];
      for (const body of ['Math.floor(n / 2)', 'n / 2', 'n']) {
        await writeFile(path.join(root, 'price.js'), `export const half = (n) => ${body};\n`);
        const { results } = await warm();
        outcomes.push(results.find(({ name }) => name === 'half')?.outcome);
      }
      assert.deepEqual(outcomes, ['failed', 'passed', 'failed']);
      assert.equal(coldRuns(), 0);
    }));

  test('start as usual where something of the project is loaded before all else', () =>
    withTrial(
      { ...nodeProject, 'setup.cjs': '' },
      ['node:test', line, 'auto'],
      async ({ warm, coldRuns }) => {
        assert.equal((await warm()).results.length, 3);
        assert.equal(coldRuns(), 1);
      },
      { NODE_OPTIONS: '--require ./setup.cjs' },
    ));

  const esm = `import assert from 'node:assert/strict';\nimport test from 'node:test';\n`;
  const cjs = `const assert = require('node:assert/strict');\nconst test = require('node:test');\n`;
  /** Says whether what takes types out was loaded into the process of the test. */
  const typed = `
type Odd = { readonly is: (n: number) => boolean };
test('odd', () => assert.ok(({ is: (n) => n % 2 === 1 } satisfies Odd).is(twice(1))));
test('loaded', () => assert.fail(String((process as any).moduleLoadList.join().includes('amaro'))));
`;
  const twice = `(n: number): number => {\n  if (n < 0) throw new RangeError('below');\n  return 2 * n;\n};\n`;
  for (const [kind, files] of [
    [
      'module',
      { 'twice.ts': `export const twice = ${twice}`, 'test/it.test.ts': `${esm}import { twice } from '../twice.ts';` },
    ],
    [
      'commonjs',
      { 'twice.ts': `exports.twice = ${twice}`, 'test/it.test.ts': `${cjs}const { twice } = require('../twice.ts');` },
    ],
    [
      undefined,
      { 'twice.ts': `export const twice = ${twice}`, 'test/it.test.ts': `${esm}import { twice } from '../twice.ts';` },
    ],
    [
      'module',
      {
        'twice.cts': `exports.twice = ${twice}`,
        'test/it.test.ts': `${esm}import old from '../twice.cts';\nconst { twice } = old;`,
      },
    ],
  ] as const) {
    test(`TypeScript, ${Object.keys(files)[0]} in a package of type ${kind}`, () =>
      withTrial(
        {
          'package.json': JSON.stringify({ type: kind }),
          ...files,
          'test/it.test.ts': files['test/it.test.ts'] + typed,
        },
        ['node:test', `${node} --test test/it.test.ts`, 'auto'],
        async ({ root, warm, cold, coldRuns }) => {
          const told = (report: TestReport): unknown =>
            JSON.parse(JSON.stringify(withoutTime({ ...report, output: '' })).replace(': true', ': false'));
          const whole = await cold();
          assert.equal(whole.results.length, 2);
          const only = whole.results;
          const expected = told(await cold({ only }));
          for (let times = 0; times < 3; times++) assert.deepEqual(told(await warm({ only })), expected);
          const [edited = ''] = Object.keys(files);
          const text = await readFile(path.join(root, edited), 'utf8');
          for (const other of [
            text.replace('2 * n', 'null!.n'),
            text.replace('2 * n', '2 * ('),
            `enum A { x }\n${text}`,
          ]) {
            await writeFile(path.join(root, edited), other);
            const [expected, found] = [await cold({ only }), await warm({ only })];
            assert.deepEqual(told(found), told(expected));
            assert.ok(found.problem ?? found.results.filter(({ outcome }) => outcome === 'failed').length === 2);
          }
          assert.equal(coldRuns(), 0);
        },
      ));
  }

  test('TypeScript has its types taken out once, by what starts the processes', () =>
    withTrial(
      { 'package.json': '{ "type": "module" }', 'it.test.ts': `${esm}const twice = ${twice}${typed}` },
      ['node:test', `${node} --test it.test.ts`, 'auto'],
      async ({ warm, cold }) => {
        const { results } = await cold();
        const message = (found: TestReport['results']): string =>
          found.find(({ name }) => name === 'loaded')?.failure?.message ?? '';
        assert.match(message(results), /true/);
        assert.match(message((await warm({ only: results })).results), firstNodeStrips() ? /false/ : /true/);
      },
    ));

  test('the failing tests of several files, one file after the other', () => {
    const failing = (name: string): string =>
      `import test from 'node:test';\nimport fs from 'node:fs';\ntest('fine', () => {});\ntest('${name}', async () => {\n  console.log('${name}');\n  if (fs.existsSync('${name} hangs')) await new Promise((resolve) => setTimeout(resolve, 1e6));\n  throw new Error('${name}');\n});\n`;
    return withTrial(
      { 'package.json': '{ "type": "module" }', 'a.test.js': failing('first'), 'b.test.js': failing('second') },
      ['node:test', `${node} --test`, 'auto'],
      async ({ root, warm, cold, coldRuns }) => {
        const only = (await cold()).results.filter(({ outcome }) => outcome === 'failed');
        assert.equal(only.length, 2);
        // Which process is heard first is left open.
        const told = (report: TestReport): unknown =>
          withoutTime({ ...report, results: report.results.toSorted((a, b) => (a.id < b.id ? -1 : 1)) });
        const expected = told(await cold({ only }));
        for (let times = 0; times < 3; times++) assert.deepEqual(told(await warm({ only })), expected);
        for (const name of ['first', 'second']) {
          await writeFile(path.join(root, `${name} hangs`), '');
          const { end, results } = await warm({ only, limitMs: 1500 });
          assert.equal(end.kind, 'timedOut');
          assert.equal(
            results.some(({ failure }) => failure?.message === 'Error: second'),
            false,
          );
          await rm(path.join(root, `${name} hangs`));
        }
        assert.deepEqual(told(await warm({ only })), expected);
        assert.equal(coldRuns(), 0);
      },
    );
  });

  test('TypeScript in a test that writes where it asks is read as ever, and the next run as well', () =>
    withTrial(
      {
        'package.json': '{ "type": "module" }',
        'twice.ts': `export const twice = ${twice}`,
        'it.test.ts': `${esm}import fs from 'node:fs';
test('it', async () => {
  for (const what of ['no question\\n', '7\\n']) try { fs.writeSync(3, what); } catch {}
  const { twice }: typeof import('./twice.ts') = await import('./twice.ts');
  assert.equal(twice(1), 3);
});
`,
      },
      ['node:test', `${node} --test it.test.ts`, 'auto'],
      async ({ warm, cold, coldRuns, said }) => {
        const only = (await cold()).results;
        const expected = withoutTime(await cold({ only }));
        for (let times = 0; times < 3; times++) assert.deepEqual(withoutTime(await warm({ only })), expected);
        assert.deepEqual([coldRuns(), said], [0, []]);
      },
    ));

  const behaving = (body: string): Record<string, string> => ({
    'package.json': '{}',
    'it.test.js': `const { test } = require('node:test');
const fs = require('node:fs');
const { spawn } = require('node:child_process');
test('first', () => {});
test('it', async () => {
  ${body}
});
`,
  });
  const its = `${node} --test it.test.js`;

  for (const [what, body] of [
    ['exits', 'process.exit(3);'],
    ['prints a lot', `fs.writeSync(1, 'x'.repeat(300000) + 'end');`],
    [
      'changes its surroundings',
      `process.chdir('/'); process.env = {}; fs.writeFileSync('/tmp/touchstone-early-left', '');`,
    ],
    ['rejects what nobody waits for', `Promise.reject(new Error('nobody'));`],
  ] as const) {
    test(`a test that ${what}`, () =>
      withTrial(behaving(body), ['node:test', its], async ({ warm, cold, coldRuns }) => {
        const expected = withoutTime(await cold());
        for (let times = 0; times < 3; times++) assert.deepEqual(withoutTime(await warm()), expected);
        assert.equal(coldRuns(), 0);
        await rm('/tmp/touchstone-early-left', { force: true });
      }));
  }

  test('a test that hangs is ended in its time, and the next run is as good as any', () =>
    withTrial(
      behaving(`if (fs.existsSync('hang')) await new Promise((resolve) => setTimeout(resolve, 1e6));`),
      ['node:test', its, 'auto'],
      async ({ root, warm, coldRuns }) => {
        assert.equal((await warm()).end.kind, 'exited');
        await writeFile(path.join(root, 'hang'), '');
        assert.equal((await warm({ limitMs: 1500 })).end.kind, 'timedOut');
        await rm(path.join(root, 'hang'));
        assert.deepEqual(
          (await warm()).results.map(({ outcome }) => outcome),
          ['passed', 'passed'],
        );
        assert.equal(coldRuns(), 0);
      },
    ));

  test('what a test has started and left is gone before the next run, whatever it was started with', () =>
    withTrial(
      behaving(`spawn('sleep', ['987654'], { env: {}, detached: true, stdio: 'ignore' }).unref();`),
      ['node:test', its, 'auto'],
      async ({ warm, coldRuns }) => {
        for (let times = 0; times < 2; times++) assert.equal((await warm()).results.length, 2);
        assert.equal(coldRuns(), 0);
      },
    ));

  test('find an empty folder for temporary files each time, in a sandbox', () =>
    withTrial(
      behaving(`fs.mkdirSync('/tmp/touchstone-early-x');`),
      ['node:test', its, 'auto'],
      async ({ warm, coldRuns }) => {
        await warm();
        const outcomes = (await warm()).results.map(({ outcome }) => outcome);
        if (!existsSync('/tmp/touchstone-early-x')) assert.deepEqual(outcomes, ['passed', 'passed']);
        else await rm('/tmp/touchstone-early-x', { recursive: true });
        assert.equal(coldRuns(), 0);
      },
    ));

  test('one that ends before its time is not taken for one that hangs', () =>
    withTrial(behaving(''), ['node:test', `${node} --no-such-option --test it.test.js`, 'auto'], async (trial) => {
      const expected = withoutTime(await trial.cold());
      for (let times = 0; times < 3; times++) assert.deepEqual(withoutTime(await trial.warm()), expected);
      assert.equal(trial.coldRuns(), 0);
    }));

  test('that are given up end at once', () =>
    withTrial(
      behaving(`await new Promise((resolve) => setTimeout(resolve, 1e6));`),
      ['node:test', its, 'auto'],
      async ({ warm }) => {
        const stop = new AbortController();
        const run = warm({}, stop.signal);
        setTimeout(() => stop.abort(new Error('enough')), 1000);
        const asked = performance.now();
        await assert.rejects(run, /enough/);
        assert.ok(performance.now() - asked < 3000);
      },
    ));

  test('a program that is not there is told as it is without', () =>
    withTrial(mochaProject, ['mocha', '/nowhere/mocha test'], async ({ warm, cold }) => {
      const [expected, told] = [await cold(), await warm()];
      assert.deepEqual(told.results, expected.results);
      assert.match(told.problem?.message ?? '', /exit code 127: \/nowhere\/mocha: not found$/);
    }));
});

/** Whether the Node on the PATH, which starts the processes, can. */
const firstNodeStrips = (): boolean =>
  execFileSync('node', ['-p', `typeof require('node:module').stripTypeScriptTypes`]).toString().trim() === 'function';
