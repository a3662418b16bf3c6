import assert from 'node:assert/strict';
import { textOf, type Fact } from '../../../../src/refine/facts/fact.ts';
import { factsOf, type FactsInput } from '../../../../src/refine/facts/factsOf.ts';
import { mostTelling } from '../../../../src/refine/facts/mostTelling.ts';
import type { TestResult } from '../../../../src/testing/report.ts';
import { someFiles } from '../localise/someFiles.ts';

const cart = `import { rateOf } from './rates.ts';

export class Cart {
  total(items: number[], code: string): number {
    const sum = items.reduce((a, b) => a + b, 0);
    return sum * rateOf(code);
  }
}
`;
const rates = `export function rateOf(code: string): number {
  return code === 'HALF' ? 0.5 : 1;
}
`;
const spec = `import { Cart } from '../src/cart.ts';

suite('cart', () => {
  test('is empty', () => assert.equal(new Cart().total([], ''), 0));

  test('takes half off', () => {
    const cart = new Cart();
    assert.equal(cart.total([4, 6], 'HALF'), 5);
  });
});
`;
const files = someFiles({ 'src/cart.ts': cart, 'src/rates.ts': rates, 'test/cart.test.ts': spec });
const failed = (name: string, message: string, ...frames: [string, number][]): TestResult => ({
  id: name,
  name,
  file: 'test/cart.test.ts',
  outcome: 'failed',
  durationMs: 1,
  failure: { message, frames: frames.map(([path, line]) => ({ path, line })) },
});
const half = failed(
  'cart › takes half off',
  'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n10 !== 5\n',
  ['src/cart.ts', 6],
  ['test/cart.test.ts', 8],
);
const place = { path: 'src/cart.ts', line: 6, score: 1, reasons: ['run by 1 failing test only'] };
const traced = [
  {
    test: half,
    traces: [
      { place: { path: 'src/cart.ts', line: 6 }, times: 1, hits: [{ hit: 1, values: [{ name: 'sum', value: '10' }] }] },
    ],
  },
];
const facts = (input: Partial<FactsInput>): Promise<Fact[]> =>
  factsOf({ failing: [half], places: [place], files, traces: traced, ...input }, new AbortController().signal);

suite('facts', () => {
  test('everything that a failing test shows, as a prompt holds it', async () => {
    assert.equal(
      (await facts({})).map(textOf).join('\n---\n'),
      `“cart › takes half off” failed an assertion: Expected values to be strictly equal:
  expected: 5
  actual: 10
---
While “cart › takes half off” ran, src/cart.ts:6 was reached once: return sum * rateOf(code);
  time 1: sum = 10
---
“cart › takes half off” passed through src/cart.ts:6 when it failed:
  4 |   total(items: number[], code: string): number {
  5 |     const sum = items.reduce((a, b) => a + b, 0);
> 6 |     return sum * rateOf(code);
  7 |   }
---
The source of “cart › takes half off” (test/cart.test.ts):
  6 |   test('takes half off', () => {
  7 |     const cart = new Cart();
> 8 |     assert.equal(cart.total([4, 6], 'HALF'), 5);
  9 |   });
---
rateOf, used at src/cart.ts:6, is defined in src/rates.ts:
  1 | export function rateOf(code: string): number {
  2 |   return code === 'HALF' ? 0.5 : 1;
  3 | }
---
src/cart.ts:6 is suspicious (run by 1 failing test only): return sum * rateOf(code);`,
    );
  });

  test('tests that fail in the same words are one fact', async () => {
    const found = await facts({ failing: [half, { ...half, id: 'b', name: 'b' }], places: [], traces: [] });
    const assertions = found.filter(({ kind }) => kind === 'assertion');
    assert.equal(assertions.length, 1);
    assert.match(textOf(assertions[0]!), /^“cart › takes half off” and 1 more failed/);
  });

  test('an error is an exception with its type', async () => {
    const [first] = await facts({ failing: [failed('t', "TypeError: Cannot read properties of null (reading 'x')")] });
    assert.deepEqual(first, {
      kind: 'exception',
      tests: ['t'],
      type: 'TypeError',
      message: "Cannot read properties of null (reading 'x')",
    });
  });

  test('a frame in a file that is gone, a test without a file, nothing at all', async () => {
    const { file: _, ...without } = failed('t', 'Error: x', ['gone.ts', 3], ['src/cart.ts', 999]);
    assert.deepEqual(
      (await facts({ failing: [without], places: [], traces: [] })).map(({ kind }) => kind),
      ['exception'],
    );
    assert.deepEqual(await facts({ failing: [], places: [], traces: [] }), []);
  });

  test('secrets leave neither the messages, nor the code, nor the values', async () => {
    const key = `ghp_${'a1B2'.repeat(10)}`;
    const secret = someFiles({ 'a.py': `def f():\n    key = "${key}"\n    return key\n`, '.env': `K=${key}` });
    const place = { path: 'a.py', line: 2 };
    const found = await factsOf(
      {
        failing: [failed('t', `ValueError: ${key}`, ['a.py', 2], ['.env', 1])],
        places: [{ ...place, score: 1, reasons: [] }],
        files: secret,
        traces: [
          { test: half, traces: [{ place, times: 1, hits: [{ hit: 1, values: [{ name: 'key', value: key }] }] }] },
        ],
      },
      new AbortController().signal,
    );
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['exception', 'traced', 'frame', 'suspect'],
    );
    assert.doesNotMatch(found.map(textOf).join('\n'), /ghp_/);
  });

  test('tests by name: pytest with parameters, a method of a class, unicode', async () => {
    const python = `class TestTotal:
    def test_half(self, code):
        assert total([4]) == 2

def test_half(code):
    assert True

def test_größe():
    assert True
`;
    const inPython = someFiles({ 'tests/test_total.py': python });
    const startOf = async (name: string): Promise<number | undefined> => {
      const test = { ...failed(name, 'AssertionError: assert 1 == 2'), file: 'tests/test_total.py' };
      const found = await factsOf(
        { failing: [test], places: [], files: inPython, traces: [] },
        new AbortController().signal,
      );
      const source = found.find((fact) => fact.kind === 'testSource');
      return source?.kind === 'testSource' ? source.startLine : undefined;
    };
    assert.equal(await startOf('TestTotal › test_half[HALF]'), 2);
    assert.equal(await startOf('test_größe'), 8);
  });
});

suite('the most telling facts', () => {
  test('one of each kind comes before a second of any', async () => {
    const all = await facts({ failing: [half, failed('other', 'RangeError: no')] });
    const kept = mostTelling(all, 420);
    assert.deepEqual(
      kept.map(({ kind }) => kind),
      ['assertion', 'exception', 'traced', 'definition'],
    );
    assert.ok(kept.map(textOf).join('\n').length <= 420);
  });

  test('without room there is nothing, with enough there is everything', async () => {
    const all = await facts({});
    assert.deepEqual(mostTelling(all, 0), []);
    assert.equal(mostTelling(all, 1e6).length, all.length);
  });
});
