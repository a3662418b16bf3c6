import type { Attempt } from './attempt.ts';
import { isPassed, isPromising, rankOf, strategyName, timesDrawn } from './attempt.ts';

/** The attempts of a search as rows of a tree: a value, so that every row can be tested as text. */

export type Filter = 'all' | 'promising' | 'passed';
export type Grouping = 'place' | 'strategy' | 'none';

export interface Look {
  readonly filter: Filter;
  readonly grouping: Grouping;
  /** What the user has opened and closed, by the keys of rows. */
  readonly opened: ReadonlyMap<string, boolean>;
}

interface RowPlace {
  readonly key: string;
  /** Counted from 1. */
  readonly level: number;
  /** Among the rows beside it, counted from 1, and how many there are. */
  readonly position: number;
  readonly siblings: number;
  readonly parent: string | undefined;
  /** Undefined: it has nothing below it. */
  readonly isOpen: boolean | undefined;
}

export type Row =
  | (RowPlace & { readonly kind: 'group'; readonly label: string; readonly attempts: readonly Attempt[] })
  /** `drawn`: how many answers came to this change. */
  | (RowPlace & { readonly kind: 'attempt'; readonly attempt: Attempt; readonly drawn: number });

/** The rows that are seen, from the top. */
export function rowsOf(attempts: readonly Attempt[], look: Look): readonly Row[] {
  const known = new Set(attempts.map(({ id }) => id));
  const below = new Map<number, Attempt[]>();
  const tops: Attempt[] = [];
  for (const attempt of attempts) {
    const { parent } = attempt;
    // A parent that has not come, or that came of itself, is none.
    if (parent === undefined || parent >= attempt.id || !known.has(parent)) tops.push(attempt);
    else push(below, parent, attempt);
  }
  const kept = keptBy(look.filter, attempts, known);
  const times = timesDrawn(attempts);
  const rows: Row[] = [];
  const shownTops = tops.filter(({ id }) => kept.has(id));
  if (look.grouping === 'none') addAttempts(shownTops, 1, undefined);
  else {
    const groups = groupsOf(shownTops, look.grouping);
    groups.forEach(([label, members], at) => {
      const key = `group ${label}`;
      const all = members.flatMap((member) => withBelow(member));
      // What came of nothing is closed: there may be hundreds of them.
      const isOpen = look.opened.get(key) ?? (groups.length === 1 || all.some(isPromising));
      const place = { key, level: 1, position: at + 1, siblings: groups.length, parent: undefined, isOpen };
      rows.push({ ...place, kind: 'group', label, attempts: all });
      if (isOpen) addAttempts(bestFirst(members), 2, key);
    });
  }
  return rows;

  function addAttempts(members: readonly Attempt[], level: number, parent: string | undefined): void {
    members.forEach((attempt, at) => {
      const key = `attempt ${attempt.id}`;
      const inside = (below.get(attempt.id) ?? []).filter(({ id }) => kept.has(id));
      const isOpen = inside.length === 0 ? undefined : (look.opened.get(key) ?? true);
      const place = { key, level, position: at + 1, siblings: members.length, parent, isOpen };
      rows.push({ ...place, kind: 'attempt', attempt, drawn: times.get(attempt.id) ?? 1 });
      if (isOpen) addAttempts(inside, level + 1, key);
    });
  }

  function withBelow(attempt: Attempt): Attempt[] {
    return [attempt, ...(below.get(attempt.id) ?? []).filter(({ id }) => kept.has(id)).flatMap(withBelow)];
  }
}

/** What a key of the keyboard does in the tree: another row, or a row opened or closed. */
export type Move = { readonly kind: 'to'; readonly at: number } | { readonly kind: 'turn'; readonly at: number };

export function moveBy(key: string, rows: readonly Row[], at: number, page: number): Move | undefined {
  const row = rows[at];
  const to = (next: number): Move => ({ kind: 'to', at: Math.max(0, Math.min(rows.length - 1, next)) });
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      if (row?.isOpen === false) return { kind: 'turn', at };
      return row?.isOpen === true ? to(at + 1) : undefined;
    case 'ArrowLeft': {
      if (row?.isOpen === true) return { kind: 'turn', at };
      const parent = rows.findIndex(({ key: candidate }) => candidate === row?.parent);
      return parent < 0 ? undefined : to(parent);
    }
    default:
      return undefined;
  }
}

/** Those that a filter shows, with all that they were made from. */
function keptBy(filter: Filter, attempts: readonly Attempt[], known: ReadonlySet<number>): ReadonlySet<number> {
  if (filter === 'all') return known;
  const kept = new Set<number>();
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  for (const attempt of attempts) {
    if (!(filter === 'passed' ? isPassed(attempt) : isPromising(attempt))) continue;
    let each: Attempt | undefined = attempt;
    while (each && !kept.has(each.id)) {
      kept.add(each.id);
      each = each.parent !== undefined && each.parent < each.id ? byId.get(each.parent) : undefined;
    }
  }
  return kept;
}

const bestFirst = (attempts: readonly Attempt[]): Attempt[] => [...attempts].sort((a, b) => rankOf(a) - rankOf(b));

/** The groups with the best outcome first, then as they came. */
function groupsOf(attempts: readonly Attempt[], grouping: 'place' | 'strategy'): [string, Attempt[]][] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const { path, line } = attempt.place;
    push(groups, grouping === 'place' ? `${path}:${line}` : strategyName(attempt), attempt);
  }
  const best = (members: readonly Attempt[]): number => Math.min(...members.map(rankOf));
  return [...groups].sort(([, a], [, b]) => best(a) - best(b));
}

function push<Key>(map: Map<Key, Attempt[]>, key: Key, attempt: Attempt): void {
  const members = map.get(key);
  if (members) members.push(attempt);
  else map.set(key, [attempt]);
}
