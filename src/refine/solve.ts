import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Attempt, Patch } from './attempt.ts';
import { takeBaseline, type Baseline } from './baseline.ts';
import { openCombinations } from './combine.ts';
import { DrawnChanges } from './drawnChanges.ts';
import { embeddedCandidates } from './embeddedSource.ts';
import { bothSources } from './bothSources.ts';
import type { FixRequest } from './fixRequest.ts';
import { FocusLimit } from './focusLimit.ts';
import { localise } from './localise.ts';
import { openCodeFiles } from './localise/codeFiles.ts';
import { openPatchQueue, type PatchQueue } from './patchQueue.ts';
import { prepare, runPatch } from './runPatch.ts';
import { search, type Partial } from './search.ts';
import { openSieve } from './sieve.ts';
import { refusedNode, triedNode } from './searchTree.ts';
import { comparePatches } from './select.ts';
import { ShownByTries } from './shown.ts';
import { openSourceFiles } from './sourceFiles.ts';
import type { SearchSession, SolveDeps } from './solveDeps.ts';
import { askModel, tellValues } from './solveModel.ts';
import { tracedTests, type TracedTest } from './tracedTests.ts';
import { pointedAt } from './whereToLook.ts';

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
  const session: SearchSession = {
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

async function solveFrom(
  steps: readonly Patch[],
  request: FixRequest,
  baseline: Baseline,
  deps: SolveDeps,
  session: SearchSession,
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
  let closeQueue = (): void => {};
  try {
    const { failing, coverage } = baseline;
    const evidence = await (session.evidence ??= pointedAt(request, baseline, deps, session.files, signal));
    const located = localise({ ...request, failing, coverage, files: deps.files, evidence });
    const { ranked, places, more, known } = await embeddedCandidates(located, sources, deps.log, signal);
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
    closeQueue = embedded.close;
    const combined = openCombinations(known, baseline.failing.length);
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
    closeQueue();
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
function atMost(mostRuns: number | undefined, session: SearchSession, queue: PatchQueue): PatchQueue {
  if (mostRuns === undefined) return queue;
  return async (signal) => {
    if (session.runs >= mostRuns) return undefined;
    session.runs++;
    const patch = await queue(signal);
    if (!patch) session.runs--;
    return patch;
  };
}

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
