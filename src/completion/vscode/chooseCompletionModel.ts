import * as vscode from 'vscode';
import { hostOf, isOnThisMachine, normaliseBaseUrl } from '../../model/baseUrl.ts';
import type { Choice } from '../../model/choice.ts';
import { localPorts } from '../../model/endpoints.ts';
import {
  askForEndpoint,
  askForTrust,
  askForUrl,
  tryEditorModel,
  untilItWorks,
  type ChooseModelDeps,
} from '../../model/vscode/chooseModel.ts';
import { pickChoice } from '../../model/vscode/pickChoice.ts';

/**
 * **Touchstone: Choose Model for Completion**: one for the ghost text alone, or the one that the rest uses. Whatever may
 * cost money says so before it is taken, since it is asked at each pause of the typing.
 */
export async function chooseCompletionModel(deps: ChooseModelDeps): Promise<void> {
  if (!vscode.workspace.isTrusted) return askForTrust();
  const picked = await vscode.window.showQuickPick(rowsOf(deps), {
    title: 'Choose Model for Completion',
    placeHolder: 'Who shall suggest while you type?',
    matchOnDescription: true,
  });
  switch (picked?.answer) {
    case undefined:
      return;
    case 'none':
      await write({ source: 'none' });
      return say('Touchstone completes with its embedded engine alone: no model is asked while you type.');
    case 'same':
      return untilItWorks(deps.log, () => useSame(deps));
    case 'another': {
      const choice = await pickChoice(localPorts, deps.log);
      if (choice) await untilItWorks(deps.log, () => useAnother(choice, deps));
    }
  }
}

interface Row extends vscode.QuickPickItem {
  readonly answer: 'none' | 'same' | 'another';
}

function rowsOf({ settings }: ChooseModelDeps): Row[] {
  const { 'model.source': source, 'model.name': name, 'model.baseUrl': baseUrl } = settings.read();
  const where = source === 'vscode' ? 'VS Code' : hostOf(baseUrl);
  return [
    { answer: 'none', label: 'Embedded engine', description: 'From your own code, on this machine; no connection' },
    ...(source === 'none' || name === ''
      ? []
      : [{ answer: 'same' as const, label: name, description: `${where}, as for the rest of Touchstone` }]),
    {
      answer: 'another',
      label: 'Another model…',
      description: 'For completion alone: best one that was taught to fill in the middle',
    },
  ];
}

async function useSame(deps: ChooseModelDeps): Promise<void> {
  const { 'model.source': source, 'model.name': name, 'model.baseUrl': address } = deps.settings.read();
  if (source === 'vscode') return useEditorModel(name, '', deps);
  const baseUrl = normaliseBaseUrl(address);
  if (await mayCost(name, baseUrl)) await useEndpoint(baseUrl, name, { source: 'openai' });
}

async function useAnother(choice: Choice, deps: ChooseModelDeps): Promise<void> {
  switch (choice.kind) {
    case 'offline':
      return write({ source: 'none' });
    case 'editor':
      return useEditorModel(choice.id, choice.id, deps);
    case 'local':
      return useEndpoint(choice.baseUrl, choice.model, forItself(choice.baseUrl, choice.model));
    case 'hosted':
      return useAsked(choice.baseUrl, deps);
    case 'other': {
      const baseUrl = await askForUrl('');
      if (baseUrl !== undefined) await useAsked(baseUrl, deps);
    }
  }
}

async function useAsked(address: string, deps: ChooseModelDeps): Promise<void> {
  const endpoint = await askForEndpoint(address, deps);
  if (!endpoint) return;
  const { baseUrl, model } = endpoint;
  if (await mayCost(model, baseUrl)) await useEndpoint(baseUrl, model, forItself(baseUrl, model));
}

async function useEndpoint(baseUrl: string, model: string, values: CompletionModelSettings): Promise<void> {
  await write(values);
  say(
    `Touchstone completes with ${model} at ${hostOf(baseUrl)}, and with its embedded engine while that cannot be reached.`,
  );
}

async function useEditorModel(id: string, modelName: string, deps: ChooseModelDeps): Promise<void> {
  if (!(await acceptsCost(`${id} of VS Code`))) return;
  if (!(await tryEditorModel(id, deps))) return;
  await write({ source: 'vscode', ...(modelName !== '' && { modelName }) });
  say(`Touchstone completes with ${id} of VS Code, and with its embedded engine while that cannot be reached.`);
}

async function mayCost(model: string, baseUrl: string): Promise<boolean> {
  return isOnThisMachine(baseUrl) || acceptsCost(`${model} at ${hostOf(baseUrl)}`);
}

async function acceptsCost(model: string): Promise<boolean> {
  const use = 'Use It';
  const picked = await vscode.window.showWarningMessage(
    `Shall ${model} be asked while you type?`,
    {
      modal: true,
      detail:
        'At each pause of your typing it is sent the code around the cursor and what helps from other files. That may cost money or use up a quota. Secrets and ignored files are never sent.',
    },
    use,
  );
  return picked === use;
}

interface CompletionModelSettings {
  readonly source: 'none' | 'openai' | 'vscode';
  /** Left out: those of the model for the rest. */
  readonly baseUrl?: string;
  readonly modelName?: string;
}

function forItself(baseUrl: string, modelName: string): CompletionModelSettings {
  return { source: 'openai', baseUrl, modelName };
}

async function write(values: CompletionModelSettings): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('touchstone.completion');
  const put = (key: keyof CompletionModelSettings, value: string | undefined): Thenable<void> =>
    configuration.update(key, value, vscode.ConfigurationTarget.Global);
  // Off while the rest changes, so that no question goes to one endpoint with the other's model.
  await put('source', 'none');
  if (values.source === 'none') return;
  await put('baseUrl', values.baseUrl);
  await put('modelName', values.modelName);
  await put('source', values.source);
}

function say(message: string): void {
  void vscode.window.showInformationMessage(message);
}
