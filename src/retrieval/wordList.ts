/**
 * Words and their numbers, given in the order in which they come. The words are bytes one after another and not
 * strings: of these a large index would have hundreds of thousands, each with some fifty bytes beside its letters.
 */
export class WordList {
  /** In UTF-8, a line break after each: words hold none. */
  #bytes = new Uint8Array(1 << 14);
  /** Where each word begins, and where the next one will. */
  #starts = new Uint32Array(1024);
  #size = 0;
  /** Open addressing: a word's number and 1, at its hash or the next free place. */
  #table = new Uint32Array(1 << 11);
  /** The word that is looked for. */
  #scratch = new Uint8Array(256);

  get size(): number {
    return this.#size;
  }

  get byteSize(): number {
    return this.#bytes.byteLength + this.#starts.byteLength + this.#table.byteLength;
  }

  find(word: string): number | undefined {
    const length = this.#write(word);
    const number = this.#table[this.#slotOf(this.#scratch, 0, length)]! - 1;
    return number === -1 ? undefined : number;
  }

  /** The word's number, a new one if it has none yet. */
  numberOf(word: string): number {
    const length = this.#write(word);
    return this.#add(this.#scratch, 0, length);
  }

  /** The same for a word of another list. */
  take(other: WordList, number: number): number {
    return this.#add(other.#bytes, other.#starts[number]!, other.#starts[number + 1]! - 1);
  }

  /** All of them, as `load` takes them: in the list's own memory. */
  save(): Uint8Array {
    return this.#bytes.subarray(0, Math.max(0, this.#starts[this.#size]! - 1));
  }

  static load(bytes: Uint8Array): WordList {
    const list = new WordList();
    if (bytes.length === 0) return list;
    for (let start = 0; start <= bytes.length;) {
      const next = bytes.indexOf(lineBreak, start);
      const end = next === -1 ? bytes.length : next;
      list.#add(bytes, start, end);
      start = end + 1;
    }
    return list;
  }

  #add(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slotOf(bytes, start, end);
    if (this.#table[slot]! > 0) return this.#table[slot]! - 1;
    const number = this.#size++;
    const place = this.#starts[number]!;
    const after = place + end - start + 1;
    if (after > this.#bytes.length) this.#bytes = longer(this.#bytes, Math.ceil(after * 1.25));
    if (this.#size >= this.#starts.length) this.#starts = longer(this.#starts, Math.ceil(this.#size * 1.25));
    for (let at = start; at < end; at++) this.#bytes[place + at - start] = bytes[at]!;
    this.#bytes[after - 1] = lineBreak;
    this.#starts[this.#size] = after;
    this.#table[slot] = number + 1;
    if (this.#size * 2 > this.#table.length) this.#growTable();
    return number;
  }

  /** Where the word stands in the table, or would. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#table.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    while (this.#table[slot]! > 0 && !this.#equals(this.#table[slot]! - 1, bytes, start, end)) slot = (slot + 1) & mask;
    return slot;
  }

  #equals(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const place = this.#starts[number]!;
    if (this.#starts[number + 1]! - 1 - place !== end - start) return false;
    for (let at = start; at < end; at++) if (this.#bytes[place + at - start] !== bytes[at]) return false;
    return true;
  }

  #growTable(): void {
    const table = new Uint32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = hashOf(this.#bytes, this.#starts[number]!, this.#starts[number + 1]! - 1) & mask;
      while (table[slot]! > 0) slot = (slot + 1) & mask;
      table[slot] = number + 1;
    }
    this.#table = table;
  }

  /** @returns how many bytes it has. */
  #write(word: string): number {
    if (this.#scratch.length < word.length * 3) this.#scratch = new Uint8Array(word.length * 3);
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      if (code > 127) return encoder.encodeInto(word, this.#scratch).written;
      this.#scratch[at] = code;
    }
    return word.length;
  }
}

const lineBreak = 10;
const encoder = new TextEncoder();

/** FNV-1a, its high bits folded into those that count. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function longer<List extends Uint8Array | Uint32Array>(list: List, length: number): List {
  const copy = new (list.constructor as new (length: number) => List)(length);
  copy.set(list);
  return copy;
}
