import { jsonInstruction, withInstruction } from '../jsonInstruction.ts';
import type { ChatMessage, ChatRequest, FillRequest, JsonShape, ToolChatRequest } from '../model.ts';
import type { Dialect, JsonMode } from '../probed.ts';

/** Our question in the words of `/chat/completions`. */
export function chatBody(
  model: string,
  request: ChatRequest | ToolChatRequest,
  dialect: Dialect,
  json: JsonMode | undefined,
): object {
  const tools = 'tools' in request && request.tools.length > 0 ? request.tools : undefined;
  return {
    model,
    messages: messagesOf(request, json).map(wireMessage),
    stream: true,
    ...(dialect.streamUsage && { stream_options: { include_usage: true } }),
    ...(request.maxTokens !== undefined && { [dialect.limit]: request.maxTokens }),
    ...(dialect.temperature && request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.stop?.length && { stop: request.stop }),
    ...(request.json && json && { response_format: responseFormat(request.json, json) }),
    ...(tools && { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
  };
}

/** Our question in the words of `/completions` with a suffix. */
export function suffixBody(model: string, request: FillRequest): object {
  return {
    model,
    prompt: request.prefix,
    suffix: request.suffix,
    max_tokens: request.maxTokens,
    stream: true,
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.stop?.length && { stop: request.stop }),
  };
}

/** Our question in the words of llama.cpp's `/infill`. */
export function infillBody(request: FillRequest): object {
  return {
    input_prefix: request.prefix,
    input_suffix: request.suffix,
    n_predict: request.maxTokens,
    stream: true,
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.stop?.length && { stop: request.stop }),
  };
}

function responseFormat({ name, schema }: JsonShape, mode: JsonMode): object {
  switch (mode) {
    case 'schema':
      return { type: 'json_schema', json_schema: { name, schema, strict: true } };
    case 'object':
      return { type: 'json_object' };
  }
}

/** Where the endpoint does not know the schema, the model is told it. */
function messagesOf({ messages, json }: ChatRequest, mode: JsonMode | undefined): readonly ChatMessage[] {
  if (!json || mode === 'schema') return messages;
  return withInstruction(messages, jsonInstruction(json));
}

const withPictures = ({ text, pictures = [] }: Extract<ChatMessage, { readonly role: 'user' }>): object[] => [
  { type: 'text', text },
  ...pictures.map(({ mime, base64 }) => ({ type: 'image_url', image_url: { url: `data:${mime};base64,${base64}` } })),
];

function wireMessage(message: ChatMessage): object {
  switch (message.role) {
    case 'system':
      return { role: message.role, content: message.text };
    case 'user':
      return { role: message.role, content: message.pictures?.length ? withPictures(message) : message.text };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.text };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.text,
        ...(message.toolCalls?.length && {
          tool_calls: message.toolCalls.map(({ id, name, arguments: text }) => ({
            id,
            type: 'function',
            function: { name, arguments: text },
          })),
        }),
      };
  }
}
