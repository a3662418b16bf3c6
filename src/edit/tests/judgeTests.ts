/**
 * Which of some new tests are worth keeping: those that pass here, twice, leave nothing behind, and notice a fault
 * seeded into the code that no test has noticed so far. Every other one is dropped with its reason.
 */
import type { LanguageId, SyntaxTree } from '../../syntax/tree.ts';
import { faultsOf } from '../../syntax/walk.ts';
import { newFault } from '../../syntax/newFault.ts';
import { diffLines } from '../../text/lineDiff.ts';
import { inLanes } from '../../testing/inLanes.ts';
import type { TestReport, TestResult, WorkspacePath } from '../../testing/report.ts';
import { mergeTests, withoutIdleImports } from './mergeTests.ts';
import { resultsOf, testUnits, withoutUnits, type TestUnit } from './testUnits.ts';
import { runFile, runWithFault, type SeededFault, type Trial } from './trial.ts';

/** The file that tests are added to. */
export interface TestFileNow {
  readonly path: WorkspacePath;
  /** '' for one that is not there yet. */
  readonly text: string;
  readonly language: LanguageId;
  /** Ids of its tests. */
  readonly known: ReadonlySet<string>;
}

export interface DroppedTest {
  readonly name: string;
  /** The rest of a sentence that begins with the name. */
  readonly why: string;
}

export interface Judged {
  /** The file with the tests that are kept; as it was when none is. */
  readonly text: string;
  readonly kept: readonly string[];
  readonly dropped: readonly DroppedTest[];
  /** Faults that the kept tests notice. */
  readonly notices: ReadonlySet<SeededFault>;
  /** None notices anything new, so those are kept that notice at least what others do. */
  readonly nothingNew: boolean;
  /** Why there is nothing to judge, as a whole sentence. */
  readonly unusable?: string;
}

/**
 * @param unnoticed faults that no test notices yet
 * @param noticed faults that tests notice already: what is left to go by where nothing new is noticed
 */
