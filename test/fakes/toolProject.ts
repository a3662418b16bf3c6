/** A small real project whose tests are compiled and run by a real toolchain, confined as for a user. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { createTestRunner } from '../../src/testing/node/runner.ts';
import { runProcess } from '../../src/testing/node/process.ts';
import type { TestReport } from '../../src/testing/report.ts';
import type { Framework, RunRequest } from '../../src/testing/testCommand.ts';

const repository = path.resolve(import.meta.dirname, '../..');

export interface ToolProject {
  readonly root: string;
  readonly run: (line: string, request?: Partial<RunRequest>, signal?: AbortSignal) => Promise<TestReport>;
  readonly write: (file: string, text: string) => Promise<void>;
}

export interface ToolProjectOptions {
  readonly framework: Framework;
  /** Kept from one project to the next: what was compiled once is there. */
  readonly compiled: string;
  /** Kept for the fixes that follow. */
  readonly kept?: string;
  readonly sandbox?: 'auto' | 'off';
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where tools are that a shell would find in the user's own folders. */
export const toolPath = [process.env['PATH'] ?? '', path.join(os.homedir(), '.cargo/bin')].join(path.delimiter);

/** Why a test that needs the program must be skipped; undefined when it is there. */
export function missing(program: string, ...args: string[]): string | undefined {
  const { status } = spawnSync(program, args, { env: { ...process.env, PATH: toolPath }, stdio: 'ignore' });
  return status === 0 ? undefined : `${program} is not installed`;
}

/** @param files by path; the folder's name has a space and a letter that is not ASCII. */
export async function withToolProject(
  files: Readonly<Record<string, string>>,
  { framework, compiled, kept, sandbox = 'auto', directory = '', environment = {} }: ToolProjectOptions,
  use: (project: ToolProject) => Promise<void>,
): Promise<void> {
  const base = await mkdtemp(path.join(os.tmpdir(), 'touchstone-tool-'));
  const root = path.join(base, 'a projéct');
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  try {
    for (const [file, text] of Object.entries(files)) await write(file, text);
    const before = await readdir(root, { recursive: true });
    const runTests = createTestRunner({
      runProcess,
      environment: { PATH: toolPath, HOME: os.homedir(), LANG: 'C.UTF-8', ...environment },
      sandbox,
      shims: path.join(repository, 'src/testing/node/shims'),
      redact: (text) => text.replaceAll('hunter2', '***'),
    });
    await use({
      root,
      write,
      run: (line, request = {}, signal = new AbortController().signal) =>
        runTests(
          { root, compiled, ...(kept !== undefined && { kept }) },
          { command: { framework, line, directory, reason: '' }, coverage: false, limitMs: 120_000, ...request },
          signal,
        ),
    });
    // What is compiled stays out of the tree.
    const added = (await readdir(root, { recursive: true })).filter((name) => !before.includes(name));
    assert.deepEqual(added, []);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** The command lines of living processes that mention a place. */
export function processesAt(place: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return line.includes(place) || environment.includes(place) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}
