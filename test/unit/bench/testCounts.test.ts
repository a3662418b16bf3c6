import assert from 'node:assert/strict';
import { testCounts } from '../../bench/repair/testCounts.ts';

suite('counts of tests', () => {
  test("node:test in its reporter's words and in TAP", () => {
    assert.deepEqual(testCounts('✔ a\nℹ tests 3\nℹ pass 2\nℹ fail 1\n'), { passed: 2, failed: 1 });
    assert.deepEqual(testCounts('# tests 3\n# pass 3\n# fail 0\n'), { passed: 3, failed: 0 });
  });

  test('mocha', () => {
    assert.deepEqual(testCounts('\n\n  36 passing (33ms)\n'), { passed: 36, failed: 0 });
    assert.deepEqual(testCounts('  0 passing (3ms)\n  1 failing\n\n  1) x'), { passed: 0, failed: 1 });
  });

  test('pytest', () => {
    assert.deepEqual(testCounts('....\n44 passed in 2.27s\n'), { passed: 44, failed: 0 });
    assert.deepEqual(testCounts('1 failed, 43 passed, 2 errors in 1.10s\n'), { passed: 43, failed: 3 });
    assert.deepEqual(testCounts('==== 2 failed in 0.10s ====\n'), { passed: 0, failed: 2 });
  });

  test('unittest, where sub-tests count as failures', () => {
    assert.deepEqual(testCounts('Ran 20 tests in 0.01s\n\nOK\n'), { passed: 20, failed: 0 });
    assert.deepEqual(testCounts('Ran 20 tests in 0.01s\n\nFAILED (failures=1, errors=2)\n'), { passed: 17, failed: 3 });
    assert.deepEqual(testCounts('Ran 2 tests in 0.01s\n\nFAILED (failures=9)\n'), { passed: 0, failed: 2 });
  });

  test('nothing', () => assert.equal(testCounts('command not found'), undefined));
});