export async function judgeTests(
  added: string,
  file: TestFileNow,
  unnoticed: readonly SeededFault[],
  noticed: readonly SeededFault[],
  trial: Trial,
  told: (what: string) => void,
  signal: AbortSignal,
): Promise<Judged> {
  const dropped: DroppedTest[] = [];
  const drop = (name: string, why: string): void => void dropped.push({ name, why });
  const nothing = (unusable?: string): Judged => ({
    ...{ text: file.text, kept: [], dropped, notices: new Set(), nothingNew: false },
    ...(unusable !== undefined && { unusable }),
  });
  const merged = await mergedFile(added, file, trial);
  if (merged.kind === 'unusable') return nothing(merged.why);
  let text = merged.text;
  const old = await namesAndDeeds(file, trial);
  text = await inTree(text, file, trial, (tree) => {
    const gone = new Set<TestUnit>();
    const seen = new Map<string, string>();
    for (const unit of freshUnits(tree, old)) {
      const same = old.deeds.get(unit.does) ?? seen.get(unit.does);
      if (same !== undefined) {
        gone.add(unit);
        drop(unit.name, `does the same as “${same}”`);
      } else if ([...seen.values()].includes(unit.name) || (old.names.has(unit.name) && !old.deeds.has(unit.does))) {
        gone.add(unit);
        drop(unit.name, 'has the name of another test');
      } else seen.set(unit.does, unit.name);
    }
    return withoutUnits(tree, gone);
  });
  text = await withoutUnknownNames(text);
  text = await tidied(text);
  let units = await fresh();
  if (units.length === 0) return nothing(dropped.length === 0 ? 'There is no test in it.' : undefined);

  told('the new tests on the code as it is');
  let first = await run(true);
  for (let tries = 0; tries < 4 && first.results.length === 0 && first.problem; tries++) {
    const message = firstLine(first.problem.message);
    const faulty = units.filter(({ firstLine: from, lastLine }) =>
      first.problem?.frames.some(({ path, line }) => path === file.path && from <= line && line <= lastLine),
    );
    if (faulty.length === 0) return nothing(`The new tests do not run: ${message}.`);
    await without(faulty, `does not compile: ${message}`);
    if (units.length === 0) return nothing();
    first = await run(true);
  }
  const results = new Map(units.map((unit) => [unit.name, resultsOf(unit, units, file.path, first.results)]));
  const left = await litter();
  const failing = units.filter((unit) => !passes(results.get(unit.name)!));
  for (const unit of failing) {
    const failed = results.get(unit.name)!.find(({ outcome }) => outcome === 'failed');
    const skipped = results.get(unit.name)!.some(({ outcome }) => outcome === 'skipped');
    drop(
      unit.name,
      failed
        ? `fails on the code as it is (${firstLine(failed.failure?.message ?? 'no reason given')})`
        : skipped
          ? 'is skipped'
          : first.end.kind === 'timedOut'
            ? 'does not come to an end'
            : 'was not run by the test command',
    );
  }
  await takeOut(failing);
  if (units.length === 0) return nothing();
  if (left.length > 0) await withoutLitter(left);
  if (units.length === 0) return nothing();

  told('the new tests a second time');
  const second = await run(false);
  const unsteady = units.filter((unit) => !passes(resultsOf(unit, units, file.path, second.results)));
  await without(unsteady, 'changes its mind: it passed once and then failed on the same code');
  if (units.length === 0) return nothing();

  const lines = linesOf(first);
  let kills = await killsOf(unnoticed, 'faults that no test notices so far');
  let nothingNew = false;
  if ([...kills.values()].every((each) => each.size === 0) && noticed.length > 0) {
    nothingNew = true;
    kills = await killsOf(noticed.slice(0, mostKnown), 'faults that tests notice already');
  }
  const idle = units.filter(({ name }) => (kills.get(name)?.size ?? 0) === 0);
  const why =
    nothingNew || noticed.length === 0
      ? 'notices none of the seeded faults'
      : 'notices no seeded fault that other tests let pass';
  await without(idle, why);
  if (units.length === 0) return nothing();

  told('what is kept, once more');
  const last = await run(false);
  const late = units.filter((unit) => !passes(resultsOf(unit, units, file.path, last.results)));
  await without(late, 'changes its mind: it passed twice and then failed on the same code');
  if (units.length === 0) return nothing();
  const notices = new Set(units.flatMap(({ name }) => [...(kills.get(name) ?? [])]));
  return { text, kept: units.map(({ name }) => name), dropped, notices, nothingNew };

  async function fresh(): Promise<readonly TestUnit[]> {
    return inTree(text, file, trial, (tree) => freshUnits(tree, old));
  }

  function tidied(whole: string): Promise<string> {
    return inTree(whole, file, trial, (tree) => withoutIdleImports(file.text, tree));
  }

  async function takeOut(gone: readonly TestUnit[]): Promise<void> {
    if (gone.length === 0) return;
    text = await tidied(await inTree(text, file, trial, (tree) => withoutUnits(tree, new Set(gone))));
    units = await fresh();
  }

  async function without(gone: readonly TestUnit[], reason: string): Promise<void> {
    for (const { name } of gone) drop(name, reason);
    await takeOut(gone);
  }

  function run(coverage: boolean): Promise<TestReport> {
    return runFile(file.path, text, file.known, coverage, trial, signal);
  }

  async function withoutUnknownNames(whole: string): Promise<string> {
    let now = whole;
    for (let tries = 0; tries < 20; tries++) {
      const found = await unknownName(now, file, old, trial);
      if (!found?.unit) return now;
      const { unit, name } = found;
      drop(unit.name, `uses “${name}”, which is declared and imported nowhere`);
      now = await inTree(now, file, trial, (tree) => withoutUnits(tree, new Set([unit])));
    }
    return now;
  }

  /** Each test alone, since a run of all does not tell whose it is. */
  async function withoutLitter(all: readonly WorkspacePath[]): Promise<void> {
    const untidy: TestUnit[] = [];
    for (const unit of units) {
      const report = await runWithFault(
        undefined,
        new Map([[file.path, text]]),
        resultsOf(unit, units, file.path, first.results),
        trial.lanes[0]!,
        trial,
        signal,
      );
      if (report.end.kind === 'exited' && (await litter()).length > 0) untidy.push(unit);
    }
    await without(untidy, `leaves files behind (${all.slice(0, 2).join(', ')})`);
  }

  async function litter(): Promise<WorkspacePath[]> {
    const changed = await trial.lanes[0]!.changed(signal);
    return changed.filter((path) => path !== file.path && path !== trial.source.path && !trial.usual.has(path));
  }

  /** The new tests that run a fault's lines, by the coverage of their first run. */
  function linesOf({ coverage }: TestReport): (name: string, fault: SeededFault) => boolean {
    if (!coverage || coverage.length === 0) return () => true;
    const ran = new Map(coverage.map((each) => [each.test, each.lines.get(trial.source.path)]));
    return (
      name,
      {
        mutant: {
          lines: { first: from, last: to },
          isInFunction,
        },
      },
    ) =>
      (results.get(name) ?? []).some(({ id }) => {
        const lines = ran.get(id);
        return lines !== undefined && (!isInFunction || [...lines].some((line) => from <= line && line <= to));
      });
  }

  async function killsOf(faults: readonly SeededFault[], what: string): Promise<Map<string, Set<SeededFault>>> {
    const killed = new Map<string, Set<SeededFault>>();
    let done = 0;
    const texts = new Map([[file.path, text]]);
    await inLanes(
      faults,
      trial.lanes,
      async (fault, lane) => {
        told(`what the new tests notice of ${what}: ${++done} of ${faults.length}`);
        const able = units.filter(({ name }) => lines(name, fault));
        if (able.length === 0) return;
        const only = able.flatMap(({ name }) => results.get(name) ?? []);
        const report = await runWithFault(fault.mutant, texts, only, lane, trial, signal);
        for (const unit of able) {
          // What does not load or does not end may be any test's doing: only a test's own failure counts.
          const failed = resultsOf(unit, units, file.path, report.results).some(({ outcome }) => outcome === 'failed');
          if (failed) killed.set(unit.name, (killed.get(unit.name) ?? new Set()).add(fault));
        }
      },
      signal,
    );
    return killed;
  }
}

