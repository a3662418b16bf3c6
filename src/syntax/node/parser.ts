import { Edit, Parser } from 'web-tree-sitter';
import type { Tree } from 'web-tree-sitter';
import type { Disposable } from '../../base/dispose.ts';
import type { LanguageId, Parse, SyntaxTree } from '../tree.ts';
import { uniformRoot } from '../uniform/uniformTree.ts';
import { loadGrammar } from './grammar.ts';
import { heldRoot } from './heldNode.ts';
import { longText, parseInSlices } from './parseInSlices.ts';

export interface TreeSitter extends Disposable {
  /** Trees are the caller's to dispose and may outlive the parser. */
  readonly parse: Parse;
}

/**
 * A tree-sitter parser. `grammars` is the folder of the grammars' `.wasm` files; the runtime's own
 * `.wasm` is taken from there when it is there (a bundle), else from the installed package.
 */
export function createParser({ grammars }: { readonly grammars: string }): TreeSitter {
  const parsers = new Map<LanguageId, Promise<Parser>>();
  const trees = new WeakMap<SyntaxTree, Tree>();
  let disposed = false;

  const parserOf = (language: LanguageId): Promise<Parser> => {
    let parser = parsers.get(language);
    if (!parser) {
      parser = load(grammars, language);
      // A failed load is tried again by the next call.
      parser.catch(() => parsers.delete(language));
      parsers.set(language, parser);
    }
    return parser;
  };

  return {
    async parse(language, text, base) {
      if (disposed) throw new Error('the parser is disposed');
      const parser = await parserOf(language);
      const known = base?.language === language ? trees.get(base) : undefined;
      const previous = known && base ? edited(known, base.text, text) : undefined;
      const { language: grammar } = parser;
      const inSlices = grammar && !previous && text.length > longText;
      const tree = inSlices ? await parseInSlices(grammar, text) : parser.parse(text, previous);
      previous?.delete();
      if (!tree) throw new Error(`tree-sitter gave no tree for a ${language} text of ${text.length}`);
      let released = false;
      const result: SyntaxTree = {
        root: uniformRoot(heldRoot(tree.rootNode, text), text, language),
        text,
        language,
        dispose() {
          if (released) return;
          released = true;
          trees.delete(result);
          tree.delete();
        },
      };
      trees.set(result, tree);
      return result;
    },
    dispose() {
      disposed = true;
      for (const parser of parsers.values()) void parser.then((loaded) => loaded.delete()).catch(() => undefined);
      parsers.clear();
    },
  };
}

async function load(grammars: string, language: LanguageId): Promise<Parser> {
  const grammar = await loadGrammar(grammars, language);
  return new Parser().setLanguage(grammar);
}

/** A copy of the tree told about the one stretch in which the texts differ, so that the rest is reused. */
function edited(tree: Tree, before: string, after: string): Tree {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  const copy = tree.copy();
  copy.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: before.length - same,
      newEndIndex: after.length - same,
      startPosition: pointAt(before, start),
      oldEndPosition: pointAt(before, before.length - same),
      newEndPosition: pointAt(after, after.length - same),
    }),
  );
  return copy;
}

function pointAt(text: string, index: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: index - lineStart };
}
