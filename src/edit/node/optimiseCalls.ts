/**
 * A benchmark out of tests: what they call a function with is written down, and the function is then called with that
 * again and again.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecordedCalls, type CallAnswer, type CallRunner } from '../../testing/node/recordedCalls.ts';
import type { RunTests } from '../../testing/testCommand.ts';
import type { Bench, BenchOrder, Copies, SlowLine, Timed } from '../optimise/bench.ts';
import { slowFunctions, slowLines, type CpuProfile, type ProfiledFunction } from '../optimise/profile.ts';
import { reachableText, recordingText } from '../optimise/recording.ts';
import type { Callable, Target } from '../optimise/target.ts';

/** A run takes about so long: long beside what a timer and a process are off, short enough for dozens. */
const runMs = 60;
const warmMs = 30;
/** Longer rounds would make dozens of runs a matter of minutes. */
const longestRoundMs = 15_000;
const recordingMs = 2 * 60_000;
const look = { mode: 'look', made: true, lookMs: 1500, most: 400, warmMs } as const;

type OpenedCalls =
  | { readonly kind: 'bench'; readonly bench: Bench; readonly dispose: () => Promise<void> }
  /** Why these calls cannot be made again, a whole sentence. */
  | { readonly kind: 'none'; readonly why: string };

type CallOrder = BenchOrder & { readonly target: Target };

export async function openCallBench(
  order: CallOrder,
  runTests: RunTests,
  runner: CallRunner,
  signal: AbortSignal,
): Promise<OpenedCalls> {
  const { copies, target } = order;
  const { call, name } = target;
  if (!call) return none(`What ${name} is called with cannot be written down and called again.`);
  order.emitProgress(`the calls of ${name} that tests make`);
  const written = await record(order, call, runTests, runner, signal);
  if (!/^(?!odd$|\{).+$/m.test(written))
    return none(
      written.includes('odd')
        ? `What tests call ${name} with is more than data, so it cannot be called with it again.`
        : `No call of ${name} was seen while its tests ran.`,
    );
  const site = {
    language: target.language === 'python' ? 'python' : target.language === 'javascript' ? 'javascript' : 'typescript',
    ...{ path: target.path, expression: call.expression, recordedIn: copies.before.root },
  } as const;
  const calls = await RecordedCalls.open(written, site, copies.before.scratch, runner);
  try {
    const opened = await benchOf(calls, order, call, signal);
    if ('why' in opened) {
      await calls.dispose();
      await copies.before.reset();
    }
    return 'why' in opened ? none(opened.why) : { kind: 'bench', bench: opened, dispose: () => calls.dispose() };
  } catch (error) {
    await calls.dispose();
    throw error;
  }
}

const none = (why: string): OpenedCalls => ({ kind: 'none', why });

/** What the recorder wrote while the tests ran. */
async function record(
  { copies: { before }, target, text, tests, related }: CallOrder,
  call: Callable,
  runTests: RunTests,
  { shims }: CallRunner,
  signal: AbortSignal,
): Promise<string> {
  const to = path.join(before.root, '.touchstone-calls');
  const recorder = path.join(shims, 'recordCalls.cjs');
  await before.write(target.path, recordingText(text, target, call, { recorder, to }));
  try {
    await runTests(before, { command: tests, only: related, coverage: false, limitMs: recordingMs }, signal);
    return await readFile(to, 'utf8').catch(() => '');
  } finally {
    await before.reset();
  }
}

async function benchOf(
  calls: RecordedCalls,
  { copies, target, text }: CallOrder,
  call: Callable,
  signal: AbortSignal,
): Promise<Bench | { readonly why: string }> {
  const { name } = target;
  const asTimed = (other: string): string => reachableText(other, target, call);
  await copies.before.write(target.path, asTimed(text));
  const { results } = calls;
  let looked = await calls.ask(copies.before, { ...look, results }, '0', signal);
  // An input that was made may be one that never ends.
  if ('problem' in looked) looked = await calls.ask(copies.before, { ...look, made: false, results }, '0', signal);
  if ('problem' in looked) return { why: `${name} could not be called by itself: ${problemOf(looked)}.` };
  const { calls: count, compared, odd, changes, roundMs } = looked as unknown as Looked;
  // What depends on the order in which Python keeps a set is not the same from one process to the next.
  const again = await calls.ask(copies.before, { ...look, compare: results }, '1', signal);
  if (odd > 0 || 'problem' in again || 'different' in again)
    return { why: `${name} does not give the same each time that it is called, or gives more than data.` };
  if (roundMs > longestRoundMs) return { why: `The calls of ${name} that tests make take too long to be made again.` };
  const rounds = Math.max(1, Math.min(1_000_000, Math.round(runMs / Math.max(roundMs, 1e-5))));
  const timing = { mode: 'time', rounds, runMs, warmMs, changes } as const;
  return {
    what: `${count === 1 ? 'the call' : `${count} calls`} of ${name} that tests make${rounds === 1 ? '' : ', again and again'}`,
    repeats: true,
    compared,
    asTimed,
    async time(which: keyof Copies, stop): Promise<Timed> {
      const given = await calls.ask(copies[which], timing, 'random', stop);
      if ('problem' in given) return { kind: 'failed', why: `It could not be timed: ${problemOf(given)}.` };
      return { kind: 'timed', ms: given['ms'] as number };
    },
    async whyDifferent(stop) {
      const given = await calls.ask(copies.after, { ...look, compare: results }, '1', stop);
      if ('problem' in given) return `It could not be called: ${problemOf(given)}.`;
      if (!('different' in given)) return undefined;
      const { input, before, after } = given['different'] as Readonly<Record<string, string>>;
      return `For ${input} it gives ${after} instead of ${before}.`;
    },
    async profile(stop): Promise<readonly SlowLine[]> {
      const longer = { ...timing, rounds: rounds * 5, runMs: 5 * runMs };
      const inside = pathIn(copies.before.root);
      if (target.language === 'python') {
        const given = await calls.ask(copies.before, { ...longer, mode: 'profile' }, '0', stop);
        return 'rows' in given ? slowFunctions(given['rows'] as readonly ProfiledFunction[], inside) : [];
      }
      const profile = (await calls.cpuProfile(copies.before, longer, stop)) as CpuProfile | undefined;
      return profile
        ? slowLines(profile, (url) => (url.startsWith('file:') ? inside(fileURLToPath(url)) : undefined))
        : [];
    },
  };
}

const problemOf = (given: CallAnswer): string => String(given['problem']);

const pathIn =
  (root: string) =>
  (file: string): string | undefined => {
    const relative = path.relative(root, file);
    return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative.split(path.sep).join('/');
  };

interface Looked {
  readonly calls: number;
  /** Of those and of inputs made of them, how many can be compared. */
  readonly compared: number;
  /** Calls that cannot be compared. */
  readonly odd: number;
  readonly changes: boolean;
  readonly roundMs: number;
}
