import { streamOf } from '../base/stream.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { TraceValues } from '../testing/trace.ts';
import type { RunVariants } from '../testing/variants.ts';
import type { Baseline } from './baseline.ts';
import { chooseAmong } from './chooseAmong.ts';
import { withDiagnostic } from './diagnosticCheck.ts';
import type { FixEvent, FixResult } from './event.ts';
import { cannotStart, nothingFails, nothingFound, notChecked, targetPasses } from './fixReasons.ts';
import type { FixRequest } from './fixRequest.ts';
import type { HostFunctions } from './hostFunctions.ts';
import type { IssueTest } from './issueTest.ts';
import { baselineOf, type KnownBaselines } from './knownBaselines.ts';
import { openLanes, type Lanes } from './lanes.ts';
import type { ReadSyntax } from './localise/codeFiles.ts';
import { withFindings } from './localise.ts';
import { askedWithin } from './modelShare.ts';
import { untilPortsCollide } from './oneAtATime.ts';
import { proposalOf } from './propose.ts';
import { SearchTally } from './searchTally.ts';
import { ShownByTries } from './shown.ts';
import { solve, type Solution } from './solve.ts';
import { isReported, targetedTests } from './target.ts';
import { testForIssue } from './testForIssue.ts';
import { unparsedFile } from './unparsed.ts';
import type { RecentLines } from './whereToLook.ts';

export interface FixDeps extends HostFunctions {
  /** Makes the first copy of the workspace; more are made from it. `added`: files that are in the copy as they are here. */
  readonly copyWorkspace: (signal: AbortSignal, added?: ReadonlyMap<WorkspacePath, string>) => Promise<ShadowWorkspace>;
  readonly runTests: RunTests;
  /** Runs many candidates from one build; left out: each has its own. */
  readonly runVariants?: RunVariants;
  readonly parse: Parse;
  /** Outlines and references of files, in every language that the index reads. */
  readonly readSyntax: ReadSyntax;
  /** Watches variables while a test runs; left out: no values are known. */
  readonly traceValues?: TraceValues;
  /** Lines that were changed lately; left out: nothing is known. */
  readonly recentLines?: RecentLines;
  /** Begins what runs in a copy will want; left out: each run begins its own. Never rejects. */
  readonly getReady?: (lane: ShadowWorkspace, command: TestCommand, signal: AbortSignal) => Promise<void>;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  /** What the tests said before; left out: nothing is known. */
  readonly baselines?: KnownBaselines;
}

/**
 * Fix This Issue: copies the workspace, runs its tests, writes one where none shows the issue, finds where the fault
 * may be, tries patches in the copies until the failing tests pass and nothing else fails, and chooses among those
 * that do. The stream ends with `finished`. Every copy is gone when it ends, however it ends.
 */
export function fix(request: FixRequest, deps: FixDeps, signal: AbortSignal): AsyncGenerator<FixEvent, void> {
  return streamOf(async (emit, stop) => {
    const lanes: Lanes[] = [];
    const runTests = untilPortsCollide(deps.runTests, deps.log);
    try {
      emit({ kind: 'finished', result: await fixInCopies(request, { ...deps, runTests }, lanes, emit, stop) });
    } finally {
      await Promise.all(lanes.map((each) => each.dispose()));
    }
  }, signal);
}

