import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where the record of fixes is kept: one file a fix, the oldest removed when they are too many. */
export interface RecordStore {
  /** Lines that end with a line break. They are written one after the other. */
  append(fix: string, lines: string): Promise<void>;
  /** Writes all there is into one file, the oldest first. @returns how many fixes; with none, nothing is written. */
  export(target: string): Promise<number>;
  isEmpty(): Promise<boolean>;
  /** @returns how many fixes were removed. */
  clear(): Promise<number>;
}

/** Adds lines to a file that the user has named. */
export const appendRecord = (file: string, lines: string): Promise<void> => appendFile(file, lines);

/** @param mostBytes of all files together; what was written last stays in any case. */
export function createRecordStore(folder: string, mostBytes = 50_000_000): RecordStore {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const names = new Map<string, string>();

  return {
    append: (fix, lines) =>
      inTurn(async () => {
        const known = names.get(fix);
        // Its time is the file's name, so that files are in order and two windows never share one.
        const name = known ?? `${new Date().toISOString().replaceAll(':', '-')}-${fix}.jsonl`;
        names.set(fix, name);
        await mkdir(folder, { recursive: true });
        await appendFile(path.join(folder, name), lines);
        if (known === undefined) await removeOldest(folder, mostBytes, name);
      }),
    export: (target) =>
      inTurn(async () => {
        const files = await filesIn(folder);
        if (files.length === 0) return 0;
        // Written beside it and renamed: whoever reads it never sees a half.
        const partial = `${target}.${process.pid}.partial`;
        try {
          const file = await open(partial, 'w');
          try {
            for (const name of files)
              for await (const part of createReadStream(path.join(folder, name))) await file.write(part as Buffer);
          } finally {
            await file.close();
          }
          await rename(partial, target);
        } catch (error) {
          await rm(partial, { force: true });
          throw error;
        }
        return files.length;
      }),
    isEmpty: () => inTurn(async () => (await filesIn(folder)).length === 0),
    clear: () =>
      inTurn(async () => {
        const files = await filesIn(folder);
        for (const name of files) await rm(path.join(folder, name), { force: true });
        names.clear();
        return files.length;
      }),
  };
}

async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.jsonl')).sort();
}

async function removeOldest(folder: string, mostBytes: number, newest: string): Promise<void> {
  const files = await filesIn(folder);
  const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(folder, name))).size));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (const [at, name] of files.entries()) {
    if (total <= mostBytes || name === newest) continue;
    await rm(path.join(folder, name), { force: true });
    total -= sizes[at] ?? 0;
  }
}
