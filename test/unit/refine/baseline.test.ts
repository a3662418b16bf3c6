import assert from 'node:assert/strict';
import { suiteRuns, takeBaseline } from '../../../src/refine/baseline.ts';
import type { RunRequest } from '../../../src/testing/testCommand.ts';
import type { TestReport } from '../../../src/testing/report.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const command = { framework: 'mocha', line: 'npm test', directory: '', reason: 'asked' } as const;
const never = new AbortController().signal;

function reportOf(outcomes: Record<string, 'passed' | 'failed'>, more: Partial<TestReport> = {}): TestReport {
  const results = Object.entries(outcomes).map(([id, outcome]) => ({
    id,
    name: id,
    outcome,
    durationMs: 5,
    ...(outcome === 'failed' && { failure: { message: 'no', frames: [] } }),
  }));
  return { results, end: { kind: 'exited', code: 0 }, durationMs: 1000, output: '', ...more };
}

async function baselineOf(...reports: TestReport[]) {
  const asked: RunRequest[] = [];
  const baseline = await takeBaseline(
    new MemoryWorkspace({}),
    command,
    (_tree, request) => {
      asked.push(request);
      return Promise.resolve(reports.shift() ?? reportOf({}));
    },
    1,
    never,
  );
  return { baseline, asked };
}

