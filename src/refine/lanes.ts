import { describeError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';

/** The copies in which patches run side by side. */
export interface Lanes {
  readonly first: ShadowWorkspace;
  /** Those that could be made; waits until they are. @throws the signal's reason */
  all(): Promise<readonly [ShadowWorkspace, ...ShadowWorkspace[]]>;
  /** Removes all of them, and what is being made. */
  dispose(): Promise<void>;
}

/**
 * Makes further copies of a copy, and readies each for its runs, one after another: while something else goes on in the
 * first, so that nobody waits for it later.
 * @param getReady never rejects
 */
export function openLanes(
  first: ShadowWorkspace,
  count: number,
  getReady: (lane: ShadowWorkspace, signal: AbortSignal) => Promise<void>,
  log: Log,
  signal: AbortSignal,
): Lanes {
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const lanes: [ShadowWorkspace, ...ShadowWorkspace[]] = [first];
  const make = async (): Promise<void> => {
    let ready = getReady(first, stop);
    while (lanes.length < count) {
      try {
        const lane = await first.lane(stop);
        lanes.push(lane);
        ready = ready.then(() => (stop.aborted ? undefined : getReady(lane, stop)));
      } catch (error) {
        stop.throwIfAborted();
        log.warn(`The search goes on with fewer copies (${lanes.length}): ${describeError(error)}`);
        return;
      }
    }
  };
  const made = make();
  // An abort is told to whoever asks for them.
  made.catch(() => {});
  return {
    first,
    async all() {
      await made;
      return lanes;
    },
    async dispose() {
      over.abort();
      await made.catch(() => {});
      await Promise.all(lanes.map((lane) => lane.dispose()));
    },
  };
}
