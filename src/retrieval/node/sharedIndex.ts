/**
 * The shared index of one folder: joined when its server answers, left when it does not, and joined again. An indexer
 * asks it for what need not be read here, and for searches while it does not hold everything itself; whoever has the
 * role writes to it. Nothing here throws: without the server the indexer goes on alone, and the status says so.
 */
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { SharedHold, SharedRole, SharedStatus } from '../shared.ts';
import {
  connectServer,
  SharedServerError,
  type Fields,
  type SharedCollection,
  type SharedServer,
} from './chromaServer.ts';
import { ContentCheck, isSameStamp } from './contentCheck.ts';
import { unpackFacts } from './fileRecord.ts';
import { SharedClaim } from './sharedClaim.ts';
import type { FileStamp, FoundFile, SelectionOptions } from './fileSelection.ts';
import type { SearchRequest, SearchResult } from './indexEvent.ts';
import type { StoredFile } from './indexStore.ts';
import type { SearchIndex } from './searchIndex.ts';
import { enter, openCollections, type SharedEntryOptions } from './sharedEntry.ts';
import {
  publishIndex,
  readLists,
  type PublishedEmbedding,
  type PublishMemo,
  type SharedCollections,
} from './sharedPublisher.ts';
import { fileId, modelId, unpackPieces, unpackSharedFile, type SharedHead } from './sharedRecords.ts';
import { SharedIndexMoved, SharedSearch } from './sharedSearch.ts';

export interface SharedOrder {
  readonly url: string;
  /** Of the collections. */
  readonly name: string;
  readonly role: SharedRole;
  readonly hold: SharedHold;
  readonly token?: string;
  /** How often it is looked whether there is something new, and after a failure whether the server is back. */
  readonly pollMs: number;
}

/** What it is part of. */
export interface SharedHost {
  readonly index: SearchIndex;
  /** Takes over the embedding that the shared vectors are of. @param chunkCount of how many chunks there are. */
  readonly adopt: (model: Uint8Array, chunkCount: number) => Promise<void>;
  /** What has to be read here is another than before. */
  readonly changed: () => void;
  readonly report: () => void;
}

export interface SharedFile {
  readonly file: StoredFile;
  readonly hash: string;
  /** Which embedding its vectors are of. */
  readonly embedding: string;
}

/** More than that is not kept on every machine, unless somebody says so. */
const mostHeldChunks = 300_000;

/** How long it may take to say that this machine no longer writes. */
const farewellMs = 2_000;

export class SharedIndex {
  readonly #order: SharedOrder;
  /** Of the store on disk. */
  readonly #folder: string;
  readonly #log: Log;
  readonly #name: string;
  readonly #entry: SharedEntryOptions;
  readonly #claim = new SharedClaim();
  readonly #contents: ContentCheck;
  readonly #ended = new AbortController();
  #host: SharedHost | undefined;
  #server: SharedServer | undefined;
  #collections: SharedCollections | undefined;
  #head: SharedHead | undefined;
  #search: SharedSearch | undefined;
  #hashes: ReadonlyMap<string, string> = new Map();
  /** Files that were read here and are as they are listed. */
  readonly #same = new Map<string, FileStamp>();
  #status: SharedStatus;
  #failures = 0;
  #isPublishWanted = false;
  #isRenewed = false;
  #publishing: Promise<void> = Promise.resolve();
  #soon: NodeJS.Timeout | undefined;
  /** What was written last, so that the parts of the store that are still the same need not be read. */
  readonly #memo: PublishMemo = { generation: '', versions: [] };
  #life: Promise<void> = Promise.resolve();
  #wake = (): void => {};

  constructor(order: SharedOrder, selection: SelectionOptions, folder: string, log: Log) {
    this.#order = order;
    this.#contents = new ContentCheck(selection);
    this.#folder = folder;
    this.#log = log;
    this.#name = `“${order.name}” at ${URL.canParse(order.url) ? new URL(order.url).host : order.url}`;
    this.#entry = { name: order.name, role: order.role, title: this.#name, log };
    this.#status = { role: order.role, state: 'joining', message: `Asking for the shared index ${this.#name}.` };
  }

  get status(): SharedStatus {
    return this.#status;
  }

  /** Begins, and resolves when the server has answered or failed to. */
  async join(host: SharedHost): Promise<void> {
    this.#host = host;
    await this.#look();
    this.#life = this.#live();
  }

  /** Of the content that the shared index has of a file; undefined when it cannot be had from there. */
  hashOf(place: string): string | undefined {
    return this.#status.state === 'joined' && !this.#isRenewed ? this.#hashes.get(place) : undefined;
  }

  /** Whoever writes has begun anew: nothing of what is there is taken over, and all of it is written again. */
  renew(): void {
    this.#isRenewed = this.#order.role === 'index';
  }

