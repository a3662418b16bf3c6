import * as vscode from 'vscode';
import { runFromPalette, screenshot, untilIdle, waitFor, waitUntilGone } from './harness/editor.ts';

/** After chatReview.test.ts, in the same window. */
suite('findings after the window was reloaded', function () {
  this.timeout(120_000);

  test('stand at their lines, without the chat having been opened', async () => {
    const root = vscode.workspace.workspaceFolders?.[0];
    if (!root) throw new Error('no folder is open');
    const at = new vscode.Range(15, 0, 15, 0);
    const split = vscode.Uri.joinPath(root.uri, 'src', 'split.ts');
    await vscode.window.showTextDocument(split, { selection: at, preview: false });
    await untilIdle();
    await waitFor('.review-widget:has-text("Error · finding 1 of"):has-text("One person too many")', { seconds: 60 });
    await screenshot('review-findings-4-reloaded');
  });

  test('all are removed by a command', async () => {
    await runFromPalette('Touchstone: Remove All Findings');
    await waitUntilGone('.review-widget:has-text("One person too many")');
  });
});
