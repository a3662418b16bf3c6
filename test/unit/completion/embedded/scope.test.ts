import assert from 'node:assert/strict';
import { parameterStyleOf } from '../../../../src/completion/embedded/corpus.ts';
import { wordsOf } from '../../../../src/completion/embedded/declarations.ts';
import { lex } from '../../../../src/completion/embedded/lexer.ts';
import { scopeAtEnd } from '../../../../src/completion/embedded/scope.ts';
import { Vocabulary } from '../../../../src/completion/embedded/vocabulary.ts';

function names(path: string, text: string): { names: string[]; type: string | undefined } {
  const vocabulary = new Vocabulary();
  const { texts, blanks } = lex(text);
  const tokens = texts.map((one) => vocabulary.number(one));
  const { names, type } = scopeAtEnd(tokens, blanks, wordsOf(vocabulary), parameterStyleOf(path));
  return {
    names: names.map(({ token }) => vocabulary.text(token)),
    type: type === undefined ? undefined : vocabulary.text(type),
  };
}

suite('names in scope', () => {
  test('what encloses the cursor, and not what was closed before it', () => {
    const found = names(
      'a.ts',
      `const limit = 3;
class Shop {
  other(hidden: number) {
    const gone = hidden;
  }
  sell(
    item: Item,
    amount = 1,
  ) {
    const { price, tax: rate } = item;
    if (price > limit) {
      const inside = 1;
    }
    for (const one of item.parts) {
      `,
    );
    assert.equal(found.type, 'Shop');
    assert.deepEqual(found.names.toSorted(), ['Shop', 'amount', 'item', 'limit', 'one', 'price', 'rate'].toSorted());
    assert.equal(found.names[0], 'one');
  });

  test('a function on the line of the cursor has its parameters, a variable there is none yet', () => {
    const found = names('a.ts', 'function f(rows) {\n  const best = rows.filter((row) => ');
    assert.deepEqual(found.names.toSorted(), ['f', 'row', 'rows']);
  });

  test('Python by indentation alone', () => {
    const found = names(
      'a.py',
      'import os\n\ndef first(a):\n    b = a\n\ndef second(path, mode="r"):\n    with open(path) as handle:\n        left, right = handle\n        ',
    );
    assert.deepEqual(found.names.toSorted(), ['first', 'handle', 'left', 'mode', 'path', 'right', 'second']);
  });

  test('Go and Java', () => {
    assert.deepEqual(
      names('a.go', 'func (s *Shop) sell(item Item) error {\n\tprice, err := s.find(item)\n\t').names.toSorted(),
      ['err', 'item', 'price'],
    );
    assert.deepEqual(
      names(
        'A.java',
        'class A {\n  int sell(List<Item> items, int amount) {\n    Item best = items.get(0);\n    ',
      ).names.toSorted(),
      ['A', 'amount', 'best', 'items'],
    );
  });

  test('of nothing there is nothing', () => {
    assert.deepEqual(names('a.ts', ''), { names: [], type: undefined });
    assert.deepEqual(names('a.ts', '}}}\n)\n'), { names: [], type: undefined });
  });
});
