/**
 * What a model is asked. Every question is a fresh one with all facts, never a conversation that grows: what was
 * asked first decides most (The First Prompt Counts the Most: 2025), and old mistakes are copied (CYCLE: 2024).
 */

import { openFence, type Fence } from '../../model/fence.ts';
import type { ChatMessage } from '../../model/model.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import { redact } from '../../safety/redaction.ts';
import { textOf, type Fact } from '../facts/fact.ts';
import { mostTelling } from '../facts/mostTelling.ts';
import type { CodePiece } from './promptCode.ts';
import type { Strategy } from './strategies.ts';

/** What is known of the fault. Texts as they were read: redaction happens here. */
export interface Known {
  readonly issue: string | undefined;
  readonly facts: readonly Fact[];
  readonly code: readonly CodePiece[];
  /** Passing tests that run the suspicious code, as text. */
  readonly neighbours: readonly string[];
  /** "TypeScript, tested by vitest". */
  readonly project: string;
  /** A change that the code above holds already, as a diff, and what it has led to. */
  readonly part?: { readonly diff: string; readonly fixed: readonly string[] };
  /** What was tried and does not fix it, the newest last. */
  readonly tried: readonly Tried[];
  readonly plan?: string;
  /** Of this attempt alone: "An equal change was tried before." */
  readonly note?: string;
}

export interface Tried {
  readonly diff: string;
  /** In one or two lines. */
  readonly outcome: string;
}

/** Shares of the tokens that a prompt may have; what one leaves goes to the next. */
const shares = { issue: 0.2, facts: 0.35, tried: 0.35, neighbours: 0.3 } as const;

export interface PromptRoom {
  /** Of the whole prompt. */
  readonly tokens: number;
  /** Not to be guessed, different in every prompt. */
  readonly nonce: string;
}

/** The question for a patch. */
export function repairPrompt(known: Known, strategy: Strategy, room: PromptRoom): ChatMessage[] {
  const fence = openFence(room.nonce);
  return messages(
    `You mend programs. You are given what is known about a fault, and you answer with edits that remove it.\n${fence.rule}`,
    known,
    fence,
    room.tokens,
    [
      ...(known.plan === undefined ? [] : [`The plan that you made:\n${fence.wrap('plan', known.plan)}`]),
      ...(known.note === undefined ? [] : [known.note]),
      strategy.instruction,
      answerFormat,
    ],
  );
}

/** The question that comes before: a plan, simulated on the failing input. */
export function planPrompt(known: Known, room: PromptRoom): ChatMessage[] {
  const fence = openFence(room.nonce);
  return messages(
    `You are an expert at reading programs. You find faults by going through the code as a machine would.\n${fence.rule}`,
    known,
    fence,
    room.tokens,
    [planInstruction],
  );
}

const planInstruction = `Do not write any edit yet.
1. Take the input of one failing test. Go through the code with it step by step: for each step give the line and the values that the variables have then. Use traced values where there are some.
2. Name the first step at which what happens is not what should happen.
3. Make a plan: what has to change, where, and why this is enough for every failing test and harmless to the passing ones.
4. Go through the same input once more as if the plan were carried out. If the result is not what the test expects, say “The plan has to change”, and make a better one.
End with the final plan, after a line that says “PLAN”.`;

const answerFormat = `Answer in this form:
Title: the change in one short line
Confidence: how sure you are that it is right, 0 to 10
Then one block for each place to be changed:

path/of/the/file
<<<<<<< SEARCH
lines as they are in the file, exactly, without line numbers
=======
lines that replace them
>>>>>>> REPLACE

Rules for blocks:
- The SEARCH part stands in the file exactly once. Quote enough lines for that, and no more than needed.
- Write every line of the REPLACE part: nothing like “... rest unchanged”.
- A file that is needed and not there: a block with its path and an empty SEARCH part, beside files of its kind. None is deleted.
- Do not change tests or how they are run. Do not special-case what the tests use.`;

