import assert from 'node:assert/strict';
import { titleText } from '../../../src/review/titleText.ts';

suite('the title of a patch as plain text', () => {
  test('code stands in quotation marks', () =>
    assert.equal(titleText('`<` becomes `<=` in `i < n` (src/a.ts:8)'), '“<” becomes “<=” in “i < n” (src/a.ts:8)'));

  test('a text without code, or with a backtick of its own, stays as it is', () => {
    for (const title of ['Use <= in isWithin', 'the ` is missing', '']) assert.equal(titleText(title), title);
  });
});
