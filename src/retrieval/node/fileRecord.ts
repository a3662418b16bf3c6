/**
 * What is kept of a file: enough that a start from disk parses nothing. The head has the file's facts, its links
 * and the list of its terms; each chunk has its place and name, and its terms as numbers into that list.
 * Packed by the thread that read the file, stored as it is, and unpacked only where a part is needed.
 */
import type { Chunk } from '../../syntax/chunk.ts';
import type { ChunkTerms } from '../terms.ts';
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

/** @param links of `packLinks`. */
export function packFile(
  facts: FileFacts,
  chunks: readonly { readonly chunk: ChunkFacts; readonly terms: ChunkTerms }[],
  links: Uint8Array,
): PackedFile {
  const numbers = new Map<string, number>();
  const packed = chunks.map(({ chunk, terms }) => packChunk(chunk, terms, numbers));
  return { path: facts.path, head: packHead(facts, links, [...numbers.keys()]), chunks: packed };
}

/** One stretch of memory of its own, which goes to another thread without a copy. */
export function joinFile({ path, head, chunks }: PackedFile): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(
    chunks.reduce((sum, chunk) => sum + chunk.length + 5, head.length + path.length * 3 + 15),
  );
  writer.text(path);
  writer.bytes(head);
  writer.count(chunks.length);
  for (const chunk of chunks) writer.bytes(chunk);
  return new Uint8Array(writer.done());
}

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

function packChunk(chunk: ChunkFacts, terms: ChunkTerms, numbers: Map<string, number>): Uint8Array {
  const meta = new ByteWriter(128);
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
  const numbered = Array.from(terms, ([term, worth]) => {
    let number = numbers.get(term);
    if (number === undefined) numbers.set(term, (number = numbers.size));
    return { number, worth };
  }).sort((a, b) => a.number - b.number);
  const writer = new ByteWriter(meta.length + terms.size * 3 + 16);
  writer.bytes(meta.done());
  writer.count(numbered.length);
  let last = 0;
  for (const { number, worth } of numbered) {
    writer.count(number - last);
    writer.byte(packWorth(worth));
    last = number;
  }
  return writer.done();
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

function unpackTerms(packed: Uint8Array, list: readonly string[]): ChunkTerms {
  const reader = new ByteReader(packed);
  reader.bytes();
  const terms = new Map<string, number>();
  let number = 0;
  for (let left = reader.count(); left > 0; left--) {
    number += reader.count();
    const term = list[number];
    if (term === undefined) throw new RangeError('a term that is not in the list');
    terms.set(term, unpackWorth(reader.byte()));
  }
  return terms;
}

/** Of each of its chunks. */
export function termsOfFile({ head, chunks }: PackedFile): ChunkTerms[] {
  const list = unpackTermList(head);
  return chunks.map((chunk) => unpackTerms(chunk, list));
}

/** A number from 0 to 1 in a byte, small ones more finely: off by a hundredth of itself, or two. */
const packWorth = (worth: number): number => Math.max(1, Math.round(Math.sqrt(worth) * 255));
const unpackWorth = (byte: number): number => (byte / 255) ** 2;

function writeStamp(writer: ByteWriter, { size, mtimeMs, ctimeMs }: FileStamp): void {
  writer.count(size);
  writer.double(mtimeMs);
  writer.double(ctimeMs);
}
