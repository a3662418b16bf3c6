import assert from 'node:assert/strict';
import { commentWords, docstringWords } from '../../../src/syntax/docComment.ts';

suite('the words of a comment', () => {
  for (const comment of [
    '/** Finds a book.\n * By title. */',
    '  /**\n   * Finds a book.\n   * By title.\n   */',
    '// Finds a book.\n// By title.',
    '/// Finds a book.\n/// By title.',
    '# Finds a book.\n# By title.',
    '/// <summary>Finds a book.</summary>\n/// By title.',
    '<!-- Finds a book.\nBy title. -->',
    '/* Finds a book.\r\n   By title. */',
  ]) {
    test(JSON.stringify(comment), () =>
      assert.equal(commentWords(comment).replace(/\n\s*/g, '\n'), 'Finds a book.\nBy title.'),
    );
  }

  test('of a docstring, in any quotes', () => {
    assert.equal(docstringWords('"""Finds.\n\n    By title.\n    """'), 'Finds.\n\nBy title.');
    assert.equal(docstringWords("r'Finds.'"), 'Finds.');
  });

  test('a very long one is cut', () => assert.equal(commentWords(`// ${'a'.repeat(9000)}`).length, 2000));
});
