/** What is asked in a chat: words, what they are about, and what was said before. Only plain data: it is kept and crosses threads. */

import type { Message } from './conversation.ts';
import type { ChatCommand, Chip } from './questionParts.ts';

export type { ChatCommand, Chip, ChipContent, ChipKind, ChipTarget } from './questionParts.ts';

export interface TurnRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** What was said before this question, the oldest first. */
  readonly history: readonly Message[];
  /** As the user wrote it, without the command. */
  readonly text: string;
  readonly command?: ChatCommand;
  /** Resolved: those that carry text have it. */
  readonly chips: readonly Chip[];
}

const commandTable: Readonly<Record<ChatCommand, string>> = {
  explain: 'Say what a place does',
  fix: 'Find a fault and prove a patch on the tests',
  edit: 'Change code as told, and check the change',
  tests: 'Say what tests a place, or write tests',
  doc: 'Document a place',
  review: 'Look through the changes',
  security: 'Look for weaknesses',
  optimise: 'Make a place faster',
  search: 'Find places in the code, without a model',
  commit: 'Write a commit message for what is staged',
  plan: 'Say what would have to change, and where',
};

/** In the order in which they are offered. */
export const chatCommands: readonly { readonly name: ChatCommand; readonly about: string }[] = (
  Object.keys(commandTable) as ChatCommand[]
).map((name) => ({ name, about: commandTable[name] }));

/** `/search where is it` is a command and its text; an unknown word behind a slash is text like any other. */
export function splitCommand(written: string): { readonly command?: ChatCommand; readonly text: string } {
  const [, name = '', text = ''] = /^\s*\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(written) ?? [];
  return isCommand(name) ? { command: name, text: text.trim() } : { text: written.trim() };
}

const isCommand = (name: string): name is ChatCommand => Object.hasOwn(commandTable, name);
