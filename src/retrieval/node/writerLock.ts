/**
 * One process writes a store, others read it. The lock is a file that names its owner and is touched while
 * the owner lives; it is taken over when the owner is gone. Taking it over is a rename, which succeeds for
 * one process only, and the owner looks before each write whether it still is the owner.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';

export interface WriterLock {
  /** Whether it is still ours: asked before each write. */
  readonly isHeld: () => boolean;
  release(): void;
}

interface Owner {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  /** Tells the owner from a later process with the same number; empty where this cannot be known. */
  readonly started: string;
}

const touchMs = 5_000;
/** An owner on another machine, or one that cannot be seen, is gone when it has not touched for so long. */
const abandonedMs = 60_000;

/** @returns undefined when another owner, alive, has it. The folder of the file must be there. */
export function takeLock(file: string): WriterLock | undefined {
  const owner: Owner = {
    token: randomUUID(),
    host: os.hostname(),
    pid: process.pid,
    started: startOf(process.pid),
  };
  const note = `${file}.${owner.token}`;
  // The note is complete before it gets its name: nobody ever reads half of one.
  writeFileSync(note, JSON.stringify(owner), { mode: 0o600 });
  try {
    if (!linkTo(note, file) && !(removeAbandoned(file) && linkTo(note, file))) return undefined;
  } finally {
    rmSync(note, { force: true });
  }
  const isHeld = (): boolean => readOwner(file)?.token === owner.token;
  const touching = setInterval(() => {
    const now = new Date();
    try {
      if (isHeld()) utimesSync(file, now, now);
    } catch {
      // The folder is gone, and with it what the lock stands for.
    }
  }, touchMs);
  touching.unref();
  return {
    isHeld,
    release() {
      clearInterval(touching);
      if (isHeld()) rmSync(file, { force: true });
    },
  };
}

/** A hard link is made only where nothing is yet; a file system without them has an exclusive create. */
function linkTo(note: string, file: string): boolean {
  try {
    linkSync(note, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP' && codeOf(error) !== 'EXDEV') throw error;
  }
  try {
    writeFileSync(file, readFileSync(note), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function removeAbandoned(file: string): boolean {
  const owner = readOwner(file);
  if (!isAbandoned(file, owner)) return false;
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return true; // Somebody else was quicker; who gets it is decided by the link.
  }
  // Between the look and the rename a new owner may have come: that one gets it back.
  const isOther = readOwner(aside)?.token !== owner?.token;
  if (isOther) linkTo(aside, file);
  rmSync(aside, { force: true });
  return !isOther;
}

function isAbandoned(file: string, owner: Owner | undefined): boolean {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (owner?.host !== os.hostname()) return age > abandonedMs;
  return !isAlive(owner);
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Anything but "no such process" means that there is one, of another user.
    if (codeOf(error) === 'ESRCH') return false;
  }
  return started === startOf(pid);
}

/** Linux says when a process began; elsewhere its number must do. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    // The name stands in brackets and may hold spaces; the 22nd field is the start.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isOwner(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(note: unknown): note is Owner {
  if (typeof note !== 'object' || note === null) return false;
  const { token, host, pid, started } = note as Partial<Record<keyof Owner, unknown>>;
  return typeof token === 'string' && typeof host === 'string' && Number.isInteger(pid) && typeof started === 'string';
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
