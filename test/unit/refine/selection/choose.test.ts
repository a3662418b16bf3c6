import assert from 'node:assert/strict';
import { openBench, type Bench } from '../../../fakes/modelBench.ts';
import { issueNoise } from '../../../bench/selection/noisyCase.ts';
import { simulate } from '../../../bench/selection/simulation.ts';
import { parser } from '../templates/grammars.ts';

/** Few, to be quick: what they show is coarse. `npm run bench -- selection` has the figures. */
const cases = 20;

suite('choose', () => {
  let bench: Bench;
  setup(async () => (bench = await openBench()));
  teardown(() => bench.dispose());

  test('generated tests and a user who answers each choose better than the first sample', async () => {
    const ways = [
      { name: 'tests', selector: 'b4', asks: false },
      { name: 'tests and user', selector: 'b4', asks: true },
    ] as const;
    const { firstRight, ways: tallies } = await simulate(cases, issueNoise, ways, {
      bench,
      parse: parser.parse,
      seed: 1000,
    });
    const [tests, user] = tallies;
    assert.ok(tests && user);
    const points = (count: number): number => (100 * count) / cases;
    assert.ok(points(tests.right - firstRight) >= 25, `${firstRight} first, ${tests.right} with tests`);
    assert.ok(user.right >= tests.right && points(user.right) >= 85, `${user.right} with answers`);
    assert.ok(user.questions <= 4 * cases);
  }).timeout(120_000);
});
