import assert from 'node:assert/strict';
import type { Patch } from '../../../src/refine/attempt.ts';
import { DrawnChanges } from '../../../src/refine/drawnChanges.ts';
import { comparePatches } from '../../../src/refine/select.ts';
import { openBench, type Bench } from '../../fakes/modelBench.ts';
import { edit, searched } from './model/aScriptedSearch.ts';

const patch = (id: number, source: Patch['source'], drawn?: number): Patch => ({
  ...{ id, source, strategy: 'direct', title: 'x', texts: new Map(), size: 4, rank: 0.3 },
  places: [{ path: 'a.js', line: 1 }],
  ...(drawn !== undefined && { drawn }),
});

suite('changes that are drawn more than once', () => {
  let bench: Bench;
  setup(async () => (bench = await openBench()));
  teardown(() => bench.dispose());

  test('answers of a model are counted, with a template that writes the same; templates among themselves are not', () => {
    const drawn = new DrawnChanges();
    const [one, two] = [patch(1, 'model'), patch(2, 'embedded')];
    assert.equal(drawn.again('a', 'model'), undefined);
    drawn.add('a', one);
    assert.equal(drawn.again('a', 'model'), one);
    assert.equal(drawn.again('a', 'embedded'), one);
    assert.equal(drawn.timesOf(one), 3);
    drawn.add('b', two);
    drawn.again('b', 'embedded');
    assert.equal(drawn.timesOf(two), 1);
    drawn.again('b', 'model');
    assert.equal(drawn.timesOf(two), 2);
  });

  test('of patches that are as small and as likely, the one that more answers came to is first', () => {
    assert.ok(comparePatches(patch(1, 'model', 3), patch(2, 'model')) < 0);
    assert.equal(comparePatches(patch(1, 'model', 1), patch(2, 'model')), 0);
    // It takes three answers to make up for some tokens more.
    assert.ok(comparePatches({ ...patch(1, 'model', 2), size: 8 }, patch(2, 'model')) > 0);
  });

  test('what is drawn again is in the tree and names the attempt that it repeats', async () => {
    const price = {
      files: { 'src/price.js': 'function price(items) {\n  return 0;\n}\n' },
      tests: { 'adds up': 'price([3, 4]) === 7' },
      seconds: 10,
    };
    bench.server.abilities.reply = () => edit('src/price.js', '  return 0;', '  return 5 * items.length;');
    const { nodes } = await searched(price, bench.model());
    const byModel = nodes.filter(({ source }) => source === 'model');
    const [run, ...others] = byModel.filter(({ outcome }) => outcome.kind !== 'refused');
    assert.deepEqual(others, []);
    const again = byModel.filter(({ sameAs }) => sameAs !== undefined);
    assert.ok(again.length >= 3, `${again.length} of ${byModel.length}`);
    for (const { sameAs, outcome } of again) {
      assert.equal(sameAs, run?.id);
      assert.deepEqual(outcome, { kind: 'refused', why: `The same change is attempt ${run?.id}.` });
    }
  }).timeout(30_000);
});
