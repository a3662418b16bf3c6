/**
 * Where the lines that a model has quoted stand in a text, though it may have quoted them loosely: whatever their white
 * space; with other punctuation; or similar, as long as what the edit changes was quoted right. Two places are as bad
 * as none, whichever way they were found, and both are refused with what the model has to do about it.
 */

import { diffArrays } from 'diff';
import { hasStrayBracket, indentOf, isBlank, isFlattened, reindentation } from './indentation.ts';
import { similarRuns, tight, type ScoredRun } from './similarLines.ts';

export interface PlacedLines {
  readonly kind: 'placed';
  /** Lines `[start, end)` of the text, counted from 0, make way. */
  readonly start: number;
  readonly end: number;
  /** What stands there then: lines of the text that are kept, by their number, and new ones. */
  readonly now: readonly (number | string)[];
  readonly how: 'exact' | 'white space' | 'similar';
}

export interface RefusedLines {
  readonly kind: 'refused';
  readonly why: string;
  /** It fits more than one place. */
  readonly several: boolean;
}

export interface Quoting {
  /** What the quoted part is called where the model wrote it. */
  readonly quote?: string;
  /** The lines are those that the model was shown, so what it quotes is among them, however badly. */
  readonly asShown?: boolean;
}

export function placeEdit(
  lines: readonly string[],
  search: readonly string[],
  replace: readonly string[],
  { quote = 'The SEARCH part', asShown = false }: Quoting = {},
): PlacedLines | RefusedLines {
  const wanted = search.filter((line) => !isBlank(line));
  if (wanted.length === 0) return refused(`${quote} is empty. Quote the lines that are to be replaced.`);
  const have = fullLines(lines);
  const plan = planOf(search, replace);
  const place = (start: number, how?: 'similar'): PlacedLines | RefusedLines =>
    placed(
      lines,
      search,
      replace,
      plan,
      have.slice(start, start + wanted.length).map(({ at }) => at),
      how,
    );

  for (const key of [tight, soft]) {
    const keys = key === tight ? have.map((line) => line.key) : have.map((line) => soft(line.key));
    const [start, ...others] = runsOf(keys, wanted.map(key));
    if (start === undefined) continue;
    if (others.length === 0) return place(start, key === soft ? 'similar' : undefined);
    return severalPlaces(
      quote,
      [start, ...others].map((each) => have[each]!.at),
    );
  }

  const keys = have.map(({ key }) => key);
  const runs = similarRuns(keys, wanted.map(tight));
  const [best] = runs;
  if (best && isSafe(best, keys, wanted, plan, asShown)) {
    const rivals = runs.filter(({ start, score }) => start !== best.start && score > best.score - clearLead);
    if (rivals.length === 0) return place(best.start, 'similar');
    return severalPlaces(
      quote,
      [best, ...rivals].map(({ start }) => have[start]!.at),
    );
  }
  const closest = best && best.score >= worthShowing ? best : undefined;
  const why = `${quote} is nowhere in the file. Quote its lines exactly as they are.`;
  if (!closest) return refused(why);
  const from = have[closest.start]!.at;
  const shown = lines.slice(from, have[closest.start + wanted.length - 1]!.at + 1);
  const more = shown.length > mostShown ? '\n…' : '';
  return refused(`${why} The closest, from line ${from + 1}:\n${shown.slice(0, mostShown).join('\n')}${more}`);
}

interface FullLine {
  readonly at: number;
  readonly key: string;
}

/** Many edits may be placed in the same lines, of which there may be many. */
const known = new WeakMap<readonly string[], readonly FullLine[]>();

function fullLines(lines: readonly string[]): readonly FullLine[] {
  const full = known.get(lines) ?? lines.flatMap((line, at) => (isBlank(line) ? [] : [{ at, key: tight(line) }]));
  known.set(lines, full);
  return full;
}

const refused = (why: string): RefusedLines => ({
  kind: 'refused',
  why,
  several: false,
});

const mostNamed = 5;
const mostShown = 20;
const worthShowing = 0.4;

function severalPlaces(quote: string, at: readonly number[]): RefusedLines {
  const named = [...at].sort((a, b) => a - b).slice(0, mostNamed);
  const where = named.map((line) => line + 1).join(', ') + (at.length > named.length ? ' and more' : '');
  const why = `${quote} fits ${at.length} places (at lines ${where}). Quote more lines around it, so that it fits only one.`;
  return { kind: 'refused', why, several: true };
}

