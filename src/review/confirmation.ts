import type { TestReport } from '../testing/report.ts';
import { counted } from './evidenceText.ts';
import type { Evidence } from './proposal.ts';

/** What a run of the tests on the user's own tree says about an accepted proposal. */
export interface Confirmation {
  readonly kind: 'confirmed' | 'contradicted' | 'incomplete';
  /** Whole sentences. */
  readonly message: string;
}

/** Compares the run on the real tree with the evidence from the copy. Flaky tests prove nothing either way. */
export function confirmationOf(evidence: Evidence, report: TestReport): Confirmation {
  if (report.problem) {
    return incomplete(`The tests did not run to their end on your own tree: ${firstLine(report.problem.message)}`);
  }
  if (report.end.kind === 'timedOut') {
    return incomplete(`The tests were stopped after ${Math.round(report.end.afterMs / 1000)} s on your own tree.`);
  }
  if (report.end.kind === 'killed') {
    return incomplete(`The test run on your own tree was ended by ${report.end.signal}.`);
  }
  if (report.results.length === 0) return incomplete('The run on your own tree reported no test.');

  const passed = report.results.filter((result) => result.outcome === 'passed').length;
  const failed = report.results.filter((result) => result.outcome === 'failed').map((result) => result.name);
  const expected = new Set([...evidence.stillFailing, ...evidence.flaky]);
  const unexpected = failed.filter((name) => !expected.has(name));
  if (unexpected.length > 0) {
    const names = unexpected.slice(0, 3).join(', ') + (unexpected.length > 3 ? ', …' : '');
    return {
      kind: 'contradicted',
      message: `${counted(unexpected.length, 'test')} failed on your own tree: ${names}.`,
    };
  }
  const known = failed.length > 0 ? `; ${counted(failed.length, 'test')} failed as before` : '';
  return { kind: 'confirmed', message: `Confirmed on your own tree: ${counted(passed, 'test')} passed${known}.` };
}

function incomplete(message: string): Confirmation {
  return { kind: 'incomplete', message };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
