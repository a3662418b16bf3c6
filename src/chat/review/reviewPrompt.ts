/** What a model is asked when it reviews a change: the changed lines with their numbers, as data, and the form of its answer. */

import type { Fence } from '../../model/fence.ts';
import type { ChatMessage } from '../../model/model.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import { redact } from '../../safety/redaction.ts';
import type { ChangedFile, DiffLine } from './changedFile.ts';

export interface ReviewPrompt {
  readonly messages: readonly ChatMessage[];
  /** Files that did not fit. */
  readonly left: readonly string[];
}

/** @param wish what the user wants it to look at; '' for whatever there is. @param mostTokens of the changes */
export function reviewPrompt(
  files: readonly ChangedFile[],
  wish: string,
  fence: Fence,
  mostTokens: number,
): ReviewPrompt {
  const shown: string[] = [];
  const left: string[] = [];
  let room = mostTokens;
  for (const file of files) {
    const text = fence.wrap(`changes of ${file.path}`, file.lines.map(rowOf).join('\n'));
    const tokens = estimateTokens(text);
    if (tokens > room) left.push(file.path);
    else {
      room -= tokens;
      shown.push(text);
    }
  }
  const wanted = wish === '' ? '' : `\n\nThe user wants you to look at this above all: ${wish}`;
  const messages = [
    { role: 'system', text: [task, form, fence.rule].join('\n') } as const,
    { role: 'user', text: `${shown.join('\n\n')}\n\nReview this change.${wanted}` } as const,
  ];
  return { messages: messages.map((message) => ({ ...message, text: redact(message.text) })), left };
}

const task = [
  'You review a change of a program for the person who made it. Lines with + are new, lines with - are gone, and the others stand around them. The number of each line is that of the file after the change.',
  'Find what is wrong with the change: wrong results, crashes, data that is lost, cases that are not handled, weaknesses that somebody could use. Say nothing of matters of taste, and nothing that the lines do not show. If you find nothing, answer with an empty list.',
].join('\n');

const form = [
  'Answer with one JSON list and nothing else. Each entry is an object with',
  '"path": the file; "line": the number of the line; "quote": that line as it stands there, without + and number;',
  '"severity": "error" for what breaks, "warning" for what may, "note" for the rest;',
  '"message": what is wrong and why, in one to three plain sentences, with names in back-quotes;',
  'and, only where you know the fix, "search": whole lines as they stand in the file now, enough of them to be the only such place, and "replace": the lines that replace them.',
  'For something that is gone, name a line beside it that is there.',
].join('\n');

export const againText = (faults: readonly string[]): string =>
  `Your answer could not be read:\n${faults.map((fault) => `- ${fault}`).join('\n')}\nAnswer once more, with the whole JSON list and nothing else.`;

function rowOf(line: DiffLine): string {
  if (line.kind === 'removed') return `${' '.repeat(6)} -${line.text}`;
  return `${String(line.number).padStart(6)} ${line.kind === 'added' ? '+' : ' '}${line.text}`;
}
