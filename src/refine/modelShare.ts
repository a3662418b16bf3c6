import { settingsTable } from '../settings/table.ts';
import { ask } from '../model/ask.ts';
import type { Model } from '../model/model.ts';
import { Spending, type ModelSpending } from '../model/spending.ts';
import type { FixRequest, ModelBudget } from './fixRequest.ts';
import type { SolveFact } from './solveDeps.ts';
import type { AskModel } from './writtenTest.ts';

/** What tests cost that a model writes, apart from what the search spends: both come out of one budget. */
export interface ModelShare {
  /** Left out: there is no model, or it may not be asked. */
  readonly askModel?: AskModel;
  /** The request with what is left of the budget. */
  rest(): FixRequest;
  /** The facts of a search, its spending with ours on top. */
  addedTo(onFact: (fact: SolveFact) => void): (fact: SolveFact) => void;
}

const usual: ModelBudget = {
  samples: settingsTable['fix.samples'].default,
  mostTokens: settingsTable['fix.maxTokens'].default,
  inputPrice: 0,
  outputPrice: 0,
};
/** A test file is no longer. */
const answerTokens = 3_000;

export function askedWithin(
  request: FixRequest,
  model: Model | undefined,
  onSpending: (spending: ModelSpending) => void,
): ModelShare {
  const budget = request.modelBudget ?? usual;
  const spending = new Spending(budget);
  let search: ModelSpending | undefined;
  const shown = (): ModelSpending => (search ? sum(search, spending.shown) : spending.shown);
  const askModel: AskModel | undefined =
    model && budget.samples > 0
      ? async (messages, temperature, signal) => {
          try {
            return (await ask(model, messages, { temperature, answerTokens }, spending, signal))?.text;
          } finally {
            onSpending(shown());
          }
        }
      : undefined;
  return {
    ...(askModel && { askModel }),
    rest: () =>
      budget.mostTokens === 0
        ? request
        : // With 0 there would be no limit.
          { ...request, modelBudget: { ...budget, mostTokens: Math.max(1, Math.floor(spending.left)) } },
    addedTo: (onFact) => (fact) => {
      if (fact.kind !== 'spent') return onFact(fact);
      search = fact.spending;
      onFact({ kind: 'spent', spending: shown() });
    },
  };
}

function sum(a: ModelSpending, b: ModelSpending): ModelSpending {
  const dollars = a.dollars === undefined ? b.dollars : a.dollars + (b.dollars ?? 0);
  return {
    answers: a.answers + b.answers,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    // That of the whole fix.
    mostTokens: b.mostTokens,
    ...(dollars !== undefined && { dollars }),
  };
}
