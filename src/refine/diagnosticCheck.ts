/**
 * A diagnostic as one more test: where a checker of types reports it beside the tests, it fails until that checker
 * reports it no more and nothing new either. So a patch is proven on it as on any other test.
 */
import { compileErrors } from '../testing/compileErrors.ts';
import type { TestReport, TestResult } from '../testing/report.ts';
import type { RunRequest, RunTests, TestCommand, TestTree } from '../testing/testCommand.ts';
import { shortened, type FixTarget } from './target.ts';

export type DiagnosticTarget = FixTarget & { readonly kind: 'place' };

export interface CheckedRuns {
  readonly runTests: RunTests;
  /** Whether the checker reports the diagnostic; undefined before the first run of everything. */
  isReported(): boolean | undefined;
}

const id = '(the diagnostic)';
/** A checker of a large project takes its time, and says nothing until it is done. */
const firstLimitMs = 180_000;

/** Errors by file and words, since lines move. */
type Errors = ReadonlyMap<string, { readonly count: number; readonly message: string; readonly line: number }>;

/**
 * The first run of everything must be on a tree without any patch: what is reported then is not to be reported more.
 * @param check a command that only reads.
 */
export function withDiagnostic(runTests: RunTests, check: TestCommand, target: DiagnosticTarget): CheckedRuns {
  let before: { readonly errors: Errors; readonly key: string | undefined; readonly limitMs: number } | undefined;

  const runCheck = async (tree: TestTree, signal: AbortSignal): Promise<TestResult | undefined> => {
    const limitMs = before?.limitMs ?? firstLimitMs;
    const report = await runTests(tree, { command: check, coverage: false, limitMs }, signal);
    const errors = errorsOf(report, check, tree);
    if (!before) {
      const key = [...errors].find(([each, { line, message }]) => isTarget(each, line, message, target))?.[0];
      before = { errors, key, limitMs: Math.max(30_000, 5_000 + 4 * report.durationMs) };
    }
    if (before.key === undefined) return undefined;
    return resultOf(report, errors, before.errors, before.key);
  };

  const resultOf = (report: TestReport, now: Errors, known: Errors, key: string): TestResult => {
    const { path, line, message } = target;
    const own = { id, name: `“${shortened(message)}” is gone from ${path}`, durationMs: report.durationMs };
    const failed = (words: string): TestResult => ({
      ...{ ...own, outcome: 'failed' },
      failure: { message: words, frames: [{ path, line }] },
    });
    const left = now.get(key);
    if (left && left.count >= (known.get(key)?.count ?? 0)) return failed(left.message);
    const fresh = [...now].find(([each, { count }]) => count > (known.get(each)?.count ?? 0));
    if (fresh) return failed(`“${check.line}” reports something new: ${fresh[1].message}`);
    if (report.end.kind !== 'exited') return failed(`“${check.line}” did not come to its end.`);
    if (report.end.code !== 0 && now.size === 0) return failed(`“${check.line}” could not check it.`);
    return { ...own, outcome: 'passed' };
  };

  return {
    isReported: () => before && before.key !== undefined,
    async runTests(tree, request, signal) {
      const others = request.only?.filter((test) => test.id !== id);
      const wants = request.only === undefined || others?.length !== request.only.length;
      if (!wants || (before && before.key === undefined)) return runTests(tree, request, signal);
      const tests = others?.length === 0 ? undefined : await runTests(tree, without(request, others), signal);
      // A command that ran no test at all is to be seen as that.
      if (tests?.results.length === 0 && !tests.problem) return tests;
      const result = await runCheck(tree, signal);
      if (!tests) {
        const results = result ? [result] : [];
        return { results, end: { kind: 'exited', code: 0 }, durationMs: result?.durationMs ?? 0, output: '' };
      }
      if (!result) return tests;
      return { ...tests, results: [...tests.results, result], durationMs: tests.durationMs + result.durationMs };
    },
  };
}

const without = (request: RunRequest, only: readonly TestResult[] | undefined): RunRequest =>
  only ? { ...request, only } : request;

function errorsOf({ output }: TestReport, { directory }: TestCommand, { root }: TestTree): Errors {
  const errors = new Map<string, { count: number; message: string; line: number }>();
  for (const { message, place } of compileErrors(output, { roots: [root], directory })) {
    const key = `${place?.path ?? ''}\0${plain(message)}`;
    const known = errors.get(key);
    if (known) known.count++;
    else errors.set(key, { count: 1, message, line: place?.line ?? 1 });
  }
  return errors;
}

/** In its file, and in the editor's words or on its line: the two say the same at different length. */
function isTarget(key: string, line: number, message: string, target: DiagnosticTarget): boolean {
  if (!key.startsWith(`${target.path}\0`)) return false;
  const [said, wanted] = [plain(message), plain(target.message)];
  return said.startsWith(wanted) || wanted.startsWith(said) || (line === target.line && sharesWords(said, wanted));
}

function sharesWords(a: string, b: string): boolean {
  const words = new Set(a.split(/[^\p{L}\p{N}]+/u));
  const shared = b.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2 && words.has(word));
  return shared.length >= 2;
}

/** The first line, without a code in brackets behind it. */
const plain = (message: string): string =>
  (message.split('\n', 1)[0] ?? '')
    .replace(/\s*[([][\w-]+[)\]]\s*$/, '')
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .toLowerCase();
