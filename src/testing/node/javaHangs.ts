/** A suite in which some test does not end: the tests behind it are begun again without it, a few times. */
import type { RunEnd } from '../../safety/process.ts';
import type { JavaLane } from './javaLane.ts';
import { classesOf, runUnits, type UnitsOrder, type UnitsRun } from './javaUnitRuns.ts';

/** Of the time, what a test must have taken by itself to hang rather than to be the next of many. */
const shareOfHang = 0.5;
/** How often the tests behind one that hangs are begun again without it. */
const mostRounds = 3;

/** All tests of a suite in which some hang: those behind such a test in runs of their own. */
export async function runAround(
  { run, key, state, changed: files }: UnitsOrder,
  lane: JavaLane,
  signal: AbortSignal,
): Promise<UnitsRun | 'slow'> {
  let left = classesOf(state.tests, files, state.units);
  const rounds: UnitsRun[] = [];
  while (left && rounds.length < mostRounds) {
    const ended = await runUnits({ run, key, state, changed: files, coverage: true, chosen: left }, lane, signal);
    rounds.push(ended);
    if (ended.end.kind === 'timedOut' ? !hangsIn(ended, run.request.limitMs) : rounds.length === 1) return 'slow';
    if (ended.end.kind !== 'timedOut') break;
    const begun = begunIn(ended);
    const rest = [...left].map(
      ([unit, names]) => [unit, new Set([...names].filter((name) => !begun.has(name)))] as const,
    );
    left = new Map(rest.filter(([, names]) => names.size > 0));
    if (left.size === 0 || begun.size === 0) break;
  }
  const [first, ...others] = rounds;
  if (!first) throw new Error('a test belongs to no module');
  return {
    ...first,
    ms: rounds.reduce((sum, { ms }) => sum + ms, 0),
    output: rounds.map(({ output }) => output).join('\n'),
    told: [first, ...others].flatMap(({ told }) => told),
  };
}

type Told = readonly { readonly text: string }[];

/** The classes of which a test began, by the outermost. */
function begunIn({ told }: { readonly told: Told }): Set<string> {
  const names = told.flatMap(({ text }) => [...text.matchAll(/"kind":"(?:began|ended)","class":"([^"$]+)/g)]);
  return new Set(names.map(([, name]) => name ?? ''));
}

/** Whether the time went to a test that did not end, rather than to all that did. */
function hangsIn({ end, told }: { readonly end: RunEnd; readonly told: Told }, limitMs: number): boolean {
  const ms = told.flatMap(({ text }) => [...text.matchAll(/"ms":([\d.]+)/g)].map(([, each]) => Number(each)));
  return end.kind === 'timedOut' && ms.reduce((sum, each) => sum + each, 0) < (1 - shareOfHang) * limitMs;
}
