/** Long work in steps: at each `yield` whoever runs it may do something else first, or stop. */
export type Steps<Result> = Generator<void, Result>;

/** All at once, where nobody waits for anything else. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

export interface Pace {
  /** How long it may go on before the others have their turn. */
  readonly sliceMs: number;
  /** Resolves when the others had it. */
  readonly turn: () => Promise<void>;
}

/** @throws the signal's reason, between two steps. */
export async function paceSteps<Result>(
  steps: Steps<Result>,
  { sliceMs, turn }: Pace,
  signal: AbortSignal,
): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < sliceMs) continue;
    await turn();
    signal.throwIfAborted();
    since = performance.now();
  }
}
