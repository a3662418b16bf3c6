import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { excludeRules } from '../excludeRules.ts';
import type { WorkspaceIndex } from '../node/workspaceIndex.ts';
import { lookOf } from '../indexWords.ts';
import { embedCodebase, type EmbeddingAccess } from './approveEmbedding.ts';
import { explainFile } from './explainFile.ts';
import type { FolderSettings } from './folderIndex.ts';
import { followWorkspace } from './followWorkspace.ts';
import { showIndexMenu } from './indexMenu.ts';
import { IndexSet, type IndexedPlace } from './indexSet.ts';
import { IndexStatusItem } from './indexStatusItem.ts';
import { IndexTreeView } from './indexTreeView.ts';
import { PlacePick } from './placePick.ts';
import { showContext, showRelated } from './relatedPick.ts';
import { searchCodebase } from './searchPick.ts';
import type { SharedAccess } from './sharedAccess.ts';

/** The workspace index as other parts and other extensions may use it. */
export interface CodebaseIndex {
  /** Whether every folder that has an index is wholly in it. */
  readonly isReady: boolean;
  /** One sentence for each folder: how far its index is, or why there is none. */
  readonly status: readonly string[];
  /** Best first. What is not indexed yet is not found; see `isReady`. */
  search(query: string, limit: number, signal: AbortSignal): Promise<readonly IndexedPlace[]>;
  /** Resolves when all that there is can be searched. */
  settled(signal: AbortSignal): Promise<void>;
}

export interface IndexUiDeps {
  /** Absolute paths of the bundled threads, and of the folder for what is stored. */
  readonly assets: string;
  readonly storage: string;
  readonly log: Log;
  readonly settings: SettingsReader;
  readonly state: vscode.Memento;
  readonly shared: SharedAccess;
  readonly embedding: EmbeddingAccess;
}

export interface IndexPart extends CodebaseIndex, vscode.Disposable {
  /** The index of a folder once it is open, before everything is in it; undefined where there is none. */
  of(folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<WorkspaceIndex | undefined>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/** The indexes of the window's folders, the commands over them, their item in the status bar and their page. */
export function registerIndex(deps: IndexUiDeps): IndexPart {
  const { assets, storage, log, settings, state, shared, embedding } = deps;
  const store = new DisposableStore();
  const closing = new AbortController();
  const indexes = store.add(
    new IndexSet({
      ...{ assets, storage, log, embedding, state },
      settingsOf: (folder) => settingsOf(folder, settings, shared),
    }),
  );
  store.add(new IndexStatusItem(indexes));
  const page = store.add(new IndexTreeView(indexes, log));
  store.add(
    vscode.Disposable.from(
      indexes.onDidStart(() => store.add(followWorkspace(indexes, () => settings.read()['index.pauseWhileTypingMs']))),
      settings.onDidChange(() => indexes.configure()),
      shared.onDidChange(() => indexes.configure()),
      embedding.onDidChange(() => indexes.useEmbedder()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude') || event.affectsConfiguration('search.exclude'))
          indexes.configure();
      }),
    ),
  );
  let isPaused: boolean | undefined;
  store.add(
    indexes.onDidChange(() => {
      if (isPaused === indexes.isPaused) return;
      isPaused = indexes.isPaused;
      void vscode.commands.executeCommand('setContext', 'touchstone.indexPaused', isPaused);
    }),
  );

  const { signal } = closing;
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    'touchstone.search': () => searchCodebase({ indexes, log, state, embedding }),
    'touchstone._openBeside': () => PlacePick.openBeside(),
    'touchstone.showContext': () => showContext(indexes, log, signal),
    'touchstone.showCallers': () => showRelated('callers', indexes, log, signal),
    'touchstone.showImplementers': () => showRelated('implementers', indexes, log, signal),
    'touchstone.showTests': () => showRelated('tests', indexes, log, signal),
    'touchstone.index.menu': () => showIndexMenu(indexes),
    'touchstone.index.show': () => vscode.commands.executeCommand('touchstone.index.focus'),
    // Of a row of the page, or of what is active.
    'touchstone.index.explainFile': (row) => explainFile(indexes, page.uriOf(row), signal),
    'touchstone.index.pause': () => indexes.setPaused(true),
    'touchstone.index.resume': () => indexes.setPaused(false),
    'touchstone.index.rebuild': () => indexes.rebuild(),
    'touchstone.index.clear': () => indexes.clear(),
    'touchstone.index.embed': () => embedCodebase(embedding, state, indexes),
    'touchstone.index.setSharedToken': () => shared.setToken(),
    'touchstone.index.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:touchstone.touchstone index'),
  };
  for (const [name, run] of Object.entries(commands))
    store.add(
      vscode.commands.registerCommand(name, async (argument: unknown) => {
        try {
          await run(argument);
        } catch (error) {
          if (!isAbort(error, signal)) explain(error, log);
        }
      }),
    );

  // Nothing of it is in the way of the window's start.
  const starting = setTimeout(() => indexes.start(), startMs);
  const sweeping = setTimeout(() => void sweep(storage, log), sweepMs);
  const close = async (): Promise<void> => {
    clearTimeout(starting);
    clearTimeout(sweeping);
    closing.abort();
    await indexes.close();
  };
  return {
    get isReady() {
      const look = lookOf(indexes.stands);
      return look?.tone === 'ready';
    },
    get status() {
      return lookOf(indexes.stands)?.lines ?? [];
    },
    search: async (query, limit, stop) => (await indexes.search(query, limit, stop)).places,
    settled: (stop) => indexes.settled(stop),
    of: async ({ uri }, stop) =>
      indexes.folders.find(({ folder }) => folder.uri.toString() === uri.toString())?.opened(stop),
    close,
    dispose() {
      void close();
      store.dispose();
    },
  };
}

function settingsOf(folder: vscode.WorkspaceFolder, settings: SettingsReader, shared: SharedAccess): FolderSettings {
  const { uri } = folder;
  const values = settings.read(uri);
  const access = shared.of(folder, values);
  const excluded = (section: string): unknown => vscode.workspace.getConfiguration(section, uri).get('exclude');
  const own = { files: excluded('files'), search: excluded('search'), own: values['index.exclude'] };
  return {
    enabled: values['index.enabled'],
    index: {
      exclude: excludeRules(own, uri.path),
      mostBytes: values['index.maxFileKilobytes'] * 1000,
      ...(values['index.threads'] > 0 && { threads: values['index.threads'] }),
      ...(access && { shared: access }),
    },
  };
}

/** The indexes of folders that are no longer worked in do not stay for ever. */
async function sweep(storage: string, log: Log): Promise<void> {
  try {
    const { removeOldIndexes } = await import('../node/oldIndexes.ts');
    const removed = await removeOldIndexes(storage, oldMs);
    if (removed.length > 0) log.info(`Removed the indexes of folders not opened for 60 days: ${removed.join(', ')}.`);
  } catch (error) {
    log.debug(`Old indexes could not be removed: ${describeError(error)}`);
  }
}

function explain(error: unknown, log: Log): void {
  log.error(describeError(error));
  // Not awaited: the command has ended, whether or not anyone answers.
  void vscode.window.showErrorMessage(describeError(error), 'Show Log').then((choice) => {
    if (choice) void vscode.commands.executeCommand('touchstone.showLog');
  });
}

/** After the window is up and the editor's own start is over. */
const startMs = 1_500;
/** When nothing else begins any more. */
const sweepMs = 120_000;
const oldMs = 60 * 86_400_000;
