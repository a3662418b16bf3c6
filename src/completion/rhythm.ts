import type { Trigger } from './suggestion.ts';

/**
 * When to ask: in the user's pauses. Whoever types steadily pauses longer than the usual gap between
 * two keystrokes only when there is something to read; a slow endpoint has used that time already. The
 * rule is Tabby's, with our own bounds.
 */
export class TypingRhythm {
  #last: number | undefined;
  #interval = usualInterval;
  #latency = 0;

  /** @param now in milliseconds, of any clock that does not jump. */
  keystroke(now: number): void {
    const gap = this.#last === undefined ? Infinity : now - this.#last;
    this.#last = now;
    // A longer gap is a pause for thought, not part of the rhythm.
    if (gap > 1500) return;
    this.#interval += (clamp(gap, 60, 400) - this.#interval) / 12;
  }

  /** How long the source took until its suggestion was there. */
  answered(latencyMs: number): void {
    this.#latency = this.#latency === 0 ? latencyMs : this.#latency + (latencyMs - this.#latency) / 4;
  }

  /** How long to wait from now until the source is asked. */
  delay(place: PausePlace): number {
    if (place.trigger === 'invoke') return 0;
    const factor = 2.4 - 1.5 * promiseOf(place);
    return Math.round(clamp(factor * this.#interval - this.#latency, 40, 800));
  }
}

export interface PausePlace {
  readonly trigger: Trigger;
  readonly linePrefix: string;
  readonly lineSuffix: string;
  readonly isAtEnd: boolean;
}

const usualInterval = 180;

/** How likely the user waits for something here: after an operator or a bracket, at the end of a line, of the file. */
function promiseOf({ linePrefix, lineSuffix, isAtEnd }: PausePlace): number {
  const afterWord = /[\p{L}\p{N}_$]$/u.test(linePrefix);
  return (afterWord ? 0 : 0.5) + (lineSuffix.trim() === '' ? 0.4 : 0) + (isAtEnd ? 0.1 : 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
