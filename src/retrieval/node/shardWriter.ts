/**
 * Changes wait here until their shard is written: all of a shard's at once, one shard after the other.
 * Whoever lost the lock writes nothing any more; what it knows stays in its memory.
 */
import { withFacts, type FileFacts } from './fileRecord.ts';
import { shardOf, type IndexStore, type StoredFile } from './indexStore.ts';

type Change =
  | { readonly kind: 'put'; readonly file: StoredFile }
  /** The content is what is stored, and looked at again. */
  | { readonly kind: 'touched'; readonly facts: FileFacts }
  | { readonly kind: 'gone' };

export class ShardWriter {
  readonly #store: IndexStore;
  readonly #isHeld: () => boolean;
  readonly #onTrouble: (error: unknown) => void;
  /** By shard, then by path. */
  readonly #waiting = new Map<number, Map<string, Change>>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param onTrouble told why something could not be written, and `undefined` when all of it is. */
  constructor(store: IndexStore, isHeld: () => boolean, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#isHeld = isHeld;
    this.#onTrouble = onTrouble;
  }

  put(file: StoredFile): void {
    this.#shard(file.path).set(file.path, { kind: 'put', file });
  }

  touch(facts: FileFacts): void {
    const changes = this.#shard(facts.path);
    const waiting = changes.get(facts.path);
    if (waiting?.kind !== 'put') changes.set(facts.path, { kind: 'touched', facts });
    else
      changes.set(facts.path, {
        kind: 'put',
        file: { ...waiting.file, head: withFacts(facts, waiting.file.head) },
      });
  }

  remove(path: string): void {
    this.#shard(path).set(path, { kind: 'gone' });
  }

  /** What waits, of one shard. */
  waiting(shard: number): readonly StoredFile[] {
    return putOf(this.#waiting.get(shard)?.values() ?? []);
  }

  isWaiting(path: string): boolean {
    const kind = this.#waiting.get(shardOf(path))?.get(path)?.kind;
    return kind === 'put' || kind === 'gone';
  }

  get shards(): readonly number[] {
    return [...this.#waiting.keys()];
  }

  /** Forgets what waits: the store is begun anew. */
  forget(): void {
    this.#waiting.clear();
  }

  /**
   * Writes what waits of a shard.
   * @returns false when the shard turned out to be damaged, and its other files are lost.
   */
  commit(shard: number, embedding: string): Promise<boolean> {
    const writing = this.#last.then(() => this.#commit(shard, embedding));
    this.#last = writing;
    return writing;
  }

  async #commit(shard: number, embedding: string): Promise<boolean> {
    const changes = this.#waiting.get(shard);
    if (!changes || changes.size === 0) return true;
    this.#waiting.delete(shard);
    if (!this.#isHeld()) return true;
    try {
      const put = [...putOf(changes.values()), ...(await this.#touched(shard, changes))];
      const remove = [...changes].flatMap(([path, { kind }]) => (kind === 'gone' ? [path] : []));
      const isWhole = await this.#store.commit(shard, { put, remove }, embedding);
      if (this.#waiting.size === 0) this.#onTrouble(undefined);
      return isWhole;
    } catch (error) {
      // A full disk, most likely. What is newer by now stays; all of it is tried again with the next change.
      const newer = this.#waiting.get(shard) ?? new Map<string, Change>();
      this.#waiting.set(shard, new Map<string, Change>([...changes, ...newer]));
      this.#onTrouble(error);
      return true;
    }
  }

  async #touched(shard: number, changes: ReadonlyMap<string, Change>): Promise<StoredFile[]> {
    if (![...changes.values()].some(({ kind }) => kind === 'touched')) return [];
    const stored = await this.#store.load(shard).catch(() => undefined);
    return (stored?.files ?? []).flatMap((file) => {
      const change = changes.get(file.path);
      return change?.kind === 'touched' ? [{ ...file, head: withFacts(change.facts, file.head) }] : [];
    });
  }

  #shard(path: string): Map<string, Change> {
    const shard = shardOf(path);
    let changes = this.#waiting.get(shard);
    if (!changes) this.#waiting.set(shard, (changes = new Map<string, Change>()));
    return changes;
  }
}

const putOf = (changes: Iterable<Change>): StoredFile[] =>
  [...changes].flatMap((change) => (change.kind === 'put' ? [change.file] : []));
