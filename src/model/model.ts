/**
 * What a feature may ask of a model, whoever answers: an OpenAI-compatible endpoint and a language
 * model of the editor look the same from here. What a model cannot do is `undefined` in its
 * `Capabilities`, so a feature chooses another way by type and never by catching an error.
 */
export interface Model {
  /** As the endpoint names it. */
  readonly name: string;
  /** Who answers, for a person: a host such as `localhost:11434`, or a vendor such as `copilot`. */
  readonly provider: string;
  /** Asks the endpoint the first time, then answers from what was learnt. Creating a model asks nothing. */
  capabilities(signal: AbortSignal): Promise<Capabilities>;
  /** Every model can chat. */
  readonly chat: Ask<ChatRequest, ChatPart>;
}

/**
 * One question and its streamed answer. Nothing is sent before the first part is pulled.
 * A fault throws a `ModelError`, after every part that arrived before it; an abort throws the
 * signal's reason and closes the connection. Leaving the loop early closes the connection too.
 */
export type Ask<Request, Part> = (request: Request, signal: AbortSignal) => AsyncIterable<Part>;

export interface Capabilities {
  /** Chat in which the model may call tools. */
  readonly chatWithTools: Ask<ToolChatRequest, ChatPart> | undefined;
  /** Writes what belongs between a prefix and a suffix. */
  readonly fillInMiddle: Ask<FillRequest, FillPart> | undefined;
  /** Whether the embedding model that is set beside it answers at the same endpoint. `createEmbeddingModel` asks it. */
  readonly embeddings: boolean;
  /** Whether the endpoint itself holds an answer to JSON. Where not, it is only told to. */
  readonly strictJson: boolean;
  /** How many tokens fit into question and answer together, where known. */
  readonly contextTokens: number | undefined;
  /** Whether it sees pictures; left out where nobody knows. */
  readonly pictures?: boolean;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** At most this many tokens of answer. */
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly stop?: readonly string[];
  /** Asks for one JSON value of this shape. The answer is text still: parse it as untrusted data. */
  readonly json?: JsonShape;
}

export interface ToolChatRequest extends ChatRequest {
  readonly tools: readonly ToolDefinition[];
}

export type ChatMessage =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string; readonly pictures?: readonly Picture[] }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

/** Only for a model that sees. */
export interface Picture {
  readonly name: string;
  readonly mime: string;
  readonly base64: string;
}

/** A JSON Schema, as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface JsonShape {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  readonly schema: JsonSchema;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: it may not parse, and may not fit the tool's parameters. */
  readonly arguments: string;
}

export type ChatPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Reasoning that the endpoint shows apart from its answer. Never part of the answer. */
  | { readonly kind: 'thinking'; readonly text: string }
  /** Always a whole call, never a piece of one. */
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** The last part of every answer that came to its end. */
  | { readonly kind: 'end'; readonly reason: EndReason };

export type EndReason = 'stop' | 'length' | 'toolCalls' | 'filtered';

/** In tokens. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

export interface FillRequest {
  readonly prefix: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly stop?: readonly string[];
}

export type FillPart = Extract<ChatPart, { kind: 'text' | 'usage' | 'end' }>;
