import { isAbort } from '../base/abort.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { Attempt, Patch } from './attempt.ts';
import type { PatchQueue } from './patchQueue.ts';

export interface SearchDeps {
  /** Copies to run in, each used by one run at a time. */
  readonly lanes: readonly ShadowWorkspace[];
  readonly run: (lane: ShadowWorkspace, patch: Patch, signal: AbortSignal) => Promise<Attempt>;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  readonly onParsed: (patch: Patch) => void;
  readonly onRan: (attempt: Attempt) => void;
}

export type Partial = Attempt & { readonly kind: 'partial' };

export interface SearchOutcome {
  readonly verified: readonly Patch[];
  readonly partial: readonly Partial[];
  /** The queue has no more to give. */
  readonly exhausted: boolean;
}

/** Enough to choose from. */
const mostVerified = 6;

/**
 * Tries patches in order, one in each lane at a time, for at most `searchMs`. After the first verified one
 * it goes on for half of what it took, so that there is something to choose from. After the first partial
 * one it goes on for a while in the hope of a whole one; then the caller may build on the part.
 */
export async function search(
  queue: PatchQueue,
  searchMs: number,
  deps: SearchDeps,
  signal: AbortSignal,
): Promise<SearchOutcome> {
  const verified: Patch[] = [];
  const partial: Partial[] = [];
  const started = deps.now();
  const enough = new AbortController();
  const stop = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(Math.max(1, Math.ceil(searchMs)))]);
  const stopAfter = (ms: number): void => {
    const timer = setTimeout(() => enough.abort(), ms);
    stop.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  let exhausted = false;

  const work = async (lane: ShadowWorkspace): Promise<void> => {
    while (!stop.aborted) {
      const patch = await queue();
      if (!patch) {
        exhausted = true;
        return;
      }
      deps.onParsed(patch);
      const attempt = await deps.run(lane, patch, stop);
      deps.onRan(attempt);
      if (attempt.kind === 'verified' && verified.push(patch) === 1) {
        stopAfter(Math.min(10_000, Math.max(1_500, (deps.now() - started) / 2)));
      }
      if (attempt.kind === 'partial' && partial.push(attempt) === 1) stopAfter(Math.max(3_000, searchMs / 2));
      if (verified.length >= mostVerified) enough.abort();
    }
  };

  const lanes = await Promise.allSettled(deps.lanes.map(work));
  enough.abort();
  signal.throwIfAborted();
  for (const lane of lanes) {
    if (lane.status === 'rejected' && !isAbort(lane.reason, stop)) throw lane.reason;
  }
  return { verified, partial, exhausted };
}
