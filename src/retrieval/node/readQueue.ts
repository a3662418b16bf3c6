/** The files that wait to be read, shard by shard, and how many of each shard are still on their way. */
import type { FoundFile } from './fileSelection.ts';
import { shardCount, shardOf } from './indexStore.ts';

interface QueuedFile {
  readonly path: string;
  readonly size: number;
  readonly shard: number;
}

const batchFiles = 16;
const batchBytes = 96_000;

export class ReadQueue {
  /** The next one last. */
  #files: QueuedFile[] = [];
  /** By shard: how many of its files are queued or being read. */
  readonly #outstanding = new Uint32Array(shardCount);
  #total = 0;

  /** Those that wait, another list after each `fill` and `drop`. */
  get files(): readonly QueuedFile[] {
    return this.#files;
  }

  get waiting(): number {
    return this.#files.length;
  }

  /** How many there were in the beginning. */
  get total(): number {
    return this.#total;
  }

  /** Begins anew with these. */
  fill(found: readonly FoundFile[]): void {
    this.drop();
    for (const { path, size } of found) {
      const shard = shardOf(path);
      this.#files.push({ path, size, shard });
      this.#outstanding[shard]!++;
    }
    this.#files.sort((a, b) => b.shard - a.shard);
    this.#total = found.length;
  }

  drop(): void {
    this.#files = [];
    this.#outstanding.fill(0);
    this.#total = 0;
  }

  /** So much that a thread is busy for some milliseconds and an urgent file never waits long. Empty at the end. */
  takeBatch(): QueuedFile[] {
    const batch: QueuedFile[] = [];
    for (let bytes = 0; bytes < batchBytes && batch.length < batchFiles;) {
      const next = this.#files.pop();
      if (!next) break;
      batch.push(next);
      bytes += next.size;
    }
    return batch;
  }

  /** @returns the shards of which these files were the last. */
  finish(batch: readonly QueuedFile[]): number[] {
    return batch.flatMap(({ shard }) => {
      // What was dropped meanwhile is not counted any more.
      if (this.#outstanding[shard] === 0) return [];
      return --this.#outstanding[shard]! === 0 ? [shard] : [];
    });
  }

  isReading(shard: number): boolean {
    return this.#outstanding[shard]! > 0;
  }
}
