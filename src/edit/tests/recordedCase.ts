/** Something that code does, as code: what leads there, and the expression whose value is looked at. */
export interface RecordedCase {
  readonly key: string;
  readonly setup: readonly string[];
  readonly actual: string;
}

/** What came of it, as the language would write it. */
export type Outcome =
  | { readonly kind: 'value'; readonly literal: string; readonly awaited: boolean }
  /** `module` is where Python knows the error from; '' for one of its own. */
  | { readonly kind: 'throws'; readonly error: string; readonly module: string; readonly awaited: boolean }
  /** It cannot be written down: an object of a class, a function, something large. */
  | { readonly kind: 'other'; readonly shown: string };

export const sameOutcome = (a: Outcome, b: Outcome): boolean => JSON.stringify(a) === JSON.stringify(b);
