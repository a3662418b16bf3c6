import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { Proposal } from '../../src/review/proposal.ts';
import { screenshot, waitForText } from './harness/editor.ts';

suite('review', () => {
  test('look', async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    const api = await extension!.activate();
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const path = (await vscode.workspace.findFiles('src/*.ts')).map((u) => vscode.workspace.asRelativePath(u))[0]!;
    const before = readFileSync(join(root, path), 'utf8');
    const lines = before.split('\n');
    const after = lines.map((l, i) => (i === 12 ? l + ' // changed' : i === lines.length - 3 ? '  const more = 1;\n' + l : l)).join('\n');
    const proposal: Proposal = {
      id: 'p', root, title: 'Use <= in isWithin (src/range.ts:12)',
      changes: [{ path, before, after }],
      evidence: {
        verdict: 'verified', command: 'npm test', fixed: ['range › includes both ends', 'range › includes the end'],
        stillPassing: 14, stillFailing: [], flaky: [], candidates: { generated: 80, parsed: 61, run: 37, passed: 2 },
        seconds: 8.2, warnings: ['One test was already skipped before.'],
      },
    };
    await api.review.open([proposal, { ...proposal, id: 'q', title: 'Another way' }]);
    await waitForText('Hunk 1 of 2');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await new Promise((r) => setTimeout(r, 1500));
    await screenshot('look-dark');
    for (const theme of ['Default Light Modern', 'Default High Contrast']) {
      await vscode.workspace.getConfiguration().update('workbench.colorTheme', theme, vscode.ConfigurationTarget.Global);
      await new Promise((r) => setTimeout(r, 1500));
      await screenshot('look-' + theme.replaceAll(' ', '-'));
    }
    assert.ok(true);
  });
});
