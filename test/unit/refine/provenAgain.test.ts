import assert from 'node:assert/strict';
import type { Baseline } from '../../../src/refine/baseline.ts';
import { provenAgain } from '../../../src/refine/provenAgain.ts';
import type { Choice } from '../../../src/refine/selection/choose.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const never = new AbortController().signal;
const command = { framework: 'mocha', line: 'npm test', directory: '', reason: '' } as const;

const result = (id: string, outcome: 'passed' | 'failed'): TestResult => ({ id, name: id, outcome, durationMs: 1 });
const passed = [result('good', 'passed')];
const baseline: Baseline = {
  ...{ failing: [result('bad', 'failed')], passing: new Set(['good']), passed, flaky: [], coverage: [] },
  habits: { hanging: [], blocked: [], offline: [], slow: new Set(), writes: [] },
  ...{ wholeMs: 1, wholeLimitMs: 1000, output: '' },
};
const choice = (text: string): Choice => ({
  solution: { steps: [], texts: new Map([['a.js', text]]), stillFailing: new Set() },
  warnings: [],
  contradicted: [],
});

/** What is left of choices when the further run of each gives these outcomes of `bad` and `good`. */
async function proven(...outcomes: readonly (readonly ['passed' | 'failed', 'passed' | 'failed'])[]) {
  const lane = new MemoryWorkspace({ 'a.js': '' });
  const ran: string[] = [];
  const choices = await provenAgain(
    outcomes.map((_, at) => choice(`${at}`)),
    {
      ...{ lane, command, baseline },
      runTests: async () => {
        const text = await lane.read('a.js');
        ran.push(text);
        const [bad, good] = outcomes[Number(text)] ?? ['failed', 'failed'];
        return {
          results: [result('bad', bad), result('good', good)],
          end: { kind: 'exited', code: 0 },
          ...{ durationMs: 1, output: '' },
        };
      },
    },
    never,
  );
  return { ran, order: choices.map(({ solution }) => solution.texts.get('a.js')), choices };
}

suite('provenAgain', () => {
  test('one further run of everything is enough for a patch that passes it', async () => {
    const { ran, order, choices } = await proven(['passed', 'passed'], ['passed', 'passed']);
    assert.deepEqual([ran, order], [['0'], ['0', '1']]);
    assert.deepEqual(choices[0]?.warnings, []);
  });

  test('a patch that passed by luck makes way, and is no longer verified', async () => {
    const { order, choices } = await proven(['failed', 'passed'], ['passed', 'passed']);
    assert.deepEqual(order, ['1', '0']);
    assert.deepEqual([...choices[1]!.solution.stillFailing], ['bad']);
    assert.deepEqual(choices[1]?.warnings, [
      'Run once more with this patch, “bad” did not pass: what it shows depends on chance.',
    ]);
  });

  test('so is one that breaks another test now and then', async () => {
    const { choices } = await proven(['passed', 'failed']);
    assert.deepEqual([...choices[0]!.solution.stillFailing], ['good']);
  });
});
