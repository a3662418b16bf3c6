/** The thread of one folder's index: it answers until it is closed. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { EmbeddingPort } from './embeddingPort.ts';
import { Indexer } from './indexer.ts';
import type { IndexStatus } from './indexEvent.ts';
import type { FromIndex, IndexCalls, IndexOrder, IndexRequest } from './indexProtocol.ts';
import { ModelEmbedding } from './modelEmbedding.ts';
import { createReaderPool } from './readerPool.ts';

const { readerScript, readers, grammars, queries, shared: sharedOrder, ...options } = workerData as IndexOrder;

const say = (message: FromIndex): void => parentPort?.postMessage(message);
const logAt =
  (level: keyof Log) =>
  (message: string): void =>
    say({ kind: 'log', level, message });
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
const fail = (id: number | undefined, error: unknown): void =>
  say({
    kind: 'failed',
    id,
    message: error instanceof TouchstoneError ? error.message : describeError(error),
    ...(error instanceof TouchstoneError && { next: error.next }),
  });

const { root, mostBytes } = options;
const report = (status: IndexStatus): void => {
  const embedding = model.status;
  say({ kind: 'status', status: embedding ? { ...status, embedding } : status });
};
const pool = createReaderPool(new URL(readerScript), { root, mostBytes, grammars, queries }, readers);
const shared =
  sharedOrder && new (await import('./sharedIndex.ts')).SharedIndex(sharedOrder, options, options.folder, log);
const indexer = new Indexer(options, {
  pool,
  log,
  report,
  ...(shared && { shared }),
});
const port = new EmbeddingPort((message) => say({ kind: 'embedding', message }));
const model = new ModelEmbedding(
  { root, mostBytes, folder: path.join(options.folder, 'embeddings') },
  {
    ...indexer.embedded,
    port,
    settled: () => indexer.settled(),
    isWriter: () => indexer.status().isWriter,
    report: () => report(indexer.status()),
    log,
  },
);

const calls: IndexCalls = {
  async search(request) {
    const { vector, note } = await model.query(request);
    const reply = await indexer.search(request, vector);
    return note === undefined ? reply : { ...reply, note };
  },
  contextAt: (request) => indexer.places.contextAt(request),
  symbols: (request) => indexer.places.symbols(request),
  touch: async (visits) => indexer.places.touch(visits),
  update: (changes) => indexer.update(changes),
  rescan: async () => indexer.rescan(),
  async pause() {
    indexer.pause();
    model.pause();
  },
  async resume() {
    indexer.resume();
    model.resume();
  },
  async clear() {
    await model.clear();
    await indexer.clear();
  },
  rebuild: () => indexer.rebuild(),
  settled: () => indexer.settled(),
  listing: async () => indexer.listing(),
  fileState: async (place) => indexer.fileState(place),
  useEmbedder: (embedder) => model.use(embedder),
  answered: async (id, answer) => port.answered(id, answer),
  embedded: () => model.done(),
  async close() {
    await model.close();
    await indexer.close();
    pool.dispose();
  },
};

function answer({ id, call, given }: IndexRequest): void {
  const ask = calls[call] as (...given: unknown[]) => Promise<unknown>;
  ask(...given).then(
    (value) => {
      say({ kind: 'answer', id, answer: value });
      if (call === 'close') parentPort?.close();
    },
    (error: unknown) => fail(id, error),
  );
}

try {
  await indexer.open();
  parentPort?.on('message', answer);
  say({ kind: 'opened' });
} catch (error) {
  fail(undefined, error);
  pool.dispose();
}
