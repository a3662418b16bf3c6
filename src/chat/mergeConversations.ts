import { newTitle, type Conversation, type Message } from './conversation.ts';

/** What two windows have of one conversation: every message of both. Of what both have, ours counts, but for an answer that only they have whole. */
export function mergeConversations(ours: Conversation, theirs: Conversation): Conversation {
  const own = new Map(ours.messages.map((message) => [message.id, message]));
  const known = new Set(theirs.messages.map(({ id }) => id));
  // Each side has its parents before their children, so theirs with ours behind them has too.
  const messages: Message[] = [
    ...theirs.messages.map((message) => fuller(own.get(message.id), message)),
    ...ours.messages.filter(({ id }) => !known.has(id)),
  ];
  const newer = ours.updatedAt >= theirs.updatedAt ? ours : theirs;
  return {
    ...ours,
    title: ours.title === newTitle ? theirs.title : newer.title,
    createdAt: Math.min(ours.createdAt, theirs.createdAt),
    updatedAt: newer.updatedAt,
    messages,
  };
}

/** One window may have opened it while the other was still writing. */
function fuller(own: Message | undefined, their: Message): Message {
  if (!own) return their;
  const isCutOff = own.role === 'assistant' && !own.answer.ended;
  return isCutOff && their.role === 'assistant' && their.answer.ended ? their : own;
}
