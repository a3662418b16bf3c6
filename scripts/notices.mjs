// The licences of the packages whose code is bundled: each asks that its text travels with every copy.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** @param inputs paths of the bundled files, as esbuild's metafile names them */
export async function writeNotices(root, inputs, target) {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const notices = await Promise.all([...folders].sort().map((folder) => noticeOf(join(root, folder))));
  notices.push(...(await builtElsewhere(root)));
  await writeFile(target, `Touchstone contains code of these packages.\n\n${notices.join('\n')}`);
}

/** Of what a bundled package was built from without saying so: one file each, named for the source. */
async function builtElsewhere(root) {
  const folder = join(root, 'scripts/licences');
  const files = (await readdir(folder)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = (await readFile(join(folder, file), 'utf8')).trim();
      return `${'-'.repeat(80)}\n${basename(file, '.txt')}\n\n${text}\n`;
    }),
  );
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file && !license) throw new Error(`${name} ${version} is bundled but states no licence`);
  const text = file ? (await readFile(join(folder, file), 'utf8')).trim() : '';
  return `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
