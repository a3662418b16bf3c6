import type { Patch } from './attempt.ts';

/**
 * Orders patches that passed the same tests, the best first. The smallest syntactic change wins, because what
 * the tests do not check is most likely right when it is left alone; among equals the better rank, which is
 * suspiciousness of the place times the prior of the template.
 */
export function comparePatches(a: Patch, b: Patch): number {
  return cost(a) - cost(b);
}

/** Tokens changed against the logarithm of the rank: one token weighs as much as a rank e^0.35 times lower. */
const cost = (patch: Patch): number => 0.35 * patch.size - Math.log(Math.max(patch.rank, 1e-9));
