import type { SpendingLimits } from '../model/spending.ts';
import type { Place, WorkspacePath } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';

/** What kind of change is wanted, where more is known than the words of the instruction. */
export type EditKind =
  | 'implement'
  | 'document'
  | 'addTypes'
  | 'handleErrors'
  | 'extract'
  | 'rename'
  | 'addArgument'
  | 'organiseImports'
  | 'convert'
  | 'simplify'
  | 'tests'
  | 'optimise';

/** What is to be changed, and what may be spent on it. */
export interface EditRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** In the user's words; may be empty where `kind` says it all. */
  readonly instruction: string;
  readonly kind?: EditKind;
  /** Left out: wherever the instruction applies. */
  readonly place?: EditPlace;
  /** What the editor reports, the most to the point first. */
  readonly diagnostics?: readonly (Place & { readonly message: string })[];
  /** What was asked before in the same conversation and what came of it, the oldest first. */
  readonly earlier?: readonly { readonly instruction: string; readonly diff: string }[];
  /** What is timed where something is made faster: one line for a shell, from the top of the workspace. Left out: found. */
  readonly bench?: string;
  /** What was measured of the code that is meant, for the model to read. */
  readonly measured?: readonly { readonly label: string; readonly text: string }[];
  readonly tests: TestChoice;
  /** By a plan, over as many files as it takes: `run`, or `plan` for a look at what may have to change, which changes nothing. */
  readonly across?: 'run' | 'plan';
  readonly limits?: SpendingLimits;
}

export interface EditPlace {
  readonly path: WorkspacePath;
  /** From 1, inclusive; one line for a cursor. Left out: the whole file. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** Exactly what is selected, in UTF-16 units of the text as it is now; within `lines`. */
  readonly offsets?: { readonly start: number; readonly end: number };
}

/** Which tests a change has to keep: the ones that detection finds, these, or none, and why where the user did not ask for that. */
export type TestChoice =
  | { readonly kind: 'found' }
  | { readonly kind: 'command'; readonly command: TestCommand }
  | { readonly kind: 'none'; readonly why?: string };
