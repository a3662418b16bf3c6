/** The last bytes of a stream, however much goes through it. Holds at most twice `limit` bytes. */
export class OutputTail {
  readonly #limit: number;
  #held = Buffer.allocUnsafe(16 * 1024);
  #length = 0;
  #truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether something before the tail is gone. */
  get truncated(): boolean {
    return this.#truncated || this.#length > this.#limit;
  }

  push(chunk: Uint8Array): void {
    const fresh = chunk.length > this.#limit ? chunk.subarray(chunk.length - this.#limit) : chunk;
    if (fresh !== chunk) this.#truncated = true;
    if (this.#length + fresh.length > this.#held.length) this.#makeRoom(fresh.length);
    this.#held.set(fresh, this.#length);
    this.#length += fresh.length;
  }

  /** The tail as UTF-8, from the first whole character. */
  text(): string {
    let from = Math.max(0, this.#length - this.#limit);
    if (this.truncated) {
      // Bytes 10xxxxxx continue a character whose beginning was cut off.
      while (from < this.#length && (this.#held.readUInt8(from) & 0xc0) === 0x80) from++;
    }
    return this.#held.toString('utf8', from, this.#length);
  }

  #makeRoom(needed: number): void {
    const most = 2 * this.#limit;
    if (this.#length + needed <= most) {
      const larger = Buffer.allocUnsafe(Math.min(most, Math.max(2 * this.#held.length, this.#length + needed)));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
      return;
    }
    // Full: the last `limit` bytes move to the front, once for every `limit` bytes that come in.
    const kept = Math.min(this.#length, this.#limit);
    if (kept < this.#length) this.#truncated = true;
    this.#held.copyWithin(0, this.#length - kept, this.#length);
    this.#length = kept;
  }
}
