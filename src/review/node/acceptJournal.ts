import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { takeLock, type WriterLock } from '../../retrieval/node/writerLock.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { FileText } from '../reviewState.ts';
import { writeDurably } from './wholeFile.ts';

/**
 * What is noted before an accept writes its first file, so that a process killed between two writes leaves all of
 * them or none: whoever opens the journal next finishes it or takes it back. One file an accept, with a lock beside
 * it that outlives no process.
 */
export class AcceptJournal {
  readonly #folder: string;

  /** @param folder absolute; made when it is first needed. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Notes an accept on disk. @returns what ends it, whether it was made or taken back. */
  async begin(accept: NotedAccept): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}.json`);
    const lock = takeLock(lockOf(file));
    const partial = `${file}.partial`;
    await writeDurably(partial, Buffer.from(JSON.stringify({ version, ...accept })), 0o600);
    await rename(partial, file);
    return () => end(file, lock);
  }

  /** The accepts whose process is gone, the oldest first. What cannot be read is removed, and the log says so. */
  async interrupted(log: Log): Promise<{ accepts: readonly InterruptedAccept[]; isAnotherAtWork: boolean }> {
    const accepts: InterruptedAccept[] = [];
    let isAnotherAtWork = false;
    const names: string[] = await readdir(this.#folder).catch(() => []);
    for (const stem of new Set(names.sort().map((name) => name.replace(/\.(?:json|lock)\b.*$/, '')))) {
      const file = join(this.#folder, `${stem}.json`);
      const lock = takeLock(lockOf(file));
      // Its process is alive: in the middle of it, or about to end with a window that was reloaded.
      if (!lock) {
        isAnotherAtWork = true;
        continue;
      }
      const litter = names.filter((name) => name.startsWith(stem) && !/\.(?:json|lock)$/.test(name));
      for (const name of litter) await rm(join(this.#folder, name), { force: true });
      const accept = names.includes(`${stem}.json`) ? await readNote(file, log) : undefined;
      if (accept) accepts.push({ accept, end: () => end(file, lock) });
      else await end(file, lock);
    }
    return { accepts, isAnotherAtWork };
  }
}

export interface NotedAccept {
  readonly root: string;
  /** Of the proposal. */
  readonly title: string;
  readonly files: readonly NotedFile[];
  /** Files that hold what is about to be renamed into its place; absolute. */
  readonly temporaries: readonly string[];
  /** Folders that are made for new files, the outermost first; absolute. */
  readonly folders: readonly string[];
}

export interface NotedFile {
  readonly path: WorkspacePath;
  /** Absolute, with every link resolved. */
  readonly real: string;
  /** `undefined` for a new file, which gets the mode of any new file. */
  readonly mode: number | undefined;
  /** What is on disk before, in base64; `undefined` when nothing is. */
  readonly bytes: string | undefined;
  /** As an editor holds them. */
  readonly before: FileText;
  readonly after: FileText;
  /** An editor held unsaved edits of it, so that the accept is not saved either. */
  readonly unsaved?: true;
}

export interface InterruptedAccept {
  readonly accept: NotedAccept;
  /** To be called once nothing is left to do. */
  readonly end: () => Promise<void>;
}

const version = 1;
const lockOf = (file: string): string => file.replace(/\.json$/, '.lock');

async function end(file: string, lock: WriterLock | undefined): Promise<void> {
  await rm(file, { force: true });
  lock?.release();
}

async function readNote(file: string, log: Log): Promise<NotedAccept | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isNote(note)) return note;
    log.warn('The note of an accept that was cut off is of another version, so it is removed.');
  } catch (error) {
    log.warn(`The note of an accept that was cut off cannot be read, so it is removed: ${describeError(error)}`);
  }
  return undefined;
}

function isNote(note: unknown): note is NotedAccept {
  if (typeof note !== 'object' || note === null || !('version' in note) || note.version !== version) return false;
  const { root, title, files, temporaries, folders } = note as Partial<Record<keyof NotedAccept, unknown>>;
  const areTexts = (list: unknown): boolean => Array.isArray(list) && list.every((each) => typeof each === 'string');
  return (
    typeof root === 'string' &&
    typeof title === 'string' &&
    areTexts(temporaries) &&
    areTexts(folders) &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(file: unknown): file is NotedFile {
  if (typeof file !== 'object' || file === null) return false;
  const { path, real, mode, bytes, before, after } = file as Partial<Record<keyof NotedFile, unknown>>;
  const isTextOrNothing = (value: unknown): boolean => value === undefined || typeof value === 'string';
  return (
    typeof path === 'string' &&
    typeof real === 'string' &&
    (mode === undefined || typeof mode === 'number') &&
    [bytes, before, after].every(isTextOrNothing)
  );
}
