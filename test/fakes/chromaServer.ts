/**
 * A real Chroma server, as it comes from npm beside the client: a native library for each platform, the `chroma`
 * command in it. It listens on loopback, keeps its data in a folder of its own, and is killed like a crash.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { forOlderLibc } from './elfVersions.ts';

export class ChromaProcess {
  readonly port: number;
  readonly #data = mkdtempSync(path.join(os.tmpdir(), 'touchstone-chroma-'));
  #child: ChildProcess | undefined;
  #said = '';

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<ChromaProcess> {
    const server = new ChromaProcess(await freePort());
    await server.resume();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The same server again, on the same port and with the same data. */
  async resume(): Promise<void> {
    const args = ['chroma', 'run', '--path', this.#data, '--host', '127.0.0.1', '--port', String(this.port)];
    const script = `require(${JSON.stringify(serverLibrary())}).cli(${JSON.stringify(args)})`;
    const child = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: this.#data, ANONYMIZED_TELEMETRY: 'False', RUST_LOG: 'error' },
    });
    this.#child = child;
    const hear = (text: Buffer): void => void (this.#said += text.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`${this.url}/api/v2/heartbeat`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the Chroma server did not start:\n${this.#said}`);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#data, { recursive: true, force: true });
  }
}

/** What `npm ci` installed for this platform, made fit for an older C library where that is needed. */
function serverLibrary(): string {
  const system = { linux: `linux-${process.arch}-gnu`, win32: `win32-${process.arch}-msvc` }[
    process.platform as string
  ];
  const name = `chromadb-js-bindings-${system ?? `${process.platform}-${process.arch}`}`;
  const client = createRequire(import.meta.url).resolve('chromadb');
  const library = createRequire(client).resolve(name);
  if (process.platform !== 'linux') return library;
  const { mtimeMs, size } = statSync(library);
  const folder = path.join(os.tmpdir(), `touchstone-chroma-library-${os.userInfo().uid}`);
  const copy = path.join(folder, `${size}-${Math.round(mtimeMs)}.node`);
  if (existsSync(copy)) return copy;
  const fit = forOlderLibc(readFileSync(library), libcVersion());
  if (!fit) return library;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${copy}.${process.pid}`, fit);
  renameSync(`${copy}.${process.pid}`, copy);
  return copy;
}

function libcVersion(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
