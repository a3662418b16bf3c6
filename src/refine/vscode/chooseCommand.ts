import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import type { TestCommand } from '../../testing/testCommand.ts';

export interface ChooseCommandDeps {
  /** The setting `touchstone.fix.testCommand` of this folder, '' when there is none. */
  readonly configured: string;
  /** What was found in the folder, the likeliest first. */
  readonly detect: () => Promise<{ readonly commands: readonly TestCommand[]; readonly reason: string }>;
  readonly custom: (line: string) => TestCommand;
  /** Why the line may not be run at all, or undefined. */
  readonly refusal: (line: string) => string | undefined;
  readonly isApproved: (command: TestCommand) => boolean;
  readonly approve: (command: TestCommand) => Promise<void>;
}

/**
 * The command that runs a folder's tests. It is detected, shown once for approval and remembered for the
 * workspace; a line that has changed since is asked about again.
 */
export async function chooseCommand(
  folder: vscode.WorkspaceFolder,
  deps: ChooseCommandDeps,
): Promise<TestCommand | undefined> {
  let command = deps.configured === '' ? await pickDetected(folder, deps) : deps.custom(deps.configured);
  while (command) {
    const refusal = deps.refusal(command.line);
    if (refusal !== undefined) {
      throw new TouchstoneError(refusal, 'Name another command in the setting touchstone.fix.testCommand.');
    }
    if (deps.isApproved(command)) return command;
    const answer = await askApproval(folder, command);
    if (answer === 'run') {
      await deps.approve(command);
      return command;
    }
    if (answer === 'leave') return undefined;
    command = await askLine(folder, command.line, deps);
  }
  return undefined;
}

async function pickDetected(folder: vscode.WorkspaceFolder, deps: ChooseCommandDeps): Promise<TestCommand | undefined> {
  const { commands, reason } = await deps.detect();
  const [only, ...others] = commands;
  if (!only) return askLine(folder, '', deps, reason);
  const approved = commands.find(deps.isApproved);
  if (approved || others.length === 0) return approved ?? only;
  const rows = commands.map((command) => ({
    label: command.line,
    description: command.framework,
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

async function askApproval(folder: vscode.WorkspaceFolder, command: TestCommand): Promise<'run' | 'change' | 'leave'> {
  const run = 'Run Tests';
  const change = 'Change the Command…';
  const where = command.directory === '' ? folder.name : `${folder.name}/${command.directory}`;
  const choice = await vscode.window.showInformationMessage(
    `Touchstone will run “${command.line}”`,
    {
      modal: true,
      detail: `In copies of ${where}, as often as a search needs. Your files are not touched. Touchstone asks once and remembers the answer for this workspace.\n\nWhy this command: ${command.reason}.`,
    },
    run,
    change,
  );
  return choice === run ? 'run' : choice === change ? 'change' : 'leave';
}

async function askLine(
  folder: vscode.WorkspaceFolder,
  before: string,
  deps: ChooseCommandDeps,
  reason?: string,
): Promise<TestCommand | undefined> {
  const line = await vscode.window.showInputBox({
    title: `The command that runs the tests of ${folder.name}`,
    value: before,
    placeHolder: 'npm test',
    ignoreFocusOut: true,
    ...(reason !== undefined && { prompt: reason }),
    validateInput: (text) => (text.trim() === '' ? 'A command is needed.' : deps.refusal(text.trim())),
  });
  return line === undefined ? undefined : deps.custom(line.trim());
}
