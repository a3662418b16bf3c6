import assert from 'node:assert/strict';
import type { TestResult } from '../../../src/testing/report.ts';
import { describeTarget, targetedTests, type FixTarget } from '../../../src/refine/target.ts';

suite('what the user pointed at', () => {
  const failing = [
    fails('cart › totals › adds up', 'test/cart.test.ts'),
    fails('cart › totals › rounds half up', 'test/cart.test.ts'),
    fails('rates › rounds half up', 'test/rates.test.ts'),
    fails('test_split[2-3]', 'tests/test_split.py'),
    fails('Größe › misst 東京', 'test/units.test.ts'),
  ];
  const named = (names: readonly string[], path?: string): string[] =>
    targetedTests(failing, { kind: 'test', names, ...(path !== undefined && { path }) }).map((test) => test.name);

  test('without a target all failing tests are to be fixed', () => {
    assert.equal(targetedTests(failing, undefined), failing);
  });

  test('a test is told by its file and its names', () => {
    assert.deepEqual(named(['cart', 'totals', 'rounds half up'], 'test/cart.test.ts'), [
      'cart › totals › rounds half up',
    ]);
    assert.deepEqual(named(['rounds half up'], 'test/rates.test.ts'), ['rates › rounds half up']);
  });

  test('a suite stands for the tests in it, and a file for all of its tests', () => {
    assert.equal(named(['cart', 'totals'], 'test/cart.test.ts').length, 2);
    assert.equal(named([], 'test/cart.test.ts').length, 2);
  });

  test('an explorer may name suites otherwise than the tool', () => {
    assert.deepEqual(named(['My project', 'rounds half up'], 'test/cart.test.ts'), ['cart › totals › rounds half up']);
  });

  test('a parametrised test stands for all of its runs', () => {
    assert.deepEqual(named(['test_split'], 'tests/test_split.py'), ['test_split[2-3]']);
  });

  test('names in any script are compared', () => {
    assert.deepEqual(named(['Größe', 'misst 東京'], 'test/units.test.ts'), ['Größe › misst 東京']);
  });

  test('what does not fail is not fixed', () => {
    assert.deepEqual(named(['passes'], 'test/cart.test.ts'), []);
  });

  test('a diagnostic is what fails at its line, or else everything', () => {
    const compile = fails('src/cart.ts', undefined, { path: 'src/cart.ts', line: 4 });
    const at: FixTarget = { kind: 'place', path: 'src/cart.ts', line: 4, message: 'Type error' };
    assert.deepEqual(targetedTests([...failing, compile], at), [compile]);
    assert.deepEqual(targetedTests(failing, at), failing);
  });

  test('it is named in a sentence', () => {
    assert.equal(describeTarget({ kind: 'test', names: ['cart', 'adds up'] }), '“adds up”');
    assert.equal(describeTarget({ kind: 'test', names: [], path: 'a.test.ts' }), 'the tests of a.test.ts');
    const message = 'Not assignable\n  to number';
    assert.equal(describeTarget({ kind: 'place', path: 'a.ts', line: 3, message }), '“Not assignable” (a.ts:3)');
  });
});

function fails(name: string, file: string | undefined, frame?: { path: string; line: number }): TestResult {
  const failure = { message: 'expected 1', frames: frame ? [frame] : [] };
  return {
    id: `${file}:${name}`,
    name,
    outcome: 'failed',
    durationMs: 1,
    failure,
    ...(file !== undefined && { file }),
  };
}
