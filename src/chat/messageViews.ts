/** Messages as the page shows them: without the texts that stay with the host. */

import type { Answer } from './answerParts.ts';
import { branchesAt, pathTo, type Conversation, type Message } from './conversation.ts';
import type { MessageView, OpenConversation } from './protocol.ts';

/** What is known of a conversation beside its messages. */
export interface Making {
  /** The answer that is being made, and the number of the last change that is in it. */
  readonly made: { readonly message: string; readonly answer: Answer; readonly sequence: number } | undefined;
  /** The prompts of that message can still be shown. */
  readonly hasPrompt: (message: string) => boolean;
}

/** The last ones of the branch that is looked at; the page loads the others when they come into sight. */
export function openedView(
  conversation: Conversation,
  draft: OpenConversation['draft'],
  making: Making,
): OpenConversation {
  const path = pathTo(conversation);
  const first = Math.max(0, path.length - firstShown);
  const messages = path.slice(first).map((message) => messageView(conversation, message, making));
  return { id: conversation.id, title: conversation.title, total: path.length, first, messages, draft };
}

/** @returns from where on in the branch, and at most 200 */
export function loadedViews(
  conversation: Conversation,
  { first, count }: { readonly first: number; readonly count: number },
  making: Making,
): { readonly first: number; readonly messages: readonly MessageView[] } {
  const path = pathTo(conversation);
  const from = Math.max(0, Math.min(first, path.length));
  const messages = path.slice(from, from + Math.min(count, mostLoaded));
  return { first: from, messages: messages.map((message) => messageView(conversation, message, making)) };
}

export function messageView(conversation: Conversation, message: Message, { made, hasPrompt }: Making): MessageView {
  const { id, at } = message;
  const branches = branchesAt(conversation, id).map((branch) => branch.id);
  if (message.role === 'user') {
    const chips = message.chips.map(({ id: chip, label, target: { kind }, content }) => ({
      ...{ id: chip, kind, label },
      ...(content && { tokens: content.tokens, isCut: content.isCut }),
      ...(content?.why !== undefined && { why: content.why }),
    }));
    const { text, command } = message;
    return { id, at, branches, role: 'user', text, chips, ...(command && { command }) };
  }
  const own = made?.message === id ? made : undefined;
  return {
    ...{ id, at, branches, role: 'assistant' },
    ...(message.model !== undefined && { model: message.model }),
    // A window that was closed in the middle has left no end.
    answer: own ? own.answer : { ended: { reason: 'stopped' }, ...message.answer },
    sequence: own ? own.sequence : 0,
    hasPrompt: hasPrompt(id) || (own !== undefined && message.model !== undefined),
  };
}

const firstShown = 30;
const mostLoaded = 200;
