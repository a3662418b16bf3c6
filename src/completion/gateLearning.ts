import type { LearntRow } from './protocol.ts';
import { stateOf } from './showGate.ts';

/** What the gate has learnt of each language, for a person: from what it keeps between two windows. */
export function learntRows(gateState: unknown): readonly LearntRow[] {
  const state = stateOf(gateState);
  if (!state) return [];
  const rows = new Map<string, { outcomes: number; taken: number }>();
  for (const { place, accepted } of state.seen) {
    const language = languageIn(place);
    if (language === undefined) continue;
    const row = rows.get(language) ?? { outcomes: 0, taken: 0 };
    rows.set(language, row);
    row.outcomes++;
    if (accepted) row.taken++;
  }
  return [...rows]
    .map(([language, row]) => ({ language, ...row, effect: effectOf(state.whole.weights[feature + language] ?? 0) }))
    .sort((a, b) => b.outcomes - a.outcomes);
}

const feature = 'language:';

function languageIn(place: Readonly<Record<string, number>>): string | undefined {
  const name = Object.keys(place).find((key) => key.startsWith(feature));
  return name?.slice(feature.length);
}

/** A quarter more or less of the odds is nothing that anybody would notice. */
const noticeable = 0.25;

function effectOf(weight: number): string {
  if (weight > noticeable) return 'Taken more often here than elsewhere, so more is shown.';
  if (weight < -noticeable) return 'Taken less often here than elsewhere, so less is shown.';
  return 'As everywhere.';
}
