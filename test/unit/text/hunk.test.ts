import assert from 'node:assert/strict';
import { applyHunks, hunksAfter, inverse, placeHunk, type Hunk } from '../../../src/text/hunk.ts';
import { diffLines } from '../../../src/text/lineDiff.ts';
import { textPairs } from './randomText.ts';

suite('applyHunks', () => {
  test('makes all of a change, none of it, or any part, in any order of deciding', () => {
    let several = 0;
    for (const { before, after } of textPairs(400)) {
      const hunks = diffLines(before, after);
      assert.equal(applyHunks(before, hunks), after);
      assert.equal(applyHunks(before, []), before);

      const odd = hunks.filter((_, i) => i % 2 === 1);
      const even = hunks.filter((_, i) => i % 2 === 0);
      const half = applyHunks(before, odd);
      assert.equal(applyHunks(half, hunksAfter(odd, even)), after, 'the rest still fits once a part is made');
      assert.deepEqual(applyHunks(half, hunksAfter(odd, odd).map(inverse)), before, 'and the part can be undone');
      if (hunks.length > 2) several++;
    }
    assert.ok(several > 50, 'the texts have enough hunks to mean something');
  });

  test('keeps Windows line breaks and a missing final newline', () => {
    const hunks = diffLines('a\r\nb\r\nc', 'a\r\nB\r\nc');
    assert.equal(applyHunks('a\r\nb\r\nc', hunks), 'a\r\nB\r\nc');
  });

  test('refuses a text that the hunk was not made for', () => {
    const hunks = diffLines('a\nb\n', 'a\nB\n');
    assert.throws(() => applyHunks('a\nx\n', hunks), RangeError);
  });
});

suite('placeHunk', () => {
  const base = 'one\ntwo\nthree\nfour\nfive\nsix\n';
  const [hunk] = diffLines(base, base.replace('four', 'FOUR')) as [Hunk];
  const applied = (current: string) => {
    const placement = placeHunk(hunk, base, current);
    return placement.kind === 'fits' ? applyHunks(current, [placement.hunk]) : placement.kind;
  };

  test('stays where it is in the text that was read', () =>
    assert.equal(applied(base), 'one\ntwo\nthree\nFOUR\nfive\nsix\n'));
  test('follows its lines when others were added above', () =>
    assert.equal(applied('zero\n' + base), 'zero\none\ntwo\nthree\nFOUR\nfive\nsix\n'));
  test('is gone when its own line has changed', () => assert.equal(applied(base.replace('four', '4')), 'gone'));
  test('is gone when the lines around it have changed', () => assert.equal(applied(base.replace('five', '5')), 'gone'));
  test('is gone from an empty file', () => assert.equal(applied(''), 'gone'));
  test('cannot choose between two places', () => assert.equal(applied(base + base), 'ambiguous'));
  test('keeps its place among twins when nothing has changed', () => {
    const twins = 'a\na\na\na\na\n';
    const change: Hunk = { oldStart: 3, newStart: 3, removed: ['a\n'], added: ['b\n'] };
    assert.deepEqual(placeHunk(change, twins, twins), { kind: 'fits', hunk: change });
  });
  test('does not glue an insertion to a last line that lost its newline', () => {
    const [append] = diffLines('a\nb\n', 'a\nb\nc\n') as [Hunk];
    assert.equal(placeHunk(append, 'a\nb\n', 'zero\na\nb').kind, 'gone');
  });
});
