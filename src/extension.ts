import * as vscode from 'vscode';
import type { Log } from './base/log.ts';
import { unsavedIn } from './base/vscode/folderFiles.ts';
import { createLogChannel } from './base/vscode/logChannel.ts';
import { createStatus } from './base/vscode/status.ts';
import { registerChat } from './chat/vscode/registerChat.ts';
import { createGateStore } from './completion/vscode/gateStore.ts';
import { registerCompletion } from './completion/vscode/registerCompletion.ts';
import { registerStatistics } from './completion/vscode/registerStatistics.ts';
import { createActiveEmbedding } from './model/vscode/activeEmbedding.ts';
import { createActiveModel } from './model/vscode/activeModel.ts';
import { registerEmbeddingKey } from './model/vscode/embeddingKey.ts';
import { registerChooseModel } from './model/vscode/chooseModel.ts';
import { registerEdit } from './edit/vscode/registerEdit.ts';
import { fixInWorker } from './refine/node/fixInWorker.ts';
import type { EngineOptions } from './refine/node/engine.ts';
import { createFixRecord } from './refine/vscode/fixRecord.ts';
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
  const status = own(createStatus({ command: 'touchstone.completion.menu', title: 'Inline Completion Actions' }));

  const storageFolder = vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath;
  const access = context.languageModelAccessInformation;
  const model = own(createActiveModel({ settings, keys, access, storageFolder, log }));
  const nameEngine = (): void => status.setEngine(model.current?.name ?? 'offline');
  nameEngine();
  own(model.onDidChange(nameEngine));
  own(registerChooseModel({ settings, keys, access, storageFolder, log }));
  own(registerEmbeddingKey({ settings, keys }));

  const options = engineOptions(context, settings, log);
  const assets = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const review = own(
    registerReview({
      log,
      // Of this workspace alone, so that no window mends or shows what belongs to another.
      storage: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'review').fsPath,
      checkpointLimits: () => {
        const { 'review.checkpoints': most, 'review.checkpointMegabytes': megabytes } = settings.read();
        return { most, mostBytes: megabytes * 1_000_000 };
      },
      loadPartCheck: async () => (await import('./review/node/partCheck.ts')).createPartCheck(assets),
      confirmerOf: ({ root, command }) =>
        command &&
        (async (signal) => {
          const here = options(vscode.Uri.file(root), new Map());
          const { confirmOnTree } = await import('./refine/node/engine.ts');
          const report = await confirmOnTree(root, command, here, signal);
          fixes.noteRun(vscode.Uri.file(root), report.results);
          return report;
        }),
    }),
  );
  const storage = context.globalStorageUri.fsPath;
  const shared = own(createSharedAccess({ settings, keys, state: context.globalState, log }));
  const embedding = own(createActiveEmbedding({ settings, keys, log }));
  const index = own(
    registerIndex({ assets, storage, log, settings, state: context.workspaceState, shared, embedding }),
  );
  const fixModel = (folder: vscode.WorkspaceFolder) =>
    settings.read(folder.uri)['fix.samples'] > 0 ? model.current : undefined;
  const chooseTestCommand = async (
    folder: vscode.WorkspaceFolder,
    near: WorkspacePath | undefined,
    signal: AbortSignal,
  ) => {
    const { chooseCommand } = await import('./refine/vscode/chooseCommand.ts');
    return chooseCommand(folder, {
      configured: settings.read(folder.uri)['fix.testCommand'],
      detect: async () => (await loadTestCommands()).findTestCommands(folder.uri.fsPath, near, signal),
      understand: async (line) => (await loadTestCommands()).understandCommand(folder.uri.fsPath, line, signal),
      approvals,
      state: context.workspaceState,
    });
  };
  const fixes = own(
    registerFix({
      extensionUri: context.extensionUri,
      log,
      status,
      literals: () => keys.literals(),
      record: own(
        createFixRecord({
          folder: vscode.Uri.joinPath(context.globalStorageUri, 'fixes').fsPath,
          log,
          literals: () => keys.literals(),
          isOn: () => settings.read()['fix.record'],
        }),
      ),
      modelName: (folder) => fixModel(folder)?.name,
      mostQuestions: (folder) => settings.read(folder.uri)['fix.maxQuestions'],
      lensAt: (folder) => settings.read(folder.uri)['fix.codeLens'],
      onDidChangeSettings: settings.onDidChange,
      onDidAccept: review.onDidAccept,
      loadTestReader: async () => (await import('./refine/node/testReader.ts')).createTestReader(assets),
      chooseCommand: chooseTestCommand,
      chooseCheck: async ({ folder, target }) =>
        (await import('./refine/vscode/chooseCheck.ts')).chooseCheck(folder, target, approvals),
      startFix: (issue, command, { ask, enough }, signal) => {
        const { folder, text, selection, target, unsaved, diagnostics, check } = issue;
        const values = settings.read(folder.uri);
        const current = fixModel(folder);
        const order = {
          root: folder.uri.fsPath,
          command,
          budgetSeconds: values['fix.budgetSeconds'],
          ...(text !== undefined && { issue: text }),
          ...(selection && { selection }),
          ...(target && { target }),
          ...(check && { check }),
          diagnostics,
          modelBudget: {
            samples: values['fix.samples'],
            parallel: values['fix.parallelRequests'],
            mostTokens: values['fix.maxTokens'],
            inputPrice: values['fix.inputPrice'],
            outputPrice: values['fix.outputPrice'],
          },
          mostQuestions: values['fix.maxQuestions'],
          ...(values['fix.parallelRuns'] > 0 && { parallel: values['fix.parallelRuns'] }),
        };
        const host = {
          ...options(folder.uri, unsaved),
          ask,
          enough,
          ...(current && { model: current }),
          searchIndex: async (query: string, limit: number, stop: AbortSignal) => {
            const found = await index.of(folder, stop);
            return (await found?.search({ query, limit }, stop))?.results ?? [];
          },
        };
        return fixInWorker(new URL('./fixWorker.js', import.meta.url), order, host, signal);
      },
      openReview: (proposals) => review.open(proposals),
    }),
  );
  const ofFolder = {
    limits: (folder: vscode.WorkspaceFolder) => {
      const values = settings.read(folder.uri);
      const [inputPrice, outputPrice] = [values['fix.inputPrice'], values['fix.outputPrice']];
      return { mostTokens: values['fix.maxTokens'], inputPrice, outputPrice };
    },
    hostOf: (folder: vscode.WorkspaceFolder, unsaved: ReadonlyMap<WorkspacePath, string>) =>
      options(folder.uri, unsaved),
    lookupOf: (folder: vscode.WorkspaceFolder, signal: AbortSignal) => index.of(folder, signal),
  };
  own(
    registerEdit({
      ...{ log, status, review, globalState: context.globalState, state: context.workspaceState },
      script: new URL('./editWorker.js', import.meta.url),
      model: () => model.current,
      ...ofFolder,
      offersCodeActions: (file) => settings.read(file)['edit.codeActions'],
      approveChecks: async (folder, near, kind, signal) => {
        const { approveChecks } = await import('./edit/vscode/approveChecks.ts');
        const values = settings.read(folder.uri);
        return approveChecks(folder, near, {
          ...{ kind, runsTests: values['edit.runTests'], bench: values['edit.benchCommand'] },
          configured: values['fix.testCommand'],
          detect: async () =>
            kind === 'tests' && near !== undefined
              ? (await import('./edit/node/findTestsCommands.ts')).findTestsCommands(
                  folder.uri.fsPath,
                  near,
                  unsavedIn(folder),
                  signal,
                )
              : (await (await loadTestCommands()).findTestCommands(folder.uri.fsPath, near, signal)).commands,
          understand: async (line) => (await loadTestCommands()).understandCommand(folder.uri.fsPath, line, signal),
          approvals,
          state: context.workspaceState,
        });
      },
    }),
  );
  const chat = own(
    registerChat({
      ...{ log, review, assets, extensionUri: context.extensionUri, state: context.workspaceState, ...ofFolder },
      storage: (context.storageUri ?? context.globalStorageUri).fsPath,
      model: () => model.current,
      onDidChangeModel: model.onDidChange,
      pictures: () => settings.read()['chat.pictures'],
      chooseTestCommand,
      toolSettings: () => {
        const values = settings.read();
        const [runTests, runCommand] = [values['chat.tools.runTests'], values['chat.tools.runCommand']];
        const runCode = values['chat.tools.runCode'];
        return { permissions: { runTests, runCommand, runCode }, servers: values['chat.mcpServers'] };
      },
      version: String((context.extension.packageJSON as Readonly<Record<string, unknown>>)['version']),
      failedTests: (folder) => fixes.failedIn(folder),
      startFix: (folder, text) => fixes.fixText(folder, text),
      startEdit: (instruction) => void vscode.commands.executeCommand('touchstone.edit', { instruction }),
      loadInsert: async () => (await import('./review/vscode/insertText.ts')).insertAtCursor,
    }),
  );
  const gate = own(createGateStore(context.globalState));
  const { extensionUri } = context;
  const statistics = own(registerStatistics({ extensionUri, storage, log, gate }));
  own(
    registerCompletion({
      ...{ assets, settings, keys, access, log, status, gate, storageFolder, journal: statistics.journal },
      script: new URL('./completionWorker.js', import.meta.url),
      indexOf: (folder, signal) => index.of(folder, signal),
    }),
  );
  closing = async () => {
    await Promise.all([chat.close(), index.close(), statistics.close(), gate.flush()]);
  };
  own(registerLookUpApi({ assets, log }));
  log.info(`Touchstone is ready, ${model.current ? `with ${model.current.name}` : 'offline: no model is configured'}.`);
  return { review, index, copies: copiesFolder(context) };
}

/** What is not written yet is written while the editor waits. */
export async function deactivate(): Promise<void> {
  await closing?.();
}

let closing: (() => Promise<void>) | undefined;

/** Parsing, processes and copies: loaded when a command first needs them. */
const loadTestCommands = () => import('./testing/node/findTests.ts');

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
