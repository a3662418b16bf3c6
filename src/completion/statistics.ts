import { addHistogram, countTime, type Histogram } from './histogram.ts';
import {
  checkpoints,
  type AcceptedFact,
  type Checkpoint,
  type KeptFact,
  type OfferFact,
  type OfferTags,
  type OutcomeFact,
  type Outcome,
} from './journal.ts';
import type { Stage, Trigger } from './suggestion.ts';

/**
 * What is counted of suggestions, day by day, as the plain JSON that is kept. It holds numbers, languages, the
 * names of models and the product's own sentences, never code or the name of a file, and it stays small however
 * long it is used: rare combinations are counted together, and so are all days that are long past.
 *
 * Counting only ever adds, so the counts of several windows can be added in any order.
 */
export interface Statistics {
  readonly format: 1;
  /** In milliseconds since 1970; 0: never. */
  clearedAt: number;
  /** By date, each once. */
  readonly days: DayCounts[];
  /** All days before those; its date is the first of them. */
  earlier: DayCounts | null;
}

export interface DayCounts {
  /** `2026-11-21`, where the user is. */
  day: string;
  readonly cells: Cell[];
  readonly withheld: WithheldCount[];
  readonly withheldIn: { readonly language: string; count: number }[];
  /** By tenths of confidence, how many were shown and how many of them were taken. */
  readonly sureness: [tenth: number, shown: number, taken: number][];
}

/** One combination of language, source and trigger. */
export interface Cell {
  readonly language: string;
  readonly source: string;
  readonly trigger: Trigger;
  readonly outcomes: Record<Outcome, number>;
  readonly accepts: Record<AcceptedFact['unit'], number>;
  charactersShown: number;
  charactersAccepted: number;
  /** Of accepted characters, for each time after the accept. */
  readonly kept: Record<Checkpoint, KeptCounts>;
  readonly engineMs: Histogram;
  readonly pauseMs: Histogram;
}

export interface KeptCounts {
  /** Those that could be looked for again. */
  measured: number;
  kept: number;
  /** Those of which nobody can know. */
  unknown: number;
}

export interface WithheldCount {
  readonly stage: Stage;
  readonly reason: string;
  typing: number;
  invoke: number;
}

/** Older ones are counted together. */
export const daysKept = 90;
/** Combinations, reasons and languages of a day; what is more is counted as `other`. */
const mostCells = 16;
const mostReasons = 40;
const mostLanguages = 24;
const other = 'other';
const otherReason = 'Other reasons.';

export function emptyStatistics(clearedAt = 0): Statistics {
  return { format: 1, clearedAt, days: [], earlier: null };
}

export const isEmpty = ({ days, earlier }: Statistics): boolean => days.length === 0 && earlier === null;

export function countFact(statistics: Statistics, fact: OutcomeFact): void {
  const day = dayIn(statistics, dateOf(fact.at));
  switch (fact.kind) {
    case 'offer':
      return countOffer(day, fact);
    case 'accepted': {
      const cell = cellOf(day, fact);
      cell.accepts[fact.unit]++;
      cell.charactersAccepted += fact.characters;
      return;
    }
    case 'kept':
      return countKept(cellOf(day, fact).kept[fact.afterSeconds], fact);
    case 'withheld': {
      const { stage, trigger, languageId } = fact;
      withheldOf(day, stage, ownWords(stage, fact.reason))[trigger]++;
      languageOf(day, shortened(languageId)).count++;
    }
  }
}

function countOffer(day: DayCounts, fact: OfferFact): void {
  const cell = cellOf(day, fact);
  cell.outcomes[fact.outcome]++;
  if (fact.outcome === 'glimpsed') return;
  cell.charactersShown += fact.characters;
  countTime(cell.engineMs, fact.engineMs);
  if (fact.pauseMs > 0) countTime(cell.pauseMs, fact.pauseMs);
  const tenth = Math.min(9, Math.max(0, Math.floor(fact.confidence * 10)));
  const taken = fact.outcome === 'accepted' || fact.outcome === 'partlyAccepted' ? 1 : 0;
  addSureness(day, Number.isNaN(tenth) ? 0 : tenth, 1, taken);
}

function countKept(counts: KeptCounts, { characters, kept }: KeptFact): void {
  if (kept === undefined) counts.unknown += characters;
  else {
    counts.measured += characters;
    counts.kept += kept;
  }
}

/** Everything that `from` has counted is counted in `to` too; `from` stays as it is. */
export function addStatistics(to: Statistics, from: Statistics): void {
  to.clearedAt = Math.max(to.clearedAt, from.clearedAt);
  for (const day of from.days) addDay(dayIn(to, day.day), day);
  if (from.earlier) addEarlier(to, from.earlier);
}

/** Counts together what is longer ago than is shown day by day. */
export function foldOldDays(statistics: Statistics, now: number): void {
  const first = dateOf(now - (daysKept - 1) * 86_400_000);
  const { days } = statistics;
  // A clock that was wrong for a while may have made days that are yet to come: they are bounded too.
  while (days[0] && (days[0].day < first || days.length > daysKept + 10)) addEarlier(statistics, days.shift()!);
}

function addEarlier(statistics: Statistics, day: DayCounts): void {
  statistics.earlier ??= newDay(day.day);
  if (day.day < statistics.earlier.day) statistics.earlier.day = day.day;
  addDay(statistics.earlier, day);
}

