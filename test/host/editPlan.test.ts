import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { migrationReply, migrations } from '../fakes/migrationModel.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, picturesInThemes, until } from './harness/observe.ts';

/** The machine may be busy with other things. */
const slow = { seconds: 90 };
const migration = migrations().find(({ title }) => title === 'a changed return type (TypeScript)');

/** A change across files by keyboard: the places that it may concern, the plan worked off, and one that is stopped. */
suite('changing across files by keyboard', function () {
  this.timeout(300_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let tree = '';
  /** Of which file the answer is written slowly. */
  let slowly = '';

  suiteSetup(async () => {
    assert.ok(migration);
    const reply = migrationReply(migration);
    server = await startOpenAiServer({
      models: ['scripted'],
      reply: (body) => {
        const isSlow = slowly !== '' && JSON.stringify(body['messages']).includes(`Now it is about ${slowly}:`);
        server.abilities.chunkDelayMs = isSlow ? 400 : 0;
        return `${reply(body)}${isSlow ? `\n${'It is as it was asked for. '.repeat(80)}` : ''}`;
      },
    });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    await chooseScripted(server.baseUrl);
    tree = hashTree(root.fsPath);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('what may have to change is a tree before anything does', async () => {
    await begin();
    await waitForText('loadConfig', slow);
    await waitFor('.pane-body [aria-label*="It calls loadConfig, which may change"]', slow);
    await picturesInThemes('edit-plan-1-before');
    assert.equal(server.requests.filter(({ path }) => path.endsWith('/chat/completions')).length, 0);
  });

  test('while it is worked off each place has its state', async () => {
    slowly = 'src/users.ts';
    await keyboard.press('Enter');
    await waitFor('.pane-body [aria-label*="userUrl in src/users.ts"][aria-label*="being changed"]', slow);
    await picturesInThemes('edit-plan-2-while');
    letGo();
  });

  test('one proposal over all files opens in review, and nothing is written', async () => {
    await until(() => touchstone.review.shown !== undefined, 'it is in review', slow.seconds);
    const proposal = touchstone.review.shown?.proposal;
    assert.equal(proposal?.changes.length, 7);
    for (const { path, after } of proposal?.changes ?? []) assert.equal(after, migration?.after[path], path);
    assert.equal(proposal?.evidence.checks?.find(({ what }) => what === 'Plan')?.outcome, 'passed');
    assert.equal(hashTree(root.fsPath), tree);
    await waitFor('.pane-body [aria-label*="loadConfig in src/config.ts"][aria-label*=", changed"]', slow);
    await picturesInThemes('edit-plan-3-review');
  });

  test('asked for more, the plan is worked off again with all that was said, and takes the place of the first', async () => {
    const first = touchstone.review.shown?.proposal.id;
    await runFromPalette('Touchstone: Ask Again About This Edit…');
    await waitForText('Ask again about', slow);
    await waitFor('.quick-input-widget input:focus', slow);
    await keyboard.type('and keep the names as they are');
    await keyboard.press('Enter');
    await until(() => ![undefined, first].includes(touchstone.review.shown?.proposal.id), 'another is there', 180);
    const proposal = touchstone.review.shown?.proposal;
    assert.equal(proposal?.changes.length, 7);
    assert.deepEqual(
      proposal?.asked?.earlier.map(({ instruction }) => instruction),
      [migration?.instruction],
    );
    assert.match(JSON.stringify(server.requests.at(-1)?.body), /and keep the names as they are/);
    await waitFor('.review-widget:has-text("Hunk 1 of")', slow);
    await screenshot('edit-plan-3-again');
    assert.equal(hashTree(root.fsPath), tree);
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('stopped in the middle it keeps what there is, and says what is left', async () => {
    slowly = 'src/users.ts';
    await begin();
    await waitFor('.pane-body [aria-label*="It calls loadConfig, which may change"]', slow);
    await keyboard.press('Enter');
    await waitFor('.pane-body [aria-label*="userUrl in src/users.ts"][aria-label*="being changed"]', slow);
    await vscode.commands.executeCommand('touchstone.cancelEdit');
    await until(() => touchstone.review.shown !== undefined, 'the part is in review', slow.seconds);
    const evidence = touchstone.review.shown?.proposal.evidence;
    assert.equal(evidence?.verdict, 'partial');
    assert.match(evidence.checks?.[0]?.detail ?? '', /left: .*userUrl .*It was stopped before/);
    await waitFor('.pane-body [aria-label*="userUrl in src/users.ts"][aria-label*=", left"]', slow);
    assert.equal(hashTree(root.fsPath), tree);
    await picturesInThemes('edit-plan-4-stopped');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('the plan is closed when nobody wants to see it any more', async () => {
    await runFromPalette('Touchstone: Close the Plan');
    await waitUntilGone('.pane-body [aria-label*="loadConfig in src/config.ts"]', slow);
    await screenshot('edit-plan-5-closed');
  });

  function letGo(): void {
    slowly = '';
    server.abilities.chunkDelayMs = 0;
  }

  async function begin(): Promise<void> {
    await runFromPalette('Touchstone: Change Across Files…');
    await waitForText('Change across files', slow);
    await keyboard.type(migration?.instruction ?? '');
    await keyboard.press('Enter');
    await waitForText('Change them', slow);
  }
});