async function fixInCopies(
  request: FixRequest,
  given: FixDeps,
  lanes: Lanes[],
  emit: (event: FixEvent) => void,
  signal: AbortSignal,
): Promise<FixResult> {
  const { command, check, target } = request;
  const checked = check && target?.kind === 'place' ? withDiagnostic(given.runTests, check, target) : undefined;
  // With a diagnostic in it a baseline is true of this request alone, and tests are not all that must be run.
  const deps: FixDeps = checked ? unkept(given, checked.runTests) : given;
  const started = deps.now();
  const seconds = (): number => (deps.now() - started) / 1000;
  const copy = async (added?: ReadonlyMap<WorkspacePath, string>): Promise<Lanes> => {
    const getReady = async (lane: ShadowWorkspace, stop: AbortSignal): Promise<void> =>
      deps.getReady?.(lane, command, stop);
    const made = openLanes(await deps.copyWorkspace(signal, added), request.parallel, getReady, deps.log, signal);
    lanes.push(made);
    return made;
  };

  let copies = await copy();
  let shadow = copies.first;
  const files = await shadow.files();
  emit({ kind: 'copied', files: files.length, seconds: seconds() });

  emit({ kind: 'testing', command: command.line });
  const { baseline: whole, keptFrom } = await baselineOf(shadow, command, deps, signal);
  const { passing, flaky } = whole;
  const said = { passed: passing.size, failed: whole.failing, flaky, seconds: seconds() };
  emit({ kind: 'baseline', ...said, ...(keptFrom !== undefined && { keptFrom }) });
  let original: Baseline = { ...whole, failing: targetedTests(whole.failing, target) };
  const unchecked =
    target?.kind === 'place' && !checked?.isReported() && !isReported(whole.failing, target)
      ? [notChecked(target, check)]
      : [];

  const budgetMs = request.budgetSeconds * 1000;
  let searchStarted = deps.now();
  const goneMs = (): number => deps.now() - searchStarted;
  const tally = new SearchTally({
    emit,
    log: deps.log,
    spent: () => Math.min(1, goneMs() / budgetMs),
    trying: deps.model ? `asking ${deps.model.name}` : '',
  });
  const none = (reason: string): FixResult => ({ status: 'none', reason, counts: tally.counts });
  const share = askedWithin(request, deps.model, (spending) => tally.onFact({ kind: 'spent', spending }));

  let issueTest: IssueTest | undefined;
  if (original.failing.length === 0) {
    if (request.target && whole.failing.length > 0) return none(targetPasses(request.target, whole));
    if (passing.size === 0) deps.log.warn(`the test command printed: ${original.output.trim() || '(nothing)'}`);
    if (!request.issue?.trim() || passing.size === 0) return none(nothingFails(original, command, shadow.root));
    tally.tell('writing a test for the issue');
    const { issue } = request;
    const written = await testForIssue(
      { issue, files, baseline: original, command },
      { ...deps, ...share, shadow, emit },
      signal,
    );
    if (written.kind === 'none') return none(written.reason);
    ({ issueTest, baseline: original } = written);
    // From here on the test is part of the tree.
    copies = await copy(new Map([[issueTest.path, issueTest.text]]));
    shadow = copies.first;
  }

  const unparsed = await unparsedFile(original.failing, (path) => readIfThere(shadow, path), deps.parse);
  if (unparsed && (unparsed.kind === 'merge' || !deps.model)) return none(cannotStart(unparsed));

  const own = await copies.all();
  searchStarted = deps.now();
  const shown = new ShownByTries();
  const leftMs = (): number => (deps.enough?.aborted ? 0 : budgetMs - goneMs());
  const solutions = await solve(
    share.rest(),
    original,
    { ...deps, lanes: own, files, leftMs, shown, onFact: share.addedTo(tally.onFact) },
    signal,
  );
  const proven = solutions.filter(({ unproven }) => !unproven);
  if (tally.counts.run > 0)
    emit({ kind: 'localised', places: withFindings(shown.weigh(tally.looked), proven.flatMap(findingsOf)) });
  if (solutions.length === 0) {
    const reason = nothingFound(original, tally.counts, request, deps.enough?.aborted ?? false);
    return none([reason, ...tally.trouble].join(' '));
  }

  const chosen = await chooseAmong(
    solutions,
    {
      request,
      baseline: original,
      lanes: own,
      files,
      places: tally.looked,
      issueTest,
      questions: issueTest?.confirmed ? 1 : 0,
    },
    { ...deps, ...share, tell: (text) => tally.tell(text) },
    signal,
  );
  await shadow.reset();
  const before = new Map<WorkspacePath, string | undefined>(issueTest && [[issueTest.path, issueTest.before]]);
  for (const path of new Set(solutions.flatMap(({ texts }) => [...texts.keys()])))
    // A file that the patch adds is not there.
    if (!before.has(path)) before.set(path, await shadow.read(path).catch(() => undefined));
  const [first, ...others] = chosen.map((choice) =>
    proposalOf({
      ...{ root: request.root, command, original, choice, before, issueTest },
      counts: tally.counts,
      seconds: seconds(),
      warnings: [...unchecked, ...shadow.warnings, ...tally.trouble],
    }),
  );
  if (!first) return none(nothingFound(original, tally.counts, request, false));
  return { status: first.evidence.verdict === 'verified' ? 'verified' : 'unverified', proposals: [first, ...others] };
}

const readIfThere = (shadow: ShadowWorkspace, path: WorkspacePath): Promise<string | undefined> =>
  shadow.read(path).catch(() => undefined);

const unkept = ({ baselines: _, runVariants: _variants, ...deps }: FixDeps, runTests: RunTests): FixDeps => ({
  ...deps,
  runTests,
});

/** Where a solution's steps have changed the code. */
const findingsOf = ({ steps, stillFailing }: Solution) =>
  steps.flatMap(({ places }) =>
    places.map(({ path, line }) => ({
      path,
      line,
      fixesAll: stillFailing.size === 0 && steps.length === 1 && places.length === 1,
    })),
  );
