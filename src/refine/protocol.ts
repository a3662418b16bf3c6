import type { SuspiciousPlace, TriedNode } from './event.ts';
import type { Answer } from './question.ts';

/** What the pages of a fix and the extension say to each other. Both ends are compiled against this file. */

/** To the page in the side bar. */
export type ToPage = { readonly kind: 'state'; readonly state: FixView };

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'cancel' }
  /** End the search and propose the best that there is. */
  | { readonly kind: 'finishEarly' }
  | { readonly kind: 'review' }
  | { readonly kind: 'showSearch' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'manageTrust' }
  /** `question`: its number, so that a late click answers no other one. */
  | { readonly kind: 'answer'; readonly question: number; readonly answer: Answer }
  /** Use the test as it stands in its editor. */
  | { readonly kind: 'useTest'; readonly question: number }
  | { readonly kind: 'openTest'; readonly question: number }
  /** A setting that a text names, such as `touchstone.fix.testCommand`. */
  | { readonly kind: 'openSetting'; readonly name: string }
  | { readonly kind: 'open'; readonly path: string; readonly line: number };

/** What the page shows. Every text is made by the extension; the page only lays it out. */
export interface FixView {
  readonly phase: 'restricted' | 'idle' | 'running' | 'verified' | 'unverified' | 'none' | 'cancelled' | 'broken';
  /** What is to be fixed: "“rounds half up”", "Totals are off by one cent"; '' while nothing is. */
  readonly about: string;
  /** One sentence: what goes on, or how it ended and why. */
  readonly headline: string;
  /** What the evidence comes to in one line; '' without a proposal. */
  readonly summary: string;
  /** Who looks for patches: "Templates and gpt-5-mini"; '' before it is known. */
  readonly engines: string;
  readonly steps: readonly FixStep[];
  /** Where Touchstone looked, most suspicious first. */
  readonly places: readonly SuspiciousPlace[];
  /** Present while searching. */
  readonly search?: SearchMeter;
  readonly question?: QuestionView;
  /** How many attempts the page of the search has. */
  readonly attempts: number;
  /** Lines of evidence, when there is a proposal. */
  readonly evidence: readonly string[];
  readonly warnings: readonly string[];
}

export interface FixStep {
  readonly title: string;
  readonly state: 'waiting' | 'active' | 'done' | 'failed';
  readonly detail: string;
}

export interface SearchMeter {
  /** Candidates run, and how many there are to run. */
  readonly run: number;
  readonly generated: number;
  readonly passed: number;
  /** Share of the time budget that is gone, 0 to 1. */
  readonly spent: number;
  /** What a model has cost: "3 answers, 12,400 tokens of 200,000, $0.02"; '' when none was asked. */
  readonly spending: string;
  readonly trying: string;
  /** The user has asked for the best so far. */
  readonly isEnding: boolean;
}

/** What only the user can know. */
export interface QuestionView {
  /** Counted from 1 in this window, so that an answer finds its question. */
  readonly id: number;
  readonly why: string;
  readonly code: string;
  /** A test that was written for the issue, which the user may correct; else an input and what patches make of it. */
  readonly isTest: boolean;
  /** A test that the user has corrected and that cannot be used as it is. */
  readonly isAgain: boolean;
  readonly outcomes: readonly OutcomeView[];
  /** "Question 2 of at most 4"; '' when there is no other. */
  readonly count: string;
}

export interface OutcomeView {
  readonly text: string;
  /** "2 patches: …"; '' when it stands for none. */
  readonly patches: string;
}

/** To the page of the search, an editor's tab. Attempts come once each, a few at a time. */
export type ToSearchPage =
  | { readonly kind: 'search'; readonly head: SearchHead; readonly attempts: readonly TriedNode[] }
  | { readonly kind: 'head'; readonly head: SearchHead }
  | { readonly kind: 'tried'; readonly attempts: readonly TriedNode[] };

export type FromSearchPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly path: string; readonly line: number }
  | { readonly kind: 'copy'; readonly text: string };

export interface SearchHead {
  /** What was to be fixed. */
  readonly title: string;
  /** How far it is, or how it ended. */
  readonly status: string;
  readonly isRunning: boolean;
}
