/** What one file of a package says it offers, whatever language it is written in. */

import { commentWords } from '../../syntax/docComment.ts';
import type { SymbolKind } from '../../syntax/outline.ts';

/** A name as a file writes it, dots taken apart: `API.Chat`. */
export interface NamePath {
  readonly path: readonly string[];
  /** It is looked up in that module: `import('./chat').Chat`. With an empty path it is the module. */
  readonly module?: string;
}

export interface Declared {
  readonly name: string;
  readonly kind: SymbolKind;
  /** On one line, without the body. */
  readonly signature: string;
  /** The first sentence of its documentation, or ''. */
  readonly doc: string;
  /** What its `@deprecated` says, '' when it says no more. */
  readonly deprecated?: string;
  /** From 1. */
  readonly line: number;
  readonly members: readonly Declared[];
  /** What has the members that it has besides: what it extends, the type of a value. */
  readonly like: readonly NamePath[];
  /** It is only another name for this. */
  readonly alias?: NamePath;
  /** Why it may have members that are written nowhere. */
  readonly open?: string;
  readonly isPrivate?: true;
  /** The type that it belongs to, where it stands beside it. */
  readonly owner?: string;
  /** Where it stands, when its module is several files. */
  readonly file?: string;
}

export type Exported =
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly target: NamePath;
      /** It can be used, and is not meant to be. */
      readonly isHidden?: true;
      /** It is left out where everything is handed on. */
      readonly isKept?: true;
    }
  /** Everything that another module exports, its default left out. */
  | { readonly kind: 'all'; readonly module: string }
  /** The module is that value: its members are the module's names. */
  | { readonly kind: 'assign'; readonly target: NamePath };

export interface Imported {
  readonly local: string;
  readonly module: string;
  /** `*` is the whole module. */
  readonly name: string;
}

export interface ModuleFacts {
  /** At the top, exported or not. */
  readonly declared: readonly Declared[];
  readonly exports: readonly Exported[];
  readonly imports: readonly Imported[];
  /** Modules that the file declares for others by name. */
  readonly ambient: ReadonlyMap<string, ModuleFacts>;
  /** Other files that count as parts of this one. */
  readonly references: readonly string[];
  /** What it declares is there for every file, with what others declare under the same name. */
  readonly isGlobal?: boolean;
  /** Why the module may have names that are written nowhere. */
  readonly open: readonly string[];
}

export const emptyModule: ModuleFacts = {
  declared: [],
  exports: [],
  imports: [],
  ambient: new Map(),
  references: [],
  open: [],
};

const longestSignature = 300;
const longestDoc = 240;

export const signatureOf = (text: string): string => {
  const line = text
    .replace(/\/\*[^]*?\*\/|(?<=\s)\/\/.*/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s;,{=]+$/, '')
    .trim();
  return line.length > longestSignature ? `${line.slice(0, longestSignature - 1)}…` : line;
};

export interface Documentation {
  readonly doc: string;
  readonly deprecated?: string;
}

/** @param comment with its marks, or ''. */
export function documentationOf(comment: string): Documentation {
  return comment === '' ? { doc: '' } : documentationIn(commentWords(comment));
}

export function documentationIn(words: string): Documentation {
  const deprecated =
    /(?:@deprecated\b|^\.\. deprecated::|^Deprecated:|#\[deprecated)[:\s]*([^\n@]*(?:\n(?![@\n])[^\n]+)*)/im.exec(
      words,
    )?.[1];
  const body = words.replace(/(?:^|\s)@(?:description|summary|remarks)\s+/g, ' ');
  const plain = body
    .split(/(?:^|\n)\s*@\w/, 1)[0]!
    .replace(/\{@\w+\s+([^}|]+)[^}]*\}/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`(?=`)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const doc = firstSentence(plain);
  return deprecated === undefined ? { doc } : { doc, deprecated: deprecated.replace(/\s+/g, ' ').trim() };
}

function firstSentence(text: string): string {
  const end = /[.!?](?=\s+[^a-z\s]|\s*$)/.exec(text);
  const sentence = end ? text.slice(0, end.index + 1) : text;
  return sentence.length > longestDoc ? `${sentence.slice(0, longestDoc - 1).trimEnd()}…` : sentence;
}
