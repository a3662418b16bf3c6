/** What a model needs to see before it can write an edit, for at most so many tokens. */

import { estimateTokens } from '../model/tokenEstimate.ts';
import type { ContextReply, ContextRequest } from '../retrieval/placeRequest.ts';
import type { SearchReply, SearchRequest } from '../retrieval/searchRequest.ts';
import type { Definition, Outline } from '../syntax/outline.ts';
import type { WorkspacePath } from '../testing/report.ts';
import { resolvePath } from '../text/editPath.ts';
import type { EditRequest } from './editRequest.ts';
import { rulesFor, type RulesFile } from '../testing/rulesFiles.ts';
import type { ReadOutline, WorkspaceTexts } from '../testing/workspaceTexts.ts';

/** What an index knows; without one an edit sees the files that it names. */
export interface Lookup {
  readonly contextAt: (request: ContextRequest, signal: AbortSignal) => Promise<ContextReply>;
  readonly search: (request: SearchRequest, signal: AbortSignal) => Promise<SearchReply>;
}

/** Lines of a file, from 1, inclusive. */
export interface Piece {
  readonly path: WorkspacePath;
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export interface Gathered {
  readonly rules: readonly RulesFile[];
  /** The lines that are meant. */
  readonly selected: Piece | undefined;
  /** Parts of files as they are, which can be quoted. The file that is meant comes first. */
  readonly pieces: readonly Piece[];
  /** What the files define that are not shown whole: one line each. */
  readonly outlines: readonly { readonly path: WorkspacePath; readonly text: string }[];
  /** Definitions of what is used there, perhaps without their bodies. */
  readonly definitions: readonly (Piece & { readonly reason: string })[];
}

export interface GatherDeps {
  readonly files: WorkspaceTexts;
  readonly readOutline: ReadOutline;
  readonly lookup?: Lookup;
}

/** Shares of the tokens. */
const shares = { rules: 0.15, pieces: 0.5, definitions: 0.2 } as const;
/** A small file is shown whole: how it looks helps as much as the place. */
const smallFile = 1_500;
const aroundPlace = 40;
const mostFound = 8;

export async function gather(
  { instruction, place }: EditRequest,
  tokens: number,
  { files, readOutline, lookup }: GatherDeps,
  signal: AbortSignal,
): Promise<Gathered> {
  const rules = await rulesFor(place?.path, files);
  const kept: RulesFile[] = [];
  let rulesLeft = tokens * shares.rules;
  for (const file of rules) {
    const cost = estimateTokens(file.text);
    if (cost > rulesLeft) continue;
    rulesLeft -= cost;
    kept.push(file);
  }
  const shown = new ShownPieces(tokens * shares.pieces);
  const outlines: { path: WorkspacePath; text: string }[] = [];
  let selected: Piece | undefined;
  if (place) {
    const text = await files.text(place.path);
    if (text !== undefined) {
      const lines = place.lines;
      selected = lines && pieceOf(place.path, text, lines.first, lines.last);
      const outline = await readOutline(place.path, text);
      if (!shown.addWhole(place.path, text, tokens * shares.pieces)) {
        shown.add(pieceOf(place.path, text, 1, headEnd(outline)));
        shown.addAround(place.path, text, lines?.first ?? 1, lines?.last ?? 1, outline);
        outlines.push({ path: place.path, text: outlineText(outline, tokens * 0.08) });
      }
    }
  }
  for (const path of namedFiles(instruction, await files.paths())) {
    const text = path === place?.path ? undefined : await files.text(path);
    if (text !== undefined && !shown.addWhole(path, text, smallFile))
      outlines.push({ path, text: outlineText(await readOutline(path, text), tokens * 0.08) });
  }
  const definitions: (Piece & { reason: string })[] = [];
  if (lookup && place) {
    const text = await files.text(place.path);
    if (text !== undefined) {
      const tokenBudget = Math.floor(tokens * shares.definitions);
      const request = { path: place.path, line: place.lines?.last ?? 1, column: 1, text, limit: 12, tokenBudget };
      const { hits } = await lookup.contextAt(request, signal);
      for (const { path, startLine, endLine, text: said, reason } of hits) {
        if (shown.has(path, startLine, endLine) || (await files.text(path)) === undefined) continue;
        definitions.push({ path, first: startLine, last: endLine, text: said, reason });
      }
    }
  }
  if (lookup && instruction.trim() !== '' && (!place || !place.lines)) {
    const { results } = await lookup.search({ query: instruction, limit: mostFound }, signal);
    for (const { path, startLine, endLine } of results) {
      const text = await files.text(path);
      if (text === undefined || shown.has(path, startLine, endLine)) continue;
      if (!shown.addWhole(path, text, smallFile)) shown.add(pieceOf(path, text, startLine, endLine));
    }
  }
  return { rules: kept, selected, pieces: shown.pieces, outlines, definitions };
}

/** Pieces until the room is used up, none of which lies in another. */
export class ShownPieces {
  readonly pieces: Piece[] = [];
  #left: number;

