import assert from 'node:assert/strict';
import { callableAt, sameCallable } from '../../../../src/refine/selection/findCallable.ts';
import { callText } from '../../../../src/refine/selection/callText.ts';
import { madeInputs } from '../../../../src/refine/selection/madeInputs.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { parser } from '../templates/grammars.ts';

async function read(language: LanguageId, text: string, line: number) {
  const tree = await parser.parse(language, text);
  const found = callableAt(tree, line);
  const again = found && sameCallable(tree, found);
  tree.dispose();
  assert.deepEqual(again, found);
  return found;
}

const near = { numbers: [50], strings: ['gold'] };

suite('functions that can be called with made-up inputs', () => {
  test('in Go: basic types, lists of them, any number of results', async () => {
    const fee = await read(
      'go',
      'package shop\n\nfunc Fee(total, extra int, name string) (int, error) {\n\treturn 0, nil\n}\n',
      4,
    );
    assert.equal(fee?.signature, 'Fee(none int,none int,none string) (int, error)');
    assert.deepEqual([fee?.package, fee?.results, fee?.parameters.length], ['shop', 2, 3]);
    const sum = await read(
      'go',
      'package a\n\nfunc Sum(rates ...float64) float64 {\n\tf := func() {\n\t\treturn\n\t}\n\tf()\n\treturn 0\n}\n',
      5,
    );
    assert.equal(sum?.signature, 'Sum(variadic []float64) float64');
    const sorted = await read('go', 'package a\n\nfunc Sort(xs []string) {\n\tx()\n}\n', 4);
    assert.equal(sorted?.results, 0);
    for (const text of [
      'package a\n\nfunc (c *Cart) Total(x int) int {\n\treturn 0\n}\n',
      'package a\n\nfunc (c Price) Total(x int) int {\n\treturn 0\n}\n\ntype Price int\n',
      'package a\n\nfunc (c Box[T]) Total(x int) int {\n\treturn 0\n}\n\ntype Box[T any] struct {\n\tn int\n}\n',
      'package a\n\nfunc Total(c ...Cart) int {\n\treturn 0\n}\n\ntype Cart struct {\n\tn int\n}\n',
      'package a\n\nfunc Total(c Cart) int {\n\treturn 0\n}\n',
      'package a\n\nfunc Total(x int) {\n\tprint(x)\n}\n',
      'package a\n\nfunc Total[T any](x int) int {\n\treturn 0\n}\n',
    ])
      assert.equal(await read('go', text, 4), undefined, text);
  });

  test('in Go: methods of structs and functions of them, by literals', async () => {
    const struct =
      'package shop\n\ntype Cart struct {\n\tPrice, Rate float64 `json:"p"` // each\n\tnames []string\n\tby map[string]int\n\tinner struct {\n\t\tn int\n\t}\n}\n\n';
    const add = await read('go', `${struct}func (c *Cart) Add(n int, more ...string) {\n\tc.Price++\n}\n`, 13);
    assert.ok(add);
    assert.equal(
      add.signature,
      '*Cart{Price,Rate,names} Add(none float64,none float64,slice []string,none int,variadic []string) ',
    );
    assert.equal(
      callText(add, ['1', '2.5', '[]string{}', '3', '[]string{"a"}']),
      '(&Cart{Price: 1, Rate: 2.5, names: []string{}}).Add(3, []string{"a"}...)',
    );
    const total = await read('go', `${struct}func Total(x int, a, b Cart) (int, error) {\n\treturn 0, nil\n}\n`, 13);
    assert.ok(total);
    assert.equal(
      callText(total, ['7', '1', '2', 'nil', '3', '4', 'nil']),
      'Total(7, Cart{Price: 1, Rate: 2, names: nil}, Cart{Price: 3, Rate: 4, names: nil})',
    );
    // Neither gives anything back nor can change what it was given.
    assert.equal(
      await read(
        'go',
        `${struct.replace('names', 'by2 map[int]int; //')}func (c Cart) Show(x int) {\n\tprint(x)\n}\n`,
        13,
      ),
      undefined,
    );
  });

  test('in Java: static methods, and those of classes that nothing is needed for', async () => {
    const fees = (modifiers: string, head: string, more = ''): string =>
      `package shop;\n\npublic class Fees {\n  ${more}\n  ${modifiers} ${head} {\n    return null;\n  }\n}\n`;
    const one = await read('java', fees('public static', 'int fee(int total, List<String> names)'), 6);
    assert.equal(one?.signature, 'Fees.fee(none int,List List<String>) int');
    assert.equal(one?.package, 'shop');
    assert.equal((await read('java', fees('', 'long[] cut(long[] of, char... by)'), 6))?.callee, 'new Fees().cut');
    for (const text of [
      fees('private static', 'int fee(int total)'),
      fees('', 'int fee(int total)', 'Fees(int rate) {}'),
      fees('static', 'int fee(Cart cart)'),
      fees('static', 'void fee(int total)'),
    ])
      assert.equal(await read('java', text, 6), undefined, text);
  });

  test('inputs lie near to the literals of the code and fit their types', async () => {
    const fee = await read(
      'go',
      'package a\n\nfunc Fee(total uint8, rates []float32, name string, ok bool) int {\n\treturn 0\n}\n',
      4,
    );
    assert.ok(fee);
    const inputs = madeInputs(fee, near);
    assert.ok(inputs.length > 50 && inputs.length <= 120);
    assert.equal(new Set(inputs.map((input) => callText(fee, input))).size, inputs.length);
    const of = (at: number): Set<string> => new Set(inputs.map((input) => input[at] ?? ''));
    for (const value of ['49', '50', '51', '0', '255']) assert.ok(of(0).has(value), value);
    assert.ok(![...of(0)].some((value) => Number(value) < 0 || Number(value) > 255));
    assert.ok(of(1).has('[]float32{}') && [...of(1)].some((value) => value.includes('50.5')));
    for (const value of ['""', '"gold"', '"GOLD"', '"😀b"']) assert.ok(of(2).has(value), value);
    assert.deepEqual([...of(3)].sort(), ['false', 'true']);
  });
});
