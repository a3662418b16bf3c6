/**
 * What is made for a workspace once and outlives its copies: packages from outside, our own programs. It lies beside
 * the copies, where no confined run can write, and is only ever a shortcut: what is gone is made again.
 */
import { createHash } from 'node:crypto';
import { readdir, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { removeTreeUnless } from './removeTree.ts';

const NAME = 'kept';
const mostKept = 6;
const longestMs = 30 * 24 * 60 * 60_000;

/** @param workspace absolute path of the user's own tree. */
export function keptFolder(storage: string, workspace: string): string {
  return path.join(storage, NAME, createHash('sha256').update(workspace).digest('hex').slice(0, 16));
}

/** So that what is in use is not the first to go. */
export async function touchKept(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}

/** Removes what has not been used for a month, and all but those that were used last. */
export async function sweepKept(storage: string, signal: AbortSignal): Promise<void> {
  const folders: { readonly folder: string; readonly used: number }[] = [];
  for (const name of await readdir(path.join(storage, NAME)).catch(() => [])) {
    const folder = path.join(storage, NAME, name);
    const used = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (used !== undefined) folders.push({ folder, used });
  }
  folders.sort((a, b) => b.used - a.used);
  for (const [at, { folder, used }] of folders.entries())
    if (at >= mostKept || Date.now() - used > longestMs) await removeTreeUnless(signal, folder);
}
