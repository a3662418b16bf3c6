/** The code that a prompt shows: the suspicious functions whole, and passing tests that run them too. */

import { estimateTokens } from '../../model/tokenEstimate.ts';
import type { Outline } from '../../syntax/outline.ts';
import { diffLines } from '../../text/lineDiff.ts';
import type { TestCoverage, TestResult, WorkspacePath } from '../../testing/report.ts';
import type { SuspiciousPlace } from '../event.ts';
import { factsOf } from '../facts/factsOf.ts';
import { textOf } from '../facts/fact.ts';
import type { CodeFiles } from '../localise/codeFiles.ts';
import { suspiciousFunctions } from '../localise/suspiciousFunctions.ts';

export interface CodePiece {
  readonly path: WorkspacePath;
  /** From 1, both inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

const mostPlaces = 60;
const mostFunctions = 8;
/** A small file is shown whole: what it imports and how it looks helps as much as the function. */
const smallFile = 900;
/** Of a function that is too long to be shown. */
const aroundWorst = 40;

/**
 * Pieces of files for at most so many tokens, the most suspicious first, each line once.
 * @param places by line of the files as they were; `moved` tells where such a line stands in `files`.
 */
export async function suspiciousCode(
  places: readonly SuspiciousPlace[],
  files: CodeFiles,
  moved: (place: { readonly path: WorkspacePath; readonly line: number }) => number,
  tokens: number,
): Promise<CodePiece[]> {
  const looked = places.slice(0, mostPlaces).map((place) => ({ ...place, line: moved(place) }));
  const outlines = new Map<WorkspacePath, Outline>();
  for (const path of new Set(looked.map((place) => place.path))) {
    const file = await files.file(path);
    if (file) outlines.set(path, file.outline);
  }
  const pieces: CodePiece[] = [];
  let left = tokens;
  const add = (piece: CodePiece): boolean => {
    const cost = estimateTokens(piece.text);
    if (cost > left) return false;
    left -= cost;
    pieces.push(piece);
    return true;
  };
  for (const found of suspiciousFunctions(looked, outlines).slice(0, mostFunctions)) {
    const { path, startLine, endLine, worstLine } = found;
    const covered = pieces.some(
      (piece) => piece.path === path && piece.startLine <= startLine && endLine <= piece.endLine,
    );
    const text = await files.text(path);
    if (covered || text === undefined) continue;
    const lines = text.split('\n');
    const piece = (from: number, to: number): CodePiece => {
      const [first, last] = [Math.max(1, from), Math.min(lines.length, to)];
      return { path, startLine: first, endLine: last, text: lines.slice(first - 1, last).join('\n') };
    };
    const whole = piece(1, lines.length);
    const overlaps = pieces.some((other) => other.path === path);
    if (!overlaps && estimateTokens(whole.text) <= smallFile && add(whole)) continue;
    if (!add(piece(startLine, endLine))) add(piece(worstLine - aroundWorst, worstLine + aroundWorst));
  }
  return pieces;
}

const mostNeighbours = 2;

/** Sources of passing tests that run the most suspicious lines: what must go on working, and how it is meant. */
export async function passingNeighbours(
  places: readonly SuspiciousPlace[],
  coverage: readonly TestCoverage[],
  passed: readonly TestResult[],
  files: CodeFiles,
  signal: AbortSignal,
): Promise<string[]> {
  const worst = places.slice(0, 10);
  const near = coverage
    .map((run) => ({
      test: passed.find(({ id }) => id === run.test),
      shared: worst.filter(({ path, line }) => run.lines.get(path)?.has(line)).length,
    }))
    .filter(({ test, shared }) => test !== undefined && shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, mostNeighbours);
  const sources: string[] = [];
  for (const { test } of near) {
    if (!test) continue;
    const facts = await factsOf({ failing: [test], places: [], files, traces: [] }, signal);
    for (const fact of facts) if (fact.kind === 'testSource') sources.push(textOf(fact));
  }
  return sources;
}

/** Where lines of texts stand once these changes are made. */
export function lineMoves(
  originals: ReadonlyMap<WorkspacePath, string>,
  texts: ReadonlyMap<WorkspacePath, string>,
): (place: { readonly path: WorkspacePath; readonly line: number }) => number {
  const hunks = new Map([...texts].map(([path, text]) => [path, diffLines(originals.get(path) ?? '', text)] as const));
  return ({ path, line }) => {
    let now = line;
    for (const { oldStart, removed, added } of hunks.get(path) ?? []) {
      if (oldStart + removed.length <= line) now += added.length - removed.length;
    }
    return Math.max(1, now);
  };
}
