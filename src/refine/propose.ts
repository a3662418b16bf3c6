import type { CandidateCounts, Evidence, FileChange, Proposal } from '../review/proposal.ts';
import type { TestCoverage, WorkspacePath } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import { isTestPath } from '../testing/testPath.ts';
import { diffLines } from '../text/lineDiff.ts';
import { editorText } from '../text/lines.ts';
import { labelOf } from './attempt.ts';
import type { Baseline } from './baseline.ts';
import { named } from './fixReasons.ts';
import type { IssueTest } from './issueTest.ts';
import type { Choice } from './selection/choose.ts';

export interface ProposalFacts {
  readonly root: string;
  readonly command: TestCommand;
  readonly original: Baseline;
  readonly choice: Choice;
  /** The workspace's own text of every changed file. */
  readonly before: ReadonlyMap<WorkspacePath, string | undefined>;
  readonly counts: CandidateCounts;
  readonly seconds: number;
  /** A test that was written because none showed the issue: it is part of the proposal. */
  readonly issueTest: IssueTest | undefined;
  /** What is true of every proposal of this fix: what the copy lacks, what the model could not do. */
  readonly warnings: readonly string[];
}

/** Puts a patch and what its runs showed into the form that review shows. */
export function proposalOf(facts: ProposalFacts): Proposal {
  const { original, issueTest, choice } = facts;
  const { steps, texts, stillFailing } = choice.solution;
  const changed = new Map(issueTest ? [[issueTest.path, issueTest.text]] : []);
  for (const [path, after] of texts) changed.set(path, after);
  const changes = [...changed].map(([path, after]): FileChange => ({
    path,
    before: facts.before.get(path),
    after,
  }));
  const tests = [...original.failing, ...original.passed.filter((test) => original.passing.has(test.id))];
  const failsStill = tests.filter((test) => stillFailing.has(test.id)).map((test) => test.name);
  return {
    id: crypto.randomUUID(),
    root: facts.root,
    title: steps.map(labelOf).join('; '),
    changes,
    command: facts.command,
    evidence: {
      verdict: stillFailing.size === 0 && choice.contradicted.length === 0 ? 'verified' : 'partial',
      command: facts.command.line,
      fixed: original.failing.filter((test) => !stillFailing.has(test.id)).map((test) => test.name),
      stillPassing: [...original.passing].filter((id) => !stillFailing.has(id)).length,
      stillFailing: [...failsStill, ...choice.contradicted],
      flaky: original.flaky,
      candidates: facts.counts,
      seconds: facts.seconds,
      warnings: warningsOf(facts),
      ...(issueTest && { written: [issueTest.path] }),
      ...(original.coverage.length > 0 && { runBy: changes.flatMap((change) => runsOf(change, original.coverage)) }),
    },
  };
}

/** How many tests ran the place of each hunk: its old lines, or those that it goes between. */
function runsOf(
  { path, before, after }: FileChange,
  coverage: readonly TestCoverage[],
): NonNullable<Evidence['runBy']> {
  if (before === undefined || after === undefined || isTestPath(path)) return [];
  return diffLines(editorText(before), editorText(after)).map(({ oldStart, removed }) => {
    const [first, last] = removed.length > 0 ? [oldStart, oldStart + removed.length - 1] : [oldStart - 1, oldStart];
    const lines = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const tests = new Set(
      coverage.filter((run) => lines.some((line) => runsLine(run, path, line))).map(({ test }) => test),
    );
    return { path, line: oldStart, tests: tests.size };
  });
}

function warningsOf({ original, choice, issueTest, warnings }: ProposalFacts): string[] {
  const { solution } = choice;
  return [
    ...(solution.unproven
      ? ['No test passes because of this change. It is the best that the model has said; read it as an idea.']
      : []),
    ...(issueTest ? [aboutIssueTest(issueTest)] : []),
    ...choice.warnings,
    ...warnings,
    ...aboutSuite(original),
    ...aboutCoverage(original, choice),
  ];
}

function aboutIssueTest({ failing, path, confirmed }: IssueTest): string {
  const one = failing.length === 1;
  const names = named(failing.map((test) => `“${test.name}”`));
  const seen = confirmed
    ? `You have confirmed ${one ? 'it' : 'them'}.`
    : `Nobody has confirmed that ${one ? 'it says' : 'they say'} what the issue means.`;
  return `${names} in ${path} ${one ? 'is a test' : 'are tests'} written for this issue by the model. ${seen}`;
}

function aboutSuite({ habits }: Baseline): string[] {
  const { hanging, blocked, offline, writes } = habits;
  return [
    ...(hanging.length > 0
      ? [`Before the change ${named(hanging.map((name) => `“${name}”`))} did not come to an end.`]
      : []),
    ...(blocked.length > 0
      ? [`Left out because another program holds the port that they need: ${named(blocked)}.`]
      : []),
    ...(offline.length > 0
      ? [`Left out because they need the network, which tests are run without: ${named(offline)}.`]
      : []),
    ...(writes.length > 0
      ? [`The tests change files that git does not ignore (${named(writes)}); each run began without that.`]
      : []),
  ];
}

function aboutCoverage(original: Baseline, { solution }: Choice): string[] {
  if (original.coverage.length === 0) return ['There was no coverage to say which tests run the changed line.'];
  const unchecked = solution.steps
    .flatMap((step) => step.places)
    .filter(
      ({ path, line }) => !original.coverage.some((run) => original.passing.has(run.test) && runsLine(run, path, line)),
    );
  return unchecked.map(
    ({ path, line }) => `No test that passed before runs ${path}:${line}: only the fixed tests check this change.`,
  );
}

const runsLine = (run: TestCoverage, path: WorkspacePath, line: number): boolean =>
  run.lines.get(path)?.has(line) ?? false;
