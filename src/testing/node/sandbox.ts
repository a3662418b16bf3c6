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
import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isInside, secretPlaces } from '../../safety/secretPlaces.ts';
import type { ProcessRequest } from '../../safety/process.ts';

/** A program with its arguments, ready for `spawn`. */
export interface Startable {
  readonly program: string;
  readonly args: readonly string[];
  /** Windows only: the arguments are quoted already. */
  readonly verbatim?: boolean;
}

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
const TEMPORARY = ['/tmp', '/var/tmp'];
const BASE = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];

function bubblewrapArguments(request: ProcessRequest): string[] {
  const environment = request.environment;
  const home = environment['HOME'] ?? os.homedir();
  const mounts = new Map<string, readonly string[]>();
  // Emptied whole: temporary files of other programs, and the sockets through which services do as they are told.
  for (const place of [...TEMPORARY, '/run', '/var/run'].map(real)) {
    if (place !== undefined) mounts.set(place, ['--tmpfs', place]);
  }
  // On NixOS every program is found through a link in /run.
  for (const link of ['/run/current-system', '/run/opengl-driver']) {
    if (existsSync(link)) mounts.set(link, ['--symlink', realpathSync(link), link]);
  }
  for (const place of (request.hidden ?? []).map(real)) {
    if (place !== undefined) mounts.set(place, ['--tmpfs', place]);
  }
  const secrets = secretPlaces(home)
    .map(real)
    .filter((place) => place !== undefined);
  for (const place of secrets) {
    mounts.set(place, lstatSync(place).isDirectory() ? ['--tmpfs', place] : ['--ro-bind', '/dev/null', place]);
  }
  for (const place of [request.cwd, ...(request.readable ?? []), ...programFolders(environment)].map(real)) {
    if (place === undefined || mounts.has(place) || secrets.some((secret) => isInside(place, secret))) continue;
    if (mayUncover(place)) mounts.set(place, ['--ro-bind', place, place]);
  }
  for (const place of (request.shown ?? []).map(real)) {
    if (place !== undefined) mounts.set(place, ['--ro-bind', place, place]);
  }
  for (const place of request.writable.map(real)) {
    if (place !== undefined) mounts.set(place, ['--bind', place, place]);
  }

  // Outer folders first, so that each place is as the innermost folder around it says: a bind brings back
  // all that is below it, secrets too, until they are covered again.
  const ordered = [...mounts].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, mount]) => mount);
  const variables = Object.entries(temporaryPlaces(environment)).flatMap(([name, value]) => ['--setenv', name, value]);
  return [...NAMESPACES, ...BASE, ...ordered, ...variables, '--chdir', request.cwd];
}

/** Where programs put what they do not need for long: only /tmp is there for that. */
function temporaryPlaces(environment: Readonly<Record<string, string>>): Record<string, string> {
  const places: Record<string, string> = { TMPDIR: '/tmp' };
  if (environment['npm_config_cache'] === undefined) places['npm_config_cache'] = '/tmp/.npm';
  if (environment['GOCACHE'] === undefined) places['GOCACHE'] = '/tmp/.go-build';
  return places;
}

/**
 * Only what is in a temporary folder comes back for reading, and no socket with it: a link in the workspace
 * decides what is asked for, and must not be a way to a secret or to a service.
 */
function mayUncover(place: string): boolean {
  if (!TEMPORARY.some((folder) => isInside(place, folder))) return false;
  const stats = lstatSync(place);
  if (!stats.isDirectory()) return stats.isFile();
  return !readdirSync(place, { withFileTypes: true }).some((entry) => entry.isSocket());
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
  const [covered, uncovered] = [request.hidden ?? [], request.shown ?? []].map((places) =>
    places.map((place) => real(place) ?? place),
  );
  const writable = [...request.writable, temporary, '/tmp', '/dev'].map((place) => real(place) ?? place);
  const hidden = secretPlaces(home).map((place) => real(place) ?? place);
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(allow network* (local ip "localhost:*"))',
    '(allow network* (remote ip "localhost:*"))',
    '(deny file-write*)',
    ...(covered?.length ? [`(deny file-read-data ${covered.map(subpath).join(' ')})`] : []),
    `(deny file-read* ${hidden.map(subpath).join(' ')})`,
    ...(uncovered?.length ? [`(allow file-read* ${uncovered.map(subpath).join(' ')})`] : []),
    `(allow file-read* file-write* ${writable.map(subpath).join(' ')})`,
  ].join('\n');
}

function subpath(place: string): string {
  return `(subpath ${JSON.stringify(place)})`;
}
