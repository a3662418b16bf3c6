import { changeSize } from './changeSize.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Patch } from './attempt.ts';
import type { RankedCandidate } from './embeddedSource.ts';
import type { Candidate } from './candidate.ts';
import { gate } from './gate.ts';
import { highestFactor } from './shown.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** Hands out the patches worth running, one after another, best first; undefined when there are no more. */
export type PatchQueue = () => Promise<Patch | undefined>;

/**
 * The static gate: a candidate becomes a patch when it parses, names nothing undefined, changes something,
 * and no earlier one came to the same tokens.
 * @param settled what earlier rounds changed; every patch holds it too.
 * @param factorOf what a candidate's rank is multiplied by as things stand when the next patch is asked for.
 */
export function openPatchQueue(
  ranked: readonly RankedCandidate[],
  files: SourceFiles,
  settled: ReadonlyMap<WorkspacePath, string>,
  parse: Parse,
  factorOf: (candidate: Candidate) => number,
): PatchQueue {
  const seen = new Set<string>();
  const left = [...ranked];
  return async () => {
    for (let row = takeBest(left, factorOf); row; row = takeBest(left, factorOf)) {
      const { candidate, rank } = row;
      const tree = await files.get(candidate.path);
      const gated = tree && (await gate(tree, candidate, parse));
      const key = `${candidate.path}\0${gated?.key}`;
      if (!gated || seen.has(key)) continue;
      seen.add(key);
      return {
        candidate,
        rank,
        size: changeSize(tree, candidate),
        texts: new Map(settled).set(candidate.path, gated.text),
      };
    }
    return undefined;
  };
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
