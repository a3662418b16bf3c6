import type { ShadowWorkspace } from '../../src/testing/shadow.ts';
import type { WorkspacePath } from '../../src/testing/report.ts';

/** A shadow workspace that lives in memory, for tests of what is done with one. */
export class MemoryWorkspace implements ShadowWorkspace {
  readonly root = '/memory';
  readonly state: string;
  readonly warnings: readonly string[] = [];
  readonly #original: ReadonlyMap<WorkspacePath, string>;
  #texts: Map<WorkspacePath, string>;
  disposed = false;

  constructor(texts: Readonly<Record<WorkspacePath, string>>) {
    this.#original = new Map(Object.entries(texts));
    this.#texts = new Map(this.#original);
    this.state = JSON.stringify(texts);
  }

  files(): Promise<readonly WorkspacePath[]> {
    return Promise.resolve([...this.#texts.keys()]);
  }

  read(path: WorkspacePath): Promise<string> {
    const text = this.#texts.get(path);
    return text === undefined ? Promise.reject(new Error(`no such file: ${path}`)) : Promise.resolve(text);
  }

  write(path: WorkspacePath, text: string): Promise<void> {
    this.#texts.set(path, text);
    return Promise.resolve();
  }

  remove(path: WorkspacePath): Promise<void> {
    this.#texts.delete(path);
    return Promise.resolve();
  }

  changed(): Promise<readonly WorkspacePath[]> {
    const all = new Set([...this.#original.keys(), ...this.#texts.keys()]);
    return Promise.resolve([...all].filter((path) => this.#texts.get(path) !== this.#original.get(path)).sort());
  }

  reset(): Promise<void> {
    this.#texts = new Map(this.#original);
    return Promise.resolve();
  }

  lane(): Promise<ShadowWorkspace> {
    return Promise.resolve(new MemoryWorkspace(Object.fromEntries(this.#original)));
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}
