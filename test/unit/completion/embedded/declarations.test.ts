import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { readCorpus } from '../../../../src/completion/embedded/corpus.ts';
import { Vocabulary } from '../../../../src/completion/embedded/vocabulary.ts';

function read(path: string, text: string) {
  const vocabulary = new Vocabulary();
  const { declarations } = runSteps(readCorpus([{ path, text }], vocabulary));
  const textsOf = (tokens: Iterable<number>): string[] => [...tokens].map((token) => vocabulary.text(token));
  return {
    members: (type: string) => textsOf(declarations.types.get(vocabulary.number(type))?.names ?? []),
    bases: (type: string) => textsOf(declarations.types.get(vocabulary.number(type))?.bases ?? []),
    parameters: (name: string) => declarations.parameters.get(vocabulary.number(name))?.map(textsOf),
    top: textsOf(declarations.topLevel.get(0) ?? []),
  };
}

suite('what is declared, line by line', () => {
  test('a class of TypeScript', () => {
    const found = read(
      'a.ts',
      `export class Shop<T> extends Base {
  readonly name: string;
  stock = new Map<string, number>();

  /** Sells: one of them. */
  async sell<T>(
    item: T,
    { amount, price }: Offer,
    options?: { quiet: boolean },
  ): Promise<void> {
    const inner = item;
    this.last = inner;
  }
  get size(): number {
    return 1;
  }
}
export const open = (shop: Shop, today = now()) => shop;
`,
    );
    assert.deepEqual(found.members('Shop'), ['name', 'stock', 'sell', 'last', 'size']);
    assert.deepEqual(found.bases('Shop'), ['Base']);
    assert.deepEqual(found.parameters('sell'), [['item', '', 'options']]);
    assert.deepEqual(found.parameters('open'), [['shop', 'today']]);
    assert.deepEqual(found.top, ['Shop', 'open']);
  });

  test('a class of Python, whose object is no argument', () => {
    const found = read(
      'a.py',
      'LIMIT = 3\n\nclass Shop(models.Model):\n    name = "x"\n\n    def sell(self, item: Item, *, amount=1):\n        self.last = item\n        other = 2\n',
    );
    assert.deepEqual(found.members('Shop'), ['name', 'sell', 'last']);
    assert.deepEqual(found.bases('Shop'), ['Model']);
    assert.deepEqual(
      found.parameters('sell')?.[0]?.filter((name) => name !== ''),
      ['item', 'amount'],
    );
    assert.deepEqual(found.top, ['LIMIT', 'Shop']);
  });

  test('methods of Go stand beside their type', () => {
    const found = read(
      'a.go',
      'type Shop struct {\n\tName string\n\tstock map[string]int\n}\n\nfunc (s *Shop) Sell(item Item, amount int) error {\n\treturn nil\n}\n',
    );
    assert.deepEqual(found.members('Shop'), ['Name', 'stock', 'Sell']);
    assert.deepEqual(found.parameters('Sell'), [['item', 'amount']]);
  });

  test('in Java the type stands first', () => {
    const found = read(
      'Shop.java',
      'public class Shop<T> extends Base<T> {\n  private final Map<String, Integer> stock = new HashMap<>();\n  @Override\n  public int sell(Map<String, Item> items, final int amount) {\n    return amount;\n  }\n}\n',
    );
    assert.deepEqual(found.members('Shop'), ['stock', 'sell']);
    assert.deepEqual(found.parameters('sell'), [['items', 'amount']]);
  });

  test('half of a declaration, and brackets that never close, declare what can be read', () => {
    assert.deepEqual(read('a.ts', 'class').top, []);
    assert.deepEqual(read('a.ts', `function f(${'a, '.repeat(500)}\n`).parameters('f'), undefined);
    assert.deepEqual(read('a.ts', 'class Ä {\r\n  größe: number;\r\n}\r\n').members('Ä'), ['größe']);
  });
});
