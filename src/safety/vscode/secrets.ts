import type * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';

/**
 * The keys of endpoints, in the editor's secret storage and nowhere else. One key an origin: a key
 * can never be sent to another host than the one it was entered for.
 */
export interface KeyStore extends Disposable {
  get(baseUrl: string): Promise<string | undefined>;
  set(baseUrl: string, key: string): Promise<void>;
  delete(baseUrl: string): Promise<void>;
  /** Fires with the origin whose key was changed, also from another window. */
  readonly onDidChange: vscode.Event<string>;
  /** Keys seen in this session, to be taken out of every log line. */
  literals(): readonly string[];
}

export function createKeyStore(secrets: vscode.SecretStorage): KeyStore {
  const seen = new Set<string>();
  const remember = (key: string): string => {
    seen.add(key);
    return key;
  };
  const listeners = new Set<(origin: string) => void>();
  const watching = secrets.onDidChange(({ key }) => {
    if (key.startsWith(prefix)) for (const listener of [...listeners]) listener(key.slice(prefix.length));
  });
  return {
    async get(baseUrl) {
      const key = await secrets.get(nameOf(baseUrl));
      return key === undefined || key === '' ? undefined : remember(key);
    },
    async set(baseUrl, key) {
      await secrets.store(nameOf(baseUrl), remember(key));
    },
    async delete(baseUrl) {
      await secrets.delete(nameOf(baseUrl));
    },
    onDidChange(listener, self, disposables) {
      const call = (origin: string): void => {
        listener.call(self, origin);
      };
      listeners.add(call);
      const subscription = { dispose: () => void listeners.delete(call) };
      disposables?.push(subscription);
      return subscription;
    },
    literals: () => [...seen],
    dispose() {
      watching.dispose();
      listeners.clear();
    },
  };
}

const prefix = 'touchstone.key.';

function nameOf(baseUrl: string): string {
  return `${prefix}${new URL(baseUrl).origin}`;
}
