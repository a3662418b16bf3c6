import assert from 'node:assert/strict';
import { carry, charactersKept, markOf } from '../../../src/completion/survival.ts';

suite('the place of an accepted text', () => {
  test('holds what stands there, whatever is edited', () => {
    let seed = 11;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const written = (most: number): string =>
      Array.from({ length: random(most) }, () => 'ab {}\n();x😀'.charAt(random(12))).join('');
    for (let round = 0; round < 300; round++) {
      const before = written(40);
      const accepted = `sum(${round}) + tax`;
      let text = before + accepted + written(40);
      let mark = markOf(accepted, before.length);
      for (let edits = 0; edits < 12; edits++) {
        const offset = random(text.length + 1);
        const removed =
          random(4) === 0 ? random(text.length - offset + 1) : random(Math.min(3, text.length - offset + 1));
        const change = { offset, removed, text: written(9) };
        // What a formatter does: the same again, with more blanks.
        if (random(6) === 0) change.text = text.slice(offset, offset + removed).replaceAll(' ', '  ');
        text = text.slice(0, offset) + change.text + text.slice(offset + removed);
        mark = carry(mark, change);
        if (mark.now !== undefined) assert.equal(text.slice(mark.start, mark.start + mark.now.length), mark.now);
      }
      const kept = charactersKept(mark) ?? 0;
      assert.ok(kept >= 0 && kept <= accepted.length);
    }
  });

  test('is compared quickly, however much was pasted into it', () => {
    const mark = carry(markOf('a(b, c);', 0), { offset: 2, removed: 0, text: 'x = y;\n'.repeat(200_000) });
    // The first line begins with what was left of the text, the last ends with the rest: neither is whole.
    assert.equal(charactersKept(mark), 0);
  });
});
