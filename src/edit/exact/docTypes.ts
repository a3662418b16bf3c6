/** Names in the types of JSDoc, which are comments to the parser and code to whoever checks JavaScript by them. */

import type { SyntaxTree } from '../../syntax/tree.ts';

/** Where a type or a link says a name that the file itself knows: `@param {Name} x`, `{@link Name}`. */
export function saidInDocTypes(tree: SyntaxTree, name: string): number[] {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$.'"/-])${escaped(name)}(?![\\p{L}\\p{N}_$'"/-])`, 'gu');
  return typesIn(tree, name).flatMap(({ start, text }) => [...text.matchAll(word)].map(({ index }) => start + index));
}

/** `import('./module').Name` in a type. */
export function importedInDocTypes(
  tree: SyntaxTree,
  name: string,
): { readonly module: string; readonly start: number }[] {
  const imported = new RegExp(`import\\(\\s*["']([^"']+)["']\\s*\\)\\.(?=${escaped(name)}(?![\\p{L}\\p{N}_$]))`, 'gu');
  return typesIn(tree, name).flatMap(({ start, text }) =>
    [...text.matchAll(imported)].map((match) => ({ module: match[1]!, start: start + match.index + match[0].length })),
  );
}

/** What stands in braces behind a tag, or as a link. */
function typesIn({ root, text }: SyntaxTree, name: string): { readonly start: number; readonly text: string }[] {
  const found: { start: number; text: string }[] = [];
  for (const comment of text.matchAll(/\/\*\*[^]*?\*\//g)) {
    if (!comment[0].includes(name) || root.descendantForIndex(comment.index + 1)?.type !== 'comment') continue;
    for (const braces of comment[0].matchAll(/@\w+\s+\{|\{@link(?:code|plain)?\s+/g)) {
      const from = braces.index + braces[0].length;
      found.push({ start: comment.index + from, text: upToBrace(comment[0], from) });
    }
  }
  return found;
}

function upToBrace(text: string, from: number): string {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(from, at);
  }
  return '';
}

const escaped = (text: string): string => text.replace(/\$/g, String.raw`\$&`);
