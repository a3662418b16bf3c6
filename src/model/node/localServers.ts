import type { Log } from '../../base/log.ts';
import { hostOf, normaliseBaseUrl } from '../baseUrl.ts';
import type { LocalPort } from '../endpoints.ts';
import { defaultRetryPolicy } from '../retry.ts';
import { listModels } from './openaiClient.ts';

/** A server on this machine that answered in the protocol, with at least one model. */
export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

/**
 * Asks the usual ports of this machine, all at once and briefly, and yields who answers, as they do.
 * Called only when a person asks for it: a port may belong to something else entirely.
 */
export async function* findLocalServers(
  ports: readonly LocalPort[],
  log: Log,
  signal: AbortSignal,
): AsyncGenerator<LocalServer> {
  const asking = new Map(ports.map((port) => [port, ask(port, log, signal).then((server) => ({ port, server }))]));
  while (asking.size > 0) {
    const { port, server } = await Promise.race(asking.values());
    asking.delete(port);
    signal.throwIfAborted();
    if (server) yield server;
  }
}

async function ask(port: LocalPort, log: Log, signal: AbortSignal): Promise<LocalServer | undefined> {
  // A server may listen on one address family alone, and `localhost` then finds the other one.
  for (const host of ['127.0.0.1', 'localhost']) {
    const baseUrl = normaliseBaseUrl(`http://${host}:${port.port}`);
    try {
      const models = await listModels(
        {
          baseUrl,
          key: () => Promise.resolve(undefined),
          timeoutMs: patienceMs,
          log,
          retry: { ...defaultRetryPolicy, attempts: 1 },
        },
        signal,
      );
      if (models.length > 0) return { name: port.name, baseUrl, models };
    } catch (error) {
      // Nobody there, or somebody who speaks otherwise: no row, and nothing to report.
      log.debug(`${hostOf(baseUrl)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return undefined;
}

const patienceMs = 1500;
