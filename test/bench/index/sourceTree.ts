/** A tree of real source files: those of the retrieval bench's packages, the same ones in every run. */

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { cacheFolder } from '../../../scripts/project.ts';
import { fetchPackage } from '../retrieval/fetchPackage.ts';
import { packages } from '../retrieval/packages.ts';

/** Shorter ones are mostly files that only hand names on. */
const leastBytes = 1_200;
const mostBytes = 400_000;
const isSource = /(?<!\.min|\.d)\.(ts|tsx|js|mjs|py|go|rs|java)$/;

export async function sourceTree(files: number): Promise<string> {
  const tree = join(cacheFolder, `bench-tree-${files}`);
  if (existsSync(tree)) return tree;
  const fetched = join(cacheFolder, 'bench-packages');
  for (const one of packages) await fetchPackage(one);
  const entries = await readdir(fetched, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile() && isSource.test(entry.name))
    .map((entry) => relative(fetched, join(entry.parentPath, entry.name)))
    .filter((file) => {
      const { size } = statSync(join(fetched, file));
      return size >= leastBytes && size <= mostBytes;
    })
    .map((file) => ({ file, rank: createHash('md5').update(file).digest('hex') }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, files);
  if (sources.length < files) throw new Error(`only ${sources.length} files were found`);
  const draft = `${tree}.${process.pid}`;
  for (const { file } of sources) {
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    copyFileSync(join(fetched, file), join(draft, file));
  }
  renameSync(draft, tree);
  return tree;
}
