/**
 * The file format of what the index saves: a mark, a version, a checksum and sections, each a typed array or a list of
 * words. Reading gives `undefined` for whatever was not written so, to the last bit; then it is built anew.
 * Numbers are as the machine has them (little-endian wherever VS Code runs); the mark tells if that is otherwise.
 */

export type Section = Uint8Array | Int8Array | Uint32Array | Float32Array;

const mark = 0x544f5543;
const headerWords = 5;

/** `kind` says what is in it and in which version: a reader accepts only its own. */
export function packSections(kind: number, sections: readonly Section[]): Uint8Array {
  const size = sections.reduce((sum, section) => sum + 4 + padded(section.byteLength), 0);
  const bytes = new Uint8Array(headerWords * 4 + size);
  const words = new Uint32Array(bytes.buffer);
  let at = headerWords * 4;
  for (const section of sections) {
    words[at / 4] = section.byteLength;
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), at + 4);
    at += 4 + padded(section.byteLength);
  }
  words.set([mark, kind, sections.length, bytes.length], 0);
  words[4] = checksum(words.subarray(headerWords), kind + sections.length);
  return bytes;
}

/** The sections' bytes, each at an offset that fits any typed array of 32-bit numbers. */
export function unpackSections(kind: number, packed: Uint8Array): Uint8Array[] | undefined {
  if (packed.byteLength < headerWords * 4 || packed.byteLength % 4 !== 0) return undefined;
  const bytes = packed.byteOffset % 4 === 0 ? packed : packed.slice();
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const count = words[2] ?? 0;
  if (words[0] !== mark || words[1] !== kind || words[3] !== bytes.length) return undefined;
  if (words[4] !== checksum(words.subarray(headerWords), kind + count)) return undefined;
  const sections: Uint8Array[] = [];
  let at = headerWords * 4;
  for (let index = 0; index < count; index++) {
    const length = words[at / 4] ?? 0;
    if (at + 4 + length > bytes.length) return undefined;
    sections.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return sections;
}

export const asUint32 = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);

export const asFloat32 = (bytes: Uint8Array): Float32Array =>
  new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);

export const asInt8 = (bytes: Uint8Array): Int8Array => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Words hold no line break, so one can part them. */
export const packWords = (words: Iterable<string>): Uint8Array => new TextEncoder().encode([...words].join('\n'));

export const unpackWords = (bytes: Uint8Array): string[] =>
  bytes.byteLength === 0 ? [] : new TextDecoder().decode(bytes).split('\n');

const padded = (length: number): number => (length + 3) & ~3;

/**
 * FNV-1a over words, with the high bits folded back, so that one flipped bit anywhere changes it. Four hashes take turns:
 * none waits for the one before it.
 */
function checksum(words: Uint32Array, seed: number): number {
  let [a, b, c, d] = [0x811c9dc5 ^ seed, 0x811c9dc6, 0x811c9dc7, 0x811c9dc8];
  const whole = words.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    a = Math.imul(a ^ words[at]!, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ words[at + 1]!, 0x01000193);
    b ^= b >>> 15;
    c = Math.imul(c ^ words[at + 2]!, 0x01000193);
    c ^= c >>> 15;
    d = Math.imul(d ^ words[at + 3]!, 0x01000193);
    d ^= d >>> 15;
  }
  let hash = 0x811c9dc5;
  for (const rest of [a, b, c, d, ...words.subarray(whole)]) {
    hash = Math.imul(hash ^ rest, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
