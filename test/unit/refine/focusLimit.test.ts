import assert from 'node:assert/strict';
import type { Baseline } from '../../../src/refine/baseline.ts';
import { FocusLimit } from '../../../src/refine/focusLimit.ts';
import type { TestReport } from '../../../src/testing/report.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';

const command: TestCommand = { framework: 'mocha', line: 'mocha', directory: '', reason: '' };
const failing = [{ id: 'a', name: 'a', outcome: 'failed', durationMs: 1 }] as const;
const baseline = { failing, focus: { limitMs: 2_500 } } as unknown as Baseline;

async function limitAfter(durations: readonly number[], end: TestReport['end'] = { kind: 'exited', code: 1 }) {
  const limit = new FocusLimit(baseline);
  for (const durationMs of durations) {
    const report: TestReport = { results: failing, end, durationMs, output: '' };
    const request = { command, coverage: false, limitMs: 1, only: failing };
    await limit.heard(() => Promise.resolve(report))({ root: '/' }, request, new AbortController().signal);
  }
  return limit.now.focus?.limitMs;
}

suite('the limit of a run of the failing tests', () => {
  test('is that of the baseline as long as nothing is known', async () => {
    assert.equal(await limitAfter([100, 100, 100]), 2_500);
  });

  test('is short where such runs are quick, and never too short for a moment without the processor', async () => {
    assert.equal(await limitAfter([100, 120, 140, 150, 300]), 1_400);
    assert.equal(await limitAfter([1, 1, 1, 1]), 1_200);
  });

  test('grows when the machine has become so slow that it is needed, to the double at most', async () => {
    assert.equal(await limitAfter([100, 100, 100, 1_000]), 2_500);
    assert.equal(await limitAfter([100, 100, 100, 1_500]), 3_000);
    assert.equal(await limitAfter([100, 100, 100, 9_000]), 5_000);
  });

  test('forgets what was long ago', async () => {
    assert.equal(await limitAfter([1_000, ...Array.from({ length: 8 }, () => 300)]), 1_400);
  });

  test('learns nothing from a run that was stopped', async () => {
    assert.equal(await limitAfter([1, 1, 1, 1, 1], { kind: 'timedOut', afterMs: 2_500 }), 2_500);
  });
});
