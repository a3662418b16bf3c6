import type { Log } from '../base/log.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Candidate } from './candidate.ts';
import type { SuspiciousPlace } from './event.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { candidatesAt } from './templates/candidatesAt.ts';
import { collectIngredients } from './templates/ingredients.ts';

/** A candidate with the reason to try it before others. */
export interface RankedCandidate {
  readonly candidate: Candidate;
  /** Suspiciousness of its place times the prior of its template: 0 to 1. */
  readonly rank: number;
}

/** Files of which every line is taken when nothing is known about what ran. */
const mostWholeFiles = 40;
const unknownScore = 0.2;

/**
 * The offline source of candidates: mutation templates at the suspicious places, best first.
 * Also gives the places back, ordered by what can go wrong in them: lines that ran together have
 * one spectrum, and a comparison is a likelier culprit than a declaration.
 */
export async function embeddedCandidates(
  located: { readonly places: readonly SuspiciousPlace[]; readonly wholeFiles: readonly WorkspacePath[] },
  files: SourceFiles,
  log: Log,
  signal: AbortSignal,
): Promise<{ ranked: RankedCandidate[]; places: SuspiciousPlace[] }> {
  const wanted = [...located.places, ...(await wholePlaces(located.wholeFiles, files))];
  const paths = [...new Set(wanted.map((place) => place.path))];
  const trees = (await Promise.all(paths.map((path) => files.get(path)))).filter((tree) => tree !== undefined);
  const context = { ingredients: collectIngredients(trees) };
  const best = new Map<string, RankedCandidate>();
  const places: SuspiciousPlace[] = [];
  for (const place of wanted) {
    signal.throwIfAborted();
    const tree = await files.get(place.path);
    if (!tree) continue;
    let proneness = 0;
    for (const candidate of candidatesAt(tree, place.path, place.line, context)) {
      proneness = Math.max(proneness, candidate.prior);
      const rank = place.score ** 2 * candidate.prior;
      // A construct of several lines is met once for each of them: its most suspicious line counts.
      const key = `${place.path}\0${candidate.edits.map((edit) => `${edit.start},${edit.end},${edit.text}`).join('\0')}`;
      const known = best.get(key);
      if (!known || known.rank < rank) best.set(key, { candidate, rank });
    }
    places.push({ ...place, score: place.score * (0.85 + 0.15 * proneness) });
  }
  log.debug(`${best.size} candidates at ${places.length} lines of ${paths.length} files`);
  return {
    ranked: [...best.values()].sort((a, b) => b.rank - a.rank),
    places: places.sort((a, b) => b.score - a.score),
  };
}

async function wholePlaces(paths: readonly WorkspacePath[], files: SourceFiles): Promise<SuspiciousPlace[]> {
  const places: SuspiciousPlace[] = [];
  for (const path of paths.slice(0, mostWholeFiles)) {
    const lines = (await files.get(path))?.text.split('\n').length ?? 0;
    for (let line = 1; line <= lines; line++) {
      places.push({ path, line, score: unknownScore, reasons: ['nothing is known about what ran'] });
    }
  }
  return places;
}