function messages(
  system: string,
  known: Known,
  fence: Fence,
  tokens: number,
  instructions: readonly string[],
): ChatMessage[] {
  const fixed = [
    `Tests of a project fail (${known.project}). Its code is to be changed so that they pass and no other test fails.`,
    ...instructions,
  ];
  let left = tokens - estimateTokens([system, ...fixed].join('\n'));
  const sections: string[] = [];
  /** Puts pieces under a heading while they fit in a share of what is left. */
  const put = (heading: string, pieces: readonly string[], share = 1): void => {
    let room = Math.floor(left * share);
    const kept: string[] = [];
    for (const piece of pieces) {
      const cost = estimateTokens(piece) + 4;
      if (cost > room) continue;
      room -= cost;
      left -= cost;
      kept.push(piece);
    }
    if (kept.length > 0) sections.push(`${heading}\n${kept.join('\n')}`);
  };
  if (known.issue !== undefined && known.issue.trim() !== '') {
    put('What was reported:', [fence.wrap('report', shortened(known.issue, left * shares.issue))], 1);
  }
  const facts = mostTelling(known.facts, Math.floor(left * shares.facts * charactersPerToken));
  // Facts about suspicion say which code follows; they stand beside it.
  put(
    'What the test runs have shown:',
    facts.map((fact) => fence.wrap(labels[fact.kind], textOf(fact))),
  );
  if (known.part) {
    const { diff, fixed: passing } = known.part;
    put(`The code below holds this change already. With it these tests pass: ${passing.length}.`, [
      fence.wrap('change that is kept', shortened(diff, left * shares.tried)),
    ]);
  }
  put(
    'What was tried and is not right:',
    [...known.tried]
      .reverse()
      .map(({ diff, outcome }) => fence.wrap('tried change and its outcome', `${diff}\n${outcome}`)),
    shares.tried,
  );
  const neighbours = known.neighbours.map((source) => fence.wrap('passing test', source));
  const reserved = Math.floor(left * shares.neighbours);
  const cost = neighbours.reduce((sum, text) => sum + estimateTokens(text), 0);
  left -= Math.min(reserved, cost);
  put(
    'Code, the most suspicious first:',
    known.code.map(({ path, startLine, endLine, text }) =>
      fence.wrap(`${path}, lines ${startLine} to ${endLine}`, text),
    ),
  );
  left += Math.min(reserved, cost);
  put('Tests that pass and must go on passing:', neighbours);
  const user = [fixed[0], ...sections, ...fixed.slice(1)].join('\n\n');
  // The last thing before a model sees it: whatever way a secret came in, it does not go out.
  return [
    { role: 'system', text: redact(system) },
    { role: 'user', text: redact(user) },
  ];
}

/** Of the estimate of tokens; low, so that a budget in characters is kept. */
const charactersPerToken = 3.2;

const labels: Readonly<Record<Fact['kind'], string>> = {
  assertion: 'failed assertion',
  exception: 'exception',
  frame: 'code on the stack',
  testSource: 'failing test',
  traced: 'traced values',
  definition: 'definition from another file',
  suspect: 'suspicious line',
};

/** Its beginning and its end, for at most so many tokens. */
function shortened(text: string, tokens: number): string {
  const most = Math.max(200, Math.floor(tokens * charactersPerToken));
  if (text.length <= most) return text;
  return `${text.slice(0, Math.floor(most * 0.7))}\n[…]\n${text.slice(-Math.floor(most * 0.25))}`;
}

/** For the search's tree and the record: what was asked, as one text. */
export const promptText = (asked: readonly ChatMessage[]): string =>
  asked.map(({ role, text }) => `[${role}]\n${text}`).join('\n\n');

/** The plan in an answer: what follows its last mark, or all of it. */
export function planIn(answer: string): string {
  const at = [...answer.matchAll(/^\W*(?:FINAL )?PLAN\W*$/gim)].at(-1);
  const plan = at ? answer.slice(at.index + at[0].length).trim() : '';
  return plan === '' ? answer.trim() : plan;
}
