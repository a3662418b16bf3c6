/**
 * What a shared index is made of on the server. Two collections, so that vectors are beside vectors:
 *
 *   NAME          one record a chunk: its vector, its place and what it is called. Its id is its number.
 *   NAME-files    `head`: what there is, and which of the rest belongs to it
 *                 `list/…`: which files there are, with the hash of their content and their chunks' numbers, in 64 parts
 *                 `file/…`: a file as the index keeps it, with its vectors, so that nobody need parse it again
 *                 `model/…`: the embedding, in pieces
 *                 `terms/…`: the inverted index, in buckets by term
 *
 * Numbers of chunks are never used again, and everything that `head` names stays as it is until another `head`
 * is there. So whoever reads sees a whole index, whatever is being written. No text of a file is among it.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { QuantisedVector } from '../vectors.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Fields } from './chromaServer.ts';
import { joinFile, splitFile } from './fileRecord.ts';
import type { StoredFile } from './indexStore.ts';

/** To be raised when what is here changes; what the files' records hold is counted by `storeFormat`. */
export const sharedFormat = 1;

export const filesCollection = (name: string): string => `${name}-files`;

export interface SharedHead {
  readonly format: number;
  /** `storeFormat` of whoever wrote it. */
  readonly store: number;
  /** Another one each time. */
  readonly generation: string;
  readonly files: number;
  readonly chunks: number;
  /** Which embedding the vectors are of; `''` for none. */
  readonly embedding: string;
  readonly modelPieces: number;
  /** How many numbers a vector has. */
  readonly dimensions: number;
  /** Chunks have numbers below it. */
  readonly nextId: number;
  /** The large part of the inverted index, of the chunks below `nextId` of its time, and what came after. */
  readonly segments: readonly SharedSegment[];
  /** By shard: what its list is called after. */
  readonly lists: readonly string[];
}

export interface SharedSegment {
  readonly id: string;
  readonly buckets: number;
  /** It has the chunks from `from` up to but not including `to`. */
  readonly from: number;
  readonly to: number;
  /** How many chunks it was made of. */
  readonly chunks: number;
}

export const headId = 'head';
export const listId = (shard: number, version: string): string => `list/${shard}/${version}`;
export const modelId = (embedding: string, piece: number): string => `model/${embedding}/${piece}`;
export const termsId = (segment: string, bucket: number): string => `terms/${segment}/${bucket}`;

/** Paths may hold what no id may, and are longer than need be. */
export const fileId = (path: string): string => `file/${createHash('sha256').update(path).digest('hex').slice(0, 24)}`;

export function packHead(head: SharedHead): Fields {
  // A string, since Chroma's fields are flat. The two numbers stand apart for whoever cannot read the rest.
  return { format: head.format, store: head.store, head: JSON.stringify(head) };
}

/** Of any format: only the numbers are sure to be right when it is not ours. Undefined when it is no head. */
export function unpackHead(fields: Fields | undefined): SharedHead | undefined {
  if (typeof fields?.['format'] !== 'number' || typeof fields['store'] !== 'number') return undefined;
  try {
    return JSON.parse(String(fields['head'])) as SharedHead;
  } catch {
    return undefined;
  }
}

/** A file in the list. */
export interface ListedFile {
  readonly path: string;
  readonly hash: string;
  readonly firstId: number;
  readonly chunks: number;
}

export function packList(files: readonly ListedFile[]): Fields {
  const writer = new ByteWriter(files.length * 100 + 16);
  writer.count(files.length);
  for (const { path, hash, firstId, chunks } of files) {
    writer.text(path);
    writer.text(hash);
    writer.count(firstId);
    writer.count(chunks);
  }
  return packed(writer.done());
}

/** @throws RangeError for what is no list. */
export function unpackList(fields: Fields | undefined): ListedFile[] {
  const reader = new ByteReader(unpacked(fields));
  return Array.from({ length: reader.count() }, () => ({
    path: reader.text(),
    hash: reader.text(),
    firstId: reader.count(),
    chunks: reader.count(),
  }));
}

