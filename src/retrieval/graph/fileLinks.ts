/** What ties a file to others: what it defines and imports, and which names it uses in which of its chunks. */

import { hashOfName } from './nameHash.ts';
import { projectFacts } from './projectFacts.ts';
import { supertypesOf } from './supertypes.ts';
import type { Chunk } from '../../syntax/chunk.ts';
import { LineTable } from '../../syntax/lineTable.ts';
import type { Definition, Import, Outline, Reference, SymbolKind } from '../../syntax/outline.ts';

export interface LinkedDefinition {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The name of what it stands in; '' at the top of its file. */
  readonly owner: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly exported: boolean;
  /** Which of the file's chunks it is in, from 0. */
  readonly chunk: number;
  readonly supertypes: readonly string[];
}

/** All uses of one name in one file. */
export interface NameUse {
  readonly hash: number;
  /** Bits of `useBits`. */
  readonly kinds: number;
  /** In rising order, from 0. */
  readonly chunks: readonly number[];
}

export const useBits: Readonly<Record<Reference['kind'], number>> = { call: 1, type: 2, member: 4, name: 8 };

export interface FileLinks {
  readonly definitions: readonly LinkedDefinition[];
  readonly imports: readonly Import[];
  /** By rising hash. */
  readonly uses: readonly NameUse[];
  /** What a project's own file says about how its parts are called; '' for any other file. */
  readonly project: string;
}

type Place = Pick<Chunk, 'startLine' | 'endLine'>;

export function linksOf(
  path: string,
  text: string,
  language: string | undefined,
  outline: Outline,
  chunks: readonly Place[],
): FileLinks {
  const project = projectFacts(path, text);
  if (language === undefined || dataLanguages.has(language)) return { definitions: [], imports: [], uses: [], project };
  const chunkAt = chunkByLine(chunks);
  return {
    definitions: outline.definitions
      .filter(({ kind }) => !unlinked.has(kind))
      .map((definition) => linked(language, text, definition, chunkAt)),
    imports: outline.imports,
    uses: usesOf(text, outline, chunkAt),
    project,
  };
}

/** What they define is not used by name in other files. */
const dataLanguages: ReadonlySet<string> = new Set(['css', 'html', 'json', 'markdown', 'yaml']);
const unlinked: ReadonlySet<SymbolKind> = new Set(['heading', 'rule', 'element', 'key']);
const longestName = 80;

function linked(
  language: string,
  text: string,
  definition: Definition,
  chunkAt: (line: number) => number,
): LinkedDefinition {
  const { name, kind, scope, startLine, endLine, exported, bodyStart } = definition;
  // Above the signature there may be decorators, which are in the same chunk; a skeleton has the signature alone.
  const inside = bodyStart < definition.end ? chunkAt(Math.min(endLine, startLine + 1)) : chunkAt(startLine);
  const at = chunkAt(startLine);
  return {
    name: name.slice(0, longestName),
    kind,
    owner: (scope.at(-1) ?? '').slice(0, longestName),
    startLine,
    endLine,
    exported,
    chunk: functionLike.has(kind) ? inside : at,
    supertypes: supertypesOf(language, text, definition),
  };
}

const functionLike: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'test']);

/** Each line's chunk: of those that hold it, the shortest, as a skeleton reaches over the chunks of its members. */
export function chunkByLine(chunks: readonly Place[]): (line: number) => number {
  const last = chunks.reduce((most, { endLine }) => Math.max(most, endLine), 0);
  const owners = new Int32Array(last + 1).fill(-1);
  const order = chunks.map((_, at) => at);
  const length = (at: number): number => chunks[at]!.endLine - chunks[at]!.startLine;
  order.sort((a, b) => length(b) - length(a) || b - a);
  for (const at of order) owners.fill(at, chunks[at]!.startLine, chunks[at]!.endLine + 1);
  let before = 0;
  for (let line = 0; line <= last; line++) owners[line] = before = owners[line] === -1 ? before : owners[line]!;
  return (line) => owners[Math.min(line, last)] ?? 0;
}

function usesOf(text: string, outline: Outline, chunkAt: (line: number) => number): NameUse[] {
  const uses = new Map<string, { kinds: number; readonly chunks: number[] }>();
  const add = (name: string, kind: Reference['kind'], chunk: number): void => {
    const use = uses.get(name);
    if (!use) return void uses.set(name, { kinds: useBits[kind], chunks: [chunk] });
    use.kinds |= useBits[kind];
    if (use.chunks.at(-1) !== chunk) use.chunks.push(chunk);
  };
  let line = 0;
  let chunk = 0;
  for (const reference of outline.references) {
    if (reference.line !== line) chunk = chunkAt((line = reference.line));
    add(reference.name, reference.kind, chunk);
  }
  // What is passed on or read, and neither called nor a type, is found by what is imported.
  let lines: LineTable | undefined;
  const importLines = new Set(outline.imports.map((one) => one.line));
  for (const { names } of outline.imports) {
    for (const { alias } of names) {
      if (alias === '' || uses.has(alias)) continue;
      lines ??= new LineTable(text);
      for (const at of linesWith(lines, alias)) if (!importLines.has(at)) add(alias, 'name', chunkAt(at));
    }
  }
  return Array.from(uses, ([name, { kinds, chunks }]) => ({
    hash: hashOfName(name),
    kinds,
    chunks: chunks.length === 1 ? chunks : [...new Set(chunks)].sort((a, b) => a - b),
  })).sort((a, b) => a.hash - b.hash);
}

const mostLines = 40;
const wordSign = /[\p{L}\p{N}_$]/u;

/** Lines where a word stands. */
function linesWith(table: LineTable, word: string): number[] {
  const { text } = table;
  const lines: number[] = [];
  for (let at = text.indexOf(word); at !== -1 && lines.length < mostLines; at = text.indexOf(word, at + word.length)) {
    if (wordSign.test(text[at - 1] ?? '') || wordSign.test(text[at + word.length] ?? '')) continue;
    const line = table.rowAt(at) + 1;
    if (lines.at(-1) !== line) lines.push(line);
  }
  return lines;
}
