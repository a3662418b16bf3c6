import type * as vscode from 'vscode';
import { limitAnswer, unlessStalled, within } from '../adapted.ts';
import { AnswerStalled, ConsentRefused, ModelError, ModelUnknown, RateLimited, ServerFailed } from '../errors.ts';
import { jsonInstruction, withInstruction } from '../jsonInstruction.ts';
import type { Capabilities, ChatMessage, ChatPart, ChatRequest, Model, ToolChatRequest } from '../model.ts';

/** A language model that VS Code itself offers (`vscode.lm`), behind the same interface as an endpoint. */
export interface LanguageModelOptions {
  /** As `vscode.lm` names it. */
  readonly id: string;
  readonly timeoutMs: number;
  readonly access: Pick<vscode.LanguageModelAccessInformation, 'canSendRequest'>;
}

/** The parts of the editor that it needs, so that a test can be the editor. */
export type LanguageModelApi = Pick<
  typeof vscode,
  | 'CancellationTokenSource'
  | 'LanguageModelChatMessage'
  | 'LanguageModelTextPart'
  | 'LanguageModelToolCallPart'
  | 'LanguageModelToolResultPart'
> & { readonly lm: Pick<typeof vscode.lm, 'selectChatModels'> };

export function createLanguageModel(options: LanguageModelOptions, editor: LanguageModelApi): Model {
  const ask = (request: ChatRequest | ToolChatRequest, signal: AbortSignal): AsyncIterable<ChatPart> =>
    limitAnswer(askOnce(options, editor, request, signal), request);
  return {
    name: options.id,
    provider: 'VS Code',
    chat: ask,
    async capabilities(signal): Promise<Capabilities> {
      signal.throwIfAborted();
      const chat = await find(options.id, editor);
      return {
        chatWithTools: callsTools(chat) ? ask : undefined,
        fillInMiddle: undefined,
        embeddings: false,
        strictJson: false,
        contextTokens: chat.maxInputTokens > 0 ? chat.maxInputTokens : undefined,
        // The stable API has no way to send one.
        pictures: false,
      };
    },
  };
}

async function* askOnce(
  { id, timeoutMs, access }: LanguageModelOptions,
  editor: LanguageModelApi,
  request: ChatRequest | ToolChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatPart> {
  signal.throwIfAborted();
  const chat = await find(id, editor);
  const where = chat.vendor;
  const source = new editor.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  let called = false;
  try {
    const response = await within(
      chat.sendRequest(messagesOf(request, editor), requestOptions(request), source.token),
      // The first request may wait for a person to consent, who may take as long as they like.
      access.canSendRequest(chat) === true ? timeoutMs : Infinity,
      () => new AnswerStalled(where, timeoutMs / 1000, 'beforeFirst'),
      signal,
    );
    for await (const part of unlessStalled(response.stream, { where, timeoutMs }, signal)) {
      if (part instanceof editor.LanguageModelTextPart) yield { kind: 'text', text: part.value };
      else if (part instanceof editor.LanguageModelToolCallPart) {
        called = true;
        const call = { id: part.callId, name: part.name, arguments: JSON.stringify(part.input) };
        yield { kind: 'toolCall', call };
      }
    }
    yield { kind: 'end', reason: called ? 'toolCalls' : 'stop' };
  } catch (error) {
    throw signal.aborted ? signal.reason : named(error, where, id);
  } finally {
    signal.removeEventListener('abort', cancel);
    // Also stops a model whose reader has left early.
    source.cancel();
    source.dispose();
  }
}

async function find(id: string, editor: LanguageModelApi): Promise<vscode.LanguageModelChat> {
  const [chat] = await editor.lm.selectChatModels({ id });
  if (!chat) throw new ModelUnknown('VS Code', id);
  return chat;
}

/** Newer editors say so; older ones offer only models that do. */
function callsTools(chat: vscode.LanguageModelChat): boolean {
  if (!('capabilities' in chat)) return true;
  const { capabilities } = chat;
  if (typeof capabilities !== 'object' || capabilities === null || !('supportsToolCalling' in capabilities))
    return true;
  return capabilities.supportsToolCalling !== false;
}

function requestOptions(request: ChatRequest | ToolChatRequest): vscode.LanguageModelChatRequestOptions {
  const justification = 'Touchstone answers what you asked it to do.';
  if (!('tools' in request) || request.tools.length === 0) return { justification };
  return {
    justification,
    tools: request.tools.map(({ name, description, parameters }) => ({ name, description, inputSchema: parameters })),
  };
}

/** `vscode.lm` has no system messages: what they say opens the conversation as the user's words. */
function messagesOf(request: ChatRequest, editor: LanguageModelApi): vscode.LanguageModelChatMessage[] {
  const messages = request.json ? withInstruction(request.messages, jsonInstruction(request.json)) : request.messages;
  return messages.map((message) => editorMessage(message, editor));
}

function editorMessage(message: ChatMessage, editor: LanguageModelApi): vscode.LanguageModelChatMessage {
  const { LanguageModelChatMessage: Message, LanguageModelTextPart: Text } = editor;
  switch (message.role) {
    case 'system':
    case 'user':
      return Message.User(message.text);
    case 'tool':
      return Message.User([new editor.LanguageModelToolResultPart(message.callId, [new Text(message.text)])]);
    case 'assistant':
      return Message.Assistant([
        ...(message.text === '' ? [] : [new Text(message.text)]),
        ...(message.toolCalls ?? []).map(
          (call) => new editor.LanguageModelToolCallPart(call.id, call.name, inputOf(call.arguments)),
        ),
      ]);
  }
}

/** The editor wants an object; what did not parse is passed on as it was written. */
function inputOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : { value };
  } catch {
    return { text };
  }
}

function named(error: unknown, where: string, id: string): unknown {
  if (error instanceof ModelError || !(error instanceof Error)) return error;
  const options = { cause: error };
  switch ('code' in error ? error.code : undefined) {
    case 'NoPermissions':
      return new ConsentRefused(where, options);
    case 'NotFound':
      return new ModelUnknown(where, id, options);
    case 'Blocked':
      return new RateLimited(where, undefined, options);
    default:
      return new ServerFailed(where, { detail: error.message }, options);
  }
}
