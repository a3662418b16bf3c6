import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openWindow, runFromPalette } from '../../scripts/browser.ts';
import { run } from '../../scripts/childProcess.ts';
import { quietSettings, writeUserSettings } from '../../scripts/editorSettings.ts';
import { cacheFolder, nodeBinary, reportAndExit, root, ScriptError } from '../../scripts/project.ts';
import { prepareServerBuild } from '../../scripts/serverBuild.ts';
import { preparePrograms } from '../../scripts/systemPackages.ts';
import { startVsCodeServer } from '../../scripts/vscodeServer.ts';
import { copyWorkspace, samplesFolder } from '../../scripts/workspaceCopy.ts';

/**
 * What our extension costs when a window opens, beside the Copilot extension that VS Code bundles, in the same windows.
 * The figures are VS Code's own (`Developer: Startup Performance`), for fresh windows on a server that is warm.
 *   npm run bench -- activation [--loads N]
 */
const ours = 'touchstone.touchstone';
const theirs = 'GitHub.copilot-chat';

/** Milliseconds: reading the bundle, `activate()` until it returns, and until what it returned has settled. */
interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

type Figure = 'load the code' | 'activate()' | 'together';

const figures: Readonly<Record<Figure, (activation: Activation) => number>> = {
  'load the code': ({ load }) => load,
  'activate()': ({ call, finish }) => call + finish,
  together: ({ load, call, finish }) => load + call + finish,
};

try {
  const { values } = parseArgs({ options: { loads: { type: 'string', default: '10' } } });
  await measure(Number(values.loads));
  process.exit(0);
} catch (error) {
  reportAndExit(error);
}

async function measure(loads: number): Promise<void> {
  await preparePrograms(['browser', 'git'], console.log);
  await prepareServerBuild(console.log);
  const built = await run(nodeBinary, [join(root, 'scripts', 'build.mjs'), '--production'], { cwd: root });
  if (built.code !== 0) throw new ScriptError(`The build failed:\n${built.output.trim()}`);

  const folder = join(cacheFolder, `bench-activation-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const workspace = await copyWorkspace(join(samplesFolder, 'typescript'), join(folder, 'workspace'));
    const dataFolder = join(folder, 'data');
    await writeUserSettings(dataFolder, { ...quietSettings, 'chat.disableAIFeatures': false }, false);
    const server = await startVsCodeServer({ dataFolder, trustEveryFolder: true });
    const browser = await launchBrowser();
    const rows: { ours: Activation; theirs: Activation }[] = [];
    // The first load warms the file cache and is not counted.
    for (let load = 0; load <= loads; load++) {
      const window = await oneLoad(browser, server.windowUrl({ folder: workspace, extension: root }));
      if (load === 0) continue;
      rows.push(window);
      console.log(
        `load ${load}: ${ours} ${figures.together(window.ours)} ms, ${theirs} ${figures.together(window.theirs)} ms`,
      );
    }
    await browser.close();
    await server.stop();
    console.log(`\n${table(rows)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function oneLoad(browser: Browser, url: string): Promise<{ ours: Activation; theirs: Activation }> {
  const page = await openWindow(browser, url, { prepare: enableBundledCopilot });
  try {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
      await sleep(5000);
      const activations = readActivations(await startupPerformance(page));
      const [us, them] = [activations.get(ours), activations.get(theirs)];
      if (us !== undefined && them !== undefined) return { ours: us, theirs: them };
    }
    throw new ScriptError(`${ours} and ${theirs} were not both active after two minutes.`);
  } finally {
    await page.context().close();
  }
}

/** VS Code keeps its bundled Copilot off until somebody signs in: this window has it on, as for a signed-in user. */
async function enableBundledCopilot(page: Page): Promise<void> {
  // As text, since it runs in the page: the workbench reads its options out of an attribute of its page.
  await page.addInitScript(`{
    const original = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = original.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
      return JSON.stringify({ ...JSON.parse(value), enabledExtensions: ['${theirs}'] });
    };
  }`);
}

/** The report's text. It is longer than what the editor draws, so it is taken over the clipboard. */
async function startupPerformance(page: Page, attempts = 4): Promise<string> {
  await runFromPalette(page, 'Developer: Startup Performance');
  try {
    await page.locator('.editor-instance .view-lines').click({ timeout: 20_000 });
    await page.locator('.view-line', { hasText: 'System Info' }).first().waitFor({ timeout: 20_000 });
  } catch (error) {
    // Another extension's page may have come to the front meanwhile.
    if (attempts <= 1) throw error;
    return startupPerformance(page, attempts - 1);
  }
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  const text = await page.evaluate<string>('navigator.clipboard.readText()');
  await runFromPalette(page, 'View: Close Editor');
  return text;
}

/** Rows of `| extension | eager | load code | call activate | finish activate | event | by |`. */
function readActivations(report: string): Map<string, Activation> {
  const table = report.split('## Extension Activation Stats')[1]?.split('\n## ')[0] ?? '';
  const activations = new Map<string, Activation>();
  for (const line of table.split('\n')) {
    const [, id, , load, call, finish] = line.split('|').map((cell) => cell.trim());
    if (id === undefined || !/^\d+$/.test(load ?? '')) continue;
    activations.set(id, { load: Number(load), call: Number(call), finish: Number(finish) });
  }
  return activations;
}

function table(rows: readonly { ours: Activation; theirs: Activation }[]): string {
  const lines = [`${rows.length} window loads, milliseconds: median (min to max)`, ''];
  lines.push(`| | ${ours} | ${theirs} | ratio of the medians |`, '|---|---|---|---|');
  for (const [name, figure] of Object.entries(figures)) {
    const us = rows.map((row) => figure(row.ours));
    const them = rows.map((row) => figure(row.theirs));
    const ratio = median(us) < 1 ? 'ours is under 1 ms' : `1 : ${(median(them) / median(us)).toFixed(1)}`;
    lines.push(`| ${name} | ${spread(us)} | ${spread(them)} | ${ratio} |`);
  }
  return lines.join('\n');
}

function spread(values: readonly number[]): string {
  return `${median(values)} (${Math.min(...values)} to ${Math.max(...values)})`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
