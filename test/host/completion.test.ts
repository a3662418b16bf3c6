import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { keyboard, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import {
  closeAll,
  focused,
  ghostText,
  openWith,
  typeSlowly,
  untilGhost,
  untilLastLine,
  untilNoGhost,
  untilStatus,
} from './harness/ghostText.ts';
import { until, waitForNotification } from './harness/observe.ts';

/** Lines that leave no doubt about how the next one goes on. */
const line = "ledger.append('opening balance', balance, today);";
const lines = [
  'declare const ledger: { append(what: string, amount: number, on: string): void };',
  'declare const balance: number;',
  'declare const today: string;',
  ...Array.from({ length: 6 }, () => line),
  '',
].join('\n');

/** Ghost text without a model, by keyboard. */
suite('inline completion by the embedded engine', function () {
  this.timeout(90_000);

  suiteSetup(async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
  });
  teardown(closeAll);

  test('is shown while typing, and Tab takes it in one step of undo', async () => {
    const { document } = await openWith('src/first.ts', lines);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await screenshot('completion-ghost');
    await keyboard.press('Tab');
    await untilLastLine(document, line);
    await keyboard.press('Control+z');
    await until(() => document.lineAt(document.lineCount - 1).text !== line, 'it is undone');
    assert.equal(document.lineAt(document.lineCount - 1).text, 'ledger.a');
  });

  test('typing through it keeps it, and going back brings it back', async () => {
    const { document } = await openWith('src/second.ts', lines);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await typeSlowly(document, 'ppe');
    await untilGhost("nd('opening balance'");
    assert.ok(!(await ghostText()).includes('ppend'));
    await keyboard.press('Backspace');
    await untilGhost("end('opening balance'");
  });

  test('is taken word by word', async () => {
    const { document } = await openWith('src/third.ts', lines);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await keyboard.press('Control+ArrowRight');
    await untilLastLine(document, 'ledger.append');
    await untilGhost("('opening balance'");
    await keyboard.press('Control+ArrowRight');
    await until(() => document.lineAt(document.lineCount - 1).text.length > 'ledger.append'.length, 'more of it');
  });

  test('Escape sends it away, and other text is typed as if it had not been there', async () => {
    const { document } = await openWith('src/fourth.ts', lines);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await keyboard.press('Escape');
    await untilNoGhost();
    await typeSlowly(document, 'udit');
    await untilLastLine(document, 'ledger.audit');
  });

  test('a key asks too', async () => {
    const other = "ledger.archive('closing balance', balance, today);";
    const { document } = await openWith('src/fifth.ts', `${lines}${other}\n${other}\n${other}\n`);
    await typeSlowly(document, 'ledger.');
    await keyboard.press('Alt+\\');
    await untilGhost("archive('closing balance'");
  });

  test('works in a file with \\r\\n line breaks', async () => {
    const { document } = await openWith('src/windows.ts', lines.replaceAll('\n', '\r\n'));
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await keyboard.press('Tab');
    await untilLastLine(document, line);
    assert.ok(!/[^\r]\n/.test(document.getText()));
  });

  test('works in a text that was never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: lines });
    await focused(document);
    await typeSlowly(document, 'ledger.a');
    await untilGhost("ppend('opening balance'");
    await keyboard.press('Tab');
    await untilLastLine(document, line);
  });

  test('knows what was written in another file a moment ago', async () => {
    const greeting = "export const greeting = composeGreeting('ambassador', 'protocol');\n";
    const written = await openWith('src/written.ts', greeting.repeat(4));
    // What was never asked for in this folder is not read yet.
    await typeSlowly(written.document, 'export const greeting = c');
    await untilGhost("omposeGreeting('ambassador'");
    await keyboard.press('Tab');
    await written.document.save();
    await closeAll();
    const { document } = await openWith('src/reader.ts', 'import { composeGreeting } from "./protocol.ts";\n');
    await typeSlowly(document, 'export const greeting = compose');
    await untilGhost("Greeting('ambassador'");
  });

  test('is silent in a comment while typing, and the status bar says so', async () => {
    const { document } = await openWith('src/comment.ts', lines);
    await typeSlowly(document, '// Whoever reads this');
    await untilStatus('No suggestion: ');
    assert.equal(await ghostText(), '');
  });

  test('never completes secrets and what is ignored', async () => {
    const secret = await openWith('.env', 'LEDGER_APPEND=one\nLEDGER_APPEND=one\nLEDGER_APPEND=one\n');
    await typeSlowly(secret.document, 'LEDGER_A');
    await untilStatus('holds secrets');
    writeFileSync(join(root(), '.gitignore'), 'node_modules/\nsrc/private/\n');
    const ignored = await openWith('src/private/own.ts', lines);
    await typeSlowly(ignored.document, 'ledger.a');
    await untilStatus('in .gitignore');
    assert.equal(await ghostText(), '');
  });

  test('is turned off and on for everything, and for a language', async () => {
    const { document } = await openWith('src/toggled.ts', lines);
    await runFromPalette('Touchstone: Turn Inline Completion On or Off');
    await untilStatus('Inline completion is off.');
    await focused(document);
    await typeSlowly(document, 'ledger.a');
    assert.equal(await ghostText(), '');
    await vscode.commands.executeCommand('touchstone.completion.toggle');
    await vscode.commands.executeCommand('touchstone.completion.toggleLanguage');
    await untilStatus('off for typescript');
    await vscode.commands.executeCommand('touchstone.completion.toggleLanguage');
    await until(() => !disabled().includes('typescript'), 'on again');
    await focused(document);
    await typeSlowly(document, 'p');
    await untilGhost("pend('opening balance'");
  });

  test('what is selected in the editor’s own list comes first', async () => {
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update('suggest.preview', true, vscode.ConfigurationTarget.Global);
    const { document } = await openWith('src/list.ts', lines);
    await typeSlowly(document, 'ledger.a');
    await keyboard.press('Control+Space');
    await waitFor('.suggest-widget.visible .monaco-list-row.focused');
    await untilGhost("ppend('opening balance'");
    await screenshot('completion-list');
    await keyboard.press('Escape');
    await waitUntilGone('.suggest-widget.visible');
    await settings.update('suggest.preview', undefined, vscode.ConfigurationTarget.Global);
  });

  test('what was learnt is forgotten on request', async () => {
    await runFromPalette('Touchstone: Forget What Inline Completion Has Learnt');
    await waitForNotification('Touchstone has forgotten which suggestions you take and refuse.');
  });
});

function root(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
}

function disabled(): readonly string[] {
  return vscode.workspace.getConfiguration('touchstone.completion').get<string[]>('disabledLanguages', []);
}
