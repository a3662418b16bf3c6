import { shapeOf, type LanguageShape } from './languageShape.ts';
import { scan, type ScanState } from './scan.ts';
import type { Extent } from './suggestion.ts';

/** What the place of the cursor is like: read once for a request, used by every stage. */
export interface Site {
  readonly shape: LanguageShape;
  readonly prefix: string;
  readonly suffix: string;
  /** The line's text before and after the cursor. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  /** The blanks that the line begins with. */
  readonly indent: string;
  readonly state: ScanState;
  /** How many of the open brackets nothing after the cursor closes. */
  readonly unclosed: number;
  /** The line that is being written ends in what opens a block. */
  readonly opensBlock: boolean;
  /** A block's first statement is written here: right after its opener, or on an empty line in an empty body. */
  readonly startsBody: boolean;
  /** Indentation that the statements of the block at the cursor have. */
  readonly blockIndent: string;
}

/** Longer stretches are not read, as it is done at each keystroke: what stands a thousand lines further up says little about this one. */
const readBack = 60_000;
const readOn = 60_000;

/** The place that was read last: several stages ask about the same one. */
let last:
  { readonly text: string; readonly offset: number; readonly languageId: string; readonly site: Site } | undefined;

export function siteAt(text: string, offset: number, languageId: string): Site {
  if (last?.offset === offset && last.languageId === languageId && last.text === text) return last.site;
  const site = readSite(text, offset, languageId);
  last = { text, offset, languageId, site };
  return site;
}

function readSite(text: string, offset: number, languageId: string): Site {
  const shape = shapeOf(languageId);
  const prefix = text.slice(0, offset);
  const suffix = text.slice(offset);
  const linePrefix = prefix.slice(prefix.lastIndexOf('\n') + 1);
  const lineEnd = suffix.indexOf('\n');
  const lineSuffix = lineEnd < 0 ? suffix : suffix.slice(0, lineEnd);
  const from = prefix.length <= readBack ? 0 : prefix.indexOf('\n', prefix.length - readBack) + 1;
  const state = scan(text, shape, { from, to: offset });
  const unclosed = unclosedAt(text, offset, shape, state);
  const isInLine = (state.open.at(-1)?.at ?? -1) >= offset - linePrefix.length;
  const opensBlock =
    state.inside.kind === 'code' && onlyClosers.test(lineSuffix) && opensStatements(linePrefix, shape, isInLine);
  const indent = /^[ \t]*/.exec(linePrefix)?.[0] ?? '';
  return {
    shape,
    prefix,
    suffix,
    linePrefix,
    lineSuffix,
    indent,
    state,
    unclosed,
    opensBlock,
    startsBody: opensBlock || (linePrefix.trim() === '' && isBodyEmpty(prefix, suffix, indent, shape)),
    blockIndent: opensBlock
      ? indent + unitOf(text, offset)
      : blockIndentOf(prefix, linePrefix, indent, shape, text, offset),
  };
}

/**
 * How many of the open brackets nothing below closes. A bracket that stands first on its line closes one whose line is
 * indented no deeper: so the end of a class is not taken for the end of the method that is being written.
 */
function unclosedAt(text: string, offset: number, shape: LanguageShape, state: ScanState): number {
  const open = [...state.open];
  let skipped = 0;
  const to = Math.min(text.length, offset + readOn);
  scan(text, shape, {
    from: offset,
    to,
    start: { ...state, open: [] },
    onClose: (at, depth) => {
      if (depth >= 0) return false;
      const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
      const indent = line.trim() === '' && at - line.length >= offset ? line.length : undefined;
      const match = open.findLastIndex(
        ({ bracket, at: opener }) =>
          fitting(bracket, text[at]) && (indent === undefined || indentOfLineAt(text, opener) <= indent),
      );
      if (match >= 0) skipped += open.splice(match).length - 1;
      return open.length === 0;
    },
  });
  // What lies beyond the stretch that was read may close the others.
  return to < text.length ? skipped : open.length + skipped;
}

function fitting(bracket: string, closer: string | undefined): boolean {
  return closer === ')' ? bracket === '(' : closer === ']' ? bracket === '[' : bracket === '{' || bracket === 'hole';
}

function indentOfLineAt(text: string, at: number): number {
  return indentOf(text.slice(text.lastIndexOf('\n', at) + 1, at)).length;
}

/** A block where the syntax opens one and its body is missing; asked by key, wherever statements may stand. */
export function extentAt(site: Site, trigger: 'typing' | 'invoke'): Extent {
  if (!onlyClosers.test(site.lineSuffix)) return 'line';
  if (site.state.inside.kind !== 'code' || site.shape.blocks === 'none') return 'line';
  if (trigger === 'invoke') return 'block';
  return site.startsBody ? 'block' : 'line';
}

function isBodyEmpty(prefix: string, suffix: string, indent: string, shape: LanguageShape): boolean {
  const above = lastCodeLine(prefix);
  if (above === undefined || !opens(above, shape)) return false;
  if (indent.length <= indentOf(above).length) return false;
  const below = /^\s*?\n?([^\n]*\S[^\n]*)/.exec(suffix)?.[1];
  return below === undefined || indentOf(below).length < indent.length;
}

/** What may stand after the cursor without being code that the suggestion would be pushed into. */
export const onlyClosers = /^[\s)\]}>;,]*$/;

/** As `opens`, but for brackets that open a list of arguments or elements: one line of those is enough. */
function opensStatements(line: string, shape: LanguageShape, isInLine: boolean): boolean {
  if (/[([]\s*$/.test(line)) return false;
  // A slice, an annotation of a parameter, an entry of a dictionary.
  if (shape.blocks === 'indent' && isInLine && /:\s*$/.test(line)) return false;
  return opens(line, shape);
}

/** Whether a line ends in what opens a block. */
export function opens(line: string, { blocks }: LanguageShape): boolean {
  const code = line.trimEnd();
  switch (blocks) {
    case 'braces':
      return /[{([]$|=>$/.test(code);
    case 'indent':
      return /[:{([]$/.test(code);
    case 'words':
      return /\b(do|then|begin|else)$|\|$|[{([]$|^\s*(def|class|module|(?:local )?function|if|unless|while|until|for|case)\b(?!.*\bend$)/.test(
        code,
      );
    case 'none':
      return false;
  }
}

function blockIndentOf(
  prefix: string,
  linePrefix: string,
  indent: string,
  shape: LanguageShape,
  text: string,
  offset: number,
): string {
  if (linePrefix.trim() !== '') return indent;
  // On an empty line the cursor's column is what the editor made of it; without one, the line above tells.
  if (indent !== '' || prefix.trim() === '') return indent;
  const above = lastCodeLine(prefix) ?? '';
  return opens(above, shape) ? indentOf(above) + unitOf(text, offset) : '';
}

function lastCodeLine(prefix: string): string | undefined {
  const lines = prefix.slice(-4000).split('\n').slice(0, -1);
  return lines.findLast((line) => line.trim() !== '');
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** One step of indentation as this file has it. */
export function unitOf(text: string, offset: number): string {
  return ownUnitOf(text, offset) ?? '    ';
}

/** `undefined` where nothing is indented yet. */
export function ownUnitOf(text: string, offset: number): string | undefined {
  const near = text.slice(Math.max(0, offset - 8000), offset + 4000);
  if (/^\t/m.test(near)) return '\t';
  const widths = [...near.matchAll(/^( +)\S/gm)].map((match) => match[1]?.length ?? 0).filter((width) => width >= 2);
  return widths.length === 0 ? undefined : ' '.repeat(Math.min(8, ...widths));
}
