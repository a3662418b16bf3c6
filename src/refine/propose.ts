import type { CandidateCounts, FileChange, Proposal } from '../review/proposal.ts';
import type { TestCoverage, WorkspacePath } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import type { Baseline } from './baseline.ts';
import type { Solution } from './solve.ts';

export interface ProposalFacts {
  readonly root: string;
  readonly command: TestCommand;
  readonly original: Baseline;
  readonly solution: Solution;
  /** The workspace's own text of every changed file. */
  readonly before: ReadonlyMap<WorkspacePath, string>;
  readonly counts: CandidateCounts;
  readonly seconds: number;
  /** How many other patches passed everything too. */
  readonly rivals: number;
  /** What the copy that the tests ran in lacks. */
  readonly copyWarnings: readonly string[];
}

/** Puts a patch and what its runs showed into the form that review shows. */
export function proposalOf(facts: ProposalFacts): Proposal {
  const { original } = facts;
  const { steps, texts, stillFailing } = facts.solution;
  const changes = [...texts].map(([path, after]): FileChange => ({
    path,
    before: facts.before.get(path) ?? '',
    after,
  }));
  return {
    id: crypto.randomUUID(),
    root: facts.root,
    title: steps.map(({ candidate }) => `${candidate.description} (${candidate.path}:${candidate.line})`).join('; '),
    changes,
    command: facts.command,
    evidence: {
      verdict: stillFailing.size === 0 ? 'verified' : 'partial',
      command: facts.command.line,
      fixed: original.failing.filter((test) => !stillFailing.has(test.id)).map((test) => test.name),
      stillPassing: original.passing.size,
      stillFailing: original.failing.filter((test) => stillFailing.has(test.id)).map((test) => test.name),
      flaky: original.flaky,
      candidates: facts.counts,
      seconds: facts.seconds,
      warnings: warningsOf(facts),
    },
  };
}

function warningsOf({ original, solution, rivals, copyWarnings }: ProposalFacts): string[] {
  const warnings = [...copyWarnings];
  for (const { candidate } of solution.steps) {
    if (original.coverage.length === 0) continue;
    const { path, line } = candidate;
    if (!original.coverage.some((run) => original.passing.has(run.test) && runsLine(run, path, line))) {
      warnings.push(`No test that passed before runs ${path}:${line}: only the fixed tests check this change.`);
    }
  }
  if (original.coverage.length === 0) warnings.push('There was no coverage to say which tests run the changed line.');
  if (rivals > 0) {
    warnings.push(
      rivals === 1
        ? 'Another patch passes every test as well: the tests do not tell the two apart.'
        : `${rivals} other patches pass every test as well: the tests do not tell them apart.`,
    );
  }
  return warnings;
}

const runsLine = (run: TestCoverage, path: WorkspacePath, line: number): boolean =>
  run.lines.get(path)?.has(line) ?? false;