/** @param embedding which one its vectors are of. */
export function packSharedFile({ path, head, chunks }: StoredFile, hash: string, embedding: string): Fields {
  const joined = joinFile({ path, head, chunks: chunks.map(({ data }) => data) });
  const writer = new ByteWriter(joined.length + chunks.length * 140 + 16);
  writer.bytes(joined);
  for (const { vector } of chunks) writeVector(writer, vector);
  return { hash, embedding, ...packed(writer.done()) };
}

/** @throws RangeError for what is no file. */
export function unpackSharedFile(fields: Fields): { file: StoredFile; hash: string; embedding: string } {
  const reader = new ByteReader(unpacked(fields));
  const { path, head, chunks } = splitFile(reader.bytes());
  const file = { path, head, chunks: chunks.map((data) => ({ data, vector: readVector(reader) })) };
  return { file, hash: String(fields['hash']), embedding: String(fields['embedding']) };
}

/** A chunk as a search needs it. */
export interface SharedChunk {
  readonly path: string;
  /** Of the file that it is of. */
  readonly hash: string;
  /** The same for all pieces of one definition; undefined for a chunk that is no piece. */
  readonly whole: number | undefined;
  readonly kind: string;
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly vector: QuantisedVector | undefined;
}

export function packSharedChunk({ vector, whole, ...chunk }: SharedChunk): Fields {
  const writer = new ByteWriter(160);
  writeVector(writer, vector);
  return { ...chunk, ...(whole !== undefined && { whole }), vector: writer.done().toString('base64') };
}

export function unpackSharedChunk(fields: Fields): SharedChunk {
  const { path, hash, whole, kind, name, startLine, endLine, vector } = fields;
  return {
    path: String(path),
    hash: String(hash),
    whole: typeof whole === 'number' ? whole : undefined,
    kind: String(kind),
    name: String(name),
    startLine: Number(startLine),
    endLine: Number(endLine),
    vector: readVector(new ByteReader(Buffer.from(String(vector), 'base64'))),
  };
}

/**
 * For Chroma, whose graph has no place for a vector of zeros: such a chunk lies somewhere, and its own bytes say
 * that it is near to nothing.
 */
export function vectorFor(number: number, vector: QuantisedVector | undefined, dimensions: number): number[] {
  if (vector && vector.scale > 0) return Array.from(vector.values, (value) => value * vector.scale);
  const somewhere = new Array<number>(dimensions).fill(0);
  somewhere[number % dimensions] = 1;
  return somewhere;
}

/** For records that nobody looks for by their vector, but Chroma wants one of each. */
export const anyVector = (): number[] => [Math.random(), Math.random()];

const pieceBytes = 300_000;

export function packPieces(bytes: Uint8Array): Fields[] {
  return Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) => ({
    data: Buffer.from(bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes)).toString('base64'),
  }));
}

export function unpackPieces(pieces: readonly (Fields | undefined)[]): Buffer | undefined {
  if (pieces.some((piece) => piece === undefined)) return undefined;
  return Buffer.concat(pieces.map((piece) => Buffer.from(String(piece?.['data']), 'base64')));
}

/** What comes from a server may be anything, and small things may unpack to very large ones. */
const mostUnpacked = 256_000_000;

const packed = (bytes: Uint8Array): Fields => ({ data: deflateRawSync(bytes, { level: 4 }).toString('base64') });

function unpacked(fields: Fields | undefined): Buffer {
  const data = fields?.['data'];
  if (typeof data !== 'string') throw new RangeError('a record without data');
  try {
    return inflateRawSync(Buffer.from(data, 'base64'), { maxOutputLength: mostUnpacked });
  } catch (cause) {
    throw new RangeError('a record that cannot be unpacked', { cause });
  }
}

function writeVector(writer: ByteWriter, vector: QuantisedVector | undefined): void {
  writer.count(vector?.values.length ?? 0);
  if (!vector) return;
  writer.float(vector.scale);
  writer.raw(new Uint8Array(vector.values.buffer, vector.values.byteOffset, vector.values.length));
}

function readVector(reader: ByteReader): QuantisedVector | undefined {
  const length = reader.count();
  if (length === 0) return undefined;
  const scale = reader.float();
  const bytes = reader.raw(length);
  return { scale, values: new Int8Array(bytes.buffer, bytes.byteOffset, length) };
}
