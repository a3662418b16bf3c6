import type { PassMatrix, ScoredGroup } from '../../src/refine/selection/selectors.ts';

/**
 * Candidates and tests drawn at random with the truth known, after the simulation that the selectors were first
 * compared with: right candidates pass exactly the right tests, wrong ones pass some of each kind, half of the
 * settings with wrong candidates that share two or three wrong behaviours. A toy: it compares selectors, and says
 * nothing of real models.
 */
export interface Setting {
  readonly candidates: number;
  readonly tests: number;
  /** How likely a candidate, or a test, is right. */
  readonly candidateRight: number;
  readonly testRight: number;
  /** How likely a wrong candidate passes a right test, and a wrong one. */
  readonly passesRight: number;
  readonly passesWrong: number;
  /** In how many behaviours the wrong candidates come; each its own when left out. */
  readonly behaviours?: number;
}

export interface DrawnCase {
  readonly matrix: PassMatrix;
  readonly right: readonly boolean[];
}

/** Numbers from 0 up to 1 that are the same for the same seed. (Mulberry32, by Tommy Ettinger.) */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Settings of an editor's size; each with its own source of numbers. */
export function freshSettings(count: number, seed: number): { setting: Setting; random: () => number }[] {
  const random = seeded(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  return Array.from({ length: count }, (_, at) => ({
    setting: {
      candidates: Math.round(between(5, 10)),
      tests: Math.round(between(5, 30)),
      candidateRight: between(0.2, 0.5),
      testRight: between(0.2, 0.8),
      passesRight: between(0.2, 0.7),
      passesWrong: between(0.02, 0.2),
      ...(at % 2 === 1 && { behaviours: 2 + (at % 4 === 1 ? 0 : 1) }),
    },
    random: seeded(seed + 1000 * (at + 1)),
  }));
}

/** A case with at least one right candidate and at least one wrong one. */
export function drawCase(setting: Setting, random: () => number): DrawnCase {
  for (;;) {
    const right = Array.from({ length: setting.candidates }, () => random() < setting.candidateRight);
    if (right.every(Boolean) || !right.some(Boolean)) continue;
    const truth = Array.from({ length: setting.tests }, () => random() < setting.testRight);
    const wrong = (): boolean[] =>
      truth.map((isRight) => random() < (isRight ? setting.passesRight : setting.passesWrong));
    const shared = setting.behaviours === undefined ? undefined : Array.from({ length: setting.behaviours }, wrong);
    const matrix = right.map((isRight) =>
      isRight ? truth : (shared?.[Math.floor(random() * shared.length)] ?? wrong()),
    );
    return { matrix, right };
  }
}

/** How likely a choice among the best groups is right. */
export function shareRight(groups: readonly ScoredGroup[], right: readonly boolean[]): number {
  const best = groups.filter(({ score }) => score === groups[0]?.score).flatMap(({ candidates }) => candidates);
  return best.filter((candidate) => right[candidate]).length / best.length;
}
