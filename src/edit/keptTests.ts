/** Whether tests that passed before a change pass with it: what runs before and after come to, in words. */

import type { Check } from '../review/proposal.ts';
import type { TestReport, TestResult, WorkspacePath } from '../testing/report.ts';

export interface TestRuns {
  readonly line: string;
  readonly before: TestReport;
  /** The same tests with the change, or those of them that have to do with it. */
  readonly after: TestReport;
  /** Ids of tests that passed before and did not with the change, run again: those that failed both times. */
  readonly failedTwice: ReadonlySet<string>;
  /** Ids of tests that run what was changed; undefined where nobody knows. */
  readonly related: ReadonlySet<string> | undefined;
  /** Only those were run. */
  readonly onlyRelated: boolean;
}

export interface KeptTests {
  readonly check: Check;
  readonly fixed: readonly string[];
  readonly stillPassing: number;
  readonly newPassing: number;
  readonly stillFailing: readonly string[];
  readonly flaky: readonly string[];
  /** Something that passes runs what was changed. */
  readonly tellsSomething: boolean;
}

/** Ids of tests that run a line of one of these files; undefined without coverage. */
export function relatedTests(report: TestReport, paths: ReadonlySet<WorkspacePath>): Set<string> | undefined {
  if (!report.coverage || report.coverage.length === 0) return undefined;
  return new Set(
    report.coverage.filter(({ lines }) => [...lines.keys()].some((path) => paths.has(path))).map(({ test }) => test),
  );
}

/** Those that passed and do not any more. A test that is gone counts: nobody knows what it would say. */
export function passNoMore(before: TestReport, after: TestReport, expected?: ReadonlySet<string>): TestResult[] {
  const passing = new Set(after.results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  return before.results.filter(
    ({ id, outcome }) => outcome === 'passed' && !passing.has(id) && (expected?.has(id) ?? true),
  );
}

export function keptTests({ line, before, after, failedTwice, related, onlyRelated }: TestRuns): KeptTests {
  const suspects = passNoMore(before, after, onlyRelated ? related : undefined);
  const broken = suspects.filter(({ id }) => failedTwice.has(id));
  const flaky = suspects.filter(({ id }) => !failedTwice.has(id)).map(({ name }) => name);
  const known = new Map(before.results.map((test) => [test.id, test]));
  const passing = after.results.filter(({ outcome }) => outcome === 'passed');
  const failing = after.results.filter(({ outcome }) => outcome === 'failed');
  const fixed = passing.filter(({ id }) => known.get(id)?.outcome === 'failed').map(({ name }) => name);
  const stillPassing = passing.filter(({ id }) => known.get(id)?.outcome === 'passed').length;
  const stillFailing = failing.filter(({ id }) => known.get(id)?.outcome === 'failed').map(({ name }) => name);
  const newFailing = failing.filter(({ id }) => !known.has(id));
  const newPassing = passing.filter(({ id }) => !known.has(id)).length;
  const relatedPassing = related === undefined ? stillPassing : passing.filter(({ id }) => related.has(id)).length;
  const facts = { fixed, stillPassing, newPassing, stillFailing, flaky };
  const check = (outcome: Check['outcome'], detail: string): Check => ({ what: 'Tests', outcome, detail });

  if (broken.length > 0 || newFailing.length > 0) {
    const said = [
      ...(broken.length > 0
        ? [
            `${counted(broken)} that passed before ${broken.length === 1 ? 'does' : 'do'} not any more: ${named(broken, after)}.`,
          ]
        : []),
      ...(newFailing.length > 0
        ? [
            `${counted(newFailing)} of the change itself ${newFailing.length === 1 ? 'fails' : 'fail'}: ${named(newFailing, after)}.`,
          ]
        : []),
    ];
    return { ...facts, tellsSomething: true, check: check('failed', `${said.join(' ')} (“${line}”)`) };
  }
  if (after.results.length === 0 || after.end.kind !== 'exited') {
    const why = after.problem?.message.split('\n', 1)[0] ?? 'no test gave a result';
    const detail = `“${line}” did not come to its end: ${why.replace(/\.$/, '')}.`;
    // What could not be run before either says nothing about the change.
    const outcome = before.results.length === 0 ? 'not checked' : 'failed';
    return { ...facts, tellsSomething: false, check: check(outcome, detail) };
  }
  const added = newPassing === 1 ? '1 new one' : `${newPassing} new ones`;
  const also = newPassing > 0 ? `, and so ${newPassing === 1 ? 'does' : 'do'} ${added}` : '';
  const none = passing.length === 0 ? 'No test passes, before as now' : 'No test passed before';
  const old = `${stillPassing === 1 ? '1 test passes' : `${stillPassing} tests pass`} as before${also}`;
  const only = `${newPassing === 1 ? '1 new test passes' : `${newPassing} new tests pass`}; none passed before`;
  const passed = `${stillPassing > 0 ? old : newPassing > 0 ? only : none} (“${line}”).`;
  const before2 = stillFailing.length > 0 ? ` ${stillFailing.length} failed before and fail still.` : '';
  const mended =
    fixed.length > 0 ? ` ${fixed.length} that failed before ${fixed.length === 1 ? 'passes' : 'pass'} now.` : '';
  if (relatedPassing + newPassing + fixed.length === 0) {
    const unrelated = passing.length === 0 ? '' : ' No test that passes runs what was changed.';
    const detail = `${passed}${before2}${unrelated}`;
    return { ...facts, tellsSomething: false, check: check('not checked', detail) };
  }
  const how =
    related === undefined
      ? ' Which of them run what was changed is not known.'
      : ` ${relatedPassing} of them ${relatedPassing === 1 ? 'runs' : 'run'} what was changed.`;
  const rest = onlyRelated ? ' The others were not run, since all together take long.' : '';
  return { ...facts, tellsSomething: true, check: check('passed', `${passed}${how}${mended}${before2}${rest}`) };
}

const mostNamed = 3;

function named(tests: readonly TestResult[], after: TestReport): string {
  const said = tests.slice(0, mostNamed).map(({ id, name }) => {
    const now = after.results.find((test) => test.id === id);
    const why = now?.failure?.message.trim().split('\n', 1)[0]?.slice(0, 200);
    return why === undefined || why === '' ? name : `${name} (${why})`;
  });
  return `${said.join('; ')}${tests.length > mostNamed ? `; and ${tests.length - mostNamed} more` : ''}`;
}

const counted = (tests: readonly TestResult[]): string => (tests.length === 1 ? '1 test' : `${tests.length} tests`);
