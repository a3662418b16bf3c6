import type { Log } from '../base/log.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Candidate } from './candidate.ts';
import type { SuspiciousPlace } from './event.ts';
import { withLoadTime } from './loadTime.ts';
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
  const covered = [...located.places, ...(await wholePlaces(located.wholeFiles, files))];
  const paths = [...new Set(covered.map((place) => place.path))];
  const trees = new Map<WorkspacePath, SyntaxTree>();
  for (const path of paths) {
    const tree = await files.get(path);
    if (tree) trees.set(path, tree);
  }
  const wanted = withLoadTime(covered, trees);
  const context = { ingredients: collectIngredients(trees.values()) };
  const best = new Map<string, RankedCandidate>();
  const places: SuspiciousPlace[] = [];
  for (const place of wanted) {
    signal.throwIfAborted();
    const tree = trees.get(place.path);
    if (!tree) continue;
    const candidates = candidatesAt(tree, place.path, place.line, context);
    const hope = candidates.reduce((sum, candidate) => sum + candidate.prior, 0);
    for (const candidate of candidates) {
      // A line on which much could be wrong must not crowd out the others.
      const rank = (place.score ** 2 * candidate.prior) / (hope + 0.5) ** 0.4;
      // A construct of several lines is met once for each of them: its most suspicious line counts.
      const key = `${place.path}\0${candidate.edits.map((edit) => `${edit.start},${edit.end},${edit.text}`).join('\0')}`;
      const known = best.get(key);
      if (!known || known.rank < rank) best.set(key, { candidate, rank });
    }
    places.push({ ...place, score: place.score * proneness(candidates, place.line) });
  }
  log.debug(`${best.size} candidates at ${places.length} lines of ${paths.length} files`);
  return {
    ranked: [...best.values()].sort((a, b) => b.rank - a.rank),
    places: places.sort((a, b) => b.score - a.score),
  };
}

/**
 * How much can go wrong on a line, 0.64 to 1: many ways count, and so does one likely way.
 * It only decides between lines whose spectrum is about the same.
 */
function proneness(candidates: readonly Candidate[], line: number): number {
  const own = candidates.filter((candidate) => candidate.line === line).map((candidate) => candidate.prior);
  const sum = own.reduce((total, prior) => total + prior, 0);
  return (0.8 + 0.2 * Math.min(1, sum / 3)) * (0.8 + 0.2 * Math.max(0, ...own));
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