  /** Whether this machine keeps all of it. */
  get isHeld(): boolean {
    // What it writes is what it has: it may not lack what others have written.
    if (this.#order.role === 'index') return true;
    if (this.#order.hold !== 'auto') return this.#order.hold === 'all';
    return (this.#head?.chunks ?? 0) <= mostHeldChunks;
  }

  /** A file turned out to be what is listed; it is not read again before its stamp is another. */
  noteSame(place: string, stamp: FileStamp): void {
    this.#same.set(place, stamp);
  }

  /** Whether the server answers for a file, so that nothing of it is needed here. */
  covers({ path: place, ...stamp }: FoundFile): boolean {
    if (this.isHeld || this.hashOf(place) === undefined) return false;
    const known = this.#same.get(place);
    return known !== undefined && isSameStamp(known, stamp);
  }

  /** The files that are to be had, of those that have just this content. */
  async fetch(wanted: ReadonlyMap<string, string>): Promise<Map<string, SharedFile>> {
    const found = new Map<string, SharedFile>();
    const collections = this.#collections;
    if (this.#status.state !== 'joined' || !collections) return found;
    try {
      const ids = new Map(Array.from(wanted.keys(), (place) => [fileId(place), place]));
      for (const [id, fields] of await collections.files.get([...ids.keys()], this.#ended.signal)) {
        const place = ids.get(id)!;
        const shared = sharedFile(fields);
        if (shared?.file.path !== place || shared.hash !== wanted.get(place)) continue;
        found.set(place, shared);
      }
    } catch (error) {
      this.#lose(error);
    }
    return found;
  }

  /** @returns undefined when it is better searched here. */
  async search(request: SearchRequest): Promise<SearchResult[] | undefined> {
    const host = this.#host;
    if (this.#status.state !== 'joined' || !this.#search || !this.#head || !host) return undefined;
    if (this.isHeld && host.index.table.fileCount * 10 >= this.#head.files * 9) return undefined;
    try {
      return await this.#search.search(request, (place, hash) => this.#contents.has(place, hash), this.#ended.signal);
    } catch (error) {
      if (!(error instanceof SharedIndexMoved)) {
        this.#lose(error);
        return undefined;
      }
    }
    // It was written anew in this moment.
    await this.#look();
    return this.#search
      .search(request, (place, hash) => this.#contents.has(place, hash), this.#ended.signal)
      .catch((error: unknown) => {
        this.#lose(error);
        return undefined;
      });
  }

  /** Writes what is stored on this machine, if that is its role. Everything must have its vectors. */
  publish(): void {
    if (this.#order.role !== 'index' || this.#ended.signal.aborted) return;
    if (this.#isPublishWanted) return;
    this.#isPublishWanted = true;
    this.#publishing = this.#publishing.then(() => this.#publish());
  }

  /** The same in a while, with what else is saved until then. */
  publishSoon(): void {
    if (this.#order.role !== 'index' || this.#soon) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.publish();
    }, this.#order.pollMs).unref();
  }

  /** Resolves when nothing waits to be written. */
  published(): Promise<void> {
    return this.#publishing;
  }

  async close(): Promise<void> {
    const { files } = this.#collections ?? {};
    if (files)
      await this.#claim.release(files, AbortSignal.timeout(farewellMs)).catch((error: unknown) => {
        this.#log.debug(`The shared index keeps its claim for a while: ${describeError(error)}`);
      });
    this.#ended.abort();
    clearTimeout(this.#soon);
    this.#wake();
    await this.#life;
    await this.#publishing;
  }

  async #live(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#order.pollMs);
        timer.unref();
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (signal.aborted) return;
      await this.#look();
      const { files } = this.#collections ?? {};
      if (files && this.#claim.isHeld) await this.#claims(files).catch((error: unknown) => this.#lose(error));
    }
  }

  /** Joins, or sees what is new. */
  async #look(isAgain = false): Promise<void> {
    const { signal } = this.#ended;
    try {
      this.#server ??= await connectServer(this.#order, signal);
      this.#collections ??= await openCollections(this.#server, this.#entry, signal);
      const { head, collections } = await enter(this.#server, this.#collections, this.#entry, signal);
      if (collections !== this.#collections) this.#head = undefined;
      this.#collections = collections;
      if (head && head.generation !== this.#head?.generation) await this.#take(head, collections);
      if (!head && this.#head) this.#forget();
      this.#joined(head);
    } catch (error) {
      // A list that is gone is one of an index in whose place another was put a moment ago.
      if (error instanceof RangeError && !isAgain) return this.#look(true);
      this.#collections = undefined;
      this.#lose(error);
    }
  }

  async #take(head: SharedHead, collections: SharedCollections): Promise<void> {
    const host = this.#host!;
    const { signal } = this.#ended;
    const hashes = new Map<string, string>();
    for (const list of await readLists(collections.files, head, signal))
      for (const { path: place, hash } of list) hashes.set(place, hash);
    for (const place of this.#same.keys()) if (hashes.get(place) !== this.#hashes.get(place)) this.#same.delete(place);
    if (head.modelPieces > 0 && head.embedding !== host.index.embedding?.id) {
      const ids = Array.from({ length: head.modelPieces }, (_, at) => modelId(head.embedding, at));
      const pieces = await collections.files.get(ids, signal);
      const model = unpackPieces(ids.map((id) => pieces.get(id)));
      if (model) await host.adopt(model, head.chunks);
    }
    this.#hashes = hashes;
    this.#head = head;
    this.#search = new SharedSearch(head, collections, host.index);
  }

  /** Somebody has emptied it: it is written again. */
  #forget(): void {
    this.#head = undefined;
    this.#search = undefined;
    this.#hashes = new Map();
    this.#host?.changed();
  }

  #joined(head: SharedHead | undefined): void {
    const { state } = this.#status;
    this.#failures = 0;
    if (state === 'joined') return;
    const message = head
      ? `The shared index ${this.#name} answers: ${head.files} files, ${head.chunks} chunks.`
      : `The shared index ${this.#name} is empty; this machine writes it.`;
    this.#say('joined', message, 'info');
    // What was read here meanwhile is what the server answers for, unless all of it is kept anyway.
    if (!this.isHeld) this.#letGo();
    if (state !== 'joining') this.#host?.changed();
  }

  #letGo(): void {
    const { index } = this.#host!;
    for (const { facts, isUnsaved } of [...index.table.files()]) {
      if (isUnsaved || this.#hashes.get(facts.path) !== facts.hash) continue;
      index.remove(facts.path);
      this.noteSame(facts.path, facts.stamp);
    }
  }

  #lose(error: unknown): void {
    if (this.#ended.signal.aborted || isAbort(error, this.#ended.signal)) return;
    const isAway = !(error instanceof SharedServerError) || error.isAway;
    this.#failures++;
    const state = isAway ? 'lost' : 'refused';
    const message =
      error instanceof SharedServerError
        ? describeError(error)
        : `The shared index ${this.#name} cannot be read: ${describeError(error)}. Touchstone works with what is on this machine and asks again later.`;
    if (this.#status.state !== state || (!isAway && this.#status.message !== message))
      this.#say(state, message, 'warn');
    // One failure may be no more than that. After the second, what the server answered for is read here.
    if (this.#failures === 1) this.#wake();
    if (this.#failures === 2 && !this.isHeld) this.#host?.changed();
  }

  #say(state: SharedStatus['state'], message: string, level: 'info' | 'warn'): void {
    this.#status = { role: this.#order.role, state, message };
    this.#log[level](message);
    this.#host?.report();
  }

  async #publish(): Promise<void> {
    this.#isPublishWanted = false;
    if (this.#status.state !== 'joined' || !this.#collections || !this.#host) return;
    try {
      const { files } = this.#collections;
      if (!(await this.#claims(files))) return;
      const { embedding } = this.#host.index;
      const ours: PublishedEmbedding | undefined = embedding && {
        id: embedding.id,
        model: embedding.model.save(),
        dimensions: embedding.model.embed(new Map()).values.length,
      };
      const renew = async (): Promise<void> => {
        if (!(await this.#claims(files))) throw new SharedIndexMoved();
      };
      const head = await publishIndex(
        this.#folder,
        ours,
        this.#collections,
        this.#head,
        this.#memo,
        this.#isRenewed,
        renew,
        this.#ended.signal,
      );
      this.#isRenewed = false;
      if (head.generation === this.#head?.generation) return;
      await this.#take(head, this.#collections);
      this.#say(
        'joined',
        `The shared index ${this.#name} was written: ${head.files} files, ${head.chunks} chunks.`,
        'info',
      );
    } catch (error) {
      if (error instanceof SharedIndexMoved)
        this.#log.info(`Another has begun to write the shared index ${this.#name}.`);
      else this.#lose(error);
    }
  }

  /** @returns whether this machine is the one that writes. */
  async #claims(files: SharedCollection): Promise<boolean> {
    if (await this.#claim.take(files, this.#ended.signal)) return true;
    const message = `Another machine writes the shared index ${this.#name}; this one searches it.`;
    if (this.#status.message !== message) this.#say('joined', message, 'info');
    return false;
  }
}

/** Undefined for a record that is damaged: its file is read here then. */
function sharedFile(fields: Fields): SharedFile | undefined {
  try {
    const { file, embedding } = unpackSharedFile(fields);
    return { file, hash: unpackFacts(file.path, file.head).hash, embedding };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
