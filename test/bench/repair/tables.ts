/** The bench's rows as tables for a terminal. */

import { localisationOf, totalsOf } from './score.ts';
import type { Ranks, RepairRow, Totals } from './score.ts';

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function bugTable(rows: readonly RepairRow[]): string {
  return table(
    ['bug', 'kind', 'status', 'verdict', 'seconds', 'run', 'rank', ''],
    rows.map((row) => [
      row.id + (row.heldOut ? ' *' : ''),
      row.kind,
      row.status,
      row.verdict,
      row.seconds.toFixed(1),
      String(row.candidatesRun),
      row.rank === undefined ? '-' : String(row.rank),
      row.remarks.join('; '),
    ]),
  );
}

/** One line for each group, in the order in which the groups first appear. */
export function groupTable(name: string, rows: readonly RepairRow[], groupOf: (row: RepairRow) => string): string {
  return table(
    [name, 'bugs', 'fixed', 'correct', 'plausible', 'top 1', 'top 5', 'top 10', 'median s', 'p90 s'],
    [...grouped(rows, groupOf)].map(([group, members]) => [group, ...cells(totalsOf(members))]),
  );
}

function cells(totals: Totals): string[] {
  const share = (part: number): string =>
    `${String(part)} (${totals.bugs === 0 ? '-' : `${String(Math.round((100 * part) / totals.bugs))} %`})`;
  return [
    String(totals.bugs),
    share(totals.fixed),
    share(totals.correct),
    share(totals.plausible),
    share(totals.top1),
    share(totals.top5),
    share(totals.top10),
    totals.medianSeconds.toFixed(1),
    totals.p90Seconds.toFixed(1),
  ];
}

/** How often the fault is among the first: one line for each group and way of looking. */
export function localisationTable(
  name: string,
  rows: readonly RepairRow[],
  groupOf: (row: RepairRow) => string,
): string {
  const ways: [string, (row: RepairRow) => Ranks | undefined][] = [
    ['tests', (row) => row.byTests],
    ['report alone', (row) => row.byText],
  ];
  return table(
    [name, 'found by', 'bugs', 'function top 1', 'function top 5', 'line top 1', 'line top 5'],
    [...grouped(rows, groupOf)].flatMap(([group, members]) =>
      ways.flatMap(([way, ranksOf]) => {
        const { bugs, function1, function5, line1, line5 } = localisationOf(members.map(ranksOf));
        const share = (part: number): string => `${String(part)} (${String(Math.round((100 * part) / bugs))} %)`;
        return bugs === 0 ? [] : [[group, way, String(bugs), ...[function1, function5, line1, line5].map(share)]];
      }),
    ),
  );
}

export function report(rows: readonly RepairRow[]): string {
  const tuned = rows.filter((row) => !row.heldOut);
  const heldOut = rows.filter((row) => row.heldOut);
  const parts = [bugTable(rows), groupTable('kind', rows, (row) => row.kind)];
  if (tuned.length > 0) {
    parts.push(groupTable('program', tuned, (row) => row.program));
  }
  if (heldOut.length > 0) {
    parts.push(groupTable('held-out program (*)', heldOut, (row) => row.program));
  }
  parts.push(
    groupTable('total', [...tuned, ...heldOut], (row) => (row.heldOut ? 'held out' : 'not held out')),
    groupTable('', rows, () => 'all'),
    localisationTable('localisation', [...tuned, ...heldOut], (row) => (row.heldOut ? 'held out' : 'not held out')),
    localisationTable('language', rows, (row) => row.language),
  );
  return parts.join('\n\n');
}

function grouped(rows: readonly RepairRow[], groupOf: (row: RepairRow) => string): Map<string, RepairRow[]> {
  const groups = new Map<string, RepairRow[]>();
  for (const row of rows) {
    const members = groups.get(groupOf(row)) ?? [];
    members.push(row);
    groups.set(groupOf(row), members);
  }
  return groups;
}
