/** What is wrong in a prompt file, and where. */
export interface PromptFault {
  /** From 1. */
  readonly line: number;
  /** Columns from 0, the last one exclusive. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly next: string;
}