/** So many tell whether a test notices anything at all. */
const mostKnown = 8;

interface OldTests {
  readonly names: ReadonlySet<string>;
  /** By what they do. */
  readonly deeds: ReadonlyMap<string, string>;
}

const namesAndDeeds = (file: TestFileNow, trial: Trial): Promise<OldTests> =>
  inTree(file.text, file, trial, (tree) => {
    const units = testUnits(tree);
    return {
      names: new Set(units.map(({ name }) => name)),
      deeds: new Map(units.map(({ does, name }) => [does, name])),
    };
  });

/** Old tests come first in the file; a new one of the same name and deed is the second. */
function freshUnits(tree: SyntaxTree, old: OldTests): TestUnit[] {
  const left = new Map<string, number>();
  const key = ({ name, does }: Pick<TestUnit, 'name' | 'does'>): string => `${name}\0${does}`;
  for (const [does, name] of old.deeds) left.set(key({ name, does }), 1);
  return testUnits(tree).filter((unit) => {
    const count = left.get(key(unit)) ?? 0;
    left.set(key(unit), count - 1);
    return count <= 0;
  });
}

async function mergedFile(
  added: string,
  file: TestFileNow,
  { parse }: Trial,
): Promise<{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'unusable'; readonly why: string }> {
  const tree = await parse(file.language, added);
  try {
    // Methods alone are no file of Java, and become one only in their class.
    const isWhole = file.language !== 'java' || /\bclass\b/.test(added);
    if (isWhole && faultsOf(tree.root) > 0) return { kind: 'unusable', why: 'The tests do not parse.' };
    if (file.text.trim() === '') return { kind: 'text', text: `${added.trimEnd()}\n` };
    const before = await parse(file.language, file.text);
    try {
      const merged = mergeTests(file.path, before, tree);
      if (merged.kind === 'clash')
        return { kind: 'unusable', why: `“${merged.name}” is declared in ${file.path} already, as something else.` };
      const after = await parse(file.language, merged.text);
      const isBroken = faultsOf(after.root) > faultsOf(before.root);
      after.dispose();
      return isBroken
        ? { kind: 'unusable', why: `With the tests ${file.path} does not parse.` }
        : { kind: 'text', text: merged.text };
    } finally {
      before.dispose();
    }
  } finally {
    tree.dispose();
  }
}

async function unknownName(
  text: string,
  file: TestFileNow,
  old: OldTests,
  { parse }: Trial,
): Promise<{ readonly name: string; readonly unit: TestUnit | undefined } | undefined> {
  const [before, after] = [await parse(file.language, file.text), await parse(file.language, text)];
  try {
    const fault = newFault(before, after, diffLines(file.text, text));
    if (fault?.kind !== 'unknown name') return undefined;
    const unit = freshUnits(after, old).find(
      ({ firstLine, lastLine }) => firstLine <= fault.line && fault.line <= lastLine,
    );
    return { name: fault.name, unit };
  } finally {
    before.dispose();
    after.dispose();
  }
}

async function inTree<Result>(
  text: string,
  { language }: TestFileNow,
  { parse }: Trial,
  use: (tree: SyntaxTree) => Result,
): Promise<Result> {
  const tree = await parse(language, text);
  try {
    return use(tree);
  } finally {
    tree.dispose();
  }
}

const passes = (results: readonly TestResult[]): boolean =>
  results.length > 0 && results.every(({ outcome }) => outcome === 'passed');

const firstLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line.replace(/\.$/, '');
};