  constructor(tokens: number) {
    this.#left = tokens;
  }

  has(path: WorkspacePath, first: number, last: number): boolean {
    return this.pieces.some((piece) => piece.path === path && piece.first <= first && last <= piece.last);
  }

  add(piece: Piece): boolean {
    const cost = estimateTokens(piece.text);
    if (piece.text === '' || this.has(piece.path, piece.first, piece.last)) return true;
    if (cost > this.#left) return false;
    this.#left -= cost;
    this.pieces.push(piece);
    return true;
  }

  /** @param most tokens that a file may have to be shown whole */
  addWhole(path: WorkspacePath, text: string, most: number): boolean {
    if (this.pieces.some((piece) => piece.path === path)) return false;
    if (text.length / 2 > most * 4) return false;
    if (estimateTokens(text) > most) return false;
    return this.add(pieceOf(path, text, 1, Infinity));
  }

  /** The definitions around a place, the largest that fits; else the lines around it. */
  addAround(path: WorkspacePath, text: string, first: number, last: number, { definitions }: Outline): void {
    const around = definitions.filter(({ startLine, endLine }) => startLine <= first && last <= endLine);
    for (const { startLine, endLine } of around)
      if (this.add(pieceOf(path, text, Math.max(1, startLine - 3), endLine + 3))) return;
    for (let more = aroundPlace; more >= 0; more -= 10)
      if (this.add(pieceOf(path, text, first - more, last + more))) return;
  }
}

export function pieceOf(path: WorkspacePath, text: string, from: number, to: number): Piece {
  const lines = text.split('\n');
  if (lines.at(-1) === '' && lines.length > 1) lines.pop();
  const first = Math.max(1, Math.min(from, lines.length));
  const last = Math.max(first, Math.min(to, lines.length));
  return { path, first, last, text: lines.slice(first - 1, last).join('\n') };
}

/** The last line of what a file begins with: its imports. */
export function headEnd({ imports, definitions }: Outline): number {
  const firstDefinition = definitions[0]?.startLine ?? Infinity;
  const last = Math.max(0, ...imports.map(({ line }) => line).filter((line) => line < firstDefinition));
  return Math.min(last, 60);
}

function outlineText({ definitions }: Outline, tokens: number): string {
  const lines: string[] = [];
  let left = tokens;
  for (const definition of definitions) {
    const line = outlineLine(definition);
    left -= estimateTokens(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return lines.join('\n');
}

const outlineLine = ({ scope, signature, startLine, endLine }: Definition): string =>
  `${'  '.repeat(scope.length)}${signature.slice(0, 160)}  (lines ${startLine} to ${endLine})`;

/** Files that the instruction calls by their names. */
function namedFiles(instruction: string, paths: readonly WorkspacePath[]): WorkspacePath[] {
  const words = instruction.match(/[\p{L}\p{N}_@./\\-]*\.\w{1,8}\b/gu) ?? [];
  const found = words.slice(0, 12).flatMap((word) => {
    const resolved = resolvePath(word, paths);
    return resolved.kind === 'known' ? [resolved.path] : [];
  });
  return [...new Set(found)];
}
