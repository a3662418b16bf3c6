/** The names that stand in a piece of code, by which two pieces are compared: keywords say nothing, and short names little. */

export function identifiersIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [word] of text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu)) if (!everywhere.has(word)) found.add(word);
  return found;
}

/** Share of what both have of all that either has: 0 for nothing in common, 1 for the same. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const word of small) if (large.has(word)) shared++;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

/** Keywords and types of many languages: what says nothing of a piece of code in any of them counts in none. */
const everywhere: ReadonlySet<string> = new Set(
  (
    'abstract and any array async await bool boolean break byte case catch char class const constructor continue def ' +
    'default defer del delete double elif else end enum err error except export extends extern false final finally ' +
    'float fmt for foreach from func function get global goto impl implements import include instanceof int integer ' +
    'interface internal is isinstance lambda len let list long loop main map match mod module mut namespace new nil ' +
    'none None nonlocal not null number object override package pass private protected public raise range readonly ' +
    'ref return self Self set short signed sizeof static str string String struct super switch template test the then ' +
    'this throw throws trait true True False try type typedef typeof undefined union unknown unsafe unsigned use using ' +
    'value values var virtual void volatile where while with yield'
  ).split(' '),
);
