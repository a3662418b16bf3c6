/**
 * The index of one folder: built, kept up to date, stored. It runs in a thread of its own and reads files in
 * others, so its thread has time for a search whatever goes on.
 *
 * Files are read shard by shard, and a shard is written once all of its files were read: a crash loses the
 * shard in work and no more. As shards are by hash, the first ones are a fair sample of the whole, from which
 * the embedding is learned while the others are read.
 */
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ExcludeRule } from '../excludeRules.ts';
import type { QuantisedVector } from '../vectors.ts';
import { FileIntake, type FileChange } from './fileIntake.ts';
import type { ReadJob } from './fileReader.ts';
import type { Refusal } from '../indexStatus.ts';
import { selectFiles, type FileStamp, type FoundFile } from './fileSelection.ts';
import { lookFirst } from './firstLook.ts';
import { ignoreFiles } from './ignoreRules.ts';
import type { FileState, IndexListing, IndexPhase, IndexStatus, SearchReply, SearchRequest } from './indexEvent.ts';
import { IndexFolder } from './indexFolder.ts';
import { shardOf } from './indexStore.ts';
import type { FileTable } from './fileTable.ts';
import type { ModelVectors } from './modelVectors.ts';
import type { ReaderPool } from './readerPool.ts';
import { Places } from './places.ts';
import { ReadQueue } from './readQueue.ts';
import { SearchIndex } from './searchIndex.ts';
import type { SharedIndex } from './sharedIndex.ts';
import { VectorLearning } from './vectorLearning.ts';
import { Bell, Latch } from './waiting.ts';

export interface IndexerOptions {
  /** Absolute and real. */
  readonly root: string;
  /** Absolute path of the folder for this one's store; nothing else may be in it. */
  readonly folder: string;
  readonly exclude: readonly (string | ExcludeRule)[];
  readonly mostBytes: number;
}

export interface IndexerDeps {
  readonly pool: ReaderPool;
  readonly log: Log;
  readonly report: (status: IndexStatus) => void;
  /** What others have read already. */
  readonly shared?: SharedIndex;
}

export class Indexer {
  readonly #options: IndexerOptions;
  readonly #deps: IndexerDeps;
  readonly #index = new SearchIndex();
  /** What it knows of names and of where the user is. */
  readonly places: Places;
  readonly #disk: IndexFolder;
  readonly #refusals = new Map<string, Refusal>();
  readonly #queue = new ReadQueue();
  readonly #intake: FileIntake;
  #phase: IndexPhase = 'loading';
  #isPaused = false;
  #isScanWanted = true;
  #isClosed = false;
  #isWarm = false;
  readonly #learning: VectorLearning;
  readonly #bell = new Bell();
  #life: Promise<void> = Promise.resolve();
  #isSettled = false;
  #settled = new Latch();
  #commitTimer: NodeJS.Timeout | undefined;

