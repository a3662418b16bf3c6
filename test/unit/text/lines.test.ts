import assert from 'node:assert/strict';
import { editorText, splitLines } from '../../../src/text/lines.ts';

suite('lines', () => {
  test('keep the breaks that end them', () =>
    assert.deepEqual(splitLines('a\r\n\n\rb\nc'), ['a\r\n', '\n', '\rb\n', 'c']));
  test('of an empty text are none', () => assert.deepEqual(splitLines(''), []));
  test('read the same to an editor whatever ends them', () =>
    assert.equal(editorText('\uFEFFa\r\nb\rc\n'), 'a\nb\nc\n'));
});
