import type { ChatMessage } from '../../model/model.ts';
import { emptyAnswer, withEvent, type Answer, type AnswerChange } from '../answerParts.ts';
import type { ChatEvent } from '../chatEvent.ts';
import type { ToolDecision } from '../protocol.ts';

/**
 * One answer while it is made: what it is so far, and what of that the page has not been told. Pieces are told many at
 * a time: a page draws no more often than that.
 */
export class AnswerRun {
  readonly conversation: string;
  readonly message: string;
  readonly cancel = new AbortController();
  readonly requests: (readonly ChatMessage[])[] = [];
  readonly #tell: (sequence: number, changes: readonly AnswerChange[]) => void;
  #answer: Answer = emptyAnswer;
  #sequence = 0;
  #untold: AnswerChange[] = [];
  #waiting: NodeJS.Timeout | undefined;
  #decide: ((decision: ToolDecision) => void) | undefined;

  constructor(
    conversation: string,
    message: string,
    tell: (sequence: number, changes: readonly AnswerChange[]) => void,
  ) {
    this.conversation = conversation;
    this.message = message;
    this.#tell = tell;
  }

  get answer(): Answer {
    return this.#answer;
  }

  /** Of the last change that was told; call `flush` first where all of `answer` is meant. */
  get sequence(): number {
    return this.#sequence;
  }

  take(event: ChatEvent): void {
    if (event.kind === 'prompt') this.requests.push(event.messages);
    const { answer, change } = withEvent(this.#answer, event);
    this.#answer = answer;
    if (!change) return;
    const last = this.#untold.at(-1);
    if (change.kind === 'grown' && last?.kind === 'grown' && last.at === change.at)
      this.#untold[this.#untold.length - 1] = { ...last, delta: last.delta + change.delta };
    else this.#untold.push(change);
    this.#waiting ??= setTimeout(() => this.flush(), togetherMs);
  }

  flush(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#untold.length === 0) return;
    const changes = this.#untold;
    this.#untold = [];
    this.#tell(++this.#sequence, changes);
  }

  /** Waits for the user's answer in the page. @throws the signal's reason */
  ask(signal: AbortSignal): Promise<ToolDecision> {
    signal.throwIfAborted();
    this.flush();
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.#decide = (decision) => {
        signal.removeEventListener('abort', stop);
        this.#decide = undefined;
        resolve(decision);
      };
    });
  }

  decide(decision: ToolDecision): void {
    this.#decide?.(decision);
  }
}

const togetherMs = 30;
