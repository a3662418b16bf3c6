/** Tokens as numbers, the same ones for everything that is counted together. */
import { isName, isNumber, isString, lineEnd } from './lexer.ts';

/** Stands before the first token of every file. */
export const fileStart = 0;
export const endOfLine = 1;
/** Numbers that no text has, for what stands in place of a token. */
export const firstPlaceholder = 2;
export const placeholders = 27;
const placeholderTexts = Array.from({ length: placeholders }, () => '');

/** What a token is to the ranker, whatever its text. */
export type TokenClass = 'end' | 'start' | 'keyword' | 'name' | 'string' | 'number' | 'operator';
export const tokenClasses: readonly TokenClass[] = ['end', 'start', 'keyword', 'name', 'string', 'number', 'operator'];

export class Vocabulary {
  readonly #numbers = new Map<string, number>([
    ['', fileStart],
    [lineEnd, endOfLine],
  ]);
  readonly #texts: string[] = ['', lineEnd, ...placeholderTexts];
  readonly #classes: TokenClass[] = ['start', 'end', ...placeholderTexts.map(() => 'start' as const)];

  get size(): number {
    return this.#texts.length;
  }

  /** The token's number; a new one for a text that was never seen. */
  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    // A copy, as a slice keeps the whole file in memory.
    const own = text.length < 13 ? text : ` ${text}`.slice(1);
    this.#numbers.set(own, number);
    this.#texts.push(own);
    this.#classes.push(classOf(own));
    return number;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  classOf(number: number): TokenClass {
    return this.#classes[number]!;
  }
}

function classOf(text: string): TokenClass {
  if (isName(text)) return keywords.has(text) ? 'keyword' : 'name';
  if (isNumber(text)) return 'number';
  return isString(text) ? 'string' : 'operator';
}

/** Of the usual languages together: what is a keyword in one is seldom a name in another. */
const keywords: ReadonlySet<string> = new Set(
  (
    'abstract and as assert async await bool boolean break byte case catch char chan class const continue def default ' +
    'defer del do double elif else end enum except export extends extern false False final finally float fn for from ' +
    'func function global go if impl implements import in int interface is lambda let long loop match mod module mut ' +
    'namespace new nil None nonlocal not null of or package pass private protected pub public raise range readonly ' +
    'return self short static str string struct super switch this throw throws trait true True try type typeof ' +
    'undefined unsigned use using var virtual void where while with yield'
  ).split(' '),
);
