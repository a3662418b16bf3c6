/** Ways to wait for something that happens once, or again and again. */

/** Opens once; whoever waits goes on, and whoever comes later does not wait. */
export class Latch {
  readonly opened: Promise<void>;
  #resolve = (): void => {};

  constructor() {
    this.opened = new Promise((resolve) => (this.#resolve = resolve));
  }

  open(): void {
    this.#resolve();
  }
}

/** Wakes all who sleep at that moment. */
export class Bell {
  #sleepers = new Set<() => void>();

  ring(): void {
    const sleepers = this.#sleepers;
    this.#sleepers = new Set();
    for (const wake of sleepers) wake();
  }

  /** Until the bell rings, or for some time. */
  sleep(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => wake(), ms);
      const wake = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
    });
  }
}

/** Wakes whoever sleeps, and if nobody does whoever lies down next: so that nothing is slept through. */
export class Alarm {
  readonly #bell = new Bell();
  #isRung = false;

  ring(): void {
    this.#isRung = true;
    this.#bell.ring();
  }

  /** Nothing of what has rung until now is to wake anybody. */
  forget(): void {
    this.#isRung = false;
  }

  /** Until it rings, until the signal aborts, or for some time. */
  async sleep(signal: AbortSignal, ms?: number): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const stop = (): void => this.#bell.ring();
      signal.addEventListener('abort', stop, { once: true });
      await this.#bell.sleep(ms);
      signal.removeEventListener('abort', stop);
    }
    this.#isRung = false;
  }
}
