/** Reads a file that the selection let through, and refuses it for its content: binary, generated, minified, a key. */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { isProse } from './fileNames.ts';
import type { RefusalKind } from '../indexStatus.ts';
import type { FileStamp } from './fileSelection.ts';

export type TextVerdict =
  | { readonly kind: 'text'; readonly text: string; readonly hash: string; readonly stamp: FileStamp }
  | {
      readonly kind: 'refused';
      readonly why: RefusalKind;
      readonly reason: string;
      readonly hash: string;
      readonly stamp: FileStamp;
    }
  | { readonly kind: 'gone' };

/** @param place relative to the root, and judged by the selection a moment ago. */
export function readTextFile(root: string, place: string, mostBytes: number): TextVerdict {
  let file: number;
  try {
    // It may have become a link, or a pipe that would block, since it was looked at.
    file = openSync(path.join(root, place), constants.O_RDONLY | noFollow | noBlock);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return { kind: 'gone' };
    const stamp = { size: 0, mtimeMs: 0, ctimeMs: 0 };
    return { kind: 'refused', why: 'unreadable', reason: 'the file cannot be read', hash: '', stamp };
  }
  try {
    // The stamp is of what is read, not of what was there when the folder was listed.
    const stats = fstatSync(file);
    const { size, mtimeMs, ctimeMs } = stats;
    const stamp: FileStamp = { size, mtimeMs, ctimeMs };
    if (!stats.isFile()) return { kind: 'gone' };
    if (size > mostBytes) return { kind: 'refused', why: 'tooLarge', reason: 'larger than allowed', hash: '', stamp };
    const bytes = Buffer.allocUnsafe(size);
    let read = 0;
    while (read < size) {
      const more = readSync(file, bytes, read, size - read, read);
      if (more === 0) break;
      read += more;
    }
    const content = bytes.subarray(0, read);
    return { ...judgeContent(place, content), hash: hashOf(content), stamp };
  } catch {
    const stamp = { size: 0, mtimeMs: 0, ctimeMs: 0 };
    return { kind: 'refused', why: 'unreadable', reason: 'the file cannot be read', hash: '', stamp };
  } finally {
    closeSync(file);
  }
}

/** 128 bits of a content, in hex: enough to tell every file of the world from every other. */
export function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content).slice(0, 32);
}

export type ContentVerdict =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: RefusalKind; readonly reason: string };

/** The same for a text that is not on disk: what an editor holds unsaved. */
export function judgeText(place: string, text: string): ContentVerdict {
  const refused = (why: RefusalKind, reason: string): ContentVerdict => ({ kind: 'refused', why, reason });
  if (holdsKey(text)) return refused('secret', 'it holds a private key');
  if (holdsToken(text)) return refused('secret', 'it holds a token');
  if (saysGenerated(text)) return refused('generated', 'it says that a tool wrote it');
  const dense = isProse(path.posix.basename(place)) ? undefined : density(text);
  if (dense !== undefined) return refused('minified', dense);
  return { kind: 'text', text };
}

function judgeContent(place: string, bytes: Buffer): ContentVerdict {
  const text = decode(bytes);
  if (text === undefined) return { kind: 'refused', why: 'binary', reason: 'not text' };
  return judgeText(place, text);
}

function decode(bytes: Buffer): string | undefined {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
    return Buffer.from(bytes).swap16().subarray(2).toString('utf16le');
  if (bytes.includes(0)) return undefined;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = bytes.toString('utf8', start);
  if (!text.includes('\ufffd')) return text;
  // Old sources are in some one-byte encoding; a binary file has bytes that no text has.
  const strange = bytes.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  return strange * 100 > bytes.length ? undefined : bytes.toString('latin1', start);
}

function holdsKey(text: string): boolean {
  if (text.includes('client-key-data') && /\bclient-key-data["']?:\s*["']?[A-Za-z0-9+/=]{80}/.test(text)) return true;
  if (!text.includes('PRIVATE KEY')) return false;
  // On lines of its own, or in a string of JSON as the accounts of services have it.
  return /(?:^|")-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\r?\n|\\n)(?:[A-Za-z0-9+/=:, .\r\n-]|\\n){80}/m.test(
    text,
  );
}

/** What package managers are told to sign in with; a reference to the environment is no token. */
function holdsToken(text: string): boolean {
  if (!/_?authToken/i.test(text)) return false;
  return /^\s*(?:\/\/\S+:)?_authToken\s*=\s*[^\s$]{20}|^\s*npmAuthToken:\s*["']?[^\s$"']{20}/m.test(text);
}

/** Only a comment near the top counts: a generator's own source holds the words too. */
function saysGenerated(text: string): boolean {
  const head = text.slice(0, 3000);
  if (!/generated/i.test(head)) return false;
  return head
    .split('\n', 40)
    .some(
      (line) =>
        /^\s*(\/\/|\/\*|\*|#|--|;|%|<!--|"""|\(\*)/.test(line) &&
        /(?<![\w'"`])@generated\b(?!['"`])|\bgenerated\b.*\bdo not (edit|modify)\b|\bdo not (edit|modify)\b.*\bgenerated\b|<auto-?generated|\b(this|the) (file|code|module|class) (is|was|has been) (auto-?|automatically |machine[- ])generated\b|\bautogenerated (file|code|by)\b/i.test(
          line,
        ),
    );
}

/** Minified code and data on few lines: of no use to a reader, and slow to cut into pieces. */
function density(text: string): string | undefined {
  if (text.length < 1000) return undefined;
  let lines = 1;
  let longest = 0;
  let inLong = 0;
  for (let from = 0; ; lines++) {
    const end = text.indexOf('\n', from);
    const length = (end === -1 ? text.length : end) - from;
    if (length > longest) longest = length;
    if (length > 1000) inLong += length;
    if (end === -1) break;
    from = end + 1;
  }
  if (text.length / lines > 250) return 'minified: its lines are too long to be read';
  if (longest > 5000 && inLong * 2 > text.length) return 'most of it is on lines that are too long to be read';
  return undefined;
}

const { O_NOFOLLOW: noFollow = 0, O_NONBLOCK: noBlock = 0 } = constants as Partial<typeof constants>;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
