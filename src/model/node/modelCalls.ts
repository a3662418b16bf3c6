/** A model of the host as a worker uses it: what is asked of it crosses the threads, its key and its socket do not. */

import type {
  Ask,
  Capabilities,
  ChatPart,
  ChatRequest,
  FillPart,
  FillRequest,
  Model,
  ToolChatRequest,
} from '../model.ts';
import type { ThreadCaller } from './threadCalls.ts';

/** Plain data for the worker's start. */
export interface OfferedModel {
  readonly name: string;
  readonly provider: string;
}

export type ModelWish =
  | { readonly what: 'capabilities' }
  | { readonly what: 'chat'; readonly request: ChatRequest }
  | { readonly what: 'chatWithTools'; readonly request: ToolChatRequest }
  | { readonly what: 'fillInMiddle'; readonly request: FillRequest };

export type ModelPart = ChatPart | FillPart;

export interface SentCapabilities {
  readonly tools: boolean;
  readonly fill: boolean;
  readonly embeddings: boolean;
  readonly strictJson: boolean;
  readonly contextTokens: number | undefined;
}

export const offeredModel = ({ name, provider }: Model): OfferedModel => ({ name, provider });

/** The host's end. */
export async function askModel(
  model: Model | undefined,
  wish: ModelWish,
  onPart: (part: ModelPart) => void,
  signal: AbortSignal,
): Promise<SentCapabilities | undefined> {
  const passOn = async <Request>(stream: Ask<Request, ChatPart> | undefined, request: Request): Promise<undefined> => {
    for await (const part of stream?.(request, signal) ?? []) {
      signal.throwIfAborted();
      onPart(part);
    }
  };
  switch (wish.what) {
    case 'capabilities':
      return model && sentCapabilities(await model.capabilities(signal));
    case 'chat':
      return passOn(model?.chat, wish.request);
    case 'chatWithTools':
      return passOn((await model?.capabilities(signal))?.chatWithTools, wish.request);
    case 'fillInMiddle':
      return passOn((await model?.capabilities(signal))?.fillInMiddle, wish.request);
  }
}

const sentCapabilities = (capabilities: Capabilities): SentCapabilities => ({
  tools: capabilities.chatWithTools !== undefined,
  fill: capabilities.fillInMiddle !== undefined,
  embeddings: capabilities.embeddings,
  strictJson: capabilities.strictJson,
  contextTokens: capabilities.contextTokens,
});

/** The worker's end. */
export function modelAcross<Value>(
  { name, provider }: OfferedModel,
  calls: Pick<ThreadCaller<ModelWish, ModelPart, Value>, 'stream' | 'value'>,
): Model {
  return {
    name,
    provider,
    chat: (request, signal) => calls.stream({ what: 'chat', request }, signal) as AsyncIterable<ChatPart>,
    async capabilities(signal) {
      const known = (await calls.value({ what: 'capabilities' }, signal)) as SentCapabilities;
      return {
        chatWithTools: known.tools
          ? (request, stop) => calls.stream({ what: 'chatWithTools', request }, stop) as AsyncIterable<ChatPart>
          : undefined,
        fillInMiddle: known.fill
          ? (request, stop) => calls.stream({ what: 'fillInMiddle', request }, stop) as AsyncIterable<FillPart>
          : undefined,
        embeddings: known.embeddings,
        strictJson: known.strictJson,
        contextTokens: known.contextTokens,
      };
    },
  };
}
