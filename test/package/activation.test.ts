// What the editor loads when it starts Touchstone: extension.js and all that it imports at once.
// The rest, the parser, the model client and the fix engine, is loaded when first needed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Output {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

const root = join(import.meta.dirname, '../..');

/** `start` and everything that it imports statically, by way of others too. */
function loadedAtOnce(outputs: Readonly<Record<string, Output>>, start: string): Set<string> {
  const loaded = new Set([start]);
  for (const file of loaded) {
    for (const { path, kind, external } of outputs[file]!.imports) {
      if (kind === 'import-statement' && !external) loaded.add(path);
    }
  }
  return loaded;
}

suite('the activation bundle', () => {
  let outputs: Readonly<Record<string, Output>>;

  suiteSetup(() => {
    ({ outputs } = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8')) as { outputs: typeof outputs });
  });

  test('is smaller than 300 kB', () => {
    const files = [...loadedAtOnce(outputs, 'dist/extension.js')];
    const bytes = files.reduce((sum, file) => sum + outputs[file]!.bytes, 0);
    console.log(`      ${(bytes / 1000).toFixed(1)} kB in ${files.length} files`);
    const heaviest = files
      .flatMap((file) => Object.entries(outputs[file]!.inputs))
      .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
      .slice(0, 5)
      .map(([path, { bytesInOutput }]) => `${path} ${bytesInOutput}`);
    assert.ok(bytes < 300_000, `${bytes} bytes, most of them in:\n${heaviest.join('\n')}`);
  });

  test('has no heavy package in it', () => {
    const inputs = [...loadedAtOnce(outputs, 'dist/extension.js')].flatMap((file) =>
      Object.keys(outputs[file]!.inputs),
    );
    assert.deepEqual(
      inputs.filter((path) => /node_modules\/(openai|web-tree-sitter|fast-xml-parser)\//.test(path)),
      [],
    );
  });

  test('loads later what it does not load at once', () =>
    assert.ok(Object.values(outputs).some(({ imports }) => imports.some(({ kind }) => kind === 'dynamic-import'))));
});
