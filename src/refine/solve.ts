import { settingsTable } from '../settings/table.ts';
import type { ModelSpending } from '../model/spending.ts';
import type { Parse } from '../syntax/tree.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { Framework, RunTests } from '../testing/testCommand.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { TraceValues } from '../testing/trace.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { RunVariants } from '../testing/variants.ts';
import type { Attempt, Patch } from './attempt.ts';
import { takeBaseline, type Baseline } from './baseline.ts';
import { openCombinations } from './combine.ts';
import { DrawnChanges } from './drawnChanges.ts';
import { embeddedCandidates } from './embeddedSource.ts';
import { bothSources } from './bothSources.ts';
import type { SuspiciousPlace, TriedNode } from './event.ts';
import type { FixRequest, ModelBudget } from './fixRequest.ts';
import { FocusLimit } from './focusLimit.ts';
import type { HostFunctions } from './hostFunctions.ts';
import { localise } from './localise.ts';
import { openCodeFiles, type CodeFiles, type ReadSyntax } from './localise/codeFiles.ts';
import type { Evidence } from './localise/evidence.ts';
import { withValues } from './localise/valueReasons.ts';
import { lookFirst } from './model/lookFirst.ts';
import { openModelSource, type ModelSource } from './model/modelSource.ts';
import { openPatchQueue, type PatchQueue } from './patchQueue.ts';
import { prepare, runPatch } from './runPatch.ts';
import { search, type Partial } from './search.ts';
import { openSieve } from './sieve.ts';
import { refusedNode, triedNode } from './searchTree.ts';
import { comparePatches } from './select.ts';
import { ShownByTries } from './shown.ts';
import { openSourceFiles } from './sourceFiles.ts';
import { tracedTests, type TracedTest } from './tracedTests.ts';
import { pause, pointedAt, type RecentLines } from './whereToLook.ts';

/** A way to some or all of the failing tests. */
export interface Solution {
  /** One patch a fault, in the order they were found. */
  readonly steps: readonly Patch[];
  /** The texts of all steps together. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Ids of the targets that fail still; empty when it is verified. */
  readonly stillFailing: ReadonlySet<string>;
  /** No test has shown that it does any good: the best that a model has said, when nothing else is left. */
  readonly unproven?: true;
}

export interface SolveDeps extends Pick<HostFunctions, 'model' | 'log' | 'searchIndex'> {
  readonly lanes: readonly [ShadowWorkspace, ...ShadowWorkspace[]];
  readonly files: readonly WorkspacePath[];
  readonly runTests: RunTests;
  /** Runs many candidates from one build; left out: each has its own. */
  readonly runVariants?: RunVariants;
  readonly parse: Parse;
  readonly readSyntax: ReadSyntax;
  /** Watches variables while a test runs; left out: no values are known. */
  readonly traceValues?: TraceValues;
  /** Lines of such files that were changed lately; left out: nothing is known. */
  readonly recentLines?: RecentLines;
  readonly now: () => number;
  readonly leftMs: () => number;
  readonly enough?: AbortSignal;
  /** Is told of every run of the first round, and decides with what was shown so far which patch is next. */
  readonly shown: ShownByTries;
  readonly onFact: (fact: SolveFact) => void;
}

export type SolveFact =
  | { readonly kind: 'localised'; readonly places: readonly SuspiciousPlace[] }
  /** The places of the first round with what was learnt since: values, what a model found. */
  | { readonly kind: 'looked'; readonly places: readonly SuspiciousPlace[] }
  | { readonly kind: 'generated'; readonly count: number }
  | { readonly kind: 'parsed'; readonly patch: Patch }
  | { readonly kind: 'ran'; readonly attempt: Attempt }
  | { readonly kind: 'tried'; readonly node: TriedNode }
  | { readonly kind: 'spent'; readonly spending: ModelSpending }
  | { readonly kind: 'modelTrouble'; readonly message: string };

/** Faults that may be settled one after another. */
const mostSteps = 3;

/**
 * Searches for patches. What fixes some tests and breaks none is taken as settled when nothing whole is found
 * for a while, and the search goes on from there with the tests that are left; when that leads nowhere,
 * it comes back to where it was. Verified solutions come first, the best first; else the best partial one.
 */
