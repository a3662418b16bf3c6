import type { FromPage, MessageView } from '../../src/chat/protocol.ts';

/** The page's door to the extension, and the shapes of the protocol by the names that the page uses. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();

export const post = (message: FromPage): void => editor.postMessage(message);

export type AnswerView = Extract<MessageView, { readonly role: 'assistant' }>;
export type QuestionView = Extract<MessageView, { readonly role: 'user' }>;
export type Answer = AnswerView['answer'];
export type AnswerPart = Answer['parts'][number];
export type ToolPart = Extract<AnswerPart, { readonly kind: 'tool' }>;
export type ProposalPart = Extract<AnswerPart, { readonly kind: 'proposal' }>;
export type CitedPlace = Answer['places'][number];
