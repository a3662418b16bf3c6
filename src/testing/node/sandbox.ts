/**
 * Confines a test run with what the system has: bubblewrap on Linux, Seatbelt on macOS (written from
 * its documentation and not tried on a Mac), nothing elsewhere. A confined process
 * - writes only to the folders that the request names and to a private, empty /tmp;
 * - has no network but its own loopback, which local test servers need (on macOS: the real loopback);
 * - does not see keys, tokens, browser profiles, shell histories and the sockets of system services;
 * - ends when this process ends (Linux).
 * HOME stays where it is, so that tools installed there are found, and is read-only: caches that a
 * tool insists on keeping there are the price, and npm's goes to /tmp.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync, readdirSync, lstatSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isInside, secretPlaces } from '../../safety/secretPlaces.ts';
import type { ProcessRequest } from '../../safety/process.ts';
import type { Startable } from './process.ts';

/** The command that runs `command` confined; undefined where the system cannot. */
export async function confine(request: ProcessRequest, command: Startable): Promise<Startable | undefined> {
  const kind = await findSandbox();
  switch (kind) {
    case 'bubblewrap':
      return { program: 'bwrap', args: [...bubblewrapArguments(request), '--', command.program, ...command.args] };
    case 'seatbelt':
      return { program: SEATBELT, args: ['-p', seatbeltProfile(request), command.program, ...command.args] };
    case 'none':
      return undefined;
  }
}

export type SandboxKind = 'bubblewrap' | 'seatbelt' | 'none';

let found: Promise<SandboxKind> | undefined;

/** Which sandbox works here. Tried for real, once: a container may have the program and forbid what it does. */
export function findSandbox(): Promise<SandboxKind> {
  found ??= trySandboxes();
  return found;
}

const SEATBELT = '/usr/bin/sandbox-exec';

async function trySandboxes(): Promise<SandboxKind> {
  if (process.platform === 'linux') {
    return (await succeeds('bwrap', [...NAMESPACES, ...BASE, '--tmpfs', '/tmp', '--', '/bin/sh', '-c', 'true']))
      ? 'bubblewrap'
      : 'none';
  }
  if (process.platform === 'darwin') {
    return (await succeeds(SEATBELT, ['-p', '(version 1)(allow default)', '/usr/bin/true'])) ? 'seatbelt' : 'none';
  }
  return 'none';
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: 5000 });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

// Capabilities are dropped because root keeps them otherwise, and could mount everything writable again.
const NAMESPACES = ['--unshare-pid', '--unshare-net', '--unshare-ipc', '--die-with-parent', '--cap-drop', 'ALL'];
const BASE = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];

export function bubblewrapArguments(request: ProcessRequest): string[] {
  const environment = request.environment;
  const home = environment['HOME'] ?? os.homedir();
  // Emptied whole: temporary files of other programs, and the sockets through which services do as they are told.
  const emptied = ['/tmp', '/var/tmp', '/run', '/var/run'].map(real).filter((place) => place !== undefined);
  const hidden = secretPlaces(home)
    .map(real)
    .filter((place) => place !== undefined);
  const writable = request.writable.map(real).filter((place) => place !== undefined);
  const readable = [request.cwd, ...(request.readable ?? []), ...linkTargets(writable), ...programFolders(environment)];

  const args = [...NAMESPACES, ...BASE];
  for (const place of new Set(emptied)) args.push('--tmpfs', place);
  for (const place of new Set(hidden)) {
    if (emptied.some((folder) => isInside(place, folder))) continue;
    args.push(...(lstatSync(place).isDirectory() ? ['--tmpfs', place] : ['--ro-bind', '/dev/null', place]));
  }
  const covered = [...emptied, ...hidden];
  const uncovered = new Set(readable.map(real).filter((place) => place !== undefined));
  // Outer folders first: a bind covers what was bound below it before.
  for (const place of [...uncovered].sort()) {
    const cover = covered.find((folder) => isInside(place, folder));
    if (cover !== undefined && place !== cover) args.push('--ro-bind', place, place);
  }
  for (const place of [...new Set(writable)].sort()) args.push('--bind', place, place);
  for (const [name, value] of Object.entries(temporaryPlaces(environment))) args.push('--setenv', name, value);
  return [...args, '--chdir', request.cwd];
}

/** Where programs put what they do not need for long: only /tmp is there for that. */
function temporaryPlaces(environment: Readonly<Record<string, string>>): Record<string, string> {
  const places: Record<string, string> = { TMPDIR: '/tmp' };
  if (environment['npm_config_cache'] === undefined) places['npm_config_cache'] = '/tmp/.npm';
  if (environment['GOCACHE'] === undefined) places['GOCACHE'] = '/tmp/.go-build';
  return places;
}

/** What the links at the top of the folders point to: the dependency folders of a shadow workspace. */
function linkTargets(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => path.resolve(folder, readlinkSync(path.join(folder, entry.name)))),
  );
}

function programFolders(environment: Readonly<Record<string, string>>): string[] {
  return (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/** The place itself behind any links, since nothing can be mounted on a link; undefined when it is not there. */
function real(place: string): string | undefined {
  return existsSync(place) ? realpathSync(place) : undefined;
}

/** https://reverse.put.as/wp-content/uploads/2011/09/Apple-Sandbox-Guide-v1.0.pdf; later rules win. */
export function seatbeltProfile(request: ProcessRequest): string {
  const home = request.environment['HOME'] ?? os.homedir();
  const temporary = request.environment['TMPDIR'] ?? '/tmp';
  const writable = [...request.writable, temporary, '/tmp', '/dev'].map((place) => real(place) ?? place);
  const hidden = secretPlaces(home).map((place) => real(place) ?? place);
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(allow network* (local ip "localhost:*"))',
    '(allow network* (remote ip "localhost:*"))',
    '(deny file-write*)',
    `(deny file-read* ${hidden.map(subpath).join(' ')})`,
    `(allow file-read* file-write* ${writable.map(subpath).join(' ')})`,
  ].join('\n');
}

function subpath(place: string): string {
  return `(subpath ${JSON.stringify(place)})`;
}
