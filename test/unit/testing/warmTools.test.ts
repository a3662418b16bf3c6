/** vitest and jest that stay loaded between the runs of a tree: the same results as when they start anew. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestRunner } from '../../../src/testing/node/runner.ts';
import { runProcess, startProcess } from '../../../src/testing/node/process.ts';
import { createWarmRuns } from '../../../src/testing/node/warmRuns.ts';
import { warmToolLine } from '../../../src/testing/warmLine.ts';
import type { TestReport, TestResult } from '../../../src/testing/report.ts';
import { outcomes, place } from '../../fakes/testProject.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const shims = path.join(repository, 'src/testing/node/shims');

interface Trial {
  readonly root: string;
  readonly run: (names: readonly string[], limitMs?: number, signal?: AbortSignal) => Promise<TestReport>;
  readonly write: (file: string, text: string) => Promise<void>;
  /** How many runs were started as usual. */
  readonly cold: () => number;
  readonly said: readonly string[];
}

async function withTrial(
  tool: 'vitest' | 'jest',
  files: Readonly<Record<string, string>>,
  use: (trial: Trial) => Promise<void>,
  sandbox: 'auto' | 'off' = 'off',
): Promise<void> {
  const base = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone warm ')));
  const root = path.join(base, 'pröject');
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  let cold = 0;
  const said: string[] = [];
  const warm = createWarmRuns({ startProcess, shims, debug: (message) => said.push(message) });
  const runTests = createTestRunner({
    runProcess: (request, signal) => {
      cold++;
      return runProcess(request, signal);
    },
    environment: { PATH: process.env['PATH'] ?? '', HOME: os.homedir(), LANG: 'C.UTF-8' },
    sandbox,
    shims,
    redact: (text) => text,
    warm,
  });
  try {
    for (const [file, text] of Object.entries(files)) await write(file, text);
    await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    const run = (names: readonly string[], limitMs = 30_000, signal = new AbortController().signal) =>
      runTests(
        { root, linked: [path.join(repository, 'node_modules')] },
        {
          ...{ command: { framework: tool, line: 'npm test', directory: '', reason: '' }, coverage: false, limitMs },
          only: names.map((name) => failed(name)),
        },
        signal,
      );
    await use({ root, run, write, cold: () => cold, said });
  } finally {
    await warm.dispose();
    assert.deepEqual(processesIn(base), [], 'nothing is left alive');
    await rm(base, { recursive: true, force: true });
  }
}

const failed = (id: string): TestResult => ({
  ...{ id, name: id.slice(id.indexOf('::') + 2), file: id.slice(0, id.indexOf('::')) },
  ...{ outcome: 'failed', durationMs: 0 },
});

function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

const sizeText = (word: string): string => `exports.size = (n) => (n > 3 ? '${word}' : 'small');\n`;
const projectOf = (tool: 'vitest' | 'jest', tests: string): Record<string, string> => ({
  'package.json': `{"scripts":{"test":"${tool}"}}`,
  'src/size.cjs': sizeText('big'),
  'test/a.test.js':
    (tool === 'vitest'
      ? `import { expect, it } from 'vitest';\nimport { size } from '../src/size.js';\n`
      : `const { size } = require('../src/size.cjs');\n\n`) + tests,
  ...(tool === 'vitest' && { 'src/size.js': sizeText('big').replace('exports.', 'export const ') }),
});
const sourceOf = (tool: 'vitest' | 'jest', word: string): [string, string] =>
  tool === 'jest'
    ? ['src/size.cjs', sizeText(word)]
    : ['src/size.js', sizeText(word).replace('exports.', 'export const ')];

suite('Lines that a loaded vitest or jest can run', () => {
  test('one plain command', () => {
    assert.deepEqual(warmToolLine('vitest run src'), { tool: 'vitest', args: ['run', 'src'] });
    assert.deepEqual(warmToolLine('node_modules/.bin/jest -i'), { tool: 'jest', args: ['-i'] });
  });

  for (const line of ['vitest && true', 'A=1 jest', 'vitest related a.ts', 'jest $ARGS', 'node jest.js', 'tsc; jest'])
    test(`not ${line}`, () => assert.equal(warmToolLine(line), undefined));
});

