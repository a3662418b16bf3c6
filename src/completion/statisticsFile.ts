import { lastClass, type Histogram } from './histogram.ts';
import { checkpoints } from './journal.ts';
import {
  outcomes,
  units,
  type Cell,
  type DayCounts,
  type KeptCounts,
  type Statistics,
  type WithheldCount,
} from './statistics.ts';
import type { Stage } from './suggestion.ts';

/**
 * Statistics as they are kept: JSON with a format number. What is not exactly that is refused as a whole, since
 * one wrong number would be added to for ever.
 */
export function statisticsText(statistics: Statistics): string {
  return JSON.stringify(statistics);
}

/** @returns undefined for what is no statistics of this format. */
export function readStatistics(text: string): Statistics | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isStatistics(value) ? value : undefined;
}

type Check<Value> = (value: unknown) => value is Value;

/** Every key is there and passes, and there is no other. */
function record<Shape extends object>(checks: { readonly [Key in keyof Shape]: Check<Shape[Key]> }): Check<Shape> {
  const entries = Object.entries<Check<unknown>>(checks);
  return (value): value is Shape => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const fields = value as Readonly<Record<string, unknown>>;
    return Object.keys(fields).length === entries.length && entries.every(([key, check]) => check(fields[key]));
  };
}

function list<Item>(check: Check<Item>, most: number): Check<Item[]> {
  return (value): value is Item[] => Array.isArray(value) && value.length <= most && value.every(check);
}

function oneOf<Name extends string>(names: readonly Name[]): Check<Name> {
  return (value): value is Name => names.some((name) => name === value);
}

/** One check for each of some keys. */
function each<Name extends string | number, Value>(
  names: readonly Name[],
  check: Check<Value>,
): { readonly [Key in Name]: Check<Value> } {
  return Object.fromEntries(names.map((name) => [name, check])) as { readonly [Key in Name]: Check<Value> };
}

const isCount: Check<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isName: Check<string> = (value): value is string => typeof value === 'string' && value.length <= 200;
const isDate: Check<string> = (value): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
const stages: readonly Stage[] = ['ask', 'known', 'delay', 'context', 'source', 'stop', 'trim', 'show'];
const triggers = ['typing', 'invoke'] as const;

const isHistogram: Check<Histogram> = (value): value is Histogram => {
  if (!Array.isArray(value)) return false;
  let before = -1;
  return value.every((row: unknown) => {
    if (!Array.isArray(row) || row.length !== 2 || !isCount(row[0]) || !isCount(row[1])) return false;
    const isInOrder = row[0] > before && row[0] <= lastClass;
    before = row[0];
    return isInOrder;
  });
};

const isCell = record<Cell>({
  language: isName,
  source: isName,
  trigger: oneOf(triggers),
  outcomes: record(each(outcomes, isCount)),
  accepts: record(each(units, isCount)),
  charactersShown: isCount,
  charactersAccepted: isCount,
  kept: record(each(checkpoints, record<KeptCounts>({ measured: isCount, kept: isCount, unknown: isCount }))),
  engineMs: isHistogram,
  pauseMs: isHistogram,
});

const isSureness = (value: unknown): value is DayCounts['sureness'][number] =>
  Array.isArray(value) && value.length === 3 && value.every(isCount) && (value[0] ?? 10) < 10;

const isDay = record<DayCounts>({
  day: isDate,
  cells: list(isCell, 100),
  withheld: list(
    record<WithheldCount>({ stage: oneOf(stages), reason: isName, typing: isCount, invoke: isCount }),
    200,
  ),
  withheldIn: list(record({ language: isName, count: isCount }), 200),
  sureness: list(isSureness, 10),
});

const isStatistics = record<Statistics>({
  format: (value): value is 1 => value === 1,
  clearedAt: isCount,
  days: (value): value is DayCounts[] => list(isDay, 1000)(value) && isAscending(value),
  earlier: (value): value is DayCounts | null => value === null || isDay(value),
});

function isAscending(days: readonly DayCounts[]): boolean {
  return days.every(({ day }, at) => at === 0 || days[at - 1]!.day < day);
}
