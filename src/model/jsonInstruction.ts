import type { ChatMessage, JsonShape } from './model.ts';

/** Tells a model to answer in JSON where nothing holds it to that. */
export function jsonInstruction({ schema }: JsonShape): string {
  return `Answer with one JSON value and nothing else: no prose, no code fence. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
}

/** Adds a sentence to the system message at the top, or opens with one. */
export function withInstruction(messages: readonly ChatMessage[], instruction: string): readonly ChatMessage[] {
  const [first, ...rest] = messages;
  return first?.role === 'system'
    ? [{ role: 'system', text: `${first.text}\n\n${instruction}` }, ...rest]
    : [{ role: 'system', text: instruction }, ...messages];
}
