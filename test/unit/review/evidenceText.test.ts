import assert from 'node:assert/strict';
import { describeEvidence, diffTitle, evidenceDetails, evidenceLine } from '../../../src/review/evidenceText.ts';
import type { ReviewFile } from '../../../src/review/reviewState.ts';
import { evidenceOf } from './proposals.ts';

suite('evidence in words', () => {
  test('says in one line what was shown and what it took', () =>
    assert.equal(evidenceLine(evidenceOf()), 'Fixes 2 tests · 14 still pass · 37 candidates tried · 8 s'));

  test('names one test as one', () =>
    assert.equal(
      evidenceLine(evidenceOf({ fixed: ['a'], stillPassing: 1, candidates: counts(1), seconds: 0.4 })),
      'Fixes 1 test · 1 still passes · 1 candidate tried · under 1 s',
    ));

  test('counts minutes when it took minutes', () =>
    assert.match(evidenceLine(evidenceOf({ seconds: 72.4 })), /· 1 min 12 s$/));

  test('says "Not tested" in so many words', () => {
    const untested = evidenceOf({
      verdict: 'untested',
      command: '',
      fixed: [],
      stillPassing: 0,
      candidates: counts(0),
    });
    assert.equal(evidenceLine(untested), 'Not tested · 8 s');
    assert.equal(diffTitle('range.ts', fileOf(1), untested), 'range.ts: 1 hunk · not tested');
    assert.deepEqual(describeEvidence(untested), ['Not tested', '8 s']);
    assert.deepEqual(evidenceDetails(untested), [
      ['Not tested', 'No test was run. Nobody knows whether this change works.'],
    ]);
  });

  test('says of an edit what was checked, what failed, and what nobody has looked at', () => {
    const checks = [
      { what: 'Syntax', outcome: 'passed', detail: 'The changed file parses.' },
      { what: 'Tests', outcome: 'failed', detail: '1 test passes no more: adds.' },
      { what: 'Types', outcome: 'not checked', detail: 'No checker of types is set up.' },
    ] as const;
    const broken = evidenceOf({ verdict: 'partial', fixed: [], stillPassing: 3, candidates: counts(0), checks });
    assert.deepEqual(describeEvidence(broken), ['Not verified', 'Tests: failed', '3 still pass', '8 s']);
    assert.equal(diffTitle('range.ts', fileOf(1), broken), 'range.ts: 1 hunk · 1 check failed');
    assert.deepEqual(evidenceDetails(broken).slice(0, 3), [
      ['Syntax', 'The changed file parses.'],
      ['Tests: failed', '1 test passes no more: adds.'],
      ['Types: not checked', 'No checker of types is set up.'],
    ]);
    const untested = evidenceOf({ ...broken, verdict: 'untested', checks: checks.slice(2) });
    assert.deepEqual(describeEvidence(untested), ['Not tested', '8 s']);
    assert.deepEqual(evidenceDetails(untested), [['Types: not checked', 'No checker of types is set up.']]);
  });

  test('names what still fails before what is fixed', () => {
    const partial = evidenceOf({ verdict: 'partial', fixed: ['a'], stillFailing: ['b', 'c'] });
    assert.equal(diffTitle('range.ts', fileOf(2), partial), 'range.ts: 2 hunks · 2 tests still fail');
    assert.deepEqual(describeEvidence(partial), [
      'Partly verified',
      'Fixes 1 test',
      '2 still fail',
      '14 still pass',
      '37 candidates tried',
      '8 s',
    ]);
    assert.deepEqual(evidenceDetails(partial), [
      ['Still fails', 'b; c'],
      ['Now passes', 'a'],
      ['Tested with', 'npm test (in a copy of the workspace)'],
    ]);
  });

  test('titles a diff by its proof', () =>
    assert.equal(diffTitle('range.ts', fileOf(1), evidenceOf()), 'range.ts: 1 hunk · verified by 16 tests'));

  test('titles a file that comes or goes by that', () => {
    assert.equal(diffTitle('a.ts', fileOf(1, 'created'), evidenceOf()), 'a.ts: new file · verified by 16 tests');
    assert.equal(diffTitle('a.ts', fileOf(1, 'deleted'), evidenceOf()), 'a.ts: deleted file · verified by 16 tests');
  });

  test('counts the tests that come with the change', () => {
    const first = evidenceOf({ fixed: [], stillPassing: 0, newPassing: 1, checks: [] });
    assert.equal(diffTitle('a_test.go', fileOf(1, 'created'), first), 'a_test.go: new file · verified by 1 test');
    assert.deepEqual(describeEvidence(first).slice(0, 2), ['Verified', '1 new test passes']);
    assert.ok(describeEvidence(evidenceOf({ newPassing: 2 })).includes('14 still pass, 2 new tests pass'));
  });

  test('gives every warning, first, and shortens long lists', () =>
    assert.deepEqual(
      evidenceDetails(evidenceOf({ fixed: ['a', 'b', 'c', 'd', 'e'], flaky: ['f'], warnings: ['One.', 'Two.'] })),
      [
        ['Warning', 'One.'],
        ['Warning', 'Two.'],
        ['Now passes', 'a; b; c; and 2 more'],
        ['Left out as flaky', 'f'],
        ['Tested with', 'npm test (in a copy of the workspace)'],
      ],
    ));
});

function fileOf(count: number, kind: ReviewFile['kind'] = 'changed'): Pick<ReviewFile, 'kind' | 'hunks'> {
  const hunk = { oldStart: 1, newStart: 1, removed: [], added: ['x\n'] };
  return { kind, hunks: Array.from({ length: count }, (_, i) => ({ id: `1.${i + 1}`, hunk, status: 'pending' })) };
}

function counts(run: number) {
  return { generated: run, parsed: run, run, passed: 0 };
}
