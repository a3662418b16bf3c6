/** Stretches of lines that come close to quoted ones. Blank lines are left out before. */

/** Only words count: indentation, the spaces between, and how an accent is composed do not. */
export const tight = (line: string): string =>
  // Most lines are ASCII, and the letters of all languages take ten times as long.
  /^[\0-\x7f]*$/.test(line)
    ? line
        .trim()
        .replace(/\s*([^\w\s])\s*/g, '$1')
        .replace(/\s+/g, ' ')
    : line
        .normalize('NFC')
        .trim()
        .replace(/\s*([^\p{L}\p{N}\p{M}_\s])\s*/gu, '$1')
        .replace(/\s+/g, ' ');

export interface ScoredRun {
  readonly start: number;
  /** 0 to 1, by how long the lines are. */
  readonly score: number;
  /** Each pair of lines, 0 to 1. */
  readonly lines: readonly number[];
}

const mostScored = 40;
const mostHomes = 100;
/** A quote of which no line is there is looked for by its longest line, in files up to this length. */
const mostCompared = 20_000;

/** The most similar first. Both are given as `tight` lines. */
export function similarRuns(lines: readonly string[], wanted: readonly string[]): ScoredRun[] {
  const homes = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const known = homes.get(line);
    if (known) known.push(at);
    else homes.set(line, [at]);
  }
  const votes = new Map<number, number>();
  for (const [at, line] of wanted.entries()) {
    const found = homes.get(line) ?? [];
    if (found.length <= mostHomes)
      for (const home of found) votes.set(home - at, (votes.get(home - at) ?? 0) + line.length);
  }
  if (votes.size === 0) voteByLongest(lines, wanted, votes);
  const pairs = new Map<string, Pairs>();
  const pairsFor = (line: string): Pairs => {
    const known = pairs.get(line) ?? pairsOf(line);
    pairs.set(line, known);
    return known;
  };
  const weights = wanted.map((line) => line.length + 1);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return [...votes]
    .filter(([start]) => start >= 0 && start + wanted.length <= lines.length)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, mostScored)
    .map(([start]) => {
      const each = wanted.map((line, at) => similarity(pairsFor(line), pairsFor(lines[start + at]!)));
      return { start, score: each.reduce((sum, score, at) => sum + score * weights[at]!, 0) / all, lines: each };
    })
    .sort((a, b) => b.score - a.score || a.start - b.start);
}

function voteByLongest(lines: readonly string[], wanted: readonly string[], votes: Map<number, number>): void {
  if (lines.length > mostCompared) return;
  const longest = wanted.reduce((best, line, at) => (line.length > wanted[best]!.length ? at : best), 0);
  const sought = pairsOf(wanted[longest]!);
  for (const [at, line] of lines.entries()) {
    const score = similarity(sought, pairsOf(line));
    if (score >= 0.4) votes.set(at - longest, score);
  }
}

/** Pairs of neighbouring characters, each with how often it comes. */
interface Pairs {
  readonly counts: ReadonlyMap<number, number>;
  readonly size: number;
}

/** What comes after says little about a line, and a line may be a whole minified file. */
const mostRead = 400;

function pairsOf(line: string): Pairs {
  const counts = new Map<number, number>();
  const size = Math.min(line.length, mostRead);
  // The first character is paired with none, so that a line of one character has something to compare.
  for (let at = 0; at < size; at++) {
    const pair = (at === 0 ? 0 : line.charCodeAt(at - 1)) * 0x10000 + line.charCodeAt(at);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, size };
}

/** Sørensen and Dice: 0 to 1. */
function similarity(a: Pairs, b: Pairs): number {
  if (a.size + b.size === 0) return 1;
  let common = 0;
  for (const [pair, count] of a.counts) common += Math.min(count, b.counts.get(pair) ?? 0);
  return (2 * common) / (a.size + b.size);
}
