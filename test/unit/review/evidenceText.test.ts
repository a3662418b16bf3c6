import assert from 'node:assert/strict';
import { describeEvidence, diffTitle, evidenceDetails, evidenceLine } from '../../../src/review/evidenceText.ts';
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
    assert.equal(diffTitle('range.ts', 1, untested), 'range.ts: 1 hunk · not tested');
    assert.deepEqual(describeEvidence(untested), ['Not tested', '8 s']);
    assert.deepEqual(evidenceDetails(untested), [
      ['Not tested', 'No test was run. Nobody knows whether this change works.'],
    ]);
  });

  test('names what still fails before what is fixed', () => {
    const partial = evidenceOf({ verdict: 'partial', fixed: ['a'], stillFailing: ['b', 'c'] });
    assert.equal(diffTitle('range.ts', 2, partial), 'range.ts: 2 hunks · 2 tests still fail');
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
    assert.equal(diffTitle('range.ts', 1, evidenceOf()), 'range.ts: 1 hunk · verified by 16 tests'));

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

function counts(run: number) {
  return { generated: run, parsed: run, run, passed: 0 };
}
