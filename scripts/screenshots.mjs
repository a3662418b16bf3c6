// Takes the README's pictures from the running editor into media/screenshots/.
//   npm run screenshots [-- --scene NAME]
// A scene is what a person does in a fresh window on a fresh sample; the picture is what the window then shows.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, openPalette, openWindow, runFromPalette } from './browser.ts';
import { run } from './childProcess.ts';
import { quietSettings, writeUserSettings } from './editorSettings.ts';
import { cacheFolder, nodeBinary, reportAndExit, root, ScriptError } from './project.ts';
import { prepareServerBuild } from './serverBuild.ts';
import { preparePrograms } from './systemPackages.ts';
import { startVsCodeServer } from './vscodeServer.ts';
import { copyWorkspace, samplesFolder } from './workspaceCopy.ts';

/**
 * `play` gets Playwright's page once the editor shows `file` and the extension is active. It ends when what the
 * picture needs can be seen: wait for texts and elements, never for a time.
 *
 * `prepare` gets the sample's folder before it is opened.
 *
 * @type {{ name: string, sample: string, file: string, prepare?: (folder: string) => Promise<void>, play: (page: import('playwright-core').Page) => Promise<void> }[]}
 */
const scenes = [
  {
    name: 'palette',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: (page) => openPalette(page, 'Touchstone: '),
  },
  {
    name: 'approve',
    sample: 'python',
    file: 'tests/test_quote.py',
    play: (page) => startFix(page, 'python3 -m unittest'),
  },
  {
    name: 'progress',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await startFix(page, 'npm test');
      await page.keyboard.press('Enter');
      const tried = embedded(page)
        .locator('.counts')
        .filter({ hasText: /[1-9]\d* of \d+ candidates tried/ });
      await tried.waitFor({ timeout: 120_000 });
    },
  },
  {
    name: 'review',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await fixAndReview(page);
      await page.locator('.monaco-list-row', { hasText: 'candidates tried' }).waitFor();
    },
  },
  {
    name: 'attempts',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await fixAndReview(page);
      await runFromPalette(page, 'Touchstone: Show Every Attempt of the Fix');
      await inSomePage(page, '.diff .added');
    },
  },
  {
    name: 'fix-test',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await fixAndReview(page);
      await runFromPalette(page, 'Touchstone: Close Review');
      await page.locator('.codelens-decoration', { hasText: 'Fix This Test' }).first().waitFor();
    },
  },
  {
    name: 'edit',
    sample: 'typescript',
    file: 'src/split.ts',
    play: async (page) => {
      // The name of the function, in line 7.
      await page.keyboard.press('Control+Home');
      for (let line = 1; line < 7; line++) await page.keyboard.press('ArrowDown');
      for (let word = 0; word < 3; word++) await page.keyboard.press('Control+ArrowRight');
      const menu = page.locator('.action-widget', { hasText: 'Simplify splitEvenly with Touchstone' });
      // The language's own server may be starting still: an early menu lacks its part, and a key may come to nothing.
      for (let tries = 0; tries < 20 && !(await menu.isVisible()); tries++) {
        await page.keyboard.press('Control+.');
        await page.waitForTimeout(1500);
      }
      await menu.waitFor();
    },
  },
  {
    name: 'edit-plan',
    sample: 'typescript',
    file: 'src/split.ts',
    play: async (page) => {
      await untilIndexed(page);
      await runFromPalette(page, 'Touchstone: Change Across Files…');
      await page.locator('.quick-input-title', { hasText: 'across files' }).waitFor();
      await page.keyboard.type('rename splitEvenly to splitFairly', { delay: 5 });
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Change them' }).waitFor();
    },
  },
  {
    name: 'chat',
    sample: 'typescript',
    file: 'src/split.ts',
    play: async (page) => {
      await untilIndexed(page);
      await runFromPalette(page, 'Touchstone: Ask in the Chat');
      await inSomePage(page, '.composer textarea:focus');
      // The editor's, which leaves more for the chat.
      for (let wider = 0; wider < 4; wider++) await runFromPalette(page, 'Decrease Current View Size');
      await runFromPalette(page, 'Touchstone: Ask in the Chat');
      await inSomePage(page, '.composer textarea:focus');
      await page.keyboard.type('What calls `splitEvenly`?', { delay: 5 });
      await page.keyboard.press('Enter');
      await inSomePage(page, 'article.answered:not(.making) a.place');
    },
  },
  {
    name: 'walkthrough',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await runFromPalette(page, 'Welcome: Open Walkthrough...');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Touchstone' }).waitFor();
      await page.keyboard.type('Touchstone');
      await page.keyboard.press('Enter');
      await page.locator('.getting-started-step', { hasText: 'Fix a failing test' }).first().waitFor();
      await embedded(page).getByText('A fix that has been run').waitFor();
    },
  },
  {
    name: 'choose-model',
    sample: 'typescript',
    file: 'test/split.test.ts',
    play: async (page) => {
      await runFromPalette(page, 'Touchstone: Choose Model');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'No model (offline)' }).waitFor();
    },
  },
  {
    name: 'search',
    sample: 'typescript',
    file: 'src/settle.ts',
    play: async (page) => {
      await untilIndexed(page);
      await runFromPalette(page, 'Touchstone: Search Codebase');
      await page.locator('.quick-input-title', { hasText: 'Search Codebase' }).waitFor();
      await page.keyboard.type('who pays the cents that are left over', { delay: 5 });
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'src/split.ts' }).first().waitFor();
      // Moves through the list until the place is shown.
      for (let moves = 0; moves < 8 && !(await isShown(page, 'split.ts')); moves++) {
        await page.keyboard.press('ArrowDown');
        await page.waitForTimeout(400);
      }
    },
  },
  {
    name: 'context',
    sample: 'typescript',
    file: 'src/group.ts',
    play: async (page) => {
      await untilIndexed(page);
      await page.locator('.view-line', { hasText: 'splitEvenly(' }).first().click();
      await runFromPalette(page, 'Touchstone: Show Context for This Place');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'defines' }).first().waitFor();
    },
  },
  {
    name: 'index',
    sample: 'typescript',
    file: 'src/settle.ts',
    prepare: async (folder) => {
      await writeFile(join(folder, '.env'), 'BANK_TOKEN=none\n');
      await mkdir(join(folder, 'built'));
      await writeFile(join(folder, 'built', 'settle.js'), 'export {};\n');
      await writeFile(join(folder, '.gitignore'), 'node_modules/\nbuilt/\n');
    },
    play: async (page) => {
      await untilIndexed(page);
      await runFromPalette(page, 'Touchstone: Show Index');
      await page.locator('.pane-header', { hasText: 'Review' }).click();
      await page.locator('.pane-header', { hasText: 'Fix' }).click();
      await page.locator('.monaco-list-row', { hasText: 'Indexed' }).first().click();
      await page.locator('.monaco-list-row', { hasText: 'Ignored' }).click();
      await page.locator('.monaco-list-row', { hasText: 'Secrets' }).click();
      await page.locator('.monaco-list-row', { hasText: 'a kind of file that holds secrets' }).waitFor();
    },
  },
  {
    name: 'completion',
    sample: 'typescript',
    file: 'src/settle.ts',
    prepare: async (folder) => {
      // So little code leaves the engine rather unsure.
      await mkdir(join(folder, '.vscode'));
      await writeFile(join(folder, '.vscode', 'settings.json'), '{ "touchstone.completion.eagerness": 1 }\n');
    },
    play: async (page) => {
      await untilIndexed(page);
      await atEnd(page, 'export function owed(balances: Map<string, Cents>): Payment[] {\nconst payments: P');
      await page.locator('.ghost-text-decoration').first().waitFor({ timeout: 30_000 });
      await page.mouse.move(10, 10);
    },
  },
  {
    name: 'completion-menu',
    sample: 'typescript',
    file: 'src/settle.ts',
    play: async (page) => {
      await untilIndexed(page);
      await atEnd(page, '// Whoever owes nothing');
      await page.locator('.statusbar-item [aria-label*="No suggestion"]').waitFor({ timeout: 30_000 });
      await page.locator('.statusbar-item', { hasText: 'Touchstone:' }).click();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose Model for Completion' }).waitFor();
      // It is faded in.
      await page.waitForTimeout(500);
    },
  },
  {
    name: 'indexing',
    sample: 'typescript',
    file: 'src/settle.ts',
    prepare: async (folder) => {
      await mkdir(join(folder, 'src', 'ledgers'));
      for (let at = 0; at < 4000; at++) await writeFile(join(folder, 'src', 'ledgers', `ledger${at}.ts`), ledger(at));
    },
    play: async (page) => {
      await untilIndexed(page);
      await runFromPalette(page, 'Touchstone: Rebuild Index');
      await page.locator('.statusbar-item', { hasText: /Indexing [1-9][\d,]* of/ }).waitFor({ timeout: 60_000 });
    },
  },
];

