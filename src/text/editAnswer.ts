/** A model's answer as texts of files: every edit placed, or why one cannot be. */

import { linesOf } from './answerLines.ts';
import { openBrackets } from './brackets.ts';
import { isInside, resolvePath } from './editPath.ts';
import { isBlank } from './indentation.ts';
import type { EditAnswer, EditFormat, ModelEdit } from './modelEdit.ts';
import { placeEdit, type PlacedLines, type Quoting, type RefusedLines } from './placeEdit.ts';
import { placeSymbol, type SymbolPlace } from './placeSymbol.ts';
import { elisionIn } from './placeholder.ts';
import { TextLines } from './textLines.ts';

export interface EditFiles {
  /** Every file that may be named, with forward slashes. */
  readonly paths: readonly string[];
  /** Undefined for a file that is not there. */
  readonly text: (path: string) => Promise<string | undefined>;
  /** What the file defines; without it no edit can name a definition. */
  readonly symbols?: (path: string, text: string) => Promise<readonly SymbolPlace[]>;
  /** What a parser of the file's language makes of a text, `undefined` where there is none. */
  readonly parse?: (path: string, text: string) => Promise<Parsed | undefined>;
  /** The texts are the very ones that the model was shown: nobody has typed since. */
  readonly asShown?: boolean;
  /** The caller parses the texts afterwards, so nothing is judged by its brackets here. */
  readonly parsedLater?: boolean;
  /** It was asked for that most of a file goes. */
  readonly mayRemoveMost?: boolean;
}

export interface Parsed {
  /** As people call it: "TypeScript". */
  readonly language: string;
  /** How many places do not parse. */
  readonly faults: number;
}

export interface AppliedAnswer {
  /** Every file that differs, whole. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where each edit went, in the order of the answer; the line is that of the file as the edits before have left it. */
  readonly places: readonly { readonly path: string; readonly line: number }[];
  /** Files that were not there. */
  readonly created: readonly string[];
  /** Edits that go nowhere, in sentences for their author. The texts hold the others. */
  readonly refused: readonly string[];
}

export async function applyEditAnswer(answer: EditAnswer, files: EditFiles): Promise<AppliedAnswer> {
  const opened = new Map<string, OpenFile>();
  const places: { path: string; line: number }[] = [];
  const refused = [...answer.faults];
  if (answer.edits.length === 0 && refused.length === 0) refused.push(nothingToApply[answer.format]);
  for (const [index, edit] of answer.edits.entries()) {
    const result = await applyOne(edit, answer.format, files, opened);
    if (result.kind === 'placed') places.push({ path: result.path, line: result.line });
    else refused.push(`${called[edit.kind]} ${index + 1}${edit.path === '' ? '' : ` (${edit.path})`}: ${result.why}`);
  }
  const texts = new Map<string, string>();
  for (const [path, file] of opened) {
    const after = file.lines.toString();
    const why =
      after === file.before ? 'Nothing would change.' : await whyUnsound(path, file.before ?? '', after, files);
    if (why === undefined) texts.set(path, after);
    else refused.push(`${path}: ${why}`);
  }
  const isLeft = (path: string): boolean => texts.has(path);
  return {
    texts,
    places: places.filter(({ path }) => isLeft(path)),
    created: [...opened].flatMap(([path, { before }]) => (before === undefined && isLeft(path) ? [path] : [])),
    refused,
  };
}

interface OpenFile {
  /** Undefined for a file that was not there. */
  readonly before: string | undefined;
  readonly lines: TextLines;
  /** It was given whole, so nothing in it can be quoted. */
  readonly rewritten: boolean;
}

const called: Readonly<Record<ModelEdit['kind'], string>> = {
  lines: 'Block',
  symbol: 'Definition',
  file: 'File',
};

const nothingToApply: Readonly<Record<EditFormat, string>> = {
  blocks: 'The answer has no SEARCH/REPLACE block.',
  symbol: 'The answer has no definition under its name.',
  file: 'The answer has no file under its path.',
  diff: 'The answer has no diff.',
  tool: 'The answer has no call that changes a file.',
};

