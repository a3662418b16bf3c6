/**
 * A file's links in as few bytes as they need, and read where they lie: of most files only the names' hashes are ever
 * looked at. Four bytes say how many names are used, then come their hashes, then the rest as counts of 7 bits a byte.
 */

import type { Import, SymbolKind } from '../../syntax/outline.ts';
import type { FileLinks, LinkedDefinition, NameUse } from './fileLinks.ts';
import { hashOfBytes } from './nameHash.ts';

const kinds: readonly SymbolKind[] = [
  ...(['function', 'method', 'class', 'interface', 'enum', 'type', 'extension', 'module', 'constant'] as const),
  ...(['variable', 'field', 'macro', 'test', 'heading', 'rule', 'element', 'key'] as const),
];
const exportedBit = 0x80;
const manyChunks = 15;

/** How an imported name's alias is written. */
const aliasOf = { none: 0, same: 1, other: 2 } as const;

export function packLinks({ definitions, imports, uses, project }: FileLinks): Uint8Array {
  if (definitions.length + imports.length + uses.length === 0 && project === '') return new Uint8Array(0);
  const head = new Uint32Array(uses.length + 1);
  head[0] = uses.length;
  uses.forEach(({ hash }, at) => (head[at + 1] = hash));
  const writer = new Writer();
  writer.text(project);
  writer.count(imports.length);
  for (const { module, names, line: at } of imports) {
    writer.text(module);
    writer.count(at);
    writer.count(names.length);
    for (const { name, alias } of names) {
      writer.text(name);
      const form = alias === '' ? aliasOf.none : alias === name ? aliasOf.same : aliasOf.other;
      writer.byte(form);
      if (form === aliasOf.other) writer.text(alias);
    }
  }
  writer.count(definitions.length);
  let line = 0;
  for (const [at, one] of definitions.entries()) {
    writer.text(one.name);
    writer.byte(kinds.indexOf(one.kind) | (one.exported ? exportedBit : 0));
    writeOwner(writer, definitions, at);
    writer.count(Math.max(0, one.startLine - line));
    line = Math.max(line, one.startLine);
    writer.count(one.endLine - one.startLine);
    writer.count(one.chunk);
    writer.count(one.supertypes.length);
    for (const name of one.supertypes) writer.text(name);
  }
  for (const use of uses) writeUse(writer, use);
  const rest = writer.done();
  const bytes = new Uint8Array(head.byteLength + rest.length);
  bytes.set(new Uint8Array(head.buffer));
  bytes.set(rest, head.byteLength);
  return bytes;
}

/** How far back the definition stands that has this name; 0 where there is none, before the name itself. */
function writeOwner(writer: Writer, definitions: readonly LinkedDefinition[], at: number): void {
  const { owner } = definitions[at]!;
  for (let back = 1; owner !== '' && back <= at && back < furthestOwner; back++) {
    if (definitions[at - back]!.name === owner) return writer.count(back);
  }
  writer.count(0);
  writer.text(owner);
}

const furthestOwner = 400;

function writeUse(writer: Writer, { kinds: bits, chunks }: NameUse): void {
  const few = Math.min(manyChunks, chunks.length);
  writer.byte(bits | (few << 4));
  if (few === manyChunks) writer.count(chunks.length - manyChunks);
  let last = 0;
  for (const chunk of chunks) {
    writer.count(chunk - last);
    last = chunk;
  }
}

/** The packed links of one file. Everything but the hashes is read anew at each call. */
export class PackedLinks {
  readonly #bytes: Uint8Array;
  /** By rising value. */
  readonly hashes: Uint32Array;

