import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { click, keyboard, readTexts, screenshot, waitFor, waitUntilGone } from './editor.ts';

/** Returns when something holds that no text on the screen shows: the state of a document, a file on disk. */
export async function until(holds: () => boolean, what: string, seconds = 20): Promise<void> {
  for (
    const deadline = Date.now() + seconds * 1000;
    !holds();
    await new Promise((resolve) => setTimeout(resolve, 50))
  ) {
    assert.ok(Date.now() < deadline, `within ${seconds} s: ${what}`);
  }
}

/** One hash of every path and byte below a folder, but for git's index, which the editor's own git refreshes. */
export function hashTree(folder: string): string {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.sort((a, b) => join(a.parentPath, a.name).localeCompare(join(b.parentPath, b.name)))) {
    const path = join(entry.parentPath, entry.name);
    if (path.endsWith(join('.git', 'index'))) continue;
    hash.update(path);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** A picture of what the window shows in a dark, a light and a high-contrast theme: NAME-dark and so on. @param look what else is looked at in each */
export async function picturesInThemes(name: string, look?: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('workbench');
  for (const [kind, theme] of Object.entries(themes)) {
    const changed = new Promise<void>((resolve) => {
      const listening = vscode.window.onDidChangeActiveColorTheme(() => {
        listening.dispose();
        resolve();
      });
      // The theme may be on already.
      setTimeout(resolve, 3000);
    });
    await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await changed;
    await screenshot(`${name}-${kind}`);
    await look?.();
  }
  await settings.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
}

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern', contrast: 'Default High Contrast' };

/** A message that may have left the screen: it is in the list of all, which is empty again afterwards. */
export async function waitForNotification(text: string): Promise<void> {
  for (const deadline = Date.now() + 15_000; ;) {
    // An empty list closes by itself.
    await vscode.commands.executeCommand('notifications.showList');
    const shown = await readTexts('.notifications-center .notification-list-item');
    if (shown.some((each) => each.includes(text))) break;
    assert.ok(Date.now() < deadline, `no notification “${text}”, but: ${shown.join(' | ')}`);
  }
  await vscode.commands.executeCommand('notifications.clearAll');
}

/** Takes the name that a dialog for saving offers, once it takes an Enter: it does not before it has looked at the folder. */
export async function saveWhereOffered(title: string): Promise<void> {
  // The palette that it was opened from may show the same words.
  const dialog = `.quick-input-title:has-text("${title}")`;
  await waitFor(dialog);
  for (let tries = 1; ; tries++) {
    await click('.quick-input-widget input');
    await keyboard.press('Enter');
    try {
      return await waitUntilGone(dialog, { seconds: 5 });
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}
