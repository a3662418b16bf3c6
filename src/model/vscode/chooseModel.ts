import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { exposure, hostOf, normaliseBaseUrl } from '../baseUrl.ts';
import type { Choice } from '../choice.ts';
import { describeCapabilities } from '../describe.ts';
import { localPorts, namesEmbeddings } from '../endpoints.ts';
import { AddressUnknown, KeyRefused, KeyWouldBeExposed } from '../errors.ts';
import type { Capabilities } from '../model.ts';
import { createOpenAiModel, listModels } from '../node/openaiClient.ts';
import { createLanguageModel } from './languageModel.ts';
import { pickChoice } from './pickChoice.ts';

export interface ChooseModelDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  readonly access: vscode.LanguageModelAccessInformation;
  readonly storageFolder: string;
  readonly log: Log;
}

/** "Touchstone: Choose Model": from the list to a working model, or to a named reason why not. */
export function registerChooseModel(deps: ChooseModelDeps): vscode.Disposable {
  return vscode.commands.registerCommand('touchstone.chooseModel', () => chooseModel(deps));
}

async function chooseModel(deps: ChooseModelDeps): Promise<void> {
  if (!vscode.workspace.isTrusted) return askForTrust();
  const choice = await pickChoice(localPorts, deps.log);
  if (!choice) return;
  // A second attempt starts with the address that was typed for the first.
  const typed = { url: '' };
  await untilItWorks(deps.log, () => apply(choice, typed, deps));
}

async function apply(choice: Choice, typed: { url: string }, deps: ChooseModelDeps): Promise<void> {
  switch (choice.kind) {
    case 'offline':
      await writeSettings({ source: 'none' });
      void vscode.window.showInformationMessage('Touchstone works offline now: no model, no connection.');
      return;
    case 'editor':
      return useEditorModel(choice.id, deps);
    case 'local':
      return useEndpoint({ baseUrl: choice.baseUrl, model: choice.model, models: choice.models }, deps);
    case 'hosted':
      return useAsked(await askForEndpoint(choice.baseUrl, deps), deps);
    case 'other': {
      const baseUrl = await askForUrl(typed.url);
      if (baseUrl === undefined) return;
      typed.url = baseUrl;
      return useAsked(await askForEndpoint(baseUrl, deps), deps);
    }
  }
}

/** In Restricted Mode no model is called, so none could be tried. */
export async function askForTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const picked = await vscode.window.showWarningMessage(
    'In Restricted Mode Touchstone calls no model. Trust this workspace first.',
    manage,
  );
  if (picked === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  /** All that it lists. */
  readonly models: readonly string[];
}

/** Key, then model; `undefined` when a person gave up. A key is stored only after the endpoint has taken it, or has no list to refuse. */
export async function askForEndpoint(baseUrl: string, deps: ChooseModelDeps): Promise<Endpoint | undefined> {
  const stored = await deps.keys.get(baseUrl);
  const entered = await askForKey(baseUrl, stored !== undefined);
  if (entered === undefined) return undefined;
  const key = entered === '' ? stored : entered;
  const risk = exposure(baseUrl, key !== undefined);
  if (risk === 'keyInClear') throw new KeyWouldBeExposed(hostOf(baseUrl));
  if (risk === 'textInClear' && !(await acceptsClearText(baseUrl))) return undefined;

  const models = await withProgress(`Asking ${hostOf(baseUrl)} for its models`, (_, signal) =>
    listed(baseUrl, key, deps, signal),
  );
  if (models === undefined) return undefined;
  const model = await askForModel(models);
  if (model === undefined) return undefined;
  if (entered !== '') await deps.keys.set(baseUrl, entered);
  return { baseUrl, model, models };
}

async function useAsked(endpoint: Endpoint | undefined, deps: ChooseModelDeps): Promise<void> {
  if (endpoint) await useEndpoint(endpoint, deps);
}

async function useEndpoint({ baseUrl, model, models }: Endpoint, deps: ChooseModelDeps): Promise<void> {
  const embeddingName = await askForEmbeddings(models.filter(namesEmbeddings));
  if (embeddingName === undefined) return;
  const candidate = createOpenAiModel({
    baseUrl,
    model,
    embeddingModel: embeddingName,
    key: () => deps.keys.get(baseUrl),
    timeoutMs: deps.settings.read()['model.timeoutSeconds'] * 1000,
    storageFolder: deps.storageFolder,
    log: deps.log,
  });
  const capabilities = await withProgress(`Finding out what ${model} can do`, (report, signal) =>
    candidate.probe(report, signal),
  );
  if (!capabilities) return;
  await writeSettings({ source: 'openai', baseUrl, name: model, embeddingName });
  void vscode.window.showInformationMessage(
    `Touchstone uses ${model} at ${candidate.provider}: ${describeCapabilities(capabilities)}.`,
  );
}

async function useEditorModel(id: string, deps: ChooseModelDeps): Promise<void> {
  const capabilities = await tryEditorModel(id, deps);
  if (!capabilities) return;
  await writeSettings({ source: 'vscode', name: id });
  void vscode.window.showInformationMessage(
    `Touchstone uses ${id} from VS Code: ${describeCapabilities(capabilities)}.`,
  );
}

