/** The rest of the line, token after token: a beam search over what may come next, up to the line's end. */
import { endOfLine, type Vocabulary } from './vocabulary.ts';
import type { NextToken, Predictor, State } from './predictor.ts';

export interface LineRest {
  readonly text: string;
  /** That the line goes on in just this way, as far as the ranker knows. */
  readonly probability: number;
}

export interface LineStart {
  /** What stands there of the token at the cursor; '' for nothing. */
  readonly typed: string;
  /** A token that comes next has to bring its own blank. */
  readonly isGlued: boolean;
  /** Nothing but blanks stands before the cursor on its line. */
  readonly isLineStart: boolean;
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
/** After a blank there is seldom nothing, nor what stands without one elsewhere. */
const afterBlank = 0.05;

/** Most likely first; a line may also end here, which is the text ''. */
export function searchLine(predictor: Predictor, vocabulary: Vocabulary, start: LineStart): LineRest[] {
  const done = new Map<string, number>();
  let best = 0;
  let beams: Beam[] = [{ state: predictor.start(), text: '', probability: 1, isFirst: true }];
  for (let step = 0; step < mostTokens && beams.length > 0; step++) {
    const next: Beam[] = [];
    for (const beam of beams) {
      const tokens = predictor.next(beam.state, beam.isFirst ? start.typed : '');
      for (const one of (beam.isFirst ? atStart(tokens, start) : tokens).slice(0, width)) {
        const probability = beam.probability * one.probability;
        if (probability < leastProbability || probability < best) break;
        if (one.token === endOfLine) {
          const sum = (done.get(beam.text) ?? 0) + probability;
          done.set(beam.text, sum);
          best = Math.max(best, sum);
          continue;
        }
        const text = beam.text + writtenAs(vocabulary.text(one.token), one, beam, start);
        next.push({ state: predictor.after(beam.state, one.token), text, probability, isFirst: false });
      }
    }
    beams = next.sort((a, b) => b.probability - a.probability).slice(0, width);
    beams = beams.filter(({ probability }) => probability > best);
  }
  return [...done].map(([text, probability]) => ({ text, probability })).sort((a, b) => b.probability - a.probability);
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
