/** Brackets that a text leaves open, strings and comments aside. Good enough to see that code breaks off; no parser. */

import { endingOf } from './placeholder.ts';

const opening = '([{';
const closing = ')]}';

/** 0 for the few characters that mean anything here; most texts are read once for each edit. */
const plain = Uint8Array.from({ length: 128 }, (_, code) =>
  '([{}])/#"\'`'.includes(String.fromCharCode(code)) ? 0 : 1,
);

/** How many are left open at the end; negative when more are closed than opened. */
export function openBrackets(path: string, text: string): number {
  const ending = endingOf(path);
  const hash = /^(?:py|pyi|rb|sh|ya?ml|toml|r|pl)$/.test(ending);
  const slashes = !hash;
  // In Rust a single quote is a lifetime as often as a character.
  const quotes = ending === 'rs' ? '"' : '"\'`';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (plain[text.charCodeAt(at)] !== 0) continue;
    const char = text[at]!;
    if (char === '/' && slashes && text[at + 1] === '/' && text[at - 1] !== ':') at = lineEnd(text, at);
    else if (char === '/' && slashes && text[at + 1] === '*') at = endOf(text, '*/', at + 2) + 1;
    else if (char === '#' && hash) at = lineEnd(text, at);
    else if (char === "'" && ending === 'rs')
      at += (/^'(?:\\.[^']*|[^\\'])'/.exec(text.slice(at, at + 12))?.[0].length ?? 1) - 1;
    else if (quotes.includes(char)) at = stringEnd(text, at, char);
    else if (opening.includes(char)) depth++;
    else if (closing.includes(char)) depth--;
  }
  return depth;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
}

/** The place of the last quote; a string that one line does not close is read as its line. */
function stringEnd(text: string, from: number, quote: string): number {
  const triple = quote.repeat(3);
  if (quote !== '`' && text.startsWith(triple, from)) return endOf(text, triple, from + 3) + 2;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
    else if (text[at] === '\n' && quote !== '`') return at;
  }
  return text.length;
}
