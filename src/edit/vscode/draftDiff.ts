import * as vscode from 'vscode';
import type { WorkspacePath } from '../../testing/report.ts';
import { closeDraftTabs, draftScheme } from './draftTabs.ts';

/**
 * A diff that grows while an answer is written: the file as it was when it was asked for, and with the edits so far.
 * Both sides are virtual, so nothing that is written in between can reach the user's file.
 */
export class DraftDiff implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(draftScheme, this);
  readonly #texts = new Map<string, string>();
  #drafts = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** @param before what a file reads without the edits; undefined for one that is to come. */
  begin(folder: vscode.Uri, before: (path: WorkspacePath) => Promise<string | undefined>): Draft {
    const id = ++this.#drafts;
    const set = (uri: vscode.Uri, text: string): void => {
      const key = uri.toString();
      if (this.#texts.get(key) === text) return;
      const isNew = !this.#texts.has(key);
      this.#texts.set(key, text);
      if (!isNew) this.#changed.fire(uri);
    };
    return new Draft(id, folder, before, set, () => {
      for (const key of this.#texts.keys())
        if (vscode.Uri.parse(key).query.startsWith(`${id}.`)) this.#texts.delete(key);
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.#registration, this.#changed).dispose();
  }
}

/** One answer while it is written. */
export class Draft {
  readonly #id: number;
  readonly #folder: vscode.Uri;
  readonly #before: (path: WorkspacePath) => Promise<string | undefined>;
  readonly #set: (uri: vscode.Uri, text: string) => void;
  readonly #forget: () => void;
  readonly #shown = new Map<WorkspacePath, string>();
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(
    id: number,
    folder: vscode.Uri,
    before: (path: WorkspacePath) => Promise<string | undefined>,
    set: (uri: vscode.Uri, text: string) => void,
    forget: () => void,
  ) {
    this.#id = id;
    this.#folder = folder;
    this.#before = before;
    this.#set = set;
    this.#forget = forget;
  }

  /**
   * Shows the texts so far: the diff of the file that has changed last.
   * @param mayTakeFocus nobody types elsewhere
   */
  show(texts: ReadonlyMap<WorkspacePath, string>, mayTakeFocus: () => boolean): Promise<void> {
    return (this.#turn = this.#turn.then(async () => {
      for (const [path, after] of texts) {
        if (this.#isOver) return;
        if (this.#shown.get(path) === after) continue;
        const isNew = !this.#shown.has(path);
        this.#shown.set(path, after);
        const right = this.#uri(path, 'after');
        if (isNew) this.#set(this.#uri(path, 'before'), (await this.#before(path)) ?? '');
        this.#set(right, after);
        if (isNew) await this.#open(path, !mayTakeFocus());
      }
    }));
  }

  /** An answer that was sent back counts for nothing. */
  async clear(): Promise<void> {
    await this.#turn;
    for (const path of this.#shown.keys()) this.#set(this.#uri(path, 'after'), (await this.#before(path)) ?? '');
    for (const path of this.#shown.keys()) this.#shown.set(path, '');
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#turn.catch(() => undefined);
    await closeDraftTabs((uri) => uri.query.startsWith(`${this.#id}.`));
    this.#forget();
  }

  async #open(path: WorkspacePath, preserveFocus: boolean): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const [before, after] = [this.#uri(path, 'before'), this.#uri(path, 'after')];
    const title = `${name} (being written)`;
    await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true, preserveFocus });
  }

  #uri(path: WorkspacePath, side: 'before' | 'after'): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, path).with({
      scheme: draftScheme,
      authority: '',
      query: `${this.#id}.${side}`,
    });
  }
}
