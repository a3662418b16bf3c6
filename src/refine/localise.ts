import { languageOf } from '../syntax/language.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { Place, TestCoverage, TestResult, WorkspacePath } from '../testing/report.ts';
import type { SuspiciousPlace } from './event.ts';
import type { Evidence, EvidenceKind } from './localise/evidence.ts';
import { ochiai } from './ochiai.ts';

export interface LocaliseInput {
  readonly failing: readonly TestResult[];
  readonly coverage: readonly TestCoverage[];
  /** Every text file of the workspace, for when nothing is known about what ran. */
  readonly files: readonly WorkspacePath[];
  /** What the user said is wrong. */
  readonly issue?: string;
  /** What the user pointed at. */
  readonly selection?: Selection;
  /** What else points somewhere: the issue's words, recent changes, diagnostics, a model. */
  readonly evidence?: readonly Evidence[];
}

/** Lines of one file, both ends included, counted from 1. */
export interface Selection {
  readonly path: WorkspacePath;
  readonly startLine: number;
  readonly endLine: number;
}

const spectrumShare = 0.7;
const framesShare = 0.3;
/** What evidence adds to a line that the failing tests ran or their stacks name, and to one of which no run tells. */
const evidenceShare = 0.15;
const unseenShare = 0.05;
/** How much each kind is to be believed, against the others. */
const kindWeights: Readonly<Record<EvidenceKind, number>> = {
  trace: 1,
  model: 1,
  message: 0.6,
  diagnostic: 0.6,
  named: 0.5,
  search: 0.9,
  recent: 0.15,
};
/** Enough for any budget; beyond it every line is as likely as any other. */
const mostPlaces = 600;

/**
 * Where the fault may be: lines of code, tests left out, most suspicious first.
 * Ochiai over per-test coverage, times the share of the failing tests that ran the line, and the failing tests'
 * stack frames are added by share;
 * what the user pointed at or named comes on top. With neither coverage nor frames every code file is
 * taken as a whole (`wholeFiles`), those that a failing test's name or the issue mentions first.
 */
export function localise(input: LocaliseInput): { places: SuspiciousPlace[]; wholeFiles: WorkspacePath[] } {
  const failing = new Set(input.failing.map((test) => test.id));
  const found = new Map<string, { path: WorkspacePath; line: number; score: number; reasons: string[] }>();
  const add = ({ path, line }: Place, score: number, reason: string): void => {
    if (!isCode(path)) return;
    const key = `${path}:${line}`;
    const place = found.get(key);
    if (place) {
      place.score += score;
      place.reasons.push(reason);
    } else found.set(key, { path, line, score, reasons: [reason] });
  };

  for (const row of ochiai(input.coverage, failing)) {
    // Most often one fault makes all of them fail, and then all of them run it.
    add(row, spectrumShare * row.score * (row.failed / failing.size), ranBy(row.failed, row.passed));
  }
  for (const test of input.failing) {
    const frames = (test.failure?.frames ?? []).filter((frame) => isCode(frame.path));
    frames.slice(0, 5).forEach((frame, depth) => {
      const share = framesShare / (depth + 1) / input.failing.length;
      add(frame, share, depth === 0 ? `where “${test.name}” failed` : `called on the way to “${test.name}”`);
    });
  }
  const { selection } = input;
  if (selection) {
    for (let line = selection.startLine; line <= selection.endLine; line++) {
      add({ path: selection.path, line }, 0.5, 'you pointed at it');
    }
  }
  // From here on nothing is known that ran: what evidence alone points to is behind it.
  const ran = found.size > 0;
  const pointed = pointedAt(input.evidence ?? []);
  for (const { path, line, score, reasons } of pointed.values()) {
    if (!isCode(path)) continue;
    const place = found.get(`${path}:${line}`);
    if (place) {
      place.score += evidenceShare * score;
      place.reasons.push(...reasons);
    } else found.set(`${path}:${line}`, { path, line, score: (ran ? unseenShare : 1) * score, reasons: [...reasons] });
  }
  const mentioned = mentionedNames(input);
  const places = [...found.values()]
    .map((place) => (mentioned(place.path) ? { ...place, score: place.score + 0.05 } : place))
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.line - b.line)
    .slice(0, mostPlaces);
  const top = places[0]?.score ?? 1;
  const knows = input.coverage.some((run) => failing.has(run.test)) || ran;
  const suspected = new Map<WorkspacePath, number>();
  for (const { path, score } of places) suspected.set(path, Math.max(suspected.get(path) ?? 0, score));
  return {
    places: places.map((place) => ({ ...place, score: place.score / (ran ? Math.max(1, top) : top) })),
    wholeFiles: knows
      ? []
      : input.files
          .filter(isCode)
          .sort(
            (a, b) =>
              (suspected.get(b) ?? 0) - (suspected.get(a) ?? 0) ||
              Number(mentioned(b)) - Number(mentioned(a)) ||
              a.localeCompare(b),
          ),
  };
}

