/**
 * What is kept of a file: enough that a start from disk parses nothing. The head has the file's facts, its links
 * and the list of its terms; each chunk has its place and name, and its terms as numbers into that list.
 * Packed by the thread that read the file, stored as it is, and unpacked only where a part is needed.
 */
import type { Chunk } from '../../syntax/chunk.ts';
import { termMaps, type ChunkTerms, type TermTable } from '../terms.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { RefusalKind } from '../indexStatus.ts';
import type { FileStamp } from './fileSelection.ts';

export interface FileFacts {
  readonly path: string;
  /** Of the content that was read; `''` when it could not be. */
  readonly hash: string;
  readonly stamp: FileStamp;
  /** Undefined for a file that no grammar is for. */
  readonly language: string | undefined;
  /** Why its content is not indexed. Then it has no chunks, and is kept so that it is not read again. */
  readonly refusal: { readonly why: RefusalKind; readonly reason: string } | undefined;
}

/** A chunk as it is found: its text and doc are in the file. */
export type ChunkFacts = Omit<Chunk, 'doc'>;

export interface PackedFile {
  readonly path: string;
  readonly head: Uint8Array;
  readonly chunks: readonly Uint8Array[];
}

/**
 * @param terms of the chunks, in their order.
 * @param links of `packLinks`.
 */
export function packFile(
  facts: FileFacts,
  chunks: readonly ChunkFacts[],
  terms: TermTable,
  links: Uint8Array,
): PackedFile {
  const writer = new ByteWriter(chunks.length * 200 + 64);
  const ends = chunks.map((chunk, at) => {
    packChunk(writer, chunk, terms, at);
    return writer.length;
  });
  const packed = writer.done();
  return {
    path: facts.path,
    head: packHead(facts, links, terms.terms),
    chunks: ends.map((end, at) => packed.subarray(ends[at - 1] ?? 0, end)),
  };
}

/** One stretch of memory of its own, which goes to another thread without a copy. */
export const joinFile = (file: PackedFile): Uint8Array<ArrayBuffer> => new Uint8Array(joinFiles([file])[0]!);

/** Each file's stretch of one memory that they have in common: handing over many small ones takes longer. */
export function joinFiles(files: readonly PackedFile[]): Uint8Array<ArrayBuffer>[] {
  const writer = new ByteWriter(files.reduce((sum, file) => sum + joinedSize(file), 0));
  const ends = files.map(({ path, head, chunks }) => {
    writer.text(path);
    writer.bytes(head);
    writer.count(chunks.length);
    for (const chunk of chunks) writer.bytes(chunk);
    return writer.length;
  });
  const { buffer, byteOffset } = writer.done();
  return ends.map((end, at) => {
    const start = ends[at - 1] ?? 0;
    return new Uint8Array(buffer as ArrayBuffer, byteOffset + start, end - start);
  });
}

/** At most. */
const joinedSize = ({ path, head, chunks }: PackedFile): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length + 5, head.length + path.length * 3 + 15);

export function splitFile(joined: Uint8Array): PackedFile {
  const reader = new ByteReader(joined);
  const path = reader.text();
  const head = reader.bytes();
  return { path, head, chunks: Array.from({ length: reader.count() }, () => reader.bytes()) };
}

function packHead(
  { hash, stamp, language, refusal }: FileFacts,
  links: Uint8Array,
  terms: readonly string[],
): Uint8Array {
  const writer = new ByteWriter(256 + links.length + terms.length * 8);
  writer.text(hash);
  writeStamp(writer, stamp);
  writer.text(language ?? '');
  writer.text(refusal?.why ?? '');
  writer.text(refusal?.reason ?? '');
  writer.bytes(links);
  // Terms hold no line break, so one can part them.
  writer.raw(Buffer.from(terms.join('\n')));
  return writer.done();
}

function packChunk(writer: ByteWriter, chunk: ChunkFacts, { starts, places, worths }: TermTable, at: number): void {
  scratch.cut(0);
  packMeta(scratch, chunk);
  writer.bytes(scratch.done());
  const [start, end] = [starts[at]!, starts[at + 1]!];
  writer.count(end - start);
  let last = 0;
  for (let entry = start; entry < end; entry++) {
    const place = places[entry]!;
    writer.count(place - last);
    writer.byte(packWorth(worths[entry]!));
    last = place;
  }
}

const scratch = new ByteWriter();

