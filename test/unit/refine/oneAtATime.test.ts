import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { untilPortsCollide } from '../../../src/refine/oneAtATime.ts';
import type { RunTests } from '../../../src/testing/testCommand.ts';
import { silentLog } from '../../fakes/silentLog.ts';

const command = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
const request = { command, coverage: false, limitMs: 1000 };
const never = new AbortController().signal;

/** Runs that each hold the same real port for a while. */
function runsOnOnePort(port: number) {
  let runs = 0;
  let most = 0;
  let now = 0;
  const runTests: RunTests = async () => {
    runs++;
    most = Math.max(most, ++now);
    const message = await new Promise<string | undefined>((resolve) => {
      const server = createServer();
      server.once('error', (error) => resolve(error.message));
      server.listen(port, '127.0.0.1', () => setTimeout(() => server.close(() => resolve(undefined)), 20));
    });
    now--;
    const outcome = message === undefined ? ('passed' as const) : ('failed' as const);
    const failure = message === undefined ? {} : { failure: { message, frames: [] } };
    const results = [{ id: 'serves', name: 'serves', outcome, durationMs: 1, ...failure }];
    return { results, end: { kind: 'exited', code: 0 }, durationMs: 20, output: '' };
  };
  return { runTests, runs: () => runs, most: () => most, forget: () => (most = 0) };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

suite('runs that need a port', () => {
  test('all pass in the end, one after another from the first collision on, and the log says so once', async () => {
    const port = runsOnOnePort(await freePort());
    const said: string[] = [];
    const run = untilPortsCollide(port.runTests, { ...silentLog, info: (message) => said.push(message) });
    const many = (count: number) =>
      Promise.all(Array.from({ length: count }, () => run({ root: '/' }, request, never)));
    const reports = await many(4);
    assert.deepEqual(
      reports.map(({ results }) => results[0]?.outcome),
      ['passed', 'passed', 'passed', 'passed'],
    );
    assert.equal(said.length, 1);
    port.forget();
    await many(3);
    assert.equal(port.most(), 1);
  });

  test('a port that a program outside holds is no reason to run one at a time', async () => {
    const holder = createServer();
    const free = await freePort();
    await new Promise<void>((resolve) => holder.listen(free, '127.0.0.1', resolve));
    const port = runsOnOnePort(free);
    const report = await untilPortsCollide(port.runTests, silentLog)({ root: '/' }, request, never);
    assert.equal(report.results[0]?.outcome, 'failed');
    assert.equal(port.runs(), 1);
    await new Promise((resolve) => holder.close(resolve));
  });
});
