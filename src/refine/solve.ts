import type { Log } from '../base/log.ts';
import type { Parse } from '../syntax/tree.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests } from '../testing/testCommand.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Attempt, Patch } from './attempt.ts';
import { takeBaseline, type Baseline } from './baseline.ts';
import { embeddedCandidates } from './embeddedSource.ts';
import type { SuspiciousPlace } from './event.ts';
import type { FixRequest } from './fixRequest.ts';
import { localise } from './localise.ts';
import { openPatchQueue } from './patchQueue.ts';
import { prepare, runPatch } from './runPatch.ts';
import { search, type Partial } from './search.ts';
import { comparePatches } from './select.ts';
import { ShownByTries } from './shown.ts';
import { openSourceFiles } from './sourceFiles.ts';

/** A way to some or all of the failing tests. */
export interface Solution {
  /** One patch a fault, in the order they were found. */
  readonly steps: readonly Patch[];
  /** The texts of all steps together. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Ids of the targets that fail still; empty when it is verified. */
  readonly stillFailing: ReadonlySet<string>;
}

export interface SolveDeps {
  readonly lanes: readonly [ShadowWorkspace, ...ShadowWorkspace[]];
  readonly files: readonly WorkspacePath[];
  readonly runTests: RunTests;
  readonly parse: Parse;
  readonly now: () => number;
  readonly leftMs: () => number;
  readonly log: Log;
  /** Is told of every run of the first round, and decides with what was shown so far which patch is next. */
  readonly shown: ShownByTries;
  readonly onFact: (fact: SolveFact) => void;
}

export type SolveFact =
  | { readonly kind: 'localised'; readonly places: readonly SuspiciousPlace[] }
  | { readonly kind: 'generated'; readonly count: number }
  | { readonly kind: 'parsed'; readonly patch: Patch }
  | { readonly kind: 'ran'; readonly attempt: Attempt };

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
  steps: readonly Patch[] = [],
): Promise<readonly Solution[]> {
  const { runTests, parse, now, leftMs, shown, onFact } = deps;
  const [shadow] = deps.lanes;
  const settled: ReadonlyMap<WorkspacePath, string> = steps.at(-1)?.texts ?? new Map();
  await prepare(shadow, settled);
  const sources = openSourceFiles((path) => shadow.read(path), parse);
  try {
    const located = localise({ ...request, failing: baseline.failing, coverage: baseline.coverage, files: deps.files });
    const { ranked, places } = await embeddedCandidates(located, sources, deps.log, signal);
    onFact({ kind: 'localised', places });
    onFact({ kind: 'generated', count: ranked.length });
    const queue = openPatchQueue(ranked, sources, settled, parse, (candidate) => shown.factorOf(candidate));
    const searchDeps = {
      lanes: deps.lanes,
      now,
      run: (lane: ShadowWorkspace, patch: Patch, stop: AbortSignal) =>
        runPatch(lane, patch, baseline, request.command, runTests, stop),
      onParsed: (patch: Patch) => onFact({ kind: 'parsed', patch }),
      onRan: (attempt: Attempt) => {
        shown.learn(attempt);
        onFact({ kind: 'ran', attempt });
      },
    };
    let best: Solution | undefined;
    for (let exhausted = false; !exhausted && leftMs() > 0;) {
      const outcome = await search(queue, leftMs(), searchDeps, signal);
      exhausted = outcome.exhausted;
      if (outcome.verified.length > 0) {
        return [...outcome.verified].sort(comparePatches).map((patch) => solutionOf(patch, new Set()));
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

  function solutionOf(patch: Patch, failing: ReadonlySet<string>): Solution {
    return { steps: [...steps, patch], texts: patch.texts, stillFailing: failing };
  }

  async function goOn(from: Solution): Promise<readonly Solution[]> {
    await prepare(shadow, from.texts);
    const rest = await takeBaseline(shadow, request.command, runTests, 0, signal);
    // Only what was a target before: a test that this run alone saw failing is flaky.
    const failing = rest.failing.filter((test) => from.stillFailing.has(test.id));
    if (failing.length === 0) return [];
    return solve(
      request,
      { ...rest, failing, passing: passingStill(baseline, from) },
      { ...deps, shown: new ShownByTries() },
      signal,
      from.steps,
    );
  }
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
