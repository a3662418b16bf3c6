/**
 * Most patches leave the failing tests failing. Where a language's tools can build many of them together, one build
 * and a short run of each tells which do; only the rest is run as usual, and nothing is taken for right on this word.
 */
import type { Log } from '../base/log.ts';
import type { Parse } from '../syntax/tree.ts';
import { changedFunctions } from '../testing/schemata/changedFunctions.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import { isTestPath } from '../testing/testPath.ts';
import { buildsTogether, unchanged, type RunVariants, type Variant, type VariantCopy } from '../testing/variants.ts';
import type { TestReport, TestResult, WorkspacePath } from '../testing/report.ts';
import type { Attempt, Patch } from './attempt.ts';
import { suiteRuns, type Baseline } from './baseline.ts';
import { saysPortTaken } from './compareRuns.ts';
import type { PatchQueue } from './patchQueue.ts';
import { breaksNear, fixesNothing, testsBeside } from './runPatch.ts';
import type { Sieve } from './search.ts';
import type { SourceFiles } from './sourceFiles.ts';

export interface SieveDeps {
  readonly runVariants: RunVariants;
  readonly command: TestCommand;
  /** With the limit for a run of the failing tests as things stand. */
  readonly baseline: () => Baseline;
  /** Is told how long a run of the failing tests took. */
  readonly onTestsRan: (ms: number) => void;
  /** What every patch holds already. */
  readonly settled: ReadonlyMap<WorkspacePath, string>;
  readonly files: SourceFiles;
  readonly parse: Parse;
  readonly more: PatchQueue;
  readonly now: () => number;
  readonly log: Log;
}

/** The first patches are the likeliest, and are not kept waiting for others. */
const firstSize = 8;
const mostSize = 48;
/** Rounds in a row that decided nothing. */
const mostFruitless = 2;

/** Undefined where what the failing tests say alone decides nothing. */
export function openSieve(deps: SieveDeps): (Sieve & { readonly returned: Patch[] }) | undefined {
  const { failing } = deps.baseline();
  if (!buildsTogether(deps.command.framework) || failing.length === 0 || failing.some(({ id }) => id === suiteRuns))
    return undefined;
  const sizes = new Map<ShadowWorkspace, number>();
  const returned: Patch[] = [];
  let fruitless = 0;
  return {
    returned,
    size: (lane) => (fruitless >= mostFruitless ? 1 : (sizes.get(lane) ?? firstSize)),
    more: async (signal) => returned.shift() ?? deps.more(signal),
    // A model's patches are given back to it.
    giveBack(patch) {
      if (patch.source === 'embedded') returned.push(patch);
    },
    async sift(lane, patches, onFailed, signal) {
      const begun = deps.now();
      sizes.set(lane, Math.min(mostSize, 2 * (sizes.get(lane) ?? firstSize)));
      const variants = await variantsOf(patches, deps);
      const fast = variants.length > 1 ? await decide(variants, lane, onFailed, deps, signal) : undefined;
      if (!fast) {
        fruitless++;
        return patches;
      }
      const { failed, passed } = fast;
      fruitless = failed.size + passed.length > 0 ? 0 : fruitless + 1;
      deps.log.debug(
        `${variants.length} of ${patches.length} patches in one build: ${failed.size} lead nowhere, ${passed.length} do more, after ${Math.round(deps.now() - begun)} ms`,
      );
      return [...passed, ...patches.filter((patch) => !failed.has(patch) && !passed.includes(patch))];
    },
  };
}

interface Decided {
  readonly failed: ReadonlySet<Patch>;
  readonly passed: readonly Patch[];
}

async function decide(
  variants: readonly (Variant & { readonly patch: Patch })[],
  lane: ShadowWorkspace,
  onFailed: (attempt: Attempt, ms: number) => void,
  deps: SieveDeps,
  signal: AbortSignal,
): Promise<Decided> {
  const failed = new Set<Patch>();
  const passed: Patch[] = [];
  const baseline = deps.baseline();
  const { command, settled } = deps;
  const limitMs = baseline.focus?.limitMs ?? baseline.wholeLimitMs;
  const patchOf = (id: number): Patch | undefined => variants.find((variant) => variant.id === id)?.patch;
  const further = (id: number, report: TestReport): readonly TestResult[] => {
    const patch = patchOf(id);
    return patch && !fixesNothing(report, patch, baseline) ? testsBeside(patch.places, baseline) : [];
  };
  const request = { command, only: baseline.failing, limitMs, texts: settled, variants, further };
  for await (const { id, report, further: beside } of deps.runVariants(lane, request, signal)) {
    if (id === unchanged) {
      // Tests that say something else here than they do in their own surroundings decide nothing.
      if (!failsAsBefore(report, baseline)) break;
      continue;
    }
    const patch = patchOf(id);
    if (!patch || portTaken(report) || (beside && portTaken(beside))) continue;
    if (report.end.kind === 'exited' && report.results.length > 0) deps.onTestsRan(report.durationMs);
    const useless = fixesNothing(report, patch, baseline) ?? (beside && breaksNear(report, beside, patch, baseline));
    if (useless) {
      failed.add(patch);
      onFailed(useless, report.durationMs + (beside?.durationMs ?? 0));
    } else passed.push(patch);
  }
  return { failed, passed };
}

function failsAsBefore(report: TestReport, baseline: Baseline): boolean {
  const failed = new Set(report.results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id));
  return baseline.failing.every(({ id }) => failed.has(id));
}

const portTaken = ({ results, problem }: TestReport): boolean =>
  [problem, ...results.map(({ failure }) => failure)].some((failure) => failure && saysPortTaken(failure.message));

/** The patches that change nothing but the bodies of functions. */
async function variantsOf(
  patches: readonly Patch[],
  deps: SieveDeps,
): Promise<(Variant & { readonly patch: Patch })[]> {
  const variants: (Variant & { readonly patch: Patch })[] = [];
  for (const patch of patches) {
    const copies = await copiesOf(patch, deps);
    if (copies && copies.length > 0) variants.push({ id: patch.id, copies, patch });
  }
  return variants;
}

async function copiesOf(patch: Patch, { settled, files, parse }: SieveDeps): Promise<VariantCopy[] | undefined> {
  if ([...settled.keys()].some((path) => !patch.texts.has(path))) return undefined;
  const all: VariantCopy[] = [];
  for (const [path, text] of patch.texts) {
    if (settled.get(path) === text) continue;
    const before = isTestPath(path) ? undefined : await files.get(path);
    if (!before) return undefined;
    const after = await parse(before.language, text, before);
    try {
      const copies = changedFunctions(before, after);
      if (!copies) return undefined;
      all.push(...copies.map((copy) => ({ ...copy, path })));
    } finally {
      after.dispose();
    }
  }
  return all;
}