  /** @param bytes of `packLinks`; copied, since they mostly lie within something much larger. */
  constructor(bytes: Uint8Array) {
    // A Buffer's own slice would be a view.
    this.#bytes = new Uint8Array(bytes);
    const count = this.#bytes.length < 4 ? 0 : new Uint32Array(this.#bytes.buffer, 0, 1)[0]!;
    this.hashes = count === 0 ? noHashes : new Uint32Array(this.#bytes.buffer, 4, count);
  }

  get byteSize(): number {
    return this.#bytes.length;
  }

  /** Whether a name with this hash is used, and where among the hashes; -1 when it is not. */
  indexOf(hash: number): number {
    let low = 0;
    let high = this.hashes.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = this.hashes[middle]!;
      if (value === hash) return middle;
      if (value < hash) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  get project(): string {
    return this.#isEmpty ? '' : this.#reader().text();
  }

  /** Calls with the hash of each definition's name. */
  eachDefined(visit: (hash: number, at: number) => void): void {
    if (this.#isEmpty) return;
    const reader = this.#afterImports();
    for (let left = reader.count(), at = 0; at < left; at++) {
      visit(reader.hash(), at);
      reader.byte();
      if (reader.count() === 0) reader.skipText();
      for (let skip = 3; skip > 0; skip--) reader.count();
      for (let names = reader.count(); names > 0; names--) reader.skipText();
    }
  }

  definitions(): LinkedDefinition[] {
    return this.#isEmpty ? [] : readDefinitions(this.#afterImports());
  }

  imports(): Import[] {
    if (this.#isEmpty) return [];
    const reader = this.#reader();
    reader.skipText();
    return readImports(reader);
  }

  /** All uses, or of those at the given places among the hashes only; `places` rise. */
  uses(places?: readonly number[]): NameUse[] {
    if (this.#isEmpty) return [];
    const reader = this.#afterImports();
    skipDefinitions(reader);
    const found: NameUse[] = [];
    const last = places ? (places.at(-1) ?? -1) : this.hashes.length - 1;
    let next = 0;
    for (let at = 0; at <= last; at++) {
      const byte = reader.byte();
      const few = byte >> 4;
      const count = few === manyChunks ? manyChunks + reader.count() : few;
      const wanted = !places || places[next] === at;
      const chunks: number[] = [];
      for (let left = count, chunk = 0; left > 0; left--) {
        chunk += reader.count();
        if (wanted) chunks.push(chunk);
      }
      if (!wanted) continue;
      next++;
      found.push({ hash: this.hashes[at]!, kinds: byte & 15, chunks });
    }
    return found;
  }

  all(): FileLinks {
    return {
      definitions: this.definitions(),
      imports: this.imports(),
      uses: this.uses(),
      project: this.project,
    };
  }

  get #isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  #reader(): Reader {
    return new Reader(this.#bytes, 4 + this.hashes.byteLength);
  }

  #afterImports(): Reader {
    const reader = this.#reader();
    reader.skipText();
    skipImports(reader);
    return reader;
  }
}

const noHashes = new Uint32Array(0);

function readDefinitions(reader: Reader): LinkedDefinition[] {
  let line = 0;
  const definitions: LinkedDefinition[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const name = reader.text();
    const byte = reader.byte();
    const back = reader.count();
    const owner = back === 0 ? reader.text() : (definitions[definitions.length - back]?.name ?? '');
    const startLine = (line += reader.count());
    const endLine = startLine + reader.count();
    const chunk = reader.count();
    const supertypes = Array.from({ length: reader.count() }, () => reader.text());
    const kind = kinds[byte & ~exportedBit] ?? 'variable';
    const exported = (byte & exportedBit) !== 0;
    definitions.push({ name, kind, owner, startLine, endLine, exported, chunk, supertypes });
  }
  return definitions;
}

function skipDefinitions(reader: Reader): void {
  for (let left = reader.count(); left > 0; left--) {
    reader.skipText();
    reader.byte();
    if (reader.count() === 0) reader.skipText();
    for (let skip = 3; skip > 0; skip--) reader.count();
    for (let names = reader.count(); names > 0; names--) reader.skipText();
  }
}

function readImports(reader: Reader): Import[] {
  return Array.from({ length: reader.count() }, () => {
    const module = reader.text();
    const line = reader.count();
    const names = Array.from({ length: reader.count() }, () => {
      const name = reader.text();
      const form = reader.byte();
      return { name, alias: form === aliasOf.none ? '' : form === aliasOf.same ? name : reader.text() };
    });
    return { module, names, line };
  });
}

function skipImports(reader: Reader): void {
  for (let left = reader.count(); left > 0; left--) {
    reader.skipText();
    reader.count();
    for (let names = reader.count(); names > 0; names--) {
      reader.skipText();
      if (reader.byte() === aliasOf.other) reader.skipText();
    }
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Writer {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  count(value: number): void {
    this.#reserve(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  text(value: string): void {
    const { length } = value;
    this.#reserve(length + 5);
    this.count(length);
    const start = this.#length;
    for (let at = 0; at < length; at++) {
      const code = value.charCodeAt(at);
      if (code > 127) return this.#wide(value, start);
      this.#bytes[start + at] = code;
    }
    this.#length = start + length;
  }

  /** @param after where the length in UTF-16 units was written, which is too little. */
  #wide(value: string, after: number): void {
    const { length } = value;
    this.#length = after - (length < 128 ? 1 : length < 16384 ? 2 : 3);
    const encoded = encoder.encode(value);
    this.count(encoded.length);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  count(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.count();
    const start = this.#at;
    this.#at += length;
    if (length > 24) return decoder.decode(this.#bytes.subarray(start, this.#at));
    let text = '';
    for (let at = start; at < this.#at; at++) {
      const byte = this.#bytes[at]!;
      if (byte > 127) return decoder.decode(this.#bytes.subarray(start, this.#at));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  skipText(): void {
    const length = this.count();
    this.#at += length;
  }

  hash(): number {
    const length = this.count();
    this.#at += length;
    return hashOfBytes(this.#bytes, this.#at - length, this.#at);
  }
}
