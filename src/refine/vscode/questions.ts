import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { isTestQuestion, type Answer, type AskUser, type Question } from '../question.ts';
import { WrittenTests } from './writtenTest.ts';

export interface QuestionsDeps {
  /** A question is open, or none is any more. */
  readonly show: (open: OpenQuestion | undefined) => void;
  readonly reveal: () => void;
}

export interface OpenQuestion {
  /** Counted from 1 in this window. */
  readonly id: number;
  readonly question: Question;
  /** The how-manieth of this fix, and how many there may be. */
  readonly asked: number;
  readonly most: number;
}

interface Pending extends OpenQuestion {
  readonly settle: (answer: Answer) => void;
  /** The test's editor. */
  readonly uri?: vscode.Uri;
}

/**
 * Asks the user without stopping anything else: in the side bar's page, which keeps the question until it is answered,
 * and by a notification. A test is shown in an editor, where it can be corrected. Escape says "I don't know".
 */
export class Questions implements Disposable {
  readonly #deps: QuestionsDeps;
  readonly #tests = new WrittenTests();
  #last = 0;
  #pending: Pending | undefined;

  constructor(deps: QuestionsDeps) {
    this.#deps = deps;
  }

  /** How one fix may ask, at most so often; what is beyond that is not known. */
  asker(most: number): AskUser {
    let asked = 0;
    let turn: Promise<unknown> = Promise.resolve();
    return (question, signal) => {
      // One at a time: who answers two at once answers neither well.
      const answer = turn.then(() => {
        signal.throwIfAborted();
        // Who corrects what was asked is asked nothing new.
        if (!question.isAgain) asked++;
        return asked > most ? unknown : this.#ask(question, asked, most, signal);
      });
      turn = answer.catch(() => undefined);
      return answer;
    };
  }

  answer(id: number, answer: Answer): void {
    if (this.#pending?.id === id) this.#pending.settle(answer);
  }

  /** The test as it stands in its editor: as it was written, or corrected. */
  async useTest(id = this.#tests.questionOf(vscode.window.activeTextEditor?.document.uri)): Promise<void> {
    const pending = this.#pending;
    if (!pending?.uri || (id !== undefined && pending.id !== id)) return;
    const code = await this.#tests.text(pending.uri);
    const isSame = code === pending.question.code;
    this.answer(pending.id, isSame ? { kind: 'right', outcome: 0 } : { kind: 'corrected', code });
  }

  async openTest(id: number): Promise<void> {
    if (this.#pending?.id === id && this.#pending.uri) await this.#tests.show(this.#pending.uri, true);
  }

  /** By keyboard, from anywhere: the answers as a list. */
  async pick(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    const { id, question, uri } = pending;
    const picked = await vscode.window.showQuickPick(rowsFor(question), {
      title: question.why,
      placeHolder: oneLine(question.test ?? question.code, 120),
      ignoreFocusOut: true,
      matchOnDetail: true,
    });
    if (picked?.choice === 'look') return uri && this.#tests.show(uri, true);
    if (picked?.choice === 'use') return this.useTest(id);
    this.answer(id, picked?.choice ?? unknown);
  }

  dispose(): void {
    this.#pending?.settle(unknown);
    this.#tests.dispose();
  }

  async #ask(question: Question, asked: number, most: number, signal: AbortSignal): Promise<Answer> {
    const id = ++this.#last;
    const uri = question.test === undefined ? undefined : this.#tests.add(id, question.test, question.code);
    let leave = (): void => undefined;
    try {
      const answer = new Promise<Answer>((settle, reject) => {
        leave = () => reject(signal.reason as Error);
        signal.addEventListener('abort', leave, { once: true });
        this.#pending = { id, question, asked, most, settle, ...(uri && { uri }) };
      });
      this.#tell(this.#pending);
      if (uri) await this.#tests.show(uri, false);
      this.#notify(id, question);
      return await answer;
    } finally {
      signal.removeEventListener('abort', leave);
      this.#pending = undefined;
      this.#tell(undefined);
      if (uri) await this.#tests.remove(uri);
    }
  }

  #tell(open: OpenQuestion | undefined): void {
    void vscode.commands.executeCommand('setContext', 'touchstone.asking', open !== undefined);
    this.#deps.show(open);
    if (open) this.#deps.reveal();
  }

  /** Not awaited: the page has the question too, and whoever answers first has answered. */
  #notify(id: number, question: Question): void {
    const [only, ...others] = question.outcomes;
    const isTest = isTestQuestion(question);
    const isOne = !isTest && only !== undefined && others.length === 0;
    const text = isOne
      ? `${question.why} ${oneLine(question.code, 160)} gives ${oneLine(only.text, 120)}. Is that right?`
      : `${question.why} ${isTest ? '' : oneLine(question.code, 160)}`.trim();
    const buttons = question.isAgain ? againButtons : isTest ? testButtons : isOne ? oneButtons : manyButtons;
    void vscode.window.showInformationMessage(text, ...buttons.keys()).then((chosen) => {
      const choice = chosen === undefined ? undefined : buttons.get(chosen);
      if (choice === undefined || this.#pending?.id !== id) return undefined;
      if (choice === 'pick') return this.pick();
      if (choice === 'use') return this.useTest(id);
      if (choice === 'look') return this.openTest(id);
      return this.answer(id, choice);
    });
  }
}

const unknown: Answer = { kind: 'unknown' };
const dontKnow = 'I Don’t Know';

type Choice = Answer | 'use' | 'look' | 'pick';

const testButtons = new Map<string, Choice>([
  ['Use This Test', 'use'],
  ['It Is Wrong', { kind: 'wrong' }],
  [dontKnow, unknown],
]);
const againButtons = new Map<string, Choice>([
  ['Correct It Again', 'look'],
  ['Use the Model’s Test', unknown],
]);
const oneButtons = new Map<string, Choice>([
  ['Right', { kind: 'right', outcome: 0 }],
  ['Wrong', { kind: 'wrong' }],
  [dontKnow, unknown],
]);
const manyButtons = new Map<string, Choice>([
  ['Answer…', 'pick'],
  [dontKnow, unknown],
]);

interface AnswerRow extends vscode.QuickPickItem {
  readonly choice: Exclude<Choice, 'pick'>;
}

function rowsFor(question: Question): AnswerRow[] {
  const last: AnswerRow = { label: `$(question) ${dontKnow}`, description: 'also Escape', choice: unknown };
  if (question.isAgain) {
    return [
      { label: '$(edit) Correct it again', description: question.test ?? '', choice: 'look' },
      { label: '$(check) Use it', description: 'as it stands in the editor', choice: 'use' },
      { label: '$(sparkle) Use the test that the model wrote', description: 'also Escape', choice: unknown },
    ];
  }
  if (isTestQuestion(question)) {
    return [
      { label: '$(check) Use this test', description: 'as it stands in the editor', choice: 'use' },
      { label: '$(edit) Look at it and correct it', description: question.test ?? '', choice: 'look' },
      { label: '$(close) It is wrong', description: 'it demands what should not be', choice: { kind: 'wrong' } },
      last,
    ];
  }
  const { outcomes } = question;
  const rows = outcomes.map(({ text, patches }, outcome): AnswerRow => ({
    label: `$(check) ${oneLine(text, 200)}`,
    description: 'is right',
    ...(patches.length > 0 && { detail: patches.join('; ') }),
    choice: { kind: 'right', outcome },
  }));
  const none = outcomes.length === 1 ? 'It is wrong' : 'None of them is right';
  return [...rows, { label: `$(close) ${none}`, choice: { kind: 'wrong' } }, last];
}

function oneLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}
