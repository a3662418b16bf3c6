/**
 * What was said before, as far as it fits. The newest comes first; of what does not fit any more the questions are
 * told in a line each, so that the model knows that there was more.
 */

import type { ChatMessage } from '../../model/model.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import { answerText, runsOf } from '../answerParts.ts';
import type { Message } from '../conversation.ts';
import { oneLine } from '../tools/bounded.ts';

export interface History {
  /** The oldest first. */
  readonly messages: readonly ChatMessage[];
  /** How many of the conversation's messages are not among them. */
  readonly left: number;
}

const mostRecalled = 12;

export function historyMessages(history: readonly Message[], mostTokens: number): History {
  const kept: ChatMessage[] = [];
  let room = mostTokens - noteTokens;
  let at = history.length;
  while (at > 0) {
    const message = history[at - 1];
    if (!message) break;
    const text = textOf(message);
    const tokens = estimateTokens(text);
    if (tokens > room) break;
    room -= tokens;
    kept.unshift({ role: message.role, text });
    at--;
  }
  // An answer without its question says little, and some endpoints want the user to begin.
  while (kept[0]?.role === 'assistant') {
    kept.shift();
    at++;
  }
  if (at === 0) return { messages: kept, left: 0 };
  const asked = history.slice(0, at).flatMap((message) => (message.role === 'user' ? [message] : []));
  const recalled = asked.slice(-mostRecalled).map((message) => `- ${oneLine(textOf(message), 160)}`);
  const note = `${at} earlier messages of this conversation no longer fit and are left out. In them the user said:\n${recalled.join('\n')}`;
  return { messages: [{ role: 'user', text: note }, { role: 'assistant', text: 'I see.' }, ...kept], left: at };
}

/** For the note above. */
const noteTokens = 700;

function textOf(message: Message): string {
  if (message.role === 'user') {
    const about = message.chips.map(({ label, target }) => {
      const isPicture = target.kind === 'picture' ? ', a picture that is not shown again' : '';
      return label.replaceAll(/\s+/g, ' ').slice(0, 100) + isPicture;
    });
    const command = message.command === undefined ? '' : `/${message.command} `;
    return `${command}${message.expanded ?? message.text}${about.length === 0 ? '' : `\n(about ${about.join(', ')})`}`;
  }
  const { answer } = message;
  const said = answerText(answer, ({ path, lines }) => (lines ? `${path}#L${lines.first}` : path));
  const runs = runsOf(answer).map(
    ({ command, passed, failed }) => `(Then ${JSON.stringify(command)} was run: ${passed} passed, ${failed} failed.)`,
  );
  return [said.trim() === '' ? '(no answer)' : said, ...runs].join('\n');
}
