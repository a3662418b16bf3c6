/** What there is of a change across files that was stopped: a proposal that says what is left. */

import type { Proposal } from '../../review/proposal.ts';
import type { Plan, PlanStep } from './plan.ts';
import { planCheck } from './planWords.ts';

const stopped = 'It was stopped before';

/** The steps as they are once nobody works on them any more. */
export const stoppedSteps = (steps: readonly PlanStep[]): readonly PlanStep[] =>
  steps.map((step) =>
    step.state.kind === 'planned' || step.state.kind === 'running'
      ? { ...step, state: { kind: 'left', why: `${stopped} that place was looked at.` } }
      : step,
  );

/** `undefined` while nothing is changed. */
export function partialProposal(root: string, title: string, plan: Plan, seconds: number): Proposal | undefined {
  if (plan.changes.length === 0) return undefined;
  const unchecked = { outcome: 'not checked', detail: `${stopped} it was checked.` } as const;
  return {
    id: crypto.randomUUID(),
    root,
    title,
    changes: plan.changes,
    evidence: {
      verdict: 'partial',
      command: '',
      ...{ fixed: [], stillPassing: 0, stillFailing: [], flaky: [] },
      candidates: { generated: 1, parsed: 1, run: 0, passed: 0 },
      seconds,
      warnings: [],
      checks: [planCheck(stoppedSteps(plan.steps)), { what: 'Types', ...unchecked }, { what: 'Tests', ...unchecked }],
    },
  };
}
