/** A conversation to be read elsewhere: the branch that is looked at, as Markdown. */

import { answerText, type Answer } from './answerParts.ts';
import type { CitedPlace } from './chatEvent.ts';
import { pathTo, type AnswerMessage, type Conversation, type UserMessage } from './conversation.ts';

export function conversationMarkdown(conversation: Conversation): string {
  const turns = pathTo(conversation).map((message) =>
    message.role === 'user' ? questionMarkdown(message) : answerMarkdown(message),
  );
  const begun = new Date(conversation.createdAt).toISOString().slice(0, 10);
  return `${[`# ${escaped(conversation.title)}`, `Begun on ${begun}.`, ...turns].join('\n\n')}\n`;
}

/** A link to lines of a file as most viewers of repositories read it. */
export function placeTarget({ path, lines }: CitedPlace): string {
  const file = path.split('/').map(encodeURIComponent).join('/').replaceAll('(', '%28').replaceAll(')', '%29');
  if (!lines) return file;
  return `${file}#L${lines.first}${lines.last > lines.first ? `-L${lines.last}` : ''}`;
}

function questionMarkdown({ text, command, chips }: UserMessage): string {
  const about = chips.map(({ label }) => escaped(label)).join(', ');
  const said = [command === undefined ? '' : `/${command}`, text].filter(Boolean).join(' ');
  return [`## Question`, ...(about === '' ? [] : [`About: ${about}`]), said].join('\n\n');
}

function answerMarkdown({ model, answer }: AnswerMessage): string {
  return [
    `## Answer${model === undefined ? ' by search' : ` by ${escaped(model)}`}`,
    answerText(answer, placeTarget).trim(),
    ...notesOf(answer).map((note) => `*${note}*`),
  ].join('\n\n');
}

/** What a reader must know beside the words of an answer: whole sentences. */
function notesOf({ parts, dropped, ended }: Answer): string[] {
  const tools = parts.filter(({ kind }) => kind === 'tool').length;
  return [
    ...(tools === 0 ? [] : [tools === 1 ? 'One tool was called.' : `${tools} tools were called.`]),
    ...(dropped.length === 0
      ? []
      : [
          dropped.length === 1
            ? 'One place that it named does not exist and is no link.'
            : `${dropped.length} places that it named do not exist and are no links.`,
        ]),
    ...(!ended ? ['The answer was interrupted.'] : []),
    ...(ended?.reason === 'stopped' ? ['The answer was stopped.'] : []),
    ...(ended?.error ? [escaped(`${ended.error.cause} ${ended.error.next}`)] : []),
  ];
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, (char) => `\\${char}`);
