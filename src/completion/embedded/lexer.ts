/**
 * Text as a stream of tokens that a model of code counts: names, numbers, strings, operators, line ends. One lexer
 * for all languages: what it takes for a token need only be the same wherever it occurs. Comments are words.
 */

export interface Lexed {
  /** A line end is `lineEnd`, however many blank lines follow it. */
  readonly texts: readonly string[];
  /** How many blanks stand before each token on its line, at most 255. */
  readonly blanks: readonly number[];
}

export const lineEnd = '\n';

/** Longer strings are read as words: one of those can be continued, the whole cannot be guessed. */
const longestString = 60;

export function lex(text: string): Lexed {
  const texts: string[] = [];
  const blanks: number[] = [];
  let space = 0;
  let isLineEmpty = true;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === newline) {
      if (!isLineEmpty) {
        texts.push(lineEnd);
        blanks.push(0);
      }
      isLineEmpty = true;
      space = 0;
      at++;
      continue;
    }
    if (isBlank(code)) {
      space++;
      at++;
      continue;
    }
    const end = endOfToken(text, at, code);
    texts.push(text.slice(at, end));
    blanks.push(Math.min(255, space));
    isLineEmpty = false;
    space = 0;
    at = end;
  }
  return { texts, blanks };
}

/** Whether a token of this text is a name; a keyword is one too. */
export const isName = (text: string): boolean => isNameCode(text.charCodeAt(0));

export const isNumber = (text: string): boolean => isDigit(text.charCodeAt(0));

/** A whole string, not a quote by itself. */
export const isString = (text: string): boolean => text.length > 1 && isQuote(text.charCodeAt(0));

export interface Typed {
  /** The text before the token at the cursor, or before the cursor when nothing of a token stands there. */
  readonly before: string;
  /** What there is of a name, a number or a string at the end of the text; '' for none. */
  readonly partial: string;
}

/** @param text what stands before the cursor */
export function splitTyped(text: string): Typed {
  const line = text.lastIndexOf('\n') + 1;
  const string = openString(text, line);
  let at = text.length;
  if (string !== undefined) at = string;
  else while (at > line && continues(text.charCodeAt(at - 1))) at--;
  return { before: text.slice(0, at), partial: text.slice(at) };
}

/** Where a string begins that the line leaves open; an apostrophe after a letter begins none. */
function openString(text: string, line: number): number | undefined {
  let open: number | undefined;
  for (let at = line; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (open === undefined) {
      if (isQuote(code) && !(code === apostrophe && at > line && isNameCode(text.charCodeAt(at - 1)))) open = at;
    } else if (code === backslash) at++;
    else if (code === text.charCodeAt(open)) open = undefined;
  }
  return open !== undefined && text.length - open <= longestString ? open : undefined;
}

function endOfToken(text: string, start: number, code: number): number {
  if (isNameCode(code) || isDigit(code)) {
    let at = start + 1;
    while (at < text.length && (continues(text.charCodeAt(at)) || (isDigit(code) && isPoint(text, at)))) at++;
    return at;
  }
  if (isQuote(code)) return endOfString(text, start, code);
  return start + operatorLength(text, start, code);
}

/** The point of a number, not that of a range or of a call. */
const isPoint = (text: string, at: number): boolean => text.charCodeAt(at) === 46 && isDigit(text.charCodeAt(at + 1));

/** @returns the end of the string, or of its quote alone when it does not end on its line or is long. */
function endOfString(text: string, start: number, quote: number): number {
  const most = Math.min(text.length, start + longestString);
  for (let at = start + 1; at < most; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === newline) break;
    else if (code === quote) return at + 1;
  }
  return start + 1;
}

/** Longest first among those that begin alike. */
const operators = (
  '=== !== ... <<= >>= **= &&= ||= ??= => == != <= >= && || ?? ?. ++ -- += -= *= /= %= &= |= ^= :: -> <- := << ** ' +
  '// /** /* */ ..'
).split(' ');
const operatorsOf = new Map<number, readonly string[]>();
for (const operator of operators) {
  const first = operator.charCodeAt(0);
  operatorsOf.set(
    first,
    [...(operatorsOf.get(first) ?? []), operator].sort((a, b) => b.length - a.length),
  );
}

function operatorLength(text: string, start: number, code: number): number {
  for (const operator of operatorsOf.get(code) ?? []) if (text.startsWith(operator, start)) return operator.length;
  // A character of two code units stays whole.
  return code >= 0xd800 && code < 0xdc00 && start + 1 < text.length ? 2 : 1;
}

const newline = 10;
const backslash = 92;
const apostrophe = 39;

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13 || code === 12 || code === 0xa0;
const isQuote = (code: number): boolean => code === 34 || code === apostrophe || code === 96;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNameCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  code === 36 ||
  (code > 127 && /\p{L}/u.test(String.fromCharCode(code)));
const continues = (code: number): boolean => isNameCode(code) || isDigit(code);
