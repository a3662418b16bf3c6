/**
 * How often each idea is the right one when its place is right. Set by hand from what is generally known
 * of the mistakes people make: operators and bounds first, then wrong names and constants, then what is
 * missing. A family scales its entry by how well the candidate fits the code around it.
 */
const priors = {
  'boundary operator': 0.3,
  'equality operator': 0.24,
  'comparison direction': 0.14,
  'other comparison': 0.06,
  'strict equality': 0.05,
  'identity comparison': 0.12,
  'membership operator': 0.2,

  'bound off by one': 0.16,
  'index off by one': 0.13,
  'range off by one': 0.18,
  'value off by one': 0.1,
  'argument off by one': 0.06,
  'needless one': 0.18,
  'slice bound': 0.1,

  'arithmetic operator': 0.17,
  'operand order': 0.08,
  'dropped operand': 0.05,
  grouping: 0.12,
  'assignment operator': 0.14,
  'increment direction': 0.14,
  sign: 0.06,
  rounding: 0.12,
  modulo: 0.03,

  'logical operator': 0.24,
  'dropped condition': 0.12,
  'negated condition': 0.16,
  'dropped negation': 0.22,
  'negated operand': 0.1,
  'nullish operator': 0.12,
  'operand evaluation order': 0.04,
  'constant condition': 0.03,
  'swapped branches': 0.12,
  'branch kind': 0.06,
  'stronger condition': 0.1,
  'weaker condition': 0.08,

  'bitwise operator': 0.14,

  'wrong name': 0.26,
  'wrong member': 0.24,
  'missing receiver': 0.08,
  'wrong key': 0.12,
  'swapped pair': 0.1,
  'unread name': 0.12,
  'missing operand': 0.05,
  'missing order': 0.06,
  'step length': 0.07,
  'presence test': 0.09,

  'number constant': 0.12,
  'boolean constant': 0.18,
  'empty value': 0.06,
  'collection constant': 0.06,
  'infinite constant': 0.1,
  'string constant': 0.08,
  pattern: 0.08,

  'missing return': 0.18,
  'return value': 0.06,
  'return place': 0.16,
  'generator form': 0.1,
  'boolean result': 0.1,

  'missing guard': 0.06,
  'guarded statement': 0.05,
  'optional access': 0.1,
  'default value': 0.09,
  'missing key': 0.1,
  'zero divisor': 0.1,

  'argument order': 0.16,
  'extra argument': 0.06,
  'missing argument': 0.09,
  'usual argument': 0.12,

  'missing call': 0.12,
  'needless call': 0.06,
  'missing await': 0.16,
  'missing new': 0.1,
  'missing copy': 0.07,
  'missing super call': 0.14,
  'missing normalisation': 0.05,
  conversion: 0.06,
  'wrong method': 0.16,
  'sort direction': 0.1,

  'removed statement': 0.08,
  'statement order': 0.06,
  'statement place': 0.08,
  'missing increment': 0.06,
  'missing statement': 0.05,
  'missing break': 0.05,
  'loop control': 0.16,
  'loop kind': 0.08,
  'missing else': 0.05,
  'counterpart statement': 0.08,
  standstill: 0.06,
  'never undone': 0.06,
  'lost state': 0.07,
  'whole of a part': 0.07,
  'call order': 0.09,
  'forgotten reset': 0.06,
  'fuller form': 0.05,
  'copied statement': 0.025,
  'copied expression': 0.03,
  'mutable default': 0.18,
  'missing declaration': 0.16,
  'shared rows': 0.2,
  'captured variable': 0.14,
} as const satisfies Readonly<Record<string, number>>;

export type Template = keyof typeof priors;

/** The prior of a candidate, between 0 and 1. */
export function priorOf(template: Template, fit = 1): number {
  return Math.max(0.0005, Math.min(0.95, priors[template] * fit));
}
