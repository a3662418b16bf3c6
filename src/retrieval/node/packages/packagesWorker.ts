/** The thread that reads installed packages, at low priority. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../../base/errors.ts';
import type { ApiSearchRequest, LookUpRequest } from '../../packages/installed.ts';
import { lowerThreadPriority } from '../lowPriority.ts';
import { PackagesCatalog, type PackagesOrder } from './catalog.ts';
import type { FromPackages, PackagesCall, ToPackages } from './protocol.ts';

lowerThreadPriority();
const catalog = new PackagesCatalog(workerData as PackagesOrder);
const opened = catalog.open();
const running = new Map<number, AbortController>();
const say = (message: FromPackages): void => parentPort?.postMessage(message);

async function answer(call: PackagesCall, given: unknown, signal: AbortSignal): Promise<unknown> {
  await opened;
  switch (call) {
    case 'lookUp':
      return catalog.lookUp(given as LookUpRequest, signal);
    case 'search':
      return catalog.search(given as ApiSearchRequest, signal);
    case 'installed':
      return catalog.installed(given as string, signal);
  }
}

parentPort?.on('message', (message: ToPackages) => {
  const { id } = message;
  if (message.kind === 'cancel') return running.get(id)?.abort();
  const controller = new AbortController();
  running.set(id, controller);
  answer(message.call, message.given, controller.signal)
    .then(
      (value) => say({ kind: 'answer', id, answer: value }),
      (error: unknown) => say({ kind: 'failed', id, message: describeError(error) }),
    )
    .finally(() => running.delete(id))
    .catch(() => {});
});
