import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startFillServer } from '../fakes/fillServer.ts';
import { keyboard } from './harness/editor.ts';
import { closeAll, openWith, typeSlowly, untilGhost, untilLastLine, untilStatus } from './harness/ghostText.ts';

/** A folder that the user has not trusted: completion from the open file works, and no model is asked. */
suite('inline completion in Restricted Mode', function () {
  this.timeout(90_000);
  suiteSetup(async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
  });
  suiteTeardown(closeAll);

  test('comes from the embedded engine, and nothing is sent', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const server = await startFillServer();
    try {
      const configuration = vscode.workspace.getConfiguration('touchstone.completion');
      for (const [key, value] of [
        ['baseUrl', server.baseUrl],
        ['modelName', 'starcoder2'],
        ['source', 'openai'],
      ] as const)
        await configuration.update(key, value, vscode.ConfigurationTarget.Global);
      const line = "ledger.append('opening balance', balance, today);";
      const { document } = await openWith('src/restricted.ts', `${line}\n`.repeat(6));
      await typeSlowly(document, 'ledger.a');
      await untilGhost("ppend('opening balance'");
      await untilStatus('In Restricted Mode no model is asked.');
      await keyboard.press('Tab');
      await untilLastLine(document, line);
      assert.equal(server.requests.length, 0);
    } finally {
      await server.dispose();
    }
  });
});
