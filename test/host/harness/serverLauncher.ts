import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow } from '../../../scripts/browser.ts';
import { quietSettings, writeUserSettings } from '../../../scripts/editorSettings.ts';
import { root } from '../../../scripts/project.ts';
import { startVsCodeServer, type VsCodeServer } from '../../../scripts/vscodeServer.ts';
import type { HostLauncher, HostRequest, HostWindow } from './hostLauncher.ts';

/** VS Code's server build in headless Chromium: one browser, and one server for each environment and set of extensions. */
export class ServerLauncher implements HostLauncher {
  readonly #folder: string;
  readonly #servers = new Map<string, { server: VsCodeServer; dataFolder: string }>();
  #browser: Browser | undefined;

  /** `folder` takes the servers' data, one folder each. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(request: HostRequest): Promise<HostWindow> {
    const { server, dataFolder } = await this.#serverFor(request);
    await writeUserSettings(dataFolder, { ...quietSettings, ...request.settings }, false);
    this.#browser ??= await launchBrowser();
    const url = server.windowUrl({ folder: request.workspace, extension: root, tests: request.tests });
    const page = await openWindow(this.#browser, url);
    return {
      page,
      ended: server.ended,
      logsFolder: () => server.logsFolder(),
      output: () => server.output(),
      close: () => page.context().close(),
    };
  }

  async #serverFor({ env, trusted, extensions }: HostRequest): Promise<{ server: VsCodeServer; dataFolder: string }> {
    const key = JSON.stringify([trusted, extensions, Object.entries(env).sort()]);
    const running = this.#servers.get(key);
    if (running !== undefined) return running;
    const dataFolder = join(this.#folder, `server-${this.#servers.size + 1}`);
    // A page names one extension under development, so what comes besides is installed.
    for (const folder of extensions)
      await cp(folder, join(dataFolder, 'extensions', basename(folder)), { recursive: true });
    const server = await startVsCodeServer({ dataFolder, trustEveryFolder: trusted, env });
    const started = { server, dataFolder };
    this.#servers.set(key, started);
    return started;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await Promise.all([...this.#servers.values()].map(({ server }) => server.stop()));
  }
}
