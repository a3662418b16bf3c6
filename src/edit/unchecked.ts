import type { Proposal } from '../review/proposal.ts';
import type { WorkspacePath } from '../testing/report.ts';

/** What was written when nobody wanted to wait for its checks: a proposal that says so. */
export async function uncheckedProposal(
  root: string,
  title: string,
  texts: ReadonlyMap<WorkspacePath, string>,
  textNow: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<Proposal> {
  const changes = await Promise.all(
    [...texts].map(async ([path, after]) => ({ path, before: await textNow(path), after })),
  );
  const detail = 'You cancelled the check, so nobody has looked.';
  return {
    id: crypto.randomUUID(),
    root,
    title,
    changes: changes.filter(({ before, after }) => before !== after),
    evidence: {
      verdict: 'untested',
      command: '',
      ...{ fixed: [], stillPassing: 0, stillFailing: [], flaky: [] },
      candidates: { generated: 1, parsed: 1, run: 0, passed: 0 },
      seconds: 0,
      warnings: [],
      checks: [
        { what: 'Types', outcome: 'not checked', detail },
        { what: 'Tests', outcome: 'not checked', detail },
      ],
    },
  };
}
