import assert from 'node:assert/strict';
import { compare, comparePairs, isFaster, mostPairs } from '../../../../src/edit/optimise/comparison.ts';
import { holm, median, signedRankChance } from '../../../../src/edit/optimise/rankTest.ts';

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 5e-5, `${actual} is not ${expected}`);

suite('Paired differences', () => {
  test('have the chance that is published', () => {
    // Darwin's cross- and self-fertilised plants, as Cureton (1967) has them: two-sided 0.04126, without ties.
    near(2 * signedRankChance([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]), 0.04126);
    // Depression scores before and after, Hollander and Wolfe (1973), page 29: V = 40, p = 0.01953.
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    near(signedRankChance(first.map((value, at) => value - second[at]!)), 0.01953);
    // The ends of the published table of critical values: n = 5 and n = 8 at a sum of 0, n = 10 at 10.
    near(signedRankChance([1, 2, 3, 4, 5]), 1 / 32);
    near(signedRankChance([1, 2, 3, 4, 5, 6, 7, 8]), 1 / 256);
    near(signedRankChance([-1, -2, -3, -4, 5, 6, 7, 8, 9, 10]), 0.042);
  });

  test('that are equal in size are exact too, and those of nothing are left out', () => {
    assert.equal(signedRankChance([1, 1, 1]), 1 / 8);
    // Six of eight signs that are as likely: the mean rank is 2 for each.
    assert.equal(signedRankChance([1, 1, -1]), 4 / 8);
    assert.equal(signedRankChance([0, 0, 1, 2]), 1 / 4);
    assert.equal(signedRankChance([]), 1);
    assert.equal(signedRankChance([-1, -2, -3]), 1);
  });

  test('of several tests at once are corrected as Holm does it', () => {
    assert.deepEqual(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
    assert.deepEqual(holm([0.5, 0.9]), [1, 1]);
    assert.deepEqual(holm([]), []);
  });

  test('have a median', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });
});

/** The same numbers every time: what is tested is the rule, not luck. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Machine {
  /** Each run a little slower than the last, as of a machine that gets warm. */
  readonly drift: number;
  /** The share of runs that somebody else disturbs. */
  readonly disturbed: number;
  /** Phases in which all is slower by half. */
  readonly phases: boolean;
}

/** A machine whose runs take about 40 ms; `after` takes a part of it. */
function runsOn({ drift, disturbed, phases }: Machine, part: number, random: () => number) {
  let run = 0;
  return (which: 'before' | 'after'): Promise<number> => {
    run++;
    const phase = phases && Math.floor(run / 9) % 2 === 1 ? 1.5 : 1;
    const noise = 1 + 0.06 * (random() + random() + random() - 1.5);
    const outlier = random() < disturbed ? 1 + 4 * random() : 1;
    return Promise.resolve(40 * (which === 'after' ? part : 1) * phase * noise * outlier * (1 + drift * run));
  };
}

const machines: Readonly<Record<string, Machine>> = {
  quiet: { drift: 0, disturbed: 0, phases: false },
  'with drift': { drift: 0.02, disturbed: 0, phases: false },
  disturbed: { drift: 0, disturbed: 0.3, phases: false },
  'with all of it': { drift: 0.01, disturbed: 0.25, phases: true },
};

suite('A variant that is timed', () => {
  for (const [name, machine] of Object.entries(machines)) {
    const offered = async (part: number, tries: number): Promise<number> => {
      const random = randomFrom(7);
      let count = 0;
      for (let at = 0; at < tries; at++)
        if (isFaster(await comparePairs(runsOn(machine, part, random), 4, () => {}))) count++;
      return count;
    };
    test(`and is the same code is refused on a machine that is ${name}`, async () => {
      const count = await offered(1, 1000);
      assert.ok(count <= 10, `${count} of 1000 were taken for faster`);
    });
    test(`and is faster is found on a machine that is ${name}`, async () => {
      const count = await offered(0.5, 200);
      assert.ok(count >= 175, `${count} of 200 were found`);
    });
  }

  test('is not offered for less than a tenth, however sure that is', () => {
    const pairs = Array.from({ length: 21 }, (_, at) => ({ before: 105 + at, after: 100 + at }));
    const seen = compare(pairs);
    assert.ok(seen.p < 0.001 && seen.ratio < 1.1);
    assert.equal(isFaster(seen), false);
  });

  test('runs first in every other pair, and no more often than it takes', async () => {
    const order: string[] = [];
    const steady = (ms: Readonly<Record<'before' | 'after', number>>) => (which: 'before' | 'after') => {
      order.push(which === 'before' ? 'A' : 'B');
      return Promise.resolve(ms[which]);
    };
    assert.equal((await comparePairs(steady({ before: 20, after: 10 }), 1, () => {})).runs, 7);
    assert.equal(order.join(''), 'ABBAABBAABBAAB');
    assert.equal((await comparePairs(steady({ before: 20, after: 10 }), 6, () => {})).runs, 11);
    assert.equal((await comparePairs(steady({ before: 20, after: 20 }), 1, () => {})).runs, 7);
    assert.equal((await comparePairs(steady({ before: 21, after: 20 }), 1, () => {})).runs, 11);
    assert.equal((await comparePairs(steady({ before: 21.6, after: 20 }), 1, () => {})).runs, mostPairs);
  });
});
