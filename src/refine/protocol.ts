import type { SuspiciousPlace } from './event.ts';

/** What the side bar's page and the extension say to each other. Both ends are compiled against this file. */
export type ToPage = { readonly kind: 'state'; readonly state: FixView };

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'review' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'manageTrust' }
  /** A setting that a text names, such as `touchstone.fix.testCommand`. */
  | { readonly kind: 'openSetting'; readonly name: string }
  | { readonly kind: 'open'; readonly path: string; readonly line: number };

/** What the page shows. Every text is made by the extension; the page only lays it out. */
export interface FixView {
  readonly phase: 'restricted' | 'idle' | 'running' | 'verified' | 'unverified' | 'none' | 'cancelled' | 'broken';
  /** One sentence: what goes on, or how it ended and why. */
  readonly headline: string;
  /** What the evidence comes to in one line; '' without a proposal. */
  readonly summary: string;
  readonly steps: readonly FixStep[];
  /** Where Touchstone looked, most suspicious first. */
  readonly places: readonly SuspiciousPlace[];
  /** Present while searching. */
  readonly search?: SearchMeter;
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
  readonly trying: string;
}
