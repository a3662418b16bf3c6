/** How much of each hit is given, so that the most useful fits the tokens there are. */

import type { FormKind } from '../placeRequest.ts';

export interface Form {
  readonly kind: FormKind;
  readonly text: string;
}

export interface Budget {
  readonly tokens: number;
  readonly countTokens: (text: string) => number;
}

/** No hit takes more than this of what is left while others wait: ten half-known things help more than one. */
const mostOfRest = 0.5;

/**
 * @param offers the most useful first; the forms of each, the largest first.
 * @returns for each offer the form that it has, in the same order; undefined where nothing of it fits. Together they
 * never have more tokens than the budget.
 */
export function fillBudget(
  offers: readonly (readonly Form[])[],
  { tokens, countTokens }: Budget,
): (Form | undefined)[] {
  let rest = tokens;
  const costs = offers.map((forms) => forms.map((form) => countTokens(form.text)));
  const chosen = offers.map((_, at) => {
    const most = at === offers.length - 1 ? rest : rest * mostOfRest;
    const form = costs[at]!.findIndex((cost) => cost <= most);
    if (form !== -1) rest -= costs[at]![form]!;
    return form;
  });
  // What is left over makes the best hits longer.
  chosen.forEach((form, at) => {
    const cost = form === -1 ? 0 : costs[at]![form]!;
    const better = costs[at]!.findIndex((other) => other - cost <= rest);
    if (better === -1 || (form !== -1 && better >= form)) return;
    rest -= costs[at]![better]! - cost;
    chosen[at] = better;
  });
  return offers.map((forms, at) => forms[chosen[at]!]);
}

/** What a chunk is given as. */
export interface FormParts {
  readonly signature: string;
  /** The comment above it, without its marks. */
  readonly doc: string;
  readonly body: string;
  /** Of what in it is wanted, where that is not the whole: a method of a class. */
  readonly wanted: string;
}

/** In full, as documentation and signature, and as signature alone; a form that says no less is left out. */
export function formsOf({ signature, doc, body, wanted }: FormParts): Form[] {
  const short = [signature, wanted].filter((text, at, all) => text !== '' && all.indexOf(text) === at).join('\n');
  const told = [doc.split(/\n\s*\n/)[0]!.trim(), short].filter((text) => text !== '').join('\n');
  const forms: Form[] = [{ kind: 'whole', text: body }];
  if (short !== '' && told !== short) forms.push({ kind: 'skeleton', text: told });
  if (short !== '') forms.push({ kind: 'signature', text: short });
  return forms.filter(({ text }, at) => text.length < (forms[at - 1]?.text.length ?? Infinity));
}
