import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeError } from '../../base/errors.ts';
import { testEnvironment } from '../../safety/environment.ts';
import { createFileSyntax } from '../../syntax/node/fileSyntax.ts';
import { createParser } from '../../syntax/node/parser.ts';
import { createGetReady } from '../../testing/node/getReady.ts';
import { hostRunner } from '../../testing/node/hostRunner.ts';
import { runProcess, startProcess } from '../../testing/node/process.ts';
import { createJavaRuns } from '../../testing/node/javaRuns.ts';
import { createTestRunner, type TestRunnerDeps } from '../../testing/node/runner.ts';
import { recentLines } from '../../testing/node/recentLines.ts';
import { createVariantRunner } from '../../testing/node/variantRunner.ts';
import { createTraceValues } from '../../testing/node/traceValues.ts';
import { createWarmRuns } from '../../testing/node/warmRuns.ts';
import { createShadowWorkspace, sweepStaleShadows } from '../../testing/node/shadowWorkspace.ts';
import type { TestReport, WorkspacePath } from '../../testing/report.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import type { FixEvent } from '../event.ts';
import { fix } from '../fix.ts';
import { withFunctionNames } from '../localise/functionNames.ts';
import type { FixRequest } from '../fixRequest.ts';
import type { HostFunctions } from '../hostFunctions.ts';
import type { KnownBaselines } from '../knownBaselines.ts';

/** The repair engine with its effects: the same for the editor's worker and the command line. */

/** Everything that crosses into the worker is plain data, but for what the host does itself. */
export interface EngineOptions extends HostFunctions {
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
  /** What the tests said before in this session; left out: nothing is known. */
  readonly baselines?: KnownBaselines;
}

/** A fix as it is ordered: how many runs go on at once may be left to the machine. */
export type FixOrder = Omit<FixRequest, 'parallel'> & { readonly parallel?: number };

export async function* startFix(
  order: FixOrder,
  options: EngineOptions,
  signal: AbortSignal,
): AsyncGenerator<FixEvent, void> {
  const { assets, storage, unsaved, log, model, ask, searchIndex, enough, baselines } = options;
  // What others have left may be much: nobody waits for that but who has nothing else to do, and no cancel.
  const swept = sweepStaleShadows(storage, signal).catch((error: unknown) =>
    log.debug(`not swept: ${describeError(error)}`),
  );
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  const syntax = createFileSyntax({ grammars: path.join(assets, 'grammars'), queries: path.join(assets, 'queries') });
  const warm = createWarmRuns({
    startProcess,
    shims: path.join(assets, 'shims'),
    debug: (message) => log.debug(message),
  });
  const getReady = createGetReady({ ...hostRunner(options), warm });
  const java = createJavaRuns({
    startProcess,
    runProcess,
    shims: path.join(assets, 'shims'),
    debug: (message) => log.debug(message),
  });
  try {
    const request: FixRequest = { ...order, parallel: order.parallel ?? os.availableParallelism() };
    const outlineOf = async (file: WorkspacePath) => {
      const text = unsaved.get(file) ?? (await readText(path.join(order.root, file)));
      return text === undefined ? undefined : (await syntax.read(file, text)).outline;
    };
    const facts = fix(
      request,
      {
        copyWorkspace: (stop, added = new Map()) =>
          createShadowWorkspace({ workspace: order.root, unsaved: new Map([...unsaved, ...added]), storage }, stop),
        runTests: testRunner(options, { warm, java }),
        getReady: (lane, command, stop) =>
          getReady(lane, command, stop).catch((error: unknown) => log.debug(`no warm runs: ${describeError(error)}`)),
        runVariants: createVariantRunner(hostRunner(options)),
        parse: parser.parse,
        readSyntax: (file, text) => syntax.read(file, text),
        traceValues: createTraceValues(hostRunner(options)),
        recentLines: (isWanted, stop) => recentLines(order.root, isWanted, stop),
        now: () => performance.now(),
        log,
        ...(model && { model }),
        ...(ask && { ask }),
        ...(searchIndex && { searchIndex }),
        ...(enough && { enough }),
        ...(baselines && { baselines: inEnvironment(baselines, options) }),
      },
      signal,
    );
    yield* withFunctionNames(facts, outlineOf);
  } finally {
    await Promise.all([warm.dispose(), java.dispose(), swept]);
    parser.dispose();
    syntax.dispose();
  }
}

/** Baselines are known by what the tests may see, too. */
function inEnvironment(baselines: KnownBaselines, { environment, allowed, sandbox }: EngineOptions): KnownBaselines {
  const seen = JSON.stringify([Object.entries(testEnvironment(environment, allowed)).sort(), sandbox]);
  const prefix = createHash('sha256').update(seen).digest('hex');
  return {
    get: (key) => baselines.get(`${prefix} ${key}`),
    set: (key, kept) => baselines.set(`${prefix} ${key}`, kept),
  };
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

function testRunner(options: EngineOptions, quick: Pick<TestRunnerDeps, 'warm' | 'java'> = {}): RunTests {
  return createTestRunner({ ...hostRunner(options), ...quick });
}

const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
