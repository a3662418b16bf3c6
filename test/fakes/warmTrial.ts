/** A project whose tests are run by processes that are there already, and as usual, to hold one against the other. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createGetReady } from '../../src/testing/node/getReady.ts';
import { createTestRunner } from '../../src/testing/node/runner.ts';
import { runProcess, startProcess } from '../../src/testing/node/process.ts';
import { createWarmRuns } from '../../src/testing/node/warmRuns.ts';
import type { ProcessRequest } from '../../src/safety/process.ts';
import type { TestReport } from '../../src/testing/report.ts';
import type { Framework, RunRequest, RunTests } from '../../src/testing/testCommand.ts';

/** May be seen in a sandbox, wherever the repository is. */
const linked = [path.resolve(import.meta.dirname, '../../node_modules')];
const shims = path.resolve(import.meta.dirname, '../../src/testing/node/shims');

export interface Trial {
  readonly root: string;
  readonly warm: (request?: Partial<RunRequest>, signal?: AbortSignal) => Promise<TestReport>;
  readonly cold: (request?: Partial<RunRequest>) => Promise<TestReport>;
  /** Before a run is wanted. */
  readonly getReady: (signal?: AbortSignal) => Promise<void>;
  /** How many warm processes were started. */
  readonly started: () => number;
  /** How many runs were not warm, of those that should be. */
  readonly coldRuns: () => number;
  readonly said: readonly string[];
}

/** A project in a folder whose processes can be told from all others by its name. */
export async function withTrial(
  files: Readonly<Record<string, string>>,
  [framework, line, sandbox = 'off', plugins = 'none']: readonly [
    Framework,
    string,
    ('auto' | 'off')?,
    ('none' | 'installed')?,
  ],
  use: (trial: Trial) => Promise<void>,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const base = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone warm ')));
  const root = path.join(base, 'pröject');
  const said: string[] = [];
  let coldRuns = 0;
  let started = 0;
  const warmRuns = createWarmRuns({
    startProcess: (order, signal) => {
      started++;
      return startProcess(order, signal);
    },
    shims,
    debug: (message) => said.push(message),
  });
  const host = {
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: os.homedir(),
      LANG: 'C.UTF-8',
      ...(plugins === 'none' && { PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' }),
      ...variables,
    },
    sandbox,
    shims,
  };
  const getReady = createGetReady({ ...host, runProcess, warm: warmRuns });
  const runner = (warm: boolean): RunTests =>
    createTestRunner({
      ...host,
      runProcess: (request: ProcessRequest, signal) => {
        if (warm) coldRuns++;
        return runProcess(request, signal);
      },
      redact: (text) => text,
      ...(warm && { warm: warmRuns }),
    });
  const [runWarm, runCold] = [runner(true), runner(false)];
  const request = { command: { framework, line, directory: '', reason: '' }, coverage: false, limitMs: 60_000 };
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    await use({
      root,
      warm: (changes = {}, signal = new AbortController().signal) =>
        runWarm({ root, linked }, { ...request, ...changes }, signal),
      cold: (changes = {}) => runCold({ root, linked }, { ...request, ...changes }, new AbortController().signal),
      coldRuns: () => coldRuns,
      getReady: (signal = new AbortController().signal) => getReady({ root, linked }, request.command, signal),
      started: () => started,
      said,
    });
  } finally {
    await warmRuns.dispose();
    assert.deepEqual(processesIn(base), []);
    await rm(base, { recursive: true, force: true });
  }
}

/** Living processes that work in the folder or were started with it. */
export function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0];
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return state !== 'Z' && (words.includes(folder) || words.includes('987654'));
    } catch {
      return false;
    }
  });
}

/** What must be the same however a run was made. */
export const withoutTime = ({ results, problem, end, output }: TestReport): unknown => ({
  results: results.map((result) => ({ ...result, durationMs: 0 })),
  problem,
  end,
  output: output.replaceAll(/ in [\d.]+s|\(\d+ms\)|0x[\da-f]+/g, ''),
});
