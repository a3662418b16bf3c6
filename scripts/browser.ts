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

/** A fresh page on a VS Code window: no state of earlier windows. Returns when the workbench is drawn. */
export async function openWindow(browser: Browser, url: string, scale = 1): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
  return page;
}
