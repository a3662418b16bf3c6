import assert from 'node:assert/strict';
import {
  drawnWords,
  groupSummary,
  outcomeSentence,
  outcomeWord,
  type Attempt,
} from '../../../media/attempts/attempt.ts';
import { moveBy, rowsOf, type Look, type Row } from '../../../media/attempts/rows.ts';

const plain: Look = { filter: 'all', grouping: 'place', opened: new Map() };

suite('the tree of a search', () => {
  const attempts = [
    attempt(1, 'a.ts', 3, { kind: 'failed', effect: 'none', why: 'expected 1' }),
    attempt(2, 'a.ts', 3, { kind: 'refused', why: 'It does not parse.' }),
    attempt(3, 'b.ts', 7, { kind: 'partial', fixed: ['one'], stillFailing: ['two', 'three'] }),
    { ...attempt(4, 'b.ts', 9, { kind: 'verified', passing: 8 }), parent: 3 },
    { ...attempt(5, 'b.ts', 9, { kind: 'failed', effect: 'other failure', why: 'TypeError' }), parent: 3 },
  ];

  test('places come with the best outcome first, and what came of nothing is closed', () => {
    assert.deepEqual(said(rowsOf(attempts, plain)), ['b.ts:7', '  3', '    4', '    5', 'a.ts:3']);
  });

  test('rows stay as the user has opened and closed them', () => {
    const opened = new Map([
      ['group a.ts:3', true],
      ['attempt 3', false],
    ]);
    assert.deepEqual(said(rowsOf(attempts, { ...plain, opened })), ['b.ts:7', '  3', 'a.ts:3', '  1', '  2']);
  });

  test('a filter keeps what its rows were made from', () => {
    assert.deepEqual(said(rowsOf(attempts, { ...plain, filter: 'passed' })), ['b.ts:7', '  3', '    4']);
    assert.deepEqual(said(rowsOf(attempts, { ...plain, filter: 'promising', grouping: 'none' })), ['3', '  4']);
  });

  test('it is said how often a change was drawn, and of which attempt one is a repetition', () => {
    const again = { ...attempt(6, 'b.ts', 9, { kind: 'refused', why: 'The same change is attempt 4.' }), sameAs: 4 };
    const rows = rowsOf([...attempts, again, { ...again, id: 7 }], { ...plain, grouping: 'none' });
    assert.deepEqual(
      rows.map((row) => (row.kind === 'attempt' ? drawnWords(row.drawn) : '')),
      ['', '', '', 'drawn 3 times', '', '', ''],
    );
    assert.equal(outcomeWord(again), 'drawn again');
    assert.equal(outcomeSentence(again), 'It was run before, so it was not run again.');
  });

  test('it can be flat, or by idea', () => {
    assert.deepEqual(said(rowsOf(attempts, { ...plain, grouping: 'none' })), ['1', '2', '3', '  4', '  5']);
    assert.deepEqual(said(rowsOf(attempts, { ...plain, grouping: 'strategy' }))[0], 'boundary operator');
  });

  test('each row knows its place among its siblings', () => {
    const [group, partial, verified] = rowsOf(attempts, plain);
    assert.deepEqual([group?.position, group?.siblings, group?.level], [1, 2, 1]);
    assert.deepEqual([partial?.parent, partial?.level], ['group b.ts:7', 2]);
    assert.deepEqual([verified?.position, verified?.siblings, verified?.isOpen], [1, 2, undefined]);
  });

  test('a parent that never came, or a circle, loses no attempt', () => {
    const odd = [
      { ...attempt(1, 'a.ts', 1, { kind: 'verified', passing: 1 }), parent: 9 },
      { ...attempt(2, 'a.ts', 1, { kind: 'verified', passing: 1 }), parent: 2 },
    ];
    assert.deepEqual(said(rowsOf(odd, plain)), ['a.ts:1', '  1', '  2']);
  });

  test('of a thousand that came of nothing the rows are few', () => {
    const many = Array.from({ length: 1000 }, (_, at) =>
      attempt(at + 1, 'a.ts', 1 + (at % 20), { kind: 'failed', effect: 'none', why: '' }),
    );
    assert.equal(rowsOf(many, plain).length, 20);
  });

  test('arrow keys walk, open and close as in every tree', () => {
    const rows = rowsOf(attempts, plain);
    assert.deepEqual(moveBy('ArrowDown', rows, 0, 10), { kind: 'to', at: 1 });
    assert.deepEqual(moveBy('ArrowUp', rows, 0, 10), { kind: 'to', at: 0 });
    assert.deepEqual(moveBy('PageDown', rows, 0, 10), { kind: 'to', at: 4 });
    assert.deepEqual(moveBy('ArrowRight', rows, 4, 10), { kind: 'turn', at: 4 });
    assert.deepEqual(moveBy('ArrowRight', rows, 0, 10), { kind: 'to', at: 1 });
    assert.deepEqual(moveBy('ArrowLeft', rows, 3, 10), { kind: 'to', at: 1 });
    assert.deepEqual(moveBy('ArrowLeft', rows, 1, 10), { kind: 'turn', at: 1 });
    assert.equal(moveBy('a', rows, 0, 10), undefined);
  });

  test('what came of an attempt is said in words', () => {
    assert.deepEqual(attempts.map(outcomeWord), ['no effect', 'not run', 'fixed 1 of 3', 'passed', 'failed otherwise']);
    assert.equal(
      outcomeSentence(attempts[2]!),
      '1 test passes with it that failed before, nothing that passed before fails, and 2 still fail.',
    );
    assert.equal(groupSummary(attempts), '4 tried, 1 passed, 1 promising, 1 not run');
  });
});

function attempt(id: number, path: string, line: number, outcome: Attempt['outcome']): Attempt {
  const strategy = 'boundary operator';
  return { id, source: 'embedded', strategy, title: `title ${id}`, place: { path, line }, diff: '', outcome, ms: 5 };
}

const said = (rows: readonly Row[]): string[] =>
  rows.map((row) => '  '.repeat(row.level - 1) + (row.kind === 'group' ? row.label : String(row.attempt.id)));