/** Types below the last line, as a person does. */
async function atEnd(page, text) {
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type(text, { delay: 40 });
}

/** The page of the index has something to show, and a search finds everything. */
function untilIndexed(page) {
  return page.locator('.statusbar-item .codicon-database').waitFor({ timeout: 60_000 });
}

async function isShown(page, name) {
  return (await page.locator('.tab.active', { hasText: name }).count()) > 0;
}

/** A file that takes a moment to read. */
function ledger(at) {
  const rows = Array.from({ length: 40 }, (_, row) => `  ['row ${row}', ${row * at}],`).join('\n');
  return `/** Ledger ${at}. */\nexport const ledger${at} = new Map<string, number>([\n${rows}\n]);\n`;
}

/** From the palette to the question whether the test command may run. */
async function startFix(page, command) {
  await runFromPalette(page, 'Touchstone: Fix This Issue');
  const asked = page.locator('.quick-input-widget');
  await asked.filter({ hasText: 'What is wrong?' }).waitFor();
  await page.keyboard.press('Enter');
  await asked.filter({ hasText: `Run “${command}` }).waitFor({ timeout: 60_000 });
}

/** Until its proposal is open. */
async function fixAndReview(page) {
  await startFix(page, 'npm test');
  await page.keyboard.press('Enter');
  await page.locator('.review-widget', { hasText: 'Hunk 1 of 1' }).waitFor({ timeout: 120_000 });
}

