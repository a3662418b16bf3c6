/**
 * A file in chunks that follow its syntax: each function and class whole; a long one in parts, or as a skeleton with its
 * members as chunks of their own; small neighbours together; and what stands between, so that no line is left out.
 * Parts are to be put together again after search (SEA, Hu et al. 2024), small blocks are merged up to 15 lines
 * (RLCoder, Wang et al. 2024).
 */

import { LineTable } from './lineTable.ts';
import { emptyOutline, type Definition, type Outline, type SymbolKind } from './outline.ts';
import { Rows, type Borders, type Piece } from './rows.ts';

/**
 * A piece of a file with its syntactic context, the unit of retrieval. Offsets and lines as in `Definition`.
 * `bodyOf` gives its text.
 */
export interface Chunk {
  readonly kind: SymbolKind | 'text';
  /** Of the definition, or of several small ones with commas between; '' for text that no definition holds. */
  readonly name: string;
  readonly scope: readonly string[];
  readonly signature: string;
  readonly doc: string;
  /** Whole lines, the comment above a definition included; a line that is far too long is cut. */
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Counts the pieces of one long definition from 1; 0 when whole. */
  readonly part: number;
  /** Stretches between `start` and `end` that belong to other chunks: with them left out a long class is a skeleton. */
  readonly omitted: readonly Omission[];
}

interface Omission {
  readonly start: number;
  readonly end: number;
}

/** All in lines that are not blank. */
export interface ChunkLimits {
  /** The longest chunk of a definition. */
  readonly longest: number;
  /** The longest chunk of other text, which has no name to be found by. */
  readonly text: number;
  /** The longest chunk that is made of neighbours. */
  readonly merged: number;
  /** What is longer stands alone. */
  readonly small: number;
}

/**
 * Sixty lines are some 600 tokens: ten fit a prompt's context and one fits any embedding model, and nineteen functions
 * in twenty are shorter.
 */
const usualLimits: ChunkLimits = { longest: 60, text: 30, merged: 15, small: 5 };

/** @param borders how deep in the syntax each row begins; by default as its indentation looks */
export function chunksOf(
  text: string,
  outline: Outline,
  borders?: Borders,
  limits: ChunkLimits = usualLimits,
): Chunk[] {
  const lines = new LineTable(text);
  const rows = new Rows(lines, borders);
  return merged(rows, itemsOf(rows, unitsOf(lines, outline.definitions), limits), limits)
    .map((item) => chunkOf(lines, item))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** For text without a grammar: cut at blank lines, and where it is indented least. */
export const plainChunks = (text: string): Chunk[] => chunksOf(text, emptyOutline);

/** The same in a quarter as many pieces, for what is looked at once and soon replaced. */
export const coarseChunks = (text: string): Chunk[] =>
  chunksOf(text, emptyOutline, undefined, { longest: 120, text: 120, merged: 60, small: 30 });

/** The chunk's own text, with ` …` for each stretch that other chunks hold. */
export function bodyOf(text: string, chunk: Pick<Chunk, 'start' | 'end' | 'omitted'>): string {
  return stretchesOf(chunk)
    .map(([from, to]) => text.slice(from, to))
    .join(' …');
}

/** Where the chunk's own text lies, in its order. */
export function stretchesOf({ start, end, omitted }: Pick<Chunk, 'start' | 'end' | 'omitted'>): [number, number][] {
  const stretches: [number, number][] = [];
  let at = start;
  for (const omission of omitted) {
    stretches.push([at, omission.start]);
    at = omission.end;
  }
  stretches.push([at, end]);
  return stretches;
}

/** Definitions that share lines, with what stands in them. */
interface Unit {
  first: number;
  last: number;
  readonly definitions: Definition[];
  readonly inner: Unit[];
}

interface Item extends Piece {
  readonly definitions: readonly Definition[];
  /** Of text that no definition holds. */
  readonly scope: readonly string[];
  readonly part: number;
  readonly omitted: readonly Omission[];
}

type Work =
  | { readonly kind: 'unit'; readonly unit: Unit }
  /** Lines between definitions; `owner` is the container that they open. */
  | { readonly kind: 'gap'; first: number; last: number; scope: readonly string[]; owner: Definition | undefined };

/** Only hold other definitions: each of those is a chunk, however short the whole is. */
const containers: ReadonlySet<SymbolKind> = new Set(['module', 'test', 'heading']);
const functions: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'test']);

