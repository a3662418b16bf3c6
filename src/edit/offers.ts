/**
 * Which ready-made edits make sense at a place, told from its text and the editor's own symbols: a lightbulb that
 * offers everything everywhere is one that nobody looks at.
 */

import { languageOf } from '../syntax/language.ts';
import type { LanguageId } from '../syntax/tree.ts';
import type { EditKind } from './editRequest.ts';

/** A definition as the editor's languages tell it, in lines from 0, inclusive. */
export interface NamedRange {
  readonly name: string;
  readonly kind: 'callable' | 'type' | 'other';
  readonly firstLine: number;
  readonly lastLine: number;
  /** The line with its name. */
  readonly nameLine: number;
}

export interface OfferPlace {
  readonly path: string;
  readonly lines: readonly string[];
  /** From 0, inclusive. `isEmpty`: only a cursor. */
  readonly selection: { readonly first: number; readonly last: number; readonly isEmpty: boolean };
  /** Outermost first. */
  readonly symbols: readonly NamedRange[];
  /** What is reported there. */
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

export interface Offer {
  readonly kind: EditKind | 'explain';
  /** The definition that is meant; left out for a selection or a file. */
  readonly symbol?: NamedRange;
  /** The place in `diagnostics` of what it would mend. */
  readonly mends?: number;
}

export function offersAt(place: OfferPlace): readonly Offer[] {
  const language = languageOf(place.path);
  if (!language) return [];
  const { selection, lines } = place;
  const offers: Offer[] = [...mending(place, language)];
  const add = (kind: Offer['kind'], symbol?: NamedRange): void => {
    if (!offers.some((each) => each.kind === kind)) offers.push({ kind, ...(symbol && { symbol }) });
  };
  const selected = lines.slice(selection.first, selection.last + 1).join('\n');
  if (!selection.isEmpty) {
    if (!isCode(selected)) return offers;
    add('extract');
    if (isRisky(selected, language)) add('handleErrors');
    add('simplify');
    add('convert');
    add('explain');
    return offers;
  }
  const at = headAt(place);
  if (at) {
    const text = lines.slice(at.firstLine, at.lastLine + 1).join('\n');
    const isCallable = at.kind === 'callable';
    if (isCallable && isUnwritten(text, language)) add('implement', at);
    if (!isDocumented(place, at, language)) add('document', at);
    if (isCallable && isUntyped(text, language)) add('addTypes', at);
    if (isCallable && isRisky(text, language)) add('handleErrors', at);
    if (isCallable) add('addArgument', at);
    add('rename', at);
    if (isCallable && at.lastLine - at.firstLine >= longFunction) add('simplify', at);
    if (isCallable && !isUnwritten(text, language)) {
      add('tests', at);
      add('optimise', at);
    }
    add('explain', at);
  }
  const head = lines[selection.first] ?? '';
  if (isImport(head, language)) add('organiseImports');
  return offers;
}

const longFunction = 8;

/** The definition on whose head the cursor is: inside of a body the lightbulb belongs to what stands there. */
function headAt({ symbols, selection }: OfferPlace): NamedRange | undefined {
  return symbols.findLast(
    ({ kind, firstLine, nameLine }) => kind !== 'other' && firstLine <= selection.first && selection.first <= nameLine,
  );
}

/** The definition that a place is in, the innermost; of one that begins on the line, that one. */
export function definitionAround(symbols: readonly NamedRange[], line: number): NamedRange | undefined {
  const around = symbols.filter(
    ({ kind, firstLine, lastLine }) => kind !== 'other' && firstLine <= line && line <= lastLine,
  );
  return around.sort((a, b) => a.lastLine - a.firstLine - (b.lastLine - b.firstLine))[0];
}

const isPython = (language: LanguageId): boolean => language === 'python';

function isCode(text: string): boolean {
  return text.split('\n').some((line) => /[\p{L}\p{N}]/u.test(line) && !/^\s*(?:\/\/|#(?!\[)|\*|\/\*)/.test(line));
}

/** Only a promise: nothing but a placeholder, a comment or an exception that says so. */
function isUnwritten(text: string, language: LanguageId): boolean {
  const body = bodyOf(text, language);
  if (body === undefined) return false;
  const code = body
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(isPython(language) ? /#.*$/gm : /\/\/.*$/gm, '')
    .replace(isPython(language) ? /^\s*(?:"""[^]*?"""|'''[^]*?''')/ : /^$/, '')
    .trim();
  return (
    code === '' ||
    /^(?:pass|\.\.\.|todo!\(.*\);?|unimplemented!\(.*\);?|return;?)$/.test(code) ||
    saysUnwritten.test(code)
  );
}

const saysUnwritten =
  /^(?:throw\s+new\s+\w+|raise\s+NotImplementedError|panic)\b[^]*?(?:not\s*(?:yet\s*)?implemented|NotImplemented|TODO|UnsupportedOperation|\bunimplemented\b)[^\n]*$|^raise\s+NotImplementedError(?:\(\))?$/i;

/** What stands in the braces, or below the colon; `undefined` where there is no body. */
function bodyOf(text: string, language: LanguageId): string | undefined {
  if (isPython(language)) return /\)\s*(?:->[^:]+)?:\s*([^]*)$/.exec(text)?.[1];
  const open = text.indexOf('{', endOfParameters(text));
  const close = text.lastIndexOf('}');
  return open >= 0 && close > open ? text.slice(open + 1, close) : undefined;
}

function endOfParameters(text: string): number {
  let depth = 0;
  for (let at = Math.max(0, text.indexOf('(')); at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return 0;
}

function isDocumented(
  { lines }: OfferPlace,
  { firstLine, nameLine, lastLine }: NamedRange,
  language: LanguageId,
): boolean {
  if (isPython(language)) {
    const head = lines.slice(nameLine, Math.min(lastLine + 1, nameLine + 30)).join('\n');
    return /:\s*(?:#.*)?\n\s*[rRbBuU]{0,2}(?:"""|'''|"|')/.test(head);
  }
  const first = lines[firstLine] ?? '';
  if (/^\s*(?:\/\*\*|\/\/\/)/.test(first)) return true;
  const above =
    lines.slice(Math.max(0, firstLine - 6), firstLine).findLast((line) => !/^\s*(?:@|#\[)/.test(line)) ?? '';
  return /\*\/\s*$|^\s*\/\//.test(above);
}

/** A parameter without a type, where the language lets one be left out. */
function isUntyped(text: string, language: LanguageId): boolean {
  const open = text.indexOf('(');
  const inside = open < 0 ? '' : text.slice(open + 1, endOfParameters(text));
  const parameters = topLevelParts(inside).filter((each) => !/^(?:self|cls|this|\*|\/|)$/.test(each));
  switch (language) {
    case 'python':
      return (
        parameters.some((each) => !/^\*{0,2}\w+\s*:/.test(each)) ||
        !/\)\s*->/.test(text.slice(0, text.indexOf('\n') + 1 || undefined))
      );
    case 'typescript':
    case 'tsx':
      return parameters.some(
        (each) =>
          !/^(?:\.{3})?(?:[\w$?]+|\{[^]*\}|\[[^]*\])\??\s*:/.test(withoutModifiers(each)) && !each.includes('='),
      );
    default:
      return false;
  }
}

const withoutModifiers = (parameter: string): string =>
  parameter.replace(/^(?:(?:public|private|protected|readonly|override)\s+)+/, '');

function topLevelParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char !== undefined && '([{<'.includes(char)) depth++;
    if (char !== undefined && ')]}'.includes(char)) depth--;
    if (char === '>' && text[at - 1] !== '=') depth--;
    if (at === text.length || (char === ',' && depth === 0)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts.filter((part) => part !== '');
}

/** Something there is known to fail, and nothing looks after it. */
function isRisky(text: string, language: LanguageId): boolean {
  switch (language) {
    case 'python':
      return !/\btry\s*:/.test(text) && /\b(?:open|json\.loads?|int|float|requests\.\w+|subprocess\.\w+)\(/.test(text);
    case 'rust':
      return /\.(?:unwrap|expect)\(/.test(text);
    case 'go':
      return /,\s*_\s*:?=|^\s*_\s*=/m.test(text);
    case 'java':
      return /\bcatch\s*\([^)]*\)\s*\{\s*\}/.test(text);
    default:
      return (
        !/\btry\s*\{|\.catch\(/.test(text) && /\bawait\b|\bJSON\.parse\(|\b\w+Sync\(|\bfetch\(|\.then\(/.test(text)
      );
  }
}

function isImport(line: string, language: LanguageId): boolean {
  switch (language) {
    case 'python':
      return /^(?:import|from)\s/.test(line);
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return /^\s*(?:import\b(?!\()|(?:const|let|var)\b.*\brequire\()/.test(line);
    default:
      return false;
  }
}

/** What a compiler or checker says that one of these edits answers. */
function* mending({ diagnostics, symbols, selection }: OfferPlace, language: LanguageId): Generator<Offer> {
  const symbol = definitionAround(symbols, selection.first);
  for (const [mends, { code, message }] of diagnostics.entries()) {
    const kind = answers.find(({ codes, words }) => codes.includes(code) || words.test(message))?.kind;
    if (kind === undefined) continue;
    if (kind === 'organiseImports' && !['javascript', 'typescript', 'tsx', 'python'].includes(language)) continue;
    yield { kind, mends, ...(symbol && kind !== 'organiseImports' && { symbol }) };
  }
}

const answers: readonly { readonly kind: EditKind; readonly codes: readonly string[]; readonly words: RegExp }[] = [
  {
    kind: 'addTypes',
    codes: ['7005', '7006', '7010', '7031', '7034', 'reportMissingParameterType', 'reportUnknownParameterType'],
    words: /implicitly has an? '\w+(?:\[\])?' type|missing (?:return )?type annotation/i,
  },
  {
    kind: 'implement',
    codes: ['2391', '2420', '2515', '2654', '2655', '2355'],
    words: /does not implement inherited abstract|incorrectly implements|must implement|missing method/i,
  },
  {
    kind: 'organiseImports',
    codes: ['6192', 'F401', 'I001', 'reportUnusedImport'],
    words: /imported but unused|all imports in import declaration are unused/i,
  },
  {
    kind: 'handleErrors',
    codes: ['@typescript-eslint/no-floating-promises', 'E722', 'errcheck'],
    words: /promises must be awaited|error return value .* is not checked|unhandled exception/i,
  },
];