/** Asks it for next to nothing. `undefined` when a person cancelled. */
export async function tryEditorModel(
  id: string,
  { access, settings }: ChooseModelDeps,
): Promise<Capabilities | undefined> {
  const timeoutMs = settings.read()['model.timeoutSeconds'] * 1000;
  const model = createLanguageModel({ id, timeoutMs, access }, vscode);
  return withProgress(`Finding out what ${id} can do`, async (_, signal) => {
    // The smallest question there is, so that consent is asked for now and not in the middle of work.
    for await (const part of model.chat({ messages: [{ role: 'user', text: 'Say ok.' }], maxTokens: 1 }, signal))
      if (part.kind === 'text') break;
    return model.capabilities(signal);
  });
}

/** An endpoint need not list its models: an empty list then, and a person types the name. */
async function listed(
  baseUrl: string,
  key: string | undefined,
  { settings, log }: ChooseModelDeps,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const timeoutMs = settings.read()['model.timeoutSeconds'] * 1000;
  try {
    return await listModels({ baseUrl, key: () => Promise.resolve(key), timeoutMs, log }, signal);
  } catch (error) {
    if (error instanceof AddressUnknown) return [];
    throw error;
  }
}

/** Shows a named error with a way to try again, for as long as a person wants to. */
export async function untilItWorks(log: Log, attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof TouchstoneError)) throw error;
      log.warn(describeError(error));
      const retry = error instanceof KeyRefused ? 'Enter Another Key' : 'Try Again';
      if ((await vscode.window.showErrorMessage(`${error.message} ${error.next}`, retry)) !== retry) return;
    }
  }
}

/** `undefined` when a person cancelled it. */
async function withProgress<Value>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<Value>,
): Promise<Value | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const watching = token.onCancellationRequested(() => abort.abort());
    try {
      return await work((message) => progress.report({ message }), abort.signal);
    } catch (error) {
      if (isAbort(error, abort.signal)) return undefined;
      throw error;
    } finally {
      watching.dispose();
    }
  });
}

export function askForUrl(value: string): Thenable<string | undefined> {
  const input = vscode.window.showInputBox({
    title: 'Choose Model: base URL',
    prompt: 'Any address that speaks the OpenAI protocol. "/v1" is added where there is no path.',
    placeHolder: 'http://localhost:11434/v1',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => urlProblem(text),
  });
  return input.then((text) => (text === undefined ? undefined : normaliseBaseUrl(text)));
}

function urlProblem(text: string): string | undefined {
  try {
    normaliseBaseUrl(text);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

function askForKey(baseUrl: string, hasStored: boolean): Thenable<string | undefined> {
  return vscode.window
    .showInputBox({
      title: `Choose Model: key for ${hostOf(baseUrl)}`,
      prompt: hasStored
        ? 'Leave empty to use the stored key. Keys are kept in the secret storage.'
        : 'Leave empty if it needs none. The key is kept in the secret storage and sent to this address only.',
      password: true,
      ignoreFocusOut: true,
    })
    .then((text) => text?.trim());
}

async function askForModel(models: readonly string[]): Promise<string | undefined> {
  const typed = { label: 'Another name…', description: 'Type the name of a model' };
  const rows = models.filter((model) => !namesEmbeddings(model)).map((label) => ({ label }));
  const options = { title: 'Choose Model: model', placeHolder: 'Which model shall answer?', ignoreFocusOut: true };
  const picked = rows.length === 0 ? typed : await vscode.window.showQuickPick([...rows, typed], options);
  if (picked !== typed) return picked?.label;
  const name = await vscode.window.showInputBox({
    title: 'Choose Model: name',
    prompt: 'The model, as the endpoint names it',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'A name is needed' : undefined),
  });
  return name?.trim();
}

/** Empty: none. `undefined`: cancelled. */
async function askForEmbeddings(models: readonly string[]): Promise<string | undefined> {
  if (models.length === 0) return '';
  const none = { label: 'No embeddings', description: 'Search works by words and symbols alone' };
  const options = {
    title: 'Choose Model: embeddings',
    placeHolder: 'Which model shall embed code for search?',
    ignoreFocusOut: true,
  };
  const picked = await vscode.window.showQuickPick([...models.map((label) => ({ label })), none], options);
  return picked === none ? '' : picked?.label;
}

async function acceptsClearText(baseUrl: string): Promise<boolean> {
  const use = 'Use It';
  const picked = await vscode.window.showWarningMessage(
    `What Touchstone sends to ${hostOf(baseUrl)} is not encrypted.`,
    { modal: true, detail: 'Everybody on the way there could read your code. Fine on a network that you trust.' },
    use,
  );
  return picked === use;
}

interface ModelSettings {
  readonly source: 'none' | 'openai' | 'vscode';
  readonly baseUrl?: string;
  readonly name?: string;
  readonly embeddingName?: string;
}

async function writeSettings(values: ModelSettings): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('touchstone.model');
  const write = (key: keyof ModelSettings | 'embeddingBaseUrl', value: string | undefined): Thenable<void> =>
    configuration.update(key, value, vscode.ConfigurationTarget.Global);
  // Off while the rest changes, so that no question goes to one endpoint with the other's model.
  await write('source', 'none');
  // What was chosen is all that is asked: an embedding model elsewhere is not, and no connection is opened offline.
  if (values.source !== 'vscode') await write('embeddingBaseUrl', undefined);
  if (values.source === 'none') return;
  await write('baseUrl', values.baseUrl);
  await write('name', values.name);
  if (values.embeddingName !== undefined)
    await write('embeddingName', values.embeddingName === '' ? undefined : values.embeddingName);
  await write('source', values.source);
}
