/**
 * Results of a command that our shims cannot listen to: JUnit XML that it wrote, TAP that it printed,
 * else its exit code, as one test that stands for the whole command.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import type { ProcessResult } from '../../safety/process.ts';
import { compileErrors, compileFailure } from '../compileErrors.ts';
import { javaFrames, looksLikeJavaTrace } from '../javaFrames.ts';
import { parseJUnit } from '../junit.ts';
import type { TestResult } from '../report.ts';
import { stackFrames, type FrameContext } from '../stackFrames.ts';
import type { TestCommand } from '../testCommand.ts';
import { describeEnd, type TestRun } from '../testRun.ts';
import { sourcesOf } from './javaReader.ts';
import type { OpenReader } from './toolReader.ts';

export const customReader: OpenReader = ({ request, root, cwd, startedAt }) => ({
  findings: async (run, ended, signal) => {
    const junit = await junitResults(run, cwd, startedAt);
    const told = junit.length > 0 ? junit : tapResults(ended.stdout, run);
    const results = await withJavaPlaces(told, root, signal);
    if (results.length === 0) return { results: [wholeCommand(run, ended, request.command)] };
    if (ended.end.kind === 'exited') return { results };
    return { results, problem: { message: describeEnd(run), frames: stackFrames(run.output, run) } };
  },
});

/** Where tools put JUnit XML unless told otherwise. */
const JUNIT_FILES = ['junit.xml', 'test-results.xml', 'report.xml', 'results.xml', 'TEST-results.xml'];
const JUNIT_FOLDERS = [
  ...['', 'test-results', 'test-reports', 'reports', 'reports/junit', 'coverage', 'build/test-results/test'],
  ...['target/surefire-reports', 'build/reports', 'artifacts', 'junit', 'output', 'out'],
];

async function junitResults(context: FrameContext, folder: string, since: number): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const place of JUNIT_FOLDERS) {
    const names = await readdir(path.join(folder, place)).catch(() => []);
    for (const name of names.sort()) {
      if (!(place === '' ? JUNIT_FILES.includes(name) || /junit.*\.xml$/i.test(name) : name.endsWith('.xml'))) continue;
      const file = path.join(folder, place, name);
      // File systems count time in steps of up to two seconds.
      if ((await stat(file)).mtimeMs < since - 2000) continue;
      try {
        results.push(...parseJUnit(await readFile(file, 'utf8'), context));
      } catch {
        continue;
      }
    }
  }
  return results;
}

/** TAP of any version, sub-tests included; none when the text has no plan. */
function tapResults(text: string, context: FrameContext): TestResult[] {
  if (!/^1\.\.\d+/m.test(text)) return [];
  const results: TestResult[] = [];
  const seen = new Map<string, number>();
  const listen = (parser: Parser, above: readonly string[]): void => {
    parser.on('assert', (result: Result) => {
      const names = [...above, result.name || `test ${result.id}`];
      const name = names.join(' › ');
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const skipped = Boolean(result.skip) || Boolean(result.todo);
      results.push({
        id: `::${name}${count > 1 ? ` (${count})` : ''}`,
        name,
        outcome: skipped ? 'skipped' : result.ok ? 'passed' : 'failed',
        durationMs: result.time ?? 0,
        ...(!result.ok && !skipped && { failure: tapFailure(result, context) }),
      });
    });
    parser.on('child', (child: Parser) => listen(child, [...above, child.name]));
  };
  const parser = new Parser();
  listen(parser, []);
  parser.end(text);
  return results;
}

function tapFailure(
  result: Result,
  context: FrameContext,
): { message: string; frames: ReturnType<typeof stackFrames> } {
  const details: unknown = result.diag ?? {};
  const text: string[] = [];
  const places: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') (/^(?:stack|at|location|source)$/.test(key) ? places : text).push(value);
    else if (typeof value === 'number' || typeof value === 'boolean') text.push(`${key}: ${value}`);
    else if (value !== null && typeof value === 'object') {
      const { file, fileName, line, lineNumber } = value as Record<string, unknown>;
      const [where, at] = [file ?? fileName, line ?? lineNumber];
      if (typeof where === 'string' && typeof at === 'number') places.push(`${where}:${at}`);
      else for (const [name, inner] of Object.entries(value)) visit(inner, name);
    }
  };
  visit(details, '');
  return {
    message: text.join('\n') || result.fullname || result.name || 'not ok',
    frames: stackFrames([...text, ...places].join('\n'), context),
  };
}

/** Named after the first compile error where there is one; its id stays, since it is the command that must pass. */
function wholeCommand(run: TestRun, { end, durationMs }: ProcessResult, { line }: TestCommand): TestResult {
  const passed = end.kind === 'exited' && end.code === 0;
  const uncompiled = passed ? undefined : compileFailure(compileErrors(run.output, run));
  const failure = uncompiled ?? { message: describeEnd(run), frames: stackFrames(run.output, run) };
  return {
    id: `::${line}`,
    name: uncompiled ? failure.message.split('\n', 1)[0]! : line,
    outcome: passed ? 'passed' : 'failed',
    durationMs,
    ...(!passed && { failure }),
  };
}

/** Frames of Java name no folders: those of the workspace's files are looked up, where a failure has such frames. */
async function withJavaPlaces(
  results: readonly TestResult[],
  root: string,
  signal: AbortSignal,
): Promise<readonly TestResult[]> {
  const isJava = ({ failure }: TestResult): boolean =>
    failure !== undefined && failure.frames.length === 0 && looksLikeJavaTrace(failure.message);
  if (!results.some(isJava)) return results;
  const sources = await sourcesOf(root, signal);
  return results.map((result) =>
    isJava(result) && result.failure
      ? { ...result, failure: { ...result.failure, frames: javaFrames(result.failure.message, sources) } }
      : result,
  );
}
