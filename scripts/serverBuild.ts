import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './childProcess.ts';
import { withLock } from './lock.ts';
import { cacheFolder, ScriptError } from './project.ts';

/**
 * VS Code's server build: the real workbench and the real extension host, from the npm registry alone.
 * The package `code-server` carries it in `lib/vscode`; its own wrapper is not used.
 */
const version = '4.139.1';
const integrity = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

const folder = join(cacheFolder, `vscode-server-${version}`);

/** The script that starts VS Code's server, once `prepareServerBuild` has ended. */
export const serverMain = join(folder, 'package', 'lib', 'vscode', 'out', 'server-main.js');

/** Makes sure that the server build is there. The folder appears only when complete, so half of one is never used. */
export async function prepareServerBuild(say: (line: string) => void): Promise<void> {
  if (existsSync(serverMain)) return;
  const waiting = (owner: number): void =>
    say(`Waiting for process ${owner}, which is setting up VS Code's server ...`);
  await withLock(`${folder}.lock`, waiting, async () => {
    if (existsSync(serverMain)) return;
    for (const name of await readdir(cacheFolder)) {
      if (name.startsWith(`vscode-server-${version}.making-`)) await rm(join(cacheFolder, name), { recursive: true });
    }
    const making = `${folder}.making-${process.pid}`;
    const started = Date.now();
    say(`Setting up VS Code's server build (code-server ${version}, about 170 MB, once) ...`);
    await fetchPackage(making);
    const vscode = join(making, 'package', 'lib', 'vscode');
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode, 300);
    const extensions = join(vscode, 'extensions');
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], extensions, 300);
    // Of the native modules without a ready binary, only the one that writes logs is missed: output channels need it.
    await copyFile(new URL('./vscodeLog.cjs', import.meta.url), join(vscode, 'node_modules/@vscode/spdlog/index.js'));
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
    say(`VS Code's server build is ready (${Math.round((Date.now() - started) / 1000)} s).`);
  });
}

async function fetchPackage(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'package.json'), '{ "private": true }\n');
  await npm(['pack', `code-server@${version}`, '--ignore-scripts', '--pack-destination', target], target, 300);
  const archive = join(target, `code-server-${version}.tgz`);
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (actual !== integrity) {
    await rm(target, { recursive: true, force: true });
    throw new ScriptError(
      `The npm registry delivered another code-server ${version} than the one this project was tested with.\n` +
        `Expected ${integrity}\nbut got  ${actual}\nCheck the registry that npm uses: npm config get registry`,
    );
  }
  const unpacked = await run('tar', ['-xzf', archive, '-C', target]);
  if (unpacked.code !== 0) throw new ScriptError(`tar could not unpack ${archive}:\n${unpacked.output.trim()}`);
  await rm(archive);
}

async function npm(args: readonly string[], cwd: string, timeoutSeconds: number): Promise<void> {
  const result = await run('npm', args, { cwd, timeoutSeconds });
  if (result.code === 0) return;
  throw new ScriptError(
    `VS Code's server build could not be set up: \`npm ${args[0]}\` failed.\n` +
      `${result.output.trim().split('\n').slice(-12).join('\n')}\n` +
      'The npm registry must be reachable. Then run the same command again.',
  );
}
