import type { Log } from '../base/log.ts';
import { paceSteps, runSteps, type Steps } from '../base/steps.ts';
import { shareDeclarations } from '../syntax/exactType.ts';
import { scopesInSteps } from '../syntax/scope.ts';
import { isTestLine } from '../syntax/testCode.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Candidate, RankedCandidate } from './candidate.ts';
import { twice } from './combine.ts';
import type { SuspiciousPlace } from './event.ts';
import { readLoadTime, withLoadTime } from './loadTime.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { candidatesInSteps } from './templates/candidatesAt.ts';
import { collectIngredients } from './templates/ingredients.ts';
import { functionsInSteps } from './templates/knownFunctions.ts';
import { pause } from './whereToLook.ts';

/** Files of which every line is taken when nothing is known about what ran. */
const mostWholeFiles = 40;
const unknownScore = 0.2;
/** Lines that are looked at before anything is run; the others have their turn while patches run. */
const mostAtFirst = 300;
const leastAtFirst = 40;
/** Of the most suspicious line's score: who has less than that is not among the first patches. */
const shareAtFirst = 0.5;
/** Some 50 ms of work. */
const linesAtATime = 10;
const sliceMs = 25;

export interface EmbeddedCandidates {
  readonly ranked: readonly RankedCandidate[];
  readonly places: readonly SuspiciousPlace[];
  /** Those of the next few lines, less suspicious than all before; undefined when there are no more. The trees are still needed. */
  readonly more: () => readonly RankedCandidate[] | undefined;
  /** All single ones that there are by now. */
  readonly known: () => Iterable<RankedCandidate>;
}

/**
 * The offline source of candidates: mutation templates at the suspicious places, best first.
 * Also gives the places back, ordered by what can go wrong in them: lines that ran together have
 * one spectrum, and a comparison is a likelier culprit than a declaration.
 * No search waits for lines that are far less suspicious than others, and few come to the end of them.
 */
export async function embeddedCandidates(
  located: { readonly places: readonly SuspiciousPlace[]; readonly wholeFiles: readonly WorkspacePath[] },
  files: SourceFiles,
  log: Log,
  signal: AbortSignal,
): Promise<EmbeddedCandidates> {
  const pointed = new Set(located.places.map(({ path, line }) => `${path}:${line}`));
  // Where nothing ran, words may still point somewhere: those lines have their score already.
  const whole = (await wholePlaces(located.wholeFiles, files)).filter(
    ({ path, line }) => !pointed.has(`${path}:${line}`),
  );
  const unknown = whole.splice(0, mostAtFirst);
  const paths = [...new Set([...located.places, ...unknown, ...whole].map((place) => place.path))];
  const trees = new Map<WorkspacePath, SyntaxTree>();
  const pace = { sliceMs, turn: () => pause(0, signal) };
  for (const path of paths) {
    const tree = await files.get(path);
    if (tree) trees.set(path, tree);
    await pace.turn();
    signal.throwIfAborted();
  }
  shareDeclarations(trees.values());
  await paceSteps(readThrough(trees.values()), pace, signal);
  const pointedAt = withLoadTime([...located.places, ...unknown], trees);
  const later = [...pointedAt.splice(howManyAtFirst(pointedAt)), ...whole];
  const context = { ingredients: collectIngredients(trees.values()) };
  const readAt = mostSuspiciousWith(pointedAt, trees);
  const best = new Map<string, RankedCandidate>();
  /** The keys of what came last. */
  const fresh = new Set<string>();
  const takeFrom = function* (wanted: readonly SuspiciousPlace[]): Steps<SuspiciousPlace[]> {
    const places: SuspiciousPlace[] = [];
    for (const place of wanted) {
      const tree = trees.get(place.path);
      if (!tree || isTestLine(tree, place.line)) continue;
      const candidates = yield* candidatesInSteps(tree, place.path, place.line, context);
      const hope = candidates.reduce((sum, candidate) => sum + candidate.prior, 0);
      for (const candidate of candidates) {
        // A line on which much could be wrong must not crowd out the others.
        const elsewhere = candidate.about === undefined ? 0 : shareOfReading * readAt(place.path, candidate.about);
        const rank = (Math.max(place.score, elsewhere) ** 2 * candidate.prior) / (hope + 0.5) ** 0.4;
        // A construct of several lines is met once for each of them: its most suspicious line counts.
        const key = `${place.path}\0${candidate.edits.map((edit) => `${edit.start},${edit.end},${edit.text}`).join('\0')}`;
        const known = best.get(key);
        if (known && known.rank >= rank) continue;
        best.set(key, { candidate, rank });
        fresh.add(key);
      }
      places.push({ ...place, score: place.score * proneness(candidates, place.line) });
      yield;
    }
    return places;
  };
  const places = await paceSteps(takeFrom(pointedAt), pace, signal);
  log.debug(`${best.size} candidates at ${places.length} lines of ${paths.length} files, ${later.length} lines later`);
  const single = [...best.values()];
  const least = later
    .filter(({ path, line }) => trees.has(path) && !isTestLine(trees.get(path)!, line))
    .map((place) => ({ ...place, score: place.score * leastProneness }));
  return {
    ranked: [...single, ...twice(single)].sort((a, b) => b.rank - a.rank),
    places: [...places, ...least].sort((a, b) => b.score - a.score),
    known: () => best.values(),
    more() {
      if (later.length === 0) return undefined;
      fresh.clear();
      const before = later.length;
      runSteps(takeFrom(later.splice(0, linesAtATime)));
      const rows = [...fresh].flatMap((key) => best.get(key) ?? []);
      // Pairs of which something is known; those that were handed out before are told by their text.
      const isLast = before > whole.length && later.length <= whole.length;
      return isLast ? [...rows, ...twice([...best.values()])] : rows;
    },
  };
}

/** Of the score of the line that reads a field: what is left for one that has forgotten to see to it. */
const shareOfReading = 0.7;

/** The highest score among the lines of a file on which a text stands, not as part of a longer name. */
function mostSuspiciousWith(
  places: readonly SuspiciousPlace[],
  trees: ReadonlyMap<WorkspacePath, SyntaxTree>,
): (path: WorkspacePath, text: string) => number {
  const lines = new Map([...trees].map(([path, tree]) => [path, tree.text.split('\n')]));
  const known = new Map<string, number>();
  return (path, text) => {
    const key = `${path}\0${text}`;
    let highest = known.get(key);
    if (highest === undefined) {
      const has = (line: string): boolean =>
        line
          .split(text)
          .slice(1)
          .some((rest) => !/^\w/.test(rest));
      const scores = places.filter((place) => place.path === path && has(lines.get(path)?.[place.line - 1] ?? ''));
      known.set(key, (highest = Math.max(0, ...scores.map(({ score }) => score))));
    }
    return highest;
  };
}

/** Of places in order of their scores: those that may be among the first whatever stands on their lines. */
function howManyAtFirst(places: readonly SuspiciousPlace[]): number {
  const enough = shareAtFirst * (places[0]?.score ?? 0);
  const near = places.findIndex(({ score }) => score < enough);
  return Math.min(mostAtFirst, Math.max(leastAtFirst, near < 0 ? places.length : near));
}

/** All that is asked of whole files, where a long one would be looked through at one go otherwise. */
function* readThrough(trees: Iterable<SyntaxTree>): Steps<void> {
  for (const tree of trees) {
    yield* readLoadTime(tree);
    yield* scopesInSteps(tree);
    yield* functionsInSteps(tree);
  }
}

const leastProneness = 0.64;

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
