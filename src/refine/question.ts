import type { WorkspacePath } from '../testing/report.ts';

/**
 * What only the user can know: whether code does right on one input. Asked where candidates pass every test and
 * still differ, or where a test was written from the text alone. (ConAIR, 2024: confirm rather than guess.)
 */
export interface Question {
  /** One sentence: "Two patches pass every test and differ here." */
  readonly why: string;
  /** The input as code: `priceOf(cart, 'SAVE10')`; or the whole of a test. */
  readonly code: string;
  /** The file's extension or language, for highlighting: "typescript". */
  readonly language: string;
  /** Where `code` is the whole of a test that was written for the issue: the file that it would be. */
  readonly test?: WorkspacePath;
  /** What it gives, each with the patches that give it; for a test one row: what it demands. */
  readonly outcomes: readonly Outcome[];
  /** Present where the last answer, a corrected test, could not be used: `why` says so, and it is no further question. */
  readonly isAgain?: true;
}

export interface Outcome {
  readonly text: string;
  /** Titles of the patches that behave so. */
  readonly patches: readonly string[];
}

/** The outcome that is right (an index), that none of them is, that the user cannot tell, or a corrected code. */
export type Answer =
  | { readonly kind: 'right'; readonly outcome: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'corrected'; readonly code: string };

/** Rejects with the signal's reason when the fix is cancelled meanwhile. Nobody there to answer: it is left out. */
export type AskUser = (question: Question, signal: AbortSignal) => Promise<Answer>;

/** Whether it shows a test for the user to use, correct or leave; else it is about what code gives on an input. */
export const isTestQuestion = ({ test }: Question): boolean => test !== undefined;
