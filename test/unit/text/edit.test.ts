import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/text/edit.ts';

suite('applyEdits', () => {
  test('takes edits in any order', () =>
    assert.equal(
      applyEdits('abcdef', [
        { start: 4, end: 5, text: 'E' },
        { start: 0, end: 1, text: '' },
        { start: 2, end: 2, text: '-' },
      ]),
      'b-cdEf',
    ));
  test('refuses edits that overlap', () =>
    assert.throws(
      () =>
        applyEdits('abc', [
          { start: 0, end: 2, text: '' },
          { start: 1, end: 3, text: '' },
        ]),
      RangeError,
    ));
  test('refuses an edit outside the text', () =>
    assert.throws(() => applyEdits('abc', [{ start: 2, end: 4, text: '' }]), RangeError));
});
