import * as vscode from 'vscode';
import { judgeCommand, type Approvals } from '../../safety/commandPolicy.ts';
import { buildCheckCommand } from '../../testing/buildCheck.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { typeCheckCommand } from '../../testing/typeCheck.ts';
import type { EditKind, TestChoice } from '../editRequest.ts';
import type { AllowedCommands } from '../node/editInWorker.ts';

export interface ApproveDeps {
  /** The setting `touchstone.edit.runTests`; what cannot be done without tests does not ask it. */
  readonly runsTests: boolean;
  readonly kind: EditKind | undefined;
  /** The setting `touchstone.edit.benchCommand` of this folder, '' when there is none; for faster code. */
  readonly bench: string;
  /** The setting `touchstone.fix.testCommand` of this folder, '' when there is none. */
  readonly configured: string;
  /** The likeliest first; for new tests those of the language, also where there is no test yet. */
  readonly detect: () => Promise<readonly TestCommand[]>;
  /** The command that a line stands for. */
  readonly understand: (line: string) => Promise<TestCommand>;
  readonly approvals: Approvals;
  /** Keeps that the user wants to be asked no more. */
  readonly state: vscode.Memento;
}

export interface ApprovedChecks {
  readonly tests: TestChoice;
  readonly runs: AllowedCommands;
  /** What is timed, allowed or not: without it nobody times something else in its place. */
  readonly bench?: string;
}

/**
 * What may be run to check an edit: what was approved for this workspace, or is now. One question for all of it, and
 * without an answer that allows it the edit goes on, and its review says what was not run. Undefined when the user leaves.
 * @param near the file that the edit is about
 */
export async function approveChecks(
  folder: vscode.WorkspaceFolder,
  near: WorkspacePath | undefined,
  { runsTests: wantsTests, kind, bench: line, configured, detect, understand, approvals, state }: ApproveDeps,
): Promise<ApprovedChecks | undefined> {
  if (!vscode.workspace.isTrusted) {
    const why = 'This workspace is not trusted, so no command is run in it.';
    return { tests: { kind: 'none', why }, runs: nothing(why) };
  }
  // Without tests there is nothing to be had: new tests, faster code.
  const needsTests = kind === 'tests' || kind === 'optimise';
  const runsTests = wantsTests || needsTests;
  const bench = kind === 'optimise' && line.trim() !== '' ? line.trim() : undefined;
  const found = !runsTests ? [] : configured === '' ? await detect() : [await understand(configured)];
  const judged = (command: ShownCommand) =>
    judgeCommand(command.line, { trusted: true, directory: command.directory, approvals }).kind;
  const nearest = found.filter(({ directory }) => directory === found[0]?.directory);
  const test = nearest.find((command) => judged(command) === 'allowed') ?? found[0];
  const check = near === undefined ? undefined : await checkerOf(reader(folder), near);
  const timed = bench === undefined ? undefined : { line: bench, directory: '' };
  const wanted: readonly ShownCommand[] = [check, test, timed].filter((command) => command !== undefined);
  const open = wanted.filter((command) => judged(command) === 'needsApproval');
  let answer: Answer = state.get<boolean>(askNoMore, false) && !needsTests ? 'not now' : 'run';
  if (open.length > 0 && answer === 'run') {
    const said = await ask(folder, open);
    if (!said) return undefined;
    answer = said;
    if (answer === 'run') for (const { line, directory } of open) await approvals.set(line, directory);
    if (answer === 'never') await state.update(askNoMore, true);
  }
  const tests: TestChoice = !runsTests
    ? { kind: 'none' }
    : test
      ? { kind: 'command', command: test }
      : { kind: 'found' };
  // Others that were approved may be what a file elsewhere is checked by.
  const allowed = [...wanted, ...found].filter((command) => judged(command) === 'allowed');
  return {
    tests,
    runs: {
      commands: allowed.map(({ line, directory }) => ({ line, directory })),
      whyNoOther:
        open.length > 0
          ? 'You did not allow it in this workspace.'
          : 'It has not been approved in this workspace: an edit of a file in its folder asks for that.',
    },
    ...(bench !== undefined && { bench }),
  };
}

type ShownCommand = Pick<TestCommand, 'line' | 'directory'>;

type Read = (path: WorkspacePath) => Promise<string | undefined>;

/** As the engine finds it. */
const checkerOf = async (read: Read, path: WorkspacePath): Promise<TestCommand | undefined> =>
  (await typeCheckCommand({ read }, { path })) ?? (await buildCheckCommand({ read }, path));

type Answer = 'run' | 'not now' | 'never';

/** A quick pick and not a dialog, as for a fix: the same keys, and it says what each answer does. */
async function ask(folder: vscode.WorkspaceFolder, commands: readonly ShownCommand[]): Promise<Answer | undefined> {
  const quoted = commands.map(({ line }) => `“${line}”`);
  const lines = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter((part) => part !== '').join(' and ');
  const rows: readonly (vscode.QuickPickItem & { readonly answer: Answer })[] = [
    {
      label: '$(play) Run and check',
      detail: `In copies of ${folder.name}, before an edit is shown. Remembered for this workspace.`,
      answer: 'run',
    },
    { label: '$(close) Not now', detail: 'The review says what was not run.', answer: 'not now' },
    {
      label: '$(circle-slash) Do not ask in this workspace',
      detail: 'Edits are checked without running anything, and say so.',
      answer: 'never',
    },
  ];
  const picked = await vscode.window.showQuickPick(rows, {
    title: `Run ${lines} to check edits?`,
    placeHolder: 'Your files are not touched: it runs in a copy',
    ignoreFocusOut: true,
  });
  return picked?.answer;
}

const askNoMore = 'touchstone.edit.askNoMore';

const nothing = (whyNoOther: string): AllowedCommands => ({ commands: [], whyNoOther });

function reader(folder: vscode.WorkspaceFolder): Read {
  return async (path) => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, path)));
    } catch {
      return undefined;
    }
  };
}
