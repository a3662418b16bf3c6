import assert from 'node:assert/strict';
import { keyboard, openPalette, readTexts, screenshot, waitUntilGone } from './harness/editor.ts';

suite('the command palette, by keyboard', () => {
  test("lists the product's commands", async () => {
    await openPalette('Touchstone: ');
    const rows = await readTexts('.quick-input-list .monaco-list-row .label-name');
    await screenshot('palette');
    assert.ok(
      rows.some((row) => row.startsWith('Touchstone: ')),
      `rows: ${rows.join(' | ')}`,
    );
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });
});