/** Adds all of a day, whatever dates the two have. */
export function addDay(to: DayCounts, from: DayCounts): void {
  for (const cell of from.cells) addCell(cellOf(to, { ...cell, languageId: cell.language }), cell);
  for (const { stage, reason, typing, invoke } of from.withheld) {
    const row = withheldOf(to, stage, reason);
    row.typing += typing;
    row.invoke += invoke;
  }
  for (const { language, count } of from.withheldIn) languageOf(to, language).count += count;
  for (const [tenth, shown, taken] of from.sureness) addSureness(to, tenth, shown, taken);
}

export function addCell(to: Cell, from: Cell): void {
  for (const outcome of outcomes) to.outcomes[outcome] += from.outcomes[outcome];
  for (const unit of units) to.accepts[unit] += from.accepts[unit];
  to.charactersShown += from.charactersShown;
  to.charactersAccepted += from.charactersAccepted;
  for (const checkpoint of checkpoints) {
    const counts = to.kept[checkpoint];
    counts.measured += from.kept[checkpoint].measured;
    counts.kept += from.kept[checkpoint].kept;
    counts.unknown += from.kept[checkpoint].unknown;
  }
  addHistogram(to.engineMs, from.engineMs);
  addHistogram(to.pauseMs, from.pauseMs);
}

export const outcomes = ['accepted', 'partlyAccepted', 'typedThrough', 'dismissed', 'replaced', 'glimpsed'] as const;
export const units = ['whole', 'word', 'line'] as const;

export function newDay(day: string): DayCounts {
  return { day, cells: [], withheld: [], withheldIn: [], sureness: [] };
}

export function newCell(language: string, source: string, trigger: Trigger): Cell {
  const kept = (): KeptCounts => ({ measured: 0, kept: 0, unknown: 0 });
  return {
    language,
    source,
    trigger,
    outcomes: { accepted: 0, partlyAccepted: 0, typedThrough: 0, dismissed: 0, replaced: 0, glimpsed: 0 },
    accepts: { whole: 0, word: 0, line: 0 },
    charactersShown: 0,
    charactersAccepted: 0,
    kept: { 30: kept(), 120: kept(), 600: kept() },
    engineMs: [],
    pauseMs: [],
  };
}

/** The date on the user's calendar. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dayIn({ days }: Statistics, date: string): DayCounts {
  const last = days.findLastIndex(({ day }) => day <= date);
  const found = days[last];
  if (found?.day === date) return found;
  const made = newDay(date);
  days.splice(last + 1, 0, made);
  return made;
}

function cellOf({ cells }: DayCounts, tags: Pick<OfferTags, 'languageId' | 'source' | 'trigger'>): Cell {
  const { trigger } = tags;
  const find = (language: string, source: string): Cell | undefined =>
    cells.find((cell) => cell.language === language && cell.source === source && cell.trigger === trigger);
  const language = shortened(tags.languageId);
  const source = shortened(tags.source);
  const isFull = cells.length >= mostCells;
  const found = find(language, source) ?? (isFull ? find(other, other) : undefined);
  if (found) return found;
  const made = isFull ? newCell(other, other, trigger) : newCell(language, source, trigger);
  cells.push(made);
  return made;
}

function withheldOf({ withheld }: DayCounts, stage: Stage, reason: string): WithheldCount {
  const find = (wanted: string): WithheldCount | undefined =>
    withheld.find((row) => row.stage === stage && row.reason === wanted);
  const isFull = withheld.length >= mostReasons;
  const found = find(reason) ?? (isFull ? find(otherReason) : undefined);
  if (found) return found;
  const made = { stage, reason: isFull ? otherReason : reason, typing: 0, invoke: 0 };
  withheld.push(made);
  return made;
}

function languageOf({ withheldIn }: DayCounts, wanted: string): { count: number } {
  const find = (name: string): { count: number } | undefined => withheldIn.find(({ language }) => language === name);
  const isFull = withheldIn.length >= mostLanguages;
  const found = find(wanted) ?? (isFull ? find(other) : undefined);
  if (found) return found;
  const made = { language: isFull ? other : wanted, count: 0 };
  withheldIn.push(made);
  return made;
}

function addSureness({ sureness }: DayCounts, tenth: number, shown: number, taken: number): void {
  const row = sureness.find(([wanted]) => wanted === tenth);
  if (!row) sureness.push([tenth, shown, taken]);
  else {
    row[1] += shown;
    row[2] += taken;
  }
}

const shortened = (name: string): string => name.slice(0, 60) || other;

/** What a source says of itself, and no error: that may hold anything. */
const sourceReasons = [
  'No model is chosen.',
  'Nothing fits here.',
  'The model has nothing to say here.',
  'The line seems to be complete.',
  'Nothing in this file or the workspace has been written in a place like this.',
];

/** What stands behind a colon is about the file at hand, and what is more than plain words could be: neither is kept. */
function ownWords(stage: Stage, reason: string): string {
  if (stage === 'source' || stage === 'context') return sourceReasons.includes(reason) ? reason : 'The source failed.';
  const general = reason.replace(/:.*/su, '.');
  return /^[\p{L}\p{N} ,;’()-]{1,100}\.$/u.test(general) ? general : otherReason;
}
