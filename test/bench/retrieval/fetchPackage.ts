import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../scripts/childProcess.ts';
import { cacheFolder, childEnvironment, ScriptError } from '../../../scripts/project.ts';
import type { BenchPackage } from './packages.ts';

/** A package's sources in a folder of the cache; fetched by the registry's own client when first asked for. */
export async function fetchPackage(wanted: BenchPackage): Promise<string> {
  const folder = join(cacheFolder, 'bench-packages', folderName(wanted));
  if (existsSync(folder)) return join(folder, wanted.folder);
  const work = `${folder}.${process.pid}`;
  const unpacked = join(work, 'unpacked');
  await mkdir(unpacked, { recursive: true });
  try {
    await fetch(wanted.origin, work, unpacked);
    await rename(unpacked, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return join(folder, wanted.folder);
}
function folderName({ origin }: BenchPackage): string {
  const name = origin.kind === 'source' ? origin.archive.replace(/\.orig\.tar\..*$/, '') : origin.spec;
  return name.replace(/[/:=]/g, '-');
}

async function fetch(origin: BenchPackage['origin'], work: string, unpacked: string): Promise<void> {
  switch (origin.kind) {
    case 'npm': {
      await mustRun('npm', ['pack', '--silent', '--ignore-scripts', origin.spec], work);
      const archive = await onlyFile(work, '.tgz');
      await check(archive, 'sha512', 'base64', origin.integrity.replace('sha512-', ''));
      return mustRun('tar', ['-xf', archive, '-C', unpacked, '--strip-components=1'], work);
    }
    case 'source': {
      await mustRun('apt-get', [...(await sourceLists()), '-qq', 'source', '--tar-only', '-d', origin.source], work);
      const archive = join(work, origin.archive);
      if (!existsSync(archive)) throw new ScriptError(`Debian has ${origin.source} in another version by now.`);
      await check(archive, 'sha256', 'hex', origin.sha256);
      return mustRun('tar', ['-xf', archive, '-C', unpacked, '--strip-components=1'], work);
    }
    case 'debian': {
      await mustRun('apt-get', ['-qq', 'download', origin.spec], work);
      const archive = await onlyFile(work, '.deb');
      await check(archive, 'sha256', 'hex', origin.sha256);
      return mustRun('dpkg-deb', ['-x', archive, unpacked], work);
    }
  }
}

async function onlyFile(folder: string, ending: string): Promise<string> {
  const [file] = (await readdir(folder)).filter((name) => name.endsWith(ending));
  if (file === undefined) throw new ScriptError(`Nothing that ends in ${ending} was downloaded.`);
  return join(folder, file);
}

async function check(file: string, algorithm: string, encoding: 'hex' | 'base64', expected: string): Promise<void> {
  const found = createHash(algorithm)
    .update(await readFile(file))
    .digest(encoding);
  if (found !== expected) throw new ScriptError(`${file} is not what was pinned: ${algorithm} ${found}.`);
}

/** This machine's package lists, asked for sources: apt's options that use a copy of them in the cache. */
async function sourceLists(): Promise<string[]> {
  const folder = join(cacheFolder, 'bench-packages', 'apt');
  const options = [
    ...['-o', 'Dir::Etc::sourcelist=/dev/null'],
    ...['-o', `Dir::Etc::sourceparts=${join(folder, 'sources')}`],
    ...['-o', `Dir::State::lists=${join(folder, 'lists')}`],
  ];
  if (existsSync(join(folder, 'lists'))) return options;
  await mkdir(join(folder, 'sources'), { recursive: true });
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  if (existsSync('/etc/apt/sources.list.d')) {
    await cp('/etc/apt/sources.list.d', join(folder, 'sources'), { recursive: true });
  }
  if (existsSync('/etc/apt/sources.list')) await cp('/etc/apt/sources.list', join(folder, 'sources', 'own.list'));
  for (const name of await readdir(join(folder, 'sources'))) {
    const file = join(folder, 'sources', name);
    const text = await readFile(file, 'utf8');
    // Only the distribution's own: others often have no sources.
    if (text.includes('/debian')) {
      await writeFile(file, text.replace(/^Types:.*$/gm, 'Types: deb-src').replace(/^deb /gm, 'deb-src '));
    } else await rm(file);
  }
  try {
    await mustRun('apt-get', [...options, '-qq', 'update'], folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return options;
}

async function mustRun(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run(command, args, { cwd, env: childEnvironment(), timeoutSeconds: 900 });
  if (code !== 0) throw new ScriptError(`${command} ${args.join(' ')} failed:\n${output.trim().slice(-2000)}`);
}
