import assert from 'node:assert/strict';
import type { Attempt, Effect, Patch } from '../../../../src/refine/attempt.ts';
import { AttemptTree } from '../../../../src/refine/model/attemptTree.ts';
import { Spending } from '../../../../src/model/spending.ts';
import { firstStrategies } from '../../../../src/refine/model/strategies.ts';
import type { TestResult } from '../../../../src/testing/report.ts';

const patch = (id: number, parent?: number): Patch => ({
  ...{ id, source: 'model', strategy: 'direct', title: '', places: [{ path: 'a.ts', line: 1 }] },
  ...{ texts: new Map(), size: 1, rank: 1 },
  ...(parent !== undefined && { parent }),
});
const failure = (id: string, message: string): TestResult => ({
  ...{ id, name: id, outcome: 'failed', durationMs: 1 },
  failure: { message, frames: [] },
});
const failed = (id: number, effect: Effect, message: string, parent?: number): Attempt => ({
  ...{ kind: 'failed', patch: patch(id, parent), effect },
  failures: [failure('t', message)],
});
const partial = (id: number, left: readonly string[], parent?: number): Attempt => ({
  ...{ kind: 'partial', patch: patch(id, parent), fixed: ['x'], passing: 1 },
  failures: left.map((name) => failure(name, 'still')),
});
const ids = (tree: AttemptTree, count: number): number[] => tree.toExpand(count).map((node) => node.patch.id);

suite('The tree of a model’s attempts', () => {
  test('is gone on from where most targets pass, then where anything changed, then where the model is surer', () => {
    const tree = new AttemptTree(3);
    tree.add(failed(1, 'none', 'a'), 0.9);
    tree.add(failed(2, 'other failure', 'b'), 0.1);
    tree.add(partial(3, ['a', 'b']), 0.1);
    tree.add(partial(4, ['a']), 0.1);
    tree.add(failed(5, 'other failure', 'c'), 0.8);
    assert.deepEqual(ids(tree, 4), [4, 3, 5, 2]);
  });

  test('is left where a refinement is worse than its parent, where it was refined twice, and at depth 3', () => {
    const tree = new AttemptTree(2);
    tree.add(partial(1, ['a']), 1);
    tree.add(failed(2, 'none', 'x', 1), 1);
    assert.deepEqual([ids(tree, 2), ids(tree, 2), ids(tree, 2)], [[1], [1], []]);
    tree.add(partial(3, ['a'], 1), 1);
    tree.add(partial(4, ['a'], 3), 1);
    assert.deepEqual(ids(tree, 9), [3], 'no better, but the model is sure; 4 is as deep as may be');
  });

  test('changes with a better result and with a failure in new words, and else not', () => {
    const tree = new AttemptTree(2);
    const changed = (attempt: Attempt): boolean => {
      const before = tree.changes;
      tree.add(attempt, 0.5);
      return tree.changes > before;
    };
    assert.ok(changed(failed(1, 'none', 'a')));
    assert.ok(!changed(failed(2, 'none', 'a')));
    assert.ok(changed(failed(3, 'other failure', 'b')));
    assert.ok(changed(partial(4, ['t'])));
    assert.ok(!changed(failed(5, 'other failure', 'b')));
  });
});

suite('What a model may cost', () => {
  const budget = { samples: 1, mostTokens: 1000, inputPrice: 2, outputPrice: 10 };

  test('counts what is under way as spent, and then what it was', () => {
    const spending = new Spending(budget);
    const settle = spending.reserve(600);
    assert.equal(spending.left, 400);
    settle({ input: 100, output: 50 }, [], 'x');
    assert.equal(spending.left, 850);
    assert.deepEqual(spending.shown, {
      answers: 1,
      inputTokens: 100,
      outputTokens: 50,
      mostTokens: 1000,
      dollars: 0.0007,
    });
  });

  test('is estimated where the endpoint does not count, and nothing where there was no answer', () => {
    const spending = new Spending({ ...budget, inputPrice: 0, outputPrice: 0 });
    spending.reserve(100)(undefined, [{ role: 'user', text: 'x'.repeat(32) }], 'y'.repeat(32));
    spending.reserve(100)(undefined, [{ role: 'user', text: 'x' }], '');
    assert.deepEqual(spending.shown, { answers: 1, inputTokens: 10, outputTokens: 10, mostTokens: 1000 });
  });

  test('may be limited in dollars', () => {
    const spending = new Spending({ ...budget, mostTokens: 0, mostDollars: 0.01 });
    assert.equal(Math.round(spending.left), 1000);
    spending.reserve(0)({ input: 0, output: 600 }, [], 'x');
    assert.equal(Math.round(spending.left), 400);
    assert.equal(new Spending({ ...budget, mostTokens: 0 }).left, Infinity);
  });

  test('first questions differ, and when they come again they are freer', () => {
    const strategies = firstStrategies(6);
    assert.equal(new Set(strategies.map(({ name, temperature }) => `${name} ${temperature}`)).size, 6);
    assert.equal(strategies[4]?.name, 'direct');
    assert.ok(strategies[4].temperature > strategies[0]!.temperature);
    assert.deepEqual(firstStrategies(0), []);
  });
});