/** All evidence about each line: the best of each kind, added up by how much the kind is to be believed; at most 1. */
function pointedAt(evidence: readonly Evidence[]): Map<string, SuspiciousPlace> {
  const byKind = new Map<EvidenceKind, Map<string, SuspiciousPlace>>();
  for (const { kind, path, lines, score, reason } of evidence) {
    let best = byKind.get(kind);
    if (!best) byKind.set(kind, (best = new Map<string, SuspiciousPlace>()));
    for (const [line, share] of lines) {
      const key = `${path}:${line}`;
      const worth = kindWeights[kind] * score * share;
      if (worth > (best.get(key)?.score ?? 0)) best.set(key, { path, line, score: worth, reasons: [reason] });
    }
  }
  const all = new Map<string, SuspiciousPlace>();
  for (const [, best] of [...byKind].sort(([a], [b]) => kindWeights[b] - kindWeights[a])) {
    for (const [key, place] of best) {
      const known = all.get(key);
      all.set(
        key,
        known
          ? { ...known, score: Math.min(1, known.score + place.score), reasons: [...known.reasons, ...place.reasons] }
          : place,
      );
    }
  }
  return all;
}

/**
 * The places with what the search has shown since: where a change made failing tests pass is more than suspicious.
 * (Mutation-based fault localisation: Moon et al., Ask the Mutants, 2014.)
 * @param found places of patches that fixed all or some targets and broke nothing, the best first.
 */
export function withFindings(
  places: readonly SuspiciousPlace[],
  found: readonly (Place & { readonly fixesAll: boolean })[],
): SuspiciousPlace[] {
  const shown = new Map<string, SuspiciousPlace>();
  for (const { path, line, fixesAll } of found) {
    const before = places.find((place) => place.path === path && place.line === line);
    const reason = `a change here makes ${fixesAll ? 'every failing test' : 'some failing tests'} pass`;
    const known = shown.has(`${path}:${line}`);
    if (!known)
      shown.set(`${path}:${line}`, {
        path,
        line,
        score: fixesAll ? 1 : 0.9,
        reasons: [reason, ...(before?.reasons ?? [])],
      });
  }
  return [...shown.values(), ...places.filter(({ path, line }) => !shown.has(`${path}:${line}`))];
}

/** What a model has found counts half as much as everything that the tests and the words point to together. */
const modelShare = 0.5;

/** The places with evidence that came later, most suspicious first. */
export function withEvidence(places: readonly SuspiciousPlace[], evidence: readonly Evidence[]): SuspiciousPlace[] {
  const all = new Map(places.map((place) => [`${place.path}:${place.line}`, place]));
  for (const [key, { path, line, score, reasons }] of pointedAt(evidence)) {
    const known = all.get(key);
    all.set(key, {
      path,
      line,
      score: (known?.score ?? 0) + modelShare * score,
      reasons: [...reasons, ...(known?.reasons ?? [])],
    });
  }
  const top = Math.max(1, ...Array.from(all.values(), ({ score }) => score));
  return [...all.values()]
    .map((place) => ({ ...place, score: place.score / top }))
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.line - b.line);
}

const isCode = (path: WorkspacePath): boolean => languageOf(path) !== undefined && !isTestPath(path);

const times = (count: number, what: string): string => `${count} ${what} test${count === 1 ? '' : 's'}`;

function ranBy(failed: number, passed: number): string {
  return passed === 0
    ? `run by ${times(failed, 'failing')} only`
    : `run by ${times(failed, 'failing')} and ${times(passed, 'passing')}`;
}

/** Whether a file's own name occurs in the issue, in a failing test's name or file, or in its message. */
function mentionedNames(input: LocaliseInput): (path: WorkspacePath) => boolean {
  const said = [
    input.issue ?? '',
    ...input.failing.flatMap((test) => [test.name, test.file ?? '', test.failure?.message ?? '']),
  ].join('\n');
  const words = new Set(said.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return (path) => {
    const stem = path.split('/').at(-1)?.replace(/\..*$/, '').toLowerCase() ?? '';
    return stem.length > 2 && (words.has(stem) || said.toLowerCase().includes(stem.replace(/[_-]/g, ' ')));
  };
}
