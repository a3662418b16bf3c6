import { mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { openPalette } from '../../../scripts/browser.ts';
import type { BridgeReply, BridgeRequest, Numbered, SessionReport } from './bridgeProtocol.ts';

/** What the runner wants to know of a session while it goes on. */
export interface BridgeEvents {
  started(): void;
  print(line: string): void;
  finished(report: SessionReport): void;
}

/** The runner's end of the bridge: does with a page what the extension host asks. */
export class BridgeServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #page: () => Page;
  readonly #screenshots: string;
  readonly #events: BridgeEvents;

  static async listen(
    path: string,
    page: () => Page,
    screenshots: string,
    events: BridgeEvents,
  ): Promise<BridgeServer> {
    const bridge = new BridgeServer(page, screenshots, events);
    await new Promise<void>((resolve, reject) => {
      bridge.#server.once('error', reject).listen(path, resolve);
    });
    return bridge;
  }

  private constructor(page: () => Page, screenshots: string, events: BridgeEvents) {
    this.#page = page;
    this.#screenshots = screenshots;
    this.#events = events;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  close(): void {
    this.#sockets.forEach((socket) => socket.destroy());
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    // Keys arrive in the order in which they were asked for.
    let last = Promise.resolve();
    createInterface({ input: socket }).on('line', (line) => {
      const { id, body } = JSON.parse(line) as Numbered<BridgeRequest>;
      last = last.then(async () => {
        const reply = await this.#answer(body);
        const message: Numbered<BridgeReply> = { id, body: reply };
        socket.write(`${JSON.stringify(message)}\n`);
      });
    });
  }

  async #answer(request: BridgeRequest): Promise<BridgeReply> {
    try {
      return { kind: 'done', texts: await this.#act(request) };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  async #act(request: BridgeRequest): Promise<readonly string[]> {
    switch (request.kind) {
      case 'started':
        this.#events.started();
        return [];
      case 'print':
        this.#events.print(request.line);
        return [];
      case 'finished':
        this.#events.finished(request.report);
        return [];
      case 'press':
        await this.#page().keyboard.press(forThisSystem(request.keys));
        return [];
      case 'type':
        await this.#page().keyboard.type(request.text, { delay: 5 });
        return [];
      case 'openPalette':
        await openPalette(this.#page(), request.filter);
        return [];
      case 'click': {
        const found = await this.#visible(request.selector, request.timeoutMs);
        await found.click({ timeout: request.timeoutMs });
        return [];
      }
      case 'waitForText':
        await this.#untilText(request.text, request.timeoutMs);
        return [];
      case 'waitForSelector':
        await this.#visible(request.selector, request.timeoutMs);
        return [];
      case 'waitUntilGone':
        await this.#untilGone(request.selector, request.timeoutMs);
        return [];
      case 'handOver':
        await this.#handOver(request);
        return [];
      case 'untilIdle':
        await this.#page().evaluate('new Promise((done) => requestIdleCallback(done, { timeout: 10000 }))');
        return [];
      case 'readTexts':
        return this.#texts(request.selector);
      case 'timePress':
        return [String(await this.#timePress(request))];
      case 'accessibilityFaults':
        return this.#accessibilityFaults(request.selector);
      case 'screenshot': {
        await mkdir(this.#screenshots, { recursive: true });
        const path = join(this.#screenshots, `${request.name}.png`);
        await this.#page().screenshot({ path });
        return [path];
      }
    }
  }

  /** What a paste or a drop brings is made in the page: no system's clipboard holds files for a test. */
  async #handOver({ selector, event, items, timeoutMs }: BridgeRequest & { kind: 'handOver' }): Promise<void> {
    const found = await this.#visible(selector, timeoutMs);
    const script = `(() => {
      const data = new DataTransfer();
      for (const { type, text, name, base64 } of ${JSON.stringify(items)})
        if (base64 === undefined) data.setData(type, text);
        else data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name, { type }));
      const settings = { bubbles: true, cancelable: true };
      return ${event === 'paste'}
        ? new ClipboardEvent('paste', { ...settings, clipboardData: data })
        : new DragEvent('drop', { ...settings, dataTransfer: data });
    })()`;
    await found.evaluate((target: EventTarget, source: string) => {
      target.dispatchEvent((0, eval)(source) as Event);
    }, script);
  }

  /** From a key's own time stamp to the first frame in which something holds, by the clock of the window. */
  async #timePress({ keys, script, timeoutMs }: BridgeRequest & { kind: 'timePress' }): Promise<number> {
    // In two steps: a key overtakes a script that the window has not begun to run.
    await this.#page().evaluate(`void (window.touchstoneTimed = new Promise((done, failed) => {
      const holds = () => { ${script} };
      const deadline = performance.now() + ${timeoutMs};
      let pressed;
      const onKey = (event) => {
        if (!['Alt', 'Control', 'Shift', 'Meta'].includes(event.key)) pressed ??= event.timeStamp;
      };
      addEventListener('keydown', onKey, true);
      const look = () => {
        const isSeen = holds() && pressed !== undefined;
        if (!isSeen && performance.now() < deadline) return requestAnimationFrame(look);
        removeEventListener('keydown', onKey, true);
        if (isSeen) done(performance.now() - pressed);
        else failed(new Error('nothing came of the key'));
      };
      holds();
      requestAnimationFrame(look);
    }))`);
    await this.#page().keyboard.press(forThisSystem(keys));
    return Number(await this.#page().evaluate('window.touchstoneTimed'));
  }

  async #visible(selector: string, timeoutMs: number): Promise<Locator> {
    const found = await poll(timeoutMs, () => this.#firstVisible(selector));
    if (found === undefined) throw new Error(`nothing visible for ${selector} within ${timeoutMs / 1000} s`);
    return found;
  }

  async #untilGone(selector: string, timeoutMs: number): Promise<void> {
    const gone = await poll(timeoutMs, async () =>
      (await this.#firstVisible(selector)) === undefined ? true : undefined,
    );
    if (gone === undefined) throw new Error(`${selector} is still visible after ${timeoutMs / 1000} s`);
  }

  async #firstVisible(selector: string): Promise<Locator | undefined> {
    for (const frame of this.#page().frames()) {
      const first = frame.locator(selector).filter({ visible: true }).first();
      // A frame may go away while it is asked.
      if ((await first.count().catch(() => 0)) > 0) return first;
    }
    return undefined;
  }

  async #texts(selector: string): Promise<readonly string[]> {
    const texts: string[] = [];
    for (const frame of this.#page().frames()) {
      const all = frame.locator(selector).filter({ visible: true });
      texts.push(...(await all.allInnerTexts().catch(() => [])).map(flat));
    }
    return texts;
  }

  /** What a checker finds in the frame of an element that is serious or worse. */
  async #accessibilityFaults(selector: string): Promise<readonly string[]> {
    for (const frame of this.#page().frames()) {
      if (
        (await frame
          .locator(selector)
          .filter({ visible: true })
          .count()
          .catch(() => 0)) === 0
      )
        continue;
      await frame.evaluate(axe.source);
      const found = await frame.evaluate<axe.AxeResults>(`(async () => {
        // A page of the side bar is transparent: what is behind it is the editor's, which is not asked from inside.
        const { style } = document.documentElement;
        style.background = getComputedStyle(document.documentElement).getPropertyValue('--vscode-sideBar-background');
        try {
          return await axe.run(document, { resultTypes: ['violations'] });
        } finally {
          style.background = '';
        }
      })()`);
      return found.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
    }
    throw new Error(`nothing visible for ${selector}`);
  }

  async #untilText(text: string, timeoutMs: number): Promise<void> {
    const wanted = flat(text);
    const found = await poll(timeoutMs, async () => {
      for (const frame of this.#page().frames()) {
        const shown = await frame
          .locator('body')
          .innerText({ timeout: 2000 })
          .catch(() => '');
        if (flat(shown).includes(wanted)) return true;
      }
      return undefined;
    });
    if (found === undefined) throw new Error(`the window did not show "${text}" within ${timeoutMs / 1000} s`);
  }
}

async function poll<T>(timeoutMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const deadline = Date.now() + timeoutMs; ; await sleep(100)) {
    const found = await look();
    if (found !== undefined || Date.now() >= deadline) return found;
  }
}

/** The editor draws blanks as non-breaking ones and breaks lines where it likes. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function forThisSystem(keys: string): string {
  return process.platform === 'darwin' ? keys.replace(/\bControl\b/g, 'Meta') : keys;
}
