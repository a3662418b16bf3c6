import path from 'node:path';
import type { Disposable } from '../../base/dispose.ts';
import { isGlobal } from '../../syntax/globals.ts';
import { isCompiled, languageOf } from '../../syntax/language.ts';
import { createParser } from '../../syntax/node/parser.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, faultsOf } from '../../syntax/walk.ts';
import type { Check } from '../engine.ts';

/** Longer files take too long to parse between two keystrokes. */
const longestText = 300_000;

/**
 * Lowers the rank of what makes a file parse worse, or names what nothing declares. The last tree is
 * kept, so a keystroke parses only what it has changed.
 */
export function createParseCheck({ assets }: { readonly assets: string }): Disposable & { readonly check: Check } {
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  let last: { readonly path: string; readonly tree: SyntaxTree } | undefined;

  const check: Check = async (request, texts) => {
    const language = languageOf(request.path);
    // What a package or an import brings along is in other files there.
    if (language === undefined || isCompiled(language) || request.text.length > longestText) return texts.map(() => 1);
    const { text, offset } = request;
    const base = last?.path === request.path ? last.tree : undefined;
    const before = await parser.parse(language, text, base);
    base?.dispose();
    last = { path: request.path, tree: before };
    const faults = faultsOf(before.root);
    const trust: number[] = [];
    for (const suggestion of texts) {
      const after = await parser.parse(language, text.slice(0, offset) + suggestion + text.slice(offset), before);
      try {
        const worse = faultsOf(after.root) > faults ? 0.5 : 1;
        trust.push(worse * (namesUnknown(after, offset, offset + suggestion.length) ? 0.6 : 1));
      } finally {
        after.dispose();
      }
    }
    return trust;
  };

  return {
    check,
    dispose() {
      last?.tree.dispose();
      parser.dispose();
    },
  };
}

/** Whether a name is used there that stands nowhere in the file, and that neither the text itself nor the language declares. */
function namesUnknown(tree: SyntaxTree, start: number, end: number): boolean {
  const touches = (node: SyntaxNode): boolean => node.startIndex < end && node.endIndex > start;
  const used = new Set<string>();
  for (const node of descend(tree.root, touches)) {
    if (node.type !== 'identifier' || node.startIndex < start || node.endIndex > end) continue;
    if (declares(node)) return false; // What comes after it may mean that one.
    if (!isGlobal(tree.language, node.text) && !isLabel(node)) used.add(node.text);
  }
  return [...used].some((name) => !standsIn(tree.text.slice(0, start), name) && !standsIn(tree.text.slice(end), name));
}

function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWord = !/[\p{L}\p{N}_$]/u.test(text[at - 1] ?? '') && !/[\p{L}\p{N}_$]/u.test(text[at + name.length] ?? '');
    if (isWord) return true;
  }
  return false;
}

function declares(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent) return false;
  const fields = ['name', 'left', 'pattern', 'alias', 'parameter'];
  const isNamed = fields.some((field) => parent.childForFieldName(field)?.id === node.id);
  return (isNamed && !/keyword_argument|attribute/.test(parent.type)) || /parameter|pattern/.test(parent.type);
}

/** A name that refers to nothing: a key, a keyword argument, a member that the grammar calls an identifier. */
function isLabel(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (parent.type === 'attribute') return parent.childForFieldName('attribute')?.id === node.id;
  if (parent.type === 'keyword_argument') return parent.childForFieldName('name')?.id === node.id;
  return /type|label|jsx|import|namespace|property|pair/.test(parent.type);
}
