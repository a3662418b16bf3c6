import type { Log } from '../base/log.ts';
import { streamOf } from '../base/stream.ts';
import type { CandidateCounts, Proposal } from '../review/proposal.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { Patch } from './attempt.ts';
import { takeBaseline, type Baseline } from './baseline.ts';
import type { FixEvent, FixResult, SuspiciousPlace } from './event.ts';
import type { FixRequest } from './fixRequest.ts';
import { withFindings } from './localise.ts';
import { proposalOf } from './propose.ts';
import { ShownByTries } from './shown.ts';
import { solve, type Solution, type SolveFact } from './solve.ts';

export interface FixDeps {
  /** Makes the first copy of the workspace; more are made from it. */
  readonly copyWorkspace: (signal: AbortSignal) => Promise<ShadowWorkspace>;
  readonly runTests: RunTests;
  readonly parse: Parse;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Fix This Issue: copies the workspace, runs its tests, finds where the fault may be, and tries patches in
 * the copies until the failing tests pass and nothing else fails. The stream ends with `finished`.
 * Every copy is gone when it ends, however it ends.
 */
export function fix(request: FixRequest, deps: FixDeps, signal: AbortSignal): AsyncGenerator<FixEvent, void> {
  return streamOf(async (emit, stop) => {
    const lanes: ShadowWorkspace[] = [];
    try {
      emit({ kind: 'finished', result: await fixInCopies(request, deps, lanes, emit, stop) });
    } finally {
      await Promise.all(lanes.map((lane) => lane.dispose()));
    }
  }, signal);
}

async function fixInCopies(
  request: FixRequest,
  deps: FixDeps,
  lanes: ShadowWorkspace[],
  emit: (event: FixEvent) => void,
  signal: AbortSignal,
): Promise<FixResult> {
  const { command } = request;
  const counts = { generated: 0, parsed: 0, run: 0, passed: 0 };
  const started = deps.now();
  const seconds = (): number => (deps.now() - started) / 1000;

  const shadow = await deps.copyWorkspace(signal);
  lanes.push(shadow);
  const files = await shadow.files();
  emit({ kind: 'copied', files: files.length, seconds: seconds() });

  emit({ kind: 'testing', command: command.line });
  const original = await takeBaseline(shadow, command, deps.runTests, 1, signal);
  const { failing, passing, flaky } = original;
  emit({ kind: 'baseline', passed: passing.size, failed: failing, flaky, seconds: seconds() });
  if (failing.length === 0) {
    if (passing.size === 0) deps.log.warn(`the test command printed: ${original.output.trim() || '(nothing)'}`);
    return { status: 'none', reason: nothingFails(original, command), counts };
  }

  while (lanes.length < request.parallel) lanes.push(await shadow.lane(signal));
  const searchStarted = deps.now();
  const budgetMs = request.budgetSeconds * 1000;
  const leftMs = (): number => budgetMs - (deps.now() - searchStarted);
  const spent = (): number => Math.min(1, 1 - leftMs() / budgetMs);
  let looked: readonly SuspiciousPlace[] = [];
  const onFact = (fact: SolveFact): void => {
    switch (fact.kind) {
      case 'localised':
        // A later round looks again from where an earlier one got to; the first is where the fault was looked for.
        if (counts.generated === 0) emit({ kind: 'localised', places: (looked = fact.places) });
        return;
      case 'generated':
        counts.generated += fact.count;
        return;
      case 'parsed':
        counts.parsed++;
        emit({ kind: 'searching', counts: { ...counts }, spent: spent(), trying: labelOf(fact.patch) });
        return;
      case 'ran':
        counts.run++;
        deps.log.debug(`${fact.attempt.kind}: ${labelOf(fact.attempt.patch)}`);
        if (fact.attempt.kind !== 'verified') return;
        counts.passed++;
        emit({ kind: 'passed', description: labelOf(fact.attempt.patch) });
    }
  };
  const shown = new ShownByTries();
  const solutions = await solve(
    request,
    original,
    {
      ...deps,
      lanes: [shadow, ...lanes.slice(1)],
      files,
      leftMs,
      shown,
      onFact,
    },
    signal,
  );

  const found = solutions.flatMap(({ steps, stillFailing }) =>
    steps.map(({ candidate: { path, line } }) => ({
      path,
      line,
      fixesAll: stillFailing.size === 0 && steps.length === 1,
    })),
  );
  if (counts.run > 0) emit({ kind: 'localised', places: withFindings(shown.weigh(looked), found) });

  await shadow.reset();
  const before = new Map<WorkspacePath, string>();
  for (const path of new Set(solutions.flatMap(({ texts }) => [...texts.keys()])))
    before.set(path, await shadow.read(path));
  const propose = (solution: Solution): Proposal =>
    proposalOf({
      root: request.root,
      command,
      original,
      solution,
      before,
      counts: { ...counts },
      seconds: seconds(),
      rivals: solutions.length - 1,
      copyWarnings: shadow.warnings,
    });
  const [first, ...others] = solutions.map(propose);
  if (!first) return { status: 'none', reason: nothingFound(original, counts, request), counts };
  return { status: first.evidence.verdict === 'verified' ? 'verified' : 'unverified', proposals: [first, ...others] };
}

const labelOf = ({ candidate }: Patch): string => `${candidate.description} (${candidate.path}:${candidate.line})`;

function nothingFails({ passing, flaky }: Baseline, command: TestCommand): string {
  if (flaky.length > 0) {
    return `No test fails every time. These fail only sometimes, so no patch can be proven on them: ${flaky.join(', ')}. Make them repeatable first.`;
  }
  if (passing.size === 0) {
    return `“${command.line}” ran no test. Check the command in the setting touchstone.fix.testCommand.`;
  }
  const all = passing.size === 1 ? 'The only test passes' : `All ${passing.size} tests pass`;
  return `${all}, so there is nothing to prove a fix on. Write a test that fails because of the issue, and run the command again.`;
}

function nothingFound({ failing }: Baseline, counts: CandidateCounts, request: FixRequest): string {
  const tests = failing.length === 1 ? '1 test fails' : `${failing.length} tests fail`;
  if (counts.generated === 0) {
    return `${tests}, but no code was found to change: the failing tests run no JavaScript, TypeScript or Python file of this folder outside its tests.`;
  }
  return counts.run < counts.parsed || counts.parsed < counts.generated
    ? `${tests}. ${counts.run} candidates were tried in ${request.budgetSeconds} seconds and none passed. A larger touchstone.fix.budgetSeconds tries more.`
    : `${tests}. All ${counts.run} candidates were tried and none passed.`;
}
