/**
 * Runs candidates on inputs that no test has, in their shadow workspaces and with the project's own test tool: the
 * tests that reach the change are rewritten to tell what they see on variations of what they do.
 */
import { languageOf } from '../../syntax/language.ts';
import type { LanguageId, Parse, SyntaxTree } from '../../syntax/tree.ts';
import type { Place, TestResult, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { Baseline } from '../baseline.ts';
import { prepare } from '../runPatch.ts';
import { behaviourClasses, type Behaviours, type ProbeInput } from './differences.ts';
import { functionAround } from './findCallable.ts';
import { inLanes } from '../../testing/inLanes.ts';
import { canCall, observeCalls } from './observeCalls.ts';
import { canProbe, probeText, readObservations, type Observation, type Probe } from './probeText.ts';
import { longestMs, type ObserveDeps, type Runnable } from './runnable.ts';
import { testBodies, type TestBody } from '../../testing/scenes.ts';
import { literalsNear, variationsOf, type Oddness } from '../../testing/variations.ts';

export type Observed =
  | {
      readonly kind: 'observed';
      readonly inputs: readonly ProbeInput[];
      readonly behaviours: Behaviours;
      /** What the code does without any of them; empty where it cannot be run. */
      readonly before: ReadonlyMap<string, Observation>;
    }
  /** Nothing could be told, and why. */
  | { readonly kind: 'untold'; readonly why: string };

const mostFiles = 2;
const mostTests = 8;
const mostInputs = 240;
const mostOfScene = 36;
const resultFile = '.touchstone-observed.jsonl';

interface PlannedFile {
  readonly path: WorkspacePath;
  readonly tree: SyntaxTree;
  readonly probes: readonly Probe[];
  readonly tests: readonly TestResult[];
}

type Near = ReturnType<typeof literalsNear>;

export async function observe(
  candidates: readonly Runnable[],
  deps: ObserveDeps,
  signal: AbortSignal,
): Promise<Observed> {
  const [lane] = deps.lanes;
  const [first] = candidates;
  if (!lane || !first) return { kind: 'untold', why: 'there is nothing to compare' };
  if (timeFor(candidates.length + 1, deps) > longestMs(deps)) return { kind: 'untold', why: 'the tests take too long' };
  await prepare(lane, new Map());
  const read = async (path: WorkspacePath): Promise<string | undefined> =>
    first.texts.has(path) && deps.baseline.failing.some((test) => test.file === path)
      ? first.texts.get(path)
      : lane.read(path).catch(() => undefined);
  const places = candidates.flatMap((candidate) => candidate.places);
  const near = await nearCode(candidates, read, deps.parse);
  const tests = reachingTests(places, deps.baseline);
  const untouched: Runnable = { texts: new Map(), places: [] };
  const usual = await round([untouched, ...candidates], tests, { near, oddness: 'usual', read }, deps, signal);
  if (usual.inputs.length === 0) {
    if (!languagesOf(places).some(canCall)) return { kind: 'untold', why: whyNoInput(places) };
    const called = await observeCalls(candidates, near, tests, read, deps, signal);
    return called.kind === 'untold'
      ? { ...called, why: `${called.why} (${namesOf(places)})` }
      : { ...called, before: new Map() };
  }
  const [before = new Map<string, Observation>(), ...behaviours] = usual.seen;
  if (behaviours.some((seen) => seen.size === 0))
    return { kind: 'untold', why: 'the varied tests could not be run with every patch' };
  const observed: Observed = { kind: 'observed', inputs: usual.inputs, behaviours, before };
  const told = behaviourClasses(usual.inputs, behaviours).length;
  if (told === candidates.length || timeFor(2 * candidates.length + 1, deps) > longestMs(deps)) return observed;
  // What may run for long or end the process is tried only where what is usual tells too little.
  const odd = await round(candidates, tests, { near, oddness: 'odd', read }, deps, signal);
  return {
    ...observed,
    inputs: [...usual.inputs, ...odd.inputs],
    behaviours: behaviours.map((seen, at) => new Map([...seen, ...(odd.seen[at] ?? [])])),
  };
}

interface RoundPlan {
  readonly near: Near;
  readonly oddness: Oddness;
  readonly read: (path: WorkspacePath) => Promise<string | undefined>;
}

/** What each does on one kind of inputs. */
async function round(
  runnables: readonly Runnable[],
  tests: readonly TestResult[],
  { near, oddness, read }: RoundPlan,
  deps: ObserveDeps,
  signal: AbortSignal,
): Promise<{ readonly inputs: readonly ProbeInput[]; readonly seen: Behaviours }> {
  const [lane] = deps.lanes;
  if (lane) await prepare(lane, new Map());
  const files = await plan(tests, near, oddness, read, deps);
  try {
    const inputs = files.flatMap((file) => inputsOf(file, oddness, deps.baseline));
    if (inputs.length === 0) return { inputs, seen: [] };
    const observeIn = (candidate: Runnable, own: ShadowWorkspace) => observeOne(candidate, files, own, deps, signal);
    return { inputs, seen: await inLanes(runnables, deps.lanes, observeIn, signal) };
  } finally {
    for (const { tree } of files) tree.dispose();
  }
}

/** About what so many runs of a few tests take, in milliseconds. */
function timeFor(runs: number, { lanes, baseline }: ObserveDeps): number {
  // A limit is four times what a run took, and a second.
  const eachMs = baseline.focus ? (baseline.focus.limitMs - 1_000) / 4 : baseline.wholeMs;
  return (eachMs * runs) / lanes.length;
}

function whyNoInput(places: readonly Place[]): string {
  return languagesOf(places).every(canProbe)
    ? 'no test that reaches the change calls it in a way that can be varied'
    : `code in ${namesOf(places)} cannot be called with inputs of our own`;
}

const languagesOf = (places: readonly Place[]): LanguageId[] => [
  ...new Set(places.flatMap(({ path }) => languageOf(path) ?? [])),
];

const namesOf = (places: readonly Place[]): string =>
  languagesOf(places)
    .map((language) => `${language[0]?.toUpperCase() ?? ''}${language.slice(1)}`)
    .join(' and ') || 'this language';

/** Failing tests first, then those that ran a changed line, the quick ones first. */
function reachingTests(places: readonly Place[], { failing, passed, coverage }: Baseline): TestResult[] {
  const reached = new Set(
    coverage.filter((run) => places.some(({ path, line }) => run.lines.get(path)?.has(line))).map((run) => run.test),
  );
  const others = passed.filter((test) => reached.has(test.id)).sort((a, b) => a.durationMs - b.durationMs);
  return [...failing, ...others];
}

/** The functions around the changes, as each candidate writes them and as they were: they differ near to their literals. */
async function nearCode(
  candidates: readonly Runnable[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
  parse: Parse,
): Promise<Near> {
  const texts = new Set<string>();
  for (const { path, line, text } of await changedFiles(candidates, read)) {
    const language = languageOf(path);
    if (!language) continue;
    const tree = await parse(language, text);
    const around = functionAround(tree, line);
    if (around) texts.add(around.text);
    tree.dispose();
  }
  return literalsNear([...texts]);
}

async function changedFiles(
  candidates: readonly Runnable[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<readonly (Place & { readonly text: string })[]> {
  const files: (Place & { readonly text: string })[] = [];
  for (const { places, texts } of candidates) {
    for (const place of places) {
      for (const text of [texts.get(place.path), await read(place.path)])
        if (text !== undefined) files.push({ ...place, text });
    }
  }
  return files;
}

async function plan(
  tests: readonly TestResult[],
  near: Near,
  oddness: Oddness,
  read: (path: WorkspacePath) => Promise<string | undefined>,
  { parse }: ObserveDeps,
): Promise<PlannedFile[]> {
  const planned: PlannedFile[] = [];
  const paths = [...new Set(tests.flatMap(({ file }) => file ?? []))];
  let left = mostTests;
  for (const path of paths) {
    const language = languageOf(path);
    const text = language && canProbe(language) ? await read(path) : undefined;
    if (!language || text === undefined || planned.length >= mostFiles || left <= 0) continue;
    const tree = await parse(language, text);
    const bodies = testBodies(tree);
    const chosen = new Map<(typeof bodies)[number], TestResult>();
    for (const test of tests) {
      const body = test.file === path ? bodies.find(({ names }) => isNamed(test, names)) : undefined;
      if (body && !chosen.has(body) && left > 0) {
        chosen.set(body, test);
        left--;
      }
    }
    const scenes = [...chosen.keys()].reduce((sum, body) => sum + body.scenes.length, 0);
    const most = Math.max(4, Math.min(mostOfScene, Math.floor(mostInputs / mostFiles / Math.max(1, scenes))));
    const said = withLiterals(near, [...chosen.keys()]);
    const probed = [...chosen].flatMap(([body, test], at): { probe: Probe; test: TestResult }[] => {
      const variations = body.scenes
        .flatMap((scene) => variationsOf(scene, tree, said, oddness, most))
        .map((variation, number) => [`${oddness} ${planned.length}.${at}.${number}`, variation] as const);
      return variations.length === 0 ? [] : [{ probe: { test: body, variations: new Map(variations) }, test }];
    });
    if (probed.length > 0)
      planned.push({ path, tree, probes: probed.map(({ probe }) => probe), tests: probed.map(({ test }) => test) });
    else tree.dispose();
  }
  return planned;
}

/** With what the tests compare and compute with: where one of them passes another may not. */
function withLiterals(near: Near, bodies: readonly TestBody[]): Near {
  const own = literalsNear(bodies.map(({ body }) => body.text));
  const numbers = [...new Set([...near.numbers, ...own.numbers])];
  const strings = [...new Set([...near.strings, ...own.strings])];
  return { numbers: numbers.slice(0, mostLiterals), strings: strings.slice(0, mostLiterals) };
}

/** Beyond these the first changes of each literal are all that is left of the others. */
const mostLiterals = 8;

/** A tool may leave suites out of a name, or put a parameter behind it. */
function isNamed({ name }: TestResult, names: readonly string[]): boolean {
  const own = names.at(-1) ?? '';
  const last = name.split(/ › | » /).at(-1) ?? '';
  return last === own || last.replace(/\[.*\]$/, '') === own;
}

const inputsOf = ({ probes, tree, tests }: PlannedFile, oddness: Oddness, { passing }: Baseline): ProbeInput[] =>
  probes.flatMap(({ test, variations }, at) =>
    [...variations].map(([key, { setup, actual }]) => ({
      key,
      code: [...setup, actual].join('\n'),
      language: tree.language,
      test: test.names.at(-1) ?? '',
      ...(oddness === 'odd'
        ? { odd: true as const }
        : passing.has(tests[at]?.id ?? '') && { fromPassing: true as const }),
    })),
  );

async function observeOne(
  candidate: Runnable,
  files: readonly PlannedFile[],
  lane: ShadowWorkspace,
  { runTests, command, baseline }: ObserveDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Observation>> {
  const texts = new Map(candidate.texts);
  for (const { path, tree, probes } of files) texts.set(path, probeText(tree, probes, `${lane.root}/${resultFile}`));
  await prepare(lane, texts);
  const only = files.flatMap(({ tests }) => tests);
  const limitMs = (baseline.focus?.limitMs ?? baseline.wholeLimitMs) + 5_000;
  await runTests(lane, { command, coverage: false, limitMs, only }, signal);
  const told = await lane.read(resultFile).catch(() => '');
  return readObservations(told);
}