const quotes: Readonly<Record<EditFormat, string>> = {
  blocks: 'The SEARCH part',
  symbol: 'The quoted part',
  file: 'The quoted part',
  diff: 'What the hunk quotes',
  tool: '“search”',
};

type Outcome =
  | { readonly kind: 'placed'; readonly path: string; readonly line: number }
  | { readonly kind: 'refused'; readonly why: string };

const refused = (why: string): Outcome => ({ kind: 'refused', why });

async function applyOne(
  edit: ModelEdit,
  format: EditFormat,
  files: EditFiles,
  opened: Map<string, OpenFile>,
): Promise<Outcome> {
  const found = resolvePath(edit.path, [...new Set([...files.paths, ...opened.keys()])]);
  if (found.kind === 'ambiguous')
    return refused(`Several files end so: ${found.paths.join(', ')}. Name one of them in full.`);
  const path = found.kind === 'known' ? found.path : edit.path;
  const known = opened.get(path);
  const before = known ? known.before : found.kind === 'known' ? await files.text(path) : undefined;
  const file = known ?? {
    before,
    lines: new TextLines(before ?? ''),
    rewritten: false,
  };
  const elided = elisionIn([...('search' in edit ? edit.search : []), ...edit.replace], path, (line) =>
    file.lines.original.some((each) => each.trim() === line),
  );
  if (elided !== undefined)
    return refused(
      `“${elided.trim()}” stands for code that was left out. Write every line; leave unchanged code out of the edit instead.`,
    );

  const exists = known !== undefined || before !== undefined;
  if (edit.kind === 'file' || (edit.kind === 'lines' && edit.search.every(isBlank))) {
    const why = exists ? whyNotWhole(edit, file) : whyNotNew(path);
    if (why !== undefined) return refused(why);
    file.lines.replace(0, file.lines.current.length, wholeFile(file.lines, edit.replace));
    opened.set(path, { ...file, rewritten: true });
    return { kind: 'placed', path, line: 1 };
  }
  if (path === '') return refused('It names no file. Put the path on the line before it.');
  if (!exists) return refused('There is no such file. Name one that was shown, by its path as it was shown.');
  if (edit.kind === 'lines' && edit.search.join('\n') === edit.replace.join('\n'))
    return refused(`${quotes[format]} is the same as what replaces it, so nothing would change.`);
  const placed =
    edit.kind === 'lines'
      ? placeQuoted(file.lines, edit, { quote: quotes[format], asShown: files.asShown === true })
      : await placeNamed(file, path, edit, files);
  if (placed.kind === 'refused') return refused(placed.why);
  const current = file.lines.current;
  const now = placed.now.map((line) => (typeof line === 'number' ? current[line]! : line));
  file.lines.replace(placed.start, placed.end, now);
  opened.set(path, file);
  return { kind: 'placed', path, line: placed.start + 1 };
}

function whyNotNew(path: string): string | undefined {
  if (path === '') return 'It names no file. Put the path on the line before it.';
  return isInside(path) ? undefined : 'A new file needs a path inside the project.';
}

function whyNotWhole(edit: ModelEdit, { lines, rewritten }: OpenFile): string | undefined {
  const isEmpty = lines.current.every(({ text }) => isBlank(text));
  if (edit.kind === 'file') {
    if (rewritten) return 'The file is written twice. Write it once.';
    if (edit.replace.every(isBlank) && !isEmpty) return 'Nothing would be left of the file. Write all of it.';
    return undefined;
  }
  return isEmpty ? undefined : 'The file is there already, so the SEARCH part must quote the lines to replace.';
}

/** Lines that stay are taken from the file where they are the same, so that their bytes are. */
function wholeFile(lines: TextLines, replace: readonly string[]): (TextLines['current'][number] | string)[] {
  const { current } = lines;
  return replace.map((line, at) => (current[at]?.text === line ? current[at] : line));
}

const ranks: Readonly<Record<PlacedLines['how'], number>> = {
  exact: 0,
  'white space': 1,
  similar: 2,
};

