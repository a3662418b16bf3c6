/**
 * The vectors of an embedding model for one index: made in the background once somebody has agreed to the cost, written
 * batch by batch, and kept up to date as files change. Until they are complete the embedded vectors are searched.
 */
import { unlessAborted } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { embeddingPlan } from '../embeddingPlan.ts';
import { embeddingSentence, enoughVectors, type EmbeddingState, type EmbeddingStatus } from '../embeddingStatus.ts';
import type { SearchRequest } from '../searchRequest.ts';
import { quantise, type QuantisedVector } from '../vectors.ts';
import { embedWanted } from './embedWanted.ts';
import { covers, type EmbeddingProgress } from '../embeddingProgress.ts';
import { EmbeddingFailed, type EmbeddingPort } from './embeddingPort.ts';
import type { EmbedderFacts } from './embeddingQuestion.ts';
import { EmbeddingStore } from './embeddingStore.ts';
import type { FileTable } from './fileTable.ts';
import type { ModelVectors } from './modelVectors.ts';
import { QueryVectors, without } from './queryVectors.ts';
import { storeTrouble } from './storeTrouble.ts';
import { Alarm } from './waiting.ts';
import { wantedTexts, type WantedText } from './wantedTexts.ts';

export interface ModelEmbeddingOptions {
  /** Absolute and real. */
  readonly root: string;
  readonly mostBytes: number;
  /** Absolute path of the folder for the vectors of models; nothing else may be in it. */
  readonly folder: string;
}

export interface ModelEmbeddingDeps {
  readonly table: FileTable;
  readonly vectors: ModelVectors;
  readonly port: EmbeddingPort;
  /** Resolves when the index has nothing else to do. */
  readonly settled: () => Promise<void>;
  /** Whether this window writes the store. */
  readonly isWriter: () => boolean;
  readonly report: () => void;
  readonly log: Log;
}

/** What is searched with, or why the model's vectors are not. */
export interface ModelQuery {
  readonly vector?: QuantisedVector;
  readonly note?: string;
}

/** Vectors of so many texts that are gone are kept, however few there are. */
const keptVectors = 1_000;
/** Files are saved in bursts. */
const calmMs = 1_500;
const followMs = 5_000;
const firstRetryMs = 15_000;
const longestRetryMs = 10 * 60_000;

export class ModelEmbedding {
  readonly #options: ModelEmbeddingOptions;
  readonly #deps: ModelEmbeddingDeps;
  readonly #queries = new QueryVectors();
  #embedder: EmbedderFacts | undefined;
  #store: EmbeddingStore | undefined;
  #progress: EmbeddingProgress | undefined;
  #state: EmbeddingState = 'waiting';
  #problem: string | undefined;
  #isPaused = false;
  #isFollower = false;
  #isClosed = false;
  /** Texts that the endpoint refused by themselves. */
  readonly #refused = new Set<string>();
  /** Ends whatever is under way for the present model. */
  #stop = new AbortController();
  #life: Promise<void> = Promise.resolve();
  readonly #alarm = new Alarm();
  #using: Promise<void> = Promise.resolve();
  #idle: (() => void)[] = [];
  #calm: NodeJS.Timeout | undefined;

  constructor(options: ModelEmbeddingOptions, deps: ModelEmbeddingDeps) {
    this.#options = options;
    this.#deps = deps;
    deps.vectors.onGap = () => this.#changed();
  }

