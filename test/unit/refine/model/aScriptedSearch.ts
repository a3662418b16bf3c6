/** A search with a scripted model behind real HTTP, in a workspace that lives in memory and whose tests really run. */

import { runInNewContext } from 'node:vm';
import type { RequestBody } from '../../../fakes/openaiProtocol.ts';
import type { Baseline } from '../../../../src/refine/baseline.ts';
import type { TriedNode } from '../../../../src/refine/event.ts';
import type { FixRequest, ModelBudget } from '../../../../src/refine/fixRequest.ts';
import { ShownByTries } from '../../../../src/refine/shown.ts';
import { solve, type Solution } from '../../../../src/refine/solve.ts';
import type { SolveDeps, SolveFact } from '../../../../src/refine/solveDeps.ts';
import type { Place, TestReport, TestResult } from '../../../../src/testing/report.ts';
import type { RunTests, TestTree } from '../../../../src/testing/testCommand.ts';
import { MemoryWorkspace } from '../../../fakes/memoryWorkspace.ts';
import type { Bench } from '../../../fakes/modelBench.ts';
import { syntax } from '../localise/someFiles.ts';
import { parser } from '../templates/grammars.ts';

export interface Scenario {
  /** Plain scripts: every file but those in `test/` is run into one context, in order of the names. */
  readonly files: Readonly<Record<string, string>>;
  /** By name an expression that must be true. */
  readonly tests: Readonly<Record<string, string>>;
  readonly issue?: string;
  readonly budget?: Partial<ModelBudget>;
  readonly seconds?: number;
  /** Files whose lines count as run by the tests; left out: all that are no tests. */
  readonly covered?: readonly string[];
  /** Files that the search may read; left out: all. */
  readonly readable?: readonly string[];
  /** Where failures point to; left out: the first file. */
  readonly frames?: readonly Place[];
  /** Failures say nothing of values. */
  readonly isSilent?: boolean;
}

export interface Searched {
  readonly solutions: readonly Solution[];
  readonly nodes: readonly TriedNode[];
  readonly facts: readonly SolveFact[];
  readonly trouble: readonly string[];
}

export async function searched(
  { files, tests, issue, budget, seconds = 20, ...look }: Scenario,
  model: ReturnType<Bench['model']> | undefined,
  more: Partial<SolveDeps> = {},
  signal = new AbortController().signal,
): Promise<Searched> {
  const runTests = testsOf(tests, look);
  const lane = new MemoryWorkspace(files);
  const command = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
  const report = await runTests(lane, { command, coverage: true, limitMs: 1000 }, signal);
  const failing = report.results.filter(({ outcome }) => outcome === 'failed');
  const passed = report.results.filter(({ outcome }) => outcome === 'passed');
  const baseline: Baseline = {
    failing,
    passed,
    passing: new Set(passed.map(({ id }) => id)),
    flaky: [],
    coverage: report.coverage ?? [],
    wholeMs: 1,
    wholeLimitMs: 1000,
    habits: { hanging: [], blocked: [], offline: [], slow: new Set(), writes: [] },
    output: '',
  };
  const request: FixRequest = {
    ...{ root: '/memory', command, budgetSeconds: seconds, parallel: 2 },
    modelBudget: { samples: 4, mostTokens: 0, inputPrice: 0, outputPrice: 0, ...budget },
    ...(issue !== undefined && { issue }),
  };
  const facts: SolveFact[] = [];
  const started = performance.now();
  const solutions = await solve(
    request,
    baseline,
    {
      lanes: [lane, new MemoryWorkspace(files)],
      files: look.readable ?? Object.keys(files),
      runTests,
      parse: parser.parse,
      readSyntax: (path, text) => syntax.read(path, text),
      now: () => performance.now(),
      leftMs: () => seconds * 1000 - (performance.now() - started),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      shown: new ShownByTries(),
      onFact: (fact) => facts.push(fact),
      ...(model && { model }),
      ...more,
    },
    signal,
  );
  return {
    solutions,
    facts,
    nodes: facts.flatMap((fact) => (fact.kind === 'tried' ? [fact.node] : [])),
    trouble: facts.flatMap((fact) => (fact.kind === 'modelTrouble' ? [fact.message] : [])),
  };
}

/** Every line counts as run by every test, which is little to go by. */
function testsOf(
  tests: Readonly<Record<string, string>>,
  { covered, frames, isSilent }: Pick<Scenario, 'covered' | 'frames' | 'isSilent'>,
): RunTests {
  return async (tree: TestTree): Promise<TestReport> => {
    const lane = tree as unknown as MemoryWorkspace;
    const texts = new Map<string, string>();
    for (const path of await lane.files()) texts.set(path, await lane.read(path));
    const code = [...texts].filter(([path]) => path.endsWith('.js') && !path.startsWith('test/')).sort();
    const results = Object.entries(tests).map(([name, check]): TestResult => {
      const failed = (message: string): TestResult => ({
        ...{ id: name, name, file: 'test/all.js', outcome: 'failed', durationMs: 1 },
        failure: { message: isSilent ? 'failed' : message, frames: frames ?? [{ path: code[0]?.[0] ?? '', line: 1 }] },
      });
      try {
        const [actual, expected] = runInNewContext(
          `${code.map(([, text]) => text).join('\n')};[${check.replace(' === ', ', ')}]`,
          {},
          { timeout: 5_000 },
        ) as [unknown, unknown];
        if (actual === expected) return { id: name, name, file: 'test/all.js', outcome: 'passed', durationMs: 1 };
        return failed(`Expected values to be strictly equal:\n\n${String(actual)} !== ${String(expected)}\n`);
      } catch (error) {
        return failed(String(error));
      }
    });
    const coverage = results.map(({ id }) => ({
      test: id,
      lines: new Map(
        code
          .filter(([path]) => covered?.includes(path) ?? true)
          .map(([path, text]) => [path, new Set(text.split('\n').map((_, at) => at + 1))]),
      ),
    }));
    return { results, end: { kind: 'exited', code: 0 }, durationMs: 1, output: '', coverage };
  };
}

export const promptOf = (body: RequestBody): string =>
  (body['messages'] as readonly { content: string }[]).map(({ content }) => content).join('\n\n');

/** An answer in the form that was asked for. */
export const edit = (path: string, search: string, replace: string, title = 'a change'): string =>
  `Title: ${title}\nConfidence: 7\n\n${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
