/**
 * A name as 32 bits. The graph holds a million uses of names; as hashes they take 4 bytes each and need no table of
 * names. Two of a repository's names share a hash about once in a hundred repositories.
 */

const seed = 0x811c9dc5;
const prime = 0x01000193;

export function hashOfName(name: string): number {
  let hash = seed;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code > 127) return hashOfBytes(new TextEncoder().encode(name));
    hash = Math.imul(hash ^ code, prime);
  }
  return spread(hash);
}

/** The same for a name in UTF-8. */
export function hashOfBytes(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, prime);
  return spread(hash);
}

/** FNV-1a leaves the low bits of short names alike. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
