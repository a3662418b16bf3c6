// Where each grammar comes from. None is built here: they are packages' own WebAssembly files.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammarIds, type GrammarId } from '../src/syntax/grammars.ts';

/** Grammars that are not in VS Code's own collection: package and file. */
const elsewhere: Partial<Record<GrammarId, readonly [string, string]>> = {
  c: ['tree-sitter-c', 'tree-sitter-c.wasm'],
  html: ['tree-sitter-html', 'tree-sitter-html.wasm'],
  json: ['tree-sitter-json', 'tree-sitter-json.wasm'],
  kotlin: ['@tree-sitter-grammars/tree-sitter-kotlin', 'tree-sitter-kotlin.wasm'],
  // The grammar's own package has none.
  swift: ['@repomix/tree-sitter-wasms', 'out/tree-sitter-swift.wasm'],
  yaml: ['@tree-sitter-grammars/tree-sitter-yaml', 'tree-sitter-yaml.wasm'],
};

/** Every file of the folder of grammars by its name there, and the parser's runtime, which must fit the installed parser. */
export const grammarFiles: ReadonlyMap<string, string> = new Map([
  ...grammarIds.map((id): [string, string] => {
    const [name, file] = elsewhere[id] ?? ['@vscode/tree-sitter-wasm', `wasm/tree-sitter-${id}.wasm`];
    const folder = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
    return [`tree-sitter-${id}.wasm`, join(folder, file)];
  }),
  ['web-tree-sitter.wasm', fileURLToPath(import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm'))],
]);
