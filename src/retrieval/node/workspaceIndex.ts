/** The index of a folder as the rest of the product sees it: everything happens in its own thread. */
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { EmbeddingModel } from '../../model/embedding.ts';
import type { EmbeddingStatus } from '../embeddingStatus.ts';
import { EmbeddingHost, type ApproveEmbedding } from './embeddingHost.ts';
import type { ContextReply, ContextRequest, SymbolReply, SymbolRequest, Visit } from '../placeRequest.ts';
import type { ExcludeRule } from '../excludeRules.ts';
import type { SharedSettings } from '../shared.ts';
import type { FileChange } from './fileIntake.ts';
import type { FileState, IndexListing, IndexStatus, SearchReply, SearchRequest } from './indexEvent.ts';
import type { FromIndex, IndexCall, IndexCalls, IndexOrder, IndexRequest } from './indexProtocol.ts';
import { sharedNameOf } from './repositoryName.ts';
import type { SharedOrder } from './sharedIndex.ts';

export interface IndexSettings {
  /** Globs of files that are not indexed, from the editor's settings and our own. */
  readonly exclude: readonly (string | ExcludeRule)[];
  /** Larger files are not indexed. */
  readonly mostBytes: number;
  /** That read files, at most; as many as there are cores when left out. */
  readonly threads?: number;
  /** Of the server that others index for, or are indexed for. */
  readonly shared?: SharedSettings & { readonly token?: string };
}

export interface IndexHost {
  /** Absolute path of the folder with the bundled threads, `grammars/` and `queries/`. */
  readonly assets: string;
  /** Absolute path of the folder for what is stored. */
  readonly storage: string;
  readonly log: Log;
  readonly onStatus?: (status: IndexStatus) => void;
  /** Its vectors are searched too, once they are made. */
  readonly embedder?: EmbeddingModel;
  /** Left out, nothing is ever embedded. */
  readonly approveEmbedding?: ApproveEmbedding;
  /** It broke down after it was opened, and answers nothing any more. */
  readonly onBroken?: (error: TouchstoneError) => void;
}

