// What a user installs: touchstone.vsix, made by `npm run package` just before.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { grammarIds } from '../../src/syntax/grammars.ts';
import { readZip } from './zip.ts';

const root = join(import.meta.dirname, '../..');
const vsix = join(root, 'touchstone.vsix');

/** Every file that may be in the package; the vsix's own two files aside, all of them in `extension/`. */
const shapes = [
  /^(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^dist\/[\w-]+\.js$/,
  new RegExp(`^dist/grammars/(web-tree-sitter|tree-sitter-(${grammarIds.join('|')}))\\.wasm$`),
  /^dist\/queries\/[\w-]+\.scm$/,
  /^dist\/shims\/[\w./-]+\.(mjs|cjs|js|py)$/,
  /^dist\/shims\/jvm\/(?:junit4\/|platform\/)?touchstone\/[A-Z]\w+\.java$/,
  /^dist\/media\/[\w.-]+\.(js|css)$/,
  /^dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^syntaxes\/[\w.-]+\.json$/,
  /^media\/[\w./-]+\.(svg|md)$/,
];

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name) && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1));
}

suite('touchstone.vsix', () => {
  let files: ReadonlyMap<string, () => Buffer>;
  let shipped: string[];

  suiteSetup(() => {
    files = readZip(vsix);
    shipped = [...files.keys()].filter((name) => name.startsWith('extension/')).map((name) => name.slice(10));
  });

  test('has nothing but what belongs in it', () => {
    const around = [...files.keys()].filter((name) => !name.startsWith('extension/'));
    assert.deepEqual(around.sort(), ['[Content_Types].xml', 'extension.vsixmanifest']);
    assert.deepEqual(
      shipped.filter((name) => !shapes.some((shape) => shape.test(name))),
      [],
    );
  });

  test('has everything that the product opens when it runs', () => {
    const needed = [
      ...['package.json', 'readme.md', 'changelog.md', 'LICENSE.txt', 'dist/THIRD_PARTY_NOTICES.txt'],
      ...[
        'extension',
        'headless',
        'fixWorker',
        'editWorker',
        'completionWorker',
        'indexWorker',
        'readerWorker',
        'packagesWorker',
      ].map((name) => `dist/${name}.js`),
      'dist/grammars/web-tree-sitter.wasm',
      ...grammarIds.map((id) => `dist/grammars/tree-sitter-${id}.wasm`),
      ...filesBelow('src/syntax/queries', /./).map((name) => `dist/queries/${name}`),
      ...filesBelow('src/testing/node/shims', /./).map((name) => `dist/shims/${name}`),
      ...readdirSync(join(root, 'media'))
        .filter((name) => /\.(css|ts)$/.test(name))
        .map((name) => `dist/media/${name.replace(/\.ts$/, '.js')}`),
      ...filesBelow('syntaxes', /./).map((name) => `syntaxes/${name}`),
      ...filesBelow('media', /\.(svg|md)$/).map((name) => `media/${name}`),
    ];
    assert.deepEqual(
      needed.filter((name) => !shipped.includes(name)),
      [],
    );
  });

  test('names in its package.json only files that it has', () => {
    const { main, bin, contributes } = JSON.parse(files.get('extension/package.json')!().toString()) as {
      main: string;
      bin: Record<string, string>;
      contributes: object;
    };
    const named = [...JSON.stringify(contributes).matchAll(/"((?:\.\/)?(?:media|syntaxes|dist)\/[^"]+)"/g)];
    for (const path of [main, ...Object.values(bin), ...named.map((match) => match[1]!)]) {
      assert.ok(shipped.includes(path.replace(/^\.\//, '')), path);
    }
  });

  test('starts its command line with the line that makes it a program', () =>
    assert.match(files.get('extension/dist/headless.js')!().toString(), /^#!\/usr\/bin\/env node\n/));

  test('is smaller than 12 MB', () => {
    const { size } = statSync(vsix);
    console.log(`      ${(size / 1e6).toFixed(2)} MB, ${shipped.length} files`);
    assert.ok(size < 12e6, `${size} bytes`);
  });

  test('was made from this tree, without the files of development', () => {
    assert.ok(existsSync(join(root, 'dist/meta.json')));
    assert.ok(!shipped.some((name) => /\.map$|meta\.json$|^(src|test|scripts|node_modules)\//.test(name)));
  });
});
