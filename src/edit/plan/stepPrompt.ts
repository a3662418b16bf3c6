/** What a model is asked for one step of a plan: the place, what has changed that it depends on, and what is said against it. */

import { openFence } from '../../model/fence.ts';
import type { ChatMessage } from '../../model/model.ts';
import { redact } from '../../safety/redaction.ts';
import { formatInstructions } from '../../text/editFormat.ts';
import type { Piece } from '../gather.ts';
import type { RulesFile } from '../../testing/rulesFiles.ts';
import type { SymbolChange } from './symbolChange.ts';

export interface StepQuestion {
  /** In the user's words. */
  readonly instruction: string;
  /** The file's places that may have to change, with why. */
  readonly places: readonly { readonly symbol: string; readonly line: number; readonly reasons: readonly string[] }[];
  readonly errors: readonly string[];
  /** What the plan has changed already that this depends on, the nearest first. */
  readonly causes: readonly SymbolChange[];
  readonly pieces: readonly Piece[];
  readonly rules: readonly RulesFile[];
}

const nothingMark = 'NOTHING TO CHANGE';

/** @param nonce not to be guessed, different in every prompt */
export function stepPrompt(
  path: string,
  { instruction, places, errors, causes, pieces, rules }: StepQuestion,
  nonce: string,
): ChatMessage[] {
  const fence = openFence(nonce);
  const sections = [
    `A program is being changed step by step, as its author wants:\n${instruction.trim()}`,
    ...(causes.length > 0
      ? [
          `This was changed already:\n${causes
            .map((change) => {
              const name = [...change.scope, change.name].join('.');
              const before =
                change.before === '' ? '' : `${fence.wrap(`${change.path}, ${name} before`, change.before)}\n`;
              const after =
                change.after === ''
                  ? `${name} is not there any more.`
                  : fence.wrap(`${change.path}, ${name} now`, change.after);
              return `${before}${after}`;
            })
            .join('\n')}`,
        ]
      : []),
    ...rules.map(
      ({ path: from, text }) => `Rules of the project for how code is written (${from}):\n${fence.wrap('rules', text)}`,
    ),
    `Now it is about ${path}:\n${pieces
      .map(({ path: at, first, last, text }) => fence.wrap(`${at}, lines ${first} to ${last}`, text))
      .join('\n')}`,
    `What may have to change there:\n${places
      .map(
        ({ symbol, line, reasons }) =>
          `- ${symbol === '' ? 'What stands outside of definitions' : symbol} (line ${line}): ${reasons.join(' ')}`,
      )
      .join('\n')}`,
    ...(errors.length > 0 ? [`What is said against it now:\n${fence.wrap('errors', errors.join('\n'))}`] : []),
    formatInstructions('blocks'),
    `Change ${path} alone, and only what has to change for this; the places that depend on it follow. If nothing has to change there, answer with one line: ${nothingMark}: and why.`,
  ];
  return [
    { role: 'system', text: redact(`You change programs as their authors ask you to, with edits.\n${fence.rule}`) },
    { role: 'user', text: redact(sections.join('\n\n')) },
  ];
}

/** Why nothing is to be changed, if that is the answer. */
export function declinedBy(answer: string): string | undefined {
  const said = /^[\s*_#>]*nothing to change\b[\s:*_.,–—-]*([^]*)$/i.exec(answer);
  if (!said) return undefined;
  const why = said[1]!.trim().split('\n', 1)[0]!.trim();
  if (why === '') return 'It is right as it is.';
  const sentence = why[0]!.toUpperCase() + why.slice(1, 200);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
