import assert from 'node:assert/strict';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';

suite('Renaming without a model', function () {
  this.timeout(60_000);
  let project: EditProject | undefined;
  teardown(() => project?.remove());
  const open = (files: Readonly<Record<string, string>>): EditProject => (project = new EditProject(files));
  const rename = (from: string, to: string) => ({ instruction: `rename ${from} to ${to}` });
  /** What becomes of one file alone. */
  const alone = async (name: string, text: string, instruction: string, lines?: [number, number]): Promise<string> => {
    const place = { path: name, ...(lines && { lines: { first: lines[0], last: lines[1] } }) };
    const result = await open({ [name]: text }).edit({ instruction, place });
    const after = result.status === 'none' ? reasonOf(result) : (afterOf(result)[name] ?? '');
    project?.remove();
    return after;
  };

  test('a name that is said is found where the cursor is not, in the file and then in the workspace', async () => {
    const two = 'export function priceOf(n) {\n  return n;\n}\nexport const first = 1;\n';
    const atLine = (path: string, line: number) => ({ place: { path, lines: { first: line, last: line } } });
    assert.match(await alone('a.js', two, 'rename priceOf to costOf', [4, 4]), /^export function costOf/);
    const files = { 'a.js': two, 'b.js': "import { first } from './a.js';\nconsole.log(first);\n" };
    const result = await open(files).edit({ ...rename('priceOf', 'costOf'), ...atLine('b.js', 2) });
    assert.match(afterOf(result)['a.js'] ?? reasonOf(result), /^export function costOf/);
  });

  test('a method that is said is found where the cursor is not', async () => {
    const shop =
      'class Shop {\n  open() {\n    return 1;\n  }\n}\nconst shop = new Shop();\nconsole.log(shop.open());\n';
    const after = await alone('shop.js', shop, 'rename Shop.open to unlock', [6, 6]);
    assert.match(after, /^ {2}unlock\(\) \{$/m);
  });

  test('goes through imports, aliases, re-exports and namespaces, and leaves everything else alone', async () => {
    const files = {
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'src/price.js': `// priceOf is the price.
export function priceOf(item) {
  return item.count === 1 ? item.each : item.each * item.count + priceOf({ count: 1, each: 0 });
}
export const other = { priceOf: 'a key of its own' };
`,
      'src/index.js': `export { priceOf } from './price.js';\nexport { priceOf as cost } from './price.js';\n`,
      'src/all.js': `export * from './index.js';\n`,
      'src/total.js': `import { priceOf as p } from './index.js';
import * as prices from './all.js';
export const total = (items) => items.reduce((sum, item) => sum + p(item), 0) + prices.priceOf({ count: 0, each: 0 });
`,
      'src/unrelated.js': `export function f(priceOf) {\n  return priceOf.priceOf;\n}\n`,
      'test/price.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { priceOf } from '../src/all.js';
import { cost } from '../src/index.js';
import { total } from '../src/total.js';
test('priceOf multiplies', () => {
  const item = { count: 2, each: 3 };
  assert.equal(priceOf(item), 6);
  assert.equal(cost(item), 6);
  assert.equal(total([item]), 6);
  assert.deepEqual({ priceOf }, { priceOf });
});
`,
      'README.md': 'Call priceOf.\n',
    };
    const edited = open(files);
    const result = await edited.edit({ ...rename('priceOf', 'netPrice'), tests: { kind: 'found' } });
    assert.equal(result.status, 'proposed', reasonOf(result));
    const { proposal } = result;
    assert.deepEqual(proposal.changes.map(({ path }) => path).sort(), [
      'src/index.js',
      'src/price.js',
      'src/total.js',
      'test/price.test.js',
    ]);
    assert.equal(proposal.title, 'Rename priceOf to netPrice in 4 files');
    assert.match(proposal.evidence.warnings.join(), /“priceOf” still stands in .*README\.md/);
    const after = afterOf(result);
    assert.match(after['src/price.js']!, /each \* item\.count \+ netPrice\(/);
    assert.match(after['src/price.js']!, /^\/\/ priceOf is the price\.$/m);
    assert.match(after['src/price.js']!, /\{ priceOf: 'a key/);
    assert.equal(
      after['src/index.js'],
      `export { netPrice } from './price.js';\nexport { netPrice as cost } from './price.js';\n`,
    );
    assert.match(after['src/total.js']!, /import \{ netPrice as p \}.*\n.*\n.*prices\.netPrice\(/);
    assert.match(after['test/price.test.js']!, /test\('priceOf multiplies'/);
    assert.match(after['test/price.test.js']!, /\{ priceOf: netPrice \}, \{ priceOf: netPrice \}/);
    assert.deepEqual([proposal.evidence.verdict, proposal.evidence.stillPassing], ['verified', 1]);
  });

  test('keeps tests green that were green', async () => {
    const edited = open({
      'package.json': JSON.stringify({ scripts: { test: 'node --test' } }),
      'price.js': `'use strict';\nfunction priceOf(n) { return n * 2; }\nconst twice = (n) => exports.priceOf(n) + priceOf(n);\nmodule.exports = { priceOf, twice };\nexports.priceOf = priceOf;\n`,
      'use.js': `const { priceOf } = require('./price');\nconst price = require('./price.js');\nconst { priceOf: p } = require('./price');\nexports.all = (n) => priceOf(n) + price.priceOf(n) + p(n) + require('./price').priceOf(n);\n`,
      'use.test.js': `const assert = require('node:assert');\nconst test = require('node:test');\nconst { all } = require('./use.js');\ntest('all', () => assert.equal(all(1), 8));\n`,
    });
    const result = await edited.edit({ ...rename('priceOf', 'netPrice'), tests: { kind: 'found' } });
    assert.equal(result.status, 'proposed', reasonOf(result));
    assert.equal(afterOf(result)['use.js']!.includes('priceOf'), false);
    assert.deepEqual([result.proposal.evidence.verdict, result.proposal.evidence.stillPassing], ['verified', 1]);
    edited.accept(result.proposal);
    edited.run(process.execPath, '--test');
  });

  test('Python: packages, aliases, stars, __all__ and patched paths', async () => {
    const edited = open({
      'shop/__init__.py': `from .price import price_of\n__all__ = ["price_of"]\n`,
      'shop/price.py': `def price_of(n, price=1):\n    return n * price\n\n\nclass Cart:\n    def price_of(self):\n        return price_of(2)\n`,
      'shop/total.py': `import shop.price\nfrom shop import price as p\nfrom . import price_of as po\n\n\ndef total():\n    return shop.price.price_of(1) + p.price_of(1) + po(1)\n`,
      'shop/star.py': `from shop.price import *\n\n\ndef one():\n    return price_of(1)\n`,
      'test_shop.py': `import unittest\nfrom unittest import mock\n\nfrom shop import price_of\nfrom shop.price import Cart\nfrom shop.star import one\nfrom shop.total import total\n\n\nclass Shop(unittest.TestCase):\n    def test_all(self):\n        self.assertEqual((price_of(3), total(), one(), Cart().price_of()), (3, 3, 1, 2))\n\n    def test_patch(self):\n        with mock.patch("shop.price.price_of", return_value=9):\n            self.assertEqual(Cart().price_of(), 9)\n`,
    });
    const result = await edited.edit({ ...rename('price_of', 'net_price'), tests: { kind: 'found' } });
    assert.equal(result.status, 'proposed', reasonOf(result));
    const after = afterOf(result);
    assert.equal(after['shop/__init__.py'], `from .price import net_price\n__all__ = ["net_price"]\n`);
    assert.match(after['shop/price.py']!, /def price_of\(self\):\n {8}return net_price\(2\)/);
    assert.match(after['shop/total.py']!, /shop\.price\.net_price\(1\) \+ p\.net_price\(1\) \+ po\(1\)/);
    assert.match(after['shop/star.py']!, /return net_price\(1\)/);
    assert.match(after['test_shop.py']!, /"shop\.price\.net_price"/);
    assert.deepEqual([result.proposal.evidence.verdict, result.proposal.evidence.stillPassing], ['verified', 2]);
    edited.accept(result.proposal);
    edited.run('python3', '-m', 'unittest', '-q');
  });

  test('types, generics and JSX', async () => {
    const edited = open({
      'box.tsx': `export interface Box<T> { readonly value: T }\nexport const Box = <T,>({ value }: Box<T>) => value;\nexport type Boxes = readonly Box<number>[];\n`,
      'use.tsx': `import { Box, type Boxes } from './box';\nimport type * as all from './box';\nexport const shown = (boxes: Boxes) => boxes.map((box: all.Box<number>) => <Box value={box.value} />);\nfunction f<Box>(x: Box): Box { return x }\n`,
    });
    const after = afterOf(await edited.edit(rename('Box', 'Crate')));
    assert.match(after['box.tsx']!, /interface Crate<T>[^]*const Crate = [^]*: Crate<T>[^]*readonly Crate<number>/);
    assert.match(after['use.tsx']!, /all\.Crate<number>\) => <Crate value/);
    assert.match(after['use.tsx']!, /function f<Box>\(x: Box\): Box/);
  });

  test('types in JSDoc, which check JavaScript', async () => {
    const edited = open({
      'box.js':
        '/** A Box: {@link Box}. */\nclass Box {}\n/** @param {Map<string, Box>} boxes Box by name */\nexports.open = (boxes) => boxes;\nexports.Box = Box;\n',
      'use.js':
        "/** @typedef {import('./box.js').Box} Box */\n/** @type {import('./other.js').Box} */\nmodule.exports = 1;\n",
    });
    const after = afterOf(await edited.edit({ ...rename('Box', 'Crate'), place: { path: 'box.js' } }));
    assert.equal(
      after['box.js'],
      '/** A Box: {@link Crate}. */\nclass Crate {}\n/** @param {Map<string, Crate>} boxes Box by name */\nexports.open = (boxes) => boxes;\nexports.Crate = Crate;\n',
    );
    assert.match(after['use.js']!, /import\('\.\/box\.js'\)\.Crate\} Box[^]*other\.js'\)\.Box/);
  });

  test('a local name, and only where it is meant', async () => {
    const text = `function a(sum) {\n  const f = (sum) => sum + 1;\n  return { sum, f: f(sum) };\n}\nfunction b(sum) {\n  return sum;\n}\n`;
    assert.equal(
      await alone('a.js', text, 'rename sum to total', [3, 3]),
      `function a(total) {\n  const f = (sum) => sum + 1;\n  return { sum: total, f: f(total) };\n}\nfunction b(sum) {\n  return sum;\n}\n`,
    );
    assert.match(await alone('a.js', text, 'rename sum to total'), /Several things in a\.js are called “sum”/);
    assert.equal(
      await alone(
        'a.py',
        'x = 1\n\n\nclass A:\n    x = 2\n\n    def f(self, y=x):\n        return x\n',
        'rename x to z',
        [1, 1],
      ),
      'z = 1\n\n\nclass A:\n    x = 2\n\n    def f(self, y=x):\n        return z\n',
    );
    assert.equal(
      await alone(
        'a.py',
        'n = 0\n\n\ndef f():\n    global n\n    n = 1\n    return [n for n in range(n)]\n',
        'rename n to count',
        [1, 1],
      ),
      'count = 0\n\n\ndef f():\n    global count\n    count = 1\n    return [n for n in range(count)]\n',
    );
  });

  test('says why when it cannot be sure', async () => {
    const why = async (files: Readonly<Record<string, string>>, from: string, to: string): Promise<string> => {
      const said = reasonOf(await open(files).edit(rename(from, to)));
      project?.remove();
      return said;
    };
    const price = 'export function priceOf() {}\n';
    assert.match(
      await why({ 'a.js': price, 'b.js': price }, 'priceOf', 'x'),
      /2 things are called “priceOf”: a\.js:1, b\.js:1/,
    );
    assert.match(await why({ 'a.js': `${price}const x = 1;\n` }, 'priceOf', 'x'), /“x” is used already in a\.js:2/);
    assert.match(await why({ 'a.js': price }, 'priceOf', 'class'), /“class” cannot be a name/);
    assert.match(await why({ 'a.js': price }, 'priseOf', 'x'), /Nothing in the workspace is called “priseOf”/);
    assert.match(
      await why({ 'a.js': price, 'b.js': `import * as a from './a.js';\na['priceOf']();\n` }, 'priceOf', 'x'),
      /b\.js:2 names it in a string.*F2/,
    );
    assert.match(
      await why({ 'a.js': price, 'b.js': `const m = import('./a.js').then((m) => m.priceOf());\n` }, 'priceOf', 'x'),
      /What b\.js:1 loads cannot be followed/,
    );
    assert.match(
      await why({ 'a.py': 'def price_of(): pass\n', 'b.py': 'import a\ngetattr(a, "price_of")()\n' }, 'price_of', 'x'),
      /b\.py:2 names it in a string/,
    );
    assert.match(
      await why({ 'a.js': price, 'b.vue': `<script>import { priceOf } from './a'</script>` }, 'priceOf', 'x'),
      /b\.vue names it/,
    );
    assert.match(await why({ 'a.js': 'class A { priceOf() {} }\n' }, 'priceOf', 'x'), /name of something inside/);
    assert.match(
      await why({ 'a.js': 'function priceOf() {}\n', 'b.js': 'priceOf();\n' }, 'priceOf', 'x'),
      /b\.js:1 may use it as a global/,
    );
    assert.match(
      await why({ 'a.js': `import { priceOf } from 'shop';\npriceOf();\n` }, 'priceOf', 'x'),
      /Nothing in the workspace is called/,
    );
    assert.match(await why({ 'a.js': price }, 'A.priceOf', 'x'), /No class “A” has a member “priceOf”/);
  });

  test('keeps line breaks and what is not ASCII', async () => {
    assert.equal(
      await alone('ä.js', 'export const größe = 1; // größe 😀\r\nexport const x = größe;\r\n', 'rename größe to maß'),
      'export const maß = 1; // größe 😀\r\nexport const x = maß;\r\n',
    );
  });
});
