/** Tries a change in a copy of the workspace before anybody is shown it: types, then tests, before and after. */

import type { Check } from '../review/proposal.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { Detection } from '../testing/detect.ts';
import type { Place, TestFailure, TestReport, WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { EditEvent } from './editEvent.ts';
import type { TestChoice } from './editRequest.ts';
import { keptTests, passNoMore, relatedTests, type KeptTests } from './keptTests.ts';
import { checkerRun, typesCheck, type CheckerRun } from './typeErrors.ts';

export interface CheckDeps {
  readonly copyWorkspace: (signal: AbortSignal) => Promise<ShadowWorkspace>;
  readonly runTests: RunTests;
  readonly findTests: (near: WorkspacePath | undefined, signal: AbortSignal) => Promise<Detection>;
  /** The command that checks the types of a file, where the project is set up for one. */
  readonly typeChecker: (path: WorkspacePath) => Promise<TestCommand | undefined>;
  /** Why a command is not to be run, as a whole sentence; undefined when it may. */
  readonly whyNotRun: (command: TestCommand) => string | undefined;
  /** What the editor's own languages find new with these texts, in sentences. Left out where there is no editor. */
  readonly diagnose?: (texts: ReadonlyMap<WorkspacePath, string>, signal: AbortSignal) => Promise<readonly string[]>;
}

export interface Checked {
  readonly checks: readonly Check[];
  readonly command: TestCommand | undefined;
  readonly tests: KeptTests | undefined;
  /** What the copy lacks. */
  readonly warnings: readonly string[];
  /** What was not there before the change. */
  readonly faults: readonly Fault[];
  /** What its type checkers said before, and say still. */
  readonly knownFaults: readonly Fault[];
}

/** Something that a checker or a test has against a change. */
export interface Fault {
  readonly by: 'types' | 'tests';
  readonly message: string;
  /** Where, the innermost first; empty where nobody says. */
  readonly frames: readonly Place[];
}

/** A first look compiles, and may be slow for other reasons of its own. */
const firstLimitMs = 5 * 60_000;
/** Whole suites that take longer are run for what has to do with the change only. */
const longSuiteMs = 60_000;

/** Texts of files as a change leaves them, whole; `undefined`: the file goes. */
export type ChangedTexts = ReadonlyMap<WorkspacePath, string | undefined>;

export async function checkChange(
  texts: ChangedTexts,
  choice: TestChoice,
  deps: CheckDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Checked> {
  const checks = openChecks(choice, deps);
  try {
    return await checks.run(texts, emit, signal);
  } finally {
    await checks.dispose();
  }
}

/** One copy in which one state of a change after another is tried. What was so before any is found out once. */
export interface OpenChecks {
  run(texts: ChangedTexts, emit: (event: EditEvent) => void, signal: AbortSignal): Promise<Checked>;
  dispose(): Promise<void>;
}

export function openChecks(choice: TestChoice, deps: CheckDeps): OpenChecks {
  let copy: ShadowWorkspace | undefined;
  const typesBefore = new Map<string, CheckerRun>();
  const testsBefore = new Map<string, TestReport>();

  return {
    async dispose() {
      await copy?.dispose();
    },
    async run(texts, emit, signal) {
      const checks: Check[] = [];
      const add = (check: Check): void => {
        checks.push(check);
        emit({ kind: 'checked', check });
      };
      if (deps.diagnose) {
        emit({ kind: 'checking', what: 'what the editor reports' });
        const there = new Map(
          [...texts].flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])),
        );
        add(diagnosed(await deps.diagnose(there, signal)));
      }
      const checkers = await typeCheckers(texts, deps);
      const found = await testCommand(texts, choice, deps, signal);
      const blocked = 'why' in found ? found.why : undefined;
      const command = 'why' in found ? undefined : found.command;
      for (const why of checkers.blocked) add({ what: 'Types', outcome: 'not checked', detail: why });
      if (checkers.commands.length === 0 && checkers.blocked.length === 0)
        add({
          what: 'Types',
          outcome: 'not checked',
          detail: 'The project has no checker of types that is known here.',
        });
      if (blocked !== undefined) add({ what: 'Tests', outcome: 'not checked', detail: blocked });
      if (checkers.commands.length === 0 && !command)
        return { checks, command: undefined, tests: undefined, warnings: [], faults: [], knownFaults: [] };

      const isFirst = copy === undefined;
      const shadow = (copy ??= await deps.copyWorkspace(signal));
      if (!isFirst) await shadow.reset();
      const write = async (): Promise<void> => {
        for (const [path, text] of texts) await (text === undefined ? shadow.remove(path) : shadow.write(path, text));
      };
      for (const checker of checkers.commands)
        if (!typesBefore.has(keyOf(checker))) typesBefore.set(keyOf(checker), await runChecker(checker));
      if (command && !testsBefore.has(keyOf(command))) testsBefore.set(keyOf(command), await runBefore(command));
      await write();
      const faults: Fault[] = [];
      const knownFaults: Fault[] = [];
      for (const checker of checkers.commands) {
        const before = typesBefore.get(keyOf(checker))!;
        const after = await runChecker(checker);
        add(typesCheck(checker.line, before, after));
        for (const { key, message, place } of after.found) {
          const isNew = (after.errors.get(key)?.count ?? 0) > (before.errors.get(key)?.count ?? 0);
          (isNew ? faults : knownFaults).push({ by: 'types', message, frames: place ? [place] : [] });
        }
      }
      const before = command && testsBefore.get(keyOf(command));
      const tests = command && before && (await runAfter(command, before));
      if (tests) {
        add(tests.kept.check);
        faults.push(...tests.faults);
      }
      return { checks, command, tests: tests?.kept, warnings: shadow.warnings, faults, knownFaults };

      async function runChecker(checker: TestCommand): Promise<CheckerRun> {
        emit({ kind: 'checking', what: `“${checker.line}”` });
        const request = { command: checker, coverage: false, limitMs: firstLimitMs };
        return checkerRun(await deps.runTests(shadow, request, signal), checker, shadow);
      }

      async function runBefore(tested: TestCommand): Promise<TestReport> {
        emit({ kind: 'checking', what: `“${tested.line}” without the change` });
        const request = { command: tested, coverage: coversQuickly(tested), limitMs: firstLimitMs };
        const report = await deps.runTests(shadow, request, signal);
        await shadow.reset();
        return report;
      }

      async function runAfter(
        tested: TestCommand,
        first: TestReport,
      ): Promise<{ readonly kept: KeptTests; readonly faults: readonly Fault[] }> {
        emit({ kind: 'checking', what: `“${tested.line}” with the change` });
        const related = relatedTests(first, new Set(texts.keys()));
        const passed = first.results.filter(({ outcome }) => outcome === 'passed');
        const chosen = passed.filter(({ id }) => related?.has(id));
        // New tests are only found where everything is run.
        const addsTests = [...texts.keys()].some((path) => isTestPath(path));
        const onlyRelated = first.durationMs > longSuiteMs && chosen.length > 0 && !addsTests;
        const limitMs = Math.max(30_000, 3 * first.durationMs);
        const request = { command: tested, coverage: false, limitMs };
        const after = await deps.runTests(shadow, { ...request, ...(onlyRelated && { only: chosen }) }, signal);
        const suspects = passNoMore(first, after, onlyRelated ? related : undefined);
        const failedTwice = await failAgain(suspects.map(({ id }) => id));
        const kept = keptTests({ line: tested.line, before: first, after, failedTwice, related, onlyRelated });
        return { kept, faults: kept.check.outcome === 'failed' ? testFaults(first, after, failedTwice) : [] };

        /** Once more each, from the same state: a test that passes then is one that changes its mind. */
        async function failAgain(ids: readonly string[]): Promise<Set<string>> {
          if (ids.length === 0) return new Set();
          await shadow.reset();
          await write();
          const again = await deps.runTests(shadow, { ...request, ...(onlyRelated && { only: chosen }) }, signal);
          const passes = new Set(again.results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
          return new Set(ids.filter((id) => !passes.has(id)));
        }
      }
    },
  };
}

