import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { judgeCommand, refusal, type Approvals } from '../../safety/commandPolicy.ts';
import type { TestCommand } from '../../testing/testCommand.ts';

export interface ChooseCommandDeps {
  /** The setting `touchstone.fix.testCommand` of this folder, '' when there is none. */
  readonly configured: string;
  /** What was found in the folder, the likeliest first, or why nothing was. */
  readonly detect: () => Promise<{ readonly commands: readonly TestCommand[]; readonly reason: string }>;
  /** The command that a line stands for. */
  readonly understand: (line: string) => Promise<TestCommand>;
  readonly approvals: Approvals;
  /** Keeps the line that was typed last for a folder, to be offered again where none is found. */
  readonly state: vscode.Memento;
}

/**
 * The command that runs a folder's tests. It is detected, shown once for approval and remembered for the
 * workspace; a line that has changed since is asked about again. Undefined when the user leaves.
 */
export async function chooseCommand(
  folder: vscode.WorkspaceFolder,
  deps: ChooseCommandDeps,
): Promise<TestCommand | undefined> {
  let command = deps.configured === '' ? await pickDetected(folder, deps) : await deps.understand(deps.configured);
  while (command) {
    const verdict = judge(command, deps);
    switch (verdict.kind) {
      case 'allowed':
        return command;
      case 'refused':
        throw new TouchstoneError(
          `“${command.line}” is not run. ${verdict.reason}`,
          'Name another command in the setting touchstone.fix.testCommand.',
        );
      case 'needsApproval': {
        const answer = await askApproval(folder, command);
        if (answer === 'leave') return undefined;
        if (answer === 'change') command = await askLine(folder, command.line, deps);
        else await deps.approvals.set(command.line, command.directory);
      }
    }
  }
  return undefined;
}

function judge({ line, directory }: TestCommand, { approvals }: ChooseCommandDeps): ReturnType<typeof judgeCommand> {
  return judgeCommand(line, { trusted: vscode.workspace.isTrusted, directory, approvals });
}

async function pickDetected(folder: vscode.WorkspaceFolder, deps: ChooseCommandDeps): Promise<TestCommand | undefined> {
  const { commands, reason } = await deps.detect();
  const [only] = commands;
  if (!only) return askLine(folder, deps.state.get(typedKey(folder), ''), deps, `${reason}.`);
  // Those of the package that the user is at come first; one around it does not replace them.
  const nearest = commands.filter((command) => command.directory === only.directory);
  const approved = nearest.find((command) => judge(command, deps).kind === 'allowed');
  if (approved || nearest.length === 1) return approved ?? only;
  const rows = commands.map((command) => ({
    label: command.line,
    description: command.directory,
    detail: command.reason,
    command,
  }));
  const picked = await vscode.window.showQuickPick(rows, {
    title: `How are the tests of ${folder.name} run?`,
    placeHolder: 'Several ways were found',
    ignoreFocusOut: true,
  });
  return picked?.command;
}

/** A quick pick and not a dialog: the same keys as everything else here, and it says what each answer does. */
async function askApproval(folder: vscode.WorkspaceFolder, command: TestCommand): Promise<'run' | 'change' | 'leave'> {
  const where = command.directory === '' ? folder.name : `${folder.name}/${command.directory}`;
  const rows = [
    {
      label: '$(play) Run the tests',
      detail: `In copies of ${where}, as often as the search needs. Remembered for this workspace.`,
      answer: 'run',
    },
    { label: '$(edit) Change the command…', detail: `Found because ${command.reason}.`, answer: 'change' },
    { label: '$(close) Do not run it', detail: 'Nothing is run and nothing is changed.', answer: 'leave' },
  ] as const;
  const picked = await vscode.window.showQuickPick(rows, {
    title: `Run “${command.line}” to test patches?`,
    placeHolder: 'Your files are not touched: the tests run in a copy',
    ignoreFocusOut: true,
  });
  return picked?.answer ?? 'leave';
}

async function askLine(
  folder: vscode.WorkspaceFolder,
  before: string,
  deps: ChooseCommandDeps,
  reason?: string,
): Promise<TestCommand | undefined> {
  const line = await vscode.window.showInputBox({
    title: `Which command runs the tests of ${folder.name}?`,
    value: before,
    placeHolder: 'npm test',
    ignoreFocusOut: true,
    ...(reason !== undefined && { prompt: reason }),
    validateInput: (text) => refusal(text.trim()),
  });
  if (line === undefined) return undefined;
  await deps.state.update(typedKey(folder), line.trim());
  return deps.understand(line.trim());
}

const typedKey = ({ uri }: vscode.WorkspaceFolder): string => `touchstone.typedCommand:${uri.toString()}`;
