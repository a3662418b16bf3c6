import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { Settings } from '../../settings/table.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { exposure, normaliseBaseUrl } from '../baseUrl.ts';
import { ModelError } from '../errors.ts';
import type { Model } from '../model.ts';
import { createOpenAiModel } from '../node/openaiClient.ts';
import { createLanguageModel } from './languageModel.ts';

/** The model that the settings name, or none. Holding it opens no connection. */
export interface ActiveModel extends Disposable {
  /** `undefined`: work offline. Take it anew for each piece of work. */
  readonly current: Model | undefined;
  /** Why there is none although one is configured. */
  readonly problem: ModelError | undefined;
  readonly onDidChange: vscode.Event<Model | undefined>;
}

export interface ActiveModelDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  readonly access: vscode.LanguageModelAccessInformation;
  /** Where what was learnt about endpoints is kept. */
  readonly storageFolder: string;
  readonly log: Log;
}

export function createActiveModel(deps: ActiveModelDeps): ActiveModel {
  const changed = new vscode.EventEmitter<Model | undefined>();
  let current: Model | undefined;
  let problem: ModelError | undefined;

  const rebuild = (): void => {
    current = undefined;
    problem = undefined;
    try {
      // In Restricted Mode nothing is sent anywhere; trust rebuilds it.
      if (vscode.workspace.isTrusted) current = build(deps, deps.settings.read());
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      problem = error;
      deps.log.warn(describeError(error));
    }
    changed.fire(current);
  };

  rebuild();
  const watching = vscode.Disposable.from(
    changed,
    deps.settings.onDidChange((keys) => {
      if (keys.some((key) => key.startsWith('model.'))) rebuild();
    }),
    deps.keys.onDidChange(rebuild),
  );
  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
    },
  };
}

function build({ keys, access, storageFolder, log }: ActiveModelDeps, settings: Settings): Model | undefined {
  const timeoutMs = settings['model.timeoutSeconds'] * 1000;
  const name = settings['model.name'];
  switch (settings['model.source']) {
    case 'none':
      return undefined;
    case 'vscode':
      return name === '' ? undefined : createLanguageModel({ id: name, timeoutMs, access }, vscode);
    case 'openai': {
      const baseUrl = normaliseBaseUrl(settings['model.baseUrl']);
      if (name === '') return undefined;
      if (exposure(baseUrl, false) !== 'none') log.warn(`What is sent to ${baseUrl} is not encrypted.`);
      return createOpenAiModel({
        baseUrl,
        model: name,
        embeddingModel: settings['model.embeddingName'],
        key: () => keys.get(baseUrl),
        timeoutMs,
        storageFolder,
        log,
      });
    }
  }
}
