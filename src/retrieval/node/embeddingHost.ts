/** The host's end: answers what an index's thread asks about the embedding model. */
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { EmbeddingModel } from '../../model/embedding.ts';
import {
  AnswerCut,
  AnswerStalled,
  EndpointUnreachable,
  KeyRefused,
  ModelUnknown,
  RateLimited,
  RequestRefused,
  ServerFailed,
} from '../../model/errors.ts';
import type { EmbeddingPlan } from '../embeddingPlan.ts';
import type {
  EmbedderFacts,
  EmbeddingAnswer,
  EmbeddingConsent,
  EmbeddingFailure,
  EmbeddingMessage,
  EmbeddingQuestion,
} from './embeddingQuestion.ts';

/** Asked before anything is sent. The signal aborts when the question is out of date. */
export type ApproveEmbedding = (plan: EmbeddingPlan, signal: AbortSignal) => Promise<EmbeddingConsent>;

export class EmbeddingHost {
  readonly #approve: ApproveEmbedding;
  readonly #answer: (id: number, answer: EmbeddingAnswer) => void;
  readonly #asking = new Map<number, AbortController>();
  #model: EmbeddingModel | undefined;

  /** @param approve left out, nothing is ever embedded: nobody has agreed to it. */
  constructor(approve: ApproveEmbedding | undefined, answer: (id: number, answer: EmbeddingAnswer) => void) {
    this.#approve = approve ?? (() => Promise.resolve('later'));
    this.#answer = answer;
  }

  /** @returns what the thread is to know of it. */
  use(model: EmbeddingModel | undefined): EmbedderFacts | undefined {
    this.#model = model;
    return model && factsOf(model);
  }

  hear(message: EmbeddingMessage): void {
    if (message.kind === 'leave') {
      this.#asking.get(message.id)?.abort();
      return;
    }
    const { id, question } = message;
    const abort = new AbortController();
    this.#asking.set(id, abort);
    void this.#answerTo(question, abort.signal).then((answer) => {
      this.#asking.delete(id);
      if (!abort.signal.aborted) this.#answer(id, answer);
    });
  }

  /** The thread is gone: nothing that it asked for is wanted. */
  close(): void {
    for (const abort of this.#asking.values()) abort.abort();
    this.#asking.clear();
  }

  async #answerTo(question: EmbeddingQuestion, signal: AbortSignal): Promise<EmbeddingAnswer> {
    try {
      switch (question.kind) {
        case 'approve':
          return { kind: 'consent', consent: await this.#approve(question.plan, signal) };
        case 'embed': {
          const model = this.#model;
          if (model?.space !== question.space) return { kind: 'failed', failure: changed };
          const { vectors } = await model.embed(question.texts, question.purpose, signal);
          return { kind: 'vectors', vectors };
        }
      }
    } catch (error) {
      return { kind: 'failed', failure: failureOf(error) };
    }
  }
}

const factsOf = ({ name, provider, space, limits }: EmbeddingModel): EmbedderFacts => ({
  name,
  provider,
  space,
  limits,
});

const changed: EmbeddingFailure = {
  message: 'The embedding model was changed.',
  next: 'The new one begins by itself.',
  kind: 'passing',
};

/** What mends it, where that is not what it is for the model that one chats with. */
function nextOf(error: TouchstoneError): string {
  if (error instanceof KeyRefused)
    return 'Run “Touchstone: Set Embedding Key”; for the command line it is TOUCHSTONE_EMBEDDING_KEY.';
  if (error instanceof ModelUnknown)
    return 'Set touchstone.model.embeddingName to a model that it has; for the command line it is --embedding-model.';
  return error.next;
}

function failureOf(error: unknown): EmbeddingFailure {
  if (!(error instanceof TouchstoneError))
    return { message: `The embedding failed: ${describeError(error)}`, next: 'The log says more.', kind: 'passing' };
  const { message } = error;
  const next = nextOf(error);
  if (error instanceof RequestRefused) return { message, next, kind: 'texts' };
  const passes = [RateLimited, ServerFailed, EndpointUnreachable, AnswerStalled, AnswerCut];
  return { message, next, kind: passes.some((one) => error instanceof one) ? 'passing' : 'lasting' };
}
