import type { ChatMessage, Model } from '../../src/model/model.ts';

export interface AnsweringModel extends Model {
  /** What it was asked, oldest first. */
  readonly asked: readonly (readonly ChatMessage[])[];
}

/** A model that answers as it is told: in turn, or by a function of the question. No endpoint is behind it. */
export function answeringModel(
  answers: readonly string[] | ((messages: readonly ChatMessage[]) => string | Error),
): AnsweringModel {
  const asked: (readonly ChatMessage[])[] = [];
  return {
    name: 'scripted',
    provider: 'test',
    asked,
    capabilities: () =>
      Promise.resolve({
        chatWithTools: undefined,
        fillInMiddle: undefined,
        embeddings: false,
        strictJson: false,
        contextTokens: undefined,
      }),
    async *chat({ messages }) {
      await Promise.resolve();
      const answer = typeof answers === 'function' ? answers(messages) : (answers[asked.length] ?? '');
      asked.push(messages);
      if (answer instanceof Error) throw answer;
      yield { kind: 'text', text: answer };
      yield { kind: 'end', reason: 'stop' };
    },
  };
}
