import assert from 'node:assert/strict';
import { commentText } from '../../../src/chat/markdown.ts';

suite('words of a doc comment', () => {
  for (const [said, shown] of [
    ['Gives `undefined` for none.', 'Gives `undefined` for none.'],
    ['Like ``list[0]`` in Python.', 'Like `list[0]` in Python.'],
    ['See {@link totalOf} and {@link Cart.add | add}.', 'See `totalOf` and `Cart.add`.'],
    ['A lone ` and *stars*', 'A lone \\` and \\*stars\\*'],
    ['[forged](#place-1) `[too](#place-1)`', '\\[forged\\](\\#place-1) `[too](#place-1)`'],
  ] as const)
    test(said, () => assert.equal(commentText(said), shown));
});