/** What an extension draws is a page in a page in a page. */
function embedded(page) {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

/** Several extensions' pages may be open; the element is in one of them. */
async function inSomePage(page, selector) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await page.waitForTimeout(100)) {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator(selector)
          .filter({ visible: true })
          .count()
          .catch(() => 0)) > 0
      )
        return;
    }
  }
  throw new ScriptError(`No page shows ${selector}.`);
}

const pictures = join(root, 'media', 'screenshots');
const scratch = join(cacheFolder, `screenshots-${process.pid}`);

try {
  const { values } = parseArgs({ options: { scene: { type: 'string' } } });
  const chosen = scenes.filter((scene) => values.scene === undefined || scene.name === values.scene);
  if (chosen.length === 0) {
    throw new ScriptError(`There is no scene "${values.scene}". Scenes: ${scenes.map(({ name }) => name).join(', ')}.`);
  }
  await preparePrograms(['browser', 'git'], console.log);
  await prepareServerBuild(console.log);
  const built = await run(nodeBinary, [join(root, 'scripts', 'build.mjs')], { cwd: root });
  if (built.code !== 0) throw new ScriptError(`The build failed:\n${built.output.trim()}`);
  await mkdir(pictures, { recursive: true });
  const dataFolder = join(scratch, 'data');
  await writeUserSettings(dataFolder, quietSettings, false);
  const server = await startVsCodeServer({ dataFolder, trustEveryFolder: true });
  const browser = await launchBrowser();
  for (const scene of chosen) console.log(await take(scene, server, browser));
  await browser.close();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
} catch (error) {
  await rm(scratch, { recursive: true, force: true });
  reportAndExit(error);
}

async function take({ name, sample, file, prepare, play }, server, browser) {
  // The folder's name is in the picture.
  const folder = await copyWorkspace(join(samplesFolder, sample), join(scratch, name, sample));
  await prepare?.(folder);
  const url = server.windowUrl({ folder, extension: root, file: join(folder, file) });
  const page = await openWindow(browser, url);
  try {
    await page.waitForSelector('.editor-instance .view-line:has-text("import")', { timeout: 60_000 });
    await page
      .locator('.statusbar', { hasText: 'Activating Extensions' })
      .waitFor({ state: 'hidden', timeout: 60_000 });
    await page.click('.editor-instance .view-lines');
    await play(page);
    const path = join(pictures, `${name}.png`);
    await page.screenshot({ path });
    return path;
  } catch (error) {
    const seen = join(scratch, '..', `scene-${name}-failed.png`);
    await page.screenshot({ path: seen });
    throw new ScriptError(`The scene "${name}" did not play to its end (seen: ${seen}).\n${error.message}`);
  } finally {
    await page.context().close();
  }
}
