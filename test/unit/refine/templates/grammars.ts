import { join } from 'node:path';
import { createParser } from '../../../../src/syntax/node/parser.ts';

/** The real parser with the grammars that are installed. */
export const parser = createParser({
  grammars: join(import.meta.dirname, '../../../../node_modules/@vscode/tree-sitter-wasm/wasm'),
});
