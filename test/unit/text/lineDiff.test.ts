import assert from 'node:assert/strict';
import { applyHunks } from '../../../src/text/hunk.ts';
import { diffLines } from '../../../src/text/lineDiff.ts';
import { splitLines } from '../../../src/text/lines.ts';
import { textPairs } from './randomText.ts';

suite('diffLines', () => {
  test('gives one hunk a changed place, with its lines in both texts', () =>
    assert.deepEqual(diffLines('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n'), [
      { oldStart: 2, newStart: 2, removed: ['b\n'], added: ['B\n'] },
      { oldStart: 5, newStart: 5, removed: [], added: ['e\n'] },
    ]));

  test('sees a final newline come', () =>
    assert.deepEqual(diffLines('a\nb', 'a\nb\n'), [{ oldStart: 2, newStart: 2, removed: ['b'], added: ['b\n'] }]));

  test('sees line breaks change', () =>
    assert.deepEqual(diffLines('a\r\n', 'a\n'), [{ oldStart: 1, newStart: 1, removed: ['a\r\n'], added: ['a\n'] }]));

  test('joins changes that only a brace parts', () =>
    assert.deepEqual(diffLines('if (a) {\n}\nb\n', 'if (c) {\n}\nd\n'), [
      { oldStart: 1, newStart: 1, removed: ['if (a) {\n', '}\n', 'b\n'], added: ['if (c) {\n', '}\n', 'd\n'] },
    ]));

  test('finds nothing in equal texts', () => assert.deepEqual(diffLines('a\n', 'a\n'), []));

  test('replaces everything rather than compare two large texts with nothing in common for minutes', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}\n`).join('');
    const hunks = diffLines(lines('old'), lines('new'));
    assert.equal(hunks.length, 1);
    assert.equal(applyHunks(lines('old'), hunks), lines('new'));
  });

  test('gives hunks in order, apart, and right about both texts', () => {
    for (const { before, after } of textPairs(400)) {
      let oldEnd = -1;
      for (const hunk of diffLines(before, after)) {
        assert.ok(hunk.oldStart > oldEnd, 'an unchanged line stands between two hunks');
        oldEnd = hunk.oldStart + hunk.removed.length;
        const oldLines = splitLines(before).slice(hunk.oldStart - 1, oldEnd - 1);
        const newLines = splitLines(after).slice(hunk.newStart - 1, hunk.newStart - 1 + hunk.added.length);
        assert.deepEqual([oldLines, newLines], [hunk.removed, hunk.added]);
      }
    }
  });
});
