import assert from 'node:assert/strict';
import { PlaceLinks } from '../../../../src/chat/asked/placeLinks.ts';

/** Read in pieces of one length; texts that follow each other joined. */
function read(text: string, size: number): string[] {
  const links = new PlaceLinks();
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const all = [...pieces.flatMap((piece) => links.push(piece)), ...links.end()];
  const joined: string[] = [];
  let last = '';
  for (const piece of all) {
    if (piece.kind === 'place') joined.push(`${piece.number}: ${piece.label}`);
    else if (last === 'text') joined.push(`${joined.pop() ?? ''}${piece.text}`);
    else joined.push(piece.text);
    last = piece.kind;
  }
  return joined;
}

suite('links to places in a text that comes in pieces', () => {
  for (const [title, text, wanted] of [
    ['none', 'Nothing [here] but (text).', ['Nothing [here] but (text).']],
    ['one', 'See [`a.ts:1`](#place-1).', ['See ', '1: a.ts:1', '.']],
    ['two beside each other', '[a](#place-1)[b](#place-22)', ['1: a', '22: b']],
    ['another link', '[a](http://x.example) and [b](#place-2)', ['[a](http://x.example) and ', '2: b']],
    ['brackets in the label', '[x\\[0\\]](#place-3)!', ['3: x[0]', '!']],
    ['one that is not finished', 'a [b](#place-', ['a [b](#place-']],
    ['a list of code', 'x[0] = y[1](2)', ['x[0] = y[1](2)']],
  ] as const)
    test(title, () => {
      for (const size of [1, 2, 3, 7, 1_000]) assert.deepEqual(read(text, size), [...wanted], `pieces of ${size}`);
    });

  test('a bracket that is never closed does not hold the text back for ever', () => {
    const links = new PlaceLinks();
    assert.notDeepEqual(links.push(`[${'x'.repeat(1_000)}`), []);
  });
});
