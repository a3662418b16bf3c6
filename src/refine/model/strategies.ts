/** Ways of going about a fix: samples that only differ by chance make the same mistake again. */
export interface Strategy {
  /** As the search's tree names it. */
  readonly name: string;
  readonly instruction: string;
  readonly temperature: number;
  /** Asks for a plan first, in a question of its own. (CODESIM: Islam et al., 2025.) */
  readonly plans?: true;
}

export const direct: Strategy = {
  name: 'direct',
  instruction: 'Find the fault in the code and fix its cause.',
  temperature: 0.2,
};

export const otherCause: Strategy = {
  name: 'alternative cause',
  instruction:
    'Assume that the explanation which comes to mind first is wrong. Think of two other causes that would make the tests fail in just this way, and fix the likelier one.',
  temperature: 0.8,
};

export const planFirst: Strategy = {
  name: 'plan first',
  instruction: 'Carry out the plan below, but only as far as it holds against the code.',
  temperature: 0.3,
  plans: true,
};

export const afterFeedback: Strategy = {
  name: 'after feedback',
  instruction:
    'A change was tried, and what it led to is below. Decide whether its idea was wrong or only how it was carried out, and fix the fault. Do not be overconfident that the new code is right: go through the failing test with it.',
  temperature: 0.4,
};

export const goOnFromPart: Strategy = {
  name: 'from a partial fix',
  instruction:
    'The code below holds a change that makes some of the tests pass and breaks none. Keep it, and change what is needed for the tests that still fail.',
  temperature: 0.3,
};

const atTheStart: readonly Strategy[] = [
  direct,
  {
    name: 'minimal edit',
    instruction: 'Fix the fault with the smallest edit that does it: one expression or one line if that is enough.',
    temperature: 0.4,
  },
  {
    name: 'rewrite the function',
    instruction:
      'Write the function that is at fault anew, as a whole, from what its name, its callers and the tests demand. Keep its name and parameters.',
    temperature: 0.6,
  },
  otherCause,
];

/** So many different questions; when every strategy has had its turn they come again, more freely. */
export function firstStrategies(count: number): Strategy[] {
  return Array.from({ length: count }, (_, index) => {
    const strategy = atTheStart[index % atTheStart.length]!;
    const turn = Math.floor(index / atTheStart.length);
    return turn === 0 ? strategy : freer(strategy, 0.3 * turn);
  });
}

/** When answers are all the same, more chance. (B-STaR: Zeng et al., 2024.) */
export const freer = (strategy: Strategy, by: number): Strategy => ({
  ...strategy,
  temperature: Math.min(1.2, Math.round((strategy.temperature + by) * 100) / 100),
});
