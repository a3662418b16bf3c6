/** Runs a test command in a tree and reads what our shims tell of it. */
import { mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProcessResult } from '../../safety/process.ts';
import type { TestCoverage, TestReport, TestResult } from '../report.ts';
import { parseEvents, type ReportEvent, type ToldScript } from '../reportEvent.ts';
import type { RunRequest, RunTests, TestTree } from '../testCommand.ts';
import { coverageOf, findingsOf, type RunFindings, type TestRun } from '../testRun.ts';
import { javaHome } from './javaHome.ts';
import type { QuietWatch } from './javaQuiet.ts';
import type { JavaRuns } from './javaRuns.ts';
import type { JavaRun } from './javaUnit.ts';
import { outputLines } from './outputLines.ts';
import { runOrder, type RunHost } from './runOrder.ts';
import type { ToolFindings, ToolReader } from './toolReader.ts';
import { readerOf } from './toolReaders.ts';
import type { WarmRuns } from './warmRuns.ts';

export interface TestRunnerDeps extends RunHost {
  /** Takes secrets out of what a run printed. */
  readonly redact: (text: string) => string;
  /** Runs in a process that is there already, where that gives the same results; without it each run starts its own. */
  readonly warm?: WarmRuns;
  /** Runs the tests of Maven and Gradle without them, once they have shown how. */
  readonly java?: JavaRuns;
}

const OUTPUT_LENGTH = 64 * 1024;

export function createTestRunner(deps: TestRunnerDeps): RunTests {
  return async (tree, request, signal) => {
    const { only: _, ...whole } = request;
    const isNew = deps.java?.isNew(tree, request.command) ?? false;
    const report = await runOnce(deps, tree, isNew ? whole : request, signal);
    if (!request.only || report.problem || report.end.kind !== 'exited') return report;
    const found = new Set(report.results.map(({ id }) => id));
    if (request.only.every(({ id }) => found.has(id))) return report;
    // The line could not be made to run just these: a test made by another file, a name that moves.
    return runOnce(deps, tree, whole, signal);
  };
}