export interface WorkspaceIndex extends Disposable {
  readonly status: IndexStatus;
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchReply>;
  /** What helps to write at this place, each with its reason. Never the text around the cursor itself. */
  contextAt(request: ContextRequest, signal: AbortSignal): Promise<ContextReply>;
  /** Definitions, callers, implementers, tests and the like of a name or a file. */
  symbols(request: SymbolRequest, signal: AbortSignal): Promise<SymbolReply>;
  /** Tells where the user looks and edits: of results that are as good, those come first. */
  touch(visits: readonly Visit[]): Promise<void>;
  /** Saves, edits, renames and deletions; when it resolves, searches know of them. */
  update(changes: readonly FileChange[]): Promise<void>;
  /** Looks at the whole folder again, as after a branch switch. */
  rescan(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  rebuild(): Promise<void>;
  clear(): Promise<void>;
  /** Resolves when everything that there is can be searched. */
  settled(signal: AbortSignal): Promise<void>;
  listing(): Promise<IndexListing>;
  /** Whether one file is indexed, and if not, why. @param path relative to the folder. */
  fileState(path: string): Promise<FileState>;
  /** From now on this one, or none. The same one again asks again what was declined, and tries again what failed. */
  useEmbedder(embedder: EmbeddingModel | undefined): Promise<void>;
  /** Resolves when the embedding model has nothing left to do, or can do nothing. */
  embedded(signal: AbortSignal): Promise<EmbeddingStatus | undefined>;
  /** Writes what is not written yet. `dispose` does the same without anybody waiting for it. */
  close(): Promise<void>;
}

export const usualIndexSettings = { exclude: [], mostBytes: 1_000_000 } satisfies IndexSettings;

/** How long a closing index may write before it is ended; what is not written then is read again. */
const farewellMs = 5_000;

/** How often it is looked whether a shared index has changed, or is back. */
const sharedPollMs = 30_000;

/** Undefined with a word in the log when it cannot be: the index of this machine is there anyway. */
async function sharedOrder(
  root: string,
  { url, role, collection, hold, token }: NonNullable<IndexSettings['shared']>,
  log: Log,
): Promise<SharedOrder | undefined> {
  try {
    const name = await sharedNameOf(root, collection);
    return { url, name, role, hold, pollMs: sharedPollMs, ...(token !== undefined && { token }) };
  } catch (error) {
    log.warn(describeError(error));
    return undefined;
  }
}

/** Opens the index of a folder, and builds it if it is not there. Resolves when it can be searched. */
export async function openIndex(
  workspace: string,
  settings: IndexSettings,
  host: IndexHost,
  signal: AbortSignal,
): Promise<WorkspaceIndex> {
  const root = await realFolder(workspace);
  signal.throwIfAborted();
  const shared = settings.shared && (await sharedOrder(root, settings.shared, host.log));
  const order: IndexOrder = {
    root,
    ...(shared && { shared }),
    folder: path.join(host.storage, 'index', nameOf(root)),
    exclude: settings.exclude,
    mostBytes: settings.mostBytes,
    grammars: path.join(host.assets, 'grammars'),
    queries: path.join(host.assets, 'queries'),
    readerScript: pathToFileURL(path.join(host.assets, 'readerWorker.js')).href,
    readers: settings.threads ?? Math.max(1, Math.min(4, os.availableParallelism())),
  };
  return startIndex(pathToFileURL(path.join(host.assets, 'indexWorker.js')), order, host, signal);
}

/** The same with every place named. @param script the bundled `indexWorker.js`. */
export async function startIndex(
  script: URL,
  order: IndexOrder,
  { log, onStatus, onBroken, embedder, approveEmbedding }: Omit<IndexHost, 'assets' | 'storage'>,
  signal: AbortSignal,
): Promise<WorkspaceIndex> {
  const worker = new Worker(script, {
    workerData: order,
    name: 'touchstone-index',
    // A small young generation is emptied often, instead of growing with the speed of the build.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  const calls = new Map<number, Call>();
  const opened = newCall();
  const embedding = new EmbeddingHost(approveEmbedding, (id, answer) => {
    // A thread that is gone wants no answer.
    call('answered', [id, answer]).catch(() => {});
  });
  let status: IndexStatus = { phase: 'loading', files: 0, chunks: 0, waiting: 0, total: 0, isWriter: false };
  let lastCall = 0;
  let closing: Promise<void> | undefined;
  let isOpen = false;
  let over: TouchstoneError | undefined;

  const end = (error: TouchstoneError): void => {
    if (isOpen && !over && !closing) onBroken?.(error);
    over ??= error;
    embedding.close();
    opened.reject(error);
    for (const call of calls.values()) call.reject(error);
    calls.clear();
  };
  worker.on('message', (message: FromIndex) => {
    switch (message.kind) {
      case 'opened':
        isOpen = true;
        return opened.resolve(undefined);
      case 'answer':
        calls.get(message.id)?.resolve(message.answer);
        return void calls.delete(message.id);
      case 'failed': {
        const error = new TouchstoneError(message.message, message.next ?? 'The log says more.');
        if (message.id === undefined) return end(error);
        calls.get(message.id)?.reject(error);
        return void calls.delete(message.id);
      }
      case 'status':
        status = message.status;
        return onStatus?.(status);
      case 'embedding':
        return embedding.hear(message.message);
      case 'log':
        return log[message.level](message.message);
    }
  });
  worker.on('error', (cause: Error) =>
    end(new TouchstoneError(`The index broke down: ${cause.message}`, 'Reload the window.', { cause })),
  );
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new TouchstoneError('The index is closed.', 'Reload the window to open it again.'));
      resolve();
    });
  });

  const ask = async (request: Omit<IndexRequest, 'id'>, stop?: AbortSignal): Promise<unknown> => {
    stop?.throwIfAborted();
    if (over) throw over;
    const id = ++lastCall;
    const answer = newCall();
    calls.set(id, answer);
    const cancel = (): void => answer.reject(stop?.reason);
    stop?.addEventListener('abort', cancel, { once: true });
    worker.postMessage({ id, ...request });
    try {
      return await answer.promise;
    } finally {
      calls.delete(id);
      stop?.removeEventListener('abort', cancel);
    }
  };
  const call = <Name extends IndexCall>(name: Name, given: Parameters<IndexCalls[Name]>, stop?: AbortSignal) =>
    ask({ call: name, given }, stop) as ReturnType<IndexCalls[Name]>;

  const close = (): Promise<void> => {
    closing ??= (async () => {
      const tooLate = setTimeout(() => void worker.terminate(), farewellMs);
      // A thread that broke down is closed already.
      await call('close', []).catch(() => {});
      await exited;
      clearTimeout(tooLate);
    })();
    return closing;
  };

  const cancel = (): void => opened.reject(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await opened.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  if (embedder) await call('useEmbedder', [embedding.use(embedder)]);
  return {
    get status() {
      return status;
    },
    search: (request, stop) => call('search', [request], stop),
    contextAt: (request, stop) => call('contextAt', [request], stop),
    symbols: (request, stop) => call('symbols', [request], stop),
    touch: (visits) => call('touch', [visits]),
    update: (changes) => call('update', [changes]),
    rescan: () => call('rescan', []),
    pause: () => call('pause', []),
    resume: () => call('resume', []),
    rebuild: () => call('rebuild', []),
    clear: () => call('clear', []),
    settled: (stop) => call('settled', [], stop),
    listing: () => call('listing', []),
    fileState: (place) => call('fileState', [place]),
    useEmbedder: (model) => call('useEmbedder', [embedding.use(model)]),
    embedded: (stop) => call('embedded', [], stop),
    close,
    dispose: () => void close(),
  };
}

interface Call {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function newCall(): Call {
  let resolve: Call['resolve'] = () => {};
  let reject: Call['reject'] = () => {};
  const promise = new Promise<unknown>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // It may fail before anybody waits for it.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** The real path, so that one folder has one index however it is reached. */
async function realFolder(workspace: string): Promise<string> {
  try {
    const root = await realpath(workspace);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    throw noFolder(workspace, cause);
  }
  throw noFolder(workspace);
}

const noFolder = (workspace: string, cause?: unknown): TouchstoneError =>
  new TouchstoneError(`“${workspace}” is not a folder that can be read.`, 'Name an existing folder.', { cause });

/** Readable, for whoever looks into the storage, and never the same for two folders. */
function nameOf(root: string): string {
  const readable = path
    .basename(root)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 40);
  return `${readable}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}
