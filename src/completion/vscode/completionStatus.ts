import type { Disposable } from '../../base/dispose.ts';
import type { Status } from '../../base/vscode/status.ts';
import { lineOf, lookOf, type CompletionState } from '../statusWords.ts';

/**
 * What completion does, in the product's item of the status bar. What is over in a moment is not painted: the bar stays
 * as it is while somebody types.
 */
export class CompletionStatus implements Disposable {
  readonly #status: Status;
  #state: CompletionState = { kind: 'idle' };
  #about = '';
  #isFaulty = false;
  #model: string | undefined;
  #painted = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(status: Status) {
    this.#status = status;
  }

  get state(): CompletionState {
    return this.#state;
  }

  /** The state in a sentence; undefined where there is nothing to say. */
  get line(): string | undefined {
    return lineOf(this.#state);
  }

  /** Who suggests, or why the model does not; empty until somebody types. */
  get about(): string {
    return this.#about;
  }

  get isFaulty(): boolean {
    return this.#isFaulty;
  }

  show(state: CompletionState): void {
    this.#state = state;
    this.#paintSoon();
  }

  /**
   * @param name of the model; undefined: the embedded engine is alone.
   * @param about one sentence: who suggests, or why the model does not.
   */
  setModel(name: string | undefined, about: string, isFaulty: boolean): void {
    this.#model = name;
    this.#about = about;
    this.#isFaulty = isFaulty;
    this.#paintSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#status.setNote(undefined);
  }

  #paintSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const look = { ...lookOf(this.#state, this.#about, this.#isFaulty), engine: this.#model };
      const painted = JSON.stringify(look);
      if (painted === this.#painted) return;
      this.#painted = painted;
      this.#status.setNote(look);
    }, patienceMs);
  }
}

const patienceMs = 150;
