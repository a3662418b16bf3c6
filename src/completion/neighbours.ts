/**
 * Code in files that the user has just looked at, if it is like the code at the cursor: of each file the stretch of
 * lines whose names have most in common with those before the cursor. Below a likeness that was measured there is
 * nothing: noise is worse than an empty place (RLCoder's stop signal).
 */
import type { ContextPlace } from './context.ts';
import { familyOf } from './embedded/family.ts';
import { identifiersIn, jaccard } from './identifiers.ts';
import type { ContextPiece } from './suggestion.ts';

export interface SeenFile {
  readonly path: string;
  readonly text: string;
}

export interface NeighbourWindow {
  readonly path: string;
  readonly text: string;
  /** From 0 to 1. */
  readonly likeness: number;
}

const windowLines = 20;
const stepLines = 5;
/** Before the cursor, blank ones not counted; and after it. */
const linesBefore = 20;
const linesAfter = 5;
const mostLines = 4_000;
const mostPieces = 3;
/** With fewer names at the cursor any likeness is chance. */
const fewestNames = 5;
/**
 * Measured (`npm run bench -- hints`): a name that the next three lines need and the prompt does not have otherwise is
 * in 27 % of the windows above it, and in 14 % of all.
 */
const leastLikeness = 0.18;

/** Every file of a project begins with the same licence. */
const isComment = /^\s*(?:\/\/|\/\*|\*|#(?!include)|--|"""|import\b|from\b|package\b|use\b)/;
const nothing: ReadonlySet<string> = new Set();

interface Read {
  readonly text: string;
  readonly lines: readonly string[];
  readonly windows: readonly { readonly first: number; readonly names: ReadonlySet<string> }[];
}

export class Neighbours {
  /** What was read of files, so that only those that have changed are read again; latest last. */
  readonly #read = new Map<string, Read>();

  /** @param files those that the user saw, the latest first. A generator, as the caller may want to pause between files. */
  *windows(place: ContextPlace, files: Iterable<SeenFile>): Generator<NeighbourWindow | undefined, void> {
    const wanted = identifiersIn(aroundCursor(place));
    if (wanted.size < fewestNames) return;
    const family = familyOf(place.path);
    for (const file of files) {
      if (file.path === place.path || familyOf(file.path) !== family) continue;
      yield bestOf(file.path, this.#windowsOf(file), wanted);
    }
  }

  #windowsOf({ path, text }: SeenFile): Read {
    const known = this.#read.get(path);
    this.#read.delete(path);
    const read = known?.text === text ? known : windowsIn(text);
    this.#read.set(path, read);
    if (this.#read.size > 30) this.#read.delete(this.#read.keys().next().value ?? '');
    return read;
  }
}

/** Those that are like the place, the likeliest first. */
export function neighbourPieces(windows: readonly NeighbourWindow[]): readonly ContextPiece[] {
  return windows
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, mostPieces)
    .map(({ path, text }) => ({ kind: 'neighbour', path, text }));
}

function aroundCursor({ text, offset }: ContextPlace): string {
  const before = text
    .slice(Math.max(0, offset - 8_000), offset)
    .split('\n')
    .filter((line) => line.trim() !== '' && !isComment.test(line))
    .slice(-linesBefore);
  const after = text
    .slice(offset, offset + 2_000)
    .split('\n')
    .slice(0, linesAfter);
  return [...before, ...after].join('\n');
}

function windowsIn(text: string): Read {
  const lines = text.split('\n').slice(0, mostLines);
  const names = lines.map((line) => (isComment.test(line) ? nothing : identifiersIn(line)));
  const windows: { first: number; names: Set<string> }[] = [];
  for (let first = 0; first === 0 || first + windowLines - stepLines < lines.length; first += stepLines) {
    const all = new Set<string>();
    for (const one of names.slice(first, first + windowLines)) for (const name of one) all.add(name);
    windows.push({ first, names: all });
  }
  return { text, lines, windows };
}

function bestOf(path: string, { lines, windows }: Read, wanted: ReadonlySet<string>): NeighbourWindow | undefined {
  let best: { readonly first: number; readonly likeness: number } | undefined;
  for (const { first, names } of windows) {
    const likeness = jaccard(names, wanted);
    if (likeness > (best?.likeness ?? 0)) best = { first, likeness };
  }
  if (!best) return undefined;
  const text = lines
    .slice(best.first, best.first + windowLines)
    .join('\n')
    .replace(/^(?:[^\S\n]*\n)+|\s+$/g, '');
  return { path, text, likeness: best.likeness };
}
