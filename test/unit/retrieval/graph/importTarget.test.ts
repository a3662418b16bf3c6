/** Imports of small trees in every language that is parsed, resolved from paths alone. */
import assert from 'node:assert/strict';
import { FileTree } from '../../../../src/retrieval/graph/fileTree.ts';
import { importTargets } from '../../../../src/retrieval/graph/importTarget.ts';
import type { Project } from '../../../../src/retrieval/graph/project.ts';
import { factsOf, projectFacts } from '../../../../src/retrieval/graph/projectFacts.ts';

/** @param files paths; those that say something about the project with their text. */
function project(paths: readonly string[], files: Readonly<Record<string, string>> = {}): Project {
  const tree = new FileTree();
  const facts = new Map<string, ReturnType<typeof factsOf>>();
  for (const path of [...paths, ...Object.keys(files)]) tree.add(path);
  for (const [path, text] of Object.entries(files)) {
    const stored = projectFacts(path, text);
    if (stored !== '') facts.set(path, factsOf(stored));
  }
  const declaring = (module: string): string[] => (module === 'Shop.Books' ? ['Books/Ledger.cs'] : []);
  return { tree, facts, declaring };
}

const found = (of: Project, from: string, language: string, module: string, name = '*'): string[] =>
  importTargets(of, from, language, { module, names: [{ name, alias: name }], line: 1 }).flatMap(({ files }) => files);

