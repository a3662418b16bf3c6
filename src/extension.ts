import * as vscode from 'vscode';
import type { Log } from './base/log.ts';
import { createLogChannel } from './base/vscode/logChannel.ts';
import { createStatus } from './base/vscode/status.ts';
import { createActiveEmbedding } from './model/vscode/activeEmbedding.ts';
import { createActiveModel } from './model/vscode/activeModel.ts';
import { registerEmbeddingKey } from './model/vscode/embeddingKey.ts';
import { registerChooseModel } from './model/vscode/chooseModel.ts';
import { fixInWorker } from './refine/node/fixInWorker.ts';
import type { EngineOptions } from './refine/node/engine.ts';
import { chooseCommand } from './refine/vscode/chooseCommand.ts';
import { registerFix } from './refine/vscode/registerFix.ts';
import { registerLookUpApi } from './retrieval/vscode/lookUpApi.ts';
import { registerIndex, type CodebaseIndex } from './retrieval/vscode/registerIndex.ts';
import { createSharedAccess } from './retrieval/vscode/sharedAccess.ts';
import { registerReview, type Review } from './review/vscode/register.ts';
import { redactingLog } from './safety/redaction.ts';
import { workspaceApprovals } from './safety/vscode/approvals.ts';
import { createKeyStore } from './safety/vscode/secrets.ts';
import { watchSettings, type SettingsReader } from './settings/vscode/watchSettings.ts';
import type { WorkspacePath } from './testing/report.ts';

/** What other extensions, and the tests in the editor, may use. */
export interface TouchstoneApi {
  readonly review: Review;
  readonly index: CodebaseIndex;
  /** Holds copies of workspaces while a fix runs, and nothing at any other time. */
  readonly copies: vscode.Uri;
}

/** The composition root: builds every part in order, no logic. */
export function activate(context: vscode.ExtensionContext): TouchstoneApi {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const channel = own(createLogChannel());
  own(vscode.commands.registerCommand('touchstone.showLog', () => channel.show()));
  const keys = own(createKeyStore(context.secrets));
  const log = redactingLog(channel, () => keys.literals());
  const settings = own(watchSettings(log));
  const approvals = workspaceApprovals(context.workspaceState);
  const status = own(createStatus({ command: 'touchstone.chooseModel', title: 'Choose Model' }));

  const storageFolder = vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath;
  const access = context.languageModelAccessInformation;
  const model = own(createActiveModel({ settings, keys, access, storageFolder, log }));
  const nameEngine = (): void => status.setEngine(model.current?.name ?? 'offline');
  nameEngine();
  own(model.onDidChange(nameEngine));
  own(registerChooseModel({ settings, keys, access, storageFolder, log }));
  own(registerEmbeddingKey({ settings, keys }));

  const options = engineOptions(context, settings, log);
  const review = own(
    registerReview({
      log,
      confirmerOf: ({ root, command }) =>
        command &&
        (async (signal) => {
          const here = options(vscode.Uri.file(root), new Map());
          const { confirmOnTree } = await import('./refine/node/engine.ts');
          return confirmOnTree(root, command, here, signal);
        }),
    }),
  );
  own(
    registerFix({
      extensionUri: context.extensionUri,
      log,
      status,
      chooseCommand: (folder, signal) =>
        chooseCommand(folder, {
          configured: settings.read(folder.uri)['fix.testCommand'],
          detect: async () => (await loadEngine()).findTestCommands(folder.uri.fsPath, signal),
          understand: async (line) => (await loadEngine()).understandCommand(folder.uri.fsPath, line, signal),
          approvals,
          state: context.workspaceState,
        }),
      startFix: ({ folder, text, selection, unsaved }, command, signal) => {
        const values = settings.read(folder.uri);
        const order = {
          root: folder.uri.fsPath,
          command,
          budgetSeconds: values['fix.budgetSeconds'],
          ...(text !== undefined && { issue: text }),
          ...(selection && { selection }),
          ...(values['fix.parallelRuns'] > 0 && { parallel: values['fix.parallelRuns'] }),
        };
        return fixInWorker(new URL('./fixWorker.js', import.meta.url), order, options(folder.uri, unsaved), signal);
      },
      openReview: (proposals) => review.open(proposals),
    }),
  );
  const assets = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const storage = context.globalStorageUri.fsPath;
  const shared = own(createSharedAccess({ settings, keys, state: context.globalState, log }));
  const embedding = own(createActiveEmbedding({ settings, keys, log }));
  const index = own(
    registerIndex({ assets, storage, log, settings, state: context.workspaceState, shared, embedding }),
  );
  closeIndex = () => index.close();
  own(registerLookUpApi({ assets, log }));
  log.info(`Touchstone is ready, ${model.current ? `with ${model.current.name}` : 'offline: no model is configured'}.`);
  return { review, index, copies: copiesFolder(context) };
}

/** What is not written yet is written while the editor waits. */
export async function deactivate(): Promise<void> {
  await closeIndex?.();
}

let closeIndex: (() => Promise<void>) | undefined;

/** Parsing, processes and copies: loaded when a command first needs them. */
const loadEngine = () => import('./refine/node/engine.ts');

function engineOptions(context: vscode.ExtensionContext, settings: SettingsReader, log: Log) {
  const assets = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const storage = copiesFolder(context).fsPath;
  return (folder: vscode.Uri, unsaved: ReadonlyMap<WorkspacePath, string>): EngineOptions => {
    const values = settings.read(folder);
    const { 'fix.environment': allowed, 'fix.sandbox': sandbox } = values;
    return { assets, storage, environment: { ...process.env }, allowed, sandbox, unsaved, log };
  };
}

const copiesFolder = (context: vscode.ExtensionContext): vscode.Uri =>
  vscode.Uri.joinPath(context.globalStorageUri, 'copies');
