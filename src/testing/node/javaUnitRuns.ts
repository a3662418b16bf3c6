/**
 * One run of tests in warm Javas, a module at a time: what has changed is compiled, the classes are run, and what
 * was told is handed back as it came.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunEnd } from '../../safety/process.ts';
import { javaEvents } from '../javaEvents.ts';
import { setupText } from '../javaFork.ts';
import { javaTestsOf, JavaSources, methodName } from '../javaNames.ts';
import { classesByUnit, classFileOf, newTestClass, unitOf } from '../javaUnits.ts';
import type { TestResult, WorkspacePath } from '../report.ts';
import type { JavaLane } from './javaLane.ts';
import type { TreeState } from './javaTree.ts';
import type { JavaRun, Unit } from './javaUnit.ts';

/** What a new Java may take longer there: the hanging test ends each of them. */
const hangingColdMs = 5_000;

/** How a project's tests are run without its build tool. */
export interface Known {
  readonly root: string;
  readonly units: readonly Unit[];
  readonly tree: TreeState;
  readonly tests: readonly TestResult[];
  readonly names: 'method' | 'shown';
  readonly hangs: boolean;
}

export interface UnitsRun {
  readonly end: RunEnd;
  readonly ms: number;
  readonly output: string;
  readonly confined: boolean;
  readonly told: readonly { readonly text: string; readonly unit: Unit }[];
}

export interface UnitsOrder {
  readonly run: JavaRun;
  /** What keeps a warm Java apart from those of other commands. */
  readonly key: string;
  readonly state: Known;
  readonly changed: readonly WorkspacePath[];
  readonly coverage: boolean;
  /** The tree as it is; left out: as it was learned from. */
  readonly now?: TreeState;
  /** The classes of each module; left out: those of the tests that are wanted. */
  readonly chosen?: ReadonlyMap<Unit, ReadonlySet<string>>;
}

/** @throws Error when something is odd. */
export async function runUnits(order: UnitsOrder, lane: JavaLane, signal: AbortSignal): Promise<UnitsRun> {
  const { run, key, state, changed, coverage, now = state.tree, chosen } = order;
  const started = performance.now();
  let ranMs = 0;
  const { only, limitMs } = run.request;
  const fresh = changed.filter((file) => !state.tree.has(file));
  const classes = chosen ?? classesOf(only ?? state.tests, only ? [] : fresh, state.units);
  if (!classes) throw new Error('a test belongs to no module');
  const told: { text: string; unit: Unit }[] = [];
  const output: string[] = [];
  let end: RunEnd = { kind: 'exited', code: 0 };
  let confined = false;
  for (const [unit, names] of classes) {
    const leftMs = limitMs - ranMs;
    if (end.kind === 'timedOut' || leftMs <= 0) break;
    const index = state.units.indexOf(unit);
    const served = { name: `${key} ${index}`, unit, index, learnedIn: state.root, tree: state.tree };
    const server = await lane.serverFor(run, served, signal);
    confined ||= server.confined;
    const coldMs = state.hangs ? Math.min(server.coldMs, hangingColdMs) : server.coldMs;
    const file = (name: string): string => path.join(lane.folder, `${name}-${index}.txt`);
    const mine = changed.filter(
      (each) => classFileOf(each, unit) !== undefined || (fresh.includes(each) && unitOf(each, state.units) === unit),
    );
    const absolute = (each: WorkspacePath): string => path.join(run.root, each);
    await writeFile(
      file('request'),
      setupText([
        ['key', mine.length === 0 ? 'unchanged' : JSON.stringify(mine.map((each) => [each, now.get(each)]))],
        ['coverage', coverage ? '1' : '0'],
        ['patience', String(Math.round(coldMs + Math.max(1, leftMs - 1_000, leftMs * 0.7)))],
        ['events', file('events')],
        ['output', file('output')],
        ...[...names].map((name) => ['class', name] as const),
        ...(only ? methodsOf(only) : []).map((method) => ['method', method] as const),
        ...mine.map((each) => ['changed', absolute(each)] as const),
        ...[...now.keys()]
          .filter((each) => each.endsWith('.java') && (mine.includes(each) || classFileOf(each, unit) !== undefined))
          .map((each) => ['source', absolute(each)] as const),
      ]),
    );
    const began = performance.now();
    const answer = await server.run(file('request'), leftMs + coldMs, signal);
    ranMs += performance.now() - began;
    if (answer.kind === 'odd') throw new Error(answer.why);
    output.push(await textOf(file('output')));
    if (answer.kind !== 'uncompiled') told.push({ text: await textOf(file('events')), unit });
    if (answer.kind === 'late') end = { kind: 'timedOut', afterMs: limitMs };
    if (answer.kind === 'dirty') await server.end();
    if (answer.kind === 'uncompiled') {
      end = { kind: 'exited', code: 1 };
      break;
    }
  }
  const failed = told.some(({ text }) => text.includes('"outcome":"failed"'));
  if (failed && end.kind === 'exited') end = { kind: 'exited', code: 1 };
  return { end, ms: performance.now() - started, output: output.join('\n'), confined, told };
}

export function eventsOf(text: string, unit: Unit, state: Known, root: string) {
  return javaEvents(text, {
    sources: new JavaSources(state.tree.keys()),
    module: unit.folder,
    absolute: (file) => path.join(root, file),
    names: state.names,
  });
}

/** The classes of known tests, and those of test files that have the usual names; undefined where one has no module. */
export function classesOf(
  tests: readonly TestResult[],
  files: readonly WorkspacePath[],
  units: readonly Unit[],
): Map<Unit, Set<string>> | undefined {
  const classes = classesByUnit(tests, units);
  for (const file of classes ? files : []) {
    const [name, unit] = [newTestClass(file), unitOf(file, units)];
    if (name !== undefined && unit) classes?.set(unit, (classes.get(unit) ?? new Set()).add(name));
  }
  return classes;
}

function methodsOf(tests: readonly TestResult[]): string[] {
  return javaTestsOf(tests).map((test) => `${test.className}#${methodName(test) ?? '*'}`);
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
