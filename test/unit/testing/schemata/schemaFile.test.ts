import assert from 'node:assert/strict';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { createParser } from '../../../../src/syntax/node/parser.ts';
import { grammars } from '../../syntax/installedGrammars.ts';
import { changedFunctions } from '../../../../src/testing/schemata/changedFunctions.ts';
import { isOddGoFile } from '../../../../src/testing/schemata/goSite.ts';
import { schemaFile, type SchemaDialect } from '../../../../src/testing/schemata/schemaFile.ts';

suite('several candidates in one file', () => {
  const parser = createParser({ grammars });
  suiteTeardown(() => parser.dispose());

  /** The copy of the function in which `from` becomes `to`. */
  async function copyOf(language: LanguageId, text: string, from: string, to: string) {
    assert.ok(text.includes(from), from);
    const before = await parser.parse(language, text);
    const after = await parser.parse(
      language,
      text.replace(from, () => to),
    );
    try {
      const copies = changedFunctions(before, after);
      assert.ok((copies?.length ?? 1) === 1);
      return copies?.[0];
    } finally {
      before.dispose();
      after.dispose();
    }
  }

  const dialect: SchemaDialect = {
    dispatch: (calls) => calls.map(({ id, call }) => `${id}: ${call};`).join(' '),
    support: '',
  };

  suite('in Go', () => {
    const cart = `package shop

// Total of the prices.
func (c *Cart) Total(prices []int, _ string, more ...int) (sum int, err error) {
	for _, price := range prices {
		sum -= price
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	return nil
}

func (Cart) Close(int, ...string) { println("closed") }
`;
    const call = async (from: string, to: string) => (await copyOf('go', cart, from, to))?.site.call('x');

    test('everything is handed on, and what has no name as a value of its type', async () => {
      assert.equal(await call('sum -=', 'sum +='), 'return (c).x(prices, *new(string), more...)');
      assert.equal(await call('return nil', 'return []U{}'), 'return x[T, U](xs, f)');
      assert.equal(await call('"closed"', '"open"'), '(*new(Cart)).x(*new(int)); return');
    });

    test('copies stand below the text, whose lines stay where they are', async () => {
      const first = await copyOf('go', cart, 'sum -= price', 'sum += price\n\t\tprintln(sum)');
      const second = await copyOf('go', cart, 'return nil', 'return []U{}');
      assert.ok(first && second);
      const file = schemaFile(
        cart,
        [
          { ...first, id: 3, name: 'touchstone_3' },
          { ...second, id: 7, name: 'touchstone_7' },
        ],
        dialect,
      );
      assert.equal(
        file.text,
        cart
          .replace('err error) {', 'err error) { 3: return (c).touchstone_3(prices, *new(string), more...); ')
          .replace('[]U {', '[]U { 7: return touchstone_7[T, U](xs, f); ') +
          `func (c *Cart) touchstone_3(prices []int, _ string, more ...int) (sum int, err error) {
	for _, price := range prices {
		sum += price
		println(sum)
	}
	return
}
func touchstone_7[T, U any](xs []T, f func(T) U) []U {
	return []U{}
}
`,
      );
      const lines = cart.split('\n').length;
      assert.deepEqual([file.copyAt(6), file.copyAt(lines), file.copyAt(lines + 7)], [undefined, 3, 7]);
      // In its own tree the third line of the copy is the sixth, and all that follows is one further down.
      assert.deepEqual([file.lineFor(3, lines + 2), file.lineFor(3, 6), file.lineFor(3, 12)], [6, 6, 13]);
      assert.deepEqual([file.openedAt(4), file.openedAt(5), file.openedAt(11)], [[3], [], [7]]);
    });

    test('only the body of one function, and only where a copy does the same', async () => {
      assert.equal(await call('prices []int', 'prices []uint'), undefined, 'the signature');
      assert.equal(await call('Total of', 'Sum of'), undefined, 'a comment outside');
      const refused = async (text: string) => assert.equal(await copyOf('go', text, 'one', 'two'), undefined, text);
      await refused('package p\n\nvar one = 1\n');
      await refused('package p\n\nfunc init() { println(one) }\n');
      await refused(
        'package p\n\nfunc f() { defer g(); one() }\nfunc g() { recover(); two() }\n'
          .replace('one()', 'x()')
          .replace('two()', 'one()'),
      );
      await refused('package p\n\nfunc f() { runtime.Caller(0); one() }\n');
      assert.equal(
        await copyOf('go', 'package p\n\nfunc f() { one() }\n', 'one()', 'one() }\nfunc h() { one()'),
        undefined,
        'one more function',
      );
    });

    test('the first and the last character of a body may change, and letters may be of any kind', async () => {
      assert.ok(await copyOf('go', 'package p\n\nfunc f() {one()}\n', 'one()', ''));
      const copy = await copyOf('go', 'package p\n\n// ünï 😀\nfunc f() string { return "😀é" }\r\n', '😀é', '😀è');
      assert.equal(copy?.text, 'func f() string { return "😀è" }');
    });

    test('files that are compiled in a way of their own are left alone', () => {
      assert.ok(isOddGoFile('package p\n\nimport "C"\n'));
      assert.ok(isOddGoFile('package p\n\nimport (\n\t"fmt"\n\t"C"\n)\n'));
      assert.ok(isOddGoFile('//go:build linux\n\npackage p\n'));
      assert.ok(isOddGoFile('// Code generated by stringer; DO NOT EDIT.\npackage p\n'));
      assert.ok(!isOddGoFile('package p\n\nimport "fmt"\n\nfunc f() { fmt.Println("C") }\n'));
    });
  });

  suite('in Rust', () => {
    const stock = `use std::fmt;

pub struct Stock<'a, T>(&'a [T]);

impl<'a, T> Stock<'a, T>
where
    T: Copy,
{
    #[inline]
    pub fn sum<const N: usize, U>(&self, mut from: U, to: &'a str) -> U {
        first(from)
    }
    fn empty() -> Self {
        second()
    }
}

impl<'a, T> Iterator for Stock<'a, T> {
    type Item = T;
    fn next(&mut self) -> Option<Self::Item> {
        third::<Self::Item>()
    }
}

pub(crate) fn free<'b, T: Copy>(x: &'b T, each: impl Fn(T)) {
    fourth()
}
`;
    const site = async (from: string) => {
      const copy = await copyOf('rust', stock, from, 'x');
      return copy && [copy.site.call('c'), copy.site.declare('c', copy.text).split('\n')[0]];
    };

    test('copies of methods stand in an impl of their own, with the same types and limits', async () => {
      const header = "impl<'a, T> Stock<'a, T> where T: Copy, {";
      assert.deepEqual(await site('first'), [
        'return self.c::<N, U>(from, to)',
        `${header} fn c<const N: usize, U>(&self, mut from: U, to: &'a str) -> U {`,
      ]);
      assert.deepEqual(await site('second'), ['return Self::c()', `${header} fn c() -> Self {`]);
      assert.deepEqual(await site('fourth'), ['return c(x, each)', "fn c<'b, T: Copy>(x: &'b T, each: impl Fn(T)) {"]);
    });

    test('what a trait calls its own is named with the trait', async () => {
      const copy = await copyOf('rust', stock, 'third', 'x');
      assert.equal(
        copy?.site.declare('c', copy.text),
        `impl<'a, T> Stock<'a, T> { fn c(&mut self) -> Option<<Self as Iterator>::Item> {
        x::<<Self as Iterator>::Item>()
    } }`,
      );
    });

    test('what a copy might not do the same is left alone', async () => {
      for (const text of [
        'const fn f() -> u8 { one }',
        'async fn f() -> u8 { one }',
        'unsafe fn f() -> u8 { one }',
        'fn f() -> impl Fn() { one }',
        'fn f((a, b): (u8, u8)) -> u8 { one }',
        '#[test]\nfn f() { one }',
        '#[cfg(unix)]\nfn f() { one }',
        'mod m { fn f() { one } }',
        'trait T { fn f() { one } }',
        'impl Display for Vec<u8> { fn f(&self) { one } }',
        'macro_rules! m { () => { one } }',
        'fn main() { one }',
      ])
        assert.equal(await copyOf('rust', `${text}\n`, 'one', 'two'), undefined, text);
    });
  });

  test('a candidate may change several functions, and no more than functions', async () => {
    const text = 'package p\n\nfunc f() { one() }\n\nvar x = 1\n\nfunc g() { one() }\n';
    const both = async (changed: string) => {
      const before = await parser.parse('go', text);
      const after = await parser.parse('go', changed);
      try {
        return changedFunctions(before, after)?.map((copy) => copy.text);
      } finally {
        before.dispose();
        after.dispose();
      }
    };
    assert.deepEqual(await both(text.replaceAll('one', 'two')), ['func f() { two() }', 'func g() { two() }']);
    assert.equal(await both(text.replaceAll('one', 'two').replace('x = 1', 'x = 2')), undefined);
  });
});