export async function solve(
  request: FixRequest,
  baseline: Baseline,
  deps: SolveDeps,
  signal: AbortSignal,
): Promise<readonly Solution[]> {
  let made = 0;
  const drawn = new DrawnChanges();
  const originals = new Map<WorkspacePath, string>();
  let isSearching = false;
  let spare: Promise<ShadowWorkspace> | undefined;
  const [shadow] = deps.lanes;
  const copyForReading = (): Promise<ShadowWorkspace> => (spare ??= shadow.lane(signal));
  /** While patches run, the lanes hold them: what is read then is read in a copy of its own. */
  const readOriginal = async (path: WorkspacePath): Promise<string> => {
    const known = originals.get(path);
    if (known !== undefined) return known;
    const lane = isSearching ? await copyForReading() : shadow;
    const text = await lane.read(path);
    originals.set(path, text);
    return text;
  };
  const session: Session = {
    nextId: () => ++made,
    drawn,
    originals,
    runs: 0,
    files: openCodeFiles(deps.files, readOriginal, deps.readSyntax),
    startSearching: () => void (isSearching = true),
    spare: copyForReading,
    closing: new AbortController(),
    looked: [],
  };
  try {
    const solutions = await solveFrom([], request, baseline, deps, session, signal);
    if (solutions.length === 0 && session.model?.isSilent)
      deps.onFact({ kind: 'modelTrouble', message: tooSlow(deps.model?.name ?? 'The model') });
    const unproven = solutions.length === 0 ? session.model?.bestUnverified() : undefined;
    if (!unproven) return solutions;
    const stillFailing = new Set(baseline.failing.map((test) => test.id));
    return [{ steps: [unproven], texts: unproven.texts, stillFailing, unproven: true }];
  } finally {
    session.closing.abort();
    await session.model?.close();
    await session.telling;
    await spare?.then(
      (lane) => lane.dispose(),
      () => {},
    );
  }
}

const tooSlow = (model: string): string =>
  `${model} had not answered when the search ended. A larger touchstone.fix.budgetSeconds gives it more time.`;

/** What all rounds of one search share. */
interface Session {
  readonly nextId: () => number;
  /** What all sources and rounds have come to. */
  readonly drawn: DrawnChanges;
  /** The workspace's own text of every file that a candidate has changed, and of others. */
  readonly originals: Map<WorkspacePath, string>;
  /** The workspace as it was, without what must not be shown to a model. */
  readonly files: CodeFiles;
  /** From now on patches are in the lanes. */
  readonly startSearching: () => void;
  /** A copy that no patch is put into. */
  readonly spare: () => Promise<ShadowWorkspace>;
  /** Aborted when the search is over. */
  readonly closing: AbortController;
  model?: ModelSource | undefined;
  /** What the issue's words and the like point to, gathered once. */
  evidence?: Promise<readonly Evidence[]>;
  /** What variables held; begins with the first call. */
  traces?: () => Promise<readonly TracedTest[]>;
  telling?: Promise<void>;
  /** The places of the first round, with what was learnt since. */
  looked: readonly SuspiciousPlace[];
  /** Patches that were handed out to be run, in all rounds. */
  runs: number;
}

