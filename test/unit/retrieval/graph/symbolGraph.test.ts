/** Small real trees, parsed with their grammars: what names mean across files. */
import assert from 'node:assert/strict';
import { linksOf } from '../../../../src/retrieval/graph/fileLinks.ts';
import { packLinks, PackedLinks } from '../../../../src/retrieval/graph/packedLinks.ts';
import { SymbolGraph } from '../../../../src/retrieval/graph/symbolGraph.ts';
import { related } from '../../../../src/retrieval/graph/symbolRelations.ts';
import type { SymbolRequest } from '../../../../src/retrieval/placeRequest.ts';
import { createFileSyntax } from '../../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

const syntax = createFileSyntax({ grammars, queries });

async function linksIn(path: string, text: string) {
  const { language, outline, chunks } = await syntax.read(path, text);
  return { language: language ?? '', links: linksOf(path, text, language, outline, chunks) };
}

async function graphOf(files: Readonly<Record<string, string>>): Promise<SymbolGraph> {
  const graph = new SymbolGraph();
  for (const [path, text] of Object.entries(files)) {
    const { language, links } = await linksIn(path, text);
    graph.put(path, language, packLinks(links));
  }
  graph.prepare();
  return graph;
}

function asked(graph: SymbolGraph, request: SymbolRequest): string[] {
  const found = [...(related(graph, request) ?? [])].filter((one) => one !== undefined);
  found.sort((a, b) => b.score - a.score);
  return found.map(({ file, at, reason }) => {
    const place = at.kind === 'definition' ? at.definition.name : at.kind === 'line' ? String(at.line) : '';
    return `${file.path} ${place}: ${reason}`;
  });
}

