import type { Log } from '../base/log.ts';
import type { TestReport } from '../testing/report.ts';
import type { RunTests } from '../testing/testCommand.ts';
import { saysPortTaken } from './compareRuns.ts';

/**
 * Runs as they are asked for, side by side, until one fails because another holds a port that its tests need. That
 * one is run again alone, and from then on all are, one after another.
 */
export function untilPortsCollide(runTests: RunTests, log: Log): RunTests {
  const active = new Map<symbol, { readonly done: Promise<unknown>; beside: boolean }>();
  let alone = false;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn: RunTests = async (tree, request, signal) => {
    const before = [last, ...[...active.values()].map((run) => run.done)];
    const run = Promise.allSettled(before).then(() => {
      signal.throwIfAborted();
      return runTests(tree, request, signal);
    });
    last = run;
    return run;
  };

  return async (tree, request, signal) => {
    if (alone) return inTurn(tree, request, signal);
    const id = Symbol('run');
    for (const other of active.values()) other.beside = true;
    const done = runTests(tree, request, signal);
    const own = { done, beside: active.size > 0 };
    active.set(id, own);
    let report: TestReport;
    try {
      report = await done;
    } finally {
      active.delete(id);
    }
    if (!own.beside || !portTaken(report)) return report;
    if (!alone) log.info('Tests need a port that a run beside them holds: from now on one run goes at a time.');
    alone = true;
    return inTurn(tree, request, signal);
  };
}

function portTaken({ results, problem }: TestReport): boolean {
  const messages = [problem?.message, ...results.map((test) => test.failure?.message)];
  return messages.some((message) => message !== undefined && saysPortTaken(message));
}
