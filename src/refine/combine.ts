/**
 * Two changes at once: the same mistake made in more than one place, and pairs of changes each of which has shown
 * that it gets the failing tests further. Pure: rows in, rows out; the queue gives them their turn.
 */

import type { Attempt } from './attempt.ts';
import type { Candidate, RankedCandidate } from './candidate.ts';

/** Of the lower rank of two: how likely it is that neither works alone. */
const shareOfTwice = 0.3;
const mostTwice = 60;
/** Attempts that are paired with what comes after them. */
const mostKept = 12;
/** Pairs that one attempt may bring. */
const mostForAnAttempt = 8;

/**
 * "Also here": rows that make the same change at two places of one file, for the places that have the same candidate.
 * Each alone is in the queue already.
 */
export function twice(ranked: readonly RankedCandidate[]): RankedCandidate[] {
  const found: RankedCandidate[] = [];
  for (const group of groups(ranked).values()) {
    if (group.length > 4) continue;
    for (const [at, first] of group.entries()) {
      for (const second of group.slice(at + 1)) {
        if (!overlap(first.candidate, second.candidate))
          found.push({
            candidate: first.candidate,
            with: [second.candidate],
            rank: shareOfTwice * Math.min(first.rank, second.rank),
          });
      }
    }
  }
  return found.sort((a, b) => b.rank - a.rank).slice(0, mostTwice);
}

/** The same idea, said in the same words, in the same file. */
function groups(ranked: Iterable<RankedCandidate>): Map<string, RankedCandidate[]> {
  const found = new Map<string, RankedCandidate[]>();
  for (const row of ranked) {
    const key = sameness(row.candidate);
    const known = found.get(key);
    if (known) known.push(row);
    else found.set(key, [row]);
  }
  return found;
}

const sameness = ({ path, template, description }: Candidate): string => `${path}\0${template}\0${description}`;

/** One group alone. Asked for at nearly every attempt, of thousands of rows: no key is made of any. */
function alikeAmong(rows: Iterable<RankedCandidate>, { path, template, description }: Candidate): RankedCandidate[] {
  const found: RankedCandidate[] = [];
  for (const row of rows) {
    const other = row.candidate;
    if (other.description === description && other.template === template && other.path === path) found.push(row);
  }
  return found;
}

/** How far an attempt has come, and what of it. */
interface Promising {
  readonly row: RankedCandidate;
  readonly id: number;
  readonly weight: number;
  readonly fixed: ReadonlySet<string>;
}

/**
 * What is to be tried next because of how an attempt has ended; asked once for each attempt of the queue.
 * @param singles all rows with one change that there are by then
 */
export function openCombinations(
  singles: () => Iterable<RankedCandidate>,
  targets: number,
): (attempt: Attempt, row: RankedCandidate) => RankedCandidate[] {
  const kept: Promising[] = [];
  return (attempt, row) => {
    const weight = promiseOf(attempt);
    if (weight === 0 || row.with) return [];
    const own: Promising = {
      row,
      id: attempt.patch.id,
      weight,
      fixed: new Set(attempt.kind === 'partial' ? attempt.fixed : []),
    };
    const alike = alikeAmong(singles(), row.candidate);
    const found = [...again(own, alike), ...pairs(own, kept, targets)];
    kept.push(own);
    kept.sort((a, b) => b.weight - a.weight || b.row.rank - a.row.rank).splice(mostKept);
    return found.sort((a, b) => b.rank - a.rank).slice(0, mostForAnAttempt);
  };
}

/** 0 for an attempt that has changed nothing for the better. */
function promiseOf(attempt: Attempt): number {
  if (attempt.kind === 'partial') return 1;
  if (attempt.kind === 'verified' || attempt.effect === 'none' || attempt.effect === 'not built') return 0;
  return attempt.effect === 'passes' ? 0.6 : 0.25;
}

/** The same change at the other places that have it too, one by one and all of them. */
function again(own: Promising, group: readonly RankedCandidate[]): RankedCandidate[] {
  const others = group.filter(({ candidate }) => !overlap(candidate, own.row.candidate));
  const rank = (share: number): number => Math.max(own.row.rank, 0.05) * own.weight * share;
  const one = others.slice(0, 4).map((other) => join(own, [other.candidate], rank(0.9)));
  return others.length < 2 || others.length > 4
    ? one
    : [...one, join(own, apart(others.map(({ candidate }) => candidate)), rank(0.6))];
}

/** With what was promising before, at another line. */
function pairs(own: Promising, kept: readonly Promising[], targets: number): RankedCandidate[] {
  const found: RankedCandidate[] = [];
  for (const other of kept) {
    const [a, b] = [own.row.candidate, other.row.candidate];
    if (overlap(a, b) || (a.path === b.path && a.line === b.line)) continue;
    const together = new Set([...own.fixed, ...other.fixed]).size;
    // Together they fix no more than one of them does.
    const least = Math.min(own.fixed.size, other.fixed.size);
    if (least > 0 && together === Math.max(own.fixed.size, other.fixed.size)) continue;
    const whole = together === targets ? 3 : 1;
    const rank = whole * own.weight * other.weight * Math.sqrt(own.row.rank * other.row.rank);
    found.push(join(own, [b], Math.min(0.95, rank)));
  }
  return found;
}

const join = (own: Promising, others: readonly Candidate[], rank: number): RankedCandidate => ({
  candidate: own.row.candidate,
  with: others,
  parent: own.id,
  rank,
});

function overlap(a: Candidate, b: Candidate): boolean {
  return (
    a.path === b.path &&
    a.edits.some((one) => b.edits.some((other) => one.start <= other.end && other.start <= one.end))
  );
}

/** Those of them that overlap none before. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const found: Candidate[] = [];
  for (const candidate of candidates) if (!found.some((other) => overlap(other, candidate))) found.push(candidate);
  return found;
}
