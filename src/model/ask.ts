import type { ChatMessage, EndReason, Model, ToolCall, ToolDefinition, Usage } from './model.ts';
import type { Spending } from './spending.ts';
import { estimateTokens } from './tokenEstimate.ts';

export interface AskOptions {
  readonly temperature: number;
  readonly answerTokens: number;
  /** Gets the answer as it comes in, without what the model thinks aloud before it. */
  readonly onText?: (piece: string) => void;
  /** What it may call, where the model can; it is told of the calls, and nothing answers them. */
  readonly tools?: { readonly all: readonly ToolDefinition[]; readonly onCall: (call: ToolCall) => void };
}

/** An answer, whole. `undefined`: there are not enough tokens left to ask. @throws ModelError */
export async function ask(
  model: Model,
  messages: readonly ChatMessage[],
  { temperature, answerTokens, onText, tools }: AskOptions,
  spending: Spending,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly end: EndReason | undefined } | undefined> {
  const callable = tools && (await model.capabilities(signal)).chatWithTools;
  const described = callable ? estimateTokens(JSON.stringify(tools.all)) : 0;
  const question = messages.reduce((sum, { text }) => sum + estimateTokens(text), described);
  const maxTokens = Math.min(answerTokens, Math.floor(spending.left) - question);
  if (maxTokens < shortestAnswer) return undefined;
  const settle = spending.reserve(question + maxTokens);
  const answer = new SaidAnswer();
  let usage: Usage | undefined;
  let end: EndReason | undefined;
  let called = '';
  try {
    const request = { messages, maxTokens, temperature };
    const parts = callable ? callable({ ...request, tools: tools.all }, signal) : model.chat(request, signal);
    for await (const part of parts) {
      if (part.kind === 'text') {
        const said = answer.push(part.text);
        if (said !== '') onText?.(said);
      }
      if (part.kind === 'toolCall') {
        called += part.call.arguments;
        tools?.onCall(part.call);
      }
      if (part.kind === 'usage') usage = part.usage;
      if (part.kind === 'end') end = part.reason;
    }
  } finally {
    settle(usage, messages, answer.whole + called);
  }
  const rest = answer.end();
  if (rest !== '') onText?.(rest);
  return { text: answer.said, end };
}

/** Less would be cut off in the middle of the first block. */
const shortestAnswer = 200;

const opening = /^\s*<think(?:ing)?>/i;
const closing = /<\/think(?:ing)?>/i;
const mayOpen = /^\s*(?:<(?:t(?:h(?:i(?:n(?:k(?:i(?:n(?:g)?)?)?)?)?)?)?)?)?$/i;

/** Some endpoints leave a model's reasoning in its answer, where blocks may be drafted that it then discards. */
export class SaidAnswer {
  whole = '';
  said = '';
  /** What nobody can tell yet to be thought or said. */
  #waiting = '';
  #isSaying = false;

  /** @returns what of it is said. */
  push(piece: string): string {
    this.whole += piece;
    if (this.#isSaying) return this.#say(piece);
    this.#waiting += piece;
    if (mayOpen.test(this.#waiting)) return '';
    if (!opening.test(this.#waiting)) return this.#say(this.#waiting);
    const closed = closing.exec(this.#waiting);
    const rest = closed ? this.#waiting.slice(closed.index + closed[0].length).trimStart() : '';
    return rest === '' ? '' : this.#say(rest);
  }

  /** @returns what turns out to be said now that nothing more comes. */
  end(): string {
    return this.#isSaying || opening.test(this.#waiting) ? '' : this.#say(this.#waiting);
  }

  #say(text: string): string {
    const said = this.#isSaying ? text : text.trimStart();
    this.#isSaying = true;
    this.said += said;
    return said;
  }
}
