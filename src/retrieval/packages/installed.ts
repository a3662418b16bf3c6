/** What may be asked about the packages that are installed, and what is answered. */

import type { SymbolKind } from '../../syntax/outline.ts';

export type Ecosystem = 'npm' | 'python' | 'go' | 'cargo' | 'jvm' | 'composer' | 'ruby';

export interface InstalledPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** What is installed; left out when it is not, or says nothing of it. */
  readonly version?: string;
  /** As the manifest asks for it, `^1.2.0`; left out when the manifest does not name it. */
  readonly range?: string;
  /** Absolute path of its folder, or of its archive. */
  readonly folder?: string;
  readonly isMissing: boolean;
  /** What its maintainers say about using it no more. */
  readonly deprecated?: string;
}

export interface LookUpRequest {
  /** Absolute path of the file, or the folder, that would use it. */
  readonly from: string;
  /** As it is imported: `openai`, `openai/resources`, `node:fs`, `github.com/spf13/cobra`. */
  readonly package: string;
  /** `chunk`, or with dots `ArrayUtils.chunk`; left out, the package's names are told. */
  readonly name?: string;
}

/** A name of a package as it is declared. */
export interface ApiDeclaration {
  /** With dots, from the package on. */
  readonly name: string;
  readonly kind: SymbolKind;
  readonly signature: string;
  readonly doc: string;
  readonly deprecated?: string;
  /** Absolute path; `undefined` where it lies in an archive. */
  readonly file?: string;
  /** From 1. */
  readonly line: number;
  /** It is there and is not meant for others. */
  readonly isPrivate?: true;
}

export type LookUp = {
  readonly package?: InstalledPackage;
} & (
  | { readonly kind: 'found'; readonly declarations: readonly ApiDeclaration[]; readonly note?: string }
  /** Without a name: all that the package offers at its top. */
  | {
      readonly kind: 'names';
      readonly declarations: readonly ApiDeclaration[];
      readonly isCut: boolean;
      readonly note?: string;
    }
  | {
      readonly kind: 'absent';
      /** What exists of the dotted name, '' when not even its first part does. */
      readonly known: string;
      readonly didYouMean: readonly string[];
      readonly reason: string;
    }
  /** It may exist: not everything could be followed. */
  | { readonly kind: 'unknown'; readonly didYouMean: readonly string[]; readonly reason: string }
);

export interface Existence {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly reason: string;
}

export interface ApiSearchRequest {
  readonly from: string;
  readonly query: string;
  readonly limit: number;
}

export interface ApiHit extends ApiDeclaration {
  readonly package: string;
  readonly version?: string;
  readonly score: number;
}

export interface ApiSearchReply {
  readonly results: readonly ApiHit[];
  /** What was not searched, one sentence each. */
  readonly notes: readonly string[];
}

/** What a name that was looked up means for whoever wants to use it. */
export function existenceOf(lookUp: LookUp): Existence {
  switch (lookUp.kind) {
    case 'found':
      if (lookUp.declarations.length > 0 && lookUp.declarations.every(({ isPrivate }) => isPrivate))
        return { answer: 'unknown', reason: 'It is there, and it is private.' };
      return { answer: 'yes', reason: lookUp.note ?? '' };
    case 'names':
      return { answer: 'yes', reason: lookUp.note ?? '' };
    case 'absent':
      return { answer: 'no', reason: lookUp.reason };
    case 'unknown':
      return { answer: 'unknown', reason: lookUp.reason };
  }
}