/** Quotes of another kind, or a comma or semicolon at the end that is there or not. */
const soft = (line: string): string =>
  tight(line)
    .replace(/["'`]/g, '"')
    .replace(/[,;]+$/, '');

function runsOf(keys: readonly string[], wanted: readonly string[]): number[] {
  const found: number[] = [];
  for (let start = 0; start + wanted.length <= keys.length; start++) {
    if (wanted.every((each, at) => keys[start + at] === each)) found.push(start);
  }
  return found;
}

const similarEnough = 0.85;
const lineSimilarEnough = 0.5;
/** A place that is nearly as similar might be the one that was meant. */
const clearLead = 0.1;

/**
 * Code that only resembles what was quoted is often other code: the next test, the next case. So its ends are as
 * quoted and so are most lines, one of which is nowhere else; numbers are; and so is each line that the edit changes.
 * In a file that may have changed since, the code that was meant may be gone: there only comments may differ.
 */
function isSafe(
  run: ScoredRun,
  keys: readonly string[],
  wanted: readonly string[],
  plan: Plan,
  asShown: boolean,
): boolean {
  const there = keys.slice(run.start, run.start + wanted.length);
  const equal = wanted.map((line, at) => soft(line) === soft(there[at]!));
  return (
    run.score >= similarEnough &&
    run.lines.every((score) => score >= lineSimilarEnough) &&
    equal.at(0) === true &&
    equal.at(-1) === true &&
    equal.filter(Boolean).length * 2 > wanted.length &&
    there.some((line, at) => equal[at] && isTelling(line) && keys.indexOf(line) === keys.lastIndexOf(line)) &&
    wanted.every((line, at) => equal[at] || (!plan.removed.has(at) && numbersOf(line) === numbersOf(there[at]!))) &&
    (asShown || wanted.every((line, at) => equal[at] || codeOf(line) === codeOf(there[at]!)))
  );
}

/** A line without its comment, as far as the line alone shows it. */
const codeOf = (line: string): string =>
  tight(line.replace(/^\s*(?:\/\/|#(?!\[)|--|\/?\*|<!--).*$|\s(?:\/\/|#|--)\s.*$|\/\*.*\*\/\s*$/, ''));

const isTelling = (line: string): boolean => (line.match(/\p{L}/gu)?.length ?? 0) >= 8;

const numbersOf = (line: string): string => (line.match(/\d+/g) ?? []).join(' ');

/** What becomes of the quoted lines, wherever they are. Quoted lines are counted without blank ones. */
interface Plan {
  readonly entries: readonly Entry[];
  readonly removed: ReadonlySet<number>;
  /** It adds lines for which no removed one shows the indentation. */
  readonly adds: boolean;
}

type Entry =
  | { readonly kind: 'kept'; readonly quoted: number; readonly as: string }
  /** `instead`: the quoted line that it comes for; `near`: that one, or the one that it stands by. */
  | { readonly kind: 'new'; readonly text: string; readonly near: number; readonly instead: number | undefined }
  | { readonly kind: 'blank' };

function planOf(search: readonly string[], replace: readonly string[]): Plan {
  const entries: Entry[] = [];
  const removed = new Set<number>();
  let adds = false;
  let quoted = 0;
  let gone: number[] = [];
  let at = 0;
  const trimmed = (line: string): string => line.trim();
  for (const part of diffArrays(search.map(trimmed), replace.map(trimmed))) {
    if (part.removed) {
      gone = part.value.flatMap((line) => (line === '' ? [] : [quoted++]));
      for (const each of gone) removed.add(each);
      continue;
    }
    for (const line of part.value) {
      const written = replace[at++]!;
      if (line === '') entries.push({ kind: 'blank' });
      else if (part.added) {
        const instead = gone.shift();
        adds ||= instead === undefined;
        entries.push({
          kind: 'new',
          text: written,
          near: instead ?? Math.max(0, quoted - 1),
          instead,
        });
      } else entries.push({ kind: 'kept', quoted: quoted++, as: written });
    }
    gone = [];
  }
  return { entries, removed, adds };
}

function placed(
  lines: readonly string[],
  search: readonly string[],
  replace: readonly string[],
  plan: Plan,
  places: readonly number[],
  similar: 'similar' | undefined,
): PlacedLines | RefusedLines {
  const wanted = search.filter((line) => !isBlank(line));
  const pairs = { quoted: wanted, there: places.map((at) => lines[at]!) };
  if (hasStrayBracket(pairs))
    return refused(
      'A bracket is quoted at another depth than in the file, so it may be another one. Quote the lines exactly as they are.',
    );
  if (plan.adds && isFlattened(pairs))
    return refused(
      'The lines are quoted without their indentation, so nobody knows that of the new ones. Indent them as in the file.',
    );
  const reindent = reindentation(pairs, [...search, ...replace], lines);
  const { start, end, before, after } = withBlankEnds(lines, search, replace, places);
  const now: (number | string)[] = blanks(before);
  const body = withoutBlankEnds(plan.entries);
  const gaps = blanksBetween(search);
  const indentOfNew = ({ text, near, instead }: Extract<Entry, { kind: 'new' }>): string =>
    instead !== undefined && indentOf(wanted[instead]!) === indentOf(text)
      ? indentOf(pairs.there[instead]!)
      : reindent(indentOf(text), near);
  let gap = 0;
  let last: number | undefined;
  for (const entry of body) {
    if (entry.kind === 'blank') {
      gap++;
      continue;
    }
    // As many blank lines as are quoted: the model means those that are there.
    const standsFor = entry.kind === 'kept' ? entry.quoted : entry.instead;
    const follows = standsFor !== undefined && last !== undefined && standsFor === last + 1 && gap === gaps[last];
    if (follows) for (let at = places[last!]! + 1; at < places[standsFor]!; at++) now.push(at);
    else now.push(...blanks(gap));
    gap = 0;
    last = standsFor;
    if (entry.kind === 'new') {
      now.push(indentOfNew(entry) + entry.text.trimStart());
      continue;
    }
    // A kept line that goes into a block or out of one moves; else it is left as it was.
    const place = places[entry.quoted]!;
    const moves = indentOf(entry.as) !== indentOf(wanted[entry.quoted]!);
    const line = moves ? reindent(indentOf(entry.as), entry.quoted) + lines[place]!.trimStart() : lines[place]!;
    now.push(line === lines[place] ? place : line);
  }
  now.push(...blanks(after));
  const twice = writtenTwice(lines, start, end, now);
  if (twice) return refused(twice);
  const exact = wanted.every((line, at) => line === pairs.there[at]);
  return {
    kind: 'placed',
    start,
    end,
    now,
    how: similar ?? (exact ? 'exact' : 'white space'),
  };
}

const blanks = (count: number): string[] => Array.from({ length: count }, () => '');

function withoutBlankEnds(entries: readonly Entry[]): readonly Entry[] {
  const first = entries.findIndex(({ kind }) => kind !== 'blank');
  return first < 0 ? [] : entries.slice(first, entries.findLastIndex(({ kind }) => kind !== 'blank') + 1);
}

/** How many blank lines follow each quoted line. */
function blanksBetween(search: readonly string[]): number[] {
  const counts: number[] = [];
  for (const line of search) {
    if (!isBlank(line)) counts.push(0);
    else if (counts.length > 0) counts[counts.length - 1]!++;
  }
  return counts;
}

/** Blank lines at the ends: what the answer has more than the quote is added, what it has less is taken away. */
function withBlankEnds(
  lines: readonly string[],
  search: readonly string[],
  replace: readonly string[],
  places: readonly number[],
): { start: number; end: number; before: number; after: number } {
  let start = places[0]!;
  let end = places.at(-1)! + 1;
  const lead = leadingBlanks(replace) - leadingBlanks(search);
  const trail = leadingBlanks([...replace].reverse()) - leadingBlanks([...search].reverse());
  const nothing = replace.every(isBlank);
  if (!nothing) for (let less = -lead; less > 0 && start > 0 && isBlank(lines[start - 1]!); less--) start--;
  const surplus = nothing ? leadingBlanks([...search].reverse()) : -trail;
  for (let less = surplus; less > 0 && end < lines.length && isBlank(lines[end]!); less--) end++;
  return {
    start,
    end,
    before: nothing ? 0 : Math.max(0, lead),
    after: nothing ? 0 : Math.max(0, trail),
  };
}

function leadingBlanks(lines: readonly string[]): number {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? lines.length : first;
}

const mostRepeated = 10;

/** New lines at an end that stand beyond it already: the quote was shorter than what it was meant to replace. */
function writtenTwice(
  lines: readonly string[],
  start: number,
  end: number,
  now: readonly (number | string)[],
): string | undefined {
  const after = lines
    .slice(end)
    .filter((line) => !isBlank(line))
    .slice(0, mostRepeated);
  const before = lines
    .slice(0, start)
    .reverse()
    .filter((line) => !isBlank(line))
    .slice(0, mostRepeated);
  const written = now.filter((line) => typeof line === 'number' || !isBlank(line));
  const tail = repeated(written, after);
  const head = repeated([...written].reverse(), before);
  const line = tail ?? head;
  return line === undefined
    ? undefined
    : `It writes “${line.trim()}” a second time: the line stands right ${tail === undefined ? 'before' : 'after'} the place. Quote it too, or leave it out of what replaces it.`;
}

/** A line that says something among the last ones written, when all of these are the first ones beyond. */
function repeated(written: readonly (number | string)[], beyond: readonly string[]): string | undefined {
  for (let count = 1; count <= Math.min(written.length, beyond.length); count++) {
    const last = written.slice(-count);
    const first = beyond.slice(0, count);
    const said = first.find((line) => /[\p{L}\p{N})\]}]/u.test(line));
    if (said !== undefined && last.every((line, at) => line === first[at])) return said;
  }
  return undefined;
}
