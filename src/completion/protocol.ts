/** What the page of statistics and the extension say to each other. Both ends are compiled against this file. */
export type ToPage = { readonly kind: 'view'; readonly view: StatisticsView };

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'range'; readonly range: StatisticsRange }
  /** The user has been asked and has said yes. */
  | { readonly kind: 'clear'; readonly forgetsLearning: boolean }
  | { readonly kind: 'export' };

/** Days up to today, or everything that was ever counted. */
export type StatisticsRange = 7 | 30 | 90 | 'all';

/** What the page shows: numbers, and sentences that the extension made; the page only lays them out. */
export interface StatisticsView {
  readonly range: StatisticsRange;
  /** Nothing was counted in the range, or nothing at all. */
  readonly isEmpty: boolean;
  /** The first date that was counted; '' when there is none. */
  readonly since: string;
  readonly totals: OfferCounts;
  /** Every date of the range, ninety at most. */
  readonly days: readonly DayRow[];
  /** Right at the accept, and at some times after it. */
  readonly kept: readonly KeptRow[];
  readonly engine: Times;
  readonly pause: Times;
  readonly languages: readonly GroupRow[];
  readonly sources: readonly GroupRow[];
  readonly triggers: readonly GroupRow[];
  readonly withheld: readonly WithheldRow[];
  readonly withheldTotal: number;
  /** Where no rows are given, too little is known. */
  readonly sureness: readonly SurenessRow[];
  readonly learnt: readonly LearntRow[];
}

export interface OfferCounts {
  /** Long enough to be read. */
  readonly shown: number;
  /** As a whole or in part. */
  readonly taken: number;
  readonly accepted: number;
  readonly partlyAccepted: number;
  readonly typedThrough: number;
  readonly dismissed: number;
  readonly replaced: number;
  /** Gone before anybody can have read them; not among those shown. */
  readonly glimpsed: number;
  readonly charactersShown: number;
  readonly charactersAccepted: number;
}

export interface DayRow {
  readonly day: string;
  readonly shown: number;
  readonly taken: number;
}

export interface KeptRow {
  readonly afterSeconds: number;
  /** Characters that could be looked for again. */
  readonly measured: number;
  readonly kept: number;
  /** Characters of which nobody can know. */
  readonly unknown: number;
}

export interface Times {
  readonly count: number;
  /** Milliseconds; missing when nothing was counted. */
  readonly p50?: number;
  readonly p95?: number;
  readonly bars: readonly { readonly fromMs: number; readonly toMs: number | undefined; readonly count: number }[];
}

export interface GroupRow {
  readonly name: string;
  readonly shown: number;
  readonly taken: number;
  readonly charactersAccepted: number;
  /** Of accepted characters that could be looked for after the longest time, how many were left; missing when none. */
  readonly keptShare?: number;
  readonly p50?: number;
  readonly p95?: number;
  /** How often nothing was shown, where that is counted by this. */
  readonly withheld?: number;
}

export interface WithheldRow {
  readonly stage: string;
  readonly reason: string;
  readonly typing: number;
  readonly invoke: number;
}

/** Of suggestions that were so sure of themselves, how many were taken. */
export interface SurenessRow {
  readonly from: number;
  readonly to: number;
  readonly shown: number;
  readonly taken: number;
}

/** What the gate remembers of a language. */
export interface LearntRow {
  readonly language: string;
  readonly outcomes: number;
  readonly taken: number;
  readonly effect: string;
}
