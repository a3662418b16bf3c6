/** What a question has beside its words: a command, and what it is about. */

import type { WorkspacePath } from '../testing/report.ts';

/** What stands behind the slash. */
export type ChatCommand =
  'explain' | 'fix' | 'edit' | 'tests' | 'doc' | 'review' | 'security' | 'optimise' | 'search' | 'commit' | 'plan';

/** Something a question is about, shown as a chip beside it. */
export interface Chip {
  /** Of this chip in its message. */
  readonly id: string;
  /** For a person: `cart.ts`, `cart.ts:12-30`, `@problems`. */
  readonly label: string;
  readonly target: ChipTarget;
  /** Left out until somebody has looked. */
  readonly content?: ChipContent;
}

/** Lines count from 1, inclusive. */
export type ChipTarget =
  | { readonly kind: 'file'; readonly path: WorkspacePath }
  | { readonly kind: 'folder'; readonly path: WorkspacePath }
  | { readonly kind: 'symbol'; readonly name: string; readonly path?: WorkspacePath; readonly line?: number }
  | { readonly kind: 'selection'; readonly path: WorkspacePath; readonly first: number; readonly last: number }
  /** Of one file, or of all. */
  | { readonly kind: 'problems'; readonly path?: WorkspacePath }
  /** What differs from the last commit, or from another one. */
  | { readonly kind: 'changes'; readonly base?: string }
  | { readonly kind: 'terminal' }
  /** Tests that failed last. */
  | { readonly kind: 'tests' }
  /** The index is searched for what the question is about. */
  | { readonly kind: 'codebase' }
  /** `base64` is '' where it was not kept. Sizes in bytes and pixels. */
  | {
      readonly kind: 'picture';
      readonly mime: string;
      readonly base64: string;
      readonly size: number;
      readonly width: number;
      readonly height: number;
    };

export type ChipKind = ChipTarget['kind'];

export interface ChipContent {
  /** '' for a picture, and for what is looked up while the question is answered. */
  readonly text: string;
  /** About how many tokens the text has. */
  readonly tokens: number;
  /** There is more of it than the text has. */
  readonly isCut: boolean;
  /** Why there is nothing, as a whole sentence. */
  readonly why?: string;
}
