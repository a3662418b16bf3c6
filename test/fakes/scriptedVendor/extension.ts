import * as vscode from 'vscode';

/**
 * An extension that offers one language model to the editor, as a real vendor does. What it answers is for a test to
 * say: what `answer` yields is streamed, and what it throws the editor passes on to whoever has asked.
 */
export interface ScriptedVendor {
  /** All so far, oldest first. */
  readonly asked: readonly Question[];
  answer: (question: Question) => AsyncIterable<Part>;
  /** Whether the editor lists the model at all. */
  setOffered(isOffered: boolean): void;
}

export interface Question {
  /** Of all messages, each after its role. */
  readonly text: string;
  readonly tools: readonly string[];
  /** Results of tools among the messages. */
  readonly results: number;
  readonly token: vscode.CancellationToken;
}

export type Part = vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart;

export const modelId = 'scripted-lm';

/** Of the editor's interface from 1.104 on as much as is used here: our own types are older. */
interface ProviderApi {
  registerLanguageModelChatProvider(vendor: string, provider: Provider): vscode.Disposable;
}

interface Provider {
  readonly onDidChangeLanguageModelChatInformation: vscode.Event<void>;
  provideLanguageModelChatInformation(): object[];
  provideLanguageModelChatResponse(
    model: object,
    messages: readonly vscode.LanguageModelChatMessage[],
    options: { readonly tools?: readonly vscode.LanguageModelChatTool[] },
    progress: vscode.Progress<Part>,
    token: vscode.CancellationToken,
  ): Promise<void>;
  provideTokenCount(model: object, text: string | vscode.LanguageModelChatMessage): Promise<number>;
}

export function activate(context: vscode.ExtensionContext): ScriptedVendor {
  const asked: Question[] = [];
  const changed = new vscode.EventEmitter<void>();
  let isOffered = true;
  const vendor: ScriptedVendor = {
    asked,
    async *answer() {
      yield await Promise.resolve(new vscode.LanguageModelTextPart('Hello.'));
    },
    setOffered(value) {
      isOffered = value;
      changed.fire();
    },
  };
  const provider: Provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => (isOffered ? [information] : []),
    async provideLanguageModelChatResponse(_model, messages, { tools = [] }, progress, token) {
      const question: Question = {
        text: messages.map(textOf).join('\n\n'),
        tools: tools.map(({ name }) => name),
        results: messages.flatMap(({ content }) => content).filter(isResult).length,
        token,
      };
      asked.push(question);
      for await (const part of vendor.answer(question)) {
        if (token.isCancellationRequested) return;
        progress.report(part);
      }
    },
    provideTokenCount: (_model, text) =>
      Promise.resolve(Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 4)),
  };
  const editor = vscode.lm as unknown as ProviderApi;
  context.subscriptions.push(changed, editor.registerLanguageModelChatProvider('scripted', provider));
  return vendor;
}

const information = {
  ...{ id: modelId, name: 'Scripted Model', family: 'scripted', version: '1' },
  ...{ maxInputTokens: 60_000, maxOutputTokens: 8_000 },
  capabilities: { toolCalling: true, imageInput: false },
};

const isResult = (part: unknown): part is vscode.LanguageModelToolResultPart =>
  part instanceof vscode.LanguageModelToolResultPart;

function textOf({ role, content }: vscode.LanguageModelChatMessage): string {
  const who = role === vscode.LanguageModelChatMessageRole.User ? 'user' : 'assistant';
  const texts = content.map((part) => {
    if (part instanceof vscode.LanguageModelTextPart) return part.value;
    return isResult(part)
      ? part.content.map((one) => (one instanceof vscode.LanguageModelTextPart ? one.value : '')).join('')
      : '';
  });
  return `${who}: ${texts.join('')}`;
}
