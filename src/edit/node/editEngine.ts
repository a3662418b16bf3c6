import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Model } from '../../model/model.ts';
import { refusal } from '../../safety/commandPolicy.ts';
import { createFileSyntax } from '../../syntax/node/fileSyntax.ts';
import { createParser } from '../../syntax/node/parser.ts';
import { createAskTypeScript } from '../../testing/node/askTypeScript.ts';
import { findTestCommands, findTestCommandsWith, workspaceFolder } from '../../testing/node/findTests.ts';
import { hostRunner, type RunnerHost } from '../../testing/node/hostRunner.ts';
import { buildCheckCommand } from '../../testing/buildCheck.ts';
import { createJavaRuns } from '../../testing/node/javaRuns.ts';
import { runProcess, startProcess } from '../../testing/node/process.ts';
import { createTestRunner } from '../../testing/node/runner.ts';
import { createShadowWorkspace, sweepStaleShadows } from '../../testing/node/shadowWorkspace.ts';
import { createWarmRuns } from '../../testing/node/warmRuns.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { typeCheckCommand } from '../../testing/typeCheck.ts';
import type { CheckDeps } from '../checkChange.ts';
import { edit, type EditDeps } from '../edit.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import type { Lookup } from '../gather.ts';
import { benchOpener } from './optimiseBench.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';

/** What editing needs of its host: the same for the editor and the command line. */
export interface EditHost extends RunnerHost, Pick<CheckDeps, 'diagnose'>, Pick<EditDeps, 'given'> {
  /** Absolute path of the folder for copies of workspaces. */
  readonly storage: string;
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
  readonly log: Log;
  readonly model?: Model;
  readonly lookup?: Lookup;
  /** What has become of this model's edits in each format so far; `asked` tells the format, `refused` that it did not do. */
  readonly formatRecord?: NonNullable<EditDeps['formatRecord']>;
  /** Why a command is not to be run, as a whole sentence. Left out: only what no user can allow is not run. */
  readonly whyNotRun?: (command: TestCommand) => string | undefined;
}

/** The edit engine with its effects. */
export async function* startEdit(
  order: EditRequest,
  host: EditHost,
  signal: AbortSignal,
): AsyncGenerator<EditEvent, void> {
  const { assets, storage, unsaved, model, lookup, formatRecord, diagnose, given, whyNotRun } = host;
  const root = await workspaceFolder(order.root);
  const debug = (message: string): void => host.log.debug(message);
  // What others have left may be much: nobody waits for that but who has nothing else to do, and no cancel.
  const swept = sweepStaleShadows(storage, signal).catch((error: unknown) =>
    debug(`not swept: ${describeError(error)}`),
  );
  const files = openWorkspaceFiles(root, unsaved);
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  const syntax = createFileSyntax({ grammars: path.join(assets, 'grammars'), queries: path.join(assets, 'queries') });
  const runner = hostRunner(host);
  const java = createJavaRuns({ startProcess, runProcess, shims: runner.shims, debug });
  const runTests = createTestRunner({ ...runner, java });
  const warm = createWarmRuns({ startProcess, shims: runner.shims, debug });
  const read = (file: WorkspacePath): Promise<string | undefined> =>
    readFile(path.join(root, file), 'utf8').catch(() => undefined);
  try {
    yield* edit(
      { ...order, root },
      {
        files,
        parse: parser.parse,
        readOutline: async (file, text) => (await syntax.read(file, text)).outline,
        project: () => files.project(),
        copyWorkspace: (stop) => createShadowWorkspace({ workspace: root, unsaved, storage }, stop),
        runTests,
        runQuickly: createTestRunner({ ...runner, warm, java }),
        findTests: (near, stop) => findTestCommands(root, near, stop),
        findTestsWith: (added, near, stop) => findTestCommandsWith(root, added, near, stop),
        typeChecker: async (file) =>
          (await typeCheckCommand({ read }, { path: file })) ?? (await buildCheckCommand({ read }, file)),
        whyNotRun: (command) => refusal(command.line) ?? whyNotRun?.(command),
        typeScript: async (question, stop) => {
          const command = await typeCheckCommand({ read }, { path: question.path });
          if (!command) return { kind: 'none', why: 'The project has no TypeScript that is set up for it.' };
          // Whoever may run its type checker runs the same code.
          const why = refusal(command.line) ?? whyNotRun?.(command);
          if (why !== undefined) return { kind: 'none', why: `The project’s TypeScript was not asked. ${why}` };
          return createAskTypeScript({ ...runner, root, unsaved })(question, stop);
        },
        openBench: benchOpener(runTests, runner),
        now: () => performance.now(),
        ...(model && { model }),
        ...(lookup && { lookup }),
        ...(formatRecord && { formatRecord }),
        ...(diagnose && { diagnose }),
        ...(given && { given }),
      },
      signal,
    );
  } finally {
    await Promise.all([warm.dispose(), java.dispose(), swept]);
    parser.dispose();
    syntax.dispose();
  }
}
