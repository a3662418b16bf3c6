import path from 'node:path';
import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { AtomicStorage } from '../../retrieval/node/atomicStorage.ts';
import { LockedFolder } from '../../retrieval/node/lockedFolder.ts';
import type { OutcomeFact } from '../journal.ts';
import { addStatistics, countFact, emptyStatistics, foldOldDays, isEmpty, type Statistics } from '../statistics.ts';
import { readStatistics, statisticsText } from '../statisticsFile.ts';

/**
 * The one file of statistics, which several windows write. Each counts by itself and adds what it has counted to
 * what is there, so nothing is lost; the file is there as a whole or not at all. What was counted in the last
 * seconds before a process is killed is all that can go.
 */
export interface StatisticsStore extends Disposable {
  record(fact: OutcomeFact): void;
  /** What all windows have counted, with what this one has not written yet. */
  read(): Promise<Statistics>;
  /** @throws when the file cannot be written. */
  clear(): Promise<void>;
  /** Writes what is not written yet. What cannot be written is logged and kept for the next time. */
  flush(): Promise<void>;
}

export interface StoreDeps {
  /** Is made when it is first needed. */
  readonly folder: string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long facts are collected before they are written. */
  readonly saveAfterMs?: number;
}

export function createStatisticsStore(deps: StoreDeps): StatisticsStore {
  return new Store(deps);
}

const usualSaveMs = 3_000;
/** The disk is full or the folder is not ours: that will not be otherwise in three seconds. */
const afterFailureMs = 60_000;

class Store implements StatisticsStore {
  readonly #deps: StoreDeps;
  readonly #file: string;
  readonly #storage = new AtomicStorage();
  readonly #shared: LockedFolder;
  /** Counted here and not in the file yet, since when. */
  #pending = emptyStatistics();
  #pendingSince = Infinity;
  /** As far as this window knows. */
  #clearedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** One after the other. */
  #work: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(deps: StoreDeps) {
    this.#deps = deps;
    this.#file = path.join(deps.folder, 'statistics.json');
    this.#shared = new LockedFolder(deps.folder, 'statistics.lock');
  }

  record(fact: OutcomeFact): void {
    // What is left of a text that was accepted before the clearing belongs to nothing that is counted.
    if (fact.at < this.#clearedAt) return;
    countFact(this.#pending, fact);
    this.#pendingSince = Math.min(this.#pendingSince, this.#deps.now());
    this.#saveLater();
  }

  async read(): Promise<Statistics> {
    return this.#inTurn(async () => {
      const found = await this.#load();
      const statistics = found.kind === 'statistics' ? found.statistics : emptyStatistics();
      addStatistics(statistics, this.#pending);
      foldOldDays(statistics, this.#deps.now());
      return statistics;
    });
  }

  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      this.#clearedAt = this.#deps.now();
      await this.#shared.write(() => this.#write(emptyStatistics(this.#clearedAt)));
      this.#startAnew();
    });
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#inTurn(async () => {
      if (isEmpty(this.#pending)) return;
      const counted = this.#pending;
      const since = this.#pendingSince;
      this.#startAnew();
      try {
        await this.#shared.write(() => this.#add(counted, since));
        this.#hasFailed = false;
      } catch (error) {
        addStatistics(this.#pending, counted);
        this.#pendingSince = Math.min(this.#pendingSince, since);
        if (!this.#hasFailed)
          this.#deps.log.warn(`The completion statistics cannot be written to ${this.#file}: ${describeError(error)}`);
        this.#hasFailed = true;
        this.#saveLater();
      }
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #startAnew(): void {
    this.#pending = emptyStatistics();
    this.#pendingSince = Infinity;
  }

  #saveLater(): void {
    if (this.#timer) return;
    const { saveAfterMs = usualSaveMs } = this.#deps;
    this.#timer = setTimeout(() => void this.flush(), this.#hasFailed ? afterFailureMs : saveAfterMs);
    this.#timer.unref();
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #add(counted: Statistics, since: number): Promise<void> {
    const found = await this.#load();
    if (found.kind === 'damaged') await this.#putAside(found.text);
    const statistics = found.kind === 'statistics' ? found.statistics : emptyStatistics();
    // Another window has cleared meanwhile: what was counted before that is gone too.
    this.#clearedAt = Math.max(this.#clearedAt, statistics.clearedAt);
    if (since < statistics.clearedAt) return;
    addStatistics(statistics, counted);
    foldOldDays(statistics, this.#deps.now());
    await this.#write(statistics);
  }

  async #load(): Promise<Found> {
    const text = await this.#storage.readFile(this.#file).then(
      (content) => content.toString('utf8'),
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (text === undefined) return { kind: 'none' };
    const statistics = readStatistics(text);
    return statistics ? { kind: 'statistics', statistics } : { kind: 'damaged', text };
  }

  async #putAside(text: string): Promise<void> {
    const aside = path.join(this.#deps.folder, 'statistics.damaged.json');
    await this.#storage.upsertFile(aside, text);
    this.#deps.log.warn(`The completion statistics could not be read and begin anew. What was there is in ${aside}.`);
  }

  async #write(statistics: Statistics): Promise<void> {
    await this.#storage.upsertFile(this.#file, statisticsText(statistics));
  }
}

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly text: string }
  | { readonly kind: 'statistics'; readonly statistics: Statistics };
