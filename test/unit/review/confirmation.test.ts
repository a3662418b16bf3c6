import assert from 'node:assert/strict';
import { confirmationOf } from '../../../src/review/confirmation.ts';
import type { TestReport, TestResult } from '../../../src/testing/report.ts';
import { evidenceOf } from './proposals.ts';

suite('confirmation on the real tree', () => {
  test('counts what passed', () =>
    assert.deepEqual(confirmationOf(evidenceOf(), report([passed('a'), passed('b')])), {
      kind: 'confirmed',
      message: 'Confirmed on your own tree: 2 tests passed.',
    }));

  test('does not call a test that failed before, or a flaky one, news', () =>
    assert.deepEqual(
      confirmationOf(
        evidenceOf({ stillFailing: ['b'], flaky: ['c'] }),
        report([passed('a'), failed('b'), failed('c')]),
      ),
      { kind: 'confirmed', message: 'Confirmed on your own tree: 1 test passed; 2 tests failed as before.' },
    ));

  test('names what fails here though it passed in the copy', () =>
    assert.deepEqual(confirmationOf(evidenceOf(), report([passed('a'), failed('b')])), {
      kind: 'contradicted',
      message: '1 test failed on your own tree: b.',
    }));

  test('is not given by a run that found no test, broke or was stopped', () => {
    const kinds = [
      report([]),
      report([passed('a')], { problem: { message: 'SyntaxError: x\n  at y', frames: [] } }),
      report([passed('a')], { end: { kind: 'timedOut', afterMs: 60_000 } }),
      report([passed('a')], { end: { kind: 'killed', signal: 'SIGSEGV' } }),
    ].map((each) => confirmationOf(evidenceOf(), each));
    assert.deepEqual(kinds, [
      { kind: 'incomplete', message: 'The run on your own tree reported no test.' },
      { kind: 'incomplete', message: 'The tests did not run to their end on your own tree: SyntaxError: x' },
      { kind: 'incomplete', message: 'The tests were stopped after 60 s on your own tree.' },
      { kind: 'incomplete', message: 'The test run on your own tree was ended by SIGSEGV.' },
    ]);
  });
});

function report(results: readonly TestResult[], more: Partial<TestReport> = {}): TestReport {
  return { results, end: { kind: 'exited', code: 0 }, durationMs: 10, output: '', ...more };
}

function passed(name: string): TestResult {
  return { id: name, name, outcome: 'passed', durationMs: 1 };
}

function failed(name: string): TestResult {
  return { id: name, name, outcome: 'failed', durationMs: 1, failure: { message: 'no', frames: [] } };
}
