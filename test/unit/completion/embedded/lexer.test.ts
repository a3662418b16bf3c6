import assert from 'node:assert/strict';
import { lex, splitTyped } from '../../../../src/completion/embedded/lexer.ts';

suite('the tokens of the embedded engine', () => {
  test('names, numbers, strings and operators, with the blanks before each', () => {
    const { texts, blanks } = lex("  if (a !== 'it\\'s' && _b1 >= 2.5) {\n");
    assert.deepEqual(texts, ['if', '(', 'a', '!==', "'it\\'s'", '&&', '_b1', '>=', '2.5', ')', '{', '\n']);
    assert.deepEqual(blanks, [2, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0]);
  });

  test('blank lines are one line end, and none stands at the start', () => {
    assert.deepEqual(lex('\n\na\n\n\n  b').texts, ['a', '\n', 'b']);
  });

  test('a long or an open string is its quote and words', () => {
    const long = `"${'word '.repeat(20)}"`;
    assert.deepEqual(lex(long).texts.slice(0, 3), ['"', 'word', 'word']);
    assert.deepEqual(lex("don't\nx").texts, ['don', "'", 't', '\n', 'x']);
  });

  test('other scripts and characters of two code units stay whole', () => {
    assert.deepEqual(lex('größe = 🙂;').texts, ['größe', '=', '🙂', ';']);
  });

  test('what is typed of the token at the cursor is split off', () => {
    assert.deepEqual(splitTyped('a\n  const val'), { before: 'a\n  const ', partial: 'val' });
    assert.deepEqual(splitTyped('f('), { before: 'f(', partial: '' });
    assert.deepEqual(splitTyped('x = "ab c'), { before: 'x = ', partial: '"ab c' });
    assert.deepEqual(splitTyped('x = "done" + y'), { before: 'x = "done" + ', partial: 'y' });
    assert.deepEqual(splitTyped("// don't sto"), { before: "// don't ", partial: 'sto' });
  });
});
