/** Finds conversations by what was said in them. */

import { answerText } from './answerParts.ts';
import type { Conversation } from './conversation.ts';

/** Of a conversation that is longer, the rest is not searched. */
const mostSearched = 200_000;
const around = 40;

/** All that was said, with single blanks. */
export function searchText({ messages }: Conversation): string {
  let text = '';
  for (const message of messages) {
    text += ` ${message.role === 'user' ? message.text : answerText(message.answer, () => '')}`;
    if (text.length > mostSearched) break;
  }
  return text.slice(0, mostSearched).replace(/\s+/g, ' ').trim();
}

/** What stands around the first word that the title has not; '' when it has all, `undefined` when one is nowhere. */
export function extractOf(
  { title, text }: { readonly title: string; readonly text: string },
  query: string,
): string | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [name, said] = [title.toLowerCase(), text.toLowerCase()];
  const missing = words.filter((word) => !name.includes(word));
  if (missing.some((word) => !said.includes(word))) return undefined;
  const [first] = missing;
  if (first === undefined) return '';
  const at = said.indexOf(first);
  const [start, end] = [Math.max(0, at - around), Math.min(text.length, at + first.length + around)];
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
