import { isAbort } from '../base/abort.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { Attempt, Patch } from './attempt.ts';
import type { PatchQueue } from './patchQueue.ts';

/** Decides quickly of many patches at once which of them lead nowhere. */
export interface Sieve {
  /** How many patches the lane's next run takes; 1 where they are run one by one. */
  size(lane: ShadowWorkspace): number;
  /** Those that cannot be what is looked for; the others are run as usual, those that it names first. */
  sift(
    lane: ShadowWorkspace,
    patches: readonly Patch[],
    onFailed: (attempt: Attempt, ms: number) => void,
    signal: AbortSignal,
  ): Promise<readonly Patch[]>;
  /** The next patch if there is one at once; such as had been handed out and were not run come first. */
  readonly more: PatchQueue;
  /** Was handed out, and is not run now. */
  giveBack(patch: Patch): void;
}

export interface SearchDeps {
  /** Copies to run in, each used by one run at a time. */
  readonly lanes: readonly ShadowWorkspace[];
  readonly run: (lane: ShadowWorkspace, patch: Patch, signal: AbortSignal) => Promise<Attempt>;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  readonly onParsed: (patch: Patch) => void;
  /** Left out: every patch is run by itself. */
  readonly sieve?: Sieve | undefined;
  /** Ends the search as its time does. */
  readonly enough?: AbortSignal;
  /** @param ms what its runs took */
  readonly onRan: (attempt: Attempt, ms: number) => void;
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
/** So many more are tried after the first verified one, also where the machine is slow: what is chosen must not hang on that. */
const leastAfter = 8;
const mostAfterMs = 10_000;
/** Where that is done: how long it goes on at least and at most for a larger choice. */
const [shortestMs, longestMs] = [1_500, 5_000];

/**
 * Tries patches in order, one in each lane at a time, for at most `searchMs`. After the first verified one
 * it goes on for a quarter of what it took and for some patches at least, so that there is something to choose from. After the first partial
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
  const time = AbortSignal.timeout(Math.max(1, Math.ceil(searchMs)));
  const stop = AbortSignal.any([signal, enough.signal, time, ...(deps.enough ? [deps.enough] : [])]);
  const after = (ms: number, act: () => void): void => {
    const timer = setTimeout(act, ms);
    stop.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  const stopAfter = (ms: number): void => after(ms, () => enough.abort());
  /** Since the first verified one; undefined before it. */
  let triedAfter: number | undefined;
  let isLongAfter = false;
  const stopIfEnough = (): void => {
    if (verified.length >= mostVerified || (isLongAfter && (triedAfter ?? 0) >= leastAfter)) enough.abort();
  };
  let exhausted = false;

  const work = async (lane: ShadowWorkspace): Promise<void> => {
    while (!stop.aborted) {
      const patch = await queue(stop);
      if (!patch) {
        exhausted = true;
        return;
      }
      const open = new Set([patch]);
      try {
        for (const each of await promising(lane, open)) {
          await tryPatch(lane, each);
          open.delete(each);
        }
      } finally {
        for (const each of open) deps.sieve?.giveBack(each);
      }
    }
  };

  /** The patch, and others with it where many are looked at together: those of them that are worth a run of their own. */
  async function promising(lane: ShadowWorkspace, open: Set<Patch>): Promise<readonly Patch[]> {
    const { sieve } = deps;
    const size = sieve?.size(lane) ?? 1;
    while (sieve && open.size < size) {
      const patch = await sieve.more(stop);
      if (!patch) break;
      open.add(patch);
    }
    for (const patch of open) deps.onParsed(patch);
    if (!sieve || open.size === 1) return [...open];
    const onFailed = (attempt: Attempt, ms: number): void => {
      open.delete(attempt.patch);
      ran(attempt, ms);
    };
    return sieve.sift(lane, [...open], onFailed, stop);
  }

  async function tryPatch(lane: ShadowWorkspace, patch: Patch): Promise<void> {
    const begun = deps.now();
    const attempt = await deps.run(lane, patch, stop);
    ran(attempt, deps.now() - begun);
    if (attempt.kind === 'verified' && verified.push(patch) === 1) {
      triedAfter = 0;
      stopAfter(mostAfterMs);
      after(Math.min(longestMs, Math.max(shortestMs, (deps.now() - started) / 4)), () => {
        isLongAfter = true;
        stopIfEnough();
      });
    }
    if (attempt.kind === 'partial' && partial.push(attempt) === 1) stopAfter(Math.max(3_000, searchMs / 2));
    stopIfEnough();
  }

  function ran(attempt: Attempt, ms: number): void {
    deps.onRan(attempt, ms);
    if (triedAfter !== undefined) triedAfter++;
  }

  const lanes = await Promise.allSettled(deps.lanes.map(work));
  enough.abort();
  signal.throwIfAborted();
  for (const lane of lanes) {
    if (lane.status === 'rejected' && !isAbort(lane.reason, stop)) throw lane.reason;
  }
  return { verified, partial, exhausted };
}
