/** The index in memory: what is in it, and the retrievers over it. It knows nothing of disks and threads. */
import { crc32 } from 'node:zlib';
import type { RankedList } from '../fuse.ts';
import { searchHybrid } from '../hybrid.ts';
import { LexicalIndex } from '../lexical.ts';
import { namedInQuery } from '../graph/namedInQuery.ts';
import { SymbolGraph } from '../graph/symbolGraph.ts';
import { lsaDimensions, LsaModel } from '../lsa.ts';
import { VectorMatrix, type QuantisedVector } from '../vectors.ts';
import { Visits } from '../context/visits.ts';
import type { SearchRequest, SearchResult } from './indexEvent.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { metaOf, termTableOf, unpackFacts, unpackLinks, type PackedFile } from './fileRecord.ts';
import { FileTable, type TableFile } from './fileTable.ts';
import { ModelVectors } from './modelVectors.ts';
import { hashOf } from './textFile.ts';
import { storeFormat } from './shardCodec.ts';
import type { StoredChunk, StoredFile } from './indexStore.ts';

/** The embedding and what it is called: two that were learned from the same chunks are the same. */
export interface Embedding {
  readonly id: string;
  readonly model: LsaModel;
}

export class SearchIndex {
  readonly table = new FileTable();
  readonly graph = new SymbolGraph();
  readonly visits = new Visits();
  /** The vectors of an embedding model, if there is one. */
  readonly model = new ModelVectors();
  #lexical = new LexicalIndex();
  #vectors = new VectorMatrix(lsaDimensions);
  #embedding: Embedding | undefined;

  get embedding(): Embedding | undefined {
    return this.#embedding;
  }

  /** From now on vectors are of this one; those of another are forgotten. */
  setEmbedding(embedding: Embedding | undefined): void {
    this.#embedding = embedding;
    this.#vectors = new VectorMatrix(lsaDimensions);
  }

  /** Puts a file in the place of what was under its path. @returns what is to be stored of it. */
  put(packed: PackedFile, isUnsaved: boolean): StoredFile {
    const terms = termTableOf(packed);
    const vectors = this.#embedding?.model.embedAll(terms) ?? [];
    const file = this.#replace(packed, isUnsaved);
    this.#lexical.addTable(file.firstId, terms);
    this.#setVectors(file, vectors);
    return { ...packed, chunks: packed.chunks.map((data, at) => ({ data, vector: vectors[at] })) };
  }

  /** Puts what was seen of a file that is still to be read: words and lines, to be found by. */
  putGlimpse(packed: PackedFile): void {
    const { firstId } = this.table.putGlimpse(unpackFacts(packed.path, packed.head), packed.chunks.map(metaOf));
    this.#lexical.addTable(firstId, termTableOf(packed));
  }

