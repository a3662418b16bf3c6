/**
 * Which of several solutions is proposed first. All have passed the tests; what decides is, in this order: what the
 * user says of inputs on which they differ, tests that a model wrote from the issue alone, signs of overfitting and
 * the size of the change. What could not be decided is said.
 */
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { labelOf } from '../attempt.ts';
import type { AskUser } from '../question.ts';
import { prepare } from '../runPatch.ts';
import { costOf } from '../select.ts';
import type { Solution } from '../solve.ts';
import type { AskModel, TestOrder } from '../writtenTest.ts';
import { capital, counted } from './behaviourWords.ts';
import { confirmByAnswers, demanded, differenceWarning, mostQuestions, notDemanded } from './confirm.ts';
import { behaviourClasses, departures, splittingInputs, type Behaviours, type ProbeInput } from './differences.ts';
import { runGeneratedTests, type GeneratedTests } from './generatedTests.ts';
import { observe } from './observe.ts';
import type { ObserveDeps, Runnable } from './runnable.ts';
import { overfittingSigns, type Sign } from './overfitting.ts';
import { marginOf, overDraws, selectors, type ScoredGroup, type SelectorName } from './selectors.ts';
import { testSources } from './testSources.ts';

export interface ChooseDeps extends ObserveDeps {
  readonly log: Log;
  readonly askModel?: AskModel;
  readonly ask?: AskUser;
  /** How often the user may be asked; `mostQuestions` when left out. */
  readonly mostQuestions?: number;
  readonly selector?: SelectorName;
  /** What a model would be told to write tests from; undefined where there is too little. */
  readonly testOrder: () => Promise<TestOrder | undefined>;
  /** Files whose change was agreed on and says nothing against a patch: a test written for this issue. */
  readonly agreed?: ReadonlySet<WorkspacePath>;
}

export interface Choice {
  readonly solution: Solution;
  /** Whole sentences for the reader of the patch. */
  readonly warnings: readonly string[];
  /** What the user said that this does not do: it is no verified fix. */
  readonly contradicted: readonly string[];
}

/** What speaks against a patch that does something new on every input near to passing tests, as `costOf` counts. */
const departureCost = 3;

/** The solutions worth showing, the best first; never empty when `solutions` is not. */
export async function choose(
  solutions: readonly Solution[],
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const signs = await signsOf(solutions, deps, signal);
  const cost = (at: number): number =>
    costOf(
      solutions[at]!.steps,
      signs[at]!.map(({ weight }) => weight),
    );
  const bySize = solutions.map((_, at) => at).sort((a, b) => cost(a) - cost(b));
  const rivals = bySize.filter((at) => solutions[at]!.stillFailing.size === 0);
  const plainly = (at: number): Choice => ({
    solution: solutions[at]!,
    warnings: signs[at]!.map(({ text }) => text),
    contradicted: [],
  });
  if (rivals.length < 2) return bySize.map(plainly);

  // From here on candidates are numbered by their place among the rivals.
  const runnable = rivals.map((at) => runnableOf(solutions[at]!));
  const observed = await observedOf(runnable, deps, signal);
  const total = rivals.map((at, number) => cost(at) + departureCost * (observed.departures[number] ?? 0));
  const cheaper = (a: number, b: number): number => total[a]! - total[b]!;
  const generated = await generatedTests(runnable, deps, signal);
  const groups: readonly { readonly candidates: readonly number[] }[] = generated
    ? judged(
        generated,
        rivals.map((at) => timesDrawn(solutions[at]!)),
        deps,
      )
    : [{ candidates: rivals.map((_, at) => at) }];
  const order = groups.flatMap((group) => [...group.candidates].sort(cheaper));
  const seen = await withDemands(observed, generated, deps);
  const weights = rivals.map((_, at) => 1 / (1 + order.indexOf(at)));

  let left: readonly number[] = order;
  let contradicted: readonly string[] = [];
  let said: readonly string[] = [];
  const most = Math.min(deps.mostQuestions ?? mostQuestions, mostQuestions);
  if (deps.ask && most > 0 && splittingInputs(seen.inputs, seen.behaviours, order, weights).length > 0) {
    const titles = rivals.map((at) => titleOf(solutions[at]!));
    const confirmed = await confirmByAnswers({ ...seen, weights, titles, most }, deps.ask, signal);
    deps.log.info(
      `Questions asked: ${confirmed.asked}; patches that are left: ${confirmed.left.length} of ${rivals.length}.`,
    );
    said = confirmed.said;
    const none = confirmed.left.length === 0;
    const agreed = none ? confirmed.last : confirmed.left;
    left = order.filter((at) => agreed.includes(at));
    if (none) [said, contradicted] = [said.slice(0, -1), said.slice(-1)];
  }
  const open = splittingInputs(seen.inputs, seen.behaviours, left, weights);
  return left.map((number): Choice => {
    const choice = plainly(rivals[number]!);
    const difference = open.map((split) => differenceWarning(split, number)).find((text) => text !== undefined);
    return {
      ...choice,
      warnings: [...choice.warnings, ...said, ...(difference ? [difference] : []), ...agreement(left, seen)],
      contradicted,
    };
  });
}

const titleOf = (solution: Solution): string => solution.steps.map(labelOf).join('; ');