suite('the graph of names', () => {
  suiteTeardown(() => syntax.dispose());

  test('links are the same after they were packed', async () => {
    const text =
      "import { a as b, c } from './x';\nimport * as ns from 'y';\nexport class Größe extends Base implements One, Two<Three> {\n  add(n: Four) { return b(n, ns.d, c); }\n}\n";
    const { links } = await linksIn('src/z.ts', text);
    assert.deepEqual(new PackedLinks(packLinks(links)).all(), links);
    assert.deepEqual(
      links.definitions.map(({ name, owner }) => [name, owner]),
      [
        ['Größe', ''],
        ['add', 'Größe'],
      ],
    );
    assert.deepEqual(links.definitions[0]?.supertypes, ['Base', 'One', 'Two']);
  });

  test('JavaScript exports that a query may miss', async () => {
    const { links } = await linksIn(
      'a.js',
      'export var limit = 3;\nexport var table = {\n  one: 1,\n};\nexport const { add, remove: drop } = slice.actions;\nexport const [first] = list;\nexport let later;\n',
    );
    assert.deepEqual(
      links.definitions.map(({ name, exported }) => [name, exported]),
      ['limit', 'table', 'add', 'drop', 'first', 'later'].map((name) => [name, true]),
    );
    const graph = await graphOf({
      'slice.js': 'export var limit = 3;\nexport const { add } = actions;\n',
      'use.js': "import { add, limit } from './slice.js';\nadd(limit);\n",
    });
    assert.deepEqual(asked(graph, { relation: 'definitions', name: 'limit', path: 'use.js' }), [
      'slice.js limit: defines it, imported on line 1',
    ]);
    assert.deepEqual(asked(graph, { relation: 'callers', name: 'add' }), ['use.js : calls `add`, imported on line 1']);
  });

  test('a workspace of packages: extended aliases, own aliases, exports by their sources', async () => {
    const graph = await graphOf({
      'package.json': '{"private": true, "workspaces": ["packages/*", "apps/*"]}',
      'configs/package.json': '{"name": "@shop/config"}',
      'configs/tsconfig.base.json':
        '{\n  // for all\n  "compilerOptions": {"baseUrl": "..", "paths": {"~/*": ["apps/web/src/*"], "~/money/*": ["packages/money/src/*"]}},\n}',
      'packages/money/package.json':
        '{"name": "@shop/money", "exports": {".": {"import": "./dist/esm/index.js", "types": "./dist/index.d.ts"}, "./round": ["./dist/rounding.js"], "./rates/*": {"default": "./dist/rates/*.js"}, "./package.json": "./package.json"}}',
      'packages/money/src/index.ts': "export { half } from './rounding.js';\n",
      'packages/money/src/rounding.ts': 'export function half(n: number) {\n  return n / 2;\n}\n',
      'packages/money/src/rates/euro.ts': 'export const euro = 1;\n',
      'apps/web/package.json':
        '{"name": "web", "imports": {"#lib/*.js": "./dist/lib/*.js", "#money": "@shop/money", "#db": {"node": "./src/db-node.ts", "default": "./src/db-web.ts"}}}',
      'apps/web/tsconfig.json': '{"extends": ["@shop/config/tsconfig.base.json"], "compilerOptions": {"strict": true}}',
      'apps/web/src/db-node.ts': 'export const db = 1;\n',
      'apps/web/src/lib/cart.ts': 'export class Cart {}\n',
      'apps/web/src/page.ts': [
        "import { half } from '@shop/money';",
        "import { half as halve } from '@shop/money/round';",
        "import { euro } from '@shop/money/rates/euro';",
        "import { Cart } from '#lib/cart.js';",
        "import { Cart as Basket } from '~/lib/cart';",
        "import { euro as e } from '~/money/rates/euro';",
        "import { half as h } from '#money';",
        "import { db } from '#db';",
        "import { gone } from '#gone';",
        "import react from 'react';",
        '',
      ].join('\n'),
    });
    const page = graph.get('apps/web/src/page.ts')!;
    assert.deepEqual(
      graph.targetsOf(page).map(({ line, files }) => `${line} ${files.join()}`),
      [
        '1 packages/money/src/index.ts',
        '2 packages/money/src/rounding.ts',
        '3 packages/money/src/rates/euro.ts',
        '4 apps/web/src/lib/cart.ts',
        '5 apps/web/src/lib/cart.ts',
        '6 packages/money/src/rates/euro.ts',
        '7 packages/money/src/index.ts',
        '8 apps/web/src/db-node.ts',
      ],
    );
    assert.deepEqual(asked(graph, { relation: 'definitions', name: 'half', path: 'apps/web/src/page.ts' }), [
      'packages/money/src/rounding.ts half: defines it, imported on line 1 through packages/money/src/index.ts',
    ]);
  });

  test('configurations that extend each other, or nothing that is there, end', async () => {
    const graph = await graphOf({
      'a/tsconfig.json': '{"extends": "../b/tsconfig.json"}',
      'b/tsconfig.json': '{"extends": "../a", "compilerOptions": {"paths": {"@b/*": ["./*"]}}}',
      'c/tsconfig.json': '{"extends": ["./none.json", "@tsconfig/node24", 7]}',
      'b/x.ts': 'export const x = 1;\n',
      'a/use.ts': "import { x } from '@b/x';\n",
      'c/use.ts': "import { x } from '@b/x';\n",
    });
    assert.deepEqual(graph.targetsOf(graph.get('a/use.ts')!)[0]?.files, ['b/x.ts']);
    assert.deepEqual(graph.targetsOf(graph.get('c/use.ts')!), []);
  });

  test('Swift: modules of a package, by custom and by path, whose files see each other across folders', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [
        `Examples/App${at}/Entry.swift`,
        `public struct Entry { let app = ${at} }\n`,
      ]),
    );
    const graph = await graphOf({
      ...many,
      'Package.swift':
        '// swift-tools-version:6.0\nimport PackageDescription\nlet package = Package(name: "Shop", targets: [\n  .target(name: "Books", dependencies: [.target(name: "Money"), "Log"], resources: [.process("path: \\"no\\"")]),\n  .target(name: "Money", path: "Code/Cash"),\n  .testTarget(name: "BooksTests", dependencies: ["Books"]),\n])\n',
      'Sources/Books/Model/Entry.swift': 'public struct Entry {\n  let amount: Int\n}\n',
      'Sources/Books/Ledger.swift':
        'import Money\n\nstruct Ledger {\n  var entries: [Entry] = []\n  func total() -> Cash { Cash() }\n}\n',
      'Code/Cash/Cash.swift': 'public struct Cash {}\n',
      'Tests/BooksTests/LedgerTests.swift': '@testable import Books\n\nfunc check() { _ = Entry(amount: 1) }\n',
    });
    const best = (path: string, name: string): string | undefined =>
      asked(graph, { relation: 'definitions', name, path })[0];
    assert.equal(
      best('Sources/Books/Ledger.swift', 'Entry'),
      'Sources/Books/Model/Entry.swift Entry: defines it, in the same package',
    );
    assert.equal(
      best('Sources/Books/Ledger.swift', 'Cash'),
      'Code/Cash/Cash.swift Cash: defines it, its file is imported on line 1',
    );
    assert.equal(
      best('Tests/BooksTests/LedgerTests.swift', 'Entry'),
      'Sources/Books/Model/Entry.swift Entry: defines it, its file is imported on line 1',
    );
  });

  test('supertypes, where each language writes them', async () => {
    const supertypes = async (path: string, text: string): Promise<string[]> =>
      (await linksIn(path, text)).links.definitions.flatMap((one) => one.supertypes);
    assert.deepEqual(await supertypes('a.py', 'class A(b.Base, Generic[T], metaclass=Meta):\n    x = 1\n'), [
      'Base',
      'Generic',
    ]);
    assert.deepEqual(await supertypes('a.rs', 'struct A;\nimpl fmt::Display for A {\n    fn f(&self) {}\n}\n'), [
      'Display',
    ]);
    assert.deepEqual(await supertypes('a.cpp', 'class A : public Base, private ns::Other {\n  int x;\n};\n'), [
      'Base',
      'Other',
    ]);
    assert.deepEqual(await supertypes('A.java', 'class A extends Base<X> implements One, Two {\n  int x;\n}\n'), [
      'Base',
      'One',
      'Two',
    ]);
    assert.deepEqual(await supertypes('a.go', 'package a\n\ntype A struct {\n\t*Base\n\tname string\n}\n'), ['Base']);
    assert.deepEqual(await supertypes('a.rb', 'class A < Shop::Base\n  def x; end\nend\n'), ['Base']);
    assert.deepEqual(await supertypes('A.cs', 'class A : Base, IOne { int x; }\n'), ['Base', 'IOne']);
  });

  test('Python: imports, packages that pass on, and subclasses', async () => {
    const graph = await graphOf({
      'shop/__init__.py': 'from .ledger import Ledger\n',
      'shop/ledger.py': 'class Ledger:\n    def add(self, amount):\n        return amount\n',
      'app.py': 'from shop import Ledger\n\n\ndef run():\n    return Ledger().add(1)\n',
      'other.py': 'class Savings(Ledger):\n    pass\n',
      'tests/test_ledger.py': 'from shop.ledger import Ledger\n\n\ndef test_add():\n    assert Ledger().add(1) == 1\n',
    });
    assert.deepEqual(asked(graph, { relation: 'definitions', name: 'Ledger', path: 'app.py' }), [
      'shop/ledger.py Ledger: defines it, imported on line 1 through shop/__init__.py',
    ]);
    assert.deepEqual(asked(graph, { relation: 'callers', name: 'Ledger' }).slice(0, 1), [
      'app.py : calls `Ledger`, imported on line 1 through shop/__init__.py',
    ]);
    assert.deepEqual(asked(graph, { relation: 'tests', path: 'shop/ledger.py' }), [
      'tests/test_ledger.py 1: a test that imports `Ledger`',
    ]);
    assert.deepEqual(asked(graph, { relation: 'implementers', name: 'Ledger' }), [
      'other.py Savings: extends `Ledger`, the only one of this name',
    ]);
  });

  test('Go: packages see themselves, members come from every file of the package', async () => {
    const graph = await graphOf({
      'go.mod': 'module example.com/shop\n',
      'books/ledger.go': 'package books\n\ntype Ledger struct {\n\ttotal int\n}\n',
      'books/add.go': 'package books\n\nfunc (l *Ledger) Add(n int) {\n\tl.total += n\n}\n',
      'main.go':
        'package main\n\nimport "example.com/shop/books"\n\nfunc main() {\n\tl := books.Ledger{}\n\tl.Add(1)\n}\n',
    });
    assert.deepEqual(asked(graph, { relation: 'members', name: 'Ledger' }).sort(), [
      'books/add.go Add: member of Ledger',
      'books/ledger.go total: member of Ledger',
    ]);
    assert.deepEqual(asked(graph, { relation: 'callers', name: 'Ledger.Add' }), [
      'main.go : calls `Add`, its file is imported on line 3',
    ]);
    assert.deepEqual(asked(graph, { relation: 'definitions', name: 'Ledger', path: 'books/add.go' }), [
      'books/ledger.go Ledger: defines it, in the same package',
    ]);
  });

  test('a name that another file defines as its own is not a call of ours', async () => {
    const graph = await graphOf({
      'a.ts': 'export function parse() {}\n',
      'b.ts': "import { parse } from './a';\nexport const x = () => parse();\n",
      'c.ts': 'function parse() {}\nexport const y = () => parse();\n',
      'd.ts': "import { parse as read } from './a';\nexport const z = () => read();\n",
    });
    assert.deepEqual(asked(graph, { relation: 'callers', name: 'parse', path: 'b.ts' }).sort(), [
      'b.ts : calls `parse`, imported on line 1',
      'd.ts : calls `parse`, imported on line 1 as `read`',
    ]);
  });

  test('files come and go', async () => {
    const graph = await graphOf({
      'a.ts': 'export function one() {}\n',
      'b.ts': "import { one } from './a';\none();\n",
    });
    const seen = (): string[] => asked(graph, { relation: 'definitions', name: 'one', path: 'b.ts' });
    assert.deepEqual(seen(), ['a.ts one: defines it, imported on line 1']);
    graph.remove('a.ts');
    assert.deepEqual(seen(), []);
    const { language, links } = await linksIn('a.ts', '\n\nexport const one = () => 1;\n');
    graph.put('a.ts', language, packLinks(links));
    graph.prepare();
    assert.deepEqual(seen(), ['a.ts one: defines it, imported on line 1']);
    graph.put('a.ts', language, packLinks({ ...links, definitions: [] }));
    graph.prepare();
    assert.deepEqual(seen(), []);
  });

  test('what came is entered in slices', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`f${n}.ts`, `export const name${n} = 1;\n`]),
    );
    const graph = new SymbolGraph();
    for (const [path, text] of Object.entries(files)) {
      const { language, links } = await linksIn(path, text);
      graph.put(path, language, packLinks(links));
    }
    assert.equal(
      graph.prepare(() => true),
      false,
    );
    assert.ok(graph.named('name19').length === 0);
    while (!graph.prepare(() => true));
    assert.equal(graph.named('name19')[0]?.file.path, 'f19.ts');
  });
});
