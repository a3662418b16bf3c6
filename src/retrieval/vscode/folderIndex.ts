import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { IndexStatus } from '../indexStatus.ts';
import type { FolderStand } from '../indexWords.ts';
import type { Visit } from '../placeRequest.ts';
import type { FileChange } from '../node/fileIntake.ts';
import type { IndexSettings, WorkspaceIndex } from '../node/workspaceIndex.ts';
import { askToEmbed, type EmbeddingAccess } from './approveEmbedding.ts';

export interface FolderSettings {
  readonly enabled: boolean;
  readonly index: IndexSettings;
}

export interface FolderDeps {
  /** Absolute paths of the bundled threads and of what is stored. */
  readonly assets: string;
  readonly storage: string;
  readonly log: Log;
  readonly settingsOf: (folder: vscode.WorkspaceFolder) => FolderSettings;
  readonly embedding: EmbeddingAccess;
  /** Remembers where nothing is to be embedded. */
  readonly state: vscode.Memento;
  readonly onChange: () => void;
}

/** The index of one workspace folder: opened and closed as the settings say, and told what changes. */
export class FolderIndex implements vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder;
  readonly #deps: FolderDeps;
  #stand: FolderStand = { kind: 'starting' };
  #index: WorkspaceIndex | undefined;
  /** Openings and closings, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #wanted = '';
  #opening = new AbortController();
  #mostBytes = 0;
  #isClosed = false;
  #isPaused = false;
  #isTyping = false;
  #isHeld = false;
  #isCleared = false;
  #lastBreak = Number.NEGATIVE_INFINITY;
  /** Paths whose files may have changed. What an editor holds of them is looked up when they are told. */
  readonly #changed = new Set<string>();
  #telling: Promise<void> = Promise.resolve();
  readonly #visits = new Map<string, Visit>();
  #visiting: NodeJS.Timeout | undefined;
  #due: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;

  constructor(folder: vscode.WorkspaceFolder, deps: FolderDeps) {
    this.folder = folder;
    this.#deps = deps;
  }

  get stand(): FolderStand {
    return this.#stand;
  }

  /** Opens the index, or opens it anew when the settings ask for another one. */
  configure(): void {
    const settings = this.#deps.settingsOf(this.folder);
    const wanted = JSON.stringify(settings);
    if (this.#isClosed || wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#opening.abort();
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    this.#turn = this.#turn.then(() => this.#reopen(settings, signal));
  }

  /** The index once it can be searched; undefined when there is none, as `stand` says. */
  async opened(signal: AbortSignal): Promise<WorkspaceIndex | undefined> {
    await orAborted(this.#turn, signal);
    return this.#isCleared ? undefined : this.#index;
  }

  /** The path that the index has for a file; undefined for one that is not in the folder. */
  pathOf(uri: vscode.Uri): string | undefined {
    const top = this.folder.uri.path.replace(/\/$/, '');
    if (uri.scheme !== this.folder.uri.scheme || !uri.path.startsWith(`${top}/`)) return undefined;
    return uri.path.slice(top.length + 1);
  }

  uriOf(place: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folder.uri, place);
  }

  /** Files may have changed, on disk or in an editor. Told to the index after so many milliseconds, all at once. */
  change(places: Iterable<string>, afterMs: number): void {
    for (const place of places) this.#changed.add(place);
    const at = Date.now() + afterMs;
    if (this.#changed.size === 0 || (this.#due && this.#due.at <= at)) return;
    clearTimeout(this.#due?.timer);
    this.#due = { at, timer: setTimeout(() => void this.tellChanges(), afterMs) };
  }

  /** When it resolves, searches know of everything that `change` was called for. */
  tellChanges(): Promise<void> {
    clearTimeout(this.#due?.timer);
    this.#due = undefined;
    const index = this.#index;
    if (!index || this.#isCleared || this.#changed.size === 0) return this.#telling;
    const places = [...this.#changed];
    this.#changed.clear();
    const unsaved = this.#unsaved();
    const isMany = places.length > mostChanges;
    const changes = places.flatMap((path): FileChange[] => {
      const text = unsaved.get(path);
      if (text !== undefined) return [{ path, unsaved: text }];
      return isMany ? [] : [{ path }];
    });
    this.#telling = this.#telling.then(async () => {
      try {
        if (isMany) await index.rescan();
        await index.update(changes);
      } catch (error) {
        // Its end is told by `onBroken`, or it was closed.
        this.#deps.log.debug(`Changes of ${this.folder.name} were not indexed: ${describeError(error)}`);
      }
    });
    return this.#telling;
  }

  /** Compares the whole folder with the index, by content where the dates differ. */
  rescan(): void {
    if (this.#isCleared) return;
    this.#act((index) => index.rescan());
  }

  /** The user looks or types there. Told now and then, the last of each line. */
  visit(visit: Visit): void {
    this.#visits.set(`${visit.kind}:${visit.path}:${visit.line}`, visit);
    this.#visiting ??= setTimeout(() => {
      this.#visiting = undefined;
      const visits = [...this.#visits.values()];
      this.#visits.clear();
      this.#act((index) => index.touch(visits));
    }, visitsMs);
  }

  /** Another embedding model is configured, or none; the same one is asked for again where it was declined. */
  useEmbedder(): void {
    this.#turn = this.#turn.then(() => this.#act((index) => index.useEmbedder(this.#deps.embedding.current)));
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** By the user, until the user says otherwise. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused && this.#isCleared) void this.rebuild();
    this.#hold();
    this.#show();
  }

  /** The build yields to the keyboard; nobody is told, since it is over in a moment. */
  setTyping(isTyping: boolean): void {
    this.#isTyping = isTyping && this.#stand.kind === 'open' && this.#stand.status.phase !== 'ready';
    this.#hold();
  }

  async clear(): Promise<void> {
    await this.#turn;
    if (!this.#index) return;
    this.#isCleared = true;
    this.#changed.clear();
    this.#show();
    await this.#telling;
    await this.#index.clear();
  }

  async rebuild(): Promise<void> {
    await this.#turn;
    if (this.#isCleared) this.useEmbedder();
    this.#isCleared = false;
    if (this.#isPaused) this.setPaused(false);
    if (this.#index) {
      await this.#index.rebuild();
      this.#show();
      this.change(this.#unsaved().keys(), 0);
    } else {
      this.#wanted = '';
      this.configure();
    }
  }

  /** Resolves when everything can be searched. @throws TouchstoneError when it cannot. */
  async settled(signal: AbortSignal): Promise<void> {
    const index = await this.opened(signal);
    if (this.#stand.kind === 'failed') throw new TouchstoneError(this.#stand.message, this.#stand.next);
    await this.tellChanges();
    await index?.settled(signal);
  }

  dispose(): void {
    void this.close();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#opening.abort();
    clearTimeout(this.#due?.timer);
    clearTimeout(this.#visiting);
    this.#turn = this.#turn.then(() => this.#shut());
    await this.#turn;
  }

  async #reopen(settings: FolderSettings, signal: AbortSignal): Promise<void> {
    await this.#shut();
    if (signal.aborted || this.#isClosed) return;
    this.#isCleared = false;
    if (!settings.enabled) return this.#become({ kind: 'off' });
    this.#become({ kind: 'starting' });
    this.#mostBytes = settings.index.mostBytes;
    const { assets, storage, log, embedding, state } = this.#deps;
    let last: IndexStatus | undefined;
    const onStatus = (status: IndexStatus): void => {
      last = status;
      if (!signal.aborted && this.#index) this.#show(status);
    };
    const onBroken = (error: TouchstoneError): void => {
      if (!signal.aborted) this.#recover(error);
    };
    try {
      // Here and not at the top: it is no part of what the editor loads when it starts.
      const { openIndex } = await import('../node/workspaceIndex.ts');
      const host = {
        ...{ assets, storage, log, onStatus, onBroken },
        ...(embedding.current && { embedder: embedding.current }),
        approveEmbedding: askToEmbed(this.folder, state),
      };
      this.#index = await openIndex(this.folder.uri.fsPath, settings.index, host, signal);
      this.#isHeld = false;
      this.#hold();
      this.#show(last);
      this.change(this.#unsaved().keys(), 0);
      if (this.#changed.size > 0) this.change([], 0);
    } catch (error) {
      if (isAbort(error, signal)) return;
      this.#fail(error);
    }
  }

  async #shut(): Promise<void> {
    const index = this.#index;
    this.#index = undefined;
    await this.#telling;
    await index?.close();
  }

  /** A thread that broke down is started again, but not over and over. */
  #recover(error: TouchstoneError): void {
    const now = Date.now();
    const isOften = now - this.#lastBreak < breakMs;
    this.#lastBreak = now;
    this.#fail(error);
    this.#index = undefined;
    if (isOften) return;
    this.#wanted = '';
    this.configure();
  }

  #fail(error: unknown): void {
    this.#deps.log.error(`The index of ${this.folder.name} failed: ${describeError(error)}`);
    const isOurs = error instanceof TouchstoneError;
    this.#become({
      kind: 'failed',
      message: isOurs ? error.message : describeError(error),
      next: isOurs ? error.next : 'The log says more.',
    });
  }

  #show(status = this.#index?.status): void {
    if (!this.#index || !status) return;
    this.#become(this.#isCleared ? { kind: 'cleared' } : { kind: 'open', status, isPaused: this.#isPaused });
  }

  #become(stand: FolderStand): void {
    if (this.#isClosed) return;
    this.#stand = stand;
    this.#deps.onChange();
  }

  #hold(): void {
    const isHeld = this.#isPaused || this.#isTyping;
    if (!this.#index || isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    this.#act((index) => (isHeld ? index.pause() : index.resume()));
  }

  /** For what nobody waits for. */
  #act(act: (index: WorkspaceIndex) => Promise<void>): void {
    if (!this.#index) return;
    act(this.#index).catch((error: unknown) => this.#deps.log.debug(describeError(error)));
  }

  /** What editors hold of this folder's files and is not on disk. */
  #unsaved(): Map<string, string> {
    const unsaved = new Map<string, string>();
    for (const document of vscode.workspace.textDocuments) {
      const place = document.isDirty ? this.pathOf(document.uri) : undefined;
      const text = place === undefined ? '' : document.getText();
      if (place !== undefined && text.length <= this.#mostBytes) unsaved.set(place, text);
    }
    return unsaved;
  }
}

/** More than these are found sooner by looking at the whole folder. */
const mostChanges = 300;
const visitsMs = 1_000;
/** A second breakdown within this time is not answered by a new start. */
const breakMs = 300_000;

async function orAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
