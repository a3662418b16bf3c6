/** Runs a test command in a tree and reads what our shims tell of it. */
import { mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProcessRequest, ProcessResult, RunProcess } from '../../safety/process.ts';
import type { TestReport, TestResult } from '../report.ts';
import { parseEvents, type ReportEvent } from '../reportEvent.ts';
import { planRun } from '../runPlan.ts';
import type { Scripts } from '../runLine.ts';
import type { RunRequest, RunTests, TestTree } from '../testCommand.ts';
import { coverageOf, findingsOf, type TestRun } from '../testRun.ts';
import { readForeignResults } from './foreignReport.ts';
import type { WarmRuns } from './warmRuns.ts';

export interface TestRunnerDeps {
  readonly runProcess: RunProcess;
  /** What test programs may see, before our own variables: `safety/environment.ts` builds it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: 'auto' | 'off';
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  /** Takes secrets out of what a run printed. */
  readonly redact: (text: string) => string;
  /** Runs in forks of a warm Python where that gives the same results; without it each run starts its own. */
  readonly warm?: WarmRuns;
}

const OUTPUT_LENGTH = 64 * 1024;

export function createTestRunner(deps: TestRunnerDeps): RunTests {
  return async (tree, request, signal) => {
    const report = await runOnce(deps, tree, request, signal);
    if (!request.only || report.problem || report.end.kind !== 'exited') return report;
    const found = new Set(report.results.map(({ id }) => id));
    if (request.only.every(({ id }) => found.has(id))) return report;
    // The line could not be made to run just these: a test made by another file, a name that moves.
    const { only: _, ...whole } = request;
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
  const warm = request.coverage ? undefined : deps.warm;
  const shared = await warm?.folderOf(root, request.command.framework);
  const folder = await realpath(await mkdtemp(path.join(shared ?? os.tmpdir(), 'touchstone-run-')));
  try {
    const startedAt = Date.now();
    const chosen = request.only && path.join(folder, 'only.json');
    if (chosen) await writeFile(chosen, JSON.stringify(request.only?.map((test) => asTold(root, test))));
    const plan = planRun(request, {
      root,
      shims: deps.shims,
      folder,
      chosen,
      environment: { ...deps.environment, TOUCHSTONE_DEADLINE: String(startedAt + stallAfter(request.limitMs)) },
      scripts: await packageScripts(cwd),
      binFolders: binFolders(root, cwd),
      importRoots: tree.importRoots ?? [],
      compiled: tree.compiled,
      delimiter: path.delimiter,
      fileUrl: (file) => pathToFileURL(file).href,
      pathOf: ({ file }) => (file === undefined ? undefined : path.join(root, file)),
    });
    const order: ProcessRequest = {
      command: plan.line,
      cwd,
      environment: plan.environment,
      limitMs: request.limitMs,
      sandbox: deps.sandbox,
      writable: [...(tree.writable ?? [root]), shared ?? folder, ...(tree.compiled ? [tree.compiled] : [])],
      readable: [...(tree.linked ?? []), deps.shims],
    };
    const ranWarm = shared === undefined ? undefined : await warm?.run(root, { ...order, line: plan.line }, signal);
    // What a warm run that went wrong has told already is not told twice.
    if (shared && !ranWarm) await removeReports(folder);
    const ended = ranWarm ?? (await deps.runProcess(order, signal));
    const run: TestRun = {
      processes: await readEvents(folder),
      end: ended.end,
      output: printed(ended),
      roots: [...new Set([root, path.resolve(tree.root)])],
      directory: request.command.directory,
    };
    return await reportOf(run, ended, request, { root, cwd, startedAt, redact: deps.redact });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function reportOf(
  run: TestRun,
  ended: ProcessResult,
  request: RunRequest,
  context: { root: string; cwd: string; startedAt: number; redact: (text: string) => string },
): Promise<TestReport> {
  const told = run.processes.some((events) => events.some(({ kind }) => kind !== 'script' && kind !== 'covered'));
  const foreign = request.command.framework === 'custom' && !told;
  const findings = foreign
    ? await readForeignResults(run, ended, request.command, context.cwd, context.startedAt)
    : findingsOf(run);
  const wanted = request.only && new Set(request.only.map(({ id }) => id));
  const { redact } = context;
  const redacted = (failure: NonNullable<TestResult['failure']>) => ({ ...failure, message: redact(failure.message) });
  return {
    // What was left out because others were chosen is no finding.
    results: findings.results
      .filter(({ id, outcome }) => !wanted || outcome !== 'skipped' || wanted.has(id))
      .map((result) => (result.failure ? { ...result, failure: redacted(result.failure) } : result)),
    end: ended.end,
    durationMs: ended.durationMs,
    output: redact(run.output.slice(-OUTPUT_LENGTH)),
    ...(request.coverage && { coverage: coverageOf(run, findings, cachedReader()) }),
    ...(findings.problem && { problem: redacted(findings.problem) }),
  };
}

/** When a run that goes on is asked where it is, in time to answer before it is stopped. */
function stallAfter(limitMs: number): number {
  return Math.max(limitMs - 1000, limitMs * 0.7);
}

/** A test as the shims know it: its file absolute, its id as the framework says it. */
function asTold(root: string, test: TestResult): { file: string | undefined; id: string } {
  const separator = test.id.indexOf('::');
  return { file: test.file === undefined ? undefined : path.join(root, test.file), id: test.id.slice(separator + 2) };
}

async function packageScripts(folder: string): Promise<Scripts> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { scripts?: unknown };
    const { scripts } = manifest;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter(([, line]) => typeof line === 'string'));
  } catch {
    return {};
  }
}

/** Where a package script finds the programs of its dependencies, nearest first. */
function binFolders(root: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; at.startsWith(root); at = path.dirname(at)) {
    folders.push(path.join(at, 'node_modules', '.bin'));
    if (at === path.dirname(at)) break;
  }
  return folders;
}

async function readEvents(folder: string): Promise<ReportEvent[][]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  return Promise.all(files.map(async (name) => parseEvents(await readFile(path.join(folder, name), 'utf8'))));
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
