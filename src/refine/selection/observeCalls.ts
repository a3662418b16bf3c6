/**
 * Where tests cannot be rewritten to tell what they see: the changed function itself is called with made-up inputs,
 * by a test that is put beside the project's own, in every candidate alike. Sound for functions of basic types alone.
 */
import { languageOf } from '../../syntax/language.ts';
import type { LanguageId, SyntaxTree } from '../../syntax/tree.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import { prepare } from '../runPatch.ts';
import type { Callable } from './callable.ts';
import { goProbe, javaProbe, type CallProbe } from './callProbe.ts';
import { callText } from './callText.ts';
import type { Behaviours, ProbeInput } from './differences.ts';
import { callableAt, sameCallable } from './findCallable.ts';
import { inLanes } from '../../testing/inLanes.ts';
import { madeInputs } from './madeInputs.ts';
import { longestMs, type ObserveDeps, type Runnable } from './runnable.ts';
import { readObservations, type Observation } from './probeText.ts';
import { rustModule } from './rustModule.ts';
import { rustObservations, rustProbe } from './rustProbe.ts';
import { literalsNear, type NearLiterals } from '../../testing/variations.ts';

/** Languages whose functions are called so. */
export const canCall = (language: LanguageId): boolean =>
  language === 'go' || language === 'java' || language === 'rust';

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
  const { path, callable, own } = found;
  const home = await javaHome(callable, tests, read);
  const module = callable.language === 'rust' ? await rustModule(path, read) : '';
  const said = literalsNear(home ? [home.text] : await testsOf(callable, path, tests, read));
  const inputs = madeInputs(callable, {
    numbers: [...near.numbers, ...said.numbers],
    strings: [...near.strings, ...said.strings],
  });
  const keyed = new Map(inputs.map((input, at) => [`call ${at}`, input]));
  const probeIn = (lane: ShadowWorkspace, { runnable, fn }: OwnCallable): CallProbe | undefined => {
    const into = `${lane.root}/${resultFile}`;
    if (fn.language === 'rust') return rustProbe({ path, module }, runnable.texts.get(path) ?? '', fn, keyed, into);
    return fn.language === 'go' ? goProbe(path, fn, keyed, into) : home && javaProbe(home, fn, keyed, into);
  };
  if (!deps.lanes[0] || !own[0] || !probeIn(deps.lanes[0], own[0]))
    return { kind: 'untold', why: 'no test was found that shows how another is written here' };
  // What they take to compile is known of no run before these.
  const latest = performance.now() + longestMs(deps);
  const behaviours = await inLanes(
    own,
    deps.lanes,
    async (each, lane) => {
      const probe = probeIn(lane, each);
      if (!probe || performance.now() > latest) return undefined;
      return observeOne(each, probe, lane, deps, signal);
    },
    signal,
  );
  const all = behaviours.filter((seen) => seen !== undefined);
  if (all.length < behaviours.length)
    return { kind: 'untold', why: 'calling the function with every patch takes too long' };
  if (all.some((seen) => seen.size === 0))
    return {
      kind: 'untold',
      why: 'the function could not be called, or nothing be seen of it, by a test of its own with every patch',
    };
  return {
    kind: 'observed',
    inputs: [...keyed].map(([key, input]) => ({
      key,
      code: callText(callable, input),
      language: callable.language,
      test: '',
    })),
    behaviours: all,
  };
}

const resultFile = '.touchstone-observed.jsonl';

/** A candidate, and the function as it writes it. */
interface OwnCallable {
  readonly runnable: Runnable;
  readonly fn: Callable;
}

/** The one function that all change and that all can be called by in the same way. */
async function sharedCallable(
  candidates: readonly Runnable[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
  deps: ObserveDeps,
): Promise<
  { readonly path: WorkspacePath; readonly callable: Callable; readonly own: readonly OwnCallable[] } | undefined
> {
  for (const { path, line } of candidates[0]?.places ?? []) {
    const before = await read(path);
    const callable =
      before === undefined ? undefined : await inTree(path, before, deps, (tree) => callableAt(tree, line));
    if (!callable) continue;
    const all = await Promise.all(
      candidates.map(async (runnable): Promise<readonly OwnCallable[]> => {
        const after = runnable.texts.get(path);
        const fn = after && (await inTree(path, after, deps, (tree) => sameCallable(tree, callable)));
        return fn ? [{ runnable, fn }] : [];
      }),
    );
    const own = all.flat();
    if (own.length === candidates.length) return { path, callable, own };
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

/** The tests that speak of a function of Go's or Rust's, as texts. */
async function testsOf(
  { language }: Callable,
  path: WorkspacePath,
  tests: readonly TestResult[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<string[]> {
  if (language === 'rust') return Promise.all(tests.slice(0, 6).map((test) => rustTest(test, read)));
  const beside = path.replace(/\.go$/, '_test.go');
  const files = [...new Set([...tests.flatMap(({ file }) => (file?.endsWith('.go') ? [file] : [])), beside])];
  const texts = await Promise.all(files.slice(0, 3).map((file) => read(file)));
  return texts.filter((text) => text !== undefined);
}

/** It may stand beside the code, so not all of its file is meant. Found by the indentation that formatters give it. */
async function rustTest(
  { id, file }: TestResult,
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<string> {
  const name = id.replace(/^.*::/, '').replace(/\W.*$/, '');
  const text = (file !== undefined && (await read(file))) || '';
  return new RegExp(`^([ \\t]*)(?:async )?fn ${name}\\b[^]*?^\\1\\}`, 'm').exec(text)?.[0] ?? '';
}

async function observeOne(
  { runnable, fn }: OwnCallable,
  { path, text, id }: CallProbe,
  lane: ShadowWorkspace,
  { runTests, command, baseline }: ObserveDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Observation>> {
  await prepare(lane, new Map(runnable.texts).set(path, text));
  const probe: TestResult = { id, name: 'observed', file: path, outcome: 'passed', durationMs: 0 };
  const limitMs = (baseline.focus?.limitMs ?? baseline.wholeLimitMs) + 10_000;
  await runTests(lane, { command, coverage: false, limitMs, only: [probe] }, signal);
  const told = await lane.read(resultFile).catch(() => '');
  return fn.language === 'rust' ? rustObservations(told) : readObservations(told);
}
