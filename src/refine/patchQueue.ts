import { changeSize } from './changeSize.ts';
import { applyEdits } from '../text/edit.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Patch } from './attempt.ts';
import type { Candidate, RankedCandidate } from './candidate.ts';
import { sameChange, type DrawnChanges } from './drawnChanges.ts';
import { gate } from './gate.ts';
import { highestFactor } from './shown.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { pause } from './whereToLook.ts';

/** Hands out the patches worth running, one after another, best first; undefined when there are no more. */
export type PatchQueue = (signal: AbortSignal) => Promise<Patch | undefined>;

/** The embedded source's patches. */
export interface EmbeddedQueue {
  readonly next: PatchQueue;
  /** More candidates, such as combinations of those that were tried; they take their place by rank. */
  add(rows: readonly RankedCandidate[]): void;
  /** Takes back every row that has this change beside others: it has shown that it leads nowhere. */
  withdraw(candidate: Candidate): void;
  /** What a patch of this queue was made of. */
  rowOf(patch: Patch): RankedCandidate | undefined;
  /** No more candidates are made: the trees may go. */
  readonly close: () => void;
}

export interface QueueDeps {
  /** Further candidates, asked for while each patch runs; undefined when there are no more. Left out: there are none. */
  readonly more?: () => readonly RankedCandidate[] | undefined;
  readonly files: SourceFiles;
  /** What earlier rounds changed; every patch holds it too. */
  readonly settled: ReadonlyMap<WorkspacePath, string>;
  readonly parse: Parse;
  /** What a candidate's rank is multiplied by as things stand when the next patch is asked for. */
  readonly factorOf: (candidate: Candidate) => number;
  readonly nextId: () => number;
  /** What either source has come to already. */
  readonly drawn: Pick<DrawnChanges, 'again' | 'add'>;
  /** What stands before each key: the same edit of another text is another change. */
  readonly keyPrefix?: string;
  /** The patch that this round started from. */
  readonly parent: number | undefined;
  /** @param sameAs the earlier patch that comes to the same, where that is why */
  readonly onRefused: (patch: Patch, why: string, sameAs?: number) => void;
}

/**
 * The static gate: a candidate becomes a patch when it parses, names nothing undefined, changes something,
 * and no earlier one came to the same tokens.
 */
export function openPatchQueue(ranked: readonly RankedCandidate[], deps: QueueDeps): EmbeddedQueue {
  const left = [...ranked];
  const made = new Map<number, RankedCandidate>();
  const add = (rows: readonly RankedCandidate[]): void => {
    if (rows.length === 0) return;
    left.push(...rows);
    left.sort((a, b) => b.rank - a.rank);
  };
  let making: ReturnType<typeof setTimeout> | undefined;
  return {
    async next(signal) {
      for (;;) {
        signal.throwIfAborted();
        for (let row = takeBest(left, deps.factorOf); row; row = takeBest(left, deps.factorOf)) {
          const patch = await patchOf(row, deps);
          if (!patch) continue;
          made.set(patch.id, row);
          // Nobody waits for it.
          making ??= setTimeout(() => {
            making = undefined;
            add(deps.more?.() ?? []);
          });
          return patch;
        }
        const more = deps.more?.();
        if (!more) return undefined;
        add(more);
        await pause(0, signal);
      }
    },
    close: () => clearTimeout(making),
    add,
    withdraw(candidate) {
      const kept = left.filter((row) => !row.with || (row.candidate !== candidate && !row.with.includes(candidate)));
      left.splice(0, left.length, ...kept);
    },
    rowOf: (patch) => made.get(patch.id),
  };
}

async function patchOf(row: RankedCandidate, deps: QueueDeps): Promise<Patch | undefined> {
  const { files, settled, parse, parent } = deps;
  const all = [row.candidate, ...(row.with ?? [])];
  const texts = new Map(settled);
  const keys: string[] = [];
  let size = 0;
  let sound = true;
  for (const part of oneAFile(all)) {
    const tree = await files.get(part.path);
    if (!tree) return undefined;
    const gated = await gate(tree, part, parse);
    sound &&= gated !== undefined;
    keys.push(`${part.path}\0${gated?.key}`);
    size += changeSize(tree, part);
    texts.set(part.path, gated?.text ?? applyEdits(tree.text, part.edits));
  }
  const key = `${deps.keyPrefix ?? ''}${keys.sort().join('\0')}`;
  const same = sound ? deps.drawn.again(key, 'embedded') : undefined;
  // Of templates that agree nobody wants to read.
  if (same?.source === 'embedded') return undefined;
  const [first, ...others] = all.map(({ path, line }) => ({ path, line }));
  const origin = row.parent ?? parent;
  const patch: Patch = {
    id: deps.nextId(),
    ...(origin !== undefined && { parent: origin }),
    source: 'embedded',
    strategy: all.map(({ template }) => template).join(' + '),
    title: all.map(({ description }) => description).join('; '),
    places: [first ?? row.candidate, ...others],
    texts,
    size,
    rank: row.rank,
  };
  if (same) {
    deps.onRefused(patch, sameChange(same), same.id);
    return undefined;
  }
  if (sound) {
    deps.drawn.add(key, patch);
    return patch;
  }
  deps.onRefused(patch, 'It does not parse, names something that does not exist, or changes nothing that counts.');
  return undefined;
}

/** The candidates with those of the same file as one. */
function oneAFile(candidates: readonly Candidate[]): Candidate[] {
  const files = new Map<WorkspacePath, Candidate>();
  for (const candidate of candidates) {
    const known = files.get(candidate.path);
    files.set(candidate.path, known ? { ...known, edits: [...known.edits, ...candidate.edits] } : candidate);
  }
  return [...files.values()];
}

/** Takes out the one with the highest rank times factor; of equals the first. */
function takeBest(left: RankedCandidate[], factorOf: (candidate: Candidate) => number): RankedCandidate | undefined {
  let best = -1;
  let highest = -1;
  for (const [at, { candidate, rank }] of left.entries()) {
    // In descending order: the best factor cannot make up for more.
    if (rank * highestFactor < highest) break;
    const weight = rank * factorOf(candidate);
    if (weight > highest) [best, highest] = [at, weight];
  }
  return best < 0 ? undefined : left.splice(best, 1)[0];
}