const keyOf = ({ line, directory }: TestCommand): string => `${directory}\0${line}`;

/** Why tests fail that did not before. Those that are gone fail with what kept the run from its end. */
function testFaults(before: TestReport, after: TestReport, failedTwice: ReadonlySet<string>): Fault[] {
  const known = new Set(before.results.map(({ id }) => id));
  const fault = ({ message, frames }: TestFailure): Fault => ({ by: 'tests', message, frames });
  const failed = after.results.flatMap(({ id, failure }) =>
    failure && (failedTwice.has(id) || !known.has(id)) ? [fault(failure)] : [],
  );
  return after.problem && !before.problem ? [fault(after.problem), ...failed] : failed;
}

function diagnosed(said: readonly string[]): Check {
  if (said.length === 0) return { what: 'Editor', outcome: 'passed', detail: 'The editor reports nothing new.' };
  const more = said.length > 3 ? `; and ${said.length - 3} more` : '';
  return {
    what: 'Editor',
    outcome: 'failed',
    detail: `The editor reports what was not there before: ${said.slice(0, 3).join('; ')}${more}.`,
  };
}

async function typeCheckers(
  texts: ChangedTexts,
  { typeChecker, whyNotRun }: CheckDeps,
): Promise<{ readonly commands: readonly TestCommand[]; readonly blocked: readonly string[] }> {
  const commands: TestCommand[] = [];
  const blocked = new Set<string>();
  for (const path of texts.keys()) {
    const command = await typeChecker(path);
    if (!command || commands.some(({ line, directory }) => line === command.line && directory === command.directory))
      continue;
    const why = whyNotRun(command);
    if (why === undefined) commands.push(command);
    else blocked.add(`“${command.line}” was not run. ${why}`);
  }
  return { commands, blocked: [...blocked] };
}

/** The command that tests a change, or why none is run. */
export async function testCommand(
  texts: ChangedTexts,
  choice: TestChoice,
  { findTests, whyNotRun }: Pick<CheckDeps, 'findTests' | 'whyNotRun'>,
  signal: AbortSignal,
): Promise<{ readonly command: TestCommand } | { readonly why: string }> {
  if (choice.kind === 'none') return { why: choice.why ?? 'No test was run, as was asked for.' };
  const [near] = texts.keys();
  const found = choice.kind === 'command' ? undefined : await findTests(near, signal);
  const command = choice.kind === 'command' ? choice.command : found?.commands[0];
  if (!command) return { why: `${found?.reason ?? 'No test command was found'}.`.replace(/\.\.$/, '.') };
  const why = whyNotRun(command);
  return why === undefined ? { command } : { why: `“${command.line}” was not run. ${why}` };
}

/** Others need a run of its own for each test. */
export const coversQuickly = ({ framework }: TestCommand): boolean =>
  !['go test', 'cargo test', 'maven', 'gradle', 'custom'].includes(framework);
