/** A tree of real source files: those of the retrieval bench's packages, the same ones in every run. */

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { cacheFolder } from '../../../scripts/project.ts';
import { fetchPackage } from '../retrieval/fetchPackage.ts';
import { packages, type BenchPackage } from '../retrieval/packages.ts';

/** Shorter ones are mostly files that only hand names on. */
const leastBytes = 1_200;
const mostBytes = 400_000;
const isSource = /(?<!\.min|\.d)\.(ts|tsx|js|mjs|py|go|rs|java)$/;

/** What a tree is filled up with that is larger than those packages: the smaller ones stay as they are. */
const further: readonly BenchPackage[] = [
  {
    name: 'babylon',
    language: 'JavaScript',
    tuning: false,
    origin: {
      kind: 'npm',
      spec: '@babylonjs/core@7.30.0',
      integrity: 'sha512-MSEQ8WNGGwbKFA+qKNB8cr2xM61zg7GeQse2ZJVlULvyNbCR559sneeJFWLTgmDG4D2PtEYMWqunOIzUC5ndcQ==',
    },
    folder: '.',
    endings: ['.js'],
  },
  {
    name: 'antd',
    language: 'JavaScript',
    tuning: false,
    origin: {
      kind: 'npm',
      spec: 'antd@5.21.0',
      integrity: 'sha512-eoY3LruXq/8MRCXG46O2cwc+Q8HW8Bhc+pWw7loIt6Dn22tLHckxYF/663kn55JTIOVUnJdmJDP9njdJmLXJsQ==',
    },
    folder: 'es',
    endings: ['.js'],
  },
];

export async function sourceTree(files: number): Promise<string> {
  const tree = join(cacheFolder, `bench-tree-${files}`);
  if (existsSync(tree)) return tree;
  const fetched = join(cacheFolder, 'bench-packages');
  const sources = await sourcesOf(packages, fetched);
  if (sources.length < files) sources.push(...(await sourcesOf(further, fetched)));
  if (sources.length < files) throw new Error(`only ${sources.length} files were found`);
  const draft = `${tree}.${process.pid}`;
  for (const file of sources.slice(0, files)) {
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    copyFileSync(join(fetched, file), join(draft, file));
  }
  renameSync(draft, tree);
  return tree;
}

/** Their source files, relative to `fetched`, in an order that is the same everywhere and mixes the packages. */
async function sourcesOf(wanted: readonly BenchPackage[], fetched: string): Promise<string[]> {
  const found: string[] = [];
  for (const one of wanted) {
    // The whole archive, not only what is searched; of those that fill up, what is not there twice.
    const inner = relative(fetched, await fetchPackage(one));
    const folder = join(fetched, further.includes(one) ? inner : inner.split(sep)[0]!);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || !isSource.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const { size } = statSync(file);
      if (size >= leastBytes && size <= mostBytes) found.push(relative(fetched, file));
    }
  }
  const rank = new Map(found.map((file) => [file, createHash('md5').update(file).digest('hex')]));
  return found.sort((a, b) => (rank.get(a)! < rank.get(b)! ? -1 : 1));
}
