/** On which inputs candidates behave differently, and which of these tells most. Pure counting. */
import type { LanguageId } from '../../syntax/tree.ts';
import type { Observation } from './probeText.ts';

export interface ProbeInput {
  readonly key: string;
  /** As a person reads it: `priceOf(cart, 'SAVE10')`. */
  readonly code: string;
  readonly language: LanguageId;
  /** The name of the test that it was made from, or that it is; '' for a call of the function alone. */
  readonly test: string;
  /** Present for a test that a model wrote from the issue alone. */
  readonly written?: true;
  /** Present for a variation of a test that passed before anything was changed. */
  readonly fromPassing?: true;
  /** Present for an input that nobody would think of: very large, nothing at all, letters of four bytes. */
  readonly odd?: true;
}

/** An input on which not all do the same. */
export interface SplittingInput {
  readonly input: ProbeInput;
  readonly outcomes: readonly SplitOutcome[];
}

export interface SplitOutcome {
  readonly shown: string;
  /** Numbers of the candidates that behave so. */
  readonly candidates: readonly number[];
}

/** What each candidate was seen doing, by the input's key. */
export type Behaviours = readonly ReadonlyMap<string, Observation>[];

/** Candidates that did the same on every input that all were seen on; in the order of their first. */
export function behaviourClasses(inputs: readonly ProbeInput[], behaviours: Behaviours): number[][] {
  const shared = seenByAll(inputs, behaviours);
  const classes = new Map<string, number[]>();
  for (const [candidate, seen] of behaviours.entries()) {
    const key = shared.map((input) => seen.get(input.key)?.same).join('\0');
    const same = classes.get(key);
    if (same) same.push(candidate);
    else classes.set(key, [candidate]);
  }
  return [...classes.values()];
}

/**
 * On what share of the inputs near to passing tests a candidate does something else than the code did before. Where
 * a test passes, the code around it is likely right as it is. (Xiong et al., Identifying Patch Correctness in
 * Test-Based Program Repair, ICSE 2018.)
 */
export function departures(
  inputs: readonly ProbeInput[],
  behaviours: Behaviours,
  before: ReadonlyMap<string, Observation>,
): number[] {
  const compared = seenByAll(inputs, [...behaviours, before]).filter((input) => input.fromPassing);
  return behaviours.map((seen) => {
    const changed = compared.filter(({ key }) => seen.get(key)?.same !== before.get(key)?.same);
    return compared.length === 0 ? 0 : changed.length / compared.length;
  });
}

/**
 * The inputs on which the candidates that are left differ, the most telling first: the one whose answer is the
 * hardest to foresee (its entropy), given how likely each candidate is right; of equals the one that is easier to judge.
 * Odd inputs come after all others: patches that are alike where it matters may differ there by accident.
 */
export function splittingInputs(
  inputs: readonly ProbeInput[],
  behaviours: Behaviours,
  left: readonly number[],
  weights: readonly number[],
): SplittingInput[] {
  const found: Found[] = [];
  for (const input of seenByAll(inputs, behaviours)) {
    const outcomes = outcomesOf(input, behaviours, left);
    if (outcomes.length < 2) continue;
    const shares = outcomes.map((outcome) => sum(outcome.candidates.map((candidate) => weights[candidate] ?? 0)));
    found.push({ split: { input, outcomes }, telling: entropy(shares) });
  }
  const order = (a: Found, b: Found): number =>
    oddness(a) - oddness(b) || b.telling - a.telling || effort(a.split) - effort(b.split);
  return found.sort(order).map(({ split }) => split);
}

interface Found {
  readonly split: SplittingInput;
  readonly telling: number;
}

const oddness = ({ split }: Found): number => (split.input.odd ? 1 : 0);

function outcomesOf(input: ProbeInput, behaviours: Behaviours, left: readonly number[]): SplitOutcome[] {
  const outcomes = new Map<string, { shown: string; candidates: number[] }>();
  for (const candidate of left) {
    const seen = behaviours[candidate]?.get(input.key);
    if (!seen) continue;
    const same = outcomes.get(seen.same);
    if (same) same.candidates.push(candidate);
    else outcomes.set(seen.same, { shown: seen.shown, candidates: [candidate] });
  }
  return [...outcomes.values()];
}

const seenByAll = (inputs: readonly ProbeInput[], behaviours: Behaviours): ProbeInput[] =>
  inputs.filter((input) => behaviours.every((seen) => seen.has(input.key)));

function entropy(weights: readonly number[]): number {
  const all = sum(weights);
  return sum(weights.map((weight) => (weight > 0 && all > 0 ? (-weight / all) * Math.log2(weight / all) : 0)));
}

/** A short input that gives values is easier to judge than a long one that throws. */
const effort = ({ input, outcomes }: SplittingInput): number =>
  input.code.length +
  40 * outcomes.filter(({ shown }) => /^(?:throws|raises|panics|does not)/.test(shown)).length +
  // Where whole numbers tell as much, a fraction may be what nobody ever passes.
  (/\d\.\d/.test(input.code) ? 20 : 0);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
