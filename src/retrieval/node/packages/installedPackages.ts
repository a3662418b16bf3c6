/** The installed packages as the rest of the product asks about them: a thread reads them, and only while it is needed. */
import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../../base/dispose.ts';
import { TouchstoneError } from '../../../base/errors.ts';
import {
  existenceOf,
  type ApiSearchReply,
  type ApiSearchRequest,
  type Existence,
  type InstalledPackage,
  type LookUp,
  type LookUpRequest,
} from '../../packages/installed.ts';
import type { PackagesOrder } from './catalog.ts';
import type { FromPackages, PackagesCall, ToPackages } from './protocol.ts';

export interface InstalledPackages extends Disposable {
  /** What a name of a package is: its declarations, or that it does not exist, or that this cannot be told. */
  lookUp(request: LookUpRequest, signal: AbortSignal): Promise<LookUp>;
  /** `no` only when everything was read that could have the name. */
  existsHere(request: LookUpRequest, signal: AbortSignal): Promise<Existence>;
  /** Declarations of the direct dependencies by words. */
  search(request: ApiSearchRequest, signal: AbortSignal): Promise<ApiSearchReply>;
  /** What the manifest nearest to a file names, each as it is installed. */
  installed(from: string, signal: AbortSignal): Promise<readonly InstalledPackage[]>;
}

export interface PackagesHost {
  /** Absolute path of the folder with the bundled threads, `grammars/` and `queries/`. */
  readonly assets: string;
  /** The variables that say where programs keep what they downloaded. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** An interpreter that the user has chosen. */
  readonly python?: string;
}

/** The variables that are looked at; nothing else of the environment goes to the thread. */
const variables = ['GOMODCACHE', 'GOPATH', 'GOROOT', 'CARGO_HOME', 'GRADLE_USER_HOME'];
/** A parser never gives back the memory of its largest file: a thread that nobody asks ends. */
const idleMs = 120_000;
/** In megabytes. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

export async function openInstalledPackages(workspace: string, host: PackagesHost): Promise<InstalledPackages> {
  const { assets, environment, python } = host;
  const order: PackagesOrder = {
    root: await realpath(workspace),
    home: os.homedir(),
    environment: Object.fromEntries(variables.map((name) => [name, environment[name]])),
    grammars: path.join(assets, 'grammars'),
    queries: path.join(assets, 'queries'),
    ...(python !== undefined && { python }),
  };
  return startInstalledPackages(pathToFileURL(path.join(assets, 'packagesWorker.js')), order);
}

interface Call {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The same with every place named. @param script the bundled `packagesWorker.js`. */
export function startInstalledPackages(script: URL, order: PackagesOrder): InstalledPackages {
  const calls = new Map<number, Call>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastCall = 0;
  let disposed = false;

  const end = (thread: Worker, cause: Error): void => {
    if (worker !== thread) return;
    worker = undefined;
    const error = new TouchstoneError('Reading the installed packages broke down.', 'Ask again; the log says more.', {
      cause,
    });
    for (const { reject } of calls.values()) reject(error);
    calls.clear();
  };
  const start = (): Worker => {
    const thread = new Worker(script, { workerData: order, name: 'touchstone-packages', resourceLimits });
    // Alone it keeps nothing alive.
    thread.unref();
    thread.on('message', (message: FromPackages) => {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.kind === 'answer') call?.resolve(message.answer);
      else call?.reject(new TouchstoneError(message.message, 'Ask again; the log says more.'));
      if (calls.size === 0) rest(thread);
    });
    thread.on('error', (cause: Error) => end(thread, cause));
    thread.on('exit', () => end(thread, new Error('the thread ended')));
    return thread;
  };
  const rest = (thread: Worker): void => {
    thread.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (calls.size > 0 || worker !== thread) return;
      worker = undefined;
      void thread.terminate();
    }, idleMs).unref();
  };

  const ask = async (call: PackagesCall, given: unknown, signal: AbortSignal): Promise<unknown> => {
    signal.throwIfAborted();
    if (disposed) throw new TouchstoneError('The installed packages are closed.', 'Reload the window.');
    clearTimeout(idle);
    const thread = (worker ??= start());
    thread.ref();
    const id = ++lastCall;
    const send = (message: ToPackages): void => thread.postMessage(message);
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        send({ kind: 'cancel', id });
        calls.delete(id);
        if (calls.size === 0) rest(thread);
        reject(signal.reason);
      };
      const settled =
        <Value>(settle: (value: Value) => void) =>
        (value: Value): void => {
          signal.removeEventListener('abort', cancel);
          settle(value);
        };
      signal.addEventListener('abort', cancel, { once: true });
      calls.set(id, { resolve: settled(resolve), reject: settled(reject) });
      send({ kind: 'ask', id, call, given });
    });
  };

  const lookUp = (request: LookUpRequest, signal: AbortSignal): Promise<LookUp> =>
    ask('lookUp', request, signal) as Promise<LookUp>;
  return {
    lookUp,
    existsHere: async (request, signal) => existenceOf(await lookUp(request, signal)),
    search: (request, signal) => ask('search', request, signal) as Promise<ApiSearchReply>,
    installed: (from, signal) => ask('installed', from, signal) as Promise<readonly InstalledPackage[]>,
    dispose() {
      disposed = true;
      clearTimeout(idle);
      const thread = worker;
      if (!thread) return;
      end(thread, new Error('closed'));
      void thread.terminate();
    },
  };
}
