/**
 * What is worth watching at a line: the variables and members that stand on it and just above it, read from the text
 * alone. A name in a text literal, of a type or of what is called is none.
 */

export type WatchedLanguage = 'python' | 'javascript';

const most = 12;
/** Lines above that count too, within the same block. */
const above = 2;

/** @param line from 1. The line's own names first. */
export function watchedNames(text: string, line: number, language: WatchedLanguage): string[] {
  const lines = text.split('\n');
  const own = lines[line - 1] ?? '';
  const indent = indentOf(own);
  const names = new Set(namesOn(own, language));
  for (let at = line - 2; at >= Math.max(0, line - 1 - above); at--) {
    const code = lines[at] ?? '';
    if (code.trim() !== '' && indentOf(code) < indent - 8) break;
    for (const name of namesOn(code, language)) names.add(name);
  }
  return [...names].slice(0, most);
}

const indentOf = (code: string): number => /^\s*/.exec(code)![0].replaceAll('\t', '    ').length;

function namesOn(code: string, language: WatchedLanguage): string[] {
  const plain = withoutLiterals(code, language);
  const found: string[] = [];
  // A chain such as `this.items.length`, cut before a call.
  for (const match of plain.matchAll(
    /(?<![\p{L}\p{N}_$.])[\p{L}_$][\p{L}\p{N}_$]*(?:\s*\??\.\s*[\p{L}_$][\p{L}\p{N}_$]*)*/gu,
  )) {
    const after = plain.slice(match.index + match[0].length);
    const parts = match[0].replaceAll(/[\s?]/g, '').split('.');
    if (/^\s*(?:\?\.)?\(/.test(after)) parts.pop();
    // A key of an object and a keyword argument are no variables.
    const isKey =
      parts.length === 1 &&
      (language === 'python'
        ? /^=(?!=)/.test(after) && /[(,]\s*[^()]*$/.test(plain.slice(0, match.index))
        : /^\s*:(?!:)/.test(after) && !/\?[^:]*$/.test(plain.slice(0, match.index)));
    const [first] = parts;
    if (first === undefined || isKey || keywords[language].has(first)) continue;
    const rest = parts.filter((part) => part !== '');
    const isSelf = first === 'this' || first === 'self' || first === 'cls';
    // Of `cart.items.size` each step may be what is wrong; `this` alone is too much to show.
    for (let length = isSelf ? 2 : 1; length <= Math.min(rest.length, 3); length++)
      found.push(rest.slice(0, length).join('.'));
  }
  return found;
}

function withoutLiterals(code: string, language: WatchedLanguage): string {
  const blank = (literal: string): string => {
    // What stands in a template's placeholders is code.
    const codes = /^`/.test(literal) ? [...literal.matchAll(/\$\{([^}]*)\}/g)].map(([, inner = '']) => inner) : [];
    return ` ${codes.join(' , ')} `;
  };
  const plain = code.replace(/(["'`])(?:(?!\1)[^\\]|\\.)*\1/g, blank);
  return language === 'python'
    ? plain.replace(/#.*$/, '').replace(/^\s*(?:(?:def|class|import|from)\b|@).*$/, '')
    : plain.replace(/\/\/.*$|\/\*.*?\*\//g, '').replace(/^\s*(?:import|export \{|class|interface|type)\b.*$/, '');
}

const keywords: Readonly<Record<WatchedLanguage, ReadonlySet<string>>> = {
  python: new Set(
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case print len range str int float list dict set tuple sorted sum min max abs any all zip enumerate isinstance'.split(
      ' ',
    ),
  ),
  javascript: new Set(
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in instanceof interface keyof let never new null number object of package private protected public readonly return set static string super switch symbol throw true try type typeof undefined unknown var void while with yield Math JSON Object Array Number String Boolean Date Map Set Promise Infinity NaN console require module exports globalThis process'.split(
      ' ',
    ),
  ),
};
