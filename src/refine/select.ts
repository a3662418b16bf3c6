import type { Patch } from './attempt.ts';

/**
 * Orders patches that passed the same tests, the best first. The smallest syntactic change wins, because what
 * the tests do not check is most likely right when it is left alone; among equals the better rank, which is
 * suspiciousness of the place times the prior of the template, and what more answers have come to.
 */
export function comparePatches(a: Patch, b: Patch): number {
  return costOf([a]) - costOf([b]);
}

/**
 * What speaks against some patches taken together: tokens changed, and signs that they are not right, against the
 * logarithm of the rank. One token weighs as much as a rank e^0.35 times lower; twice as many answers as much as twice
 * the rank.
 * @param signs their weights, in tokens.
 */
export function costOf(patches: readonly Patch[], signs: readonly number[] = []): number {
  const size = patches.reduce((sum, patch) => sum + patch.size, 0) + signs.reduce((sum, weight) => sum + weight, 0);
  return patches.reduce(
    (cost, { rank, drawn = 1 }) => cost - Math.log(Math.max(rank, 1e-9)) - Math.log(drawn),
    0.35 * size,
  );
}
