/** What is timed where something is to be faster: the user's own command, calls that tests make, or those tests. */
import path from 'node:path';
import type { CallRunner } from '../../testing/node/recordedCalls.ts';
import type { RunTests } from '../../testing/testCommand.ts';
import type { Bench, BenchOrder, OpenBench, OpenedBench, Timed } from '../optimise/bench.ts';
import { openCallBench } from './optimiseCalls.ts';

const limitMs = 5 * 60_000;
/** Shorter ones are as long as what a clock and a scheduler are off. */
const shortestTestsMs = 50;
/** Go tells hundredths of a second. */
const shortestGoMs = 500;

export function benchOpener(runTests: RunTests, runner: CallRunner): OpenBench {
  return async (order, signal) => {
    const { target, command } = order;
    const calls = target && (await openCallBench({ ...order, target }, runTests, runner, signal));
    if (command !== undefined) {
      const bench = commandBench(order, command, runner);
      // What the user has timed does not show whether the results are the same.
      return calls?.kind === 'bench'
        ? { ...calls, bench: { ...calls.bench, what: bench.what, repeats: false, time: bench.time } }
        : always(bench);
    }
    if (calls?.kind === 'bench') return calls;
    const bench = testBench(order, runTests);
    order.emitProgress(bench.what);
    const first = await bench.time('before', signal);
    const shortest = order.tests.framework === 'go test' ? shortestGoMs : shortestTestsMs;
    if (first.kind === 'timed' && first.ms >= shortest) return always(bench);
    const took =
      first.kind === 'timed' ? `They take ${first.ms.toFixed(1)} ms, which is too short to tell.` : first.why;
    return {
      kind: 'none',
      why: `There is nothing to time it by. ${calls ? `${calls.why} ` : ''}So its tests would have to be timed. ${took}`,
      next: 'Give a benchmark: a command that takes a second or so, most of it in this code.',
    };
  };
}

const always = (bench: Bench): OpenedBench => ({ kind: 'bench', bench, dispose: () => Promise.resolve() });

/** A whole process, its start included: what the user gets. */
function commandBench({ copies }: BenchOrder, line: string, runner: CallRunner): Bench {
  return {
    what: `“${line}”`,
    repeats: false,
    asTimed: (text) => text,
    compared: 0,
    async time(which, signal): Promise<Timed> {
      const copy = copies[which];
      const { environment, sandbox, runProcess } = runner;
      const programs = path.join(copy.root, 'node_modules', '.bin');
      const ended = await runProcess(
        {
          command: line,
          cwd: copy.root,
          environment: {
            ...environment,
            PATH: [programs, environment['PATH']].filter((part) => part).join(path.delimiter),
            PYTHONPATH: [...(copy.importRoots ?? []), environment['PYTHONPATH']]
              .filter((part) => part)
              .join(path.delimiter),
            PYTHONDONTWRITEBYTECODE: '1',
          },
          limitMs,
          sandbox,
          writable: copy.writable ?? [copy.root],
          readable: copy.linked ?? [],
        },
        signal,
      );
      if (ended.end.kind === 'exited' && ended.end.code === 0) return { kind: 'timed', ms: ended.durationMs };
      const said = ended.stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      const how = ended.end.kind === 'timedOut' ? 'did not end within five minutes' : 'failed';
      return { kind: 'failed', why: `“${line}” ${how}${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}.` };
    },
    whyDifferent: () => Promise.resolve(undefined),
    profile: () => Promise.resolve([]),
  };
}

/** What the tests themselves take, without what it takes to start and to load them. */
function testBench({ copies, tests, related }: BenchOrder, runTests: RunTests): Bench {
  const ids = new Set(related.map(({ id }) => id));
  return {
    what: related.length === 1 ? 'the test that runs it' : `the ${related.length} tests that run it`,
    repeats: false,
    asTimed: (text) => text,
    compared: 0,
    async time(which, signal): Promise<Timed> {
      const request = { command: tests, only: related, coverage: false, limitMs };
      const report = await runTests(copies[which], request, signal);
      const passed = report.results.filter(({ id, outcome }) => ids.has(id) && outcome === 'passed');
      if (passed.length < ids.size) {
        const failed = report.results.find(({ id, outcome }) => ids.has(id) && outcome !== 'passed');
        return { kind: 'failed', why: `${failed?.name ?? 'A test that runs it'} does not pass any more.` };
      }
      return { kind: 'timed', ms: passed.reduce((sum, { durationMs }) => sum + durationMs, 0) };
    },
    whyDifferent: () => Promise.resolve(undefined),
    profile: () => Promise.resolve([]),
  };
}
