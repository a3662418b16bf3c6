import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createKeyStore } from '../../../../src/safety/vscode/secrets.ts';

function memorySecrets(): { storage: vscode.SecretStorage; values: Map<string, string> } {
  const values = new Map<string, string>();
  const listeners = new Set<(event: { key: string }) => unknown>();
  const changed = (key: string): Promise<void> => {
    for (const listener of listeners) listener({ key });
    return Promise.resolve();
  };
  const storage = {
    get: (key: string) => Promise.resolve(values.get(key)),
    keys: () => Promise.resolve([...values.keys()]),
    store: (key: string, value: string) => (values.set(key, value), changed(key)),
    delete: (key: string) => (values.delete(key), changed(key)),
    onDidChange: (listener: (event: { key: string }) => unknown) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  return { storage, values };
}

suite('keys', () => {
  test('belong to an origin: no other host, port or scheme ever gets one', async () => {
    const { storage, values } = memorySecrets();
    const keys = createKeyStore(storage);
    await keys.set('https://x.example/v1', 'secret-1');
    assert.equal(await keys.get('https://x.example/v1'), 'secret-1');
    assert.equal(await keys.get('https://x.example/other/v2'), 'secret-1');
    for (const other of ['http://x.example/v1', 'https://x.example:8443/v1', 'https://x.example.org/v1'])
      assert.equal(await keys.get(other), undefined);
    assert.deepEqual([...values.keys()], ['touchstone.key.https://x.example']);
    await keys.delete('https://x.example/v1');
    assert.equal(await keys.get('https://x.example/v1'), undefined);
  });

  test('seen ones are known to the log, and changes are told', async () => {
    const { storage } = memorySecrets();
    const keys = createKeyStore(storage);
    const told: string[] = [];
    const subscription = keys.onDidChange((origin) => told.push(origin));
    await keys.set('http://localhost:1234/v1', 'secret-2');
    await storage.store('somebody.else', 'x');
    assert.deepEqual(told, ['http://localhost:1234']);
    assert.deepEqual(keys.literals(), ['secret-2']);
    subscription.dispose();
    keys.dispose();
    await keys.delete('http://localhost:1234/v1');
    assert.equal(told.length, 1);
  });
});
