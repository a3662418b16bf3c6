/** Questions that lead to other questions, and now and then back to themselves: each is answered once. */

/** How many questions one may lead to. */
const mostSteps = 20_000;

export class Once<Answer> {
  readonly #known = new Map<string, readonly Answer[]>();
  readonly #asked = new Set<string>();
  #steps = 0;
  #circles = 0;
  #isEntangled = false;

  /** Some question led to too many others. */
  get isEntangled(): boolean {
    return this.#isEntangled;
  }

  begin(): void {
    this.#steps = 0;
  }

  /**
   * A question that leads to itself has no answer there, and what was found on the way to it is not kept: asked from
   * elsewhere it may be more. One at a time.
   */
  async ask(key: string, find: () => Promise<readonly Answer[]>): Promise<readonly Answer[]> {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#asked.has(key)) {
      this.#circles++;
      return [];
    }
    if (this.#steps++ > mostSteps) {
      this.#isEntangled = true;
      return [];
    }
    this.#asked.add(key);
    const before = this.#circles;
    try {
      const found = await find();
      if (this.#circles === before || this.#asked.size === 1) this.#known.set(key, found);
      return found;
    } finally {
      this.#asked.delete(key);
    }
  }
}
