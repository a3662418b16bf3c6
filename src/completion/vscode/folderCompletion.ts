import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { LruCache } from '../../base/lru.ts';
import type { Log } from '../../base/log.ts';
import { excludeRules, type ExcludeRule } from '../../retrieval/excludeRules.ts';
import { selectFiles, type FileSelection } from '../../retrieval/node/fileSelection.ts';
import type { WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { isSecretFile } from '../../safety/pathPolicy.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import type { ContextProvider } from '../context.ts';
import { everyCheck } from '../checks.ts';
import { createCompletionEngine, type CompletionEngine } from '../engine.ts';
import { createReadable } from '../node/readable.ts';
import { ModelSource } from '../modelSource.ts';
import { restingSource, type ModelRest } from '../modelRest.ts';
import { indexContext } from '../node/indexContext.ts';
import { startEmbeddedThread, type EmbeddedThread } from '../node/embeddedThread.ts';
import type { CompletionSettings } from '../settings.ts';
import type { SuggestionSource } from '../suggestion.ts';
import { engineClock, type CompletionModel } from './completionModel.ts';
import { editorContext } from './editorContext.ts';
import { installedNames } from './installedNames.ts';
import { placeIn } from './moment.ts';

export interface FolderCompletionDeps {
  /** Absolute path of the bundled parts. */
  readonly assets: string;
  readonly script: URL;
  readonly log: Log;
  readonly settings: SettingsReader;
  readonly model: CompletionModel;
  /** What is known of the folder; undefined where it has no index. */
  readonly indexOf: (folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<WorkspaceIndex | undefined>;
  /** What was learnt about this user before. */
  readonly gateState: () => unknown;
}

/** Completion of one workspace folder, or of what is in none: its engine, its thread, and what may be said of its files. */
export class FolderCompletion implements vscode.Disposable {
  readonly #folder: vscode.WorkspaceFolder | undefined;
  readonly #root: string | undefined;
  readonly #deps: FolderCompletionDeps;
  readonly #thread: EmbeddedThread;
  /** Undefined where there is no folder. */
  readonly #names: ReturnType<typeof installedNames> | undefined;
  #engine: CompletionEngine;
  /** As the settings are now. */
  #settings: CompletionSettings;
  #rules: readonly ExcludeRule[];
  #selection: FileSelection | undefined;
  /** Why a file is not completed, by its path; asked anew after a while, since ignore files change too. */
  readonly #refusals = new LruCache<string, { readonly reason: string | undefined; readonly at: number }>(200);
  /** Whom a model is asked with; made when there is a model. */
  #asking: Asking | undefined;

  static async open(folder: vscode.WorkspaceFolder | undefined, deps: FolderCompletionDeps): Promise<FolderCompletion> {
    const root = folder && (await realpath(folder.uri.fsPath).catch(() => folder.uri.fsPath));
    return new FolderCompletion(folder, root, deps);
  }

  private constructor(
    folder: vscode.WorkspaceFolder | undefined,
    root: string | undefined,
    deps: FolderCompletionDeps,
  ) {
    this.#folder = folder;
    this.#root = root;
    this.#deps = deps;
    const { assets, script, settings, log } = deps;
    this.#settings = completionSettings(settings, folder?.uri);
    this.#rules = rulesOf(folder, settings);
    const exclude = this.#rules.map(({ glob }) => glob);
    const options = { assets, exclude, mostBytes: this.#mostBytes, ...(root !== undefined && { root }) };
    this.#thread = startEmbeddedThread(script, options, log);
    this.#names = this.#openNames();
    this.#engine = this.#newEngine(deps.gateState());
  }

  get engine(): CompletionEngine {
    return this.#engine;
  }

  /** Why this file is never completed: what the user keeps out of the index stays out of every prompt. */
  refusalOf(place: string): string | undefined {
    if (this.#root === undefined) return undefined;
    const now = performance.now();
    const known = this.#refusals.get(place);
    if (known && now - known.at < holdsMs) return known.reason;
    this.#selection ??= selectFiles({ root: this.#root, exclude: this.#rules, mostBytes: this.#mostBytes });
    const judged = this.#selection.judge(place);
    const isKeptOut = judged?.kind === 'refused' && /^(ignored|excluded|repository)$/.test(judged.why);
    const reason = isKeptOut ? `This file is not completed: ${judged.reason}.` : undefined;
    this.#refusals.set(place, { reason, at: now });
    return reason;
  }

  /** Other files of its languages are read while the user goes on. */
  prepare(place: string): void {
    this.#thread.prepare(place);
  }

  /** @param text undefined: it is gone. */
  change(place: string, text: string | undefined): void {
    if (/(^|\/)\.(git)?ignore$/.test(place)) this.#forgetRefusals();
    if (isSecretFile(place) || (text !== undefined && this.refusalOf(place) !== undefined)) return;
    if (text === undefined || text.length <= this.#mostBytes) this.#thread.change(place, text);
  }

  /** The settings may say something else now. */
  configure(): void {
    const { eagerness } = this.#settings;
    this.#settings = completionSettings(this.#deps.settings, this.#folder?.uri);
    this.#rules = rulesOf(this.#folder, this.#deps.settings);
    this.#forgetRefusals();
    // A gate is as eager as it was made.
    if (eagerness !== this.#settings.eagerness) this.#engine = this.#newEngine(this.#engine.gateState);
  }

  /** Nothing that was learnt about the user holds any more. */
  forget(): void {
    this.#engine = this.#newEngine(undefined);
  }

  dispose(): void {
    this.#asking?.context.dispose();
    this.#names?.dispose();
    this.#thread.dispose();
  }

  #newEngine(gateState: unknown): CompletionEngine {
    // The engine looks at these anew for each request, so that another model needs no other engine.
    const sources = (): readonly SuggestionSource[] => [...(this.#whoIsAsked()?.sources ?? []), this.#thread.source];
    const context = (): readonly ContextProvider[] => this.#whoIsAsked()?.context.providers ?? [];
    return createCompletionEngine({
      get sources() {
        return sources();
      },
      get context() {
        return context();
      },
      check: this.#names ? everyCheck([this.#thread.check, this.#names.check]) : this.#thread.check,
      clock: engineClock,
      waitsForPauses: true,
      settings: () => this.#settings,
      gateState,
    });
  }

  #whoIsAsked(): Asking | undefined {
    const { current, rest } = this.#deps.model;
    if (!current) return undefined;
    if (this.#asking?.rest === rest) return this.#asking;
    const model = new ModelSource({
      model: current,
      repository: this.#root === undefined ? '' : path.basename(this.#root),
      settings: () => this.#settings,
      now: engineClock.now,
    });
    const context = this.#asking?.context ?? this.#openContext();
    return (this.#asking = { rest, sources: [restingSource(model, rest)], context });
  }

  #openContext(): Asking['context'] {
    const folder = this.#folder;
    const root = this.#root;
    if (!folder || root === undefined) return { providers: [], dispose: () => {} };
    const ofIndex: ContextProvider = {
      // It may come later than the first question, and be exchanged for another.
      pieces: async (place, signal) => {
        const index = await this.#deps.indexOf(folder, signal);
        return index ? indexContext(index).pieces(place, signal) : [];
      },
    };
    const mayRead = createReadable({ root, exclude: () => this.#rules, mostBytes: this.#mostBytes });
    const ofEditor = editorContext({ pathOf: (uri) => placeIn(folder, uri), mayRead });
    return {
      providers: [ofIndex, ...ofEditor.providers, ...(this.#names ? [this.#names.provider] : [])],
      dispose() {
        ofEditor.dispose();
      },
    };
  }

  #openNames(): ReturnType<typeof installedNames> | undefined {
    const folder = this.#folder;
    const root = this.#root;
    if (!folder || root === undefined) return undefined;
    return installedNames({
      ...{ folder, root, assets: this.#deps.assets, mostBytes: this.#mostBytes },
      exclude: () => this.#rules,
      index: () => this.#deps.indexOf(folder, never),
      pathOf: (uri) => placeIn(folder, uri),
    });
  }

  get #mostBytes(): number {
    return this.#deps.settings.read(this.#folder?.uri)['index.maxFileKilobytes'] * 1000;
  }

  #forgetRefusals(): void {
    this.#selection = undefined;
    this.#refusals.clear();
  }
}

interface Asking {
  /** Of the model that it was made for. */
  readonly rest: ModelRest;
  readonly sources: readonly SuggestionSource[];
  readonly context: vscode.Disposable & { readonly providers: readonly ContextProvider[] };
}

function rulesOf(folder: vscode.WorkspaceFolder | undefined, settings: SettingsReader): readonly ExcludeRule[] {
  if (!folder) return [];
  const { uri } = folder;
  const excluded = (section: string): unknown => vscode.workspace.getConfiguration(section, uri).get('exclude');
  const own = settings.read(uri)['index.exclude'];
  return excludeRules({ files: excluded('files'), search: excluded('search'), own }, uri.path);
}

function completionSettings(settings: SettingsReader, uri: vscode.Uri | undefined): CompletionSettings {
  const values = settings.read(uri);
  return {
    disabledLanguages: values['completion.disabledLanguages'],
    inComments: values['completion.inComments'],
    eagerness: values['completion.eagerness'],
    maxLines: values['completion.maxLines'],
    promptTokens: values['completion.promptTokens'],
    timeLimitMs: values['completion.timeLimitMs'],
    contextMs: values['completion.contextMs'],
  };
}

const holdsMs = 20_000;
const never = new AbortController().signal;
