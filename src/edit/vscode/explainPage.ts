import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ExplainEvent } from '../explain.ts';

const scheme = 'touchstone-explain';
/** A preview is drawn anew at each change. */
const drawMs = 150;
/** Older ones are read no more. */
const mostKept = 8;

/** Explanations as read-only Markdown, shown in the editor's own preview while they are written. */
export class ExplainPages implements vscode.TextDocumentContentProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #log: Log;
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '*This explanation is not kept any more. Ask for it again.*';
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** @param about a few words: what is explained */
  async show(about: string, explain: (signal: AbortSignal) => AsyncIterable<ExplainEvent>): Promise<void> {
    const name = about.replaceAll(/[\\/:*?"<>|#%\s]+/g, ' ').trim();
    const uri = vscode.Uri.from({ scheme, path: `/${++this.#count}/About ${name}.md` });
    const key = uri.toString();
    this.#texts.set(key, '');
    for (const old of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(old);
    const cancel = new AbortController();
    const options = { location: vscode.ProgressLocation.Notification, title: 'Touchstone', cancellable: true };
    let drawing: NodeJS.Timeout | undefined;
    const draw = (): void => {
      clearTimeout(drawing);
      drawing = undefined;
      this.#changed.fire(uri);
    };
    await vscode.window.withProgress(options, async (progress, token) => {
      const listening = token.onCancellationRequested(() => cancel.abort());
      progress.report({ message: `reading ${about}` });
      let isOpen = false;
      try {
        for await (const event of explain(cancel.signal)) {
          if (event.kind === 'ended') {
            if (event.why !== undefined) this.#add(key, `${event.why}\n`);
            if (event.spending) this.#log.info(`Explained ${about}. Spending: ${JSON.stringify(event.spending)}.`);
          } else this.#add(key, event.text);
          if (!isOpen) {
            isOpen = true;
            await vscode.commands.executeCommand('markdown.showPreview', uri);
          }
          drawing ??= setTimeout(draw, drawMs);
        }
      } catch (error) {
        if (isAbort(error, cancel.signal)) this.#add(key, '\n\n*It was cancelled here.*\n');
        else {
          this.#log.error(`Explaining ${about}: ${describeError(error)}`);
          this.#add(key, `\n\n**${describeError(error)}**\n`);
        }
      } finally {
        listening.dispose();
        draw();
      }
    });
  }

  #add(key: string, text: string): void {
    this.#texts.set(key, (this.#texts.get(key) ?? '') + text);
  }
}
