/**
 * vectra's `FileStorage`, so that a file is there as a whole or not at all: written under another name and
 * renamed. A crash leaves the file as it was before, and at worst a temporary file that `sweep` removes.
 */
import { randomUUID } from 'node:crypto';
import { access, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileDetails, FileStorage } from '../../../node_modules/vectra/lib/storage/FileStorage.js';

const temporary = '.writing';

export class AtomicStorage implements FileStorage {
  /** What the system said last when something could not be written: vectra tells only that it was so. */
  failure: unknown;

  async upsertFile(file: string, content: Buffer | string): Promise<void> {
    const draft = `${file}.${randomUUID().slice(0, 8)}${temporary}`;
    try {
      await writeFile(draft, content, { mode: 0o600 });
      await replace(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      this.failure = error;
      throw error;
    }
  }

  async createFile(file: string, content: Buffer | string): Promise<void> {
    await this.#told(writeFile(file, content, { flag: 'wx', mode: 0o600 }));
  }

  async createFolder(folder: string): Promise<void> {
    // What is stored here was read from the user's files, so it is as private as they may be.
    await this.#told(mkdir(folder, { recursive: true, mode: 0o700 }));
  }

  async #told(writing: Promise<unknown>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  async deleteFile(file: string): Promise<void> {
    await rm(file, { force: true });
  }

  async deleteFolder(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }

  async readFile(file: string): Promise<Buffer> {
    return readFile(file);
  }

  async pathExists(place: string): Promise<boolean> {
    return access(place).then(
      () => true,
      () => false,
    );
  }

  async getDetails(place: string): Promise<FileDetails> {
    const stats = await lstat(place);
    return { name: path.basename(place), path: place, isFolder: stats.isDirectory() };
  }

  async listFiles(folder: string): Promise<FileDetails[]> {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      path: path.join(folder, entry.name),
      isFolder: entry.isDirectory(),
    }));
  }
}

/** Removes what a crash left half-written anywhere below a folder. Only for whoever holds its lock. */
export async function sweepDrafts(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { name, parentPath } of entries)
    if (name.endsWith(temporary)) await rm(path.join(parentPath, name), { force: true });
}

/** Windows refuses for a moment while somebody reads the file that is replaced. */
async function replace(draft: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(draft, file);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (attempt === 8 || (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY')) throw error;
      await sleep(attempt * 10);
    }
  }
}
