/** What a run has shown, in pieces that a prompt can hold or leave out one by one. */

import type { Place, WorkspacePath } from '../../testing/report.ts';
import type { TracedHit } from '../../testing/trace.ts';

export type Fact =
  | AssertionFact
  | {
      readonly kind: 'exception';
      /** Names of the tests that failed so. */
      readonly tests: readonly string[];
      /** `TypeError`, `java.lang.IllegalStateException`; '' where the failure has none. */
      readonly type: string;
      readonly message: string;
    }
  /** The code around a place of a failing test's stack. */
  | ({ readonly kind: 'frame'; readonly test: string; readonly place: Place } & CodeLines)
  /** The failing test itself. */
  | ({ readonly kind: 'testSource'; readonly test: string; readonly path: WorkspacePath } & CodeLines)
  /** What variables held at a line while the test ran. */
  | {
      readonly kind: 'traced';
      readonly test: string;
      readonly place: Place;
      /** The line itself. */
      readonly code: string;
      readonly times: number;
      readonly hits: readonly TracedHit[];
    }
  /** What suspicious code uses and another file defines. */
  | ({
      readonly kind: 'definition';
      readonly name: string;
      readonly path: WorkspacePath;
      /** Where it is used. */
      readonly usedAt: Place;
    } & CodeLines)
  /** Where the fault may be, and why. */
  | { readonly kind: 'suspect'; readonly place: Place; readonly code: string; readonly reasons: readonly string[] };

export type FactKind = Fact['kind'];

export interface AssertionFact {
  readonly kind: 'assertion';
  readonly tests: readonly string[];
  /** The assertion's own sentence. */
  readonly message: string;
  /** As the test tool wrote the values. */
  readonly expected?: string;
  readonly actual?: string;
  /** Where the tool shows only how the two differ: lines that begin with `-` (expected) and `+` (actual). */
  readonly difference?: string;
}

export interface CodeLines {
  /** Of the first line, counted from 1. */
  readonly startLine: number;
  readonly lines: readonly string[];
  /** The line that it is about. */
  readonly marked?: number;
}

/** Runs of the same line are shown so many at most. */
const shownHits = 4;

/** A fact as it stands in a prompt: a heading in one sentence, and below it what was seen. */
export function textOf(fact: Fact): string {
  switch (fact.kind) {
    case 'assertion': {
      const rows = [`${tests(fact.tests)} failed an assertion: ${fact.message}`];
      if (fact.expected !== undefined) rows.push(labelled('expected', fact.expected));
      if (fact.actual !== undefined) rows.push(labelled('actual', fact.actual));
      if (fact.difference !== undefined) rows.push('Difference (- expected, + actual):', fact.difference);
      return rows.join('\n');
    }
    case 'exception':
      return `${tests(fact.tests)} failed with ${[fact.type, fact.message].filter(Boolean).join(': ')}`;
    case 'frame':
      return `${tests([fact.test])} passed through ${at(fact.place)} when it failed:\n${numbered(fact)}`;
    case 'testSource':
      return `The source of ${tests([fact.test])} (${fact.path}):\n${numbered(fact)}`;
    case 'traced': {
      const often = fact.times === 1 ? 'once' : `${fact.times} times`;
      const hits = fact.hits.slice(-shownHits).map(({ hit, values }) => `  time ${hit}: ${valuesText(values)}`);
      return `While ${tests([fact.test])} ran, ${at(fact.place)} was reached ${often}: ${fact.code.trim()}\n${hits.join('\n')}`;
    }
    case 'definition':
      return `${fact.name}, used at ${at(fact.usedAt)}, is defined in ${fact.path}:\n${numbered(fact)}`;
    case 'suspect':
      return `${at(fact.place)} is suspicious (${fact.reasons.join('; ')}): ${fact.code.trim()}`;
  }
}

/** `a = 1, b = [2]` */
export const valuesText = (values: TracedHit['values']): string =>
  values.map(({ name, value }) => `${name} = ${value}`).join(', ');

const at = ({ path, line }: Place): string => `${path}:${line}`;

function tests(names: readonly string[]): string {
  const [first = 'a test', ...others] = names;
  return others.length === 0 ? `“${first}”` : `“${first}” and ${others.length} more`;
}

const labelled = (label: string, value: string): string =>
  value.includes('\n') ? `  ${label}:\n${value}` : `  ${label}: ${value}`;

/** With numbers, the line that it is about marked by `>`. */
function numbered({ startLine, lines, marked }: CodeLines): string {
  const width = String(startLine + lines.length - 1).length;
  return lines
    .map((line, index) => {
      const number = startLine + index;
      return `${number === marked ? '>' : ' '} ${String(number).padStart(width)} | ${line}`.trimEnd();
    })
    .join('\n');
}
