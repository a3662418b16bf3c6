/**
 * The one place that speaks to a shared server, through Chroma's official client. The client is loaded when a
 * server is configured and never otherwise. Every request has a time limit, is tried again when that may help,
 * and fails with a `SharedServerError` that says whether the server is away or something must be done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChromaClient, Metadata } from 'chromadb';
import { TouchstoneError } from '../../base/errors.ts';
import { isExposed, sharedAddress } from '../shared.ts';

/** What a record has beside its id: Chroma calls it metadata. */
export type Fields = Readonly<Record<string, string | number>>;

export interface SharedRecord {
  readonly id: string;
  readonly fields: Fields;
  /** All of a collection have the same length. */
  readonly vector: readonly number[];
}

export class SharedServerError extends TouchstoneError {
  /** It may be there again later, with nothing done. */
  readonly isAway: boolean;
  readonly isMissing: boolean;

  constructor(message: string, next: string, kind: 'away' | 'missing' | 'refused', options?: ErrorOptions) {
    super(message, next, options);
    this.isAway = kind === 'away';
    this.isMissing = kind === 'missing';
  }
}

export interface SharedCollection {
  /** Those that are there. */
  get(ids: readonly string[], signal: AbortSignal): Promise<Map<string, Fields>>;
  /** Puts each in the place of what has its id. */
  put(records: readonly SharedRecord[], signal: AbortSignal): Promise<void>;
  remove(ids: readonly string[], signal: AbortSignal): Promise<void>;
  /** The ids of the nearest by cosine, best first. */
  nearest(vector: readonly number[], count: number, signal: AbortSignal): Promise<string[]>;
}

export interface SharedServer {
  /** @throws SharedServerError with `isMissing` when there is none of that name. */
  open(name: string, signal: AbortSignal): Promise<SharedCollection>;
  create(name: string, signal: AbortSignal): Promise<SharedCollection>;
  /** Whatever is in it; nothing happens when there is none. */
  drop(name: string, signal: AbortSignal): Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  /** Goes into the header; left out, none is sent. */
  readonly token?: string;
}

/** How long one request may take. A search is only worth a short wait; a batch of records is. */
const quickMs = 4_000;
const patientMs = 60_000;
const attempts = 3;
const firstWaitMs = 200;

/** A request's size in bytes, well below the 40 MB that a server takes by default. */
const mostBytes = 4_000_000;
const mostIds = 250;

