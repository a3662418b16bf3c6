/** What a unit is counted in: the numbers that stand between it and its neighbours. */

const factors: readonly (readonly [name: RegExp, factors: readonly string[]])[] = [
  [/(milli(second)?s|ms)$/i, ['1000']],
  [/(second|sec)s?$/i, ['60', '1000', '3600']],
  [/(minute|min)s?$/i, ['60']],
  [/hours?$/i, ['60', '24', '3600']],
  [/days?$/i, ['24', '7']],
  [/weeks?$/i, ['7']],
  [/months?$/i, ['12']],
  [/years?$/i, ['12', '365']],
  [/(cent|penny|pence|percent|pct)s?$/i, ['100']],
  [/(gram|metre|meter|watt|litre|liter|kilo\w*|gramme)s?$/i, ['1000']],
  [/(bytes?|kb|size)$/i, ['1024']],
  [/(price|amount|total|cost|rate|share|ratio)s?$/i, ['100']],
];

/** The factors of the unit that a name ends with; none for a name that says none. */
export function factorsOf(name: string): readonly string[] {
  return factors.find(([pattern]) => pattern.test(name))?.[1] ?? [];
}
