/** The thread's end: asks the host, and hands its answers to whoever asked. */
import { TouchstoneError } from '../../base/errors.ts';
import type { EmbeddingPurpose } from '../../model/embedding.ts';
import type { EmbeddingPlan } from '../embeddingPlan.ts';
import type {
  EmbedderFacts,
  EmbeddingAnswer,
  EmbeddingConsent,
  EmbeddingFailure,
  EmbeddingMessage,
  EmbeddingQuestion,
} from './embeddingQuestion.ts';

export class EmbeddingFailed extends TouchstoneError {
  readonly kind: EmbeddingFailure['kind'];

  constructor({ message, next, kind }: EmbeddingFailure) {
    super(message, next);
    this.kind = kind;
  }
}

export class EmbeddingPort {
  readonly #send: (message: EmbeddingMessage) => void;
  readonly #waiting = new Map<number, (answer: EmbeddingAnswer) => void>();
  #last = 0;

  constructor(send: (message: EmbeddingMessage) => void) {
    this.#send = send;
  }

  answered(id: number, answer: EmbeddingAnswer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }

  /** @throws EmbeddingFailed, or the signal's reason. */
  async embed(
    { space }: EmbedderFacts,
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
  ): Promise<Extract<EmbeddingAnswer, { kind: 'vectors' }>> {
    const answer = await this.#ask({ kind: 'embed', space, texts, purpose }, signal);
    if (answer.kind === 'vectors') return answer;
    throw new EmbeddingFailed(answer.kind === 'failed' ? answer.failure : strange);
  }

  async approve(plan: EmbeddingPlan, signal: AbortSignal): Promise<EmbeddingConsent> {
    const answer = await this.#ask({ kind: 'approve', plan }, signal);
    if (answer.kind === 'consent') return answer.consent;
    throw new EmbeddingFailed(answer.kind === 'failed' ? answer.failure : strange);
  }

  #ask(question: EmbeddingQuestion, signal: AbortSignal): Promise<EmbeddingAnswer> {
    signal.throwIfAborted();
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(id);
        this.#send({ kind: 'leave', id });
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.set(id, (answer) => {
        signal.removeEventListener('abort', leave);
        resolve(answer);
      });
      this.#send({ kind: 'ask', id, question });
    });
  }
}

const strange: EmbeddingFailure = {
  message: 'The embedding model gave an answer to another question.',
  next: 'Reload the window.',
  kind: 'lasting',
};
