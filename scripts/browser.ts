import { chromium, type Browser, type Page } from 'playwright-core';
import { ScriptError } from './project.ts';
import { findBrowser } from './systemPackages.ts';

const browserArguments = [
  // Chromium's own sandbox does not start as root in a container; the only pages opened are our own server's.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser for tests, measurements and screenshots. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  if (executablePath === undefined) {
    throw new ScriptError('No Chromium was found. Run `npm start` once, or set CHROME_PATH to a Chromium or Chrome.');
  }
  return chromium.launch({ executablePath, args: browserArguments });
}

export interface PageOptions {
  /** Device pixels for each CSS pixel: 2 for pictures that are shown large. */
  readonly scale?: number;
  /** Runs once the page is there and before it loads. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A fresh page on a VS Code window: no state of earlier windows. Returns when the workbench is drawn. */
export async function openWindow(browser: Browser, url: string, options: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: options.scale ?? 1,
  });
  const page = await context.newPage();
  await options.prepare?.(page);
  // A machine that does much else takes its time over several megabytes.
  await page.goto(url, { waitUntil: 'domcontentloaded', timeout: 120_000 });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
  return page;
}

/** Runs a command by its title, as a person does. */
export async function runFromPalette(page: Page, title: string): Promise<void> {
  await openPalette(page, title);
  await page.keyboard.press('Enter');
}

/**
 * Opens the command palette with a filter; returns when it lists a command of that text. The palette does not look
 * again while it is open, so a window that is still loading extensions is asked again, for up to a minute.
 */
export async function openPalette(page: Page, filter: string): Promise<void> {
  // Keys typed before it has the focus would go into the open file.
  const input = page.locator('.quick-input-widget .quick-input-box input:focus');
  const command = page.locator('.quick-input-list .monaco-list-row', { hasText: filter }).first();
  for (const deadline = Date.now() + 60_000; ;) {
    await page.keyboard.press('ControlOrMeta+Shift+P');
    try {
      await input.waitFor({ timeout: 5000 });
      await page.keyboard.type(filter, { delay: 5 });
      await command.waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`the palette lists no command "${filter}"`, { cause: error });
      await page.keyboard.press('Escape');
    }
  }
}