  /**
   * Puts a stored file.
   * @param embedding which one its vectors are of.
   * @param firstId when the lexical index has its terms already, under these numbers.
   */
  putStored({ path, head, chunks }: StoredFile, embedding: string, firstId?: number): void {
    const packed = { path, head, chunks: chunks.map(({ data }) => data) };
    const file = this.#replace(packed, false, firstId);
    if (firstId === undefined) this.#lexical.addTable(file.firstId, termTableOf(packed));
    if (embedding === this.#embedding?.id) {
      this.#setVectors(
        file,
        chunks.map(({ vector }) => vector),
      );
    }
  }

  /** The same content, stored again: with other facts, or with the vectors that it had not. */
  updateStored({ path, head, chunks }: StoredFile, embedding: string): void {
    const file = this.table.get(path);
    if (!file) return;
    this.table.restate(file, unpackFacts(path, head));
    if (embedding === this.#embedding?.id) {
      this.#setVectors(
        file,
        chunks.map(({ vector }) => vector),
      );
    }
  }

  remove(path: string): TableFile | undefined {
    const file = this.table.remove(path);
    if (file) this.#forget(file);
    this.graph.remove(path);
    return file;
  }

  /** Vectors for a stored file that has none, or those of another embedding. Also in memory, if it is the same there. */
  embed({ path, head, chunks }: StoredFile): StoredFile {
    const packed = { path, head, chunks: chunks.map(({ data }) => data) };
    const vectors = this.#embedding?.model.embedAll(termTableOf(packed)) ?? [];
    const embedded: StoredChunk[] = chunks.map(({ data }, at) => ({ data, vector: vectors[at] }));
    const file = this.table.get(path);
    if (file?.facts.hash === unpackFacts(path, head).hash)
      this.#setVectors(
        file,
        embedded.map(({ vector }) => vector),
      );
    return { path, head, chunks: embedded };
  }

  /**
   * Best first; a definition that is in pieces is one result, at its best piece.
   * @param read the query as an embedding model reads it.
   */
  search({ query, limit }: SearchRequest, read?: QuantisedVector): SearchResult[] {
    const hits = searchHybrid(
      {
        lexical: this.#lexical,
        vectors: this.#vectors,
        embed: this.#embedding && ((terms) => this.#embedding!.model.embed(terms)),
        ...(read && {
          model: {
            nearest: (count, accepts) => this.model.nearest(read, count, accepts),
            cosines: (ids) => this.model.cosines(read, ids),
          },
        }),
        wholeOf: (id) => this.table.whole(id),
        fileOf: (id) => this.table.owner(id)?.firstId ?? -1,
        prior: (id) => this.visits.ofFile(this.table.owner(id)?.facts.path ?? ''),
        others: this.#named(query),
      },
      { text: query },
      limit,
    );
    return hits.flatMap(({ id, score, share }) => {
      const file = this.table.owner(id);
      const chunk = this.table.chunk(id);
      if (!file || !chunk) return [];
      const { startLine, endLine, name, kind } = chunk;
      return [{ path: file.facts.path, startLine, endLine, ...(name !== '' && { symbol: name }), kind, score, share }];
    });
  }

  /** Definitions that the query names, as far as the graph knows them by now. */
  #named(query: string): RankedList[] {
    const until = performance.now() + graphMs;
    this.graph.prepare(() => performance.now() > until);
    const hits = namedInQuery(this.graph, query).flatMap(({ file, definition }) => {
      const known = this.table.get(file.path);
      return known ? [{ id: known.firstId + definition.chunk, score: 1 }] : [];
    });
    return hits.length > 0 ? [{ hits, weight: namedWeight }] : [];
  }

  /** For a search that asks elsewhere too. */
  get retrievers(): { readonly lexical: LexicalIndex; readonly vectors: VectorMatrix } {
    return { lexical: this.#lexical, vectors: this.#vectors };
  }

  /** Bytes that the retrievers take. */
  get byteSize(): number {
    return this.#lexical.byteSize + this.#vectors.byteSize;
  }

  /** The lexical index as it is, and which files it is of, so that a start need not count terms again. */
  saveSnapshot(): SavedSnapshot {
    // What was glimpsed has no hash, so that the next start forgets it.
    const files = [...this.table.files(), ...this.table.glimpses()];
    const lexical = this.#lexical.save();
    const writer = new ByteWriter(files.length * 80 + 64);
    writer.raw(new Uint8Array(headSize));
    writer.bytes(headOf(lexical));
    writer.count(this.table.nextId);
    writer.count(files.length);
    for (const { facts, firstId, chunkCount, isUnsaved } of files) {
      writer.text(facts.path);
      // What an editor held is of no use to the next start, which takes no file without a hash.
      writer.text(isUnsaved ? '' : facts.hash);
      writer.count(firstId);
      writer.count(chunkCount);
    }
    const bytes = writer.done();
    bytes.writeUInt32LE(storeFormat, 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(headSize)), 4);
    return { lexical, files: bytes };
  }

  /** Takes over a snapshot, into an index that is empty. @returns undefined when it is damaged or of another format. */
  loadSnapshot({ lexical, files: bytes }: SavedSnapshot): Snapshot | undefined {
    if (bytes.length < headSize || bytes.readUInt32LE(0) !== storeFormat) return undefined;
    if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(headSize))) return undefined;
    const reader = new ByteReader(bytes.subarray(headSize));
    // A crash may have come between the two.
    if (!reader.bytes().equals(headOf(lexical))) return undefined;
    const nextId = reader.count();
    const files = new Map<string, SnapshotFile>();
    for (let left = reader.count(); left > 0; left--) {
      const path = reader.text();
      files.set(path, { hash: reader.text(), firstId: reader.count(), chunkCount: reader.count() });
    }
    // Numbers that went by in long use are given anew now and then.
    const chunks = [...files.values()].reduce((sum, file) => sum + file.chunkCount, 0);
    const loaded = nextId > 4 * chunks + 1000 ? undefined : LexicalIndex.load(lexical);
    if (!loaded) return undefined;
    this.#lexical = loaded;
    this.table.reserve(nextId);
    return {
      take: (path, hash, chunkCount) => {
        const file = files.get(path);
        if (!file || hash === '' || file.hash !== hash || file.chunkCount !== chunkCount) return undefined;
        files.delete(path);
        return file.firstId;
      },
      dropRest: () => {
        for (const { firstId, chunkCount } of files.values())
          for (let id = firstId; id < firstId + chunkCount; id++) this.#lexical.remove(id);
      },
    };
  }

  clear(): void {
    for (const { facts } of [...this.table.files(), ...this.table.glimpses()]) {
      this.table.remove(facts.path);
      this.graph.remove(facts.path);
    }
    this.#lexical = new LexicalIndex();
    this.model.detachAll();
    this.setEmbedding(undefined);
  }

  #replace(packed: PackedFile, isUnsaved: boolean, firstId?: number): TableFile {
    const { path, head, chunks } = packed;
    const before = this.table.remove(path);
    if (before) this.#forget(before);
    const facts = unpackFacts(path, head);
    if (facts.refusal) this.graph.remove(path);
    else this.graph.put(path, facts.language ?? '', unpackLinks(head));
    const file = this.table.put(facts, chunks.map(metaOf), isUnsaved, firstId);
    this.model.attach(file);
    return file;
  }

  #setVectors(file: TableFile, vectors: readonly (QuantisedVector | undefined)[]): void {
    for (const [at, vector] of vectors.entries()) if (vector) this.#vectors.set(file.firstId + at, vector);
  }

  #forget({ firstId, chunkCount }: TableFile): void {
    this.model.detach({ firstId, chunkCount });
    for (let id = firstId; id < firstId + chunkCount; id++) {
      this.#lexical.remove(id);
      this.#vectors.remove(id);
    }
  }
}

