import type { TestResult } from '../../testing/report.ts';
import type { Trace } from '../../testing/trace.ts';
import type { SuspiciousPlace } from '../event.ts';
import { valuesText } from '../facts/fact.ts';

/** Of one time that a line was reached. */
const longestValues = 120;

/** The places, those that were watched with what their variables held the first and the last time, as one more reason. */
export function withValues(
  places: readonly SuspiciousPlace[],
  traced: readonly { readonly test: TestResult; readonly traces: readonly Trace[] }[],
): SuspiciousPlace[] {
  const said = new Map<string, string>();
  for (const { test, traces } of traced) {
    for (const { place, times, hits } of traces) {
      const key = `${place.path}:${place.line}`;
      const [first] = hits;
      const last = hits.at(-1);
      if (said.has(key) || !first || !last || first.values.length === 0) continue;
      const then = last === first ? '' : `; the last of ${times} times ${short(valuesText(last.values))}`;
      said.set(key, `in “${test.name}” ${short(valuesText(first.values))}${then}`);
    }
  }
  return places.map((place) => {
    const values = said.get(`${place.path}:${place.line}`);
    return values === undefined ? place : { ...place, reasons: [...place.reasons, values] };
  });
}

const short = (text: string): string => (text.length <= longestValues ? text : `${text.slice(0, longestValues - 1)}…`);