suite('what an import means', () => {
  test('JavaScript and TypeScript: relative, with and without endings, as compiled, and index files', () => {
    const shop = project(['src/a.ts', 'src/b.tsx', 'src/books/index.ts', 'src/c.js', 'src/types.d.ts']);
    const from = (module: string): string[] => found(shop, 'src/a.ts', 'typescript', module);
    assert.deepEqual(from('./b'), ['src/b.tsx']);
    assert.deepEqual(from('./b.js'), ['src/b.tsx']);
    assert.deepEqual(from('./c.js'), ['src/c.js']);
    assert.deepEqual(from('./books'), ['src/books/index.ts']);
    assert.deepEqual(from('./books/index.js'), ['src/books/index.ts']);
    assert.deepEqual(from('./types'), ['src/types.d.ts']);
    assert.deepEqual(from('../../outside'), []);
    assert.deepEqual(from('react'), []);
  });

  test('packages of the same repository, aliases of a tsconfig', () => {
    const shop = project(
      [
        'packages/books/src/index.ts',
        'packages/books/src/ledger.ts',
        'apps/web/src/page.ts',
        'apps/web/src/lib/money.ts',
      ],
      {
        'packages/books/package.json': '{"name": "@shop/books", "main": "dist/index.js"}',
        'apps/web/package.json': '{"name": "web"}',
        'apps/web/tsconfig.json':
          '{ // paths\n "compilerOptions": {"baseUrl": ".", "paths": {"~lib/*": ["src/lib/*"],},}}',
      },
    );
    const from = (module: string): string[] => found(shop, 'apps/web/src/page.ts', 'typescript', module);
    assert.deepEqual(from('@shop/books'), ['packages/books/src/index.ts']);
    assert.deepEqual(from('@shop/books/ledger'), ['packages/books/src/ledger.ts']);
    assert.deepEqual(from('~lib/money'), ['apps/web/src/lib/money.ts']);
    assert.deepEqual(from('src/lib/money'), ['apps/web/src/lib/money.ts']);
    assert.deepEqual(from('@/lib/money'), ['apps/web/src/lib/money.ts']);
  });

  test('Python: absolute, relative, packages, modules of packages, sources in src', () => {
    const shop = project([
      'src/shop/__init__.py',
      'src/shop/money.py',
      'src/shop/books/__init__.py',
      'src/shop/books/ledger.py',
      'tool.py',
    ]);
    const from = (path: string, module: string, name?: string): string[] => found(shop, path, 'python', module, name);
    assert.deepEqual(from('tool.py', 'shop.money', 'round'), ['src/shop/money.py']);
    assert.deepEqual(from('tool.py', 'shop.books', 'ledger'), ['src/shop/books/ledger.py']);
    assert.deepEqual(from('tool.py', 'shop.books', 'Ledger'), ['src/shop/books/__init__.py']);
    assert.deepEqual(from('src/shop/books/ledger.py', '..money', 'round'), ['src/shop/money.py']);
    assert.deepEqual(from('src/shop/books/ledger.py', '..', 'money'), ['src/shop/money.py']);
    assert.deepEqual(from('src/shop/books/__init__.py', '.', 'ledger'), ['src/shop/books/ledger.py']);
    assert.deepEqual(from('tool.py', 'os', 'path'), []);
  });

  test('Go: the module of go.mod and a folder, without its tests', () => {
    const shop = project(['books/ledger.go', 'books/entry.go', 'books/ledger_test.go', 'main.go'], {
      'go.mod': 'module example.com/shop\n',
    });
    assert.deepEqual(found(shop, 'main.go', 'go', 'example.com/shop/books'), ['books/ledger.go', 'books/entry.go']);
    assert.deepEqual(found(shop, 'main.go', 'go', 'fmt'), []);
  });

  test('Rust: mod, crate, super, self, and crates of the workspace', () => {
    const shop = project(
      [
        'app/src/main.rs',
        'app/src/books/mod.rs',
        'app/src/books/ledger.rs',
        'app/src/money.rs',
        'core/src/lib.rs',
        'core/src/tax.rs',
      ],
      {
        'core/Cargo.toml': '[package]\nname = "shop-core"\n',
      },
    );
    const from = (path: string, module: string, name?: string): string[] => found(shop, path, 'rust', module, name);
    assert.deepEqual(from('app/src/main.rs', 'money'), ['app/src/money.rs']);
    assert.deepEqual(from('app/src/main.rs', 'crate::books::ledger', 'Ledger'), ['app/src/books/ledger.rs']);
    assert.deepEqual(from('app/src/money.rs', 'crate::books', 'ledger'), ['app/src/books/ledger.rs']);
    assert.deepEqual(from('app/src/books/ledger.rs', 'super', 'open'), ['app/src/books/mod.rs']);
    assert.deepEqual(from('app/src/books/ledger.rs', 'super::super::money', 'round'), ['app/src/money.rs']);
    assert.deepEqual(from('app/src/main.rs', 'shop_core::tax', 'rate'), ['core/src/tax.rs']);
    assert.deepEqual(from('app/src/main.rs', 'std::io', 'Read'), []);
  });

  test('Java and Kotlin: packages by their folders, types by their files', () => {
    const shop = project([
      'src/main/java/com/shop/books/Ledger.java',
      'src/main/java/com/shop/books/Entry.kt',
      'src/main/java/com/shop/Main.java',
    ]);
    const from = (module: string, name?: string): string[] =>
      found(shop, 'src/main/java/com/shop/Main.java', 'java', module, name);
    assert.deepEqual(from('com.shop.books', 'Ledger'), ['src/main/java/com/shop/books/Ledger.java']);
    assert.deepEqual(from('com.shop.books.Ledger', 'open'), ['src/main/java/com/shop/books/Ledger.java']);
    assert.equal(from('com.shop.books').length, 2);
    assert.deepEqual(from('java.util', 'List'), []);
  });

  test('C and C++: headers beside or by the end of their path, and the sources that define them', () => {
    const shop = project(['include/shop/ledger.h', 'src/ledger.cc', 'src/main.cc', 'src/money.h', 'src/money.c']);
    assert.deepEqual(found(shop, 'src/main.cc', 'cpp', 'shop/ledger.h'), ['include/shop/ledger.h', 'src/ledger.cc']);
    assert.deepEqual(found(shop, 'src/main.cc', 'cpp', 'money.h'), ['src/money.h', 'src/money.c']);
    assert.deepEqual(found(shop, 'src/main.cc', 'cpp', 'vector'), []);
  });

  test('Ruby, PHP, C#', () => {
    const shop = project([
      'lib/shop/ledger.rb',
      'bin/run.rb',
      'src/Books/Ledger.php',
      'index.php',
      'Books/Ledger.cs',
      'Main.cs',
    ]);
    assert.deepEqual(found(shop, 'bin/run.rb', 'ruby', 'shop/ledger'), ['lib/shop/ledger.rb']);
    assert.deepEqual(found(shop, 'bin/run.rb', 'ruby', './../lib/shop/ledger'), ['lib/shop/ledger.rb']);
    assert.deepEqual(found(shop, 'index.php', 'php', 'App\\Books', 'Ledger'), ['src/Books/Ledger.php']);
    assert.deepEqual(found(shop, 'Main.cs', 'c-sharp', 'Shop', 'Books'), ['Books/Ledger.cs']);
  });
});
