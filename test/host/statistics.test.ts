import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { OfferTags, Outcome } from '../../src/completion/journal.ts';
import { countFact, emptyStatistics, type Statistics } from '../../src/completion/statistics.ts';
import { readStatistics, statisticsText } from '../../src/completion/statisticsFile.ts';
import type { TouchstoneApi } from '../../src/extension.ts';
import {
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { focused, typeSlowly, untilGhost } from './harness/ghostText.ts';
import { picturesInThemes, saveWhereOffered, until, waitForNotification } from './harness/observe.ts';

/** The page of completion statistics as a person uses it, by keyboard. */
suite('the completion statistics, by keyboard', function () {
  this.timeout(120_000);
  let file: string;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { copies } = await extension.activate();
    file = join(dirname(copies.fsPath), 'completion', 'statistics.json');
    // Windows before this one have counted too.
    rmSync(file, { force: true });
  });

  test('say at first that nothing is counted', async () => {
    await runFromPalette('Touchstone: Completion Statistics');
    await waitForText('Nothing is counted yet.');
    await waitForText('nothing of this is ever sent anywhere');
    await screenshot('statistics-1-empty');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('count what is suggested and taken in the editor', async () => {
    const before = 'const first = weigh(left, right);\nconst second = weigh(left, right);\nconst third = ';
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: before });
    await focused(document);
    // A new editor sees no key until its part that asks for ghost text is made, when it is idle; this makes it now.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await typeSlowly(document, 'wei');
    await untilGhost('gh(left, right);');
    // Nobody reads it in less.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await keyboard.press('Tab');
    await until(() => document.getText().includes('third = weigh('), 'the suggestion is in the document');
    await runFromPalette('Touchstone: Completion Statistics');
    await waitFor('section:has-text("What became of them") tr:has-text("Accepted as a whole") td:has-text("100 %")');
    await waitFor('section:has-text("By source") tr:has-text("Embedded engine")');
    await waitFor('section:has-text("By language") tr:has-text("typescript")');
    await until(() => accepts() === 1, 'the count is in the file');
    assert.doesNotMatch(readFileSync(file, 'utf8'), /weigh|third|Untitled/);
    await screenshot('statistics-2-counted');
  });

  test('show two months of figures in every theme', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, statisticsText(twoMonths()));
    await runFromPalette('Touchstone: Completion Statistics');
    await waitFor('section:has-text("By language") tr:has-text("python")');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await picturesInThemes('statistics-3-page');
    await keyboard.press('PageDown');
    await picturesInThemes('statistics-3-middle');
    await keyboard.press('End');
    await picturesInThemes('statistics-3-end');
  });

  test('the range is chosen with the arrow keys', async () => {
    const shown = async (): Promise<string> => (await readTexts('.since')).join(' ');
    assert.match(await shown(), /in the last 30 days/);
    await keyboard.press('Tab');
    await keyboard.press('ArrowLeft');
    await waitForText('in the last 7 days');
    for (const days of ['30 days', '90 days']) {
      await keyboard.press('ArrowRight');
      await waitForText(`in the last ${days}`);
    }
    await keyboard.press('ArrowRight');
    await waitForText('shown since then');
  });

  test('are exported where the user wants them', async () => {
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await saveWhereOffered('Export Completion Statistics');
    await waitForNotification('The statistics are in completion-statistics.json.');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const exported = JSON.parse(readFileSync(join(folder, 'completion-statistics.json'), 'utf8')) as Statistics;
    assert.ok(exported.days.length > 30);
  });

  test('are cleared only after a question', async () => {
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('button:has-text("Clear…")');
    for (const _ of [1, 2, 3]) await keyboard.press('Tab');
    await keyboard.press('Enter');
    await waitForText('Clear the statistics?');
    await screenshot('statistics-4-clear');
    await keyboard.press('Escape');
    await waitUntilGone('dialog');
    await waitForText('shown since then');
    await keyboard.press('Enter');
    await waitForText('Clear the statistics?');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await waitForText('Nothing is counted yet.');
    assert.deepEqual(readStatistics(readFileSync(file, 'utf8'))?.days, []);
    await screenshot('statistics-5-cleared');
  });

  function accepts(): number {
    if (!existsSync(file)) return 0;
    const days = readStatistics(readFileSync(file, 'utf8'))?.days ?? [];
    return days.flatMap(({ cells }) => cells).reduce((sum, { accepts: { whole } }) => sum + whole, 0);
  }
});

/** What a person who works in three languages may have counted, alike on every run. */
function twoMonths(): Statistics {
  const statistics = emptyStatistics();
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const noon = new Date().setHours(12, 0, 0, 0);
  for (let ago = 63; ago >= 0; ago--) {
    const at = noon - ago * 86_400_000;
    if ([0, 6].includes(new Date(at).getDay())) continue;
    for (let times = 30 + Math.floor(random() * 90); times > 0; times--) {
      const tags: OfferTags = {
        at,
        languageId: pick(['typescript', 'typescript', 'typescript', 'python', 'python', 'go']),
        source: pick(['embedded', 'qwen2.5-coder:7b']),
        trigger: random() < 0.06 ? 'invoke' : 'typing',
      };
      const confidence = 0.3 + random() * 0.69;
      const taste = random() * 1.3 - (64 - ago) / 250;
      const outcome: Outcome =
        taste < confidence * 0.45
          ? 'accepted'
          : pick(['partlyAccepted', 'typedThrough', 'dismissed', 'dismissed', 'replaced', 'replaced', 'glimpsed']);
      const characters = 4 + Math.floor(random() * 60);
      const isModel = tags.source !== 'embedded';
      const engineMs = isModel ? 180 * 4 ** (random() - 0.3) : 2.5 * 5 ** random();
      const pauseMs = isModel ? 60 + random() * 120 : 0;
      countFact(statistics, {
        ...{ kind: 'offer', ...tags, outcome, characters, confidence, engineMs, pauseMs, visibleMs: 900 },
      });
      if (outcome !== 'accepted') continue;
      countFact(statistics, { kind: 'accepted', ...tags, unit: 'whole', characters });
      let left = characters;
      for (const afterSeconds of [30, 120, 600] as const) {
        left = random() < 0.12 ? Math.floor(left * random()) : left;
        const kept = random() < 0.01 ? undefined : left;
        countFact(statistics, { kind: 'kept', ...tags, afterSeconds, characters, kept });
      }
    }
    for (const [stage, reason, most] of silences) {
      const tags = { at, languageId: pick(['typescript', 'python', 'markdown']), trigger: 'typing' } as const;
      for (let times = Math.floor(random() * most); times > 0; times--)
        countFact(statistics, { kind: 'withheld', ...tags, stage, reason });
    }
  }
  return statistics;
}

const silences = [
  ['ask', 'The cursor is in front of a word.', 60],
  ['ask', 'The statement is complete.', 90],
  ['ask', 'The cursor is in a comment.', 30],
  ['delay', 'You have typed on before anybody was asked.', 120],
  ['source', 'The line seems to be complete.', 30],
  ['source', 'Nothing in this file or the workspace has been written in a place like this.', 50],
  ['source', 'The endpoint at 10.0.0.7 has closed the connection.', 4],
  ['trim', 'It says again what stands right above.', 12],
  ['show', 'It is not sure enough to be shown.', 60],
  ['show', 'Suggestions like this one you have nearly always refused.', 30],
] as const;
