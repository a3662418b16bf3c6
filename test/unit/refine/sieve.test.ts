import assert from 'node:assert/strict';
import { createParser } from '../../../src/syntax/node/parser.ts';
import type { Attempt, Patch } from '../../../src/refine/attempt.ts';
import { suiteRuns, type Baseline } from '../../../src/refine/baseline.ts';
import { openSieve } from '../../../src/refine/sieve.ts';
import { openSourceFiles } from '../../../src/refine/sourceFiles.ts';
import type { TestReport, TestResult } from '../../../src/testing/report.ts';
import type { Framework } from '../../../src/testing/testCommand.ts';
import type { RunVariants } from '../../../src/testing/variants.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { grammars } from '../syntax/installedGrammars.ts';

const text = 'package p\n\nvar limit = 3\n\nfunc f() int { return one }\n';
const never = new AbortController().signal;

const result = (outcome: TestResult['outcome'], message = 'as ever'): TestResult => ({
  ...{ id: 'p_test.go::TestF', name: 'TestF', file: 'p_test.go', outcome, durationMs: 1 },
  ...(outcome === 'failed' && { failure: { message, frames: [] } }),
});
const reportOf = (...results: TestResult[]): TestReport => ({
  ...{ results, durationMs: 5, output: '' },
  end: { kind: 'exited', code: 0 },
});
const baseline: Baseline = {
  failing: [result('failed')],
  ...{ passing: new Set(), passed: [], flaky: [], coverage: [], output: '', wholeMs: 10, wholeLimitMs: 1000 },
  habits: { hanging: [], blocked: [], offline: [], slow: new Set(), writes: [] },
};

suite('many patches at once', () => {
  const parser = createParser({ grammars });
  const files = openSourceFiles(() => Promise.resolve(text), parser.parse);
  suiteTeardown(() => {
    files.dispose();
    parser.dispose();
  });

  const patch = (id: number, from: string, to: string, source: Patch['source'] = 'embedded'): Patch => ({
    ...{ id, source, strategy: 'x', title: to, size: 1, rank: 1 },
    places: [{ path: 'p.go', line: 1 }],
    texts: new Map([['p.go', text.replace(from, to)]]),
  });
  const patches = [
    patch(1, 'one', 'useless'),
    patch(2, 'limit = 3', 'limit = 4'),
    patch(3, 'one', 'other'),
    patch(4, 'one', 'right'),
    patch(5, 'one', 'undecided'),
    patch(6, 'one', 'port'),
  ];
  const lane = new MemoryWorkspace({ 'p.go': text });

  function sieve(reports: ReadonlyMap<number, TestReport>, given = baseline, framework: Framework = 'go test') {
    const asked: number[] = [];
    const runVariants: RunVariants = async function* (_tree, { variants }) {
      asked.push(...variants.map(({ id }) => id));
      for (const [id, report] of reports) yield await Promise.resolve({ id, report });
    };
    const opened = openSieve({
      ...{ runVariants, files, parse: parser.parse, settled: new Map(), now: () => 0, log: silentLog },
      command: { framework, line: 'go test ./...', directory: '', reason: '' },
      baseline: () => given,
      onTestsRan: () => {},
      more: () => Promise.resolve(undefined),
    });
    const failed: Attempt[] = [];
    const sift = () => opened!.sift(lane, patches, (attempt) => void failed.push(attempt), never);
    return { opened, asked, failed, sift };
  }

  test('what leaves the failing tests failing is done with; what helped is run first, then what is not known', async () => {
    const { asked, failed, sift } = sieve(
      new Map([
        [0, reportOf(result('failed'))],
        [1, reportOf(result('failed'))],
        [3, reportOf(result('failed', 'in another way'))],
        [4, reportOf(result('passed'))],
        [6, reportOf(result('failed', 'listen tcp :8080: bind: address already in use'))],
      ]),
    );
    const rest = await sift();
    assert.deepEqual(asked, [1, 3, 4, 5, 6], 'a constant of the file is no function');
    assert.deepEqual(
      failed.map((attempt) => [attempt.patch.title, attempt.kind === 'failed' && attempt.effect]),
      [
        ['useless', 'none'],
        ['other', 'other failure'],
      ],
    );
    assert.deepEqual(
      rest.map(({ id }) => id),
      [4, 2, 5, 6],
    );
  });

  test('where the program as it is does not fail as it did, nothing is decided, and after two such rounds nothing is tried', async () => {
    const { opened, failed, sift } = sieve(
      new Map([
        [0, reportOf(result('passed'))],
        [1, reportOf(result('failed'))],
      ]),
    );
    assert.deepEqual(await sift(), patches);
    assert.deepEqual(failed, []);
    assert.ok(opened!.size(lane) > 1);
    await sift();
    assert.equal(opened!.size(lane), 1);
  });

  test('where a candidate costs no build, each is run when it is its turn', () => {
    for (const framework of ['mocha', 'vitest', 'pytest', 'maven', 'custom'] as const)
      assert.equal(sieve(new Map(), baseline, framework).opened, undefined);
  });

  test('where the suite does not run, there is nothing to look at many with', () => {
    assert.equal(sieve(new Map(), { ...baseline, failing: [] }).opened, undefined);
    const stuck = { ...result('failed'), id: suiteRuns };
    assert.equal(sieve(new Map(), { ...baseline, failing: [stuck] }).opened, undefined);
  });

  test('what is given back comes first again, but for what a model is given back', async () => {
    const { opened } = sieve(new Map());
    opened!.giveBack(patches[0]!);
    opened!.giveBack(patch(9, 'one', 'two', 'model'));
    assert.deepEqual(
      [await opened!.more(never), await opened!.more(never)].map((each) => each?.id),
      [1, undefined],
    );
  });
});