function unitsOf(lines: LineTable, definitions: readonly Definition[]): Unit[] {
  const top: Unit[] = [];
  const open: { readonly definition: Definition; readonly unit: Unit }[] = [];
  for (const definition of definitions) {
    for (let outer = open.at(-1)?.definition; outer; outer = open.at(-1)?.definition) {
      const same = outer.start === definition.start && outer.end === definition.end;
      if (definition.end <= outer.end && definition.start < outer.end && !same) break;
      open.pop();
    }
    const outer = open.at(-1)?.unit;
    const siblings = outer ? outer.inner : top;
    const first = Math.max(outer?.first ?? 0, lines.rowAt(definition.docStart));
    const last = Math.max(first, lines.rowAt(Math.max(definition.start, definition.end - 1)));
    const before = siblings.at(-1);
    let unit: Unit;
    if (before && first <= before.last) {
      before.definitions.push(definition);
      before.last = Math.max(before.last, last);
      unit = before;
    } else {
      unit = { first, last, definitions: [definition], inner: [] };
      siblings.push(unit);
    }
    open.push({ definition, unit });
  }
  return top;
}

function itemsOf(rows: Rows, units: readonly Unit[], limits: ChunkLimits): Item[] {
  const items: Item[] = [];
  const work: Work[] = [];
  // Last in, first out: what comes first in the text is put on last.
  const put = (region: Region): void => void work.push(...inOrder(region).reverse());
  put({ first: 0, last: rows.count - 1, inner: units, scope: [], owner: undefined });

  for (let next = work.pop(); next; next = work.pop()) {
    if (next.kind === 'gap') {
      const { owner, scope } = next;
      const most = owner ? limits.longest : limits.text;
      const pieces = piecesOf(rows, next, most);
      for (const [at, piece] of pieces.entries()) {
        const part = owner && pieces.length > 1 ? at + 1 : 0;
        items.push({ ...piece, definitions: owner ? [owner] : [], scope, part, omitted: [] });
      }
      continue;
    }
    const { unit } = next;
    const only = unit.definitions.length === 1 ? unit.definitions[0] : undefined;
    const weight = rows.weight(unit.first, unit.last);
    const holder = only && containers.has(only.kind) && unit.inner.length > 0 && weight > limits.merged;
    if (holder) {
      put({ ...unit, scope: [...only.scope, only.name], owner: only });
      continue;
    }
    const apart =
      only && weight > limits.longest ? unit.inner.filter((one) => standsApart(rows, only, one, limits)) : [];
    items.push(...itemsOfUnit(rows, unit, apart, limits));
    work.push(...apart.map((one) => ({ kind: 'unit', unit: one }) as const).reverse());
  }
  return items;
}

interface Region {
  readonly first: number;
  readonly last: number;
  readonly inner: readonly Unit[];
  readonly scope: readonly string[];
  readonly owner: Definition | undefined;
}

function inOrder({ first, last, inner, scope, owner }: Region): Work[] {
  const works: Work[] = [];
  let from = first;
  for (const unit of inner) {
    if (unit.first > from) {
      works.push({ kind: 'gap', first: from, last: unit.first - 1, scope, owner: from === first ? owner : undefined });
    }
    works.push({ kind: 'unit', unit });
    from = Math.max(from, unit.last + 1);
  }
  if (from <= last) works.push({ kind: 'gap', first: from, last, scope, owner: undefined });
  return works;
}

/** Whether a member of something long is a chunk of its own, so that only its signature stays behind. */
function standsApart(rows: Rows, outer: Definition, unit: Unit, limits: ChunkLimits): boolean {
  const only = unit.definitions.length === 1 ? unit.definitions[0] : undefined;
  if (!only || only.bodyStart >= only.end || hidden(rows, unit, only).length === 0) return false;
  return !functions.has(outer.kind) || rows.weight(unit.first, unit.last) > limits.small;
}

/** The definition in one piece or in parts, without the bodies of those members that stand apart. */
function itemsOfUnit(rows: Rows, unit: Unit, apart: readonly Unit[], limits: ChunkLimits): Item[] {
  const left = new Set(apart.flatMap((one) => hidden(rows, one, one.definitions[0]!)));
  const pieces = piecesOf(rows, unit, limits.longest, left);
  return pieces.map((piece, at) => ({
    ...piece,
    definitions: unit.definitions,
    scope: [],
    part: pieces.length > 1 ? at + 1 : 0,
    omitted: omissions(rows, piece, left),
  }));
}

