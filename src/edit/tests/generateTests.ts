/**
 * New tests for a place that are worth their keep: they pass here and notice faults seeded into the code. By a model,
 * or without one by recording what the code does today; judged by the same rule either way.
 */
import type { Model } from '../../model/model.ts';
import type { Spending } from '../../model/spending.ts';
import type { Check } from '../../review/proposal.ts';
import { languageOf } from '../../syntax/language.ts';
import type { Definition } from '../../syntax/outline.ts';
import type { LanguageId, Parse } from '../../syntax/tree.ts';
import { faultsOf } from '../../syntax/walk.ts';
import type { TestReport, TestResult, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { CheckDeps } from '../checkChange.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import type { GatherDeps } from '../gather.ts';
import { askForTests, type AskedTests } from './askForTests.ts';
import { firstHome } from './firstHome.ts';
import type { FirstPlace, NoTool } from './firstPlace.ts';
import type { DroppedTest, TestFileNow } from './judgeTests.ts';
import { mutantsOf } from './mutants.ts';
import { recordTests } from './recordTests.ts';
import { testHome, type TestHome } from './testHome.ts';
import { testsCommands, type TestsCommandDeps } from './testsCommand.ts';
import { existingTests, seedFaults, type SeededFault, type Trial } from './trial.ts';

export interface TestsDeps
  extends
    GatherDeps,
    Pick<CheckDeps, 'copyWorkspace' | 'runTests' | 'whyNotRun'>,
    Pick<TestsCommandDeps, 'findTests' | 'findTestsWith'> {
  readonly parse: Parse;
  /** As `runTests`, for many short runs. */
  readonly runQuickly: RunTests;
  /** Left out: what the code does today is recorded. */
  readonly model?: Model;
  readonly spending: Spending;
}

export type GeneratedTests =
  | {
      readonly kind: 'written';
      readonly title: string;
      readonly path: WorkspacePath;
      readonly text: string;
      readonly check: Check;
      /** How many tests there were to judge, and how many are left. */
      readonly tried: number;
      readonly kept: number;
      /** Whole sentences. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'none'; readonly why: string; readonly next: string; readonly needsModel?: true };

/** What is compiled anew for each fault gets fewer. */
const mostFaults = { quick: 24, compiled: 16 } as const;
const firstLimitMs = 5 * 60_000;
const lanesAtOnce = 2;

/** @throws ModelError */
export async function generateTests(
  request: EditRequest,
  deps: TestsDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<GeneratedTests> {
  const { place } = request;
  if (!place) return none('It is not said what to test.', 'Put the cursor into a function, or name a file.');
  const { path } = place;
  const language = languageOf(path);
  if (!language)
    return none(
      `Tests cannot be generated for ${path}: they are for JavaScript, TypeScript, Python, Go, Rust and Java.`,
      'Name a file in one of these languages.',
    );
  if (isTestPath(path)) return none(`${path} holds tests itself.`, 'Name the code that is to be tested.');
  const text = (await deps.files.text(path)) ?? '';
  const files = await deps.files.paths();
  const found = await commandFor(path, language, request, deps, signal);
  if ('why' in found) return none(found.why, found.next);
  const target = targetOf((await deps.readOutline(path, text)).definitions, place.lines, path);
  const isCompiled = ['go test', 'cargo test', 'maven', 'gradle'].includes(found.command.framework);
  const tree = await deps.parse(language, text);
  const isBroken = faultsOf(tree.root) > 0;
  const mutants = isBroken ? [] : mutantsOf(tree, target.lines, isCompiled ? mostFaults.compiled : mostFaults.quick);
  tree.dispose();
  if (isBroken) return none(`${path} does not parse.`, 'Mend that first.');
  if (mutants.length === 0)
    return none(
      `Nothing in ${target.name} computes or decides anything, so no test can notice a fault there.`,
      'Name code that does.',
    );

  emit({ kind: 'checking', what: 'what the tests at hand say' });
  const shadow = await deps.copyWorkspace(signal);
  const lanes: ShadowWorkspace[] = [shadow];
  try {
    const run = { command: found.command, limitMs: firstLimitMs };
    const covers = !isCompiled && found.command.framework !== 'custom';
    const begun = found.places && (await firstHome(found.places, shadow, run, deps, signal));
    if (begun && 'why' in begun) return none(begun.why, begun.next);
    const report = begun ? begun.report : await deps.runTests(shadow, { ...run, coverage: covers }, signal);
    const usual = new Set(await shadow.changed(signal));
    await shadow.reset();
    if (report.results.length === 0 && !begun)
      return none(
        `“${found.command.line}” gave no result: ${reasonOf(report)}.`,
        'Mend that, or name a command that runs the tests.',
      );
    const input = { source: path, lines: target.lines, names: target.names, files, report };
    const home = begun?.home ?? (await testHome({ ...input, text: (file) => deps.files.text(file) }));
    if (!home)
      return none(
        'There is no test file that shows how tests are written here.',
        `Write a first test of ${target.name} by hand.`,
      );
    const passed = report.results.filter(({ outcome }) => outcome === 'passed');
    const watching = existingTests(passed, report, path);
    const around = passed.filter((test) => mutants.some((mutant) => watching.watching(mutant).includes(test)));
    const again = await steadyAmong(around, report, shadow, found.command, deps, signal);
    const trial: Trial = {
      ...{ lanes, command: found.command, covers, usual, source: { path, text } },
      ...{ runTests: deps.runQuickly, parse: deps.parse },
      standIn: begun?.standIn ?? new Map(),
      limitMs: 5_000 + 4 * again.durationMs,
    };
    if (mutants.length > 2 * lanesAtOnce) lanes.push(await shadow.lane(signal));
    const faults = await seedFaults(
      mutants,
      existingTests(again.steady, report, path),
      trial,
      (done) => emit({ kind: 'checking', what: `whether tests notice seeded fault ${done} of ${mutants.length}` }),
      signal,
    );
    const before = faults.filter(({ noticed }) => noticed).length;
    if (before === faults.length)
      return none(
        faults.length === 0
          ? `No fault that compiles could be seeded into ${target.name}.`
          : `The tests at hand notice all ${faults.length} faults that were seeded into ${target.name}.`,
        'Name other code; this is tested well.',
      );
    const file: TestFileNow = {
      path: home.path,
      text: home.before ?? '',
      language: languageOf(home.path) ?? language,
      known: new Set(report.results.flatMap(({ id, file: at }) => (at === home.path ? [id] : []))),
    };
    const order = { request, about: target.name, names: target.names, home, file, faults, trial };
    const { model } = deps;
    if (model) return written(await askForTests(order, { ...deps, model }, emit, signal), faults, home, target.name);
    emit({ kind: 'exact', title: `What ${target.name} does today`, by: 'recording it in runs' });
    const recorded = await recordTests({ ...order, lines: target.lines }, deps, emit, signal);
    if (recorded.kind === 'none') return { ...none(recorded.why, recorded.next), needsModel: true };
    return written(recorded.tests, faults, home, target.name, true);
  } finally {
    await Promise.all(lanes.map((lane) => lane.dispose()));
  }
}

function written(
  tests: AskedTests,
  faults: readonly SeededFault[],
  { path: wantedPath }: TestHome,
  about: string,
  isRecorded = false,
): GeneratedTests {
  const { home, text, kept, dropped, notices, nothingNew, unusable } = tests;
  const drops = droppedWords(dropped);
  if (kept.length === 0) {
    const why = [...unusable, ...(drops === '' ? [] : [drops])].join(' ');
    return none(
      `No test was kept. ${why}`.trim(),
      isRecorded ? 'Choose a model: it can write tests of more kinds.' : 'Ask again, or for tests of less at once.',
    );
  }
  const all = kept.length + dropped.length;
  const before = faults.filter(({ noticed }) => noticed).length;
  const after = nothingNew ? before : before + notices.size;
  const counts =
    `${kept.length} of ${all} ${all === 1 ? 'test' : 'tests'} kept. ` +
    (nothingNew
      ? `${kept.length === 1 ? 'It notices' : 'They notice'} seeded faults, but none that the tests before let pass (${before} of ${faults.length}).`
      : `With ${kept.length === 1 ? 'it' : 'them'} the tests notice ${after} of ${faults.length} seeded faults, ${after - before} more than before.`);
  const missed = faults.filter((fault) => !fault.noticed && !notices.has(fault)).map(({ mutant }) => mutant.what);
  const notes = [
    ...(isRecorded
      ? [
          'The tests record what the code does today. Whether that is right, nobody has said: read them before you accept.',
        ]
      : []),
    ...(drops === '' ? [] : [drops]),
    ...(missed.length > 0 && !nothingNew
      ? [
          `No test notices ${missed.length === 1 ? 'this change' : 'these changes'}, which may make no difference: ${missed.slice(0, 4).join('; ')}${missed.length > 4 ? `; and ${missed.length - 4} more` : ''}.`,
        ]
      : []),
    ...(home.path !== wantedPath
      ? [`They stand in a file of their own, since names in ${wantedPath} clash with theirs.`]
      : []),
  ];
  const number = kept.length === 1 ? '1 test' : `${kept.length} tests`;
  return {
    kind: 'written',
    title: isRecorded ? `Record what ${about} does today in ${number}` : `Add ${number} of ${about}`,
    path: home.path,
    text,
    check: { what: 'Seeded faults', outcome: nothingNew ? 'not checked' : 'passed', detail: counts },
    notes,
    tried: all,
    kept: kept.length,
  };
}

const mostNamed = 12;

function droppedWords(dropped: readonly DroppedTest[]): string {
  if (dropped.length === 0) return '';
  const said = dropped.slice(0, mostNamed).map(({ name, why }) => `“${name}” ${why}`);
  const more = dropped.length > mostNamed ? `; and ${dropped.length - mostNamed} more` : '';
  return `Not kept: ${said.join('; ')}${more}.`;
}

interface Found {
  readonly command: TestCommand;
  /** Where a first test may stand; left out where there are tests. */
  readonly places?: readonly FirstPlace[];
}

async function commandFor(
  source: WorkspacePath,
  language: LanguageId,
  { tests }: EditRequest,
  deps: TestsCommandDeps & Pick<TestsDeps, 'whyNotRun'>,
  signal: AbortSignal,
): Promise<Found | NoTool> {
  if (tests.kind === 'none')
    return { why: 'Tests are kept only once they have run, and no test may be run.', next: 'Allow tests to be run.' };
  const given = tests.kind === 'command' ? tests.command : undefined;
  const found = await testsCommands(source, language, given, deps, signal);
  if ('why' in found) return found;
  const { commands, places } = found;
  const [command] = commands;
  const why = deps.whyNotRun(command);
  if (why !== undefined)
    return { why: `“${command.line}” was not run. ${why}`, next: 'Ask again and allow it, or name another command.' };
  return { command, ...(places && { places }) };
}

interface Target {
  /** "priceOf", "Queue.push", "src/price.js" */
  readonly name: string;
  readonly names: readonly string[];
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

/** The function, method or class that the lines are in; else the lines, or the whole file. */
function targetOf(
  definitions: readonly Definition[],
  lines: { readonly first: number; readonly last: number } | undefined,
  path: WorkspacePath,
): Target {
  const testable = definitions.filter(({ kind }) => kind === 'function' || kind === 'method' || kind === 'class');
  const namesOf = (all: readonly Definition[]): string[] => [...new Set(all.map(({ name }) => name))];
  if (!lines) return { name: path, names: namesOf(testable), lines: undefined };
  const around = testable
    .filter(({ startLine, endLine }) => startLine <= lines.first && lines.last <= endLine)
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))[0];
  if (around) {
    const name = [...around.scope, around.name].join('.');
    const owner = around.scope.at(-1);
    const names = [around.name, ...(owner === undefined ? [] : [owner])];
    return { name, names, lines: { first: around.startLine, last: around.endLine } };
  }
  const inside = testable.filter(({ startLine, endLine }) => startLine <= lines.last && lines.first <= endLine);
  const words = lines.first === lines.last ? `line ${lines.first}` : `lines ${lines.first} to ${lines.last}`;
  return { name: `${words} of ${path}`, names: namesOf(inside), lines };
}

/** Tests that pass a second time, alone, and what that takes. */
async function steadyAmong(
  tests: readonly TestResult[],
  whole: TestReport,
  shadow: ShadowWorkspace,
  command: TestCommand,
  { runQuickly }: Pick<TestsDeps, 'runQuickly'>,
  signal: AbortSignal,
): Promise<{ readonly steady: readonly TestResult[]; readonly durationMs: number }> {
  if (tests.length === 0) return { steady: [], durationMs: whole.durationMs };
  const report = await runQuickly(shadow, { command, coverage: false, limitMs: firstLimitMs, only: tests }, signal);
  await shadow.reset();
  const passing = new Set(report.results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  return { steady: tests.filter(({ id }) => passing.has(id)), durationMs: report.durationMs };
}

const reasonOf = ({ problem, end }: TestReport): string =>
  (
    problem?.message.trim().split('\n', 1)[0] ?? (end.kind === 'timedOut' ? 'it did not end' : 'it found no test')
  ).replace(/\.$/, '');

const none = (why: string, next: string): GeneratedTests & { readonly kind: 'none' } => ({ kind: 'none', why, next });