const runnableOf = ({ texts, steps }: Solution): Runnable => ({
  texts,
  places: steps.flatMap((step) => step.places),
});

async function signsOf(
  solutions: readonly Solution[],
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<readonly (readonly Sign[])[]> {
  const [lane] = deps.lanes;
  if (!lane) return solutions.map(() => []);
  await prepare(lane, new Map());
  const texts = new Map<WorkspacePath, Promise<string | undefined>>();
  const read = (path: WorkspacePath): Promise<string | undefined> => {
    const known = texts.get(path) ?? lane.read(path).catch(() => undefined);
    texts.set(path, known);
    return known;
  };
  const all: (readonly Sign[])[] = [];
  for (const solution of solutions) {
    const changes = await Promise.all(
      [...solution.texts]
        .filter(([path]) => !deps.agreed?.has(path))
        .map(async ([path, after]) => ({ path, before: (await read(path)) ?? '', after })),
    );
    const { failing, coverage } = deps.baseline;
    all.push(await overfittingSigns({ changes, failing, coverage, read }, deps.parse, signal));
  }
  return all;
}

async function generatedTests(
  runnable: readonly Runnable[],
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<GeneratedTests | undefined> {
  const { askModel } = deps;
  const order = askModel && (await deps.testOrder());
  return askModel && order && runGeneratedTests(runnable, order, { ...deps, askModel }, signal);
}

/** A way of several steps was drawn as often as the rarest of them. */
const timesDrawn = ({ steps }: Solution): number => Math.min(mostVotes, ...steps.map(({ drawn = 1 }) => drawn));
/** A model that says the same every time is no more right for it. */
const mostVotes = 8;

function judged(
  generated: GeneratedTests,
  times: readonly number[],
  { selector = 'b4', log }: ChooseDeps,
): readonly ScoredGroup[] {
  const groups = overDraws(selectors[selector], times)(generated.matrix);
  const [best] = groups;
  const margin = marginOf(groups);
  const by = Number.isFinite(margin) ? `, ahead by ${margin.toFixed(2)}` : '';
  log.info(
    `${generated.names.length} generated tests over ${generated.matrix.length} patches, by ${selector}: ` +
      `${best?.candidates.length ?? 0} agree on ${best?.passed ?? 0} tests${by}; ${groups.length} groups.`,
  );
  return groups;
}

interface Seen {
  /** Why nothing could be compared beyond the tests: the middle of a sentence. */
  readonly untold?: string;
  readonly inputs: readonly ProbeInput[];
  readonly behaviours: Behaviours;
}

interface ObservedRivals extends Seen {
  /** Of each: on what share of the inputs near to passing tests it does something new. */
  readonly departures: readonly number[];
}

/** What each candidate does on inputs that no test has. */
async function observedOf(
  runnable: readonly Runnable[],
  deps: ChooseDeps,
  signal: AbortSignal,
): Promise<ObservedRivals> {
  let observed: Awaited<ReturnType<typeof observe>>;
  try {
    observed = await observe(runnable, deps, signal);
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    observed = { kind: 'untold', why: describeError(error) };
  }
  if (observed.kind === 'untold') {
    deps.log.info(
      `Nothing could be told of how the patches differ beyond the tests: ${observed.why.replace(/[.\s]+$/, '')}.`,
    );
    return {
      untold: observed.why,
      ...{ inputs: [], behaviours: runnable.map(() => new Map()), departures: runnable.map(() => 0) },
    };
  }
  const { inputs, behaviours, before } = observed;
  const ways = behaviourClasses(inputs, behaviours).length;
  deps.log.info(
    `${runnable.length} patches on ${inputs.length} further inputs: ${ways === 1 ? 'all do the same' : `${ways} behaviours`}.`,
  );
  return { inputs, behaviours, departures: departures(inputs, behaviours, before) };
}

/** What was seen, with the generated tests as further inputs: both can be asked about. */
async function withDemands(seen: Seen, generated: GeneratedTests | undefined, { parse }: ChooseDeps): Promise<Seen> {
  if (!generated) return seen;
  const demands = await testSources(generated.file, generated.names, parse);
  const behaviours = seen.behaviours.map((own, candidate) => {
    const all = new Map(own);
    for (const [column, { key }] of demands.entries()) {
      const shown = generated.matrix[candidate]?.[column] ? demanded : notDemanded;
      all.set(key, { key, same: shown, shown });
    }
    return all;
  });
  return { ...seen, inputs: [...seen.inputs, ...demands], behaviours };
}

/** What is known of the rivals that were not chosen. */
function agreement(left: readonly number[], { inputs, behaviours, untold }: Seen): string[] {
  if (left.length < 2) return [];
  const others = left.length === 2 ? 'Another patch passes' : `${capital(counted(left.length - 1))} other patches pass`;
  const classes = behaviourClasses(
    inputs,
    left.map((at) => behaviours[at]!),
  );
  const seenInputs = inputs.filter((input) => behaviours.every((seen) => seen.has(input.key))).length;
  if (classes.length > 1) return [];
  return [
    seenInputs > 1
      ? `${others} every test as well, and nothing tells them apart on ${seenInputs} further inputs.`
      : `${others} every test as well: the tests do not tell them apart.${untold === undefined ? '' : ` They were not compared on further inputs: ${untold.replace(/[.\s]+$/, '')}.`}`,
  ];
}