function piecesOf(
  rows: Rows,
  { first, last }: { readonly first: number; readonly last: number },
  most: number,
  left: ReadonlySet<number> = new Set(),
): Piece[] {
  if (left.size === 0 && rows.weight(first, last) <= most) return [rows.whole(first, last) ?? []].flat();
  return rows.split(
    range(first, last).filter((row) => !left.has(row)),
    most,
  );
}

/** Rows of the comment above a member and of its body. */
function hidden(rows: Rows, unit: Unit, { start, bodyStart }: Definition): number[] {
  const { lines } = rows;
  const head = lines.rowAt(start);
  const bodyRow = lines.rowAt(bodyStart);
  const ownRow = bodyRow > head && lines.text.slice(lines.start(bodyRow), bodyStart).trim() === '';
  return [...range(unit.first, head - 1), ...range(ownRow ? bodyRow : bodyRow + 1, unit.last)];
}

function omissions(rows: Rows, { first, last }: Piece, left: ReadonlySet<number>): Omission[] {
  const { lines } = rows;
  const found: Omission[] = [];
  for (let row = first; row <= last; row++) {
    if (!left.has(row)) continue;
    const from = row;
    for (let next = row + 1; next <= last && (left.has(next) || rows.isBlank(next)); next++) {
      if (left.has(next)) row = next;
    }
    let before = from - 1;
    while (before > first && rows.isBlank(before)) before--;
    found.push({ start: lines.end(Math.max(first, before)), end: lines.end(row) });
  }
  return found;
}

const bare = /^(?:[^\p{L}\p{N}]|\bend\b)*$/u;

/** Small neighbours together. A single line that no definition holds, or brackets alone, go with a neighbour. */
function merged(rows: Rows, items: readonly Item[], limits: ChunkLimits): Item[] {
  const found: Item[] = [];
  // Where the one stands that reaches farthest: not the last where members of a skeleton follow it.
  let farthest = 0;
  let smallBefore = false;
  for (const item of items) {
    const small = rows.weight(item.first, item.last) <= limits.small;
    const above = found[farthest];
    const before = found.at(-1);
    if (above && isScrap(rows, item) && areNeighbours(rows, above, item)) {
      found[farthest] = { ...above, end: item.end, last: item.last };
      continue;
    }
    const near = before !== undefined && areNeighbours(rows, before, item);
    if (near && isScrap(rows, before)) {
      found.splice(-1, 1, { ...item, start: before.start, first: before.first });
      smallBefore = small;
    } else if (near && small && smallBefore && belongTogether(rows, before, item, limits)) {
      const definitions = [...before.definitions, ...item.definitions];
      found.splice(-1, 1, { ...before, end: item.end, last: item.last, definitions });
    } else {
      found.push(item);
      smallBefore = small;
    }
    if (item.last >= (above?.last ?? 0)) farthest = found.length - 1;
  }
  return found;
}

const areNeighbours = (rows: Rows, above: Item, below: Item): boolean =>
  above.last < below.first && rows.weight(above.last + 1, below.first - 1) === 0;

/** `export { x };` or `}(this));`: alone it would be found instead of what it is about. */
function isScrap(rows: Rows, { start, end, first, last, definitions }: Item): boolean {
  if (definitions.length > 0 || end - start >= 200) return false;
  return rows.weight(first, last) <= 1 || bare.test(rows.lines.text.slice(start, end));
}

function belongTogether(rows: Rows, before: Item, item: Item, limits: ChunkLimits): boolean {
  const whole = [before, item].every(({ part, omitted }) => part === 0 && omitted.length === 0);
  const together = scopeOf(before).join('\0') === scopeOf(item).join('\0');
  return whole && together && rows.weight(before.first, item.last) <= limits.merged;
}

const scopeOf = ({ definitions, scope }: Item): readonly string[] => definitions[0]?.scope ?? scope;

function chunkOf(lines: LineTable, item: Item): Chunk {
  const { definitions, part, omitted, start, end } = item;
  const [first, ...others] = definitions;
  const each = (of: (definition: Definition) => string, between: string): string =>
    definitions.map(of).filter(Boolean).join(between);
  return {
    kind: first && others.every(({ kind }) => kind === first.kind) ? first.kind : 'text',
    name: each(({ name }) => name, ', '),
    scope: scopeOf(item),
    signature: each(({ signature }) => signature, '\n'),
    // A long doc comment in every part would make all of them answer for the first.
    doc: part > 1 ? '' : each(({ doc }) => doc, '\n'),
    start,
    end,
    startLine: lines.rowAt(start) + 1,
    endLine: lines.rowAt(Math.max(start, end - 1)) + 1,
    part,
    omitted,
  };
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
