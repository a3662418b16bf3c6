/** Text that grows, of which only the beginning and the end are kept: what a test says first and last tells why it failed. */
export class BoundedText {
  readonly #share: number;
  #head = '';
  #tail = '';
  #left = false;

  /** @param length in UTF-16 units. */
  constructor(length = 32 * 1024) {
    this.#share = length / 2;
  }

  add(text: string): void {
    const room = this.#share - this.#head.length;
    if (room >= text.length && this.#tail === '') this.#head += text;
    else {
      this.#tail += text;
      if (this.#tail.length > 2 * this.#share) {
        this.#tail = this.#tail.slice(-this.#share);
        this.#left = true;
      }
    }
  }

  get text(): string {
    return this.#left ? `${this.#head}\n…\n${this.#tail}` : this.#head + this.#tail;
  }
}
