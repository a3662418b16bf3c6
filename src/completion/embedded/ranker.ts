/**
 * How likely each candidate is the next token: a log-linear model over what the witnesses say of it, with one more
 * candidate, "none of these". Its weights were learned on open-source packages and go on learning as the user types.
 */

/** One candidate: which features it has, and their values. */
export interface Features {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

export class Ranker {
  readonly #weights: Float64Array;
  /** Sums of squared gradients, by feature: AdaGrad (Duchi et al. 2011) takes smaller steps where it took many. */
  readonly #steps: Float64Array;

  /** @param trust how much has to be seen before the given weights give way, in squared gradients. */
  constructor(weights: ArrayLike<number>, trust: number) {
    this.#weights = Float64Array.from(weights);
    this.#steps = new Float64Array(weights.length).fill(trust);
  }

  get weights(): readonly number[] {
    return [...this.#weights];
  }

  /** Of each candidate, the last one being "none of these"; together 1. */
  probabilities(candidates: readonly Features[]): number[] {
    const scores = candidates.map((one) => this.#score(one));
    const highest = Math.max(...scores);
    let sum = 0;
    for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp(scores[at]! - highest);
    return scores.map((score) => score / sum);
  }

  /** @param right which candidate it was */
  learn(candidates: readonly Features[], right: number): void {
    const probabilities = this.probabilities(candidates);
    for (const [candidate, { at, values }] of candidates.entries()) {
      const error = probabilities[candidate]! - (candidate === right ? 1 : 0);
      if (Math.abs(error) < negligible) continue;
      for (let n = 0; n < at.length; n++) {
        const feature = at[n]!;
        const gradient = error * values[n]!;
        this.#steps[feature]! += gradient * gradient;
        this.#weights[feature]! -= (stride * gradient) / Math.sqrt(this.#steps[feature]!);
      }
    }
  }

  #score({ at, values }: Features): number {
    let score = 0;
    for (let n = 0; n < at.length; n++) score += this.#weights[at[n]!]! * values[n]!;
    return score;
  }
}

const stride = 0.15;
const negligible = 1e-4;
