/**
 * A folder in memory for copies of workspaces, where the system has one that programs can be started from (Linux:
 * /dev/shm). Making thousands of small files is what slow disks and home directories of networks take seconds for.
 */
import { lstatSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
/** What Linux says of a file system in memory: https://man7.org/linux/man-pages/man2/statfs.2.html */
const TMPFS_MAGIC = 0x0102_1994;
/** Of the room that is needed: further lanes, and what tests make in them. */
const ROOM_TIMES = 8;
const ROOM_BEYOND = 1024 ** 3;

/** Where this user's copies in memory are, of all windows; undefined where there can be none. Nothing is made. */
export function memoryStorage(): string | undefined {
  const user = process.getuid?.();
  return process.platform === 'linux' && user !== undefined ? path.join(MEMORY, `touchstone-${user}`) : undefined;
}

/**
 * That folder, made, when there is plenty of room in it for copies of so many bytes, for the system as well.
 * @param storage where the copies would be otherwise: when that is in memory, there is nothing to win.
 */
export function roomInMemory(bytes: number, storage: string): string | undefined {
  const folder = memoryStorage();
  if (folder === undefined) return undefined;
  try {
    if (statfsSync(storage).type === TMPFS_MAGIC) return undefined;
    const { type, bavail, bsize } = statfsSync(MEMORY);
    const free = Math.min(bavail * bsize, process.availableMemory(), os.freemem());
    if (type !== TMPFS_MAGIC || free < ROOM_TIMES * bytes + ROOM_BEYOND || !startsPrograms()) return undefined;
    mkdirSync(folder, { mode: 0o700, recursive: true });
    // Anybody may make a folder there, also one of this name.
    const stats = lstatSync(folder);
    return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Containers often forbid it. The last mount of a place is the one that is seen. */
function startsPrograms(): boolean {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const own = mounts.map((row) => row.split(' ')).findLast((fields) => fields[4] === MEMORY);
  return own?.[5] !== undefined && !own[5].split(',').includes('noexec');
}
