import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endTree, spawnTree } from './childProcess.ts';
import { childEnvironment, nodeBinary, ScriptError } from './project.ts';
import { serverMain } from './serverBuild.ts';

export interface ServerOptions {
  /** Everything the editor keeps, apart from the user's own VS Code: settings, state, logs. */
  readonly dataFolder: string;
  /** The first port to try. Without one any free port is taken. */
  readonly port?: number;
  /** No trust question and no Restricted Mode, for folders that we brought ourselves. */
  readonly trustEveryFolder: boolean;
  /** What the extension host sees besides the caller's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a browser window shows. Paths are absolute. */
export interface WindowOptions {
  /** Or a file `*.code-workspace` that names several; undefined for a window without any. */
  readonly folder: string | undefined;
  readonly extension: string;
  /** A compiled module whose `run()` is called inside the extension host. */
  readonly tests?: string;
  readonly file?: string;
}

export interface VsCodeServer {
  readonly port: number;
  /** Resolves when the server has ended, for whatever reason, with the tail of what it printed. */
  readonly ended: Promise<string>;
  windowUrl(window: WindowOptions): string;
  /** The newest log folder: `exthostN` of every window that was opened. */
  logsFolder(): Promise<string | undefined>;
  output(): string;
  stop(): Promise<void>;
}

/** Starts VS Code's own server on loopback and returns once it answers. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  let port = options.port ?? 0;
  for (let tries = 0; tries < 20; tries++) {
    port = await freePort(port);
    const server = await tryStart(port, options);
    if (server !== undefined) return server;
    port = options.port === undefined ? 0 : port + 1;
  }
  throw new ScriptError(`No free port was found from ${options.port ?? 'any'} on. Name another: --port N`);
}

/** Nothing when another process took the port in between. */
async function tryStart(port: number, options: ServerOptions): Promise<VsCodeServer | undefined> {
  const { dataFolder } = options;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  // Any web page can reach a loopback port, and this one runs commands: the page has to know the token.
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(dataFolder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawnTree(
    nodeBinary,
    [
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
      // Lets a page name an extension under development.
      '--enable-smoke-test-driver',
      '--accept-server-license-terms',
      ...['--telemetry-level', 'off'],
      ...['--user-data-dir', dataFolder, '--server-data-dir', join(dataFolder, 'server')],
      ...['--extensions-dir', join(dataFolder, 'extensions')],
      ...(options.trustEveryFolder ? ['--disable-workspace-trust'] : []),
    ],
    { env: serverEnvironment(options.env) },
  );
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const tail = (): string => printed.trim().split('\n').slice(-15).join('\n');
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(tail()));
  });
  const origin = `http://127.0.0.1:${port}`;
  const state = await Promise.race([ended.then(() => 'ended' as const), answers(`${origin}/?tkn=${token}`)]);
  if (state === 'ended') {
    if (printed.includes('EADDRINUSE')) return undefined;
    throw new ScriptError(`VS Code's server ended while starting:\n${tail()}`);
  }
  if (state === 'silent') {
    await endTree(child);
    throw new ScriptError(`VS Code's server did not answer on ${origin} within a minute:\n${tail()}`);
  }
  return {
    port,
    ended,
    windowUrl: (window) => windowUrl(origin, token, window),
    logsFolder: () => newestLogs(join(dataFolder, 'logs')),
    output: tail,
    stop: () => endTree(child),
  };
}

async function answers(url: string): Promise<'answers' | 'silent'> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    try {
      // Like a browser: the first answer sets the token as a cookie and redirects to the page without it.
      const first = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
      const cookie = first.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      const page = await fetch(new URL(url).origin, { headers: { cookie }, signal: AbortSignal.timeout(5000) });
      if (page.ok && (await page.text()).includes('workbench')) return 'answers';
    } catch {
      // Not listening yet.
    }
  }
  return 'silent';
}

function windowUrl(origin: string, token: string, window: WindowOptions): string {
  const remote = (path: string): string => `vscode-remote://${new URL(origin).host}${path}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', remote(window.extension)],
    ...(window.tests === undefined ? [] : [['extensionTestsPath', remote(window.tests)]]),
    ...(window.file === undefined ? [] : [['openFile', remote(window.file)]]),
  ];
  const kind = window.folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const shown = window.folder === undefined ? { ew: 'true' } : { [kind]: window.folder };
  const query = new URLSearchParams({ tkn: token, ...shown, payload: JSON.stringify(payload) });
  return `${origin}/?${query.toString()}`;
}

function serverEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const environment = childEnvironment(extra);
  // Started from a terminal inside VS Code, these would bind the new server to that window.
  for (const name of Object.keys(environment)) {
    if (name.startsWith('VSCODE_') || name.startsWith('ELECTRON_')) delete environment[name];
  }
  return environment;
}

/** The first free port from `first` on, or any with 0. */
async function freePort(first: number): Promise<number> {
  for (let port = first; ; port++) {
    const found = await new Promise<number | undefined>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(undefined));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        const taken = typeof address === 'object' && address !== null ? address.port : undefined;
        probe.close(() => resolve(taken));
      });
    });
    if (found !== undefined) return found;
    if (port >= first + 100) throw new ScriptError(`No free port between ${first} and ${port}. Name another: --port N`);
  }
}

async function newestLogs(folder: string): Promise<string | undefined> {
  if (!existsSync(folder)) return undefined;
  const newest = (await readdir(folder)).sort().at(-1);
  return newest === undefined ? undefined : join(folder, newest);
}
