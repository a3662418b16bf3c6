/** What goes between a window and the thread of its embedded engine. Only plain data crosses. */
import type { Log } from '../../base/log.ts';
import type { Check } from '../engine.ts';
import type { CompletionRequest, SourceEvent } from '../suggestion.ts';

/** What the thread starts with. */
export interface EmbeddedThreadOptions {
  /** Absolute path of the folder that holds `grammars/`. */
  readonly assets: string;
  /** The workspace folder; left out, only the open file is known. */
  readonly root?: string;
  /** Patterns, as in a .gitignore, of what is not to be learnt from. */
  readonly exclude: readonly string[];
  /** Larger files are not learnt from. */
  readonly mostBytes: number;
}

export type ToEmbedded =
  | { readonly kind: 'suggest'; readonly id: number; readonly request: CompletionRequest }
  | {
      readonly kind: 'check';
      readonly id: number;
      readonly place: Parameters<Check>[0];
      readonly texts: readonly string[];
    }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'prepare'; readonly path: string }
  | { readonly kind: 'change'; readonly path: string; readonly text: string | undefined };

export type FromEmbedded =
  | { readonly kind: 'suggested'; readonly id: number; readonly events: readonly SourceEvent[] }
  | { readonly kind: 'checked'; readonly id: number; readonly trust: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string };
