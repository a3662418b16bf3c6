/** Which hits go into a prompt, and how much of each: the most useful that fits the tokens there are. */

import type { ChunkText } from './chunkText.ts';

export interface Form {
  readonly kind: 'whole' | 'skeleton' | 'signature';
  readonly text: string;
}

export interface Offer {
  readonly id: number;
  /** How much of what was asked for it has: its score against that of a chunk with every term once. */
  readonly share: number;
  /** Largest first. */
  readonly forms: readonly Form[];
}

export interface Taken {
  readonly id: number;
  readonly form: Form;
  readonly tokens: number;
}

export interface Budget {
  readonly tokens: number;
  readonly countTokens: (text: string) => number;
  /** The stop signal: what has less than this share is noise, and noise makes answers worse (RLCoder, 2024). */
  readonly leastShare?: number;
}

/** No hit takes more than this of what is left while others wait: ten half-known things help more than one. */
const mostOfRest = 0.5;
const usualLeastShare = 0.25;

/**
 * @param offers best first.
 * @returns what was taken, in the same order; together never more than the budget.
 */
export function fillBudget(
  offers: readonly Offer[],
  { tokens, countTokens, leastShare = usualLeastShare }: Budget,
): Taken[] {
  const worthIt = offers.filter((offer) => offer.share >= leastShare);
  let rest = tokens;
  const costs = worthIt.map((offer) => offer.forms.map((form) => countTokens(form.text)));
  const chosen = worthIt.map((_, at) => {
    const most = at === worthIt.length - 1 ? rest : rest * mostOfRest;
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
  return worthIt.flatMap(({ id, forms }, at) => {
    const form = forms[chosen[at]!];
    return form ? [{ id, form, tokens: costs[at]![chosen[at]!]! }] : [];
  });
}

/** A chunk in full, as signature and documentation, and as signature alone; a form that says no less is left out. */
export function formsOf({ signature, doc, body }: Pick<ChunkText, 'signature' | 'doc' | 'body'>): Form[] {
  const forms: Form[] = [{ kind: 'whole', text: body }];
  const told = [doc.split(/\n\s*\n/)[0]!.trim(), signature].filter((text) => text !== '').join('\n');
  if (signature !== '' && told !== signature) forms.push({ kind: 'skeleton', text: told });
  if (signature !== '') forms.push({ kind: 'signature', text: signature });
  return forms.filter(({ text }, at) => text.length < (forms[at - 1]?.text.length ?? Infinity));
}
