/**
 * How a file comes into the index: read by a thread, or taken from a shared index that has it, and put in the place of
 * what was there. An answer that was overtaken by a later reading of the same path is dropped.
 */
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Refusal } from '../indexStatus.ts';
import type { ReadJob } from './fileReader.ts';
import { splitFile, unpackFacts, withFacts, type FileFacts } from './fileRecord.ts';
import type { FileStamp } from './fileSelection.ts';
import type { IndexFolder } from './indexFolder.ts';
import type { ReadAnswer } from './readerProtocol.ts';
import type { ReaderPool } from './readerPool.ts';
import type { SearchIndex } from './searchIndex.ts';
import type { SharedIndex } from './sharedIndex.ts';

export interface FileChange {
  /** Of a file or a folder. */
  readonly path: string;
  /** What an editor holds unsaved; left out, what is on disk counts. */
  readonly unsaved?: string;
}

interface IntakeDeps {
  readonly index: SearchIndex;
  readonly disk: IndexFolder;
  readonly pool: ReaderPool;
  readonly log: Log;
  readonly shared: SharedIndex | undefined;
  readonly refuse: (refusal: Refusal) => void;
  readonly isClosed: () => boolean;
}

interface ListedFile {
  readonly path: string;
  readonly hash: string;
  readonly stamp: FileStamp;
}

export class FileIntake {
  readonly #deps: IntakeDeps;
  /** Counts the readings of a path, so that an older one that ends later is dropped. */
  readonly #readings = new Map<string, number>();
  #lastReading = 0;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /** What is to be read of a change, and what need not be parsed again. */
  job({ path: place, unsaved }: FileChange): ReadJob {
    const known = this.#deps.index.table.get(place);
    if (unsaved !== undefined) {
      return { path: place, unsaved, ...(known && !known.isUnsaved && { knownHash: known.facts.hash }) };
    }
    const knownHash = known ? !known.isUnsaved && known.facts.hash : this.#deps.shared?.hashOf(place);
    return { path: place, ...(typeof knownHash === 'string' && { knownHash }) };
  }

  /** @param urgent goes before what waits. */
  async read(jobs: readonly ReadJob[], urgent: boolean): Promise<void> {
    const { index, pool, isClosed } = this.#deps;
    const readings = jobs.map(({ path: place }) => {
      this.#readings.set(place, ++this.#lastReading);
      return this.#lastReading;
    });
    let answers: readonly ReadAnswer[];
    try {
      answers = await pool.read(jobs, urgent);
    } catch (error) {
      if (isClosed()) return;
      // One of them broke the thread; alone, each shows whether it was that one.
      if (jobs.length > 1) {
        await Promise.all(jobs.map((job) => this.read([job], urgent)));
        return;
      }
      answers = [{ kind: 'failed', message: describeError(error) }];
    }
    const listed: ListedFile[] = [];
    for (const [at, job] of jobs.entries()) {
      if (this.#readings.get(job.path) !== readings[at]) continue;
      this.#readings.delete(job.path);
      const answer = answers[at];
      const { path: place, unsaved, knownHash: hash } = job;
      if (answer?.kind === 'same' && hash !== undefined && unsaved === undefined && !index.table.get(place))
        listed.push({ path: place, hash, stamp: answer.stamp });
      else if (answer) this.#take(job, answer);
    }
    if (listed.length > 0) await this.#takeListed(listed, urgent);
  }

  remove(place: string): void {
    const { index, disk } = this.#deps;
    if (index.remove(place)) disk.remove(place);
  }

  /** Whatever is being read of it comes too late. */
  drop(place: string): void {
    this.#readings.delete(place);
    this.remove(place);
  }

  /** The same of everything; what is there stays. */
  dropReadings(): void {
    this.#readings.clear();
  }

  /** Files that are as a shared index has them: parsed already by somebody, if they are to be kept here at all. */
  async #takeListed(listed: readonly ListedFile[], urgent: boolean): Promise<void> {
    const { index, disk, shared, isClosed } = this.#deps;
    if (shared?.isHeld === false) {
      for (const { path: place, stamp } of listed) shared.noteSame(place, stamp);
      return;
    }
    const found = await shared?.fetch(new Map(listed.map(({ path: place, hash }) => [place, hash])));
    const missing: ReadJob[] = [];
    for (const { path: place, stamp } of listed) {
      if (this.#readings.has(place) || isClosed()) continue;
      const known = found?.get(place);
      if (!known) {
        missing.push({ path: place });
        continue;
      }
      const { file, embedding } = known;
      const head = withFacts({ ...unpackFacts(place, file.head), stamp }, file.head);
      const hasVectors = embedding === index.embedding?.id;
      const chunks = hasVectors ? file.chunks : file.chunks.map(({ data }) => ({ data, vector: undefined }));
      const stored = { path: place, head, chunks };
      index.putStored(stored, embedding);
      disk.put(stored);
    }
    if (missing.length > 0) await this.read(missing, urgent);
  }

  #take({ path: place, unsaved }: ReadJob, answer: ReadAnswer): void {
    const { index, disk, log, refuse } = this.#deps;
    switch (answer.kind) {
      case 'file': {
        const isUnsaved = unsaved !== undefined;
        const stored = index.put(splitFile(answer.file), isUnsaved);
        if (!isUnsaved) disk.put(stored);
        return;
      }
      case 'same': {
        const known = index.table.get(place);
        // What is held unsaved is what is on disk, whose stamp is known already.
        if (!known || unsaved !== undefined) return;
        const facts: FileFacts = { ...known.facts, stamp: answer.stamp };
        index.table.restate(known, facts);
        disk.touch(facts);
        return;
      }
      case 'gone':
        return this.remove(place);
      case 'failed':
        log.warn(`${place} could not be indexed: ${answer.message}`);
        this.remove(place);
        refuse({ path: place, why: 'unreadable', reason: answer.message });
    }
  }
}
