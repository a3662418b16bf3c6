import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';

export interface InstructionQuestion {
  /** The place, and what else goes with it. */
  readonly title: string;
  readonly placeholder: string;
  readonly prompt?: string;
  /** What stands there already. */
  readonly value?: string;
  /** Why an empty answer is none; left out: it is one. */
  readonly whyNotEmpty?: string;
}

const key = 'touchstone.edit.history';
const mostKept = 50;

/** Where instructions are typed. What was asked before in this workspace comes back with the up arrow, as in a shell. */
export class InstructionInput implements Disposable {
  readonly #state: vscode.Memento;
  readonly #store = new DisposableStore();
  #step: ((by: 1 | -1) => void) | undefined;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** One further back, or one nearer to now, in the input that is open. */
  step(by: 1 | -1): void {
    this.#step?.(by);
  }

  /** @returns `undefined` when the user leaves. */
  async ask({ title, placeholder, prompt, value = '', whyNotEmpty }: InstructionQuestion): Promise<string | undefined> {
    const earlier = this.#state.get<readonly string[]>(key, []);
    const input = this.#store.add(vscode.window.createInputBox());
    Object.assign(input, { title, placeholder, value, ignoreFocusOut: true });
    input.prompt = [prompt, earlier.length > 0 ? '↑ brings back what you asked before.' : undefined]
      .filter((part) => part !== undefined)
      .join(' ');
    // Before the first of the earlier ones stands what is being typed.
    let at = -1;
    let typed = value;
    this.#step = (by) => {
      const next = at + by;
      if (next < -1 || next >= earlier.length) return;
      if (at === -1) typed = input.value;
      at = next;
      input.value = next === -1 ? typed : (earlier[next] ?? '');
    };
    await context('touchstone.askingEdit', true);
    try {
      const answer = await new Promise<string | undefined>((resolve) => {
        input.onDidChangeValue(() => (input.validationMessage = undefined));
        input.onDidAccept(() => {
          const said = input.value.trim();
          if (said === '' && whyNotEmpty !== undefined) input.validationMessage = whyNotEmpty;
          else resolve(said);
        });
        input.onDidHide(() => resolve(undefined));
        input.show();
      });
      if (answer !== undefined && answer !== '') await this.#keep(answer);
      return answer;
    } finally {
      this.#step = undefined;
      input.dispose();
      await context('touchstone.askingEdit', false);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #keep(said: string): Promise<void> {
    const before = this.#state.get<readonly string[]>(key, []).filter((each) => each !== said);
    await this.#state.update(key, [said, ...before].slice(0, mostKept));
  }
}

const context = (name: string, value: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', name, value);
