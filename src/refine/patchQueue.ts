import { changeSize } from './changeSize.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Patch } from './attempt.ts';
import type { RankedCandidate } from './embeddedSource.ts';
import { gate } from './gate.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** Hands out the patches worth running, one after another, best first; undefined when there are no more. */
export type PatchQueue = () => Promise<Patch | undefined>;

/**
 * The static gate: a candidate becomes a patch when it parses, names nothing undefined, changes something,
 * and no earlier one came to the same tokens.
 * @param settled what earlier rounds changed; every patch holds it too.
 */
export function openPatchQueue(
  ranked: readonly RankedCandidate[],
  files: SourceFiles,
  settled: ReadonlyMap<WorkspacePath, string>,
  parse: Parse,
): PatchQueue {
  const seen = new Set<string>();
  let next = 0;
  return async () => {
    for (let row = ranked[next++]; row; row = ranked[next++]) {
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