  get status(): EmbeddingStatus | undefined {
    if (!this.#embedder) return undefined;
    return {
      model: this.#embedder.name,
      state: this.#isPaused && this.#state === 'embedding' ? 'paused' : this.#state,
      done: this.#deps.vectors.covered,
      total: this.#deps.table.chunkCount,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  /** Begins with this model, or with none. The same one again asks again what was declined, and tries what failed. */
  use(embedder: EmbedderFacts | undefined): Promise<void> {
    this.#using = this.#using.then(() => this.#use(embedder));
    return this.#using;
  }

  async #use(embedder: EmbedderFacts | undefined): Promise<void> {
    const isSame = embedder?.space === this.#embedder?.space;
    this.#stop.abort(new Error('the embedding model was changed'));
    await this.#life;
    this.#stop = new AbortController();
    this.#embedder = embedder;
    this.#problem = undefined;
    this.#refused.clear();
    if (!isSame) {
      this.#store = undefined;
      this.#deps.vectors.reset();
      this.#queries.clear();
    }
    this.#setState('waiting');
    if (embedder && !this.#isClosed) this.#life = this.#live(embedder, this.#stop.signal);
  }

  /** Something was indexed that has no vector. A refusal of a person or of the endpoint is not asked for again by that. */
  #changed(): void {
    if (!this.#embedder || this.#calm || isRefused(this.#state)) return;
    this.#calm = setTimeout(() => {
      this.#calm = undefined;
      this.#alarm.ring();
    }, calmMs);
  }

  pause(): void {
    this.#isPaused = true;
    this.#deps.report();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#state !== 'declined') this.#alarm.ring();
    this.#deps.report();
  }

  /** Forgets every vector, on disk too. */
  async clear(): Promise<void> {
    const embedder = this.#embedder;
    await this.use(undefined);
    await EmbeddingStore.clear(this.#options.folder);
    // It is not begun anew by itself: that would cost the whole again.
    this.#embedder = embedder;
    if (embedder) this.#setState('declined');
  }

  /** Resolves when there is nothing to do, or nothing that can be done. */
  async done(): Promise<EmbeddingStatus | undefined> {
    if (this.#embedder && isBusy(this.#state)) await new Promise<void>((resolve) => this.#idle.push(resolve));
    return this.status;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#calm);
    this.#stop.abort(new Error('the index is closed'));
    await this.#life;
    if (this.#store)
      await this.#saveContents(this.#store).catch((error: unknown) => this.#deps.log.debug(describeError(error)));
    this.#setState('waiting');
    this.#becomeIdle();
  }

  /** The query as the model reads it, if its vectors can be searched. */
  async query(request: SearchRequest): Promise<ModelQuery> {
    const embedder = this.#embedder;
    if (!embedder) return {};
    const { covered } = this.#deps.vectors;
    if (covered === 0 || covered < enoughVectors * this.#deps.table.chunkCount)
      return request.waitMs === undefined ? {} : { note: `${this.#sentence()} Meanwhile ${without}` };
    const found = await this.#queries.of(request, embedder.name, async (text, purpose) => {
      const { vectors } = await this.#deps.port.embed(embedder, [text], purpose, this.#stop.signal);
      return vectors[0] ?? [];
    });
    if (found.kind === 'vector') return { vector: found.vector };
    return found.note === undefined ? {} : { note: found.note };
  }

  #sentence(): string {
    const { status } = this;
    return status ? embeddingSentence(status) : '';
  }

  async #live(embedder: EmbedderFacts, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#step(embedder, signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        // What cannot be stored would be paid for again at each attempt.
        const isLasting = !(error instanceof EmbeddingFailed) || error.kind === 'lasting';
        this.#fail(
          error instanceof EmbeddingFailed
            ? describeError(error)
            : storeTrouble(error, `What ${embedder.name} has embedded`, this.#options.folder),
        );
        // What only a person can mend is tried again when they say so, or with the next window.
        await this.#alarm.sleep(signal, isLasting ? undefined : Math.min(longestRetryMs, firstRetryMs * 2 ** failures));
        failures++;
      }
    }
  }

  async #step(embedder: EmbedderFacts, signal: AbortSignal): Promise<void> {
    await unlessAborted(this.#deps.settled(), signal);
    const store = await this.#opened(embedder);
    if (!this.#deps.isWriter()) return this.#follow(store, signal);
    // What another window has written until it ended.
    if (this.#isFollower) await this.#readStored(store);
    this.#isFollower = false;
    const wanted = await this.#wanted(signal);
    if (wanted.length > 0 && !(await this.#isAgreed(embedder, store, wanted, signal))) {
      this.#setState('declined');
      return this.#alarm.sleep(signal);
    }
    if (wanted.length > 0) await this.#embed(embedder, store, wanted, signal);
    await this.#complete(store, signal);
    this.#setState('ready');
    await this.#alarm.sleep(signal);
  }

  /** Reads what is stored of the model's vectors, the first time. */
  async #opened(embedder: EmbedderFacts): Promise<EmbeddingStore> {
    if (this.#store) return this.#store;
    const { vectors, table, log } = this.#deps;
    const store = new EmbeddingStore(this.#options.folder, embedder.space, log);
    vectors.restore(await store.readContents());
    this.#progress = await store.readProgress();
    await this.#readStored(store);
    for (const file of table.files()) vectors.attach(file);
    this.#store = store;
    return store;
  }

  #readStored(store: EmbeddingStore): Promise<void> {
    const { vectors, isWriter } = this.#deps;
    return store.read(({ key, vector }) => vectors.add(key, vector), isWriter());
  }

  async #follow(store: EmbeddingStore, signal: AbortSignal): Promise<void> {
    const { vectors, table } = this.#deps;
    this.#isFollower = true;
    await this.#readStored(store);
    if (vectors.covered < table.chunkCount) {
      const contents = await store.readContents();
      if (contents.size > 0) vectors.restore(contents);
      for (const file of table.files()) vectors.attach(file);
    }
    this.#setState(vectors.covered < table.chunkCount ? 'following' : 'ready');
    await this.#alarm.sleep(signal, followMs);
  }

  async #wanted(signal: AbortSignal): Promise<readonly WantedText[]> {
    const { vectors, table } = this.#deps;
    const wanted = await wantedTexts({ ...this.#options, table, vectors }, signal);
    return wanted.filter(({ key }) => !this.#refused.has(key));
  }

  /** Whether it may begin: it was agreed to, or somebody agrees now. */
  async #isAgreed(
    embedder: EmbedderFacts,
    store: EmbeddingStore,
    wanted: readonly WantedText[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { table, vectors, port } = this.#deps;
    const tokens = wanted.reduce((sum, one) => sum + one.tokens, 0);
    if (covers(this.#progress, { chunks: wanted.length, tokens })) return true;
    this.#setState('asking');
    const limits = { ...embedder.limits, dimensions: embedder.limits.dimensions || vectors.dimensions };
    const work = { chunks: wanted.length, tokens, inAll: table.chunkCount };
    if ((await port.approve(embeddingPlan({ ...embedder, limits }, work), signal)) !== 'start') return false;
    const isComplete = this.#progress?.isComplete ?? false;
    await this.#save(store, { model: embedder.name, approvedTokens: tokens, isComplete });
    return true;
  }

  async #embed(
    embedder: EmbedderFacts,
    store: EmbeddingStore,
    wanted: readonly WantedText[],
    signal: AbortSignal,
  ): Promise<void> {
    this.#problem = undefined;
    this.#setState('embedding');
    const { vectors, table, port, report, log } = this.#deps;
    await this.#saveContents(store);
    let lastRefusal = '';
    await embedWanted(
      wanted,
      {
        source: { ...this.#options, table },
        limits: embedder.limits,
        embed: async (texts) => (await port.embed(embedder, texts, 'document', signal)).vectors,
        ready: () => this.#ready(signal),
        take: async (embedded) => {
          const quantised = embedded.map(({ key, vector }) => ({ key, vector: quantise(vector) }));
          const length = quantised[0]?.vector.values.length ?? 0;
          if (vectors.dimensions > 0 && length !== vectors.dimensions) throw otherLength(embedder, length);
          await store.append(quantised);
          for (const { key, vector } of quantised) vectors.add(key, vector);
          report();
        },
        refuse: (key, why) => {
          this.#refused.add(key);
          lastRefusal = why;
          log.debug(`${embedder.name} refused a chunk: ${why}`);
        },
      },
      signal,
    );
    // A few texts may be odd; when there is nothing else, it is the model that takes none.
    if (vectors.covered === 0 && lastRefusal !== '') throw tookNothing(embedder, lastRefusal);
  }

  /** Resolves when the index is neither paused nor busy with files, which come first. */
  async #ready(signal: AbortSignal): Promise<void> {
    while (this.#isPaused && !signal.aborted) await this.#alarm.sleep(signal);
    await unlessAborted(this.#deps.settled(), signal);
    signal.throwIfAborted();
  }

  async #complete(store: EmbeddingStore, signal: AbortSignal): Promise<void> {
    const { vectors, table, settled } = this.#deps;
    // While files come and go it is not known which vectors are wanted.
    await unlessAborted(settled(), signal);
    vectors.forgetContents(table.files());
    // Vectors of what is gone are kept for a while: a branch that one comes back to costs nothing.
    if (vectors.size > 2 * vectors.covered + keptVectors) {
      const used = vectors.usedKeys();
      for (const key of await store.compact((one) => used.has(one))) vectors.drop(key);
    }
    if (vectors.covered === 0) return;
    if (this.#progress?.isComplete !== true || this.#progress.approvedTokens > 0) {
      await this.#saveContents(store);
      await this.#save(store, { model: this.#embedder?.name ?? '', approvedTokens: 0, isComplete: true });
    }
    await store.dropOthers();
  }

  /** Lost with a crash, they are only read again: so not after every saved file. */
  async #saveContents(store: EmbeddingStore): Promise<void> {
    const { contents } = this.#deps.vectors;
    if (contents.size > 0 && this.#deps.isWriter()) await store.saveContents(contents);
  }

  async #save(store: EmbeddingStore, progress: EmbeddingProgress): Promise<void> {
    this.#progress = progress;
    await store.saveProgress(progress);
  }

  #fail(problem: string): void {
    if (this.#problem !== problem)
      this.#deps.log.warn(
        `The embedding model: ${problem} The search goes on without its vectors where they are missing.`,
      );
    this.#problem = problem;
    this.#setState('failed');
  }

  #setState(state: EmbeddingState): void {
    this.#state = state;
    if (state === 'ready') this.#problem = undefined;
    if (isRefused(state)) {
      clearTimeout(this.#calm);
      this.#calm = undefined;
      this.#alarm.forget();
    }
    this.#deps.report();
    if (!isBusy(state)) this.#becomeIdle();
  }

  #becomeIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

const otherLength = ({ name }: EmbedderFacts, length: number): EmbeddingFailed =>
  new EmbeddingFailed({
    message: `${name} gives vectors of ${length} numbers, and those that are stored have another length.`,
    next: 'Clear the index of this folder and embed it anew.',
    kind: 'lasting',
  });

const tookNothing = ({ name }: EmbedderFacts, why: string): EmbeddingFailed =>
  new EmbeddingFailed({
    message: `${name} has taken no chunk of this folder: ${why}`,
    next: 'See whether it is an embedding model.',
    kind: 'lasting',
  });

const isRefused = (state: EmbeddingState): boolean => state === 'declined' || state === 'failed';

const isBusy = (state: EmbeddingState): boolean =>
  state === 'waiting' || state === 'asking' || state === 'embedding' || state === 'paused';
