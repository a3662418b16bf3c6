/** The directory of a zip archive, and single entries of it: all that a jar is asked for. */
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const mostEntries = 200_000;
const largestEntry = 4_000_000;

/** Empty for what is no whole archive. */
export function zipEntries(bytes: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 66_000 && bytes.readUInt32LE(end) !== endMark) end--;
  if (end < 0 || bytes.readUInt32LE(end) !== endMark) return entries;
  let at = bytes.readUInt32LE(end + 16);
  while (at + 46 <= end && bytes.readUInt32LE(at) === entryMark && entries.length < mostEntries) {
    const [name, extra, comment] = [
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
    ];
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** `undefined` for what is damaged, or too large. */
export function zipText(bytes: Buffer, { method, packed, size, offset }: ZipEntry): string | undefined {
  if (size > largestEntry || offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localMark) return undefined;
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const content = bytes.subarray(start, start + packed);
  try {
    if (method === 0) return content.toString('utf8');
    return method === 8 ? inflateRawSync(content, { maxOutputLength: largestEntry }).toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
