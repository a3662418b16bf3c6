import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BridgeClient } from './bridgeClient.ts';
import type { BridgeRequest, HandedItem, SessionFile } from './bridgeProtocol.ts';

/**
 * What a person at the editor has: keys, the mouse and eyes. For everything else a suite uses the real `vscode` API.
 *
 * How to write a host test
 *
 * 1. Make `test/host/<name>.test.ts` in mocha's `tdd` style and name it in a session of `test/host/sessions.ts`. A
 *    session is one window on a fresh copy of one workspace: suites of a session share it and run in order.
 *
 *        import * as vscode from 'vscode';
 *        import { keyboard, runFromPalette, screenshot, waitForText } from './harness/editor.ts';
 *
 *        suite('fixing by keyboard', () => {
 *          test('shows the diff with its evidence', async () => {
 *            await runFromPalette('Touchstone: Fix This Issue');
 *            await waitForText('tests fixed', { seconds: 60 });
 *            await screenshot('fix-diff');
 *            assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, '...');
 *          });
 *        });
 *
 * 2. `await keyboard.press('Control+Shift+P')` takes Playwright's key names. Keys go to whatever has the focus, as for
 *    a person: click into the editor (`click('.monaco-editor .view-lines')`) or focus it by command first. Never
 *    await a command that itself waits for input: `void vscode.commands.executeCommand(...)`, then use the keyboard.
 * 3. Wait for what a person would see (`waitForText`, `waitFor`), never for a time. Selectors and texts are looked for
 *    in the window and in every webview.
 * 4. Run: `npm run test:host`, one session: `npm run test:host -- --session NAME`, some tests: `-- --grep PATTERN`.
 *    A failing test leaves a screenshot in artifacts/screenshots and the logs in artifacts/host-logs.
 */
export const keyboard = {
  /** One key or chord in Playwright's names: `Tab`, `Control+Shift+P`. Held with Meta instead of Control on macOS. */
  press: (keys: string): Promise<void> => act({ kind: 'press', keys }),
  /** Text, key by key. */
  type: (text: string): Promise<void> => act({ kind: 'type', text }),
};

export interface WaitOptions {
  readonly seconds?: number;
}

/** Clicks the first visible element of a Playwright selector (`.codicon-run`, `text=Accept`). */
export function click(selector: string, options: WaitOptions = {}): Promise<void> {
  return act({ kind: 'click', selector, timeoutMs: milliseconds(options) });
}

/** Returns when the text can be read somewhere in the window. Line breaks and runs of blanks count as one blank. */
export function waitForText(text: string, options: WaitOptions = {}): Promise<void> {
  return act({ kind: 'waitForText', text, timeoutMs: milliseconds(options) });
}

/** Returns when an element of the selector can be seen. */
export function waitFor(selector: string, options: WaitOptions = {}): Promise<void> {
  return act({ kind: 'waitForSelector', selector, timeoutMs: milliseconds(options) });
}

/** Returns when no element of the selector can be seen any more. */
export function waitUntilGone(selector: string, options: WaitOptions = {}): Promise<void> {
  return act({ kind: 'waitUntilGone', selector, timeoutMs: milliseconds(options) });
}

/** Pastes into an element, or drops on it. */
export function handOver(selector: string, event: 'paste' | 'drop', items: readonly HandedItem[]): Promise<void> {
  return act({ kind: 'handOver', selector, event, items, timeoutMs: milliseconds({}) });
}

/** Returns when the window has done what it puts off until nothing else is to be done, as the rarer parts of a new editor. */
export function untilIdle(): Promise<void> {
  return act({ kind: 'untilIdle' });
}

/** The texts of all visible elements of a selector, in order. */
export async function readTexts(selector: string): Promise<readonly string[]> {
  return (await bridge()).ask({ kind: 'readTexts', selector });
}

/**
 * Milliseconds from a key to the first frame in which the window shows what `script` looks for, by the window's clock.
 * @param script the body of a function, run in the window, that returns whether it is so
 */
export async function timePress(keys: string, script: string, options: WaitOptions = {}): Promise<number> {
  const request: BridgeRequest = { kind: 'timePress', keys, script, timeoutMs: milliseconds(options) };
  return Number((await (await bridge()).ask(request))[0]);
}

/** What an accessibility checker finds to be serious in the page that an element is in. */
export async function accessibilityFaults(selector: string): Promise<readonly string[]> {
  return (await bridge()).ask({ kind: 'accessibilityFaults', selector });
}

/** Keeps what the window shows in artifacts/screenshots/NAME.png and returns the path. */
export async function screenshot(name: string): Promise<string> {
  const [path] = await (await bridge()).ask({ kind: 'screenshot', name });
  return path ?? '';
}

/** Runs a command as a person does: opens the palette, types the title, presses Enter on the one it found. */
export async function runFromPalette(title: string): Promise<void> {
  await openPalette(title);
  await keyboard.press('Enter');
}

/** Opens the command palette and types a filter. Returns when a command with that text is listed. */
export function openPalette(filter: string): Promise<void> {
  return act({ kind: 'openPalette', filter });
}

async function act(request: BridgeRequest): Promise<void> {
  await (await bridge()).ask(request);
}

function milliseconds(options: WaitOptions): number {
  return (options.seconds ?? 20) * 1000;
}

let connection: Promise<BridgeClient> | undefined;

/** This session's bridge to the runner. Each compiled file makes its own connection. */
export function bridge(): Promise<BridgeClient> {
  connection ??= BridgeClient.connect(sessionFile().socket);
  return connection;
}

/** The runner compiles the suites into one folder a session and leaves the session's file there. */
export function sessionFile(): SessionFile {
  return JSON.parse(readFileSync(join(__dirname, 'session.json'), 'utf8')) as SessionFile;
}
