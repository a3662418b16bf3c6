/**
 * Tests that a model writes from the issue alone, run over all candidates: which candidate passes which. The tests
 * may be wrong, so they reject nothing; a selector weighs them against the candidates.
 */
import type { Log } from '../../base/log.ts';
import { describeError } from '../../base/errors.ts';
import { isAbort } from '../../base/abort.ts';
import { prepare } from '../runPatch.ts';
import { testFileOf } from '../../testing/testFile.ts';
import { specificationPrompt, type AskModel, type TestOrder } from '../writtenTest.ts';
import { inLanes } from '../../testing/inLanes.ts';
import type { ObserveDeps, Runnable } from './runnable.ts';
import type { PassMatrix } from './selectors.ts';
import { runTestFile, type TestFile } from '../../testing/testFileRun.ts';

export interface GeneratedTests {
  readonly matrix: PassMatrix;
  /** The tests' names, in the order of the columns. */
  readonly names: readonly string[];
  readonly file: TestFile;
}

export interface GenerateDeps extends ObserveDeps {
  readonly askModel: AskModel;
  readonly log: Log;
}

const testCount = 20;

/** Undefined when the model wrote nothing that runs. */
export async function runGeneratedTests(
  candidates: readonly Runnable[],
  order: TestOrder,
  deps: GenerateDeps,
  signal: AbortSignal,
): Promise<GeneratedTests | undefined> {
  let answer: string | undefined;
  try {
    answer = await deps.askModel(specificationPrompt(order, testCount), 0.8, signal);
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    deps.log.warn(`The model wrote no tests to tell the patches apart: ${describeError(error)}`);
    return undefined;
  }
  const text = answer === undefined ? undefined : testFileOf(answer);
  if (text === undefined) return undefined;
  const file = { path: order.path, text };
  const { baseline } = deps;
  const limitMs = (baseline.focus?.limitMs ?? baseline.wholeLimitMs) + 3_000;
  const reports = await inLanes(
    candidates,
    deps.lanes,
    async (candidate, lane) => {
      await prepare(lane, new Map(candidate.texts).set(file.path, file.text));
      return runTestFile(lane, file, { ...deps, limitMs }, signal);
    },
    signal,
  );
  const names = new Map(reports.flatMap(({ results }) => results.map((test) => [test.id, test.name])));
  if (names.size === 0) {
    deps.log.info('The tests that the model wrote could not be run with any patch.');
    return undefined;
  }
  const matrix = reports.map(({ results }) => {
    const passed = new Set(results.filter((test) => test.outcome === 'passed').map((test) => test.id));
    return [...names.keys()].map((id) => passed.has(id));
  });
  return { matrix, names: [...names.values()], file };
}
