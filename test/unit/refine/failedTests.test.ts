import assert from 'node:assert/strict';
import { FailedTests } from '../../../src/refine/failedTests.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import type { TestSite } from '../../../src/testing/testSites.ts';

const site = (...names: string[]): TestSite => ({ names, line: 1, endLine: 2, kind: 'test' });

suite('tests that are known to fail', () => {
  const failing: TestResult = {
    id: 'cart.test.ts:cart:adds up',
    name: 'cart › adds up',
    file: 'cart.test.ts',
    outcome: 'failed',
    durationMs: 1,
    failure: { message: 'expected 3\n  to equal 4', frames: [] },
  };

  function known(): FailedTests {
    const tests = new FailedTests();
    tests.keep('/work', [failing], 5, new Map([['cart.test.ts', 'text']]));
    return tests;
  }

  test('are known by their names, with what they said', () => {
    assert.deepEqual(known().failureOf('/work', 'cart.test.ts', site('cart', 'adds up')), {
      message: 'expected 3',
      at: 5,
      isStale: false,
    });
    assert.equal(known().failureOf('/work', 'cart.test.ts', site('cart', 'is empty')), undefined);
    assert.equal(known().failureOf('/other', 'cart.test.ts', site('cart', 'adds up')), undefined);
  });

  test('nothing is known of a file that was edited since', () => {
    assert.equal(known().knows('/work', 'cart.test.ts', 'text'), true);
    assert.equal(known().knows('/work', 'cart.test.ts', 'text, edited'), false);
  });

  test('a change elsewhere makes them doubtful, and that is news once', () => {
    const tests = known();
    assert.deepEqual(
      [tests.markStale('/work'), tests.markStale('/work'), tests.markStale('/other')],
      [true, false, false],
    );
    assert.equal(tests.failureOf('/work', 'cart.test.ts', site('cart', 'adds up'))?.isStale, true);
  });

  test('what was fixed is forgotten, and a new run says all anew', () => {
    const tests = known();
    tests.forget('/work', ['cart › adds up']);
    assert.equal(tests.knows('/work', 'cart.test.ts', 'text'), false);
    tests.keep('/work', [failing], 9, new Map());
    assert.equal(tests.failureOf('/work', 'cart.test.ts', site('cart', 'adds up'))?.at, 9);
  });
});
