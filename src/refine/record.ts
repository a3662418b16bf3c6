import { redact } from '../safety/redaction.ts';
import type { FixResult, TriedNode } from './event.ts';

/** The record of a fix: JSON, one attempt a line, with what was asked and what came of it. Secrets are taken out. */

/** What all attempts of one fix have in common. */
export interface RecordedFix {
  readonly fix: string;
  /** ISO 8601. */
  readonly started: string;
  /** What was to be fixed, in words. */
  readonly issue: string;
  readonly command: string;
  /** The model's name, when one was asked. */
  readonly model?: string;
}

/** A line for a search that begins, and one for how it ended. */
export function startLine(fix: RecordedFix, literals: readonly string[]): string {
  return lineOf({ kind: 'fix', ...fix }, literals);
}

export function attemptLine(fix: string, node: TriedNode, literals: readonly string[]): string {
  const { id, parent, source, strategy, title, place, prompt, diff, outcome, ms, sameAs } = node;
  const made = { id, ...(parent !== undefined && { parent }), source, strategy, title, place };
  const asked = { ...(sameAs !== undefined && { sameAs }), ...(prompt !== undefined && { prompt }) };
  return lineOf({ kind: 'attempt', fix, ...made, ...asked, patch: diff, outcome, ms: Math.round(ms) }, literals);
}

export function endLine(fix: string, result: FixResult, literals: readonly string[]): string {
  const said =
    result.status === 'none' ? { reason: result.reason } : { proposed: result.proposals.map(({ title }) => title) };
  return lineOf({ kind: 'end', fix, status: result.status, ...said }, literals);
}

/** Texts are cleaned before they become JSON, so that a mark put into them cannot break it. */
function lineOf(value: object, literals: readonly string[]): string {
  const clean = JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? redact(each, literals) : each));
  return `${clean}\n`;
}
