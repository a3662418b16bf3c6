/**
 * What only the user can decide: candidates pass every test and still differ on an input. The input that tells most
 * is asked first, what disagrees with an answer is dropped. (ConAIR, 2024; the order of questions by information.)
 */
import type { Answer, AskUser } from '../question.ts';
import { capital, counted, does, doAll, isValue, listed, oneLine, shouldDo } from './behaviourWords.ts';
import { splittingInputs, type Behaviours, type ProbeInput, type SplittingInput } from './differences.ts';

/** More would be work that the user wanted to be spared. */
export const mostQuestions = 4;

export interface Confirmation {
  /** Numbers of the candidates that no answer speaks against. */
  readonly left: readonly number[];
  /** Those that only the last answer speaks against, where none is left. */
  readonly last: readonly number[];
  readonly asked: number;
  /** What the user said, as sentences. */
  readonly said: readonly string[];
  /** Inputs on which those that are left differ still. */
  readonly open: readonly SplittingInput[];
}

export interface ToConfirm {
  readonly inputs: readonly ProbeInput[];
  readonly behaviours: Behaviours;
  /** How likely each candidate is right, in any unit. */
  readonly weights: readonly number[];
  readonly titles: readonly string[];
  /** Questions, at most. */
  readonly most: number;
}

export async function confirmByAnswers(
  { inputs, behaviours, weights, titles, most }: ToConfirm,
  ask: AskUser,
  signal: AbortSignal,
): Promise<Confirmation> {
  let left: readonly number[] = behaviours.map((_, candidate) => candidate);
  let last = left;
  const said: string[] = [];
  const shown = new Set<string>();
  const open = (): SplittingInput[] => splittingInputs(inputs, behaviours, left, weights);
  for (;;) {
    const split = open().find(({ input }) => !shown.has(input.key));
    if (!split || shown.size >= most) break;
    shown.add(split.input.key);
    const { input, outcomes } = split;
    const answer = await ask(
      {
        why: whyOf(left.length, input),
        code: input.code,
        language: input.language === 'tsx' ? 'typescriptreact' : input.language,
        outcomes: outcomes.map((outcome) => ({
          text: outcome.shown,
          patches: outcome.candidates.map((candidate) => titles[candidate] ?? ''),
        })),
      },
      signal,
    );
    signal.throwIfAborted();
    const verdict = verdictOf(answer, split);
    if (verdict === 'unknown') continue;
    last = left;
    left = verdict === 'none' ? [] : (outcomes[verdict]?.candidates ?? left);
    said.push(saidOf(answer, split, verdict));
    if (left.length < 2) break;
  }
  return { left, last, asked: shown.size, said, open: left.length < 2 ? [] : open() };
}

function whyOf(patches: number, { test, written }: ProbeInput): string {
  const differ = `${capital(counted(patches))} patches pass every test and differ`;
  if (test === '') return `${differ} here, on an input that no test has. Which result is right?`;
  return written
    ? `${differ} on this test, which the model wrote from the issue alone. Is it right?`
    : `${differ} here, where values of “${test}” are changed. Which result is right?`;
}

function verdictOf(answer: Answer, { input, outcomes }: SplittingInput): number | 'none' | 'unknown' {
  // Of a test there are two: what is not as it demands is something else.
  const none = input.written ? outcomes.findIndex(({ shown }) => shown === notDemanded) : -1;
  switch (answer.kind) {
    case 'right':
      return answer.outcome in outcomes ? answer.outcome : 'unknown';
    case 'wrong':
      return none < 0 ? 'none' : none;
    case 'unknown':
      return 'unknown';
    case 'corrected': {
      // The user wrote what is right: one of them, or none.
      const same = outcomes.findIndex(({ shown }) => shown.trim() === answer.code.trim());
      return same >= 0 ? same : none < 0 ? 'none' : none;
    }
  }
}

/** The answer as a sentence, for the evidence. */
function saidOf(answer: Answer, { input, outcomes }: SplittingInput, verdict: number | 'none'): string {
  const code = codeOf(input);
  const shown = verdict === 'none' ? undefined : outcomes[verdict]?.shown;
  if (input.written) return `You said that this test is ${shown === demanded ? 'right' : 'wrong'}: ${code}`;
  if (shown !== undefined) return `You said that ${code} ${does(shown)}.`;
  if (answer.kind === 'corrected') return `You said that ${code} ${does(answer.code)}, and no patch does that.`;
  const wrong = outcomes.map((outcome) => oneLine(outcome.shown));
  if (wrong.every(isValue)) {
    const neither = wrong.length === 2 ? `neither ${listed(wrong, 'nor')}` : `none of ${listed(wrong, 'and')}`;
    return `You said that ${neither} is right for ${code}.`;
  }
  return `You said that ${code} should ${wrong.length === 2 ? 'neither' : 'not'} ${listed(wrong.map(shouldDo), wrong.length === 2 ? 'nor' : 'or')}.`;
}

/** "On `f(2, 0)` another patch gives 3, this one 4." */
export function differenceWarning({ input, outcomes }: SplittingInput, candidate: number): string | undefined {
  const own = outcomes.find((outcome) => outcome.candidates.includes(candidate));
  const other = outcomes.find((outcome) => outcome !== own);
  if (!own || !other) return undefined;
  const count = other.candidates.length;
  const who = count === 1 ? 'another patch' : `${counted(count)} other patches`;
  if (input.written) {
    const passes = own.shown === demanded;
    const others = count === 1 ? (passes ? 'fails' : 'passes') : passes ? 'fail' : 'pass';
    return `${capital(who)} ${others} a test that the model wrote from the issue, and this one ${passes ? 'passes' : 'fails'} it: ${codeOf(input)}`;
  }
  const theirs = count === 1 ? does(other.shown) : doAll(other.shown);
  const mine =
    isValue(own.shown) && isValue(other.shown) ? `this one ${oneLine(own.shown)}` : `and this one ${does(own.shown)}`;
  return `On ${codeOf(input)} ${who} ${theirs}, ${mine}. All of them pass every test: say which is right by a test.`;
}

/** What a candidate does that passes a test which a model wrote. */
export const demanded = 'as this test demands';
export const notDemanded = 'something else';

/** Calls are short; the whole of a test may be long. */
const longestCode = 240;

function codeOf({ code }: ProbeInput): string {
  const letters = Array.from(oneLine(code));
  return letters.length > longestCode ? `${letters.slice(0, longestCode - 1).join('')}…` : letters.join('');
}
