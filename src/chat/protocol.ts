/** What the page of the chat and the extension say to each other. Both ends are compiled against this file. Plain JSON. */

import type { ChatMessage } from '../model/model.ts';
import type { Answer, AnswerChange } from './answerParts.ts';
import type { ChatCommand, Chip, ChipKind } from './chatRequest.ts';

export type ToPage =
  | { readonly kind: 'head'; readonly head: ChatHead }
  /** Answers `searchConversations`, and comes by itself when the list is another. */
  | { readonly kind: 'conversations'; readonly query: string; readonly rows: readonly ConversationRow[] }
  /** Another conversation is looked at, or another branch of it. */
  | { readonly kind: 'opened'; readonly conversation: OpenConversation }
  /** Answers `loadMessages`. */
  | {
      readonly kind: 'messages';
      readonly conversation: string;
      /** Of the first one among all of the branch, from 0. */
      readonly first: number;
      readonly messages: readonly MessageView[];
    }
  /** A message is new at the end of the branch, or another than it was. */
  | { readonly kind: 'message'; readonly conversation: string; readonly at: number; readonly message: MessageView }
  /** `sequence` counts from 1 in each answer. Where one is missing, ask for the message again with `loadMessages`. */
  | {
      readonly kind: 'streamed';
      readonly conversation: string;
      readonly message: string;
      readonly sequence: number;
      readonly changes: readonly AnswerChange[];
    }
  /** Answers `completeMention` with the same number; one that was overtaken is let go. */
  | { readonly kind: 'mentions'; readonly request: number; readonly items: readonly MentionItem[] }
  /** Those of the question that is being written. */
  | { readonly kind: 'chips'; readonly chips: readonly Chip[] }
  /** Answers `showPrompt`. `undefined`: nothing was sent, or nobody knows any more. */
  | { readonly kind: 'prompt'; readonly message: string; readonly requests: readonly (readonly ChatMessage[])[] }
  /** Text for the question that is being written, as from “Ask about the selection”. */
  | { readonly kind: 'insertText'; readonly text: string }
  | { readonly kind: 'focusInput' }
  /** One sentence to be shown and read aloud. */
  | { readonly kind: 'notice'; readonly text: string };

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'stop' }
  /** Beside the question that it replaces. */
  | { readonly kind: 'editAndSend'; readonly message: string; readonly text: string }
  | { readonly kind: 'regenerate'; readonly message: string }
  | { readonly kind: 'chooseBranch'; readonly message: string }
  | { readonly kind: 'newConversation' }
  | { readonly kind: 'openConversation'; readonly conversation: string }
  | { readonly kind: 'renameConversation'; readonly conversation: string; readonly title: string }
  | { readonly kind: 'deleteConversation'; readonly conversation: string }
  | { readonly kind: 'exportConversation'; readonly conversation: string }
  | { readonly kind: 'searchConversations'; readonly query: string }
  | { readonly kind: 'loadMessages'; readonly conversation: string; readonly first: number; readonly count: number }
  | { readonly kind: 'completeMention'; readonly request: number; readonly trigger: '@' | '/'; readonly query: string }
  | { readonly kind: 'addChip'; readonly item: MentionItem }
  | { readonly kind: 'addPicture'; readonly name: string; readonly base64: string }
  /** Dropped or pasted: addresses as the editor gives them, which the host checks. */
  | { readonly kind: 'addFiles'; readonly addresses: readonly string[] }
  | { readonly kind: 'openChip'; readonly chip: string }
  | { readonly kind: 'removeChip'; readonly chip: string }
  | { readonly kind: 'draft'; readonly text: string }
  /** `#place-N` of an answer: the host looks up what it stands for. */
  | { readonly kind: 'openPlace'; readonly message: string; readonly number: number }
  /** An address outside: the editor asks before it opens one. */
  | { readonly kind: 'openLink'; readonly address: string }
  | { readonly kind: 'copyCode'; readonly text: string }
  | { readonly kind: 'insertCode'; readonly text: string }
  /** Becomes a proposal in review. `language` as the fence says it. */
  | { readonly kind: 'applyCode'; readonly message: string; readonly text: string; readonly language: string }
  | { readonly kind: 'openProposal'; readonly proposal: string }
  | { readonly kind: 'answerTool'; readonly message: string; readonly tool: string; readonly decision: ToolDecision }
  | { readonly kind: 'showPrompt'; readonly message: string }
  | { readonly kind: 'chooseModel' }
  | { readonly kind: 'manageTrust' }
  | { readonly kind: 'openFolder' };

export type ToolDecision = 'once' | 'conversation' | 'no';

export interface ChatHead {
  /** As it is to be shown; left out when none is chosen, and answers come by search. */
  readonly model?: string;
  /** Where no folder is open nothing can be asked. */
  readonly folder: string | undefined;
  readonly isTrusted: boolean;
  /** An answer is being made in the open conversation. */
  readonly isAnswering: boolean;
  readonly commands: readonly { readonly name: ChatCommand; readonly about: string }[];
}

export interface ConversationRow {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  /** Around what was searched for; '' when the title has it, and when nothing was. */
  readonly extract: string;
}

export interface OpenConversation {
  readonly id: string;
  readonly title: string;
  /** Of the branch that is looked at. */
  readonly total: number;
  /** Of the first message given, from 0: the others are loaded when they come into sight. */
  readonly first: number;
  readonly messages: readonly MessageView[];
  readonly draft: { readonly text: string; readonly chips: readonly Chip[] };
}

export type MessageView = {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In the same place of the conversation: their ids, this one among them; one id where there is no other. */
  readonly branches: readonly string[];
} & (
  | {
      readonly role: 'user';
      readonly text: string;
      readonly command?: ChatCommand;
      readonly chips: readonly ChipView[];
    }
  | {
      readonly role: 'assistant';
      readonly model?: string;
      readonly answer: Answer;
      /** Of the last change that is in `answer`. */
      readonly sequence: number;
      readonly hasPrompt: boolean;
    }
);

/** A chip of a question that was sent: its text stays with the host. */
export interface ChipView {
  readonly id: string;
  readonly kind: ChipKind;
  readonly label: string;
  readonly tokens?: number;
  readonly isCut?: boolean;
  /** Why there is nothing of it. */
  readonly why?: string;
}

/** What can be mentioned, as it is offered while one types. */
export interface MentionItem {
  /** What the host knows it by. */
  readonly id: string;
  readonly kind: ChipKind | 'command';
  readonly label: string;
  /** A path, or what a command does. */
  readonly detail: string;
  /** What stands in the text for it once it is taken. */
  readonly insert: string;
}
