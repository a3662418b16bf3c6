import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function touchstone(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('touchstone.touchstone');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

suite('activation', () => {
  test('the extension becomes active by itself once the window is up', async () => {
    await until(() => touchstone().isActive);
  });

  test('every command of the manifest is registered, and no other of ours', async () => {
    const manifest = touchstone().packageJSON as Manifest;
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const all = await vscode.commands.getCommands(true);
    // The editor itself adds `<view>.focus` and the like for every view.
    const views = /\.(focus|open|removeView|resetViewLocation|toggleVisibility)$/;
    const registered = all.filter((name) => name.startsWith('touchstone.') && !views.test(name)).sort();
    assert.deepEqual(
      declared.filter((name) => !registered.includes(name)),
      [],
      'declared but not registered',
    );
  });

  test('the log channel is there', async () => {
    await vscode.commands.executeCommand('workbench.action.output.show.touchstone.touchstone.Touchstone');
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 100))) {
    assert.ok(Date.now() < deadline, 'it did not happen within 20 s');
  }
}
