/** What code was seen doing, as the predicate of a sentence: a value is given, all else says its own verb. */

/** "gives 3", "throws TypeError: x", "does not come to an end". */
export const does = (shown: string): string => predicate(shown).one;
/** Of several: "give 3", "throw TypeError: x", "do not come to an end". */
export const doAll = (shown: string): string => predicate(shown).all;
/** Behind "should": "give 3", "throw TypeError: x", "run on without end". */
export const shouldDo = (shown: string): string => predicate(shown).should;

/** Whether it is a value alone, which can stand without a verb. */
export const isValue = (shown: string): boolean => readShown(shown).verb === undefined;

/** "1", "1 and 2", "1, 2 and 3". */
export function listed(items: readonly string[], conjunction: 'and' | 'or' | 'nor'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** "two", "seven", "12". */
export const counted = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'][count] ?? String(count);

export const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

interface Predicate {
  readonly one: string;
  readonly all: string;
  readonly should: string;
}

interface Verb extends Predicate {
  /** How what was seen begins; more may follow. */
  readonly seen: string;
}

/** The words that the probes write (`probeText.ts`, `callProbe.ts`, `rustProbe.ts`). */
const verbs: readonly Verb[] = [
  {
    seen: 'does not come to an end',
    one: 'does not come to an end',
    all: 'do not come to an end',
    should: 'run on without end',
  },
  { seen: 'throws', one: 'throws', all: 'throw', should: 'throw' },
  { seen: 'raises', one: 'raises', all: 'raise', should: 'raise' },
  { seen: 'panics', one: 'panics', all: 'panic', should: 'panic' },
  {
    seen: 'makes of its argument',
    one: 'makes of its argument',
    all: 'make of its argument',
    should: 'make of its argument',
  },
];

/** Behind a value: what was done to a list that was given. */
const alsoMakes = ', and makes of its argument ';

function predicate(shown: string): Predicate {
  const { verb, rest } = readShown(shown);
  if (verb) return { one: verb.one + rest, all: verb.all + rest, should: verb.should + rest };
  if (rest === '') return { one: 'gives nothing', all: 'give nothing', should: 'give nothing' };
  const at = rest.indexOf(alsoMakes);
  const many = at < 0 ? rest : `${rest.slice(0, at)} and make${rest.slice(at + ', and makes'.length)}`;
  const single = at < 0 ? rest : `${rest.slice(0, at)} and makes${rest.slice(at + ', and makes'.length)}`;
  return { one: `gives ${single}`, all: `give ${many}`, should: `give ${many}` };
}

function readShown(shown: string): { readonly verb?: Verb; readonly rest: string } {
  const text = oneLine(shown);
  const verb = verbs.find(({ seen }) => text === seen || text.startsWith(`${seen} `) || text.startsWith(`${seen}:`));
  // A value is as it is; the words of an exception end as a sentence of their own would.
  return verb ? { verb, rest: text.slice(verb.seen.length).replace(/[.\s]+$/, '') } : { rest: text };
}