function packMeta(meta: ByteWriter, chunk: ChunkFacts): void {
  meta.count(chunk.part);
  meta.text(chunk.kind);
  meta.text(chunk.name);
  meta.count(chunk.scope.length);
  for (const name of chunk.scope) meta.text(name);
  meta.text(chunk.signature);
  meta.count(chunk.start);
  meta.count(chunk.end - chunk.start);
  meta.count(chunk.startLine);
  meta.count(chunk.endLine - chunk.startLine);
  meta.count(chunk.omitted.length);
  for (const { start, end } of chunk.omitted) {
    meta.count(start);
    meta.count(end - start);
  }
}

/** @throws RangeError for bytes that are no head. */
export function unpackFacts(path: string, head: Uint8Array): FileFacts {
  const reader = new ByteReader(head);
  const hash = reader.text();
  const stamp = { size: reader.count(), mtimeMs: reader.double(), ctimeMs: reader.double() };
  const language = reader.text();
  const why = reader.text() as RefusalKind | '';
  const reason = reader.text();
  return {
    path,
    hash,
    stamp,
    language: language === '' ? undefined : language,
    refusal: why === '' ? undefined : { why, reason },
  };
}

/** The same head with other facts: the file was touched, and its content is what it was. */
export function withFacts(facts: FileFacts, head: Uint8Array): Uint8Array {
  return packHead(facts, unpackLinks(head), unpackTermList(head));
}

/** What `packLinks` made, where it lies. */
export function unpackLinks(head: Uint8Array): Uint8Array {
  return afterFacts(head).bytes();
}

function afterFacts(head: Uint8Array): ByteReader {
  const reader = new ByteReader(head);
  reader.bytes();
  reader.count();
  reader.double();
  reader.double();
  for (let texts = 3; texts > 0; texts--) reader.bytes();
  return reader;
}

function unpackTermList(head: Uint8Array): string[] {
  const reader = afterFacts(head);
  reader.bytes();
  const words = reader.rest();
  return words.length === 0 ? [] : words.toString('utf8').split('\n');
}

/** The part of a packed chunk that is needed to show it: the rest is its terms. */
export function metaOf(packed: Uint8Array): Uint8Array {
  return new ByteReader(packed).bytes();
}

/** Whether it is a piece of a long definition. */
export function isPart(meta: Uint8Array): boolean {
  return meta[0] !== 0;
}

export function unpackChunk(meta: Uint8Array): ChunkFacts {
  const reader = new ByteReader(meta);
  const part = reader.count();
  const kind = reader.text() as Chunk['kind'];
  const name = reader.text();
  const scope = Array.from({ length: reader.count() }, () => reader.text());
  const signature = reader.text();
  const start = reader.count();
  const end = start + reader.count();
  const startLine = reader.count();
  const endLine = startLine + reader.count();
  const omitted = Array.from({ length: reader.count() }, () => {
    const from = reader.count();
    return { start: from, end: from + reader.count() };
  });
  return { kind, name, scope, signature, start, end, startLine, endLine, part, omitted };
}

/** @throws RangeError for bytes that are no packed chunks. */
export function termTableOf({ head, chunks }: PackedFile): TermTable {
  const terms = unpackTermList(head);
  const starts = new Uint32Array(chunks.length + 1);
  const readers = chunks.map((chunk, at) => {
    const reader = new ByteReader(chunk);
    reader.bytes();
    starts[at + 1] = starts[at]! + reader.count();
    return reader;
  });
  const count = starts[chunks.length]!;
  const places = new Uint32Array(count);
  const worths = new Float32Array(count);
  for (const [at, reader] of readers.entries()) {
    let place = 0;
    for (let entry = starts[at]!; entry < starts[at + 1]!; entry++) {
      place += reader.count();
      if (place >= terms.length) throw new RangeError('a term that is not in the list');
      places[entry] = place;
      worths[entry] = unpackWorth(reader.byte());
    }
  }
  return { terms, starts, places, worths };
}

/** Of each of its chunks. */
export const termsOfFile = (file: PackedFile): ChunkTerms[] => termMaps(termTableOf(file));

/** A number from 0 to 1 in a byte, small ones more finely: off by a hundredth of itself, or two. */
const packWorth = (worth: number): number => Math.max(1, Math.round(Math.sqrt(worth) * 255));
const unpackWorth = (byte: number): number => (byte / 255) ** 2;

function writeStamp(writer: ByteWriter, { size, mtimeMs, ctimeMs }: FileStamp): void {
  writer.count(size);
  writer.double(mtimeMs);
  writer.double(ctimeMs);
}