async function solveFrom(
  steps: readonly Patch[],
  request: FixRequest,
  baseline: Baseline,
  deps: SolveDeps,
  session: Session,
  signal: AbortSignal,
): Promise<readonly Solution[]> {
  const { runTests, parse, now, leftMs, shown, onFact } = deps;
  const { originals } = session;
  const [shadow] = deps.lanes;
  const last = steps.at(-1);
  const settled: ReadonlyMap<WorkspacePath, string> = last?.texts ?? new Map();
  await prepare(shadow, settled);
  const sources = openSourceFiles(async (path) => {
    const text = await shadow.read(path);
    if (!settled.has(path)) originals.set(path, text);
    return text;
  }, parse);
  try {
    const { failing, coverage } = baseline;
    const evidence = await (session.evidence ??= pointedAt(request, baseline, deps, session.files, signal));
    const located = localise({ ...request, failing, coverage, files: deps.files, evidence });
    const { ranked, places, more } = await embeddedCandidates(located, sources, deps.log, signal);
    onFact({ kind: 'localised', places });
    onFact({ kind: 'generated', count: ranked.length });
    const embedded = openPatchQueue(ranked, {
      more: () => {
        const found = more();
        if (found && found.length > 0) onFact({ kind: 'generated', count: found.length });
        return found;
      },
      files: sources,
      settled,
      parse,
      factorOf: (candidate) => shown.factorOf(candidate),
      nextId: session.nextId,
      drawn: session.drawn,
      ...(last && { keyPrefix: `${last.id}\0` }),
      parent: last?.id,
      onRefused: (patch, why, sameAs) => onFact({ kind: 'tried', node: refusedNode(patch, why, sameAs, originals) }),
    });
    const combined = openCombinations(ranked, baseline.failing.length);
    if (steps.length === 0) {
      const stop = AbortSignal.any([signal, session.closing.signal]);
      let traces: Promise<readonly TracedTest[]> | undefined;
      session.traces = () => (traces ??= tracedTests(request.command, baseline, places, session.spare, deps, stop));
      session.looked = places;
      session.model = askModel(request, baseline, places, deps, session, signal);
      session.telling = tellValues(deps, session, stop);
    }
    const { model } = session;
    /** Patches of the model that are run now. */
    const running = new Set<Patch>();
    const parsed = new WeakSet<Patch>();
    session.startSearching();
    const limit = new FocusLimit(baseline);
    const sieve =
      deps.runVariants &&
      openSieve({
        ...{ runVariants: deps.runVariants, settled, files: sources, parse, now, log: deps.log },
        command: request.command,
        baseline: () => limit.now,
        onTestsRan: (ms) => limit.ran(ms),
        more: atMost(request.mostRuns, session, embedded.next),
      });
    const searchDeps = {
      lanes: deps.lanes,
      now,
      sieve,
      ...(deps.enough && { enough: deps.enough }),
      run: (lane: ShadowWorkspace, patch: Patch, stop: AbortSignal) =>
        runPatch(lane, patch, limit.now, request.command, limit.heard(runTests), stop),
      onParsed: (patch: Patch) => {
        if (patch.source === 'model') running.add(patch);
        // What was given back comes a second time.
        if (!parsed.has(patch)) onFact({ kind: 'parsed', patch });
        parsed.add(patch);
      },
      onRan: (attempt: Attempt, ms: number) => {
        running.delete(attempt.patch);
        shown.learn(attempt);
        const row = embedded.rowOf(attempt.patch);
        if (row) embedded.add(combined(attempt, row));
        // What does not compile alone does not with more of it.
        if (row && !row.with && attempt.kind === 'failed' && attempt.effect === 'not built')
          embedded.withdraw(row.candidate);
        model?.learn(attempt);
        onFact({ kind: 'ran', attempt });
        onFact({ kind: 'tried', node: triedNode(attempt, ms, baseline.failing, originals) });
      },
    };
    let best: Solution | undefined;
    for (let exhausted = false; !exhausted && leftMs() > 0;) {
      const fresh = atMost(request.mostRuns, session, bothSources(embedded.next, model));
      const queue: PatchQueue = async (stop) => sieve?.returned.shift() ?? fresh(stop);
      const outcome = await search(queue, leftMs(), searchDeps, signal);
      for (const patch of running) model?.giveBack(patch);
      running.clear();
      exhausted = outcome.exhausted;
      if (outcome.verified.length > 0) {
        const drawn = outcome.verified.map((patch) => withTimes(patch));
        return drawn.sort(comparePatches).map((patch) => solutionOf(patch, new Set()));
      }
      const part = bestPart(outcome.partial);
      if (!part) continue;
      const here = solutionOf(part.patch, stillFailing(baseline, part));
      const beyond = steps.length + 1 < mostSteps && leftMs() > 0 ? await goOn(here) : [];
      if (beyond[0]?.stillFailing.size === 0) return beyond;
      for (const solution of [here, ...beyond]) {
        if (!best || solution.stillFailing.size < best.stillFailing.size) best = solution;
      }
    }
    return best ? [best] : [];
  } finally {
    sources.dispose();
  }

  function withTimes(patch: Patch): Patch {
    const times = session.drawn.timesOf(patch);
    return times > 1 ? { ...patch, drawn: times } : patch;
  }

  function solutionOf(patch: Patch, failing: ReadonlySet<string>): Solution {
    // A model's patch is made from the workspace, or from a patch that it holds already.
    return { steps: patch.source === 'model' ? [patch] : [...steps, patch], texts: patch.texts, stillFailing: failing };
  }

  async function goOn(from: Solution): Promise<readonly Solution[]> {
    await prepare(shadow, from.texts);
    const rest = await takeBaseline(shadow, request.command, runTests, 0, signal);
    // Only what was a target before: a test that this run alone saw failing is flaky.
    const failing = rest.failing.filter((test) => from.stillFailing.has(test.id));
    if (failing.length === 0) return [];
    return solveFrom(
      from.steps,
      request,
      { ...rest, failing, passing: passingStill(baseline, from) },
      { ...deps, shown: new ShownByTries() },
      session,
      signal,
    );
  }
}

