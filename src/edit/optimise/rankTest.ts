/**
 * Whether paired differences are chance: the signed-rank test (F. Wilcoxon, Individual Comparisons by Ranking Methods,
 * Biometrics Bulletin 1, 1945), one-sided and exact for any number of pairs, ties included: every assignment of signs
 * to the ranks that were seen is as likely as any other. Published programs fall back on a normal approximation as soon
 * as two differences are equal.
 */
export function signedRankChance(differences: readonly number[]): number {
  const told = differences.filter((difference) => difference !== 0);
  const ranks = doubledRanks(told.map(Math.abs));
  const seen = ranks.reduce((sum, rank, at) => (told[at]! > 0 ? sum + rank : sum), 0);
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  // chances[s]: that the ranks of the positive ones add up to s.
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--)
      chances[sum] = (chances[sum]! + (sum >= rank ? chances[sum - rank]! : 0)) / 2;
  }
  let chance = 0;
  for (let sum = seen; sum <= most; sum++) chance += chances[sum]!;
  return Math.min(1, chance);
}

/** Twice the rank of each, so that the mean rank of equal ones is whole. */
function doubledRanks(sizes: readonly number[]): number[] {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sizes.map((size) => sorted.indexOf(size) + sorted.lastIndexOf(size) + 2);
}

/** Chances that hold for all of several tests at once (S. Holm, Scandinavian Journal of Statistics 6, 1979). */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((chance, at) => ({ chance, at })).sort((a, b) => a.chance - b.chance);
  const corrected = new Array<number>(chances.length).fill(1);
  let least = 0;
  for (const [place, { chance, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, chance * (chances.length - place)));
    corrected[at] = least;
  }
  return corrected;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
