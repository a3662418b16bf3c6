import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startFillServer, type FillServer } from '../fakes/fillServer.ts';
import { chooseForCompletion } from './harness/chosenModel.ts';
import { closeAll, openWith, typeSlowly, untilGhost } from './harness/ghostText.ts';

/** What only an editor knows of a place reaches the model: what was just changed and seen, and what is wrong. */
suite('what a model is told of the editor', function () {
  this.timeout(90_000);
  let server: FillServer;
  const problems = vscode.languages.createDiagnosticCollection('touchstone-test');

  suiteSetup(async () => {
    writeFileSync(join(root(), '.gitignore'), 'node_modules/\nsrc/hidden.ts\n');
    server = await startFillServer({ reply: () => 'invoice, 3);' });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { index } = await extension.activate();
    await index.settled(new AbortController().signal);
    await chooseForCompletion(server.baseUrl);
  });
  suiteTeardown(async () => {
    problems.dispose();
    await chooseForCompletion(undefined);
    await server.dispose();
  });
  teardown(closeAll);

  test('edits of other files, code of files that were seen, and problems; nothing of what is ignored', async () => {
    // The first question to a model brings the listeners.
    const first = await openWith('src/first.ts', 'export const settlement = 1;\nexport const parts = 2;\n');
    await typeSlowly(first.document, 'const invoice = settle(');
    await untilGhost('invoice, 3);');

    const same = (name: string): string =>
      `export function ${name}(invoice: Invoice, instalments: number): number {\n  const settlement = openSettlement(invoice, instalments);\n  return settlement.balanceOf(invoice);\n}\n`;
    await openWith('src/seen.ts', same('settleSeen'));
    const edited = await openWith(
      'src/edited.ts',
      `${same('settleEdited')}\nexport const settlement = openSettlement(1);\n`,
    );
    await typeSlowly(edited.document, 'export const invoiceLimit = 77;');
    const hidden = await openWith('src/hidden.ts', same('settleHidden'));
    await typeSlowly(hidden.document, 'export const invoiceSecret = 99;');

    const text = `${same('settleHere')}\nexport function settleAgain(invoice: Invoice, instalments: number): number {\n  const settlement = openSettlement(invoice, instalments);\n`;
    const here = await openWith('src/asking.ts', text);
    const { Diagnostic, DiagnosticSeverity, Range } = vscode;
    // On the line above the cursor: TypeScript, once it is awake, finds more to say farther up than is told.
    const wrong = new Diagnostic(new Range(6, 8, 6, 18), 'Invoice is not what it was.', DiagnosticSeverity.Error);
    problems.set(here.document.uri, [wrong]);
    const before = server.fills.length;
    await typeSlowly(here.document, '  return settle(');
    await untilGhost('invoice, 3);');
    const prompts = server.fills
      .slice(before)
      .map(({ body }) => String(body['prompt']))
      .join('\n');
    assert.match(prompts, /\+export const invoiceLimit = 77;/);
    assert.match(prompts, /settleSeen\(invoice: Invoice/);
    assert.match(prompts, /error on line 7: Invoice is not what it was\./);
    assert.doesNotMatch(prompts, /settleHidden|invoiceSecret/);
  });
});

function root(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
}
