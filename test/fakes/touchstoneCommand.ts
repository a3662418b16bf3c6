/** The command line as it ships: `dist/headless.js`, run on small real projects in a folder of its own. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const repository = path.resolve(import.meta.dirname, '../..');
const built = path.join(repository, 'dist/headless.js');

export interface CommandRun {
  readonly child: ChildProcess;
  /** Everything on standard error until now. */
  readonly logged: () => string;
  readonly ended: Promise<CommandEnd>;
}

export interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  readonly log: string;
}

/** What `--json` prints. */
export interface FixJson {
  readonly status: 'verified' | 'unverified' | 'none';
  readonly reason?: string;
  readonly patch: string;
  readonly evidence: {
    readonly verdict: string;
    readonly fixed: readonly string[];
    readonly command: string;
    readonly warnings: readonly string[];
  } | null;
  readonly localisation: readonly { readonly path: string; readonly line: number; readonly score: number }[];
  readonly candidates: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** A folder for one suite: projects stand in it, and the command keeps its copies in it. */
export class CommandBench {
  readonly folder: string;
  readonly #temporary: string;
  #projects = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.#temporary = path.join(folder, 'tmp');
  }

  static async open(): Promise<CommandBench> {
    assert.ok(existsSync(built), 'dist/headless.js is missing: run “npm run build” first.');
    const bench = new CommandBench(await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone-command-'))));
    await mkdir(bench.#temporary);
    return bench;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A folder for a project, with these files. */
  async project(files: Readonly<Record<string, string>>): Promise<string> {
    const root = path.join(this.folder, `project ${++this.#projects}`);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), content);
    }
    await mkdir(root, { recursive: true });
    return root;
  }

  /** Starts `node dist/headless.js ARGS`, with nothing of this machine's environment but what it needs. */
  start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    stdin: 'ignore' | 'pipe' = 'ignore',
  ): CommandRun {
    const child = spawn(process.execPath, [built, ...args], {
      cwd: this.folder,
      stdio: [stdin, 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: os.homedir(),
        LANG: 'C.UTF-8',
        TMPDIR: this.#temporary,
        ...environment,
      },
    });
    let log = '';
    child.stderr!.setEncoding('utf8').on('data', (piece: string) => (log += piece));
    const finish = async (): Promise<CommandEnd> => {
      const [out, [code]] = await Promise.all([text(child.stdout!), once(child, 'close') as Promise<[number | null]>]);
      return { code, out, log };
    };
    return { child, logged: () => log, ended: finish() };
  }

  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandEnd> {
    return this.start(args, environment).ended;
  }

  /** Runs `touchstone fix --json` on a project. */
  async fix(root: string, ...more: readonly string[]): Promise<CommandEnd & { readonly json: FixJson }> {
    const end = await this.run(['fix', '--workspace', root, '--json', ...more]);
    assert.notEqual(end.code, 2, end.log);
    return { ...end, json: JSON.parse(end.out) as FixJson };
  }

  /** The copies of workspaces that are there now, in the folder where the command keeps them. */
  async copies(): Promise<string[]> {
    const storage = path.join(this.#temporary, `touchstone-${process.getuid?.() ?? 'user'}`);
    const names = await readdir(storage).catch(() => []);
    return names.filter((name) => name.startsWith('shadow-'));
  }
}

/** One hash for a folder: names, contents and links. */
export async function hashOfTree(root: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const places = entries.map((entry) => ({ entry, place: path.join(entry.parentPath, entry.name) }));
  for (const { entry, place } of places.sort((a, b) => (a.place < b.place ? -1 : 1))) {
    hash.update(`\0${path.relative(root, place)}\0`);
    if (entry.isFile()) hash.update(await readFile(place));
    if (entry.isSymbolicLink()) hash.update(await readlink(place));
  }
  return hash.digest('hex');
}
