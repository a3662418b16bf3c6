/** What may be asked of a project's own TypeScript, which decides members and types exactly. */

import type { WorkspacePath } from './report.ts';

export interface CodePlace {
  readonly path: WorkspacePath;
  /** UTF-16 units of the text without a byte order mark. */
  readonly start: number;
  readonly end: number;
}

export type TypeScriptQuestion =
  /** Every place that a rename of what stands there changes. */
  | {
      readonly kind: 'rename' | 'references';
      readonly path: WorkspacePath;
      readonly offset: number;
      /** Files that may have to do with it, whether or not the project's settings name them. */
      readonly files: readonly WorkspacePath[];
    }
  /** The types that names have where they stand. */
  | { readonly kind: 'types'; readonly path: WorkspacePath; readonly offsets: readonly number[] };

export type TypeScriptAnswer =
  | {
      readonly kind: 'places';
      /** `before` and `after` go around a new name, as in `{ name: newName }`. */
      readonly places: readonly (CodePlace & { readonly before?: string; readonly after?: string })[];
      /** Places that say the name of a member of something whose type is not known. */
      readonly unsure: readonly CodePlace[];
    }
  | {
      readonly kind: 'types';
      /** In the order of the question; null where it cannot be written down there. */
      readonly types: readonly (string | null)[];
      /** Whether parameters must have a type. */
      readonly isStrict: boolean;
    }
  /** A whole sentence. */
  | { readonly kind: 'none'; readonly why: string };

/** @throws the signal's reason when aborted; whatever else goes wrong is a `none`. */
export type AskTypeScript = (question: TypeScriptQuestion, signal: AbortSignal) => Promise<TypeScriptAnswer>;
