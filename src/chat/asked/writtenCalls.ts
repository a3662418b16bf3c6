/**
 * Calls of tools for a model that has no other way to make them: it is told of the tools in words, and writes a call as
 * JSON in a fence. The fence has a mark that stands in no file, so code that only quotes a call makes none; whatever is
 * called goes the same way as any other call.
 */

import type { ChatMessage, ToolCall, ToolDefinition } from '../../model/model.ts';
import { bounded, oneLine } from '../tools/bounded.ts';

/** @param nonce not to be guessed, of letters and digits */
export const callMark = (nonce: string): string => `call-${nonce}`;

/** What the model is told of the tools and of how it calls them. */
export function callRules(tools: readonly ToolDefinition[], mark: string): string {
  return [
    'You have tools. To call one, end your message with a fence of exactly this form, with the mark as it stands here:',
    written(mark, '{"tool": "NAME", "arguments": {}}'),
    'The fence holds one JSON object with a tool and its arguments, and nothing else. Write nothing after it: the result comes with the next message. Several calls are several fences, one after the other. Never make up a result. A message without such a fence is your answer.',
    'The tools:',
    ...tools.map(toolText),
  ].join('\n');
}

const written = (mark: string, json: string): string => `\`\`\`${mark}\n${json}\n\`\`\``;

function toolText({ name, description, parameters }: ToolDefinition): string {
  const { properties, required } = parameters;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(typeof properties === 'object' && properties !== null ? properties : {});
  const rows = fields.map(
    ([field, schema]) =>
      `  ${JSON.stringify(field)}${needed.includes(field) ? '' : ' (may be left out)'}: ${bounded(oneLine(JSON.stringify(schema), 600), 600)}`,
  );
  return [`- ${name}: ${oneLine(description, 1_000)}`, ...rows].join('\n');
}

/** The messages as such a model sees them: its calls are text of its own, and results come from the user. */
export function asWritten(messages: readonly ChatMessage[], mark: string): ChatMessage[] {
  const all: ChatMessage[] = [];
  for (const message of messages) {
    const next = plain(message, mark);
    const last = all.at(-1);
    // Many endpoints want the two sides to take turns.
    if (last?.role === 'user' && next.role === 'user')
      all[all.length - 1] = { ...last, ...next, text: `${last.text}\n\n${next.text}` };
    else all.push(next);
  }
  return all;
}

function plain(message: ChatMessage, mark: string): ChatMessage {
  if (message.role === 'tool') return { role: 'user', text: `What came of your call:\n${message.text}` };
  if (message.role !== 'assistant' || !message.toolCalls) return message;
  const calls = message.toolCalls.map(({ name, arguments: given }) =>
    written(mark, `{"tool": ${JSON.stringify(name)}, "arguments": ${given}}`),
  );
  return { role: 'assistant', text: [message.text.trimEnd(), ...calls].filter((part) => part !== '').join('\n\n') };
}

interface Block {
  readonly fence: string;
  readonly label: string;
  readonly lines: string[];
}

/** Tells the calls in an answer from its words, while it comes. */
export class WrittenCalls {
  readonly calls: ToolCall[] = [];
  /** A call that cannot be read: what was written, and why. Nothing after it counts. */
  malformed: { readonly text: string; readonly why: string } | undefined;
  /** Calls were written, and then something else: what a model makes up of their results. */
  isOver = false;
  /** What of it is to be shown, all together. */
  shown = '';
  readonly #mark: string;
  #line = '';
  /** Of the line that has not ended, this much was passed on. */
  #passed = 0;
  #block: Block | undefined;

  constructor(mark: string) {
    this.#mark = mark;
  }

  /** @returns what of it is to be shown. */
  push(piece: string): string {
    let delta = '';
    for (const part of piece.split(/(?<=\n)/)) {
      if (this.isOver) break;
      this.#line += part;
      delta += this.#line.endsWith('\n') ? this.#endLine() : this.#passUnlessFence();
    }
    this.shown += delta;
    return delta;
  }

  /** @returns what turns out to be shown now that nothing more comes. */
  end(): string {
    const delta = this.#line === '' || this.isOver ? '' : this.#endLine();
    // Many a model stops where its JSON ends.
    if (this.#block && !this.isOver) this.#close(this.#block);
    this.shown += delta;
    return delta;
  }

  #endLine(): string {
    const line = this.#line.replace(/\r?\n$/, '');
    const rest = this.#line.slice(this.#passed);
    this.#line = '';
    this.#passed = 0;
    if (this.#block) {
      const { fence, lines } = this.#block;
      if (line.trim().startsWith(fence) && /^(`+|~+)$/.test(line.trim())) this.#close(this.#block);
      else lines.push(line);
      return '';
    }
    const [, fence, label] = opening.exec(line) ?? [];
    if (fence !== undefined && label !== undefined) {
      this.#block = { fence, label: label.trim(), lines: [] };
      return '';
    }
    if (this.calls.length === 0) return rest;
    this.isOver ||= line.trim() !== '';
    return '';
  }

  #passUnlessFence(): string {
    if (this.#block || this.calls.length > 0 || mayOpen.test(this.#line)) return '';
    const shown = this.#line.slice(this.#passed);
    this.#passed = this.#line.length;
    return shown;
  }

  #close({ label, lines, fence }: Block): void {
    this.#block = undefined;
    const text = lines.join('\n');
    const read = label === this.#mark ? readCall(text) : `The fence begins with ${label}, and not with ${this.#mark}.`;
    if (typeof read === 'string') {
      this.malformed = { text: `${fence}${label}\n${text}\n${fence}`, why: read };
      this.isOver = true;
    } else this.calls.push({ id: `written-${this.calls.length + 1}`, ...read });
  }
}

const opening = /^ {0,3}(`{3,}|~{3,})[ \t]*(call\b[^`]*)$/;
const mayOpen = /^ {0,3}(?:`{0,2}|~{0,2}|(?:`{3,}|~{3,})[ \t]*(?:c|ca|cal|call(?:\b[^`]*)?)?)$/;

/** @returns a sentence where it is no call. */
function readCall(text: string): Omit<ToolCall, 'id'> | string {
  let value: unknown;
  try {
    value = JSON.parse(withEscapedBreaks(text));
  } catch (error) {
    return `It is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
  if (!isObject(value)) return 'It is not one JSON object.';
  const { tool, arguments: given = {}, ...others } = value;
  if (typeof tool !== 'string' || tool === '') return '“tool” must be the name of a tool.';
  if (!isObject(given)) return '“arguments” must be a JSON object.';
  const [other] = Object.keys(others);
  if (other !== undefined) return `There is no “${other.slice(0, 60)}” beside “tool” and “arguments”.`;
  return { name: tool, arguments: JSON.stringify(given) };
}

/** Code comes with real line breaks in its string, which mean nothing else in JSON. */
const withEscapedBreaks = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\[^])*"/g, (string) =>
    string.replaceAll('\r', '').replaceAll('\n', '\\n').replaceAll('\t', '\\t'),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
