import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { NewFault } from '../../syntax/newFault.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { PartCheck } from '../node/partCheck.ts';
import { isPartlyAccepted, type FileText, type ReviewFile } from '../reviewState.ts';

/** What is wrong with files of which only a part was accepted; looked at when nobody types. */
export class PartFaults implements Disposable {
  readonly #load: () => Promise<PartCheck>;
  readonly #changed: () => void;
  readonly #log: Log;
  readonly #found = new Map<WorkspacePath, { readonly text: FileText; readonly fault: NewFault | undefined }>();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  /** @param changed told when a fault has come or gone. */
  constructor(load: () => Promise<PartCheck>, changed: () => void, log: Log) {
    this.#load = load;
    this.#changed = changed;
    this.#log = log;
  }

  of(path: WorkspacePath): NewFault | undefined {
    return this.#found.get(path)?.fault;
  }

  /** Looks at the files in a moment. */
  follow(files: () => readonly ReviewFile[], textOf: (path: WorkspacePath) => FileText): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(files(), textOf), quietMs);
  }

  /** Looks at them now. Files that read as they did when they were looked at are not parsed again. */
  async look(files: readonly ReviewFile[], textOf: (path: WorkspacePath) => FileText): Promise<void> {
    clearTimeout(this.#timer);
    let isNew = false;
    for (const file of files) {
      const text = textOf(file.path);
      const known = this.#found.get(file.path);
      const isAsked = isPartlyAccepted(file) && text !== undefined;
      if (isAsked && known?.text === text) continue;
      const fault = isAsked ? await this.#faultIn(file, text) : undefined;
      if (this.#isDisposed) return;
      // What was typed meanwhile is looked at when it is its turn.
      if (textOf(file.path) !== text) continue;
      if (isAsked) this.#found.set(file.path, { text, fault });
      else this.#found.delete(file.path);
      isNew ||= known?.fault !== fault;
    }
    if (isNew) this.#changed();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  async #faultIn({ path, before }: ReviewFile, text: string): Promise<NewFault | undefined> {
    try {
      return await (await this.#load()).faultIn(path, before, text);
    } catch (error) {
      this.#log.warn(`Nobody looked whether ${path} still parses: ${describeError(error)}`);
      return undefined;
    }
  }
}

const quietMs = 400;
