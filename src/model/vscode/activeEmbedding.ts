import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import type { EmbeddingModel } from '../embedding.ts';
import { embeddingChoice } from '../embeddingChoice.ts';
import { ModelError } from '../errors.ts';
import { createEmbeddingModel } from '../node/embeddingClient.ts';

/** The embedding model that the settings name, or none. Holding it opens no connection. */
export interface ActiveEmbedding extends Disposable {
  readonly current: EmbeddingModel | undefined;
  /** Also when only its key, its limits or its price have changed. */
  readonly onDidChange: vscode.Event<void>;
}

export interface ActiveEmbeddingDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  readonly log: Log;
}

export function createActiveEmbedding({ settings, keys, log }: ActiveEmbeddingDeps): ActiveEmbedding {
  const changed = new vscode.EventEmitter<void>();
  const build = (): EmbeddingModel | undefined => {
    // In Restricted Mode nothing is sent anywhere; trust rebuilds it.
    if (!vscode.workspace.isTrusted) return undefined;
    const values = settings.read();
    try {
      const choice = embeddingChoice(values);
      return (
        choice &&
        createEmbeddingModel({
          ...choice,
          key: () => keys.get(choice.baseUrl),
          timeoutMs: values['model.timeoutSeconds'] * 1000,
          dimensions: values['model.embeddingDimensions'],
          isMatryoshka: values['model.embeddingMatryoshka'],
          batch: values['model.embeddingBatch'],
          requestsPerMinute: values['model.embeddingRequestsPerMinute'],
          tokensPerMinute: values['model.embeddingTokensPerMinute'],
          pricePerMillionTokens: values['model.embeddingPrice'],
          log,
        })
      );
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      log.warn(describeError(error));
      return undefined;
    }
  };
  let current = build();
  const rebuild = (): void => {
    const before = current;
    current = build();
    if (before !== undefined || current !== undefined) changed.fire();
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
      return current;
    },
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
    },
  };
}

/** The chat model's name says nothing about this one. */
const relevant = /^model\.(embedding|source$|baseUrl$|timeoutSeconds$)/;
