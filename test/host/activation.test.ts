import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './harness/editor.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function touchstone(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('touchstone.touchstone');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

suite('activation', () => {
  // Activation starts when the window is up, a moment after the tests may start.
  suiteSetup(() => until(() => touchstone().isActive));

  test('every command of the manifest is registered', async () => {
    const manifest = touchstone().packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test('the log is shown on request and says something', async () => {
    await vscode.commands.executeCommand('touchstone.showLog');
    await waitFor('.part.panel .output-view .view-line:has-text("Touchstone")');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 100))) {
    assert.ok(Date.now() < deadline, 'it did not happen within 20 s');
  }
}
