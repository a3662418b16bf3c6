import type { TestResult } from '../testing/report.ts';

/** What several runs of one tree say of its tests. Every test is in at most one of the lists. */
export interface ComparedRuns {
  /** Failed in every run. */
  readonly failing: readonly TestResult[];
  /** Passed in every run. */
  readonly passed: readonly TestResult[];
  /** Names of those whose outcome changed though nothing else did. */
  readonly flaky: readonly string[];
  /** Names of those among the failing ones that did not come to an end. */
  readonly hanging: readonly string[];
  /** Names of those that failed because a port was taken, which no patch can change. */
  readonly blocked: readonly string[];
  /** Names of those that failed because they found no network, which no patch can change either. */
  readonly offline: readonly string[];
}

export interface ComparedRun {
  readonly results: readonly TestResult[];
  /** It was stopped for its time: what is missing from it may only not have had its turn. */
  readonly cut: boolean;
}

export function compareRuns(runs: readonly ComparedRun[]): ComparedRuns {
  const rows = new Map<string, { last: TestResult; seen: Set<string>; times: number }>();
  for (const { results } of runs) {
    for (const result of results) {
      const row = rows.get(result.id);
      if (row) {
        row.seen.add(result.outcome);
        row.times++;
      } else rows.set(result.id, { last: result, seen: new Set([result.outcome]), times: 1 });
    }
  }
  const failing: TestResult[] = [];
  const passed: TestResult[] = [];
  const flaky: string[] = [];
  const blocked: string[] = [];
  const offline: string[] = [];
  const cut = runs.some((run) => run.cut);
  for (const { last, seen, times } of rows.values()) {
    if (seen.size > 1 || (times !== runs.length && !cut)) flaky.push(last.name);
    else if (times !== runs.length) continue;
    else if (last.outcome === 'passed') passed.push(last);
    else if (last.outcome === 'failed') {
      const said = last.failure?.message ?? '';
      if (saysPortTaken(said)) blocked.push(last.name);
      else if (saysNoNetwork(said)) offline.push(last.name);
      else failing.push(last);
    }
  }
  const hanging = failing.filter((test) => didNotEnd.test(test.failure?.message ?? '')).map((test) => test.name);
  return { failing, passed, flaky, hanging, blocked, offline };
}

/** How a report says that a test was still running when the run was stopped. */
const didNotEnd = /^The tests? (?:did not end|were stopped after)/;

/** Whether a failure is that of a program that wanted a port which another program holds. */
export function saysPortTaken(message: string): boolean {
  return /EADDRINUSE|address (?:is )?already in use|only one usage of each socket address/i.test(message);
}

/**
 * Whether a failure is that of a program that looked for another machine where there is no network: a name that
 * nothing resolves, or no way there. A server that refuses is not meant: it may be one that the tests start.
 */
function saysNoNetwork(message: string): boolean {
  return /\bENOTFOUND\b|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|network is unreachable|no such host|UnknownHostException|(?:failure|failed|not known).*name resolution|name resolution.*fail|name or service not known|failed to (?:resolve|lookup address)|getaddrinfo failed|dial tcp: lookup/i.test(
    message,
  );
}

/** Of what takes this share of the suite's time, and at least a second, a run near a change is better off without. */
const slowShare = 0.25;
const slowMs = 1_000;

/** Tests that each take much of the suite's time: they are run with the whole suite only. */
export function slowTests(passed: readonly TestResult[]): readonly TestResult[] {
  const all = passed.reduce((sum, test) => sum + test.durationMs, 0);
  return passed.filter(({ durationMs }) => durationMs >= Math.max(slowMs, slowShare * all));
}
