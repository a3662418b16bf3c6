import type { TextEdit } from '../../text/edit.ts';

/** One way to write something that is known to pay. */
export interface Rewrite {
  /** What is different, in a few words. */
  readonly name: string;
  readonly edits: readonly TextEdit[];
  /** Whole sentences: when it would not be the same. */
  readonly conditions: readonly string[];
}
