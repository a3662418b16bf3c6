/** Which files and chunks the index has, by path and by the chunk's number. Small: a chunk stays packed until it is shown. */
import { ByteReader, ByteWriter } from './bytes.ts';
import { isPart, unpackChunk, type ChunkFacts, type FileFacts } from './fileRecord.ts';

export interface TableFile {
  readonly facts: FileFacts;
  /** Its chunks have the numbers from this one on. */
  readonly firstId: number;
  readonly chunkCount: number;
  /** All of the chunks' packed places, one after the other. */
  readonly metas: Uint8Array;
  /** It is what an editor holds, not what is on disk. */
  readonly isUnsaved: boolean;
}

export class FileTable {
  readonly #files = new Map<string, TableFile>();
  /** What was looked at for its words only and is still to be read: it can be found, and counts for nothing else. */
  readonly #glimpses = new Map<string, TableFile>();
  readonly #owners: (TableFile | undefined)[] = [];
  /** For pieces of long definitions: the number of the definition's first piece. */
  readonly #wholes = new Map<number, number>();
  #nextId = 0;
  #chunks = 0;

  get fileCount(): number {
    return this.#files.size;
  }

  get glimpseCount(): number {
    return this.#glimpses.size;
  }

  get chunkCount(): number {
    return this.#chunks;
  }

  /** Numbers below it are or were in use. */
  get nextId(): number {
    return this.#nextId;
  }

  get(path: string): TableFile | undefined {
    return this.#files.get(path) ?? this.#glimpses.get(path);
  }

  files(): IterableIterator<TableFile> {
    return this.#files.values();
  }

  glimpses(): IterableIterator<TableFile> {
    return this.#glimpses.values();
  }

  isGlimpse(path: string): boolean {
    return this.#glimpses.has(path);
  }

  /** @param firstId of numbers that were the file's before; left out, new ones are given. */
  put(facts: FileFacts, metas: readonly Uint8Array[], isUnsaved: boolean, firstId = this.#nextId): TableFile {
    const file = this.#add(facts, metas, isUnsaved, firstId);
    this.#files.set(facts.path, file);
    this.#joinParts(metas, firstId);
    this.#chunks += metas.length;
    return file;
  }

  putGlimpse(facts: FileFacts, metas: readonly Uint8Array[]): TableFile {
    const file = this.#add(facts, metas, false, this.#nextId);
    this.#glimpses.set(facts.path, file);
    return file;
  }

  #add(facts: FileFacts, metas: readonly Uint8Array[], isUnsaved: boolean, firstId: number): TableFile {
    this.remove(facts.path);
    const writer = new ByteWriter(metas.reduce((sum, meta) => sum + meta.length + 2, 0));
    for (const meta of metas) writer.bytes(meta);
    const file: TableFile = { facts, firstId, chunkCount: metas.length, metas: writer.done(), isUnsaved };
    for (let id = firstId; id < firstId + metas.length; id++) this.#owners[id] = file;
    this.reserve(firstId + metas.length);
    return file;
  }

  /** The same content with other facts: a file that was touched, or saved as it was held. */
  restate(file: TableFile, facts: FileFacts): void {
    const next: TableFile = { ...file, facts, isUnsaved: false };
    this.#files.set(facts.path, next);
    for (let id = file.firstId; id < file.firstId + file.chunkCount; id++) this.#owners[id] = next;
  }

  remove(path: string): TableFile | undefined {
    const file = this.get(path);
    if (!file) return undefined;
    if (this.#files.delete(path)) this.#chunks -= file.chunkCount;
    else this.#glimpses.delete(path);
    for (let id = file.firstId; id < file.firstId + file.chunkCount; id++) {
      this.#owners[id] = undefined;
      this.#wholes.delete(id);
    }
    return file;
  }

  /** No number below this one is given to a new chunk. */
  reserve(id: number): void {
    this.#nextId = Math.max(this.#nextId, id);
  }

  owner(id: number): TableFile | undefined {
    return this.#owners[id];
  }

  /** The same for all pieces of one definition; undefined for a chunk that is no piece. */
  whole(id: number): number | undefined {
    return this.#wholes.get(id);
  }

  chunk(id: number): ChunkFacts | undefined {
    const file = this.#owners[id];
    if (!file) return undefined;
    const reader = new ByteReader(file.metas);
    for (let skip = id - file.firstId; skip > 0; skip--) reader.bytes();
    return unpackChunk(reader.bytes());
  }

  #joinParts(metas: readonly Uint8Array[], firstId: number): void {
    const firsts = new Map<string, number>();
    for (const [at, meta] of metas.entries()) {
      if (!isPart(meta)) continue;
      const { scope, name, signature } = unpackChunk(meta);
      const definition = [...scope, name, signature].join('\n');
      const first = firsts.get(definition) ?? firstId + at;
      firsts.set(definition, first);
      this.#wholes.set(firstId + at, first);
    }
  }
}
