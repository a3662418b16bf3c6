import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { exposure, hostOf } from '../baseUrl.ts';
import { embeddingChoice } from '../embeddingChoice.ts';
import { KeyWouldBeExposed, ModelError } from '../errors.ts';

export interface EmbeddingKeyDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
}

/** **Touchstone: Set Embedding Key**, for an embedding model whose endpoint is not the chat model's. */
export function registerEmbeddingKey(deps: EmbeddingKeyDeps): vscode.Disposable {
  return vscode.commands.registerCommand('touchstone.setEmbeddingKey', async () => {
    try {
      await askForKey(deps);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      void vscode.window.showErrorMessage(describeError(error));
    }
  });
}

/** @throws BaseUrlInvalid, KeyWouldBeExposed */
async function askForKey({ settings, keys }: EmbeddingKeyDeps): Promise<void> {
  const choice = embeddingChoice(settings.read());
  if (!choice) {
    const none = 'No embedding model is configured. Set touchstone.model.embeddingName and its base URL first.';
    void vscode.window.showInformationMessage(none);
    return;
  }
  const { baseUrl, model } = choice;
  if (exposure(baseUrl, true) === 'keyInClear') throw new KeyWouldBeExposed(hostOf(baseUrl));
  const key = await vscode.window.showInputBox({
    title: `Key for ${model} at ${hostOf(baseUrl)}`,
    prompt: 'It is kept in the secret storage and sent to this address only. Empty: none.',
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  await (key.trim() === '' ? keys.delete(baseUrl) : keys.set(baseUrl, key.trim()));
}
