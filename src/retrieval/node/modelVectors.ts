/**
 * The vectors of an embedding model in memory, and which chunks they are of. A vector belongs to a text and not to a
 * place: files that come, go or change their name are only linked to what is there.
 */
import type { Hit } from '../chunkText.ts';
import { VectorMatrix, type QuantisedVector } from '../vectors.ts';
import { keyLength } from './chunkTexts.ts';
import type { TableFile } from './fileTable.ts';

export class ModelVectors {
  /** Made when the first vector shows how long they are. Its rows are texts. */
  #matrix: VectorMatrix | undefined;
  #dimensions = 0;
  /** A text's key to its number. */
  #numbers = new Map<string, number>();
  /** By a text's number: the chunks that have this text now. */
  #chunks: number[][] = [];
  /** A chunk's text. */
  #textOf = new Map<number, number>();
  /** The keys of a file's chunks, one after the other, by its content. */
  #keys = new Map<string, string>();
  #covered = 0;
  /** Called when a file comes that has a chunk without a vector. */
  onGap = (): void => {};

  get dimensions(): number {
    return this.#dimensions;
  }

  /** Chunks that have a vector. */
  get covered(): number {
    return this.#covered;
  }

  /** Texts that have a vector, be they anywhere or not. */
  get size(): number {
    return this.#matrix?.size ?? 0;
  }

  /** What is known of the contents of files: their chunks' keys. */
  get contents(): ReadonlyMap<string, string> {
    return this.#keys;
  }

  hasVector(key: string): boolean {
    const number = this.#numbers.get(key);
    return number !== undefined && this.#matrix?.has(number) === true;
  }

  /** The texts that some chunk has now. */
  usedKeys(): ReadonlySet<string> {
    const used = new Set<string>();
    for (const [key, number] of this.#numbers) if (this.#chunks[number]!.length > 0) used.add(key);
    return used;
  }

  /** The keys of a file's chunks; undefined when nobody has read them yet. */
  keysOf(file: TableFile): readonly string[] | undefined {
    const keys = this.#keys.get(contentOf(file));
    return keys?.length === file.chunkCount * keyLength ? splitKeys(keys) : undefined;
  }

  /** @param keys of all of the file's chunks, in their order. */
  learn(file: TableFile, keys: readonly string[]): void {
    this.#keys.set(contentOf(file), keys.join(''));
    this.attach(file);
  }

  /** What was stored of `contents`. */
  restore(contents: ReadonlyMap<string, string>): void {
    this.#keys = new Map(contents);
  }

  /** Forgets the contents that no file of the table has, and nobody can ask for again. */
  forgetContents(files: Iterable<TableFile>): void {
    const used = new Map<string, string>();
    for (const file of files) {
      const content = contentOf(file);
      const keys = this.#keys.get(content);
      if (keys !== undefined) used.set(content, keys);
    }
    this.#keys = used;
  }

  /** A file came into the index: its chunks get the vectors that are there. */
  attach(file: TableFile): void {
    const keys = this.keysOf(file);
    if (!keys) {
      this.onGap();
      return;
    }
    this.detach(file);
    let isWhole = true;
    for (const [at, key] of keys.entries()) {
      const number = this.#numberOf(key);
      this.#textOf.set(file.firstId + at, number);
      this.#chunks[number]!.push(file.firstId + at);
      if (this.#matrix?.has(number)) this.#covered++;
      else isWhole = false;
    }
    if (!isWhole) this.onGap();
  }

  detach({ firstId, chunkCount }: Pick<TableFile, 'firstId' | 'chunkCount'>): void {
    if (this.#textOf.size === 0) return;
    for (let id = firstId; id < firstId + chunkCount; id++) {
      const number = this.#textOf.get(id);
      if (number === undefined) continue;
      this.#textOf.delete(id);
      this.#chunks[number] = this.#chunks[number]!.filter((one) => one !== id);
      if (this.#matrix?.has(number)) this.#covered--;
    }
  }

  /** No file is in the index any more; what is known stays. */
  detachAll(): void {
    this.#textOf.clear();
    this.#covered = 0;
    this.#chunks = this.#chunks.map(() => []);
  }

  /** @returns false for a vector that does not fit among the others. */
  add(key: string, vector: QuantisedVector): boolean {
    this.#dimensions ||= vector.values.length;
    if (vector.values.length !== this.#dimensions) return false;
    this.#matrix ??= new VectorMatrix(this.#dimensions);
    const number = this.#numberOf(key);
    if (!this.#matrix.has(number)) this.#covered += this.#chunks[number]!.length;
    this.#matrix.set(number, vector);
    return true;
  }

  drop(key: string): void {
    const number = this.#numbers.get(key);
    if (number === undefined || !this.#matrix?.has(number)) return;
    this.#covered -= this.#chunks[number]!.length;
    this.#matrix.remove(number);
  }

  /** Forgets everything: another model has other vectors. */
  reset(): void {
    this.#matrix = undefined;
    this.#dimensions = 0;
    this.#numbers = new Map();
    this.#chunks = [];
    this.#textOf = new Map();
    this.#keys = new Map();
    this.#covered = 0;
  }

  /** The nearest chunks, best first, with cosines. */
  nearest(query: QuantisedVector, limit: number, accepts: (id: number) => boolean = () => true): Hit[] {
    if (query.values.length !== this.#dimensions) return [];
    const isWanted = (number: number): boolean => this.#chunks[number]!.some(accepts);
    const texts = this.#matrix?.search(query, limit, isWanted) ?? [];
    return texts.flatMap(({ id: number, score }) => this.#chunks[number]!.filter(accepts).map((id) => ({ id, score })));
  }

  /** How near these chunks are; what has no vector is left out. */
  cosines(query: QuantisedVector, ids: readonly number[]): Hit[] {
    if (query.values.length !== this.#dimensions) return [];
    const numbers = new Set(ids.flatMap((id) => this.#textOf.get(id) ?? []));
    const scores = new Map(this.#matrix?.cosines(query, numbers).map(({ id: number, score }) => [number, score]));
    return ids.flatMap((id) => {
      const score = scores.get(this.#textOf.get(id) ?? -1);
      return score === undefined ? [] : [{ id, score }];
    });
  }

  #numberOf(key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#numbers.set(key, (number = this.#chunks.length));
      this.#chunks.push([]);
    }
    return number;
  }
}

/** The grammar decides how a content is cut into chunks. */
const contentOf = ({ facts }: TableFile): string => `${facts.hash}${facts.language ?? ''}`;

function splitKeys(keys: string): string[] {
  return Array.from({ length: keys.length / keyLength }, (_, at) => keys.slice(at * keyLength, (at + 1) * keyLength));
}
