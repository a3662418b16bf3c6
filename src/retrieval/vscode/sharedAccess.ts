import * as vscode from 'vscode';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { KeyStore } from '../../safety/vscode/secrets.ts';
import type { Settings } from '../../settings/table.ts';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import { consentFor, isExposed, sharedAddress, type SharedSettings } from '../shared.ts';

export interface SharedAccessDeps {
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  /** Of this machine, not of the workspace. */
  readonly state: vscode.Memento;
  readonly log: Log;
}

export interface SharedAccess extends vscode.Disposable {
  /** What the index of a folder may use, once the user has agreed; undefined until then. */
  of(folder: vscode.WorkspaceFolder, values: Settings): (SharedSettings & { readonly token?: string }) | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** The command: asks for the token of the configured server. */
  setToken(): Promise<void>;
}

const agreedKey = 'touchstone.sharedIndexAgreed';

/** Whether a shared index may be used, and with which token: asked once for each server, and for each folder to be written. */
export function createSharedAccess({ settings, keys, state, log }: SharedAccessDeps): SharedAccess {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  const tokens = new Map<string, string | undefined>();
  const asked = new Set<string>();

  const readToken = async (url: string): Promise<void> => {
    tokens.set(url, await keys.get(url));
    changed.fire();
  };
  const ask = async (question: string, url: string, folder: string | undefined): Promise<void> => {
    const agree = folder === undefined ? 'Search It' : 'Write to It';
    const change = 'Open Settings';
    const choice = await vscode.window.showInformationMessage(consentFor(url, folder), agree, change);
    if (choice === change)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'touchstone.index.shared');
    if (choice !== agree) return;
    await state.update(agreedKey, [...state.get<readonly string[]>(agreedKey, []), question]);
    changed.fire();
  };
  const inBackground = (work: Promise<void>): void => {
    work.catch((error: unknown) => log.error(describeError(error)));
  };

  store.add(
    keys.onDidChange((origin) => {
      for (const url of tokens.keys()) if (new URL(url).origin === origin) inBackground(readToken(url));
    }),
  );
  return {
    of(folder, values) {
      const { 'index.shared.url': url, 'index.shared.role': role } = values;
      if (url === '' || !vscode.workspace.isTrusted) return undefined;
      try {
        sharedAddress(url);
      } catch (error) {
        log.warn(describeError(error));
        return undefined;
      }
      const question = role === 'index' ? `${role} ${url} ${folder.uri.toString()}` : `${role} ${url}`;
      if (!state.get<readonly string[]>(agreedKey, []).includes(question)) {
        if (!asked.has(question)) inBackground(ask(question, url, role === 'index' ? folder.name : undefined));
        asked.add(question);
        return undefined;
      }
      if (!tokens.has(url)) {
        inBackground(readToken(url));
        return undefined;
      }
      const token = tokens.get(url);
      return {
        url,
        role,
        collection: values['index.shared.collection'],
        hold: values['index.shared.hold'],
        ...(token !== undefined && { token }),
      };
    },
    onDidChange: changed.event,
    async setToken() {
      const url = settings.read()['index.shared.url'];
      if (url === '') {
        await vscode.window.showInformationMessage(
          'No shared index is configured. Set touchstone.index.shared.url first.',
        );
        return;
      }
      const address = sharedAddress(url);
      const token = await vscode.window.showInputBox({
        title: `Token for the Shared Index at ${address.host}`,
        prompt: isExposed(address)
          ? 'It will not be sent before the address begins with https://.'
          : 'It is kept in the secret storage and sent to this server only. Empty: none.',
        password: true,
        ignoreFocusOut: true,
      });
      if (token === undefined) return;
      await (token === '' ? keys.delete(url) : keys.set(url, token));
      await readToken(url);
    },
    dispose: () => store.dispose(),
  };
}
