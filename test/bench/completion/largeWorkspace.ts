/** What a large workspace costs: reading it, keeping it, and a suggestion in it, through the thread that the editor uses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../src/base/log.ts';
import { createCompletionEngine } from '../../../src/completion/engine.ts';
import { languageIdOf } from '../../../src/completion/languageShape.ts';
import { startEmbeddedThread } from '../../../src/completion/node/embeddedThread.ts';
import { usualCompletionSettings } from '../../../src/completion/settings.ts';
import { systemClock } from '../../../src/model/node/clock.ts';
import { sourceTree } from '../index/sourceTree.ts';
import { positionsIn, seeded } from './positions.ts';

const files = 5000;
const script = new URL('../../../dist/completionWorker.js', import.meta.url);
const silent: Log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };
const never = new AbortController().signal;

export async function measureLargeWorkspace(paths: (root: string) => Promise<readonly string[]>): Promise<void> {
  const root = await sourceTree(files);
  const all = await paths(root);
  const random = seeded(7);
  const open = Array.from({ length: 25 }, () => all[Math.floor(random() * all.length)]!);
  const thread = startEmbeddedThread(script, { assets: 'dist', root, exclude: [], mostBytes: 1_000_000 }, silent);
  const engine = createCompletionEngine({
    sources: [thread.source],
    context: [],
    check: thread.check,
    clock: { ...systemClock, now: () => performance.now() },
    waitsForPauses: false,
    settings: () => usualCompletionSettings,
  });
  const ask = async (path: string, before: string, text: string): Promise<number> => {
    const place = { path, languageId: languageIdOf(path), text, offset: before.length, trigger: 'typing' } as const;
    const alone = { document: 'file', isReadOnly: false, cursors: 1, hasSelection: false } as const;
    const began = performance.now();
    await engine.complete({ ...place, ...alone }, never);
    return performance.now() - began;
  };

  const began = performance.now();
  const cpu = process.cpuUsage();
  for (const path of new Map(open.map((one) => [one.slice(one.lastIndexOf('.')), one])).values()) thread.prepare(path);
  // Asked while it reads: the thread answers in between.
  const during: number[] = [];
  for (let quiet = 0; quiet < 20;) {
    const path = open[during.length % open.length]!;
    const text = await readFile(join(root, path), 'utf8');
    const at = positionsIn({ path, text }, 1, during.length)[0];
    if (!at) continue;
    during.push(await ask(path, at.before, at.before + at.below));
    const { user, system } = process.cpuUsage(cpu);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = process.cpuUsage(cpu);
    const isBusy = after.user + after.system - user - system > 50_000;
    quiet = isBusy ? 0 : quiet + 1;
  }
  const readMs = performance.now() - began - 20 * 100;
  const times: number[] = [];
  for (const [number, path] of open.entries()) {
    const text = await readFile(join(root, path), 'utf8');
    for (const { before, below } of positionsIn({ path, text }, 20, number))
      times.push(await ask(path, before, before + below));
  }
  thread.dispose();
  const rank = (list: number[], share: number): string =>
    list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))]!.toFixed(1);
  const { user, system } = process.cpuUsage(cpu);
  console.log(`${all.length} files; all languages read after some ${(readMs / 1000).toFixed(1)} s`);
  console.log(
    `a suggestion meanwhile, ms p50/p95: ${rank(during, 0.5)}/${rank(during, 0.95)} (${during.length} places)`,
  );
  console.log(`a suggestion afterwards, ms p50/p95: ${rank(times, 0.5)}/${rank(times, 0.95)} (${times.length} places)`);
  console.log(
    `resident at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, processor ${((user + system) / 1e6).toFixed(1)} s`,
  );
}
