import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { Review } from '../../src/review/vscode/register.ts';
import { bridge, keyboard, screenshot, timePress, waitFor } from './harness/editor.ts';
import { until } from './harness/observe.ts';

/** A review of 300 hunks in a file of 10,000 lines; a measurement, run by `npm run bench -- review`. */
const lines = 10_000;
const hunks = 300;
const accepts = 15;
const pages = 20;

suite('a large review', function () {
  this.timeout(900_000);
  let review: Review;
  let root: string;
  const before = Array.from({ length: lines }, (_, i) => `export const value${i} = ${i}; // line ${i}\n`).join('');
  const after = before.replace(/^.*\/\/ line (\d+)$/gm, (line, number) =>
    Number(number) % Math.floor(lines / hunks) === 5 && Number(number) / Math.floor(lines / hunks) < hunks
      ? line.replace(' = ', ' = 1 + ')
      : line,
  );

  suiteSetup(async () => {
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    writeFileSync(join(root, 'large.txt'), before);
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ review } = await extension.activate());
  });

  test('opens, scrolls, and accepts hunk by hunk', async () => {
    // What the editor takes for the same texts without us: the machine may be slow, or busy.
    const left = vscode.Uri.file(join(root, 'left.txt'));
    const right = vscode.Uri.file(join(root, 'right.txt'));
    writeFileSync(left.fsPath, before);
    writeFileSync(right.fsPath, after);
    const started = performance.now();
    await vscode.commands.executeCommand('vscode.diff', left, right, 'The editor alone');
    await say(`the editor's own diff of the same texts opened in ${Math.round(performance.now() - started)} ms`);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await say(`  and a page down in it: ${await scrolled()}`);
    const changed = await vscode.workspace.openTextDocument(right);
    const written = await delays(async (note) => {
      for (let at = 0; at < accepts; at++) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(changed.uri, new vscode.Position(20 * at, 0), '/* typed */');
        const start = performance.now();
        await vscode.workspace.applyEdit(edit);
        await changed.save();
        note(performance.now() - start);
      }
    });
    await say(`  and an edit in it, saved: ${written}`);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    const gone = await delays(async (note) => {
      for (let at = 0; at < accepts; at++) note(await timePress('ArrowDown', lineHasChanged(at)));
    });
    await say(`  and a key that moves the cursor a line down, until it is seen there: ${gone}`);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');

    const opened = performance.now();
    await review.open([proposal()]);
    await waitFor('.review-widget:has-text("Hunk 1 of 300")', { seconds: 60 });
    await say(`opened in ${Math.round(performance.now() - opened)} ms`);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');

    await say(`a page down: ${await scrolled()}`);
    await screenshot('review-large');

    const moved = await delays(async (note) => {
      for (let at = 0; at < accepts; at++) note(await timePress('Alt+Y', lineHasChanged(accepts + at)));
    });
    await say(`the key that accepts a hunk, until the cursor is seen at the next one: ${moved}`);
    await until(() => accepted() >= accepts, 'every key accepts', 60);
    await waitFor(`.review-widget:has-text("Hunk ${accepts + 1} of")`);
    // The editor itself waits 100 ms before it draws a block anew, and 200 ms before it compares the sides again.
    const pressed = await delays(async (note) => {
      for (let at = 1; at <= accepts; at++) note(await timePress('Alt+Y', nextHunkIsShown(accepts + at)));
    });
    await say(`and until its block is gone and the next one's is seen: ${pressed}`);
    await until(() => accepted() >= 2 * accepts, 'every key accepts', 60);
    const decided = await delays(async (note) => {
      for (let at = 0; at < accepts; at++) {
        const start = performance.now();
        await vscode.commands.executeCommand('touchstone.review.accept', `1.${at + 100}`);
        note(performance.now() - start);
      }
    });
    await say(`accepting one hunk, saved, the next on show: ${decided}`);
    await keyboard.press('Alt+Y');
    await until(() => accepted() > 3 * accepts, 'the key accepts as well', 60);

    const document = await vscode.workspace.openTextDocument(join(root, 'large.txt'));
    const typed = await delays(async (note) => {
      for (let at = 0; at < accepts; at++) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(20 * at, 0), '/* typed */');
        const start = performance.now();
        await vscode.workspace.applyEdit(edit);
        note(performance.now() - start);
      }
    });
    await say(`a key typed in the file under review: ${typed}`);
    const start = performance.now();
    await vscode.commands.executeCommand('touchstone.review.rejectAll');
    await say(`rejecting the rest: ${Math.round(performance.now() - start)} ms`);
  });

  const accepted = (): number =>
    (
      vscode.workspace.textDocuments
        .find((each) => each.uri.path.endsWith('large.txt'))
        ?.getText()
        .match(/1 \+ /g) ?? []
    ).length;

  function proposal() {
    return {
      ...{ id: 'large', root, title: 'Add one to many values', changes: [{ path: 'large.txt', before, after }] },
      evidence: {
        ...{ verdict: 'untested' as const, command: '', fixed: [], stillPassing: 0, stillFailing: [], flaky: [] },
        ...{ seconds: 0, candidates: { generated: 0, parsed: 0, run: 0, passed: 0 }, warnings: [] },
      },
    };
  }
});

/** Of the right side: where the cursor is. The first look is before the key. */
const cursorLine = `document.querySelector('.editor.modified .line-numbers.active-line-number')?.textContent`;

/** Looks whether the line of the cursor is another than when it was first asked for with this number. */
function lineHasChanged(at: number): string {
  return `const line = ${cursorLine};
    if (window.touchstoneBench?.at !== ${at}) window.touchstoneBench = { at: ${at}, line };
    return line !== undefined && line !== window.touchstoneBench.line;`;
}

function nextHunkIsShown(number: number): string {
  return `const shown = [...document.querySelectorAll('.review-widget')].map((each) => each.textContent);
    return !shown.some((each) => each.includes('Hunk ${number} of'))
      && shown.some((each) => each.includes('Hunk ${number + 1} of'));`;
}

function scrolled(): Promise<string> {
  return delays(async (note) => {
    for (let page = 0; page < pages; page++) {
      const start = performance.now();
      const moved = nextScroll();
      await vscode.commands.executeCommand('editorScroll', { to: 'down', by: 'page' });
      await moved;
      note(performance.now() - start);
    }
  });
}

/** When the window has drawn other lines. */
function nextScroll(): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.window.onDidChangeTextEditorVisibleRanges(() => {
      listening.dispose();
      resolve();
    });
    // At the end of the file there is nothing to scroll.
    setTimeout(() => {
      listening.dispose();
      resolve();
    }, 5_000);
  });
}

/** "median 31 ms, worst 80 ms; the extension host worked 4 ms for each, and was held up for 12 ms at most". */
async function delays(measure: (note: (ms: number) => void) => Promise<void>): Promise<string> {
  const loop = monitorEventLoopDelay({ resolution: 2 });
  const noted: number[] = [];
  loop.enable();
  const busy = process.cpuUsage();
  await measure((ms) => noted.push(ms));
  const { user, system } = process.cpuUsage(busy);
  loop.disable();
  const sorted = noted.sort((a, b) => a - b);
  const [median, worst] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  const worked = Math.round((user + system) / 1000 / Math.max(1, sorted.length));
  return `median ${Math.round(median)} ms, worst ${Math.round(worst)} ms; the extension host worked ${worked} ms for each, and was held up for ${Math.round(loop.max / 1e6)} ms at most`;
}

async function say(line: string): Promise<void> {
  await (await bridge()).ask({ kind: 'print', line: `      ${line}` });
}
