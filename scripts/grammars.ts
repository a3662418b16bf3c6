// Where each grammar comes from. None is built here: they are packages' own WebAssembly files.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammarIds, type GrammarId } from '../src/syntax/grammars.ts';

/** VS Code's own collection. */
const collection = dirname(fileURLToPath(import.meta.resolve('@vscode/tree-sitter-wasm/package.json')));

/** What is not in it. */
const elsewhere: Partial<Record<GrammarId, string>> = {
  c: import.meta.resolve('tree-sitter-c/tree-sitter-c.wasm'),
  html: import.meta.resolve('tree-sitter-html/tree-sitter-html.wasm'),
  json: import.meta.resolve('tree-sitter-json/tree-sitter-json.wasm'),
  kotlin: import.meta.resolve('@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm'),
  // The grammar's own package has none.
  swift: import.meta.resolve('@repomix/tree-sitter-wasms/out/tree-sitter-swift.wasm'),
  yaml: import.meta.resolve('@tree-sitter-grammars/tree-sitter-yaml/tree-sitter-yaml.wasm'),
};

/** Every file of the folder of grammars by its name there, and the parser's runtime, which must fit the installed parser. */
export const grammarFiles: ReadonlyMap<string, string> = new Map([
  ...grammarIds.map((id): [string, string] => {
    const other = elsewhere[id];
    const file = other ? fileURLToPath(other) : join(collection, `wasm/tree-sitter-${id}.wasm`);
    return [`tree-sitter-${id}.wasm`, file];
  }),
  ['web-tree-sitter.wasm', fileURLToPath(import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm'))],
]);
