/** When the embedding is learned, and that everything has vectors of it in the end. */
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { lsaSampleSize } from '../lsa.ts';
import { joinFile } from './fileRecord.ts';
import type { IndexFolder } from './indexFolder.ts';
import type { ReaderPool } from './readerPool.ts';
import type { SearchIndex } from './searchIndex.ts';

interface LearningDeps {
  readonly index: SearchIndex;
  readonly disk: IndexFolder;
  readonly pool: ReaderPool;
  readonly log: Log;
  readonly isClosed: () => boolean;
}

export class VectorLearning {
  readonly #deps: LearningDeps;
  #learning: Promise<void> | undefined;

  constructor(deps: LearningDeps) {
    this.#deps = deps;
  }

  /** While the rest is still being read: then most files get their vectors at once. */
  async early(): Promise<void> {
    const { embedding, table } = this.#deps.index;
    if (embedding || this.#learning || table.chunkCount < lsaSampleSize * 1.2) return;
    this.#learning = this.#learn();
    await this.#learning.finally(() => (this.#learning = undefined));
  }

  /**
   * Everything was read: what is missing are vectors of what was read before there was an embedding.
   * @param commit writes a shard.
   */
  async finish(commit: (shard: number) => Promise<void>): Promise<void> {
    const { disk, isClosed } = this.#deps;
    if (disk.wantsEmbedding) await this.#learn();
    for (const shard of disk.bareShards) {
      if (isClosed()) return;
      await disk.embed(shard);
      await commit(shard);
    }
  }

  async #learn(): Promise<void> {
    const { disk, pool, log, isClosed } = this.#deps;
    const sample = await disk.sample(lsaSampleSize);
    if (sample.length === 0) return;
    try {
      const model = await pool.learn(sample.map(joinFile));
      if (!isClosed()) await disk.setEmbedding(model);
    } catch (error) {
      if (!isClosed()) log.warn(`No embedding was learned: ${describeError(error)}`);
    }
  }
}