  constructor(options: IndexerOptions, deps: IndexerDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#disk = new IndexFolder(options.folder, this.#index, deps.log);
    this.places = new Places(this.#index, deps.pool, options);
    const { pool, log, shared } = deps;
    const isClosed = (): boolean => this.#isClosed;
    this.#intake = new FileIntake({
      index: this.#index,
      disk: this.#disk,
      pool,
      log,
      shared,
      refuse: (refusal) => this.#refusals.set(refusal.path, refusal),
      isClosed,
    });
    this.#learning = new VectorLearning({
      index: this.#index,
      disk: this.#disk,
      pool,
      log,
      isClosed,
    });
  }

  /** Reads what is stored. Searches are answered from then on; the rest goes on by itself. */
  async open(): Promise<void> {
    await this.#disk.open();
    this.#life = this.#live();
    void this.places.prepare();
  }

  /** @param read the query as an embedding model reads it. */
  async search(request: SearchRequest, read?: QuantisedVector): Promise<SearchReply> {
    const started = performance.now();
    const results = (await this.#deps.shared?.search(request)) ?? this.#index.search(request, read);
    return { results, ms: performance.now() - started };
  }

  /** For whoever embeds what is in it. */
  get embedded(): { readonly table: FileTable; readonly vectors: ModelVectors } {
    return { table: this.#index.table, vectors: this.#index.model };
  }

  /** Saves, edits, renames and deletions, as an editor tells them. When it resolves, searches know of them. */
  async update(changes: readonly FileChange[]): Promise<void> {
    this.places.hold(changes);
    const selection = selectFiles(this.#options);
    const jobs: ReadJob[] = [];
    for (const change of changes) {
      if (ignoreFiles.some((name) => path.posix.basename(change.path) === name)) this.rescan();
      const judged = selection.judge(change.path);
      this.#refusals.delete(change.path);
      if (judged?.kind === 'found') jobs.push(this.#intake.job(change));
      else if (judged) {
        this.#intake.remove(change.path);
        this.#refusals.set(change.path, judged);
      } else this.#removeTree(change.path);
    }
    if (jobs.length > 0) await this.#intake.read(jobs, true);
    this.#commitSoon();
    this.#report();
  }

  /** Looks at the whole folder again: after a branch switch, or when there is doubt. */
  rescan(): void {
    if (this.#isSettled) this.#unsettle();
    this.#isScanWanted = true;
    this.#bell.ring();
  }

  pause(): void {
    this.#isPaused = true;
    this.#report();
  }

  resume(): void {
    this.#isPaused = false;
    this.#bell.ring();
    this.#report();
  }

  /** Forgets everything, on disk too. */
  async clear(): Promise<void> {
    this.#queue.drop();
    this.#intake.dropReadings();
    this.#index.clear();
    this.#refusals.clear();
    await this.#disk.clear();
    this.#report();
  }

  async rebuild(): Promise<void> {
    this.#deps.shared?.renew();
    await this.clear();
    this.rescan();
  }

  /** Resolves when there is nothing left to do, or it is closed. */
  async settled(): Promise<void> {
    await this.#settled.opened;
    await this.#deps.shared?.published();
  }

  status(): IndexStatus {
    const { shared } = this.#deps;
    const { trouble } = this.#disk;
    const { glimpseCount } = this.#index.table;
    return {
      phase: this.#isPaused && this.#phase !== 'ready' ? 'paused' : this.#phase,
      files: this.#index.table.fileCount,
      chunks: this.#index.table.chunkCount,
      ...(glimpseCount > 0 && { glimpsed: glimpseCount }),
      waiting: this.#queue.waiting,
      total: this.#queue.total,
      isWriter: this.#disk.isWriter,
      ...(trouble !== undefined && { unstored: trouble }),
      ...(shared && { shared: shared.status }),
    };
  }

  listing(): IndexListing {
    const indexed: IndexListing['indexed'][number][] = [];
    const refused = [...this.#refusals.values()];
    for (const { facts, chunkCount, isUnsaved } of this.#index.table.files()) {
      if (facts.refusal) refused.push({ path: facts.path, ...facts.refusal });
      else indexed.push({ path: facts.path, language: facts.language, chunks: chunkCount, isUnsaved });
    }
    return { indexed: indexed.sort(byPath), refused: refused.sort(byPath), isCut: refused.length >= mostRefusals };
  }

  /** Decides about one file anew, so that the answer is of now and not of the last scan. */
  fileState(place: string): FileState {
    const judged = selectFiles(this.#options).judge(place);
    if (!judged) return { kind: 'absent' };
    if (judged.kind === 'refused') return judged;
    const known = this.#index.table.get(place);
    const refusal = known ? known.facts.refusal : this.#refusals.get(place);
    if (refusal) return { kind: 'refused', path: place, why: refusal.why, reason: refusal.reason };
    if (!known || this.#index.table.isGlimpse(place)) return { kind: 'waiting' };
    const { facts, chunkCount, isUnsaved } = known;
    return { kind: 'indexed', language: facts.language, chunks: chunkCount, isUnsaved };
  }

  /** Writes what is not written yet and lets go of the store. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#queue.drop();
    clearTimeout(this.#commitTimer);
    this.#bell.ring();
    await this.#deps.shared?.close();
    await this.#life;
    await this.#disk.close();
    this.#settled.open();
  }

  async #live(): Promise<void> {
    await this.#deps.shared?.join({
      index: this.#index,
      adopt: async (model, chunkCount) => {
        if (this.#disk.isWriter) await this.#disk.setEmbedding(model, chunkCount);
      },
      changed: () => this.rescan(),
      report: () => this.#report(),
    });
    while (!this.#isClosed) {
      try {
        await this.#step();
      } catch (error) {
        this.#deps.log.error(`The index could not be brought up to date: ${describeError(error)}`);
        if (!this.#isClosed) await this.#bell.sleep(failureMs);
      }
    }
  }

  async #step(): Promise<void> {
    if (!this.#disk.isWriter && this.#disk.tryToWrite()) this.#isScanWanted = true;
    if (!this.#disk.isWriter) await this.#disk.follow();
    if (this.#isScanWanted && (this.#disk.isWriter || (await this.#disk.isComplete()))) {
      this.#isScanWanted = false;
      this.#isWarm = false;
      await this.#scan();
      await this.#readQueue();
      if (!this.#isClosed) await this.#finish();
      return;
    }
    this.#setPhase(this.#isScanWanted ? 'following' : 'ready');
    if (!this.#isScanWanted) {
      this.#isSettled = true;
      this.#settled.open();
      if (!this.#isWarm) this.#warmUp();
    }
    await this.#bell.sleep(this.#disk.isWriter ? undefined : this.#isScanWanted ? followMs : idleFollowMs);
  }

  /** Compares the folder with the index. What has another stamp is read, what is gone is removed. */
  async #scan(): Promise<void> {
    this.#setPhase('scanning');
    const { table } = this.#index;
    const seen = new Set<string>();
    const found: FoundFile[] = [];
    this.#refusals.clear();
    let since = performance.now();
    for (const judged of selectFiles(this.#options).walk()) {
      if (judged.kind === 'refused') {
        if (judged.path === '') throw new Error(`the folder ${this.#options.root} cannot be read`);
        if (this.#refusals.size < mostRefusals) this.#refusals.set(judged.path, judged);
      } else {
        seen.add(judged.file.path);
        const known = table.get(judged.file.path);
        const isCovered = !known && this.#deps.shared?.covers(judged.file) === true;
        if (!isCovered && (!known || (!known.isUnsaved && !isSameStamp(known.facts.stamp, judged.file))))
          found.push(judged.file);
      }
      if (performance.now() - since < sliceMs) continue;
      await turn();
      since = performance.now();
      if (this.#isClosed) return;
    }
    for (const { facts, isUnsaved } of [...table.files(), ...table.glimpses()])
      if (!seen.has(facts.path) && !isUnsaved) this.#intake.remove(facts.path);
    this.#queue.fill(found);
  }

  async #readQueue(): Promise<void> {
    if (this.#queue.waiting > 0) {
      this.#setPhase('building');
      // What a shared index has is there already, and is asked for by its hash.
      if (!this.#deps.shared) await this.#lookFirst();
      // One batch more than there are threads, so that none waits for the next.
      await Promise.all(Array.from({ length: this.#deps.pool.width + 1 }, () => this.#lane()));
    }
    for (const shard of this.#disk.waitingShards) await this.#commit(shard);
  }

  async #lookFirst(): Promise<void> {
    const files = this.#queue.files;
    const mayGoOn = async (): Promise<boolean> => {
      await this.#whilePaused();
      // What was emptied meanwhile is not to come back.
      return !this.#isClosed && this.#queue.files === files;
    };
    await lookFirst(files, { index: this.#index, pool: this.#deps.pool, mayGoOn });
  }

  async #whilePaused(): Promise<void> {
    while (this.#isPaused && !this.#isClosed) await this.#bell.sleep();
  }

  async #lane(): Promise<void> {
    for (;;) {
      await this.#whilePaused();
      const batch = this.#queue.takeBatch();
      if (batch.length === 0) return;
      const jobs = batch.map(({ path: place }) => this.#intake.job({ path: place }));
      await this.#intake.read(jobs, false);
      for (const shard of this.#queue.finish(batch)) await this.#commit(shard);
      this.#report();
      await this.#learning.early();
    }
  }

  /** A path that is no file: gone, with all that was below it, or a folder that may have come. */
  #removeTree(place: string): void {
    const stats = lstatSync(path.join(this.#options.root, place), { throwIfNoEntry: false });
    if (stats?.isDirectory()) return this.rescan();
    this.#intake.drop(place);
    const { table } = this.#index;
    for (const { facts } of [...table.files(), ...table.glimpses()])
      if (facts.path.startsWith(`${place}/`)) this.#intake.remove(facts.path);
  }

  /** In place of the threads that built it a fresh one, with the usual grammars loaded: a saved file is read at once. */
  #warmUp(): void {
    this.#isWarm = true;
    const samples = new Map<string, { count: number; path: string }>();
    for (const { facts } of this.#index.table.files()) {
      if (facts.language === undefined) continue;
      const sample = samples.get(facts.language) ?? { count: 0, path: facts.path };
      sample.count++;
      samples.set(facts.language, sample);
    }
    const usual = [...samples.values()].sort((a, b) => b.count - a.count).slice(0, warmGrammars);
    if (usual.length === 0) return;
    // Nobody waits for it, and if it fails a saved file is read a little later.
    this.#deps.pool.read(usual.map(({ path: place }) => ({ path: place, unsaved: '' }))).catch(() => {});
  }

  async #finish(): Promise<void> {
    await this.#learning.finish((shard) => this.#commit(shard));
    // Their memory is needed for what is saved now.
    await this.#deps.pool.rest();
    if (this.#isClosed) return;
    await this.#disk.complete();
    this.#deps.shared?.publish();
  }

  /** Damage that shows only now is mended by reading the shard's other files again. */
  async #commit(shard: number): Promise<void> {
    if (await this.#disk.commit(shard)) return;
    this.#deps.log.warn(`Part ${shard} of the index was damaged; its files are read again.`);
    for (const { facts, isUnsaved } of [...this.#index.table.files()]) {
      if (shardOf(facts.path) === shard && !isUnsaved) this.#index.remove(facts.path);
    }
    this.rescan();
  }

  #commitSoon(): void {
    clearTimeout(this.#commitTimer);
    this.#commitTimer = setTimeout(() => void this.#commitWaiting(), commitMs);
  }

  async #commitWaiting(): Promise<void> {
    // While a shard is still being read it is written when that is done.
    for (const shard of this.#disk.waitingShards) if (!this.#queue.isReading(shard)) await this.#commit(shard);
    this.#report();
    // An index that was emptied is not what others want to have.
    if (this.#deps.shared && (await this.#disk.isComplete())) this.#deps.shared.publishSoon();
  }

  #unsettle(): void {
    this.#isSettled = false;
    this.#settled = new Latch();
  }

  #setPhase(phase: IndexPhase): void {
    this.#phase = phase;
    this.#report();
  }

  #report(): void {
    this.#deps.report(this.status());
  }
}

/** How long this thread may be busy with one thing while somebody may want to search. */
const sliceMs = 5;
const warmGrammars = 5;
const commitMs = 300;
const followMs = 300;
const idleFollowMs = 2_000;
const failureMs = 5_000;
/** More than anybody reads; the counts would be of no use either. */
const mostRefusals = 20_000;

const isSameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);
