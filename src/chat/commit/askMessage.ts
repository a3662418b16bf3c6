/** A model writes the message of a commit, as the last ones of this repository are written. */

import { ask } from '../../model/ask.ts';
import { openFence } from '../../model/fence.ts';
import type { ChatMessage, Model } from '../../model/model.ts';
import { Spending, type SpendingLimits } from '../../model/spending.ts';
import { redact } from '../../safety/redaction.ts';
import { shownText } from '../../text/shownText.ts';
import { cutTokens } from '../asked/chatPrompt.ts';
import type { StagedChange } from './stagedChange.ts';

export interface AskMessageDeps {
  readonly model: Model;
  readonly limits: SpendingLimits;
  /** Hears what is sent, redacted, each time. */
  readonly onAsk?: (messages: readonly ChatMessage[]) => void;
}

const answerTokens = 1_000;
const usualContext = 24_000;
const mostExamples = 2_000;
const longestMessage = 6_000;

/**
 * @param wish what the user said beside the command; '' for nothing
 * @returns undefined where what came twice was no message
 * @throws ModelError
 */
export async function askMessage(
  change: Pick<StagedChange, 'diff' | 'messages'>,
  wish: string,
  { model, limits, onAsk }: AskMessageDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { contextTokens = usualContext } = await model.capabilities(signal);
  const room = Math.max(1_000, Math.min(contextTokens, 64_000) - answerTokens - mostExamples - 1_000);
  const messages = messagesFor(change, wish, room);
  const spending = new Spending(limits);
  let sent: readonly ChatMessage[] = messages;
  for (let round = 1; round <= 2; round++) {
    onAsk?.(sent);
    const said = await ask(model, sent, { temperature: 0.2, answerTokens }, spending, signal);
    if (!said) return undefined;
    const message = readMessage(said.text);
    if (typeof message === 'string') return message;
    sent = [
      ...messages,
      { role: 'assistant', text: said.text },
      { role: 'user', text: `${message.fault} Answer once more, with the message in a fence and nothing else.` },
    ];
  }
  return undefined;
}

function messagesFor({ diff, messages }: Pick<StagedChange, 'diff' | 'messages'>, wish: string, room: number) {
  const fence = openFence(crypto.randomUUID().slice(0, 13));
  const examples = cutTokens(messages.join('\n\n---\n\n'), mostExamples);
  const shown = cutTokens(diff, room);
  const system = [
    'You write the message of a commit. Answer with the message in one fence and nothing else.',
    'The first line has at most 72 characters and says what the commit does. If there is more to be said, an empty line follows, and then why it was made, as far as the change shows it. Say nothing that the change does not show.',
    ...(messages.length > 0
      ? ['Write as the last messages of this repository are written: their language, mood, prefixes, length and form.']
      : ['Write the first line in the imperative.']),
    fence.rule,
  ].join('\n');
  const parts = [
    ...(messages.length > 0 ? [`The last messages:\n${fence.wrap('messages', examples)}`] : []),
    `The change${shown.length < diff.length ? ', of which this is the beginning' : ''}:\n${fence.wrap('diff', shown)}`,
    ...(wish === '' ? [] : [`The user says: ${wish}`]),
  ];
  return [{ role: 'system', text: system } as const, { role: 'user', text: parts.join('\n\n') } as const].map(
    (message) => ({ ...message, text: redact(message.text) }),
  );
}

/** @returns the message, or what is wrong with the answer as a sentence. */
export function readMessage(answer: string): string | { readonly fault: string } {
  const fences = [...answer.matchAll(/^ {0,3}```[^\n`]*\n([\s\S]*?)^ {0,3}```[ \t]*\r?$/gm)];
  if (fences.length > 1) return { fault: 'Your answer has several fences.' };
  const inside = fences[0]?.[1] ?? answer;
  const message = shownText(inside.replaceAll('\r', ''))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  const [subject = '', second = ''] = message.split('\n');
  if (subject === '' || subject.startsWith('```')) return { fault: 'Your answer has no message.' };
  if (message.length > longestMessage) return { fault: 'Your message is too long.' };
  if (subject.length > 100) return { fault: `Your first line has ${subject.length} characters.` };
  if (second !== '') return { fault: 'There is no empty line after your first line.' };
  return message;
}
