import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { hostOf } from '../../model/baseUrl.ts';
import type { FillModel } from '../../model/completionFill.ts';
import { fillByChat } from '../../model/completionHole.ts';
import { systemClock } from '../../model/node/clock.ts';
import { createFillModel } from '../../model/node/completionClient.ts';
import { createLanguageModel } from '../../model/vscode/languageModel.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { Settings } from '../../settings/table.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { modelChoice } from '../modelChoice.ts';
import { ModelRest, type Fault } from '../modelRest.ts';

/** The model that is asked for suggestions, or none. Holding it opens no connection. */
export interface CompletionModel extends Disposable {
  readonly current: FillModel | undefined;
  /** One sentence: who suggests, or why the model does not. */
  readonly about: string;
  readonly rest: ModelRest;
  /** Another model, another fault of it, or none any more. */
  readonly onDidChange: vscode.Event<void>;
}

export interface CompletionModelDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  readonly access: vscode.LanguageModelAccessInformation;
  readonly storageFolder: string;
  readonly log: Log;
}

export function createCompletionModel(deps: CompletionModelDeps): CompletionModel {
  const { settings, keys, log } = deps;
  const changed = new vscode.EventEmitter<void>();
  const clock = { now: () => performance.now() };
  let built = build(deps);
  const newRest = (): ModelRest =>
    new ModelRest(clock, (fault) => {
      if (fault)
        log.warn(`Completion goes on without ${built.model?.name ?? 'a model'}: ${describeError(fault.error)}`);
      else log.info(`${built.model?.name ?? 'The model'} completes again.`);
      changed.fire();
    });
  let rest = newRest();
  const rebuild = (): void => {
    built = build(deps);
    rest = newRest();
    changed.fire();
  };
  const watching = vscode.Disposable.from(
    changed,
    settings.onDidChange((names) => {
      if (names.some((name) => relevant.test(name))) rebuild();
    }),
    keys.onDidChange(rebuild),
  );
  return {
    get current() {
      return built.model;
    },
    get about() {
      return rest.fault ? aboutFault(rest.fault) : built.about;
    },
    get rest() {
      return rest;
    },
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
    },
  };
}

const relevant =
  /^model\.(source|name|baseUrl|timeoutSeconds)$|^completion\.(source|modelName|baseUrl|format|timeLimitMs)$/;

interface Built {
  readonly model: FillModel | undefined;
  readonly about: string;
}

const alone = 'The embedded engine suggests, from your own code and on this machine.';

function build(deps: CompletionModelDeps): Built {
  const values = deps.settings.read();
  try {
    const choice = modelChoice(values);
    if (choice.kind === 'none') return { model: undefined, about: choice.why ?? alone };
    // Trust changes the settings too, and with them this.
    if (!vscode.workspace.isTrusted)
      return { model: undefined, about: `In Restricted Mode no model is asked. ${alone}` };
    if (choice.kind === 'editor') {
      const model = editorModel(choice.id, values, deps.access);
      return { model, about: `${choice.id} of VS Code suggests, and the embedded engine while it cannot be reached.` };
    }
    const { baseUrl, model: name, format } = choice;
    const model = createFillModel({
      ...{ baseUrl, format },
      model: name,
      key: () => deps.keys.get(baseUrl),
      timeoutMs: values['completion.timeLimitMs'],
      storageFolder: deps.storageFolder,
      log: deps.log,
    });
    return {
      model,
      about: `${name} at ${hostOf(baseUrl)} suggests, and the embedded engine while it cannot be reached.`,
    };
  } catch (error) {
    if (!(error instanceof TouchstoneError)) throw error;
    deps.log.warn(describeError(error));
    return { model: undefined, about: describeError(error) };
  }
}

/** While somebody types, the editor must not ask whether this may be: that is asked when the model is chosen. */
class NotAllowed extends TouchstoneError {
  constructor(id: string) {
    super(
      `VS Code has not been told that Touchstone may use ${id} for completion.`,
      'Run “Touchstone: Choose Model for Completion” and pick it.',
    );
  }
}

function editorModel(id: string, values: Settings, access: vscode.LanguageModelAccessInformation): FillModel {
  const model = createLanguageModel({ id, timeoutMs: values['completion.timeLimitMs'], access }, vscode);
  return {
    name: id,
    provider: 'VS Code',
    async *fill(fill, signal) {
      const [chat] = await vscode.lm.selectChatModels({ id });
      if (chat && access.canSendRequest(chat) !== true) throw new NotAllowed(id);
      yield* fillByChat((request, stop) => model.chat(request, stop), fill, signal);
    },
  };
}

function aboutFault({ error, until }: Fault): string {
  const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1000));
  const when = seconds === 0 ? 'It is asked again with your next pause' : `It is asked again in ${seconds} s`;
  return `${describeError(error)} ${when}; until then the embedded engine suggests.`;
}

export const engineClock = { ...systemClock, now: (): number => performance.now() };
