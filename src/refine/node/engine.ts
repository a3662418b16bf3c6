import { readFile, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { testEnvironment } from '../../safety/environment.ts';
import { redact } from '../../safety/redaction.ts';
import { createParser } from '../../syntax/node/parser.ts';
import { detectTestCommands, type Detection } from '../../testing/detect.ts';
import { recogniseTestCommand } from '../../testing/recognise.ts';
import { runProcess, startProcess } from '../../testing/node/process.ts';
import { createTestRunner } from '../../testing/node/runner.ts';
import { createWarmRuns, type WarmRuns } from '../../testing/node/warmRuns.ts';
import { createShadowWorkspace, sweepStaleShadows } from '../../testing/node/shadowWorkspace.ts';
import { listTree } from '../../testing/node/treeListing.ts';
import type { TestReport, WorkspacePath } from '../../testing/report.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import type { FixEvent } from '../event.ts';
import { fix } from '../fix.ts';
import type { FixRequest } from '../fixRequest.ts';

/** The offline repair engine with its effects: the same for the editor's worker and the command line. */

/** Everything that crosses into the worker is plain data, but for the log. */
export interface EngineOptions {
  /** Absolute path of the folder with `shims/` and `grammars/`. */
  readonly assets: string;
  /** Absolute path of the folder for copies of workspaces. */
  readonly storage: string;
  /** The host's environment; test runs see only what is harmless of it, and `allowed`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of variables that the user lets test runs see. */
  readonly allowed: readonly string[];
  readonly sandbox: 'auto' | 'off';
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
  readonly log: Log;
}

/** A fix as it is ordered: how many runs go on at once may be left to the machine. */
export type FixOrder = Omit<FixRequest, 'parallel'> & { readonly parallel?: number };

export async function* startFix(
  order: FixOrder,
  options: EngineOptions,
  signal: AbortSignal,
): AsyncGenerator<FixEvent, void> {
  const { assets, storage, unsaved, log } = options;
  await sweepStaleShadows(storage);
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  const warm = createWarmRuns({
    startProcess,
    shims: path.join(assets, 'shims'),
    debug: (message) => log.debug(message),
  });
  try {
    const request: FixRequest = { ...order, parallel: order.parallel ?? os.availableParallelism() };
    yield* fix(
      request,
      {
        copyWorkspace: (stop) => createShadowWorkspace({ workspace: order.root, unsaved, storage }, stop),
        runTests: testRunner(options, warm),
        parse: parser.parse,
        now: () => performance.now(),
        log,
      },
      signal,
    );
  } finally {
    await warm.dispose();
    parser.dispose();
  }
}

/**
 * Runs the tests on the user's own tree, only ever on the user's request. Not confined: the change is the user's
 * by now, and the answer must be what the same command gives in a terminal.
 */
export function confirmOnTree(
  root: string,
  command: TestCommand,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<TestReport> {
  const unconfined = testRunner({ ...options, sandbox: 'off' });
  return unconfined({ root }, { command, coverage: false, limitMs: 30 * 60_000 }, signal);
}

/** The ways in which a folder's tests can be run, the likeliest first, or why none was found. */
export async function findTestCommands(root: string, signal: AbortSignal): Promise<Detection> {
  const folder = await workspaceFolder(root);
  const { kept, prefix, top } = await listTree(folder, signal);
  const paths = kept.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  const base = path.join(top, prefix);
  return detectTestCommands({
    list: () => Promise.resolve(paths),
    read: (file) => readText(path.join(base, file)),
  });
}

/** The command that a line given by the user stands for, run at the workspace's root unless it was found elsewhere. */
export async function understandCommand(root: string, line: string, signal: AbortSignal): Promise<TestCommand> {
  const { commands } = await findTestCommands(root, signal);
  const known = commands.find((command) => command.line === line);
  return known ?? recogniseTestCommand(line, '', await readText(path.join(root, 'package.json')));
}

/** The real path of a workspace folder. Throws where there is none. */
export async function workspaceFolder(root: string): Promise<string> {
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new TouchstoneError(`“${root}” is not a folder.`, 'Name the folder of the project.');
  return realpath(root);
}

const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

function testRunner({ assets, environment, allowed, sandbox }: EngineOptions, warm?: WarmRuns): RunTests {
  return createTestRunner({
    runProcess,
    environment: testEnvironment(environment, allowed),
    sandbox,
    shims: path.join(assets, 'shims'),
    redact,
    ...(warm && { warm }),
  });
}
