import assert from 'node:assert/strict';
import { LruCache } from '../../../src/base/lru.ts';
import { baselineOf, type KeptBaseline } from '../../../src/refine/knownBaselines.ts';
import type { RunTests } from '../../../src/testing/testCommand.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const command = { framework: 'mocha', line: 'npm test', directory: '', reason: 'asked' } as const;
const never = new AbortController().signal;

/** A suite of a failing test and a passing one, and how often all of it was run. */
function suiteOf(failing: () => boolean, odd = false) {
  let whole = 0;
  const runTests: RunTests = (_tree, { only }) => {
    if (!only) whole++;
    const outcome = failing() ? ('failed' as const) : ('passed' as const);
    const results = [
      { id: 'bad', name: 'bad', outcome, durationMs: 1, ...(failing() && { failure: { message: 'no', frames: [] } }) },
      {
        id: 'good',
        name: 'good',
        outcome: odd && whole % 2 === 1 ? ('failed' as const) : ('passed' as const),
        durationMs: 1,
      },
    ].filter(({ id }) => !only || only.some((test) => test.id === id));
    return Promise.resolve({ results, end: { kind: 'exited', code: 1 }, durationMs: 10, output: '' });
  };
  return { runTests, whole: () => whole };
}

suite('baselineOf', () => {
  test('a tree that is as it was is not run again, but for its failing tests', async () => {
    const { runTests, whole } = suiteOf(() => true);
    const deps = { runTests, baselines: new LruCache<string, KeptBaseline>(2) };
    const first = await baselineOf(new MemoryWorkspace({ a: '1' }), command, deps, never);
    const second = await baselineOf(new MemoryWorkspace({ a: '1' }), command, deps, never);
    assert.deepEqual([first.keptFrom, typeof second.keptFrom, whole()], [undefined, 'number', 2]);
    assert.equal(second.baseline, first.baseline);
  });

  test('any change of the tree or of the command takes it anew', async () => {
    const { runTests, whole } = suiteOf(() => true);
    const deps = { runTests, baselines: new LruCache<string, KeptBaseline>(9) };
    await baselineOf(new MemoryWorkspace({ a: '1' }), command, deps, never);
    await baselineOf(new MemoryWorkspace({ a: '1', untracked: '' }), command, deps, never);
    await baselineOf(new MemoryWorkspace({ a: '1' }), { ...command, line: 'npm run other' }, deps, never);
    assert.equal(whole(), 6);
  });

  test('a test that passes by now without a change of the tree is no proof: all is run again', async () => {
    let broken = true;
    const { runTests } = suiteOf(() => broken);
    const deps = { runTests, baselines: new LruCache<string, KeptBaseline>(2) };
    await baselineOf(new MemoryWorkspace({}), command, deps, never);
    broken = false;
    const { keptFrom, baseline } = await baselineOf(new MemoryWorkspace({}), command, deps, never);
    assert.deepEqual([keptFrom, baseline.failing.length], [undefined, 0]);
  });

  test('a suite with flaky tests is looked at each time', async () => {
    const { runTests } = suiteOf(() => true, true);
    const deps = { runTests, baselines: new LruCache<string, KeptBaseline>(2) };
    await baselineOf(new MemoryWorkspace({}), command, deps, never);
    assert.equal((await baselineOf(new MemoryWorkspace({}), command, deps, never)).keptFrom, undefined);
  });
});
