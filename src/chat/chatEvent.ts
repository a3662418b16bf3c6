/** The facts of an answer as they come in. The panel, the command line and the tests read the same stream. Plain data. */

import type { ChatMessage } from '../model/model.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ReviewFinding } from './review/finding.ts';
import type { ToolOutput } from './toolOutput.ts';

export type ChatEvent =
  /** What goes on, in a few words; the next one replaces it. */
  | { readonly kind: 'status'; readonly text: string }
  /** Markdown. What is checked to be in the workspace stands in it as a link to `#place-N`, and nothing else does. */
  | { readonly kind: 'text'; readonly delta: string }
  | ToolEvent
  /** Comes before the text with the link to it. */
  | CitationEvent
  /** A place that the answer named and that is not there: its words stay, without a link. */
  | { readonly kind: 'dropped'; readonly what: string; readonly why: string }
  /** Of a review, at its line; the text says it too. */
  | ({ readonly kind: 'finding' } & ReviewFinding)
  /** Something said of a test run of which this conversation has no record. */
  | { readonly kind: 'unproven'; readonly what: string; readonly why: string }
  /** Waits in review; nothing is written yet. */
  | ProposalEvent
  /** In tokens, of the whole answer so far; dollars where the prices are known. */
  | UsageEvent
  /** What was sent, redacted; once for each request to the model. */
  | { readonly kind: 'prompt'; readonly messages: readonly ChatMessage[] }
  /** The last one, always. */
  | EndedEvent;

export interface CitationEvent {
  readonly kind: 'citation';
  /** `N` of `#place-N`: from 1, in this answer only. */
  readonly number: number;
  readonly place: CitedPlace;
}

/** It was there when the answer was made. */
export interface CitedPlace {
  readonly path: WorkspacePath;
  /** From 1, inclusive; left out where the file as a whole is meant. */
  readonly lines?: { readonly first: number; readonly last: number };
}

/** Comes again, whole, whenever its state is another. */
export interface ToolEvent {
  readonly kind: 'tool';
  /** Of this call, in this answer only. */
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: it may not parse. */
  readonly arguments: string;
  /** `asking`: the user is to allow it. */
  readonly state: 'asking' | 'running' | 'done' | 'refused' | 'failed';
  /** One line for a person: "12 places", "3 passed, 1 failed", or why not. */
  readonly summary?: string;
  /** What the model was told, redacted and bounded. */
  readonly detail?: string;
  /** It ran tests, and this came of it: what may be said of tests rests on these alone. */
  readonly run?: RunRecord;
  /** Plots and tables that it made. */
  readonly outputs?: readonly ToolOutput[];
}

export interface RunRecord {
  readonly command: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The run came to its own end, and every file of tests loaded. */
  readonly isWhole: boolean;
}

export interface ProposalEvent {
  readonly kind: 'proposal';
  readonly id: string;
  readonly title: string;
  readonly files: readonly WorkspacePath[];
  readonly hunks: number;
}

export interface UsageEvent {
  readonly kind: 'usage';
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly cost?: number;
}

export interface EndedEvent {
  readonly kind: 'ended';
  /** `stopped`: by the user. `limit`: of the answer's length, of rounds, or of tokens. */
  readonly reason: 'complete' | 'stopped' | 'limit' | 'failed';
  /** Whole sentences; always there with `failed`, and with `limit` what was reached. */
  readonly error?: { readonly cause: string; readonly next: string };
}
