/**
 * What the workspace index costs: building, starting, searching, one saved file, disk and memory, on real sources.
 *
 *   npm run bench -- index [--files N] [--workspace DIR] [--without-comparisons] [--json FILE]
 *
 * 5,000 files are 75,000 chunks; `--files 7000` has more than 100,000, for the figure of the queries; 20,000 are there.
 * It measures the bundled threads (`npm run build` first). The tree is made of files of the packages that the retrieval
 * bench searches, the same ones in every run. This process plays the editor's extension host.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/project.ts';
import type { IndexOrder } from '../../src/retrieval/node/indexProtocol.ts';
import { usualIndexSettings } from '../../src/retrieval/node/workspaceIndex.ts';
import { measureBuild, measureQueries, measureStart, measureUpdates } from './index/measure.ts';
import { sourceTree } from './index/sourceTree.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    files: { type: 'string', default: '5000' },
    workspace: { type: 'string' },
    'without-comparisons': { type: 'boolean' },
    json: { type: 'string' },
  },
});

const dist = join(root, 'dist');
if (!existsSync(join(dist, 'indexWorker.js'))) throw new Error('dist/ is missing: run “npm run build” first.');

const tree = values.workspace ?? (await sourceTree(Number(values.files)));
const folder = await mkdtemp(join(os.tmpdir(), 'touchstone-bench-index-'));
const order: IndexOrder = {
  ...usualIndexSettings,
  root: tree,
  folder: join(folder, 'index'),
  grammars: join(dist, 'grammars'),
  queries: join(dist, 'queries'),
  readerScript: pathToFileURL(join(dist, 'readerWorker.js')).href,
  readers: Math.max(1, Math.min(4, os.availableParallelism())),
};
const script = pathToFileURL(join(dist, 'indexWorker.js'));

try {
  const build = await measureBuild(script, order);
  const start = await measureStart(script, order);
  const queries = await measureQueries(script, order);
  const updates = await measureUpdates(script, order);
  const perSource = (build.diskBytes / build.sourceBytes).toFixed(2);
  const rows: [string, string, string][] = [
    ['files, source', `${build.files}, ${mb(build.sourceBytes)} MB`, ''],
    ['chunks', String(build.chunks), ''],
    ['full build', `${build.seconds.toFixed(1)} s`, Number(values.files) > 5000 ? '45 s for 20,000' : '10 s'],
    ['processor time of the build', `${build.processorSeconds.toFixed(1)} s`, ''],
    ['searchable after', `${build.firstHitSeconds.toFixed(1)} s`, ''],
    ['every file can be found after', `${build.everyFileSeconds.toFixed(1)} s`, ''],
    ['resident at the peak, whole process', `${mb(build.peakBytes)} MB`, '400 MB'],
    ['resident afterwards', `${mb(build.restBytes)} MB`, ''],
    ['delay of the host’s event loop, p99', `${build.delayMs.toFixed(1)} ms`, '20 ms'],
    ['on disk', `${mb(build.diskBytes)} MB, ${perSource} of the source`, '1.5'],
    ['start from disk until it can be searched', `${start.openMs.toFixed(0)} ms`, '1000 ms'],
    ['start from disk until nothing is left to do', `${start.settledMs.toFixed(0)} ms`, ''],
    ['query p50 / p95 / max, in its thread', list(queries.inside), '10 ms'],
    ['query p50 / p95 / max, as the host sees it', list(queries.outside), ''],
    ['saved file searchable, p50 / p95 / max', list(updates.searchable), '100 ms'],
  ];
  console.log(`\n${os.availableParallelism()} processors, Node ${process.version}\n`);
  for (const [name, value, wanted] of rows)
    console.log(`${name.padEnd(46)} ${value.padEnd(34)} ${wanted && `target ${wanted}`}`);
  // Loaded only now: what is compared is large, and no part of what was measured.
  const { compareStores } = await import('./index/stores.ts');
  const comparisons = values['without-comparisons'] ? [] : await compareStores(folder, script, order);
  if (comparisons.length > 0) {
    console.log(`\n${'store'.padEnd(46)} ${'vectors'.padStart(8)} ${'query p50'.padStart(10)} ${'p95'.padStart(10)}`);
    for (const { name, vectors, query } of comparisons) {
      const [p50, p95] = query ?? [];
      console.log(`${name.padEnd(46)} ${String(vectors).padStart(8)} ${ms(p50)} ${ms(p95)}`);
    }
  }
  if (values.json !== undefined)
    await writeFile(values.json, JSON.stringify({ build, start, queries, updates, comparisons }, undefined, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function list(times: readonly number[]): string {
  return `${times.map((time) => time.toFixed(1)).join(' / ')} ms`;
}

function ms(time: number | undefined): string {
  return (time === undefined ? 'fails' : `${time.toFixed(1)} ms`).padStart(10);
}
