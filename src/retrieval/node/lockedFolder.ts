import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtomicStorage, sweepDrafts } from './atomicStorage.ts';
import { takeLock } from './writerLock.ts';

/** A folder of small files that several windows write, one after the other. It is made when it is first written to. */
export class LockedFolder {
  readonly #folder: string;
  readonly #lock: string;
  #isSwept = false;

  /** @param lock the name of the file in it that says who writes */
  constructor(folder: string, lock: string) {
    this.#folder = folder;
    this.#lock = path.join(folder, lock);
  }

  /**
   * Does `work` while nobody else writes. It is to take milliseconds: whoever has the lock has it for that long or is gone.
   * @throws when the folder cannot be written to, or somebody else has it for seconds
   */
  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    await new AtomicStorage().createFolder(this.#folder);
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const lock = takeLock(this.#lock);
      if (!lock) {
        await sleep(20 + (attempt % 7) * 10);
        continue;
      }
      try {
        // A process that was killed may have left half a file under another name.
        if (!this.#isSwept) await sweepDrafts(this.#folder);
        this.#isSwept = true;
        return await work();
      } finally {
        lock.release();
      }
    }
    throw new Error('another window is writing');
  }
}

/** About three seconds. */
const mostAttempts = 60;
