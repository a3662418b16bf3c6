/** The figures of one index: each function opens it, measures, and closes it. */

import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IndexOrder } from '../../../src/retrieval/node/indexProtocol.ts';
import { startIndex, type WorkspaceIndex } from '../../../src/retrieval/node/workspaceIndex.ts';

const never = new AbortController().signal;

export interface BuildFigures {
  readonly files: number;
  readonly chunks: number;
  readonly sourceBytes: number;
  readonly seconds: number;
  /** Of all threads together: what the build would take on one quiet processor. */
  readonly processorSeconds: number;
  /** Until a search finds something, while the rest is still being read. */
  readonly firstHitSeconds: number;
  /** Until every file can be found by its words: then the reading begins. */
  readonly everyFileSeconds: number;
  readonly peakBytes: number;
  readonly restBytes: number;
  readonly delayMs: number;
  readonly diskBytes: number;
}

export const open = (script: URL, order: IndexOrder): Promise<WorkspaceIndex> => {
  const log = (message: string): void => console.error(message);
  return startIndex(script, order, { log: { debug: () => {}, info: log, warn: log, error: log } }, never);
};

export async function measureBuild(script: URL, order: IndexOrder): Promise<BuildFigures> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let peakBytes = 0;
  let firstHitSeconds = 0;
  let everyFileSeconds = 0;
  delay.enable();
  const started = performance.now();
  const before = process.cpuUsage();
  const since = (): number => (performance.now() - started) / 1000;
  const index = await open(script, order);
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    const { glimpsed = 0, waiting, total } = index.status;
    if (everyFileSeconds === 0 && glimpsed > 0 && waiting < total) everyFileSeconds = since();
  }, 50);
  const searching = (async () => {
    while (firstHitSeconds === 0) {
      const { results } = await index.search({ query: 'read the next token of the input', limit: 5 }, never);
      if (results.length > 0) firstHitSeconds = since();
      else await sleep(50);
    }
  })();
  await index.settled(never);
  const seconds = since();
  const { user, system } = process.cpuUsage(before);
  await searching;
  delay.disable();
  clearInterval(watching);
  await sleep(1000);
  const restBytes = process.memoryUsage.rss();
  const { indexed } = await index.listing();
  const { chunks } = index.status;
  await index.close();
  return {
    files: indexed.length,
    chunks,
    sourceBytes: indexed.reduce((sum, file) => sum + statSync(join(order.root, file.path)).size, 0),
    seconds,
    processorSeconds: (user + system) / 1e6,
    firstHitSeconds,
    // Few files are read at once.
    everyFileSeconds: everyFileSeconds || seconds,
    peakBytes,
    restBytes,
    delayMs: delay.percentile(99) / 1e6,
    diskBytes: sizeOf(order.folder),
  };
}

export async function measureStart(script: URL, order: IndexOrder): Promise<{ openMs: number; settledMs: number }> {
  const started = performance.now();
  const index = await open(script, order);
  await index.search({ query: 'read the next token', limit: 10 }, never);
  const openMs = performance.now() - started;
  await index.settled(never);
  const settledMs = performance.now() - started;
  await index.close();
  return { openMs, settledMs };
}

/** p50, p95 and the most. */
export async function measureQueries(
  script: URL,
  order: IndexOrder,
): Promise<{ inside: readonly number[]; outside: readonly number[] }> {
  const index = await open(script, order);
  await index.settled(never);
  const inside: number[] = [];
  const outside: number[] = [];
  const questions = await questionsOf(index, order.root);
  for (const [at, query] of questions.entries()) {
    const asked = performance.now();
    const { ms } = await index.search({ query, limit: 10 }, never);
    // The first ones compile the code.
    if (at < 50) continue;
    outside.push(performance.now() - asked);
    inside.push(ms);
  }
  await index.close();
  return { inside: quantiles(inside), outside: quantiles(outside) };
}

/** A function is added at the end of a file, as an editor saves it, and put back afterwards. */
export async function measureUpdates(script: URL, order: IndexOrder): Promise<{ searchable: readonly number[] }> {
  const index = await open(script, order);
  await index.settled(never);
  const { indexed } = await index.listing();
  const files = indexed.filter((file) => file.path.endsWith('.js') || file.path.endsWith('.ts'));
  const searchable: number[] = [];
  for (let n = 0; n < 60; n++) {
    const { path } = files[Math.floor((n * files.length) / 60)]!;
    const place = join(order.root, path);
    const before = readFileSync(place);
    const name = `zebraQuartz${n}Marmalade`;
    appendFileSync(place, `\nfunction ${name}() {\n  return ${n};\n}\n`);
    const saved = performance.now();
    await index.update([{ path }]);
    const { results } = await index.search({ query: name, limit: 3 }, never);
    if (n >= 10) searchable.push(performance.now() - saved);
    if (!results.some((result) => result.path === path)) throw new Error(`${path} was saved and not found`);
    writeFileSync(place, before);
    await index.update([{ path }]);
  }
  await index.close();
  return { searchable: quantiles(searchable) };
}

/** Names of the tree as words, in twos and threes: what somebody might ask for. */
export async function questionsOf(index: WorkspaceIndex, folder: string): Promise<string[]> {
  const { indexed } = await index.listing();
  const lines = indexed
    .filter((_, at) => at % Math.ceil(indexed.length / 400) === 0)
    .flatMap(({ path }) => {
      const text = readFileSync(join(folder, path), 'utf8').split('\n');
      return [text[Math.floor(text.length / 2)] ?? '', text[Math.floor(text.length / 3)] ?? ''];
    });
  return lines.map((line) => line.trim().slice(0, 120)).filter((line) => /\w{4}/.test(line));
}

export function quantiles(times: readonly number[]): readonly number[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [at(0.5), at(0.95), at(1)];
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
