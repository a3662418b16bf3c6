import { countOf, quantile, timeBars, type Histogram } from './histogram.ts';
import { checkpoints } from './journal.ts';
import type {
  DayRow,
  GroupRow,
  KeptRow,
  LearntRow,
  OfferCounts,
  StatisticsRange,
  StatisticsView,
  SurenessRow,
  Times,
  WithheldRow,
} from './protocol.ts';
import {
  addCell,
  addDay,
  dateOf,
  daysKept,
  newCell,
  newDay,
  type Cell,
  type DayCounts,
  type Statistics,
} from './statistics.ts';
import type { Stage } from './suggestion.ts';

/** What the page shows of the statistics: sums over a range of days. */
export function viewOf(
  statistics: Statistics,
  {
    range,
    now,
    learnt,
  }: { readonly range: StatisticsRange; readonly now: number; readonly learnt: readonly LearntRow[] },
): StatisticsView {
  const dates = datesUpTo(now, range === 'all' ? daysKept : range);
  const isInRange = ({ day }: DayCounts): boolean => range === 'all' || (dates[0]! <= day && day <= dates.at(-1)!);
  const sum = newDay('');
  for (const day of statistics.days) if (isInRange(day)) addDay(sum, day);
  if (range === 'all' && statistics.earlier) addDay(sum, statistics.earlier);
  const total = newCell('', '', 'typing');
  for (const cell of sum.cells) addCell(total, cell);
  const withheld = withheldRows(sum);
  return {
    range,
    isEmpty: sum.cells.length === 0 && withheld.length === 0,
    since: statistics.earlier?.day ?? statistics.days[0]?.day ?? '',
    totals: offerCounts(total),
    days: dates.map((date) => dayRow(statistics, date)),
    kept: keptRows(total),
    engine: timesOf(total.engineMs),
    pause: timesOf(total.pauseMs),
    languages: languageRows(sum),
    sources: groupRows(sum.cells, ({ source }) => (source === 'embedded' ? 'Embedded engine' : source)),
    triggers: groupRows(sum.cells, ({ trigger }) => (trigger === 'typing' ? 'While typing' : 'Asked by key')),
    withheld,
    withheldTotal: withheld.reduce((count, { typing, invoke }) => count + typing + invoke, 0),
    sureness: surenessRows(sum),
    learnt,
  };
}

/** Calendar days, of which one in a year has 23 hours and one 25. */
function datesUpTo(now: number, count: number): readonly string[] {
  const noon = new Date(now);
  noon.setHours(12, 0, 0, 0);
  return Array.from({ length: count }, (_, at) => {
    const date = new Date(noon);
    date.setDate(noon.getDate() - (count - 1 - at));
    return dateOf(date.getTime());
  });
}

function dayRow({ days }: Statistics, date: string): DayRow {
  const total = newCell('', '', 'typing');
  for (const cell of days.find(({ day }) => day === date)?.cells ?? []) addCell(total, cell);
  const { shown, taken } = offerCounts(total);
  return { day: date, shown, taken };
}

function offerCounts({ outcomes, charactersShown, charactersAccepted }: Cell): OfferCounts {
  const { accepted, partlyAccepted, typedThrough, dismissed, replaced, glimpsed } = outcomes;
  return {
    shown: accepted + partlyAccepted + typedThrough + dismissed + replaced,
    taken: accepted + partlyAccepted,
    accepted,
    partlyAccepted,
    typedThrough,
    dismissed,
    replaced,
    glimpsed,
    charactersShown,
    charactersAccepted,
  };
}

function keptRows({ kept, charactersAccepted }: Cell): readonly KeptRow[] {
  const atOnce = { afterSeconds: 0, measured: charactersAccepted, kept: charactersAccepted, unknown: 0 };
  return [atOnce, ...checkpoints.map((afterSeconds) => ({ afterSeconds, ...kept[afterSeconds] }))];
}

function timesOf(histogram: Histogram): Times {
  return { count: countOf(histogram), ...percentiles(histogram), bars: timeBars(histogram) };
}

function percentiles(histogram: Histogram): { p50?: number; p95?: number } {
  const p50 = quantile(histogram, 0.5);
  const p95 = quantile(histogram, 0.95);
  return p50 === undefined || p95 === undefined ? {} : { p50, p95 };
}

function groupRows(cells: readonly Cell[], nameOf: (cell: Cell) => string): readonly GroupRow[] {
  const groups = new Map<string, Cell>();
  for (const cell of cells) {
    const name = nameOf(cell);
    const group = groups.get(name) ?? newCell(name, '', 'typing');
    groups.set(name, group);
    addCell(group, cell);
  }
  return [...groups].map(([name, group]) => groupRow(name, group)).sort((a, b) => b.shown - a.shown);
}

function groupRow(name: string, group: Cell): GroupRow {
  const { shown, taken, charactersAccepted } = offerCounts(group);
  const { measured, kept } = group.kept[checkpoints.at(-1)!];
  return {
    name,
    shown,
    taken,
    charactersAccepted,
    ...(measured > 0 && { keptShare: kept / measured }),
    ...percentiles(group.engineMs),
  };
}

function languageRows({ cells, withheldIn }: DayCounts): readonly GroupRow[] {
  const rows = groupRows(cells, ({ language }) => language);
  const withheld = new Map(withheldIn.map(({ language, count }) => [language, count]));
  const silent = withheldIn
    .filter(({ language }) => !rows.some(({ name }) => name === language))
    .map(({ language, count }) => ({ name: language, shown: 0, taken: 0, charactersAccepted: 0, withheld: count }))
    .sort((a, b) => b.withheld - a.withheld);
  return [...rows.map((row) => ({ ...row, withheld: withheld.get(row.name) ?? 0 })), ...silent];
}

const stageNames: Readonly<Record<Stage, string>> = {
  ask: 'No place',
  known: 'Answered before',
  delay: 'Typed on',
  context: 'Context',
  source: 'Nothing found',
  stop: 'Cut short',
  trim: 'Nothing left of it',
  show: 'Kept back',
};

function withheldRows({ withheld }: DayCounts): readonly WithheldRow[] {
  return withheld
    .map(({ stage, reason, typing, invoke }) => ({ stage: stageNames[stage], reason, typing, invoke }))
    .sort((a, b) => b.typing + b.invoke - (a.typing + a.invoke));
}

/** Fewer say nothing about how well a source knows itself. */
const leastForSureness = 20;

function surenessRows({ sureness }: DayCounts): readonly SurenessRow[] {
  const all = sureness.reduce((sum, [, shown]) => sum + shown, 0);
  if (all < leastForSureness) return [];
  return [...sureness]
    .sort(([a], [b]) => a - b)
    .map(([tenth, shown, taken]) => ({ from: tenth / 10, to: (tenth + 1) / 10, shown, taken }));
}
