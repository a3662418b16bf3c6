import { formatUnifiedDiff } from '../text/unifiedDiff.ts';
import type { TestResult, WorkspacePath } from '../testing/report.ts';
import type { Attempt, Patch } from './attempt.ts';
import type { TriedNode, TriedOutcome } from './event.ts';

/** A patch that was run, as a node of the search's tree. */
export function triedNode(
  attempt: Attempt,
  ms: number,
  targets: readonly TestResult[],
  originals: ReadonlyMap<WorkspacePath, string>,
): TriedNode {
  return nodeOf(attempt.patch, outcomeOf(attempt, targets), ms, originals);
}

/** A patch that was never run. @param why one sentence. @param sameAs the one that it is drawn again from. */
export function refusedNode(
  patch: Patch,
  why: string,
  sameAs: number | undefined,
  originals: ReadonlyMap<WorkspacePath, string>,
): TriedNode {
  const node = nodeOf(patch, { kind: 'refused', why }, 0, originals);
  return sameAs === undefined ? node : { ...node, sameAs };
}

function nodeOf(
  { id, parent, source, strategy, title, places, texts, prompt }: Patch,
  outcome: TriedOutcome,
  ms: number,
  originals: ReadonlyMap<WorkspacePath, string>,
): TriedNode {
  return {
    id,
    ...(parent !== undefined && { parent }),
    source,
    strategy,
    title,
    place: places[0],
    diff: formatUnifiedDiff([...texts].map(([path, after]) => ({ path, before: originals.get(path), after }))),
    outcome,
    ms: Math.round(ms),
    ...(prompt !== undefined && { prompt }),
  };
}

function outcomeOf(attempt: Attempt, targets: readonly TestResult[]): TriedOutcome {
  switch (attempt.kind) {
    case 'verified':
      return { kind: 'verified', passing: attempt.passing };
    case 'partial': {
      const fixed = new Set(attempt.fixed);
      const named = (does: boolean): string[] =>
        targets.filter(({ id }) => fixed.has(id) === does).map(({ name }) => name);
      return { kind: 'partial', fixed: named(true), stillFailing: named(false) };
    }
    case 'failed':
      return { kind: 'failed', effect: attempt.effect, why: whyFailed(attempt.effect, attempt.failures, targets) };
  }
}

/** The first line of what failed, or of what it broke. */
function whyFailed(effect: string, failures: readonly TestResult[], targets: readonly TestResult[]): string {
  const wanted = new Set(targets.map(({ id }) => id));
  const broken = failures.find(({ id }) => !wanted.has(id));
  const first = (effect === 'passes' ? broken : undefined) ?? failures[0];
  if (!first)
    return effect === 'passes' ? 'A test that passed before does not pass any more.' : 'The tests still fail.';
  const message = first.failure?.message.trim().split('\n', 1)[0] ?? '';
  return first === broken ? `breaks “${first.name}”: ${message}` : message || `“${first.name}” fails`;
}
