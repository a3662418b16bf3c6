/**
 * Where tests cannot be rewritten to tell what they see: the changed function itself is called with made-up inputs,
 * by a test that is put beside the project's own, in every candidate alike. Sound for functions of basic types alone.
 */
import { languageOf } from '../../syntax/language.ts';
import type { LanguageId, SyntaxTree } from '../../syntax/tree.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import { prepare } from '../runPatch.ts';
import { callableAt, sameCallable, type Callable } from './callable.ts';
import { callText, goProbe, javaProbe, type CallProbe } from './callProbe.ts';
import type { Behaviours, ProbeInput } from './differences.ts';
import { inLanes } from '../../testing/inLanes.ts';
import { madeInputs } from './madeInputs.ts';
import type { ObserveDeps, Runnable } from './runnable.ts';
import { readObservations, type Observation } from './probeText.ts';
import { literalsNear, type NearLiterals } from '../../testing/variations.ts';

/** Languages whose functions are called so. */
export const canCall = (language: LanguageId): boolean => language === 'go' || language === 'java';

export type CallsObserved =
  | { readonly kind: 'observed'; readonly inputs: readonly ProbeInput[]; readonly behaviours: Behaviours }
  /** The middle of a sentence. */
  | { readonly kind: 'untold'; readonly why: string };

/** @param near literals of the code under change. @param tests those that reach the change, the most telling first. */
export async function observeCalls(
  candidates: readonly Runnable[],
  near: NearLiterals,
  tests: readonly TestResult[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
  deps: ObserveDeps,
  signal: AbortSignal,
): Promise<CallsObserved> {
  const found = await sharedCallable(candidates, read, deps);
  if (!found)
    return { kind: 'untold', why: 'what they change is no function of numbers, texts and lists of these alone' };
  const { path, callable } = found;
  const home = await javaHome(callable, tests, read);
  const said = home ? literalsNear([home.text]) : await goLiterals(path, tests, read);
  const inputs = madeInputs(callable, {
    numbers: [...near.numbers, ...said.numbers],
    strings: [...near.strings, ...said.strings],
  });
  const keyed = new Map(inputs.map((input, at) => [`call ${at}`, input]));
  const probeIn = (lane: ShadowWorkspace): CallProbe | undefined => {
    const into = `${lane.root}/${resultFile}`;
    return callable.language === 'go'
      ? goProbe(path, callable, keyed, into)
      : home && javaProbe(home, callable, keyed, into);
  };
  if (!deps.lanes[0] || !probeIn(deps.lanes[0]))
    return { kind: 'untold', why: 'no test was found that shows how another is written here' };
  const behaviours = await inLanes(
    candidates,
    deps.lanes,
    async (candidate, lane) => {
      const probe = probeIn(lane);
      return probe ? observeOne(candidate, probe, lane, deps, signal) : new Map<string, Observation>();
    },
    signal,
  );
  if (behaviours.some((seen) => seen.size === 0))
    return { kind: 'untold', why: 'the function could not be called by a test of its own with every patch' };
  return {
    kind: 'observed',
    inputs: [...keyed].map(([key, input]) => ({
      key,
      code: callText(callable, input),
      language: callable.language,
      test: '',
    })),
    behaviours,
  };
}

const resultFile = '.touchstone-observed.jsonl';

/** The one function that all change and that all can be called by in the same way. */
async function sharedCallable(
  candidates: readonly Runnable[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
  deps: ObserveDeps,
): Promise<{ readonly path: WorkspacePath; readonly callable: Callable } | undefined> {
  for (const { path, line } of candidates[0]?.places ?? []) {
    const before = await read(path);
    const callable =
      before === undefined ? undefined : await inTree(path, before, deps, (tree) => callableAt(tree, line));
    if (!callable) continue;
    const all = await Promise.all(
      candidates.map(async ({ texts }) => {
        const after = texts.get(path);
        return after === undefined ? undefined : inTree(path, after, deps, (tree) => sameCallable(tree, callable));
      }),
    );
    if (all.every(Boolean)) return { path, callable };
  }
  return undefined;
}

async function inTree<Result>(
  path: WorkspacePath,
  text: string,
  { parse }: Pick<ObserveDeps, 'parse'>,
  use: (tree: SyntaxTree) => Result,
): Promise<Result | undefined> {
  const language = languageOf(path);
  if (!language) return undefined;
  const tree = await parse(language, text);
  try {
    return use(tree);
  } finally {
    tree.dispose();
  }
}

async function javaHome(
  { language }: Callable,
  tests: readonly TestResult[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<{ readonly path: WorkspacePath; readonly text: string } | undefined> {
  if (language !== 'java') return undefined;
  for (const { file } of tests) {
    const text = file?.endsWith('.java') ? await read(file) : undefined;
    if (file !== undefined && text !== undefined) return { path: file, text };
  }
  return undefined;
}

/** What the tests beside a file of Go speak of. */
async function goLiterals(
  path: WorkspacePath,
  tests: readonly TestResult[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<NearLiterals> {
  const beside = path.replace(/\.go$/, '_test.go');
  const files = [...new Set([...tests.flatMap(({ file }) => (file?.endsWith('.go') ? [file] : [])), beside])].slice(
    0,
    3,
  );
  const texts = await Promise.all(files.map((file) => read(file)));
  return literalsNear(texts.filter((text) => text !== undefined));
}

async function observeOne(
  candidate: Runnable,
  { path, text, id }: CallProbe,
  lane: ShadowWorkspace,
  { runTests, command, baseline }: ObserveDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Observation>> {
  await prepare(lane, new Map(candidate.texts).set(path, text));
  const probe: TestResult = { id, name: 'observed', file: path, outcome: 'passed', durationMs: 0 };
  const limitMs = (baseline.focus?.limitMs ?? baseline.wholeLimitMs) + 10_000;
  await runTests(lane, { command, coverage: false, limitMs, only: [probe] }, signal);
  return readObservations(await lane.read(resultFile).catch(() => ''));
}
