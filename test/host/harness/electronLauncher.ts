import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { downloadDesktop, hasDisplay } from '../../../scripts/desktop.ts';
import { endTree, spawnTree } from '../../../scripts/childProcess.ts';
import { quietSettings, writeUserSettings } from '../../../scripts/editorSettings.ts';
import { childEnvironment, root, ScriptError } from '../../../scripts/project.ts';
import type { HostLauncher, HostRequest, HostWindow } from './hostLauncher.ts';

/** Desktop VS Code, downloaded by `@vscode/test-electron`. The keyboard reaches it over Chromium's debugging port. */
export class ElectronLauncher implements HostLauncher {
  readonly #executable: string;
  readonly #folder: string;
  #opened = 0;

  /** Throws a `ScriptError` where it cannot run, so that the caller can take the server build instead. */
  static async prepare(folder: string, say: (line: string) => void): Promise<ElectronLauncher> {
    if (!hasDisplay()) {
      throw new ScriptError(
        'Desktop VS Code needs a display (on a server: `xvfb-run npm run test:host -- --electron`).',
      );
    }
    return new ElectronLauncher(await downloadDesktop(say), folder);
  }

  private constructor(executable: string, folder: string) {
    this.#executable = executable;
    this.#folder = folder;
  }

  async open(request: HostRequest): Promise<HostWindow> {
    const dataFolder = join(this.#folder, `desktop-${++this.#opened}`);
    await writeUserSettings(dataFolder, { ...quietSettings, ...request.settings }, false);
    const args = [
      ...(request.workspace === undefined ? ['--new-window'] : [request.workspace]),
      ...[root, ...request.extensions].map((folder) => `--extensionDevelopmentPath=${folder}`),
      `--extensionTestsPath=${request.tests}`,
      `--user-data-dir=${dataFolder}`,
      `--extensions-dir=${join(dataFolder, 'extensions')}`,
      // 0: any free port; the address is printed.
      '--remote-debugging-port=0',
      ...(request.trusted ? ['--disable-workspace-trust'] : []),
      ...['--skip-welcome', '--skip-release-notes', '--disable-updates', '--disable-telemetry', '--disable-gpu'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    const child = spawnTree(this.#executable, args, { env: childEnvironment(request.env) });
    let printed = '';
    const keep = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const output = (): string => printed.trim().split('\n').slice(-15).join('\n');
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', () => resolve(output()));
    });
    const browser = await connect(() => printed, child);
    const page = await workbenchPage(browser);
    return {
      page,
      ended,
      logsFolder: async () => {
        const newest = (await readdir(join(dataFolder, 'logs'))).sort().at(-1);
        return newest === undefined ? undefined : join(dataFolder, 'logs', newest);
      },
      output,
      close: async () => {
        // Desktop VS Code ends by itself when the tests have ended.
        await browser.close().catch(() => undefined);
        await endTree(child);
      },
    };
  }

  async close(): Promise<void> {}
}

async function connect(printed: () => string, child: ChildProcess): Promise<Browser> {
  for (let waited = 0; waited < 60_000 && child.exitCode === null; waited += 200) {
    const address = /DevTools listening on (ws:\S+)/.exec(printed())?.[1];
    if (address !== undefined) return chromium.connectOverCDP(address);
    await sleep(200);
  }
  await endTree(child);
  throw new ScriptError(`Desktop VS Code did not start:\n${printed().trim().split('\n').slice(-15).join('\n')}`);
}

async function workbenchPage(browser: Browser): Promise<Page> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    for (const page of browser.contexts().flatMap((context) => context.pages())) {
      if ((await page.locator('.monaco-workbench .part.statusbar').count()) > 0) return page;
    }
    await sleep(200);
  }
  throw new ScriptError('Desktop VS Code opened no window.');
}
