/**
 * The folder in which cargo builds a copy of the tree. A new copy begins with the packages from outside as
 * another copy has built them, or a fix before this one: they take minutes, and are the same. The tree's own
 * packages are left out, since cargo would take what was built of another text for what is built of this one.
 */
import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, cp, lstat, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { targetFolder } from '../cargoPlan.ts';
import { touchKept } from './keptFolder.ts';

/** Says that all packages were built once, and which are the tree's own. */
const NOTE = 'touchstone.json';

/** @param kept where earlier fixes in this workspace have left theirs; left out: nowhere */
export async function seedTarget(
  compiled: string,
  root: string,
  kept: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const target = targetFolder(compiled, root);
  if (existsSync(target)) return;
  await mkdir(path.dirname(target), { recursive: true });
  const beside = (await readdir(path.dirname(target))).map((name) => path.join(path.dirname(target), name));
  for (const other of kept === undefined ? beside : [...beside, path.join(kept, KEPT)]) {
    if (!(await ownPackages(other))) continue;
    await copyOutside(other, target, Infinity, signal);
    if (kept !== undefined && existsSync(kept)) await touchKept(kept);
    return;
  }
}

const KEPT = 'cargo';
/** Which packages they are. */
const LOCK = 'Cargo.lock.sha256';
/** More than that is built again rather than kept. */
const mostKeptBytes = 1_000_000_000;

/**
 * Leaves the packages from outside for the next fix, as long as they are others than those that lie there.
 * @param lock the text of Cargo.lock
 */
export async function keepOutside(
  kept: string,
  compiled: string,
  root: string,
  lock: string,
  signal: AbortSignal,
): Promise<void> {
  const target = targetFolder(compiled, root);
  const place = path.join(kept, KEPT);
  const hash = createHash('sha256').update(lock).digest('hex');
  const before = await readFile(path.join(place, LOCK), 'utf8').catch(() => '');
  if (before === hash || !(await ownPackages(target)) || !/^source = /m.test(lock)) return;
  await mkdir(kept, { recursive: true });
  await rm(place, { recursive: true, force: true });
  if (!(await copyOutside(target, place, mostKeptBytes, signal))) await mkdir(place, { recursive: true });
  else await copyFile(path.join(target, NOTE), path.join(place, NOTE));
  await writeFile(path.join(place, LOCK), hash);
}

/** All or nothing; whether it is there. */
async function copyOutside(from: string, to: string, mostBytes: number, signal: AbortSignal): Promise<boolean> {
  const own = await ownPackages(from);
  if (!own) return false;
  const fresh = `${to}.${process.pid}.new`;
  let bytes = 0;
  const isShared = async (place: string): Promise<boolean> => {
    signal.throwIfAborted();
    if (!isFromOutside(path.relative(from, place), own)) return false;
    const about = await lstat(place);
    bytes += about.isFile() ? about.size : 0;
    if (bytes > mostBytes) throw new TooLarge();
    return true;
  };
  try {
    const options = { recursive: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE };
    await cp(from, fresh, { ...options, filter: isShared });
    await rename(fresh, to);
    return true;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    signal.throwIfAborted();
    // The other copy may have gone meanwhile: then everything is built.
    if (!(error instanceof TooLarge) && existsSync(from)) throw error;
    return false;
  }
}

class TooLarge extends Error {}

/** Told after a build that came to its end. */
export async function noteBuilt(compiled: string, root: string, own: ReadonlySet<string>): Promise<void> {
  const note = path.join(targetFolder(compiled, root), NOTE);
  if (own.size > 0 && existsSync(path.dirname(note))) await writeFile(note, JSON.stringify([...own].sort()));
}

async function ownPackages(target: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const names: unknown = JSON.parse(await readFile(path.join(target, NOTE), 'utf8'));
    return Array.isArray(names) ? new Set(names.filter((name) => typeof name === 'string')) : undefined;
  } catch {
    return undefined;
  }
}

/** `debug/.fingerprint/<package>-<hash>` is what makes cargo take a package for built. */
function isFromOutside(place: string, own: ReadonlySet<string>): boolean {
  const name = path.basename(place);
  if (name === NOTE || name === 'incremental' || name === 'examples' || name === '.cargo-lock') return false;
  const folder = path.basename(path.dirname(place));
  const unit = /^(?:lib)?(.+)-[0-9a-f]{16}(?:\.\w+)*$/.exec(name)?.[1];
  if (unit === undefined || !/^(?:\.fingerprint|build|deps)$/.test(folder)) return true;
  return !own.has(unit) && !own.has(unit.replaceAll('_', '-'));
}
