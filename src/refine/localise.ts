import { languageOf } from '../syntax/language.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { Place, TestCoverage, TestResult, WorkspacePath } from '../testing/report.ts';
import type { SuspiciousPlace } from './event.ts';
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
}

/** Lines of one file, both ends included, counted from 1. */
export interface Selection {
  readonly path: WorkspacePath;
  readonly startLine: number;
  readonly endLine: number;
}

const spectrumShare = 0.7;
const framesShare = 0.3;
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
  const mentioned = mentionedNames(input);
  const places = [...found.values()]
    .map((place) => (mentioned(place.path) ? { ...place, score: place.score + 0.05 } : place))
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.line - b.line)
    .slice(0, mostPlaces);
  const top = Math.max(1, places[0]?.score ?? 1);
  const knows = input.coverage.some((run) => failing.has(run.test)) || places.length > 0;
  return {
    places: places.map((place) => ({ ...place, score: place.score / top })),
    wholeFiles: knows
      ? []
      : input.files.filter(isCode).sort((a, b) => Number(mentioned(b)) - Number(mentioned(a)) || a.localeCompare(b)),
  };
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