/** Answers once the server did. */
export async function connectServer({ url, token }: ServerOptions, signal: AbortSignal): Promise<SharedServer> {
  const { tenant, database, ...place } = sharedAddress(url);
  if (token !== undefined && isExposed({ tenant, database, ...place }))
    throw new SharedServerError(
      `The token for ${place.host} is not sent: the connection is not encrypted.`,
      'Give the server an address that begins with https://.',
      'refused',
    );
  const chroma = await import('chromadb');
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}`, 'x-chroma-token': token };
  const where = place.port === 80 || place.port === 443 ? place.host : `${place.host}:${place.port}`;

  /** A client of its own for each attempt, since the signal is the client's. */
  async function ask<Answer>(
    work: (client: ChromaClient) => Promise<Answer>,
    limitMs: number,
    stop: AbortSignal,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      stop.throwIfAborted();
      const limit = AbortSignal.timeout(limitMs);
      const fetchOptions = { signal: AbortSignal.any([stop, limit]) };
      const client = new chroma.ChromaClient({
        ...place,
        tenant,
        database,
        fetchOptions,
        ...(headers && { headers }),
      });
      try {
        return await work(client);
      } catch (error) {
        stop.throwIfAborted();
        const trouble = troubleOf(error, where, limit.aborted ? limitMs : undefined);
        if (!trouble.isAway || limit.aborted || attempt === attempts) throw trouble;
        await sleep(firstWaitMs * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal: stop });
      }
    }
  }

  function collectionOf(id: string, mostRecords: number): SharedCollection {
    return {
      async get(ids, stop) {
        const found = new Map<string, Fields>();
        for (let from = 0; from < ids.length; from += mostIds) {
          const some = ids.slice(from, from + mostIds);
          const { ids: there, metadatas } = await ask(
            (client) => client.collection(id).get({ ids: some, include: ['metadatas'] }),
            quickMs,
            stop,
          );
          for (const [at, one] of there.entries()) found.set(one, plainFields(metadatas[at]));
        }
        return found;
      },
      async put(records, stop) {
        for (const batch of batchesOf(records, mostRecords)) {
          await ask(
            (client) =>
              client.collection(id).upsert({
                ids: batch.map((record) => record.id),
                embeddings: batch.map((record) => [...record.vector]),
                metadatas: batch.map((record) => ({ ...record.fields })),
              }),
            patientMs,
            stop,
          );
        }
      },
      async remove(ids, stop) {
        const most = Math.min(1000, mostRecords);
        for (let from = 0; from < ids.length; from += most) {
          const some = ids.slice(from, from + most);
          await ask((client) => client.collection(id).delete({ ids: some }), patientMs, stop);
        }
      },
      async nearest(vector, count, stop) {
        const { ids } = await ask(
          (client) =>
            client.collection(id).query({ queryEmbeddings: [[...vector]], nResults: count, include: ['distances'] }),
          quickMs,
          stop,
        );
        return ids[0] ?? [];
      },
    };
  }

  const { max_batch_size: mostRecords } = await ask(
    async (client) => {
      await client.heartbeat();
      return client.getPreflightChecks();
    },
    quickMs,
    signal,
  );
  const most = typeof mostRecords === 'number' && mostRecords > 0 ? mostRecords : 1000;
  return {
    async open(name, stop) {
      const { id } = await ask((client) => client.getCollection({ name }), quickMs, stop);
      return collectionOf(id, most);
    },
    async create(name, stop) {
      const made = await ask(
        (client) =>
          client.getOrCreateCollection({ name, embeddingFunction: null, configuration: { hnsw: { ...graph } } }),
        quickMs * 2,
        stop,
      );
      return collectionOf(made.id, most);
    },
    async drop(name, stop) {
      try {
        await ask((client) => client.deleteCollection({ name }), patientMs, stop);
      } catch (error) {
        if (!(error instanceof SharedServerError && error.isMissing)) throw error;
      }
    },
  };
}

/** Of the server's graph of vectors: wide enough that the nearest two hundred are nearly all found. */
const graph = { space: 'cosine', ef_construction: 150, ef_search: 300, max_neighbors: 16 } as const;

function* batchesOf(records: readonly SharedRecord[], mostRecords: number): Generator<SharedRecord[]> {
  let batch: SharedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    let size = record.id.length + record.vector.length * 12;
    for (const value of Object.values(record.fields)) size += typeof value === 'string' ? value.length + 20 : 30;
    if (batch.length > 0 && (batch.length >= mostRecords || bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function plainFields(metadata: Metadata | null | undefined): Fields {
  const fields: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(metadata ?? {}))
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
  return fields;
}

function troubleOf(error: unknown, where: string, timedOutAfterMs: number | undefined): SharedServerError {
  if (error instanceof SharedServerError) return error;
  const options = { cause: error };
  const away = (why: string): SharedServerError =>
    new SharedServerError(
      `The shared index at ${where} ${why}.`,
      'Touchstone works with what is on this machine and asks again later.',
      'away',
      options,
    );
  if (timedOutAfterMs !== undefined) return away(`did not answer within ${timedOutAfterMs / 1000} seconds`);
  const name = error instanceof Error ? error.name : '';
  const words = error instanceof Error ? error.message : String(error);
  switch (name) {
    case 'ChromaConnectionError':
      return away('cannot be reached');
    case 'ChromaRateLimitError':
      return away('has too much to do');
    case 'ChromaServerError':
      return away(`failed: ${words}`);
    case 'ChromaAuthError':
    case 'ChromaForbiddenError':
      return new SharedServerError(
        `The shared index at ${where} refused the token.`,
        'Run “Touchstone: Set Token for the Shared Index”, or set TOUCHSTONE_SHARED_TOKEN on the command line.',
        'refused',
        options,
      );
    case 'ChromaNotFoundError':
      return new SharedServerError(
        `The server at ${where} has no such collection, or is no Chroma server of version 1 or later.`,
        'Check touchstone.index.shared.url, and that one machine has the role “index”.',
        'missing',
        options,
      );
    default:
      return new SharedServerError(
        `The shared index at ${where} did not take a request: ${words}`,
        'Check that the server is Chroma of version 1 or later.',
        'refused',
        options,
      );
  }
}