async function runOnce(
  deps: TestRunnerDeps,
  tree: TestTree,
  request: RunRequest,
  signal: AbortSignal,
): Promise<TestReport> {
  signal.throwIfAborted();
  const root = await realpath(tree.root);
  const cwd = path.join(root, request.command.directory);
  const warm = mayBeWarm(request) ? deps.warm : undefined;
  const shared = await warm?.folderOf(root, request.command.framework, tree.scratch);
  const folder = await realpath(await mkdtemp(path.join(shared ?? tree.scratch ?? os.tmpdir(), 'touchstone-run-')));
  let javaRun: JavaRun | undefined;
  let quiet: QuietWatch | undefined;
  try {
    const startedAt = Date.now();
    const chosen = request.only && path.join(folder, 'only.json');
    if (chosen) await writeFile(chosen, JSON.stringify(request.only?.map((test) => asTold(root, test))));
    // Unconfined, the user's own home is there as in a terminal.
    const java =
      deps.sandbox === 'off'
        ? undefined
        : await javaHome(request.command.framework, tree.compiled ?? folder, deps.environment);
    const { plan, order, context, start } = await runOrder(deps, tree, request, {
      ...{ root, folder, shared, chosen, mavenSettings: java?.settings },
      environment: { ...java?.environment, TOUCHSTONE_DEADLINE: String(startedAt + stallAfter(request.limitMs)) },
    });
    const cut = new AbortController();
    const reader = readerOf(request.command.framework)?.({
      ...context,
      ...{ request, plan, root, cwd, folder, compiled: tree.compiled, kept: tree.kept, startedAt },
      cut: () => cut.abort(),
      start,
    });
    await reader?.prepare?.(signal);
    const lines = reader?.heard && outputLines((line, stream) => reader.heard?.(line, stream));
    javaRun = { tree, root, request, order, folder };
    const quick = await deps.java?.run(javaRun, signal);
    const watched = !quick ? await deps.java?.watch(javaRun, signal) : undefined;
    const ranWarm = shared === undefined ? undefined : await warm?.run(root, { ...order, line: plan.line }, signal);
    // What a warm run that went wrong has told already is not told twice.
    if (shared && !ranWarm) await removeReports(folder);
    const heard = lines && { onOutput: lines.push };
    const asUsual = watched
      ? {
          ...order,
          environment: { ...order.environment, ...watched.environment },
          limitMs: watched.limitMs,
          cut: cut.signal,
        }
      : { ...order, cut: cut.signal, limitMs: order.limitMs + (reader?.buildMs ?? 0) };
    quiet = watched?.quiet?.(() => cut.abort());
    const ended = quick ?? ranWarm ?? (await deps.runProcess({ ...asUsual, ...heard }, signal));
    quiet?.end();
    lines?.end();
    const run: TestRun = {
      processes: await readEvents(folder),
      end: ended.end,
      output: printed(ended),
      redact: deps.redact,
      ...context,
    };
    const report = await reportOf(run, ended, request, reader, deps.redact, signal);
    return deps.java && !quick ? await deps.java.learn(javaRun, report, signal) : report;
  } finally {
    quiet?.end();
    if (javaRun) deps.java?.leave(javaRun);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Forks of a warm Python and early starts of Node are as good as new; where more has run in a Node before it may show, so the last word is not its own. */
function mayBeWarm({ command: { framework }, coverage, only }: RunRequest): boolean {
  return !coverage && (only !== undefined || (framework !== 'vitest' && framework !== 'jest'));
}

async function reportOf(
  run: TestRun,
  ended: ProcessResult,
  request: RunRequest,
  reader: ToolReader | undefined,
  redact: (text: string) => string,
  signal: AbortSignal,
): Promise<TestReport> {
  const told = run.processes.some((events) => events.some(({ kind }) => kind !== 'script' && kind !== 'covered'));
  const read = reader && !told ? await reader.findings(run, ended, signal) : undefined;
  const findings = read ? withoutIds(read) : findingsOf(run);
  const coverage = async (): Promise<readonly TestCoverage[]> =>
    read && reader?.coverage ? reader.coverage(read.results, signal) : coverageOf(run, findings, cachedReader());
  const wanted = request.only && new Set(request.only.map(({ id }) => id));
  const redacted = (failure: NonNullable<TestResult['failure']>) => ({ ...failure, message: redact(failure.message) });
  return {
    // What was left out because others were chosen is no finding.
    results: findings.results
      .filter(({ id, outcome }) => !wanted || outcome !== 'skipped' || wanted.has(id))
      .map((result) => (result.failure ? { ...result, failure: redacted(result.failure) } : result)),
    end: read?.end ?? ended.end,
    durationMs: Math.max(0, ended.durationMs - (read?.builtMs ?? 0)),
    output: redact(run.output.slice(-OUTPUT_LENGTH)),
    ...(request.coverage && { coverage: await coverage() }),
    ...(findings.problem && { problem: redacted(findings.problem) }),
  };
}

/** What a reader found, for tests that no process of ours has named. */
function withoutIds({ results, problem }: ToolFindings): RunFindings {
  return { results, ...(problem && { problem }), idsOf: () => [], idsOfProcess: () => new Set<string>() };
}

/** When a run that goes on is asked where it is, in time to answer before it is stopped. */
function stallAfter(limitMs: number): number {
  return limitMs - Math.min(3000, limitMs * 0.3);
}

/** A test as the shims know it: its file absolute, its id as the framework says it. */
function asTold(root: string, test: TestResult): { file: string | undefined; id: string } {
  const separator = test.id.indexOf('::');
  return { file: test.file === undefined ? undefined : path.join(root, test.file), id: test.id.slice(separator + 2) };
}

async function readEvents(folder: string): Promise<ReportEvent[][]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const processes = await Promise.all(
    files.map(async (name) => parseEvents(await readFile(path.join(folder, name), 'utf8'))),
  );
  const kept = new Map<string, Partial<ToldScript>>();
  const names = processes.flat().flatMap((event) => (event.kind === 'script' && event.kept ? [event.kept] : []));
  for (const name of new Set(names)) kept.set(name, await readKept(path.join(folder, path.basename(name))));
  // One object for all that tell of it, so that a map is taken apart once.
  return processes.map((events) =>
    events.map((event) => (event.kind === 'script' && event.kept ? { ...event, ...kept.get(event.kept) } : event)),
  );
}

async function readKept(file: string): Promise<Partial<ToldScript>> {
  try {
    const { map, lineLengths } = JSON.parse(await readFile(file, 'utf8')) as Pick<ToldScript, 'map' | 'lineLengths'>;
    return { ...(map && { map }), ...(lineLengths && { lineLengths }) };
  } catch {
    // The process was stopped while it wrote: of this script no lines are known.
    return { length: -1 };
  }
}

async function removeReports(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  await Promise.all(files.map((name) => rm(path.join(folder, name), { force: true })));
}

function printed({ stdout, stderr }: ProcessResult): string {
  return [stdout, stderr].filter((text) => text !== '').join('\n');
}

function cachedReader(): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      try {
        texts.set(file, readFileSync(file, 'utf8'));
      } catch {
        texts.set(file, undefined);
      }
    }
    return texts.get(file);
  };
}
