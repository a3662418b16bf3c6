/** Code of a compiled language with its comments and texts blanked out: what is left stands where it stood. */

import type { SyntaxTree } from '../../../syntax/tree.ts';

const shared = String.raw`\/\/[^\n]*|\/\*[^]*?\*\/`;
const texts: Readonly<Partial<Record<SyntaxTree['language'], string>>> = {
  go: String.raw`"(?:[^"\\\n]|\\.)*"|\x60[^\x60]*\x60|'(?:[^'\\\n]|\\[^\n]+?)'`,
  rust: String.raw`\bb?r(#*)"[^]*?"\1|"(?:[^"\\]|\\[^])*"|'(?:[^'\\\n]|\\[^'\n]+)'`,
  java: String.raw`"""[^]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\[^\n]+?)'`,
};

export function maskedCode({ text, language }: Pick<SyntaxTree, 'text' | 'language'>): string {
  return text.replace(new RegExp(`${shared}|${texts[language] ?? '(?!)'}`, 'g'), (all) => {
    const isText = !all.startsWith('/');
    // A text is still something that is given: its quotes stay.
    return isText ? `"${all.slice(1, -1).replace(/[^\n]/g, ' ')}"` : all.replace(/[^\n]/g, ' ');
  });
}

/** The bracket that closes the one at `open`; undefined where there is none. */
export function closing(masked: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < masked.length; at++) {
    const char = masked[at]!;
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char) && --depth === 0) return at;
  }
  return undefined;
}