if (process.platform === 'linux') {
  suite('A compiler that jest has started', function () {
    this.timeout(60_000);

    test('serves the runs that follow', () =>
      withTrial(
        'jest',
        {
          'package.json': '{"scripts":{"test":"jest"},"jest":{"transform":{"[.]ts$":"./transform.cjs"}}}',
          // esbuild goes on in a process of its own.
          'transform.cjs': `const { transformSync } = require('esbuild');
exports.process = (source) => transformSync(source, { loader: 'ts', format: 'cjs', sourcemap: 'inline' });
`,
          'src/size.ts': `export const size = (n: number): string => (n > 3 ? 'big' : 'small');\n`,
          'a.test.ts': `import { size } from './src/size';\nit('of much', () => expect(size(4)).toBe('huge'));\n`,
        },
        async ({ run, write, cold }) => {
          assert.deepEqual(outcomes(await run(['a.test.ts::of much'])), ['failed a.test.ts::of much']);
          await write('src/size.ts', `export const size = (n: number): string => (n > 3 ? 'huge' : 'small');\n`);
          assert.deepEqual(outcomes(await run(['a.test.ts::of much'])), ['passed a.test.ts::of much']);
          assert.equal(cold(), 0);
        },
      ));
  });

  for (const tool of ['vitest', 'jest'] as const) {
    suite(`Runs of a ${tool} that stays loaded`, function () {
      this.timeout(60_000);

      test('see each change of the tree, and are asked by name', () =>
        withTrial(
          tool,
          projectOf(
            tool,
            `it('of much', () => expect(size(4)).toBe('huge'));\nit('other', () => expect(size(1)).toBe('small'));\n`,
          ),
          async ({ run, write, cold, said }) => {
            const much = ['test/a.test.js::of much'];
            const first = await run(much);
            assert.deepEqual(outcomes(first), ['failed test/a.test.js::of much'], said.join('\n'));
            assert.equal(place(first.results[0]!), 'test/a.test.js:3');
            await write(...sourceOf(tool, 'huge'));
            assert.deepEqual(outcomes(await run(much)), ['passed test/a.test.js::of much']);
            await write(...sourceOf(tool, 'big'));
            assert.deepEqual(outcomes(await run(much)), ['failed test/a.test.js::of much']);
            assert.deepEqual(outcomes(await run(['test/a.test.js::other'])), ['passed test/a.test.js::other']);
            await write(sourceOf(tool, '')[0], 'const = 3;\n');
            assert.match((await run(much)).problem?.message ?? '', /[Uu]nexpected|Expected/);
            // A file that does not load is asked about once, and a run without its tests is one for all.
            assert.deepEqual([said, cold()], [[], 0]);
          },
          'auto',
        ));

      test('follow a configuration that changes', () =>
        withTrial(
          tool,
          {
            ...projectOf(tool, `it('is set up', () => expect(globalThis.ready).toBe('yes'));\n`),
            [`${tool}.config.mjs`]: 'export default {};\n',
            'setup.cjs': `globalThis.ready = 'yes';\n`,
          },
          async ({ run, write, cold }) => {
            const id = 'test/a.test.js::is set up';
            assert.deepEqual(outcomes(await run([id])), [`failed ${id}`]);
            const config =
              tool === 'vitest' ? `{ test: { setupFiles: './setup.cjs' } }` : `{ setupFiles: ['./setup.cjs'] }`;
            await write(`${tool}.config.mjs`, `export default ${config};\n`);
            assert.deepEqual(outcomes(await run([id])), [`passed ${id}`]);
            assert.equal(cold(), 0);
          },
        ));

      test('are not the worse for what an earlier run has left behind', () =>
        withTrial(
          tool,
          projectOf(
            tool,
            `const load = (name) => process.getBuiltinModule('node:' + name);
it('leaves', () => {
  load('http').createServer().listen(47113, '127.0.0.1');
  load('child_process').spawn('sleep', ['600'], { stdio: 'ignore', detached: true }).unref();
  load('fs').readFileSync = () => { throw new Error('spoiled'); };
  globalThis.kept = (globalThis.kept ?? 0) + 1;
  expect(globalThis.kept).toBe(1);
});
it('listens', async () => {
  const server = load('http').createServer();
  await new Promise((resolve, reject) => { server.on('error', reject); server.listen(47113, '127.0.0.1', resolve); });
  server.close();
  expect(String(load('fs').readFileSync).includes('spoiled')).toBe(false);
});
`,
          ),
          async ({ run, cold, said }) => {
            for (let times = 0; times < 2; times++) {
              for (const name of ['leaves', 'listens']) {
                const id = `test/a.test.js::${name}`;
                assert.deepEqual(outcomes(await run([id])), [`passed ${id}`], said.join('\n'));
              }
            }
            assert.equal(cold(), 0);
          },
        ));

      test('find an empty folder for temporary files each time, in a sandbox', () =>
        withTrial(
          tool,
          projectOf(
            tool,
            `it('is new', () => {
  const { mkdirSync } = process.getBuiltinModule('node:fs');
  mkdirSync('/tmp/only-once');
});
`,
          ),
          async ({ run, cold }) => {
            for (let times = 0; times < 3; times++) {
              assert.deepEqual(outcomes(await run(['test/a.test.js::is new'])), ['passed test/a.test.js::is new']);
            }
            assert.equal(cold(), 0);
          },
          'auto',
        ));

      test('end when their time is up, say which test it was, and the next one runs', () =>
        withTrial(
          tool,
          projectOf(tool, `it('spins', () => {\n  for (;;);\n});\nit('ends', () => {});\n`),
          async ({ run, cold }) => {
            assert.deepEqual(outcomes(await run(['test/a.test.js::ends'])), ['passed test/a.test.js::ends']);
            const report = await run(['test/a.test.js::spins'], 4000);
            assert.equal(report.end.kind, 'timedOut');
            assert.deepEqual(outcomes(report), ['failed test/a.test.js::spins']);
            assert.deepEqual(outcomes(await run(['test/a.test.js::ends'])), ['passed test/a.test.js::ends']);
            assert.equal(cold(), 0);
          },
        ));

      test('end within a second of a cancel', () =>
        withTrial(tool, projectOf(tool, `it('spins', () => {\n  for (;;);\n});\n`), async ({ run }) => {
          const controller = new AbortController();
          setTimeout(() => controller.abort(), 2500);
          await assert.rejects(run(['test/a.test.js::spins'], 30_000, controller.signal), { name: 'AbortError' });
        }));
    });
  }
}