/** The queue, which ends once so many patches were handed out. */
function atMost(mostRuns: number | undefined, session: Session, queue: PatchQueue): PatchQueue {
  if (mostRuns === undefined) return queue;
  return async (signal) => {
    if (session.runs >= mostRuns) return undefined;
    session.runs++;
    const patch = await queue(signal);
    if (!patch) session.runs--;
    return patch;
  };
}

/** Starts to ask the model, when there is one and it may be asked. */
function askModel(
  request: FixRequest,
  baseline: Baseline,
  places: readonly SuspiciousPlace[],
  deps: SolveDeps,
  session: Session,
  signal: AbortSignal,
): ModelSource | undefined {
  const { model, onFact, parse, readSyntax, log } = deps;
  const { files, nextId, drawn, originals } = session;
  const budget = request.modelBudget ?? usualModelBudget;
  if (!model || budget.samples === 0) return undefined;
  const { issue, selection, command } = request;
  const traces = session.traces?.() ?? Promise.resolve([]);
  return openModelSource(
    {
      ...{ model, budget, issue, places, files, readSyntax, parse, nextId, drawn, log },
      ...{ failing: baseline.failing, passed: baseline.passed, coverage: baseline.coverage },
      targets: baseline.failing.length,
      project: describeProject(places, command.framework),
      // Who points at a test wants that changed.
      mayChangeTests: selection !== undefined && isTestPath(selection.path),
      traces,
      lookFirst: async (spending, stop) => {
        const hasCoverage = baseline.coverage.some((run) => baseline.failing.some(({ id }) => id === run.test));
        const look = { model, issue, failing: baseline.failing, traces, places, hasCoverage, files };
        const found = await lookFirst(look, spending, stop);
        if (!found) return undefined;
        session.looked = withValues(found, await traces);
        onFact({ kind: 'looked', places: session.looked });
        return found;
      },
      onPatch: () => onFact({ kind: 'generated', count: 1 }),
      onRefused: (patch, why, sameAs) => onFact({ kind: 'tried', node: refusedNode(patch, why, sameAs, originals) }),
      onSpending: (spending) => onFact({ kind: 'spent', spending }),
      onTrouble: (message) => onFact({ kind: 'modelTrouble', message }),
    },
    signal,
  );
}

/** A search that is over sooner needs no values. */
const valuesAfterMs = 4_000;

/** Tells what variables held at the suspicious lines, once the search takes long enough for someone to look. */
async function tellValues(
  { model, traceValues, onFact }: SolveDeps,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  if (!traceValues) return;
  if (!model) await pause(valuesAfterMs, signal);
  if (signal.aborted) return;
  const traced = (await session.traces?.()) ?? [];
  if (signal.aborted || traced.every(({ traces }) => traces.length === 0)) return;
  session.looked = withValues(session.looked, traced);
  onFact({ kind: 'looked', places: session.looked });
}

const usualModelBudget: ModelBudget = {
  samples: settingsTable['fix.samples'].default,
  mostTokens: settingsTable['fix.maxTokens'].default,
  inputPrice: 0,
  outputPrice: 0,
};

/** "TypeScript and Python, tested by vitest" */
function describeProject(places: readonly SuspiciousPlace[], framework: Framework): string {
  const endings = places.slice(0, 50).map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  const languages = new Set(endings.map((ending) => languageNames[ending] ?? ending));
  const tools = framework === 'custom' ? 'tested by a command of its own' : `tested by ${framework}`;
  return languages.size === 0 ? tools : `${[...languages].slice(0, 3).join(', ')}, ${tools}`;
}

const languageNames: Readonly<Record<string, string>> = {
  ...{ js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript', jsx: 'JavaScript' },
  ...{ ts: 'TypeScript', mts: 'TypeScript', cts: 'TypeScript', tsx: 'TypeScript' },
  ...{ py: 'Python', java: 'Java', go: 'Go', rs: 'Rust', kt: 'Kotlin' },
};

/** What must not break from here on: all that passed, and the targets that pass now. */
function passingStill(baseline: Baseline, solution: Solution): ReadonlySet<string> {
  const fixed = baseline.failing.filter((test) => !solution.stillFailing.has(test.id)).map((test) => test.id);
  return new Set([...baseline.passing, ...fixed]);
}

function stillFailing(baseline: Baseline, part: Partial): ReadonlySet<string> {
  const fixed = new Set(part.fixed);
  return new Set(baseline.failing.map((test) => test.id).filter((id) => !fixed.has(id)));
}

function bestPart(parts: readonly Partial[]): Partial | undefined {
  return [...parts].sort((a, b) => b.fixed.length - a.fixed.length || comparePatches(a.patch, b.patch))[0];
}