suite('takeBaseline', () => {
  test('a test whose outcome changes between two runs is flaky and decides nothing', async () => {
    const { baseline } = await baselineOf(
      reportOf({ bad: 'failed', moody: 'failed', good: 'passed' }),
      reportOf({ bad: 'failed', moody: 'passed', good: 'passed' }),
    );
    assert.deepEqual(baseline.flaky, ['moody']);
    assert.deepEqual(
      baseline.failing.map((row) => row.id),
      ['bad'],
    );
    assert.deepEqual([...baseline.passing], ['good']);
  });

  test('coverage is asked for in the first run only', async () => {
    const { asked } = await baselineOf(reportOf({ bad: 'failed' }), reportOf({ bad: 'failed' }));
    assert.deepEqual(
      asked.map((row) => row.coverage),
      [true, false, false],
    );
  });

  test('the failing tests are run alone when that shows them failing and saves time', async () => {
    const whole = { bad: 'failed', good: 'passed' } as const;
    const { baseline } = await baselineOf(
      reportOf(whole),
      reportOf(whole),
      reportOf({ bad: 'failed' }, { durationMs: 400 }),
    );
    assert.deepEqual(baseline.focus, { limitMs: 2600 });
  });

  test('a framework that runs everything anyway is not asked twice', async () => {
    const whole = { bad: 'failed', good: 'passed' } as const;
    const { baseline } = await baselineOf(reportOf(whole), reportOf(whole), reportOf(whole));
    assert.equal(baseline.focus, undefined);
  });

  test('a suite that does not load is one failing test with the frames of the cause', async () => {
    const problem = { message: 'SyntaxError: Unexpected token\n  at …', frames: [{ path: 'a.js', line: 3 }] };
    const { baseline } = await baselineOf(reportOf({}, { problem }), reportOf({}, { problem }));
    assert.equal(baseline.failing[0]?.id, suiteRuns);
    assert.equal(baseline.failing[0]?.name, 'SyntaxError: Unexpected token');
    assert.deepEqual(baseline.failing[0]?.failure?.frames, problem.frames);
  });

  test('a suite that gets no further with more time hangs, in the test that never ended', async () => {
    const hung = reportOf({ good: 'passed', endless: 'failed' }, { end: { kind: 'timedOut', afterMs: 30_000 } });
    const { baseline, asked } = await baselineOf(hung, hung, hung, reportOf({ endless: 'failed' }));
    assert.deepEqual(
      asked.map((row) => row.limitMs),
      [10_000, 20_000, 6_515, 2_015],
    );
    assert.deepEqual(
      baseline.failing.map((row) => row.id),
      ['endless'],
    );
    assert.deepEqual(baseline.focus, { limitMs: 2_015 });
  });

  test('a suite that gets further with more time is only slow', async () => {
    const slow = (passed: number) =>
      reportOf(Object.fromEntries(Array.from({ length: passed }, (_, at) => [`t${at}`, 'passed' as const])), {
        end: { kind: 'timedOut', afterMs: 30_000 },
      });
    const { asked } = await baselineOf(slow(3), slow(7), reportOf({ good: 'passed' }), reportOf({ good: 'passed' }));
    assert.deepEqual(asked.map((row) => row.limitMs).slice(0, 3), [10_000, 20_000, 600_000]);
  });

  test('a suite that says nothing until it is stopped is one failing test', async () => {
    const hung = reportOf({}, { end: { kind: 'timedOut', afterMs: 30_000 } });
    const { baseline } = await baselineOf(hung, hung, hung, hung);
    assert.equal(baseline.failing[0]?.name, 'The tests were stopped after 30 seconds.');
  });

  test('what runs change in the tree is named, and gone before the next run', async () => {
    const shadow = new MemoryWorkspace({ 'a.js': '1', 'snapshot.txt': 'old' });
    const seen: string[] = [];
    const baseline = await takeBaseline(
      shadow,
      command,
      async () => {
        seen.push(await shadow.read('snapshot.txt'));
        await shadow.write('snapshot.txt', 'new');
        return reportOf({ bad: 'failed', good: 'passed' });
      },
      1,
      never,
    );
    assert.deepEqual(seen, ['old', 'old', 'old']);
    assert.deepEqual(baseline.habits.writes, ['snapshot.txt']);
  });

  test('a test that wants a port which is taken is kept out and named', async () => {
    const taken = reportOf({ bad: 'failed', good: 'passed' });
    const results = [
      ...taken.results,
      {
        id: 'server',
        name: 'server',
        outcome: 'failed' as const,
        durationMs: 5,
        failure: { message: 'listen EADDRINUSE: address already in use :::8080', frames: [] },
      },
    ];
    const { baseline } = await baselineOf({ ...taken, results }, { ...taken, results });
    assert.deepEqual(
      baseline.failing.map((row) => row.id),
      ['bad'],
    );
    assert.deepEqual(baseline.habits.blocked, ['server']);
  });

  for (const message of [
    'TypeError: fetch failed\ncaused by Error: getaddrinfo EAI_AGAIN nowhere.example',
    'requests.exceptions.ConnectionError: … [Errno -3] Temporary failure in name resolution',
    'Get "http://nowhere.example/": dial tcp: lookup nowhere.example: no such host',
    'java.net.UnknownHostException: nowhere.example',
    'called `Result::unwrap()` on an `Err` value: failed to lookup address information: Name or service not known',
  ]) {
    test(`a test that finds no network is kept out and named: ${message.slice(0, 30)}`, async () => {
      const taken = reportOf({ good: 'passed' });
      const asks = { id: 'asks', name: 'asks', outcome: 'failed' as const, durationMs: 5 };
      const report = { ...taken, results: [...taken.results, { ...asks, failure: { message, frames: [] } }] };
      const { baseline } = await baselineOf(report, report);
      assert.deepEqual([baseline.failing, baseline.habits.offline], [[], ['asks']]);
    });
  }

  test('a server on this machine that refuses may be one that the code under test starts', async () => {
    const taken = reportOf({ good: 'passed' });
    const failure = { message: 'connect ECONNREFUSED 127.0.0.1:8080', frames: [] };
    const asks = { id: 'asks', name: 'asks', outcome: 'failed' as const, durationMs: 5, failure };
    const report = { ...taken, results: [...taken.results, asks] };
    assert.deepEqual((await baselineOf(report, report)).baseline.habits.offline, []);
  });

  test('a test that takes much of the time is slow', async () => {
    const report = reportOf({ bad: 'failed', good: 'passed', slow: 'passed' });
    const results = report.results.map((row) => (row.id === 'slow' ? { ...row, durationMs: 3_000 } : row));
    const { baseline } = await baselineOf({ ...report, results }, { ...report, results });
    assert.deepEqual([...baseline.habits.slow], ['slow']);
  });
});
