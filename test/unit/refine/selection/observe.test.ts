import assert from 'node:assert/strict';
import { takeBaseline } from '../../../../src/refine/baseline.ts';
import { behaviourClasses, splittingInputs } from '../../../../src/refine/selection/differences.ts';
import { observe, type Observed } from '../../../../src/refine/selection/observe.ts';
import type { TestCommand } from '../../../../src/testing/testCommand.ts';
import { withShadowProject } from '../../../fakes/shadowProject.ts';
import { parser } from '../templates/grammars.ts';

const never = new AbortController().signal;

interface Told {
  readonly observed: Observed;
  readonly classes: readonly (readonly number[])[];
  /** `code: outcome | outcome` of every input that splits them. */
  readonly splits: readonly string[];
}

/** What is seen of candidates for one file. */
async function told(
  files: Record<string, string>,
  command: Pick<TestCommand, 'framework' | 'line'>,
  path: string,
  line: number,
  candidates: readonly string[],
): Promise<Told> {
  let result: Told | undefined;
  await withShadowProject(files, async ({ copy, runTests }) => {
    const whole = { ...command, directory: '', reason: '' };
    const lanes = [await copy(never)];
    const baseline = await takeBaseline(lanes[0]!, whole, runTests, 0, never);
    assert.ok(baseline.failing.length > 0, baseline.output);
    const runnable = candidates.map((text) => ({ texts: new Map([[path, text]]), places: [{ path, line }] }));
    const observed = await observe(runnable, { lanes, runTests, parse: parser.parse, command: whole, baseline }, never);
    if (observed.kind === 'untold') {
      result = { observed, classes: [], splits: [] };
      return;
    }
    const { inputs, behaviours } = observed;
    const all = candidates.map((_, at) => at);
    const splits = splittingInputs(
      inputs,
      behaviours,
      all,
      all.map(() => 1),
    );
    result = {
      observed,
      classes: behaviourClasses(inputs, behaviours),
      splits: splits.map(({ input, outcomes }) => `${input.code}: ${outcomes.map(({ shown }) => shown).join(' | ')}`),
    };
  });
  return result ?? assert.fail('nothing came of it');
}

const fee = (condition: string): string =>
  `export function fee(total, member) {\n  if (${condition}) return 0;\n  return member ? 3 : 5;\n}\n`;

