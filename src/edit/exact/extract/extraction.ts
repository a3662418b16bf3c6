/** What is known of code that is to be taken out, and what comes of it. */

import type { SyntaxTree } from '../../../syntax/tree.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { ExactEdit } from '../exactDeps.ts';
import type { HandOver } from './handOver.ts';
import type { Home } from './home.ts';
import type { Ties } from './leaving.ts';
import type { Selected } from './selected.ts';

export type Extractable = Selected & { readonly kind: 'statements' | 'expression' };

export interface Extraction {
  readonly tree: SyntaxTree;
  readonly taken: Extractable;
  readonly home: Home;
  readonly ties: Ties;
  readonly handed: HandOver;
  readonly name: string;
  /** What it ends with goes back to whoever called the function around. */
  readonly givesResult: boolean;
}

export type Refused = ExactEdit & { readonly kind: 'refused' };

export interface Written {
  readonly edits: readonly TextEdit[];
  /** What decided it; the syntax tree when left out. */
  readonly by?: string;
}
