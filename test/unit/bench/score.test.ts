import assert from 'node:assert/strict';
import { parseFixReply } from '../../bench/repair/fixReply.ts';
import { localisationOf, quantile, rankOf, totalsOf } from '../../bench/repair/score.ts';
import type { RepairRow } from '../../bench/repair/score.ts';
import { groupTable } from '../../bench/repair/tables.ts';

function row(part: Partial<RepairRow>): RepairRow {
  return {
    id: 'a-1',
    program: 'a',
    language: 'python',
    kind: 'k',
    heldOut: false,
    status: 'verified',
    verdict: 'correct',
    seconds: 1,
    candidatesRun: 3,
    rank: 1,
    remarks: [],
    patch: '',
    ...part,
  };
}

suite('scoring a repair', () => {
  test('ranks the first right line of the right file', () => {
    const suspected = [
      { path: 'b.py', line: 3 },
      { path: 'a.py', line: 9 },
      { path: 'a.py', line: 3 },
      { path: 'a.py', line: 4 },
    ];
    assert.equal(rankOf(suspected, 'a.py', new Set([3, 4])), 3);
    assert.equal(rankOf(suspected, 'c.py', new Set([3])), undefined);
  });

  test('counts a plausible patch as fixed and not as correct', () => {
    const totals = totalsOf([
      row({ seconds: 4 }),
      row({ verdict: 'plausible', rank: 5, seconds: 2 }),
      row({ verdict: 'wrong', rank: 6, seconds: 3 }),
      row({ verdict: 'none', status: 'none', rank: undefined, seconds: 60 }),
    ]);
    assert.deepEqual(totals, {
      bugs: 4,
      fixed: 2,
      correct: 1,
      plausible: 1,
      top1: 1,
      top5: 2,
      top10: 3,
      medianSeconds: 3,
      p90Seconds: 60,
    });
  });

  test('counts functions and lines among the first, and bugs without a report not at all', () =>
    assert.deepEqual(
      localisationOf([{ line: 1, function: 1 }, { line: 6, function: 5 }, { line: undefined, function: 2 }, undefined]),
      { bugs: 3, line1: 1, line5: 1, function1: 1, function5: 3 },
    ));

  test('takes quantiles by the nearest rank', () => {
    assert.equal(quantile([5, 1, 3], 0.5), 3);
    assert.equal(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9);
    assert.equal(quantile([], 0.9), 0);
  });

  test('groups rows into lines', () => {
    const text = groupTable(
      'kind',
      [row({ kind: 'x' }), row({ kind: 'y' }), row({ kind: 'x', verdict: 'none' })],
      (r) => r.kind,
    );
    const [, , x, y] = text.split('\n');
    assert.match(x ?? '', /^x +2 +1 \(50 %\)/);
    assert.match(y ?? '', /^y +1 +1 \(100 %\)/);
  });
});

suite('the reply of the command', () => {
  test('is read as far as it is needed', () => {
    const reply = parseFixReply(
      JSON.stringify({
        status: 'verified',
        patch: '--- a',
        evidence: {},
        localisation: [{ path: 'a.js', line: 3, score: 1 }, { path: 'b.js' }],
        candidates: { generated: 9, parsed: 8, run: 7, passed: 1 },
        seconds: 2.5,
      }),
    );
    assert.deepEqual(reply, {
      status: 'verified',
      patch: '--- a',
      localisation: [{ path: 'a.js', line: 3, score: 1 }],
      suspected: [],
      candidatesRun: 7,
      seconds: 2.5,
    });
  });

  test('is refused when it is none', () => {
    assert.equal(parseFixReply('Error: no tests'), undefined);
    assert.equal(parseFixReply('{"status": "great"}'), undefined);
    assert.equal(parseFixReply('null'), undefined);
  });
});
