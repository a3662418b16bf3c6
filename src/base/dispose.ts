/** Something that must be released once. The same shape as the editor's `Disposable`, so either fits. */
export interface Disposable {
  dispose(): void;
}

/** Releases what was added, newest first; what is added after that is released at once. */
export class DisposableStore implements Disposable {
  readonly #held: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#held.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#held.splice(0).reverse()) item.dispose();
  }
}
