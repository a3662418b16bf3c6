/**
 * Every name that some file defines or uses, by its hash: in how many files it is used, and where it is defined.
 * Typed arrays, since a repository of 5,000 files has a quarter of a million names.
 */

const none = -1;
const unused = -2;

export class NameTable {
  /** Open addressing; a place is empty while its `#heads` says `unused`. */
  #keys = new Uint32Array(1024);
  #files = new Uint32Array(1024);
  #heads = new Int32Array(1024).fill(unused);
  #size = 0;

  /** Definitions, chained by name; the free ones are chained too. */
  #file = new Uint32Array(512);
  #at = new Uint16Array(512);
  #next = new Int32Array(512);
  #used = 0;
  #free = none;

  get byteSize(): number {
    return this.#keys.length * 12 + this.#file.length * 10;
  }

  /** One more file uses it, or one less. */
  count(hash: number, change: 1 | -1): void {
    const place = this.#placeOf(hash);
    this.#files[place] = Math.max(0, this.#files[place]! + change);
  }

  /** In how many files it is used. */
  filesUsing(hash: number): number {
    const place = this.#find(hash);
    return place === none ? 0 : this.#files[place]!;
  }

  /** @param at which of the file's definitions. */
  define(hash: number, file: number, at: number): void {
    if (at > 0xffff) return; // Nobody wrote that file.
    const place = this.#placeOf(hash);
    let record = this.#free;
    if (record === none) {
      record = this.#used++;
      if (record >= this.#file.length) this.#growRecords();
    } else this.#free = this.#next[record]!;
    this.#file[record] = file;
    this.#at[record] = at;
    this.#next[record] = this.#heads[place]!;
    this.#heads[place] = record;
  }

  /** Takes out what `file` defines under this name. */
  undefine(hash: number, file: number): void {
    const place = this.#find(hash);
    if (place === none) return;
    let before = none;
    for (let record = this.#heads[place]!; record !== none;) {
      const next = this.#next[record]!;
      if (this.#file[record] === file) {
        if (before === none) this.#heads[place] = next;
        else this.#next[before] = next;
        this.#next[record] = this.#free;
        this.#free = record;
      } else before = record;
      record = next;
    }
  }

  eachDefinition(hash: number, visit: (file: number, at: number) => void): void {
    const place = this.#find(hash);
    if (place === none) return;
    for (let record = this.#heads[place]!; record !== none; record = this.#next[record]!)
      visit(this.#file[record]!, this.#at[record]!);
  }

  /** How many definitions have this name; counting stops at `most`. */
  definitionsOf(hash: number, most: number): number {
    const place = this.#find(hash);
    let count = 0;
    if (place !== none)
      for (let record = this.#heads[place]!; record !== none && count < most; record = this.#next[record]!) count++;
    return count;
  }

  #find(hash: number): number {
    const mask = this.#keys.length - 1;
    for (let place = hash & mask; this.#heads[place] !== unused; place = (place + 1) & mask)
      if (this.#keys[place] === hash) return place;
    return none;
  }

  #placeOf(hash: number): number {
    if (this.#size * 3 > this.#keys.length * 2) this.#growNames();
    const mask = this.#keys.length - 1;
    let place = hash & mask;
    for (; this.#heads[place] !== unused; place = (place + 1) & mask) if (this.#keys[place] === hash) return place;
    this.#keys[place] = hash;
    this.#heads[place] = none;
    this.#size++;
    return place;
  }

  #growNames(): void {
    const [keys, files, heads] = [this.#keys, this.#files, this.#heads];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#files = new Uint32Array(keys.length * 2);
    this.#heads = new Int32Array(keys.length * 2).fill(unused);
    const mask = this.#keys.length - 1;
    for (let old = 0; old < keys.length; old++) {
      if (heads[old] === unused) continue;
      let place = keys[old]! & mask;
      while (this.#heads[place] !== unused) place = (place + 1) & mask;
      this.#keys[place] = keys[old]!;
      this.#files[place] = files[old]!;
      this.#heads[place] = heads[old]!;
    }
  }

  #growRecords(): void {
    const length = Math.ceil(this.#file.length * 1.5);
    const [file, at, next] = [new Uint32Array(length), new Uint16Array(length), new Int32Array(length)];
    file.set(this.#file);
    at.set(this.#at);
    next.set(this.#next);
    [this.#file, this.#at, this.#next] = [file, at, next];
  }
}
