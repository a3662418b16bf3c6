/**
 * A conversation is a tree: a question that is asked again in other words, or answered once more, stands beside the
 * first one, and `leaf` says which branch is looked at. Everything here makes a new value and changes none.
 */

import type { Answer } from './answerParts.ts';
import type { ChatCommand, Chip } from './questionParts.ts';

export interface Conversation {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** As they were added, so what is answered comes before its answer. */
  readonly messages: readonly Message[];
  /** The last message of the branch that is looked at; left out in an empty conversation, and before the first question. */
  readonly leaf?: string;
}

export type Message = UserMessage | AnswerMessage;

interface MessageBase {
  readonly id: string;
  /** Left out for a beginning. */
  readonly parent?: string;
  readonly at: number;
}

export interface UserMessage extends MessageBase {
  readonly role: 'user';
  readonly text: string;
  /** What is asked instead of `text`, where that names a prompt file. */
  readonly expanded?: string;
  readonly command?: ChatCommand;
  readonly chips: readonly Chip[];
}

export interface AnswerMessage extends MessageBase {
  readonly role: 'assistant';
  /** Left out for what was found without one. */
  readonly model?: string;
  readonly answer: Answer;
}

export const newTitle = 'New conversation';

export function newConversation(id: string, at: number): Conversation {
  return { id, title: newTitle, createdAt: at, updatedAt: at, messages: [] };
}

/** A message behind the one that it names as its parent; it is what is looked at then. One that is there is replaced. */
export function append(conversation: Conversation, message: Message): Conversation {
  const at = conversation.messages.findIndex(({ id }) => id === message.id);
  const messages = at === -1 ? [...conversation.messages, message] : conversation.messages.with(at, message);
  const title = conversation.title === newTitle && message.role === 'user' ? titleOf(message) : conversation.title;
  return {
    ...conversation,
    title,
    messages,
    updatedAt: Math.max(conversation.updatedAt, message.at),
    leaf: message.id,
  };
}

/** The same answer, further on. What is looked at stays what it is. */
export function withAnswer(conversation: Conversation, id: string, answer: Answer, at: number): Conversation {
  const messages = conversation.messages.map((message) =>
    message.id === id && message.role === 'assistant' ? { ...message, answer } : message,
  );
  return { ...conversation, messages, updatedAt: Math.max(conversation.updatedAt, at) };
}

/** From the beginning to a message, the one that is looked at when none is named. */
export function pathTo(conversation: Conversation, leaf: string | undefined = conversation.leaf): Message[] {
  const known = new Map(conversation.messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  for (let id = leaf; id !== undefined;) {
    const message = known.get(id);
    if (!message) break;
    known.delete(id);
    path.push(message);
    id = message.parent;
  }
  return path.reverse();
}

/** Messages in the place of this one, itself among them, the oldest first. */
export function branchesAt(conversation: Conversation, id: string): Message[] {
  const message = conversation.messages.find((one) => one.id === id);
  return message
    ? conversation.messages.filter(({ parent, role }) => parent === message.parent && role === message.role)
    : [];
}

/** Looks at the branch of a message, as far as it was led on last. */
export function chooseBranch(conversation: Conversation, id: string): Conversation {
  // Parents come before their children, so one pass finds all of the branch.
  const branch = new Set<string>();
  let leaf = conversation.leaf;
  for (const { id: one, parent } of conversation.messages) {
    if (one !== id && (parent === undefined || !branch.has(parent))) continue;
    branch.add(one);
    leaf = one;
  }
  return leaf === undefined ? conversation : { ...conversation, leaf };
}

export function rename(conversation: Conversation, title: string): Conversation {
  const clean = oneLine(title);
  return clean === '' ? conversation : { ...conversation, title: clean };
}

/** The first words that were asked. */
function titleOf({ text, command }: UserMessage): string {
  const said = oneLine(command === undefined ? text : `/${command} ${text}`);
  return said === '' ? newTitle : said;
}

const longestTitle = 80;

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (line.length <= longestTitle) return line;
  const cut = line.slice(0, longestTitle - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '').replace(/\s+\S{0,20}$/, '')}…`;
}
