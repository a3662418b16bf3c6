import type { ChatMessage, Usage } from './model.ts';
import { estimateTokens } from './tokenEstimate.ts';

/** What a piece of work may spend on its model. */
export interface SpendingLimits {
  /** Tokens sent and received together; 0: no limit. */
  readonly mostTokens: number;
  /** Dollars a million tokens; 0: unknown. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Nothing more is asked once it has cost so much; needs the prices. Left out: no limit. */
  readonly mostDollars?: number;
}

/** What a model has cost so far. */
export interface ModelSpending {
  /** Requests that were answered. */
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** How many tokens may be spent, both kinds together; 0: no limit. */
  readonly mostTokens: number;
  /** Where the prices are known. */
  readonly dollars?: number;
}

/** What a piece of work has spent on its model, and whether it may ask again. */
export class Spending {
  readonly #budget: SpendingLimits;
  #answers = 0;
  #input = 0;
  #output = 0;
  /** Of requests that are under way. */
  #reserved = 0;

  constructor(budget: SpendingLimits) {
    this.#budget = budget;
  }

  get shown(): ModelSpending {
    const { mostTokens, inputPrice, outputPrice } = this.#budget;
    const known = inputPrice > 0 || outputPrice > 0;
    return {
      answers: this.#answers,
      inputTokens: this.#input,
      outputTokens: this.#output,
      mostTokens,
      ...(known && { dollars: this.#dollars }),
    };
  }

  get #dollars(): number {
    const { inputPrice, outputPrice } = this.#budget;
    return (this.#input * inputPrice + this.#output * outputPrice) / 1e6;
  }

  /** How many tokens question and answer may have together; requests under way count as if they used all of theirs. */
  get left(): number {
    const { mostTokens, mostDollars, inputPrice, outputPrice } = this.#budget;
    const byCount = mostTokens === 0 ? Infinity : mostTokens - this.#input - this.#output - this.#reserved;
    // What is to come might all be of the dearer kind.
    const price = Math.max(inputPrice, outputPrice) / 1e6;
    const byCost =
      mostDollars === undefined || price === 0 ? Infinity : (mostDollars - this.#dollars) / price - this.#reserved;
    return Math.min(byCount, byCost);
  }

  /** @returns what is called with the tokens that were used in the end, by count where the endpoint gave none. */
  reserve(tokens: number): (used: Usage | undefined, messages: readonly ChatMessage[], answer: string) => void {
    this.#reserved += tokens;
    return (used, messages, answer) => {
      this.#reserved -= tokens;
      if (!used && answer === '') return;
      this.#answers++;
      this.#input += used?.input ?? messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
      this.#output += used?.output ?? estimateTokens(answer);
    };
  }
}