/** How long a search may spend on what was read and is not in the graph yet. */
const graphMs = 2;

/** More than what is found by words alone: each definition that is named comes before all of that. */
export const namedWeight = 1.5;

/** Two files, since the first is large and need not be copied. */
export interface SavedSnapshot {
  readonly lexical: Uint8Array;
  readonly files: Buffer;
}

/** What a snapshot has of each file. */
export interface Snapshot {
  /** The numbers of a file's chunks, if it has just this content of it. */
  take(path: string, hash: string, chunkCount: number): number | undefined;
  /** Forgets the files that nobody took. */
  dropRest(): void;
}

interface SnapshotFile {
  readonly hash: string;
  readonly firstId: number;
  readonly chunkCount: number;
}

const headSize = 8;

/** Its length and its own checksum stand there, so these bytes tell one from every other. */
const headOf = (lexical: Uint8Array): Uint8Array => lexical.subarray(0, 20);

/** An embedding as it is saved: how many chunks there were when it was learned, and the model. */
export function packEmbedding(model: Uint8Array, chunkCount: number): Buffer {
  const writer = new ByteWriter(model.length + 16);
  writer.count(chunkCount);
  writer.bytes(model);
  return writer.done();
}

export function unpackEmbedding(bytes: Buffer): (Embedding & { readonly chunkCount: number }) | undefined {
  try {
    const reader = new ByteReader(bytes);
    const chunkCount = reader.count();
    // The model's numbers want a place in memory that is a multiple of four.
    const saved = new Uint8Array(reader.bytes());
    const model = LsaModel.load(saved);
    return model && { id: hashOf(saved).slice(0, 16), model, chunkCount };
  } catch {
    return undefined;
  }
}