suite('observe', () => {
  test('tells candidates apart on inputs around the literals of tests and code (node:test)', async () => {
    const test = `import test from 'node:test';
import assert from 'node:assert';
import { fee } from '../src/fee.js';
test('is free from 50 on', () => {
  assert.equal(fee(50, false), 0);
});
test('costs below', () => {
  const total = 20;
  assert.equal(fee(total, true), 3);
});
`;
    const files = {
      'package.json': '{ "type": "module" }',
      'src/fee.js': fee('total > 50'),
      'test/fee.test.js': test,
    };
    const { classes, splits } = await told(files, { framework: 'node:test', line: 'node --test' }, 'src/fee.js', 2, [
      fee('total >= 50'),
      fee('50 <= total'),
      fee('total > 48'),
      fee('total === 50'),
    ]);
    assert.deepEqual(classes, [[0, 1], [2], [3]]);
    assert.ok(splits.includes('fee(49, false): 5 | 0'), splits.join('\n'));
    assert.ok(splits.includes('fee(51, false): 0 | 5'), splits.join('\n'));
  }).timeout(90_000);

  test('follows what leads to an assertion: state, awaited values, exceptions (mocha, TypeScript)', async () => {
    const queue = (body: string): string =>
      `export class Queue {\n  items: number[] = [];\n  push(n: number) { this.items.push(n); return this; }\n  pop(): number | undefined { ${body} }\n}\n`;
    const files = {
      'package.json': '{ "type": "module" }',
      'src/queue.ts': queue('return this.items.pop();'),
      'test/queue.test.ts': `import { strict as assert } from 'assert';
import { Queue } from '../src/queue.ts';
describe('Queue', () => {
  let queue: Queue;
  beforeEach(() => { queue = new Queue(); });
  it('gives the first', async () => {
    queue.push(1).push(2);
    const first = await Promise.resolve(queue.pop());
    assert.equal(first, 1);
  });
  it('is empty at first', () => { assert.equal(new Queue().pop(), undefined); });
});
`,
    };
    const { classes, splits } = await told(
      files,
      { framework: 'mocha', line: "npx mocha 'test/**/*.test.ts'" },
      'src/queue.ts',
      4,
      [
        queue('return this.items.shift();'),
        queue('if (this.items.includes(0)) throw new RangeError("no"); return this.items.shift();'),
      ],
    );
    assert.deepEqual(classes, [[0], [1]]);
    assert.match(
      splits.join('\n'),
      /queue\.push\(0\)\.push\(2\);\nconst first = await .*;\nfirst: 0 \| throws RangeError: no/,
    );
  }).timeout(90_000);

  test('in Python: pytest with a fixture, unittest with self', async () => {
    const clip = (body: string): string => `def clip(value, low, high):\n    ${body}\n`;
    const candidates = [clip('return max(low, min(high, value))'), clip('return high if value > high else value')];
    const pytest = {
      'clip.py': clip('return value'),
      'test_clip.py':
        'import pytest\nfrom clip import clip\n\n@pytest.fixture\ndef low():\n    return 1\n\ndef test_clip(low):\n    value = 12\n    assert clip(value, low, 10) == 10\n',
    };
    const first = await told(pytest, { framework: 'pytest', line: 'python3 -m pytest -q' }, 'clip.py', 2, candidates);
    assert.deepEqual(first.classes, [[0], [1]]);
    assert.match(first.splits.join('\n'), /value = 0\nclip\(value, low, 10\): 1 \| 0/);
    const unittest = {
      'clip.py': clip('return value'),
      'test_clip.py': `import unittest
from clip import clip


class TestClip(unittest.TestCase):
    def setUp(self):
        self.low = 1

    def test_clip(self):
        self.assertEqual(clip(12, self.low, 10), 10)


if __name__ == '__main__':
    unittest.main()
`,
    };
    const second = await told(
      unittest,
      { framework: 'unittest', line: 'python3 -m unittest' },
      'clip.py',
      2,
      candidates,
    );
    assert.match(second.splits.join('\n'), /clip\(0, self\.low, 10\): 1 \| 0/);
  }).timeout(90_000);

  test('an input on which one hangs is seen, a value that differs each time is not', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'src/halve.js': 'export function halve(n) {\n  return n;\n}\n',
      'test/halve.test.js':
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { halve } from '../src/halve.js';\ntest('halves', () => { assert.equal(halve(8).value, 4); });\n",
    };
    const { splits } = await told(files, { framework: 'node:test', line: 'node --test' }, 'src/halve.js', 2, [
      'export function halve(n) {\n  return { value: n / 2, at: Math.random() };\n}\n',
      'export function halve(n) {\n  while (n === 9);\n  return { value: n / 2, at: Math.random() };\n}\n',
    ]);
    assert.deepEqual(splits, ['halve(9).value: 4.5 | does not come to an end']);
  }).timeout(90_000);

  test('code that rounds is told apart on fractions that no test has', async () => {
    const round = (value: string): string => `export function round(n) {\n  return ${value};\n}\n`;
    const files = {
      'package.json': '{ "type": "module" }',
      'src/round.js': round('Math.floor(n)'),
      'test/round.test.js':
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { round } from '../src/round.js';\ntest('half', () => assert.equal(round(2.5), 3));\ntest('whole', () => assert.equal(round(3), 3));\n",
    };
    const { classes, splits } = await told(files, { framework: 'node:test', line: 'node --test' }, 'src/round.js', 2, [
      round('Math.ceil(n)'),
      round('Math.floor(n + 0.5)'),
      round('Math.round(n)'),
      round('n | 0 === n ? n : Math.round(n)'),
    ]);
    assert.deepEqual(classes[0], [0]);
    assert.match(splits.join('\n'), /round\(3\.25\): 4 \| 3/);
    assert.match(splits.join('\n'), /round\(2\.4\): 3 \| 2/);
  }).timeout(90_000);

  test('a limit is told from one beside it on fractions in Python, too', async () => {
    const free = (test: string): string => `def free(total):\n    return total ${test}\n`;
    const files = {
      'fee.py': free('> 50'),
      'test_fee.py': 'from fee import free\n\n\ndef test_free():\n    assert free(50) == True\n',
    };
    const { splits } = await told(files, { framework: 'pytest', line: 'python3 -m pytest -q' }, 'fee.py', 2, [
      free('>= 50'),
      free('> 49'),
    ]);
    assert.match(splits.join('\n'), /free\(49\.5\): False \| True/);
  }).timeout(90_000);

  test('what nobody thinks of is tried where all else tells nothing: large numbers, nothing at all, letters of four bytes', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'src/a.js': 'export const half = (n) => n;\nexport const first = (s) => s;\n',
      'test/a.test.js':
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { half, first } from '../src/a.js';\ntest('half', () => assert.equal(half(8), 4));\ntest('first', () => assert.equal(first('ab'), 'a'));\ntest('not varied', () => assert.equal(half(first), NaN));\n",
    };
    const code = (half: string, first: string): string =>
      `export const half = (n) => ${half};\nexport const first = (s) => ${first};\n`;
    const { splits } = await told(files, { framework: 'node:test', line: 'node --test' }, 'src/a.js', 1, [
      code('n / 2', 's.charAt(0)'),
      code('n > 1e9 ? 0 : n / 2', "s === null ? '' : [...s][0] ?? ''"),
    ]);
    assert.match(splits.join('\n'), /half\(3000000000\): 1500000000 \| 0/);
    assert.match(splits.join('\n'), /first\('😀'\): "\\ud83d" \| "😀"/);
    assert.match(splits.join('\n'), /first\(null\): throws TypeError.* \| ""/);
  }).timeout(90_000);

  test('says why nothing could be told', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'src/a.js': 'export const a = 1;\n',
      'test/a.test.js':
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { a } from '../src/a.js';\ntest('a', () => { assert.equal(a, 2); });\n",
    };
    const { observed } = await told(files, { framework: 'node:test', line: 'node --test' }, 'src/a.js', 1, [
      'export const a = 2;\n',
      'export const a = 1 + 1;\n',
    ]);
    assert.deepEqual(observed, {
      kind: 'untold',
      why: 'no test that reaches the change calls it in a way that can be varied',
    });
  }).timeout(90_000);
});
