import assert from 'node:assert/strict';
import { badgesOf } from '../../../src/review/badges.ts';
import type { Evidence } from '../../../src/review/proposal.ts';
import { evidenceOf } from './proposals.ts';

suite('the badges of a hunk', () => {
  const hunk = { hunk: { oldStart: 8, newStart: 8, removed: ['a\n'], added: ['b\n'] } };
  const badges = (path: string, kind: 'changed' | 'created', evidence: Partial<Evidence> = {}) =>
    badgesOf({ path, kind }, hunk, evidenceOf(evidence));

  test('say how many tests ran its place, where somebody knows', () => {
    const runBy = [{ path: 'src/a.ts', line: 8, tests: 3 }];
    assert.deepEqual(badges('src/a.ts', 'changed', { runBy }), ['run by 3 tests']);
    assert.deepEqual(badges('src/a.ts', 'changed', { runBy: [{ ...runBy[0]!, tests: 0 }] }), ['no test ran it before']);
    assert.deepEqual(badges('src/b.ts', 'changed', { runBy }), []);
    assert.deepEqual(badges('src/a.ts', 'changed'), []);
  });

  test('say that it touches a test, and which was generated', () => {
    assert.deepEqual(badges('test/a.test.ts', 'changed'), ['touches a test']);
    assert.deepEqual(badges('test/a.test.ts', 'created'), ['new test']);
    assert.deepEqual(badges('test/a.test.ts', 'changed', { written: ['test/a.test.ts'] }), ['generated test']);
  });
});
