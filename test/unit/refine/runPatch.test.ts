import assert from 'node:assert/strict';
import type { Patch } from '../../../src/refine/attempt.ts';
import type { Baseline } from '../../../src/refine/baseline.ts';
import { nearTests, runPatch } from '../../../src/refine/runPatch.ts';
import type { TestReport, TestResult } from '../../../src/testing/report.ts';
import type { ShadowWorkspace } from '../../../src/testing/shadow.ts';
import type { RunTests } from '../../../src/testing/testCommand.ts';

suite('Running a patch', () => {
  const result = (id: string, outcome: TestResult['outcome'], durationMs = 1): TestResult => ({
    id,
    name: id,
    file: id.split('::')[0]!,
    outcome,
    durationMs,
  });
  const ran = (test: string, ...lines: number[]) => ({ test, lines: new Map([['src/a.ts', new Set(lines)]]) });
  const passed = ['a::slow', 'a::quick', 'b::far', 'c::else'].map((id, at) => result(id, 'passed', 10 - at));
  const baseline: Baseline = {
    failing: [result('a::target', 'failed')],
    passing: new Set(passed.map((test) => test.id)),
    passed,
    flaky: [],
    habits: { hanging: [], blocked: [], offline: [], slow: new Set(), writes: [] },
    coverage: [ran('a::target', 3), ran('a::slow', 3), ran('a::quick', 3), ran('b::far', 3, 5), ran('c::else', 9)],
    wholeMs: 1000,
    wholeLimitMs: 5000,
    focus: { limitMs: 2500 },
    output: '',
  };
  const patch = (line: number): Patch => ({
    ...{ id: 1, source: 'embedded', strategy: 'x', title: '' },
    places: [{ path: 'src/a.ts', line }],
    texts: new Map([['src/a.ts', 'changed']]),
    size: 1,
    rank: 1,
  });
  const ids = (tests: readonly TestResult[] | undefined) => tests?.map((test) => test.id) ?? 'all';

  /** Runs the patch with tests that fail as told, and says which runs there were. */
  async function attempt(line: number, failing: readonly string[], problem?: string) {
    const runs: (string | string[])[] = [];
    const runTests: RunTests = (_tree, { only }): Promise<TestReport> => {
      runs.push(ids(only));
      const chosen = only ?? [...baseline.failing, ...passed];
      const results = chosen.map(({ id }) => result(id, failing.includes(id) ? 'failed' : 'passed'));
      if (problem !== undefined) {
        const end = { kind: 'exited', code: 1 } as const;
        return Promise.resolve({
          results: [],
          end,
          durationMs: 1,
          output: '',
          problem: { message: problem, frames: [] },
        });
      }
      return Promise.resolve({ results, end: { kind: 'exited', code: 0 }, durationMs: 1, output: '' });
    };
    const lane = { reset: () => Promise.resolve(), write: () => Promise.resolve() } as unknown as ShadowWorkspace;
    const command = { framework: 'mocha', line: 'mocha', directory: '', reason: '' } as const;
    const outcome = await runPatch(lane, patch(line), baseline, command, runTests, new AbortController().signal);
    return {
      kind: outcome.kind,
      ...(outcome.kind === 'failed' && problem !== undefined && { effect: outcome.effect }),
      runs,
    };
  }

  test('ends with the failing tests where they fail still', async () =>
    assert.deepEqual(await attempt(3, ['a::target']), { kind: 'failed', runs: [['a::target']] }));

  test('tells code that does not compile from tests that fail', async () =>
    assert.deepEqual(await attempt(3, [], 'src/a.java:3: incompatible types'), {
      ...{ kind: 'failed', effect: 'not built' },
      runs: [['a::target']],
    }));

  test('asks the near tests before the whole suite, the quickest first', async () => {
    assert.deepEqual(await attempt(3, ['a::slow']), {
      kind: 'failed',
      runs: [['a::target'], ['a::quick', 'a::slow']],
    });
    assert.deepEqual(await attempt(3, []), {
      kind: 'verified',
      runs: [['a::target'], ['a::quick', 'a::slow'], 'all'],
    });
  });

  test('is judged by the whole suite in the end', async () =>
    assert.equal((await attempt(3, ['c::else'])).kind, 'failed'));

  test('knows no near tests of a line that none of them ran, and asks those of another file where it must', () => {
    assert.deepEqual(nearTests([{ path: 'src/a.ts', line: 7 }], baseline), []);
    assert.deepEqual(ids(nearTests([{ path: 'src/a.ts', line: 5 }], baseline)), ['b::far']);
    const all = { ...baseline, passing: new Set(['a::slow', 'a::quick']) };
    assert.deepEqual(nearTests([{ path: 'src/a.ts', line: 3 }], all), []);
  });
});
