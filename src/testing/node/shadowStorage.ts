/**
 * Folders for copies, each with a note of the process that owns it, so that what a killed process
 * left behind can be told from the copies of another open window.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startTimeOf } from './processTree.ts';
import { removeTree, removeTreeNow, removeTreeUnless } from './removeTree.ts';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells the owner from a later process that was given the same pid; empty where this cannot be known. */
  readonly started: string;
}

const PREFIX = 'shadow-';
const NOTE = 'owner.json';
const held = new Set<string>();
let watchesExit = false;

/** A new, empty folder of this process. It goes when `releaseFolder` is called or the process exits. */
export function claimFolder(storage: string): string {
  mkdirSync(storage, { recursive: true });
  const folder = path.join(realpathSync(storage), PREFIX + randomUUID().slice(0, 13));
  const owner: Owner = { host: os.hostname(), pid: process.pid, started: startOf(process.pid) };
  // Under its final name it has its note from the first moment on.
  mkdirSync(`${folder}.new`);
  writeFileSync(path.join(`${folder}.new`, NOTE), JSON.stringify(owner));
  renameSync(`${folder}.new`, folder);
  held.add(folder);
  if (!watchesExit) {
    watchesExit = true;
    process.once('exit', () => held.forEach(removeTreeNow));
  }
  return folder;
}

export async function releaseFolder(folder: string): Promise<void> {
  await removeTree(folder);
  held.delete(folder);
}

/** Removes the folders whose owner is gone, until `signal` ends; what is left then goes the next time. Returns how many. */
export async function sweepFolders(storage: string, signal: AbortSignal): Promise<number> {
  let swept = 0;
  for (const name of await readdir(storage).catch(() => [])) {
    const folder = path.join(storage, name);
    if (!name.startsWith(PREFIX) || held.has(folder) || !(await isAbandoned(folder))) continue;
    await removeTreeUnless(signal, folder);
    if (signal.aborted) break;
    swept++;
  }
  return swept;
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

async function isAbandoned(folder: string): Promise<boolean> {
  const age = Date.now() - ((await stat(folder).catch(() => undefined))?.mtimeMs ?? Date.now());
  const owner = await readOwner(folder);
  // Without a note: cut off in the middle of being made or removed.
  if (owner === undefined) return age > MINUTE_MS;
  // A folder shared with another machine or container, whose processes cannot be seen.
  if (owner.host !== os.hostname()) return age > WEEK_MS;
  return !isAlive(owner);
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(path.join(folder, NOTE), 'utf8'));
    return isOwner(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(note: unknown): note is Owner {
  if (typeof note !== 'object' || note === null || !('host' in note) || !('pid' in note) || !('started' in note)) {
    return false;
  }
  return typeof note.host === 'string' && Number.isInteger(note.pid) && typeof note.started === 'string';
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // Anything but "no such process" means that there is one, of another user.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  return owner.started === startOf(owner.pid);
}

function startOf(pid: number): string {
  if (process.platform === 'linux') return String(startTimeOf(pid) ?? '');
  if (process.platform === 'win32') return '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