/**
 * Edits quote the file as it was shown, so they are placed there, whatever the edits before have made of the rest.
 * Only what quotes the result of an edit before is looked for in that.
 */
function placeQuoted(
  lines: TextLines,
  { search, replace }: Extract<ModelEdit, { kind: 'lines' }>,
  quoting: Quoting,
): PlacedLines | RefusedLines {
  const first = placeEdit(lines.original, search, replace, quoting);
  if (first.kind === 'refused' && first.several) return first;
  const start = first.kind === 'placed' ? lines.whereNow(first.start, first.end) : undefined;
  const moved = first.kind === 'placed' && start !== undefined ? shifted(first, start - first.start) : undefined;
  if (moved && ranks[moved.how] < ranks.similar) return moved;
  const second = placeEdit(
    lines.current.map(({ text }) => text),
    search,
    replace,
    quoting,
  );
  if (!moved || (second.kind === 'placed' && ranks[second.how] < ranks[moved.how])) return second;
  return second.kind === 'refused' && second.several ? second : moved;
}

const shifted = (place: PlacedLines, by: number): PlacedLines => ({
  ...place,
  start: place.start + by,
  end: place.end + by,
  now: place.now.map((line) => (typeof line === 'number' ? line + by : line)),
});

async function placeNamed(
  { lines }: OpenFile,
  path: string,
  { symbol, replace }: Extract<ModelEdit, { kind: 'symbol' }>,
  { symbols }: EditFiles,
): Promise<PlacedLines | RefusedLines> {
  const cannot = 'Definitions of this file cannot be named. Quote the lines to replace instead.';
  if (!symbols) return { kind: 'refused', why: cannot, several: false };
  const text = lines.toString();
  const texts = lines.current.map((line) => line.text);
  return placeSymbol(text, texts, await symbols(path, text), symbol, replace);
}

/** What is left of a file that shrank by accident. */
const leastLeft = 0.5;
const leastLines = 20;

async function whyUnsound(path: string, before: string, after: string, files: EditFiles): Promise<string | undefined> {
  if (before === after) return undefined;
  const had = fullLines(before);
  const has = fullLines(after);
  if (!files.mayRemoveMost && had >= leastLines && has < had * leastLeft)
    return `Only ${has} of ${had} lines would be left, and nobody asked for that. Write everything that is to stay.`;
  const parsed = await files.parse?.(path, after);
  if (parsed === undefined) return files.parsedLater ? undefined : breaksOff(path, before, after);
  const faults = before === '' ? 0 : ((await files.parse?.(path, before))?.faults ?? 0);
  if (parsed.faults <= faults) return undefined;
  const written = addedLines(before, after);
  const alone = await files.parse?.(path, written.join('\n'));
  return alone !== undefined && alone.faults >= Math.max(2, written.length * foreignFaults)
    ? `What it writes does not read as ${parsed.language}. Write ${parsed.language}, and nothing else, in this file.`
    : `The file does not parse as ${parsed.language} any more.${breaksOff(path, before, after) === undefined ? '' : ' The code seems to be cut off.'} Write the code whole.`;
}

/** Faults a line of what a parser makes of another language. */
const foreignFaults = 0.25;

const fullLines = (text: string): number => text.split('\n').filter((line) => !isBlank(line)).length;

function addedLines(before: string, after: string): string[] {
  const stood = new Set(linesOf(before));
  return linesOf(after).filter((line) => !stood.has(line) && !isBlank(line));
}

const bracketed = /\.(?:[cm]?[jt]sx?|java|go|rs|c|h|cc|cpp|hpp|cs|kt|swift|scala|php|dart|json|css|scss|less|py)$/i;

function breaksOff(path: string, before: string, after: string): string | undefined {
  if (!bracketed.test(path) || (before !== '' && openBrackets(path, before) !== 0)) return undefined;
  const open = openBrackets(path, after);
  if (open < 0) return 'More brackets are closed than opened. Write every line that is needed, and none twice.';
  return open > 0
    ? `The code breaks off: ${open} ${open === 1 ? 'bracket is' : 'brackets are'} not closed. Write it whole.`
    : undefined;
}
