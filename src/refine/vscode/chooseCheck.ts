import * as vscode from 'vscode';
import { judgeCommand, type Approvals } from '../../safety/commandPolicy.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { typeCheckCommand } from '../../testing/typeCheck.ts';
import type { FixTarget } from '../target.ts';

/**
 * The command that tells whether a diagnostic is gone, where the project has one and the user allows it; asked once
 * for a workspace. Without it the fix goes on, and says that nobody has looked.
 */
export async function chooseCheck(
  folder: vscode.WorkspaceFolder,
  target: FixTarget | undefined,
  approvals: Approvals,
): Promise<TestCommand | undefined> {
  const read = async (path: WorkspacePath): Promise<string | undefined> => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, path)));
    } catch {
      return undefined;
    }
  };
  const check = target?.kind === 'place' ? await typeCheckCommand({ read }, target) : undefined;
  if (!check) return undefined;
  const { line, directory } = check;
  const verdict = judgeCommand(line, { trusted: vscode.workspace.isTrusted, directory, approvals });
  if (verdict.kind !== 'needsApproval') return verdict.kind === 'allowed' ? check : undefined;
  const rows = [
    {
      label: '$(play) Check the types',
      detail: `With every patch, in copies. Remembered for this workspace. Found because ${check.reason}.`,
      allows: true,
    },
    { label: '$(close) Go by the tests alone', detail: 'The review says that nobody has looked.', allows: false },
  ] as const;
  const picked = await vscode.window.showQuickPick(rows, {
    title: `Run “${line}” to see whether the problem is gone?`,
    placeHolder: 'The tests may not tell: this command reports what the editor does',
    ignoreFocusOut: true,
  });
  if (!picked?.allows) return undefined;
  await approvals.set(line, directory);
  return check;
}
