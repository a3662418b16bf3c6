import { Parser } from 'web-tree-sitter';
import type { Language } from 'web-tree-sitter';
import type { Disposable } from '../../../base/dispose.ts';
import type { GrammarId } from '../../../syntax/grammars.ts';
import { loadGrammar } from '../../../syntax/node/grammar.ts';
import type { SyntaxNode } from '../../../syntax/tree.ts';

export interface PackagesParser extends Disposable {
  /** What `read` makes of the tree, which lives no longer; `undefined` when parsing takes too long. */
  parse<Read>(language: GrammarId, text: string, read: (root: SyntaxNode) => Read): Promise<Read | undefined>;
}

/** Far beyond what a file of declarations takes. */
const limitMs = 4000;

/** @param grammars absolute path of the folder of the grammars' `.wasm` files. */
export function createPackagesParser(grammars: string): PackagesParser {
  const languages = new Map<GrammarId, Promise<Language>>();
  let parser: Parser | undefined;
  return {
    async parse(id, text, read) {
      let loading = languages.get(id);
      if (!loading) {
        loading = loadGrammar(grammars, id);
        // A failed load is tried again by the next call.
        loading.catch(() => languages.delete(id));
        languages.set(id, loading);
      }
      const language = await loading;
      parser ??= new Parser();
      parser.setLanguage(language);
      const until = performance.now() + limitMs;
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
      if (!tree) {
        parser.reset();
        return undefined;
      }
      try {
        return read(tree.rootNode);
      } finally {
        tree.delete();
      }
    },
    dispose: () => parser?.delete(),
  };
}
