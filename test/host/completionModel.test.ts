import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startFillServer, type FillServer } from '../fakes/fillServer.ts';
import { chooseForCompletion } from './harness/chosenModel.ts';
import { click, keyboard, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import {
  closeAll,
  ghostText,
  openWith,
  typeSlowly,
  untilGhost,
  untilLastLine,
  untilNoGhost,
  untilStatus,
} from './harness/ghostText.ts';
import { picturesInThemes, until } from './harness/observe.ts';

/** Ghost text from a model at an endpoint, by keyboard. */
suite('inline completion by a model', function () {
  this.timeout(90_000);
  let server: FillServer;
  let answer = '';

  suiteSetup(async () => {
    writeFileSync(join(root(), '.env'), 'PASSWORD=hunter2hunter2\n');
    server = await startFillServer({
      reply: ({ temperature }) => (temperature === 0 ? answer : 'total - discount;'),
      pieceLength: 8,
    });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { index } = await extension.activate();
    await index.settled(new AbortController().signal);
    await chooseForCompletion(server.baseUrl);
  });
  suiteTeardown(async () => {
    await chooseForCompletion(undefined);
    await server.dispose();
  });
  teardown(closeAll);

  const start = 'export function price(total: number, tax: number): number {\n  const unused = 0;\n';

  test('is shown, says whose it is, and is taken with Tab', async () => {
    answer = ' total + tax;';
    const { document } = await openWith('src/price.ts', start);
    await typeSlowly(document, '  return');
    await untilGhost('total + tax;');
    await untilStatus('A suggestion of qwen2.5-coder:1.5b-base is shown.');
    await waitFor('.statusbar-item:has-text("Touchstone: qwen2.5-coder:1.5b-base")');
    await keyboard.press('Tab');
    await untilLastLine(document, '  return total + tax;');
    const [first] = server.fills;
    assert.match(String(first?.body['prompt']), /<\|fim_prefix\|>[^]*<\|fim_suffix\|>[^]*<\|fim_middle\|>$/);
  });

  test('typing through it asks nobody', async () => {
    answer = ' total + tax;';
    const { document } = await openWith('src/through.ts', start);
    await typeSlowly(document, '  return');
    await untilGhost('total + tax;');
    const asked = server.fills.length;
    await typeSlowly(document, ' total +');
    await untilGhost('tax;');
    assert.ok(!(await ghostText()).includes('total'));
    await keyboard.press('Backspace');
    await untilGhost('+ tax;');
    assert.equal(server.fills.length, asked);
  });

  test('a block is taken line by line, and the rest stays', async () => {
    answer = '\n  const sum = total + tax;\n  return sum;\n}';
    const { document } = await openWith('src/block.ts', 'export const rates = [1, 2, 3];\n');
    await typeSlowly(document, 'export function price(total: number, tax: number): number {');
    await untilGhost('return sum;');
    await picturesInThemes('completion-multiline');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await untilGhost('return sum;');
    await keyboard.press('Control+Alt+ArrowRight');
    await keyboard.press('Control+Alt+ArrowRight');
    await until(() => document.getText().includes('const sum = total + tax;'), 'a line was taken');
    await untilGhost('return sum;');
    assert.ok(!document.getText().includes('return sum'));
  });

  test('a key asks for several, and the editor’s own keys go through them', async () => {
    answer = 'total + tax;';
    const { document } = await openWith('src/several.ts', start);
    await typeSlowly(document, '  return ');
    await untilGhost('total + tax;');
    await keyboard.press('Alt+]');
    await untilGhost('total - discount;');
    await keyboard.press('Alt+[');
    await untilGhost('total + tax;');
    await keyboard.press('Alt+]');
    await untilGhost('total - discount;');
    await keyboard.press('Tab');
    await untilLastLine(document, '  return total - discount;');
  });

  test('who types on calls the question back', async () => {
    answer = ' total + tax;';
    server.script.firstMs = () => 1_500;
    const { document } = await openWith('src/hasty.ts', start);
    const before = server.fills.length;
    await typeSlowly(document, '  re');
    await until(() => server.fills.length > before, 'it was asked');
    const asked = server.fills[before];
    await typeSlowly(document, 'gister');
    await until(() => asked?.hungUp === true, 'the connection was closed');
    server.script.firstMs = () => 0;
  });

  test('knows a definition in another file, and no secret and nothing ignored', async () => {
    writeFileSync(join(root(), '.gitignore'), 'node_modules/\nsrc/private.ts\n');
    writeFileSync(
      join(root(), 'src', 'private.ts'),
      'export function splitPrivately(): string {\n  return "secretive";\n}\n',
    );
    answer = '100, 3);';
    const { document } = await openWith(
      'src/user.ts',
      "import { splitEvenly } from './split.ts';\n\nexport const price = 1;\n",
    );
    const before = server.fills.length;
    const prompts = (): string =>
      server.fills
        .slice(before)
        .map(({ raw }) => raw)
        .join('\n');
    await typeSlowly(document, 'const shares = splitEvenly(');
    await untilGhost('100, 3);');
    assert.match(prompts(), /people: number/);
    const all = server.requests.map(({ raw }) => raw).join('\n');
    assert.ok(!all.includes('hunter2'));
    assert.ok(!all.includes('secretive'));
  });

  test('the menu of the status bar says what goes on', async () => {
    answer = ' total + tax;';
    const { document } = await openWith('src/menu.ts', start);
    await typeSlowly(document, '  return');
    await untilGhost('total + tax;');
    await click('.statusbar-item:has-text("Touchstone:")');
    await waitFor('.quick-input-widget .monaco-list-row:has-text("Turn It Off for typescript")');
    await screenshot('completion-menu');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });

  test('of a server that is gone the status bar says so, once, and the embedded engine goes on', async () => {
    await server.dispose();
    const line = "ledger.append('opening balance', balance, today);\n";
    const { document } = await openWith('src/alone.ts', line.repeat(6));
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await untilStatus('cannot be reached');
    await keyboard.press('Escape');
    await untilNoGhost();
    await waitUntilGone('.notifications-toasts .notification-list-item');
    await screenshot('completion-unreachable');
  });
});

function root(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
}
