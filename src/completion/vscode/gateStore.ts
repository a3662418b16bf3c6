import type { Memento } from 'vscode';
import type { Disposable } from '../../base/dispose.ts';

/** What the gate has learnt about this user, kept by the editor for all workspaces. The window that learnt last is right. */
export interface GateStore extends Disposable {
  readonly state: unknown;
  /** Written after a while, since each accept changes it. */
  keep(state: () => unknown): void;
  forget(): Promise<void>;
  onDidForget(listener: () => void): Disposable;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
}

export function createGateStore(memento: Memento): GateStore {
  let waiting: (() => unknown) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const state = waiting?.();
    waiting = undefined;
    if (state !== undefined) await memento.update(key, { format, state });
  };
  return {
    get state() {
      return waiting?.() ?? readState(memento.get<unknown>(key));
    },
    keep(state) {
      waiting = state;
      timer ??= setTimeout(() => void flush(), keepMs);
    },
    async forget() {
      clearTimeout(timer);
      timer = undefined;
      waiting = undefined;
      for (const listener of [...listeners]) listener();
      await memento.update(key, undefined);
    },
    onDidForget(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    flush,
    dispose() {
      void flush();
    },
  };
}

function readState(kept: unknown): unknown {
  if (typeof kept !== 'object' || kept === null || !('format' in kept) || !('state' in kept)) return undefined;
  return kept.format === format ? kept.state : undefined;
}

const key = 'touchstone.completion.gate';
const format = 1;
const keepMs = 10_000;
