/**
 * The tools' view of a real workspace: its files as they may be seen, its outlines, the installed packages, and copies
 * in which tests and commands run. The same for the editor, the command line and other assistants.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../base/dispose.ts';
import { TouchstoneError } from '../../base/errors.ts';
import { openInstalledPackages, type InstalledPackages } from '../../retrieval/node/packages/installedPackages.ts';
import { refusal } from '../../safety/commandPolicy.ts';
import { isInside } from '../../safety/secretPlaces.ts';
import { createFileSyntax } from '../../syntax/node/fileSyntax.ts';
import { createParser } from '../../syntax/node/parser.ts';
import { findTestCommands, workspaceFolder } from '../../testing/node/findTests.ts';
import { hostRunner, type RunnerHost } from '../../testing/node/hostRunner.ts';
import { createTestRunner } from '../../testing/node/runner.ts';
import { findSandbox } from '../../testing/node/sandbox.ts';
import { createShadowWorkspace } from '../../testing/node/shadowWorkspace.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { runCode } from './runCode.ts';
import type { CommandRun, TestsRun, ToolWorld } from '../tools/toolWorld.ts';

export interface ToolHost extends RunnerHost, Pick<ToolWorld, 'lookup' | 'problems' | 'propose'> {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Absolute path of the folder for copies of workspaces. */
  readonly storage: string;
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
  /** Nothing may be started: in a workspace that is not trusted. */
  readonly runsNothing?: boolean;
  /**
   * The command that the user lets test the workspace; a sentence where there is none. Left out: the likeliest one that
   * the command policy does not refuse, as on a command line, where naming a folder is the approval.
   */
  readonly testCommand?: (near: WorkspacePath | undefined, signal: AbortSignal) => Promise<TestCommand | string>;
}

export interface OpenToolWorld extends ToolWorld, Disposable {
  /** The same with the files as they are now: what was read once is not read again. */
  renewed(): ToolWorld;
}

const testLimitMs = 10 * 60_000;
const commandLimitMs = 2 * 60_000;

export async function openToolWorld(host: ToolHost): Promise<OpenToolWorld> {
  const { assets, environment, lookup, problems, propose } = host;
  const root = await workspaceFolder(host.root);
  const here = { ...host, root };
  const grammars = path.join(assets, 'grammars');
  const syntax = createFileSyntax({ grammars, queries: path.join(assets, 'queries') });
  const parser = createParser({ grammars });
  const isConfined = !host.runsNothing && host.sandbox === 'auto' && (await findSandbox()) !== 'none';
  let packages: Promise<InstalledPackages> | undefined;
  const world: ToolWorld = {
    files: openWorkspaceFiles(root, host.unsaved),
    readOutline: async (file, text) => (await syntax.read(file, text)).outline,
    parse: parser.parse,
    lookUpPackage: async ({ from, ...asked }, signal) => {
      packages ??= openInstalledPackages(root, { assets, environment });
      return (await packages).lookUp({ from: from === undefined ? root : path.join(root, from), ...asked }, signal);
    },
    ...(!host.runsNothing && {
      runTests: (near: WorkspacePath | undefined, signal: AbortSignal) => runTests(here, near, signal),
      runCommand: (line: string, directory: WorkspacePath, signal: AbortSignal) =>
        runCommand(here, line, directory, signal),
      runCode: { isConfined, run: (language, code, signal) => runCode(here, language, code, signal) },
    }),
    ...(lookup && { lookup }),
    ...(problems && { problems }),
    ...(propose && { propose }),
  };
  return {
    ...world,
    renewed: () => ({ ...world, files: openWorkspaceFiles(root, host.unsaved) }),
    dispose() {
      syntax.dispose();
      parser.dispose();
      void packages?.then((opened) => opened.dispose());
    },
  };
}

async function runTests(host: ToolHost, near: WorkspacePath | undefined, signal: AbortSignal): Promise<TestsRun> {
  const { root, storage, unsaved } = host;
  const command = await (host.testCommand ?? ((at, stop) => likeliest(root, at, stop)))(near, signal);
  if (typeof command === 'string') return { kind: 'none', why: command };
  const why = refusal(command.line);
  if (why !== undefined) return { kind: 'none', why: `“${command.line}” is not run. ${why}` };
  const copy = await createShadowWorkspace({ workspace: root, unsaved, storage }, signal);
  try {
    const run = createTestRunner(hostRunner(host));
    const report = await run(copy, { command, coverage: false, limitMs: testLimitMs }, signal);
    return { kind: 'ran', command: command.line, report };
  } finally {
    await copy.dispose();
  }
}

async function likeliest(
  root: string,
  near: WorkspacePath | undefined,
  signal: AbortSignal,
): Promise<TestCommand | string> {
  const { commands, reason } = await findTestCommands(root, near, signal);
  return commands[0] ?? `No command that runs the tests was found: ${reason}.`;
}

async function runCommand(
  host: ToolHost,
  line: string,
  directory: WorkspacePath,
  signal: AbortSignal,
): Promise<CommandRun> {
  const { root, storage, unsaved } = host;
  const copy = await createShadowWorkspace({ workspace: root, unsaved, storage }, signal);
  try {
    const cwd = await folderIn(copy.root, directory);
    const { runProcess, environment, sandbox } = hostRunner(host);
    const programs = path.join(copy.root, 'node_modules', '.bin');
    const result = await runProcess(
      {
        command: line,
        cwd,
        environment: {
          ...environment,
          PATH: [programs, environment['PATH']].filter((part) => part).join(path.delimiter),
        },
        limitMs: commandLimitMs,
        sandbox,
        writable: copy.writable ?? [copy.root],
        readable: copy.linked ?? [],
      },
      signal,
    );
    return { result, changed: await copy.changed(signal) };
  } finally {
    await copy.dispose();
  }
}

/** A link may lead out of the copy, to what is the user's. */
async function folderIn(root: string, directory: WorkspacePath): Promise<string> {
  const [top, folder] = [await realpath(root), await realpath(path.join(root, directory)).catch(() => undefined)];
  if (folder !== undefined && isInside(folder, top) && (await stat(folder)).isDirectory()) return folder;
  throw new TouchstoneError(`There is no folder “${directory}” in the workspace.`, 'Name one that there is.');
}
