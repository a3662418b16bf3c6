/** The thread of one folder's index: it answers until it is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { Indexer } from './indexer.ts';
import type { FromIndex, IndexCalls, IndexOrder, IndexRequest } from './indexProtocol.ts';
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
const pool = createReaderPool(new URL(readerScript), { root, mostBytes, grammars, queries }, readers);
const shared =
  sharedOrder && new (await import('./sharedIndex.ts')).SharedIndex(sharedOrder, options, options.folder, log);
const indexer = new Indexer(options, {
  pool,
  log,
  report: (status) => say({ kind: 'status', status }),
  ...(shared && { shared }),
});

const calls: IndexCalls = {
  search: async (request) => indexer.search(request),
  contextAt: (request) => indexer.places.contextAt(request),
  symbols: (request) => indexer.places.symbols(request),
  touch: async (visits) => indexer.places.touch(visits),
  update: (changes) => indexer.update(changes),
  rescan: async () => indexer.rescan(),
  pause: async () => indexer.pause(),
  resume: async () => indexer.resume(),
  clear: () => indexer.clear(),
  rebuild: () => indexer.rebuild(),
  settled: () => indexer.settled(),
  listing: async () => indexer.listing(),
  fileState: async (path) => indexer.fileState(path),
  async close() {
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
