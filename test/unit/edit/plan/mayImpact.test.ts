/** Which places a change may make wrong: real outlines and import resolution over files that are held in memory. */

import assert from 'node:assert/strict';
import { Dependents } from '../../../../src/edit/plan/dependents.ts';
import { mayImpact } from '../../../../src/edit/plan/mayImpact.ts';
import { PlanTexts } from '../../../../src/edit/plan/planTexts.ts';
import { symbolChanges } from '../../../../src/edit/plan/symbolChange.ts';
import { FileTree } from '../../../../src/retrieval/graph/fileTree.ts';
import { factsOf, projectFacts } from '../../../../src/retrieval/graph/projectFacts.ts';
import { createFileSyntax } from '../../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

suite('What a change may make wrong', () => {
  const syntax = createFileSyntax({ grammars, queries });
  suiteTeardown(() => syntax.dispose());
  const signal = new AbortController().signal;
  const readOutline = async (path: string, text: string) => (await syntax.read(path, text)).outline;

  /** @param after the file that changes; its path is the first of the files */
  async function impacts(files: Readonly<Record<string, string>>, after: string): Promise<string[]> {
    const paths = Object.keys(files);
    const tree = new FileTree();
    for (const path of paths) tree.add(path);
    const facts = new Map(
      paths.flatMap((path) => {
        const said = projectFacts(path, files[path]!);
        return said === '' ? [] : [[path, factsOf(said)] as const];
      }),
    );
    const texts = new PlanTexts(
      {
        paths: () => Promise.resolve(paths),
        text: (path) => Promise.resolve(files[path]),
        whyNot: () => undefined,
      },
      () => Promise.resolve({ tree, facts, declaring: () => [] }),
    );
    const graph = new Dependents(texts, readOutline);
    const path = paths[0]!;
    const before = { path, ...(await graph.outline(path)) };
    const changes = symbolChanges(before, { path, text: after, outline: await readOutline(path, after) });
    await texts.write(new Map([[path, after]]));
    const found = await Promise.all(changes.map((change) => mayImpact(change, graph, signal)));
    return found
      .flat()
      .map(({ path: at, symbol, why }) => `${at} ${symbol}: ${why}`)
      .sort();
  }

  test('callers, through aliases and files that pass it on, and nobody who means another', async () => {
    const found = await impacts(
      {
        'src/a.ts': 'export function price(n: number): number {\n  return n;\n}\n',
        'src/index.ts': "export * from './a.ts';\n",
        'src/b.ts': "import { price as cost } from './index.ts';\nexport const b = (): number => cost(1);\n",
        'src/c.ts':
          "import * as all from './a.ts';\nexport class C {\n  sum(): number {\n    return all.price(2);\n  }\n}\n",
        'src/other.ts': 'function price(n: string): string {\n  return n;\n}\nexport const o = price("");\n',
        'src/words.ts': '// price is said here\nexport const w = 1;\n',
      },
      'export function price(n: number, m: number): number {\n  return n + m;\n}\n',
    );
    assert.deepEqual(found, [
      'src/b.ts b: It calls price, and how it is called has changed.',
      'src/c.ts C.sum: It calls price, and how it is called has changed.',
    ]);
  });

  test('imports too where the name is another', async () => {
    const found = await impacts(
      {
        'a.py': 'def price(n):\n    return n\n',
        'b.py': 'from a import price\n\n\ndef total():\n    return price(1)\n',
      },
      'def cost(n):\n    return n\n',
    );
    assert.deepEqual(found, [
      'b.py : It imports price, which is called cost now.',
      'b.py total: It calls price, which is called cost now.',
    ]);
  });

  test('those who override a method, and those who call it', async () => {
    const found = await impacts(
      {
        'a.py': 'class Shape:\n    def area(self):\n        return 0\n',
        'b.py':
          'from a import Shape\n\n\nclass Square(Shape):\n    def area(self):\n        return 1\n\n\nclass Big(Square):\n    def area(self):\n        return 4\n',
        'c.py': 'import b\n\n\ndef show(shape):\n    print(shape.area())\n',
        'd.py': 'class Field:\n    def area(self):\n        return 9\n',
      },
      'class Shape:\n    def area(self, unit):\n        return 0\n',
    );
    assert.deepEqual(found, [
      'b.py Big.area: It is the same method as Shape.area, and how it is called has changed.',
      'b.py Square.area: It is the same method as Shape.area, and how it is called has changed.',
      'c.py show: It calls Shape.area, and how it is called has changed.',
    ]);
  });

  test('those who implement an interface that has one member more', async () => {
    const found = await impacts(
      {
        'a.ts': 'export interface Store {\n  get(): string;\n}\n',
        'b.ts':
          "import type { Store } from './a.ts';\nexport class Memory implements Store {\n  get(): string {\n    return '';\n  }\n}\n",
        'c.ts': "import type { Store } from './a.ts';\nexport const make = (): Store => ({ get: () => '' });\n",
      },
      'export interface Store {\n  get(): string;\n  size(): number;\n}\n',
    );
    assert.deepEqual(found, [
      'b.ts Memory: It has to have size too, as Store has.',
      'b.ts Memory: It may make a Store, which has to have size now.',
      'c.ts make: It may make a Store, which has to have size now.',
    ]);
  });

  test('methods of Go that have the same form, and no others', async () => {
    const found = await impacts(
      {
        'store/store.go':
          'package store\n\ntype Store interface {\n\tGet(id string) (Item, error)\n}\n\ntype Item struct{}\n',
        'go.mod': 'module example.test/shop\n',
        'cache/cache.go':
          'package cache\n\nimport "example.test/shop/store"\n\ntype Cache struct{}\n\nfunc (c *Cache) Get(key string) (store.Item, error) { return store.Item{}, nil }\n',
        'prices/prices.go': 'package prices\n\ntype List struct{}\n\nfunc (l List) Get(id string) int { return 0 }\n',
        'main.go': 'package main\n\nimport "example.test/shop/store"\n\nfunc show(s store.Store) { s.Get("a") }\n',
      },
      'package store\n\ntype Store interface {\n\tGet(id string, fresh bool) (Item, error)\n}\n\ntype Item struct{}\n',
    );
    assert.deepEqual(found, [
      'cache/cache.go Cache.Get: It is the same method as Store.Get, and how it is called has changed.',
      'main.go show: It calls Store.Get, and how it is called has changed.',
    ]);
  });
});
