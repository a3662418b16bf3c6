/** Why a fix ends with nothing to show, and what would help: whole sentences. */
import type { CandidateCounts } from '../review/proposal.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import { lastWords } from '../testing/lastWords.ts';
import type { TestResult } from '../testing/report.ts';
import { suiteRuns, type Baseline } from './baseline.ts';
import type { SuspiciousPlace } from './event.ts';
import type { FixRequest } from './fixRequest.ts';
import { describeTarget, type FixTarget } from './target.ts';
import type { Unparsed } from './unparsed.ts';

/** @param root absolute path of the copy that the tests ran in. */
export function nothingFails({ passing, flaky, habits, output }: Baseline, command: TestCommand, root: string): string {
  if (habits.blocked.length > 0) {
    return `These tests fail because another program holds the port that they need: ${named(habits.blocked)}. End that program, and run the command again.`;
  }
  if (habits.offline.length > 0) {
    return `These tests fail because they need the network, which tests are run without: ${named(habits.offline)}. To let all test runs have it, set touchstone.fix.sandbox to off.`;
  }
  if (flaky.length > 0) {
    return `No test fails every time. These fail only sometimes, so no patch can be proven on them: ${flaky.join(', ')}. Make them repeatable first.`;
  }
  if (passing.size === 0) {
    return `“${command.line}” ran no test.${printed(lastWords(output, [root]).lines)} Check the command in the setting touchstone.fix.testCommand.`;
  }
  return `${allPass(passing.size)}, so there is nothing to prove a fix on. Write a test that fails because of the issue, and run the command again.`;
}

/** A file stands as it is in the way of the tests; only `syntax` is something that a model may mend. */
export function cannotStart({ kind, path, line }: Unparsed): string {
  return kind === 'merge'
    ? `${path} holds a merge conflict that is not resolved (line ${line}), so its tests cannot start. Resolve it, and run the command again.`
    : `${path} does not parse (line ${line}), so its tests cannot start, and without a model only code that parses is changed. Mend it there, or choose a model with “Touchstone: Choose Model”.`;
}

/** The issue is words, and nothing could write a test for it. */
export function nothingShowsIt({ passing }: Baseline, places: readonly SuspiciousPlace[]): string {
  const [first, second] = places;
  const look = first
    ? ` Its words point at ${first.path}:${first.line}${second ? ` and ${second.path}:${second.line}` : ''}.`
    : '';
  return `${allPass(passing.size)}, so no test shows the issue.${look} Write a test that fails because of it, or choose a model with “Touchstone: Choose Model”: it writes one and shows it to you.`;
}

const allPass = (count: number): string => (count === 1 ? 'The only test passes' : `All ${count} tests pass`);

export function targetPasses(target: FixTarget, { failing, flaky }: Baseline): string {
  const others = failing.length === 1 ? 'another test does' : `${failing.length} other tests do`;
  const left = flaky.length > 0 ? ` These fail only sometimes: ${flaky.join(', ')}.` : '';
  return `${describeTarget(target)} does not fail when the test command runs it, but ${others}.${left} Run “Touchstone: Fix This Issue” to go by all failing tests, or check the command in the setting touchstone.fix.testCommand.`;
}

/** Of a fix that began at a diagnostic and was proven on tests alone. @param check what could have told, where there is one. */
export function notChecked(target: FixTarget, check: TestCommand | undefined): string {
  const why = check
    ? `“${check.line}” does not report it`
    : 'no checker of types is known for it, or it may not be run here';
  return `Whether ${describeTarget(target)} is gone was not checked: ${why}. Look at it once the change is in.`;
}

export function nothingFound(
  { failing, passing }: Baseline,
  counts: CandidateCounts,
  request: FixRequest,
  isEnded: boolean,
): string {
  const broken = failing.find(({ id }) => id === suiteRuns);
  const reported = failing.length === 1 ? '1 test fails' : `${failing.length} tests fail`;
  const tests = broken ? notRun(broken, request.command, passing.size + failing.length > 1) : reported;
  if (counts.generated === 0) {
    if (broken)
      return `${tests}. No code was found that a change could mend. Make the command run in a terminal first, or check it in the setting touchstone.fix.testCommand.`;
    return `${tests}, but no code was found to change: the failing tests run no file of this folder that Touchstone can change, outside of tests.`;
  }
  if (isEnded) return `${tests}. ${counts.run} candidates were tried until you ended the search, and none passed.`;
  return counts.run < counts.parsed || counts.parsed < counts.generated
    ? `${tests}. ${counts.run} candidates were tried in ${request.budgetSeconds} seconds and none passed. A larger touchstone.fix.budgetSeconds tries more.`
    : `${tests}. All ${counts.run} candidates were tried and none passed.`;
}

/** What stands for the whole run has failed: in the runner's own words, without a full stop at the end. */
function notRun({ failure }: TestResult, { line }: TestCommand, hasResults: boolean): string {
  const [first = '', ...rest] = (failure?.message ?? '').split('\n').filter((each) => each.trim() !== '');
  const what = hasResults ? `The run of “${line}” does not come to its end` : `“${line}” ends before any test reports`;
  const why = first.replace(/^No test reported\. /, '').replace(/[.:\s]+$/, '');
  return `${what}.${why === '' ? '' : ` ${why}.`}${printed(rest)}`.replace(/\.$/, '');
}

/** A sentence with what a program said last; '' where that is nothing. */
function printed(lines: readonly string[]): string {
  const shown = lines.slice(-mostPrinted).map((line) => line.trim());
  if (shown.length === 0) return '';
  const text = shown.join(' / ');
  return ` It printed last: “${text.length > longestPrinted ? `${text.slice(0, longestPrinted - 1)}…` : text}”.`;
}

/** Of lines, and of letters: what a message in a corner of the window holds. */
const mostPrinted = 3;
const longestPrinted = 400;

/** "a, b, c and 4 more" */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
