/** What a model answers that is asked for tests, and what is said of the tests in the end. */
import assert from 'node:assert/strict';
import type { EditResult } from '../../../../src/edit/editEvent.ts';
import { reasonOf } from '../aProject.ts';

export const answer = (code: string): string => `Here they are.\n\n\`\`\`\n${code}\n\`\`\`\n`;

export const evidenceOf = (result: EditResult) => {
  assert.ok(result.status === 'proposed', reasonOf(result));
  return result.proposal.evidence;
};

export const faultsCheck = (result: EditResult): string =>
  evidenceOf(result).checks?.find(({ what }) => what === 'Seeded faults')?.detail ?? '';

export const notesOf = (result: EditResult): string => evidenceOf(result).warnings.join('\n');

export function assertSaid(result: EditResult, said: readonly string[]): void {
  for (const words of said) assert.ok(notesOf(result).includes(words), `${words}\nis not in\n${notesOf(result)}`);
}
