/** What an answer by search shows. */

import type { WorkspacePath } from '../../testing/report.ts';
import type { Commit } from './searchedDeps.ts';

export interface Finding {
  readonly path: WorkspacePath;
  /** What the link opens. */
  readonly first: number;
  readonly last: number;
  readonly symbol?: string;
  /** Behind the link, with names in back-quotes: “calls `add`, imported on line 3”. */
  readonly reason: string;
  /** Lines that show it; left out where the link is enough. */
  readonly extract?: { readonly first: number; readonly last: number };
  /** Of its comment, where it has one. */
  readonly doc?: string;
}

export interface Findings {
  /** A whole sentence, with names in back-quotes. */
  readonly how: string;
  readonly found: readonly Finding[];
  readonly commits?: readonly Commit[];
  /** Whole sentences for what was asked and is not known. */
  readonly notes?: readonly string[];
}

export const most = 10;

export const counted = (count: number, noun: string): string => (count === 1 ? `one ${noun}` : `${count} ${noun}s`);
