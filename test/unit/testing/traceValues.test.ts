import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestResult } from '../../../src/testing/report.ts';
import { runProcess } from '../../../src/testing/node/process.ts';
import { createTestRunner, type TestRunnerDeps } from '../../../src/testing/node/runner.ts';
import { createTraceValues } from '../../../src/testing/node/traceValues.ts';
import type { Framework } from '../../../src/testing/testCommand.ts';
import type { Trace } from '../../../src/testing/trace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const deps: TestRunnerDeps = {
  runProcess,
  environment: {
    PATH: process.env['PATH'] ?? '',
    HOME: os.homedir(),
    LANG: 'C.UTF-8',
    PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
  },
  sandbox: 'auto',
  shims: path.join(repository, 'src/testing/node/shims'),
  redact: (text) => text.replaceAll('hunter2', '***'),
};

/** Runs the suite to find the failing test, then watches it. */
async function traced(
  files: Readonly<Record<string, string>>,
  framework: Framework,
  line: string,
  at: readonly [file: string, line: number][],
  limitMs?: number,
): Promise<readonly Trace[]> {
  const base = await mkdtemp(path.join(os.tmpdir(), 'touchstone-test-'));
  const root = path.join(base, 'a projéct');
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    const before = await readdir(root, { recursive: true });
    const command = { framework, line, directory: '', reason: '' };
    const tree = { root, linked: [path.join(repository, 'node_modules')] };
    const signal = new AbortController().signal;
    const report = await createTestRunner(deps)(tree, { command, coverage: false, limitMs: 60_000 }, signal);
    const test = report.results.find(({ outcome }) => outcome === 'failed');
    assert.ok(test, report.output);
    const places = at.map(([file, number]) => ({ path: file, line: number }));
    const traces = await createTraceValues(deps, limitMs)(tree, command, test satisfies TestResult, places, signal);
    assert.deepEqual(await readdir(root, { recursive: true }), before);
    return traces;
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** `1: a = 1, b = 2 | 3: …` */
const shown = (trace: Trace | undefined): string | undefined =>
  trace?.hits
    .map(({ hit, values }) => `${hit}: ${values.map(({ name, value }) => `${name} = ${value}`).join(', ')}`)
    .join(' | ');

const cartJs = `export function total(items, rate) {
  let sum = 0;
  for (const item of items) {
    sum += item.price;
  }
  return sum * rate;
}
`;
const testJs = `import assert from 'node:assert/strict';
import { total } from '../src/cart.js';
FRAMEWORK
test('the total', () => assert.equal(total([{ price: 1 }, { price: 2 }, { price: 3 }, { price: 4 }, { price: 5 }], 2), 31));
test('another', () => assert.equal(total([{ price: 100 }], 2), 200));
`;
const jsProject = (framework: string) => ({
  'package.json': '{"type":"module"}',
  'src/cart.js': cartJs,
  'test/cart.test.js': testJs.replace('FRAMEWORK', framework),
});

suite('traced values', () => {
  test('node:test: the first hits and the last, of the one test alone', async () => {
    const traces = await traced(jsProject("import test from 'node:test';"), 'node:test', 'node --test', [
      ['src/cart.js', 4],
      ['src/cart.js', 6],
      ['src/gone.js', 1],
    ]);
    assert.deepEqual(
      traces.map(({ place, times }) => [place.line, times]),
      [
        [4, 5],
        [6, 1],
      ],
    );
    assert.match(
      shown(traces[0])!,
      /^1: sum = 0, item = \{ price: 1 \}, item\.price = 1.* \| 5: sum = 10, item = \{ price: 5 \}/,
    );
    assert.match(shown(traces[1])!, /^1: sum = 15, rate = 2/);
  }).timeout(20_000);

  test('mocha, and TypeScript whose types are stripped', async () => {
    const traces = await traced(
      {
        'package.json': '{"type":"module"}',
        'src/cart.ts':
          'export interface Item { price: number }\nexport class Cart {\n  items: Item[] = [];\n  secret = "hunter2";\n  get first(): Item { throw new Error("not to be run"); }\n  total(): number {\n    return this.items.reduce((sum, item) => sum - item.price, 0) + this.secret.length;\n  }\n}\n',
        'test/cart.test.ts':
          "import assert from 'node:assert/strict';\nimport { Cart } from '../src/cart.ts';\ntest('adds', () => { const cart = new Cart(); cart.items.push({ price: 2 }); assert.equal(cart.total(), 9); });\n",
      },
      'mocha',
      'mocha --ui tdd test/cart.test.ts',
      [['src/cart.ts', 7]],
    );
    assert.match(shown(traces[0])!, /this\.items = \[ \{ price: 2 \} \].*this\.secret = '\*\*\*'/);
  }).timeout(20_000);

  for (const [framework, line] of [
    ['vitest', 'vitest run --globals'],
    ['jest', 'jest'],
  ] as const) {
    test(`${framework}: what the tool made of the source is watched where a person wrote it`, async () => {
      const jest = { transform: {}, extensionsToTreatAsEsm: ['.ts'] };
      const isJest = framework === 'jest';
      const types = isJest ? '' : ': number';
      const traces = await traced(
        {
          'package.json': JSON.stringify({ type: isJest ? 'commonjs' : 'module', ...(isJest && { jest }) }),
          [isJest ? 'src/sum.js' : 'src/sum.ts']:
            `${isJest ? 'exports.sum =' : 'export'} function sum(a${types}, b${types})${types} {\n  ${isJest ? '' : 'interface Unused { a: number }\n  '}const both = a - b;\n  return both;\n}\n`,
          [isJest ? 'test/sum.test.js' : 'test/sum.test.ts']:
            `${isJest ? "const { sum } = require('../src/sum.js')" : "import { sum } from '../src/sum.ts'"};\ntest('adds', () => { expect(sum(2, 3)).toBe(5); });\n`,
        },
        framework,
        line,
        [isJest ? ['src/sum.js', 2] : ['src/sum.ts', 3]],
      );
      assert.match(shown(traces[0])!, /^1: (both = undefined, )?a = 2, b = 3/);
    }).timeout(30_000);
  }

  for (const [framework, line] of [
    ['pytest', 'python3 -m pytest -q'],
    ['unittest', 'python3 -m unittest'],
  ] as const) {
    test(`${framework}: values, members, and what was returned`, async () => {
      const traces = await traced(
        {
          'shop/__init__.py': '',
          'shop/cart.py':
            'class Cart:\n    def __init__(self):\n        self.items = [1, 2, 3, 4, 5]\n        self.me = self\n\n    def total(self, rate):\n        total = 0\n        for item in self.items:\n            total += item\n        return total * rate\n',
          'test_cart.py':
            'import unittest\nfrom shop.cart import Cart\n\nclass Tests(unittest.TestCase):\n    def test_total(self):\n        self.assertEqual(Cart().total(2), 31)\n',
        },
        framework,
        line,
        [
          ['shop/cart.py', 9],
          ['shop/cart.py', 10],
        ],
      );
      assert.equal(
        shown(traces[0]),
        [1, 2, 3, 5]
          .map((item) => `${item}: total = ${(item * (item - 1)) / 2}, item = ${item}, self.items = [1, 2, 3, 4, 5]`)
          .join(' | '),
      );
      assert.match(shown(traces[1])!, /^1: total = 15, rate = 2, .*\(returned\) = 30$/);
    }).timeout(20_000);
  }

  test('a loop without end leaves its first values, and ends in time', async () => {
    const traces = await traced(
      {
        'package.json': '{"type":"module"}',
        'src/loop.js':
          'export function reach(limit) {\n  let at = 0;\n  while (at !== limit) {\n    at += 2;\n  }\n  return at;\n}\n',
        'a.test.js':
          "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { reach } from './src/loop.js';\ntest('x', () => { assert.equal(process.env.TOUCHSTONE_VALUES ? reach(3) : 0, 4); });\n",
      },
      'node:test',
      'node --test',
      [['src/loop.js', 4]],
      4_000,
    );
    assert.match(shown(traces[0])!, /^1: at = 0, limit = 3 \| 2: at = 2, limit = 3/);
    assert.ok(traces[0]!.times > 1000);
  }).timeout(30_000);

  test('another language has none, and nothing is run for it', async () => {
    const none = createTraceValues({ ...deps, runProcess: () => Promise.reject(new Error('was run')) });
    const test: TestResult = { id: 'a', name: 'a', outcome: 'failed', durationMs: 1 };
    const go = { framework: 'go test', line: 'go test ./...', directory: '', reason: '' } as const;
    assert.deepEqual(
      await none({ root: os.tmpdir() }, go, test, [{ path: 'a.go', line: 1 }], new AbortController().signal),
      [],
    );
  });
});
