import type { LanguageModelApi } from '../../src/model/vscode/languageModel.ts';

/** The editor's language models, as far as `createLanguageModel` sees them: one model that follows a script. */
export interface ScriptedEditor {
  readonly api: LanguageModelApi;
  readonly sent: { messages: readonly unknown[]; options: unknown }[];
  /** How many requests were told to stop. */
  cancelled: number;
  /** The pieces of the next answers; a function may hang or throw. */
  answer: () => AsyncIterable<unknown>;
  /** Instead of an answer. */
  refusal: Error | undefined;
}

export class TextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class ToolCallPart {
  readonly callId: string;
  readonly name: string;
  readonly input: object;
  constructor(callId: string, name: string, input: object) {
    this.callId = callId;
    this.name = name;
    this.input = input;
  }
}

class ToolResultPart {
  readonly callId: string;
  readonly content: unknown[];
  constructor(callId: string, content: unknown[]) {
    this.callId = callId;
    this.content = content;
  }
}

export function scriptEditor(ids: readonly string[] = ['scripted']): ScriptedEditor {
  const editor: Omit<ScriptedEditor, 'api'> = {
    sent: [],
    cancelled: 0,
    refusal: undefined,
    answer: async function* () {
      yield await Promise.resolve(new TextPart('Hello, '));
      yield new TextPart('world.');
    },
  };
  class CancellationTokenSource {
    readonly token = {};
    #answered = false;
    cancel(): void {
      if (!this.#answered) editor.cancelled++;
      this.#answered = true;
    }
    dispose(): void {}
  }
  const chat = (id: string): object => ({
    id,
    vendor: 'scripted vendor',
    maxInputTokens: 4096,
    sendRequest(messages: readonly unknown[], options: unknown) {
      editor.sent.push({ messages, options });
      return editor.refusal ? Promise.reject(editor.refusal) : Promise.resolve({ stream: editor.answer() });
    },
  });
  const api = {
    CancellationTokenSource,
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: ToolCallPart,
    LanguageModelToolResultPart: ToolResultPart,
    LanguageModelChatMessage: {
      User: (content: unknown) => ({ role: 'user', content }),
      Assistant: (content: unknown) => ({ role: 'assistant', content }),
    },
    lm: {
      selectChatModels: ({ id }: { id?: string } = {}) =>
        Promise.resolve(ids.filter((known) => known === id).map(chat)),
    },
  };
  // The real classes exist only inside the editor; these have the same members.
  return Object.assign(editor, { api: api as unknown as LanguageModelApi });
}
