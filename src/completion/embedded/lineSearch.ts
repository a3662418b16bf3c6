/** The rest of the line, token after token: a beam search over what may come next, up to the line's end. */
import { endOfLine, type Vocabulary } from './vocabulary.ts';
import type { Candidates, NextToken, Predictor, State } from './predictor.ts';

export interface LineRest {
  readonly text: string;
  /** That the line goes on in just this way, as far as the ranker knows. */
  readonly probability: number;
  /** Before the line's end. */
  readonly state: State;
}

export interface LineStart {
  readonly state: State;
  /** For the token at the cursor. */
  readonly first: Candidates;
  /** What stands there of the token at the cursor; '' for nothing. */
  readonly typed: string;
  /** A token that comes next has to bring its own blank. */
  readonly isGlued: boolean;
  /** Nothing but blanks stands before the cursor on its line. */
  readonly isLineStart: boolean;
  /** So many different ones are wanted. */
  readonly candidates: number;
}

interface Beam {
  readonly state: State;
  readonly text: string;
  readonly probability: number;
  readonly isFirst: boolean;
}

const width = 8;
const mostTokens = 32;
const leastProbability = 1e-6;
/** A beginning that is so much less likely than the best one hardly overtakes it; for several to choose from it may. */
const leastShare = 0.2;
const leastShareOfSeveral = 0.01;
/** After a blank there is seldom nothing, nor what stands without one elsewhere. */
const afterBlank = 0.05;

/** Most likely first; a line may also end here, which is the text ''. */
export function searchLine(predictor: Predictor, vocabulary: Vocabulary, start: LineStart): LineRest[] {
  const done = new Map<string, LineRest>();
  /** What a line has to overtake to be among those that are wanted. */
  let worst = 0;
  let beams: Beam[] = [{ state: start.state, text: '', probability: 1, isFirst: true }];
  for (let step = 0; step < mostTokens && beams.length > 0; step++) {
    const next: Beam[] = [];
    for (const beam of beams) {
      const tokens = predictor.weigh(beam.isFirst ? start.first : predictor.candidates(beam.state, ''));
      for (const one of (beam.isFirst ? atStart(tokens, start) : tokens).slice(0, width)) {
        const probability = beam.probability * one.probability;
        if (probability < leastProbability || probability < worst) break;
        if (one.token === endOfLine) {
          const known = done.get(beam.text);
          const rest = { text: beam.text, probability: probability + (known?.probability ?? 0), state: beam.state };
          done.set(beam.text, known ? { ...rest, state: known.state } : rest);
          worst = nthLargest(done.values(), start.candidates);
          continue;
        }
        const text = beam.text + writtenAs(vocabulary.text(one.token), one, beam, start);
        next.push({ state: predictor.after(beam.state, one.token), text, probability, isFirst: false });
      }
    }
    beams = next.sort((a, b) => b.probability - a.probability).slice(0, width);
    const share = start.candidates > 1 ? leastShareOfSeveral : leastShare;
    const least = Math.max(worst, (beams[0]?.probability ?? 0) * share);
    beams = beams.filter(({ probability }) => probability > least);
  }
  return [...done.values()].sort((a, b) => b.probability - a.probability);
}

function nthLargest(rests: Iterable<LineRest>, nth: number): number {
  const sorted = [...rests].map(({ probability }) => probability).sort((a, b) => b - a);
  return sorted[nth - 1] ?? 0;
}

/** What is likely given the blank that the user has typed. */
function atStart(tokens: readonly NextToken[], { typed, isGlued, isLineStart }: LineStart): readonly NextToken[] {
  if (typed !== '' || isGlued || isLineStart) return tokens;
  const weighed = tokens.map((one) => {
    const fits = one.token === endOfLine ? 0 : one.spaced;
    return { ...one, probability: one.probability * (afterBlank + (1 - afterBlank) * fits) };
  });
  const sum = weighed.reduce((total, { probability }) => total + probability, 0);
  const before = tokens.reduce((total, { probability }) => total + probability, 0);
  return weighed
    .map((one) => ({ ...one, probability: sum > 0 ? (one.probability * before) / sum : 0 }))
    .sort((a, b) => b.probability - a.probability);
}

function writtenAs(text: string, { spaced }: NextToken, { isFirst }: Beam, { typed, isGlued, isLineStart }: LineStart) {
  if (isFirst && typed !== '') return text.slice(typed.length);
  const wantsBlank = spaced > 0.5 && (!isFirst || (isGlued && !isLineStart));
  return wantsBlank ? ` ${text}` : text;
}
