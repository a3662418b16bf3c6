/** Numbers and strings written one after the other, and read back in the same order. Little-endian. */

/** Its length fits one byte. */
const shortText = 100;

export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** A whole number from 0 to 2^53, in 1 to 8 bytes: 7 bits in each. */
  count(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeFloatLE(value, this.#length);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(value: string): void {
    if (value.length <= shortText && this.#plain(value)) return;
    const size = Buffer.byteLength(value);
    this.count(size);
    this.#reserve(size);
    this.#length += this.#bytes.write(value, this.#length, size, 'utf8');
  }

  bytes(value: Uint8Array): void {
    this.count(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Takes back what was written after the first so many bytes. Its memory is used again. */
  cut(length: number): void {
    this.#length = length;
  }

  /** What has been written; of this writer's own memory, so nothing may be written after. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A short text of ASCII, as most are: quicker than asking for its length first. @returns false for another. */
  #plain(value: string): boolean {
    this.#reserve(value.length + 1);
    let at = this.#length + 1;
    for (let from = 0; from < value.length; from++) {
      const code = value.charCodeAt(from);
      if (code > 127) return false;
      this.#bytes[at++] = code;
    }
    this.#bytes[this.#length] = value.length;
    this.#length = at;
    return true;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + more, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Throws a RangeError where the bytes end too early: what is damaged must not be taken for data. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError('the bytes end too early');
    return value;
  }

  float(): number {
    const value = this.#bytes.readFloatLE(this.#at);
    this.#at += 4;
    return value;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    const size = this.count();
    return this.#take(size).toString('utf8');
  }

  /** A view, not a copy. */
  bytes(): Buffer {
    return this.#take(this.count());
  }

  raw(size: number): Buffer {
    return this.#take(size);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  #take(size: number): Buffer {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError('the bytes end too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
