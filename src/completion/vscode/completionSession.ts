import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import { isSecretFile } from '../../safety/pathPolicy.ts';
import type { CompletionAnswer, CompletionEngine } from '../engine.ts';
import type { CompletionJournal } from '../journal.ts';
import type { Moment } from '../shouldAsk.ts';
import type { Withheld } from '../suggestion.ts';
import { createCompletionModel, type CompletionModel, type CompletionModelDeps } from './completionModel.ts';
import type { CompletionStatus } from './completionStatus.ts';
import { FolderCompletion, type FolderCompletionDeps } from './folderCompletion.ts';
import { followFiles } from './followFiles.ts';
import type { GateStore } from './gateStore.ts';
import { fileOf, filePathOf, inDocument, momentAfter, momentOf } from './moment.ts';
import { Outcomes } from './outcomes.ts';

export interface SessionDeps extends CompletionModelDeps {
  readonly assets: string;
  readonly script: URL;
  readonly indexOf: FolderCompletionDeps['indexOf'];
  readonly status: CompletionStatus;
  readonly gate: GateStore;
  readonly journal: CompletionJournal;
}

/** What there is once somebody types: the engines of the folders, and what becomes of their suggestions. */
export class CompletionSession implements Disposable {
  readonly #deps: SessionDeps;
  readonly #model: CompletionModel;
  readonly #outcomes: Outcomes;
  readonly #store = new DisposableStore();
  readonly #closing = new AbortController();
  readonly #folders = new Map<string, Promise<FolderCompletion>>();
  /** Those that are open already, which is all that an event may wait for. */
  readonly #opened = new Map<string, FolderCompletion>();
  readonly #faults = new Set<string>();
  #turns = 0;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    const { status, settings } = deps;
    this.#model = this.#store.add(createCompletionModel(deps));
    this.#outcomes = this.#store.add(new Outcomes(deps.journal, (engine) => this.#ended(engine)));
    const showModel = (): void => {
      const { current, about, rest } = this.#model;
      status.setModel(current?.name, about, rest.fault !== undefined);
    };
    showModel();
    this.#store.add(this.#model.onDidChange(showModel));
    this.#store.add(settings.onDidChange(() => this.#configure()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude') || event.affectsConfiguration('search.exclude'))
          this.#configure();
      }),
    );
    this.#store.add(
      deps.gate.onDidForget(() => {
        for (const folder of this.#opened.values()) folder.forget();
      }),
    );
    this.#store.add(followFiles((folder) => this.#opened.get(keyOf(folder)), deps.log));
    this.#store.add(
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        for (const folder of removed) this.#close(keyOf(folder));
      }),
    );
  }

  /** Never throws: what goes wrong while somebody types is a state, and stands in the log once. */
  async provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    const signal = AbortSignal.any([abort.signal, this.#closing.signal]);
    const moment = momentOf(document, position, context);
    const { status } = this.#deps;
    const turn = ++this.#turns;
    try {
      const folder = await this.#folderOf(document);
      signal.throwIfAborted();
      const refused = refusalOf(document, context, position) ?? folder.refusalOf(filePathOf(document));
      if (refused !== undefined) {
        this.#silent(moment, { stage: 'ask', reason: refused });
        return [];
      }
      folder.prepare(moment.path);
      status.show({ kind: 'thinking', source: this.#model.current?.name ?? 'embedded' });
      const { engine } = folder;
      const answer = await engine.complete(moment, signal);
      signal.throwIfAborted();
      if (answer.withheld) this.#silent(moment, answer.withheld);
      const [first] = answer.suggestions;
      if (!first) return [];
      status.show({ kind: 'shown', source: first.source, count: answer.suggestions.length });
      this.#outcomes.shown(document, moment, answer, engine);
      return itemsOf(answer, document, position, context);
    } catch (error) {
      if (!isAbort(error, signal)) this.#report(error);
      // Unless somebody thinks about a newer question already.
      if (turn === this.#turns && status.state.kind === 'thinking') status.show({ kind: 'idle' });
      return [];
    } finally {
      listening.dispose();
    }
  }

  /** A suggestion was taken whole. What comes after it is asked for at once. */
  async accepted(uri: string): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document) this.#outcomes.accepted(document);
    if (!document || editor?.document !== document || !this.#model.current) return;
    const folder = await this.#folderOf(document);
    const moment = momentAfter(editor);
    if (folder.refusalOf(filePathOf(document)) === undefined)
      await folder.engine.prefetch(moment, this.#closing.signal);
  }

  /** The model may be asked again at once. */
  wakeModel(): void {
    this.#model.rest.wake();
  }

  dispose(): void {
    this.#closing.abort();
    this.#store.dispose();
    for (const key of [...this.#folders.keys()]) this.#close(key);
  }

  #folderOf(document: vscode.TextDocument): Promise<FolderCompletion> {
    const folder = vscode.workspace.getWorkspaceFolder(fileOf(document));
    const key = keyOf(folder);
    let opening = this.#folders.get(key);
    if (!opening) {
      const { gate, ...deps } = this.#deps;
      opening = FolderCompletion.open(folder, { ...deps, model: this.#model, gateState: () => gate.state });
      this.#folders.set(key, opening);
      void opening.then((opened) => {
        if (this.#folders.get(key) === opening) this.#opened.set(key, opened);
        else opened.dispose();
      });
    }
    return opening;
  }

  #close(key: string): void {
    this.#folders.delete(key);
    this.#opened.get(key)?.dispose();
    this.#opened.delete(key);
  }

  #configure(): void {
    for (const folder of this.#opened.values()) folder.configure();
  }

  #ended(engine: CompletionEngine): void {
    const { gate, status } = this.#deps;
    gate.keep(() => engine.gateState);
    if (status.state.kind === 'shown') status.show({ kind: 'idle' });
  }

  #silent({ languageId, trigger }: Moment, withheld: Withheld): void {
    const { status, journal, log } = this.#deps;
    status.show({ kind: 'silent', reason: withheld.reason, wasAsked: trigger === 'invoke' });
    journal.withheld({ ...withheld, languageId, trigger });
    log.debug(`No suggestion (${withheld.stage}): ${withheld.reason}`);
  }

  #report(error: unknown): void {
    const text = describeError(error);
    if (this.#faults.has(text)) return;
    this.#faults.add(text);
    this.#deps.log.error(`Completion failed: ${text}`);
  }
}

function keyOf(folder: vscode.WorkspaceFolder | undefined): string {
  return folder?.uri.toString() ?? '';
}

function refusalOf(
  { uri }: vscode.TextDocument,
  { selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
  position: vscode.Position,
): string | undefined {
  // Of a file outside the workspace the engine knows the name only.
  if (isSecretFile(uri.path)) return 'This kind of file holds secrets, so it is never read.';
  if (selected && !selected.range.end.isEqual(position))
    return 'The selected item of the list replaces text behind the cursor.';
  return undefined;
}

function itemsOf(
  { suggestions }: CompletionAnswer,
  document: vscode.TextDocument,
  position: vscode.Position,
  { selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
): vscode.InlineCompletionItem[] {
  const range = selected?.range ?? new vscode.Range(position, position);
  const typed = document.getText(range);
  const command = { command: 'touchstone._accepted', title: 'Accepted', arguments: [document.uri.toString()] };
  return suggestions.map(
    ({ text }) => new vscode.InlineCompletionItem(typed + inDocument(document, text), range, command),
  );
}
