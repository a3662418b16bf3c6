import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { bridge, keyboard } from './harness/editor.ts';
import { closeAll, openWith } from './harness/ghostText.ts';

/** How long the extension host keeps everybody waiting; a measurement, run by `npm run bench -- eventLoop`. */
const files = 5_000;
const rows = 60;
const typed = 25;
/** How often the loop is looked at, in milliseconds; every figure has it in it. */
const resolution = 2;

suite('the event loop of the extension host', function () {
  this.timeout(900_000);
  let index: TouchstoneApi['index'];

  suiteSetup(async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    mkdirSync(join(root, 'src', 'ledgers'), { recursive: true });
    for (let at = 0; at < files; at++) writeFileSync(join(root, 'src', 'ledgers', `ledger${at}.ts`), ledger(at));
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
  });
  suiteTeardown(closeAll);

  test('typing with completion and index off', async () => {
    await put('completion.enabled', false);
    await put('index.enabled', false);
    await measure('typing, completion and index off');
    await put('completion.enabled', undefined);
    await put('index.enabled', undefined);
  });

  test('typing while the workspace is indexed and read for suggestions', async () => {
    await vscode.commands.executeCommand('touchstone.index.rebuild');
    await measure('typing while indexing');
  });

  test('typing when all is indexed', async () => {
    await index.settled(new AbortController().signal);
    await measure('typing when indexed');
  });
});

let documents = 0;

async function measure(name: string): Promise<void> {
  await openWith(`src/typed${documents++}.ts`, ledger(documents));
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  for (let at = 0; at < typed; at++) {
    await keyboard.type(`const entry${at} = ledger${at}.get('row ${at}') ?? 0;`);
    await keyboard.press('Enter');
  }
  delay.disable();
  const ms = (nanoseconds: number): string => Math.max(0, nanoseconds / 1e6 - resolution).toFixed(1);
  const figures = [50, 95, 99, 99.9].map((share) => `p${share} ${ms(delay.percentile(share))}`).join(', ');
  const line = `${name}: ${figures}, longest ${ms(delay.max)} ms, in ${delay.count} looks`;
  await (await bridge()).ask({ kind: 'print', line: `      ${line}` });
}

function put(key: string, value: unknown): Thenable<void> {
  return vscode.workspace.getConfiguration('touchstone').update(key, value, vscode.ConfigurationTarget.Global);
}

/** A file that takes a moment to read. */
function ledger(at: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `  ['row ${row}', ${row * at}],`).join('\n');
  return `/** Ledger ${at}. */\nexport const ledger${at} = new Map<string, number>([\n${lines}\n]);\n`;
}
