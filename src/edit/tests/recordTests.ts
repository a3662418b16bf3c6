/**
 * Tests without a model: what the code does today, for the few inputs on which seeded faults show. They say that
 * nothing has changed, not that it is right (characterisation tests; Feathers 2004), and are judged as any others.
 */
import type { Parse, SyntaxTree } from '../../syntax/tree.ts';
import { inLanes } from '../../testing/inLanes.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import { besideTest } from '../../testing/testFile.ts';
import { runTestFile } from '../../testing/testFileRun.ts';
import type { EditEvent } from '../editEvent.ts';
import type { GatherDeps } from '../gather.ts';
import type { AskedTests, AskOrder } from './askForTests.ts';
import { judgeTests } from './judgeTests.ts';
import { mergeTests } from './mergeTests.ts';
import { seeded, type Mutant } from './mutants.ts';
import { sameOutcome, type Outcome, type RecordedCase } from './recordedCase.ts';
import { recordedCases } from './recordedCases.ts';
import { readRecord, recorderTest, recordFile } from './recorder.ts';
import { testStyle, type TestStyle } from './testStyle.ts';
import { testUnits, withoutUnits } from './testUnits.ts';
import type { SeededFault } from './trial.ts';

export type Recorded =
  | { readonly kind: 'recorded'; readonly tests: AskedTests }
  | { readonly kind: 'none'; readonly why: string; readonly next: string };

export interface RecordOrder extends Omit<AskOrder, 'request'> {
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

const mostTests = 12;
const mostHangs = 3;

export async function recordTests(
  order: RecordOrder,
  { parse, files }: GatherDeps & { readonly parse: Parse },
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Recorded> {
  const { home, file, faults, trial, about, lines } = order;
  const { language } = file;
  const none = (why: string): Recorded => ({ kind: 'none', why, next: 'Run “Touchstone: Choose Model”.' });
  if (language === 'go' || language === 'rust' || language === 'java')
    return none('Without a model, tests are made for JavaScript, TypeScript and Python only.');
  const told = (what: string): void => emit({ kind: 'checking', what });
  const opened: SyntaxTree[] = [];
  const open = async (text: string): Promise<SyntaxTree> => {
    const tree = await parse(language, text);
    opened.push(tree);
    return tree;
  };
  try {
    const source = await open(trial.source.text);
    const before = home.before === undefined ? undefined : await open(home.before);
    const { cases, names } = recordedCases(source, lines, before);
    if (cases.length === 0)
      return none(`Without a model nobody knows how to call ${about}: its parameters are of no basic type.`);
    const style = testStyle({
      ...{ framework: trial.command.framework, language, example: home.example, home: home.path },
      ...{ source: trial.source.path, sourceText: trial.source.text, directory: trial.command.directory },
    });
    const base = before ? withoutUnits(before, new Set(testUnits(before))) : '';
    const probePath = besideTest(home.path, 'recorded', new Set(await files.paths()));

    const record = async (wanted: readonly RecordedCase[], lane: ShadowWorkspace, fault?: Mutant) => {
      const test = recorderTest(language, wanted, `${lane.root}/${recordFile}`, style.word);
      const added = await open([...style.imports(names), '', test].join('\n'));
      const merged = base.trim() === '' ? undefined : mergeTests(probePath, await open(base), added);
      const text = merged?.kind === 'merged' ? merged.text : added.text;
      await lane.reset();
      if (fault) await lane.write(trial.source.path, seeded(trial.source.text, fault));
      await lane.write(probePath, language === 'python' ? text : `// @ts-nocheck\n${text}`);
      await runTestFile(lane, { path: probePath, text }, { ...trial, limitMs: trial.limitMs + 5_000 }, signal);
      return readRecord(await lane.read(recordFile).catch(() => ''));
    };

    told(`what ${about} does for ${cases.length} inputs`);
    let left: readonly RecordedCase[] = cases;
    let first = await record(left, trial.lanes[0]!);
    for (let hangs = 0; first.begun !== undefined && hangs < mostHangs; hangs++) {
      left = left.filter(({ key }) => key !== first.begun);
      first = await record(left, trial.lanes[0]!);
    }
    const usable = left.filter(({ key }) => isWorthRecording(first.outcomes.get(key)));
    if (usable.length === 0) return none(`Nothing that ${about} gives for made-up inputs can be written into a test.`);
    told('the same once more');
    const again = await record(usable, trial.lanes[0]!);
    const steady = usable.filter(({ key }) => {
      const [a, b] = [first.outcomes.get(key), again.outcomes.get(key)];
      return a !== undefined && b !== undefined && sameOutcome(a, b);
    });

    const open2 = faults.filter(({ noticed }) => !noticed);
    const shows = new Map<RecordedCase, Set<SeededFault>>();
    let done = 0;
    await inLanes(
      open2,
      trial.lanes,
      async (fault, lane) => {
        told(`what shows of seeded fault ${++done} of ${open2.length}`);
        const seen = await record(steady, lane, fault.mutant);
        for (const each of steady) {
          const [now, then] = [seen.outcomes.get(each.key), first.outcomes.get(each.key)];
          if (now && then && !sameOutcome(now, then)) shows.set(each, (shows.get(each) ?? new Set()).add(fault));
        }
      },
      signal,
    );
    const chosen = fewest(shows);
    if (chosen.length === 0)
      return none(`No made-up input shows any of the ${open2.length} faults that the tests at hand let pass.`);
    const code = testsFor(chosen, first.outcomes, names, style, order);
    const reached = new Set(chosen.flatMap((each) => [...(shows.get(each) ?? [])]));
    const judged = await judgeTests(
      code,
      file,
      open2.filter((fault) => reached.has(fault)),
      [],
      trial,
      told,
      signal,
    );
    return {
      kind: 'recorded',
      tests: { ...judged, home, unusable: judged.unusable === undefined ? [] : [judged.unusable] },
    };
  } finally {
    for (const tree of opened) tree.dispose();
  }
}

/** An error that says that the call was wrong says nothing of the code. */
function isWorthRecording(outcome: Outcome | undefined): boolean {
  if (!outcome || outcome.kind === 'other') return false;
  if (outcome.kind === 'value') return true;
  return !/^(?:TypeError|ReferenceError|SyntaxError|NameError|UnboundLocalError|AttributeError|ImportError|ModuleNotFoundError|RecursionError|MemoryError|AssertionError|InternalError)$/.test(
    outcome.error,
  );
}

/** As few as show what all show, simple ones first. */
function fewest(shows: ReadonlyMap<RecordedCase, ReadonlySet<SeededFault>>): RecordedCase[] {
  const left = new Set([...shows.values()].flatMap((each) => [...each]));
  const chosen: RecordedCase[] = [];
  const size = ({ setup, actual }: RecordedCase): number => [...setup, actual].join('').length;
  const inOrder = [...shows].sort(([a], [b]) => size(a) - size(b));
  while (left.size > 0 && chosen.length < mostTests) {
    const gains = inOrder.map(([each, faults]) => ({
      each,
      faults,
      gain: [...faults].filter((fault) => left.has(fault)).length,
    }));
    const best = gains.sort((a, b) => b.gain - a.gain)[0];
    if (!best || best.gain === 0) break;
    chosen.push(best.each);
    for (const fault of best.faults) left.delete(fault);
  }
  return chosen;
}

function testsFor(
  chosen: readonly RecordedCase[],
  outcomes: ReadonlyMap<string, Outcome>,
  names: readonly string[],
  style: TestStyle,
  { file, about }: RecordOrder,
): string {
  const taken = new Set<string>();
  const errors = new Set<string>();
  const tests = chosen.flatMap((each) => {
    const outcome = outcomes.get(each.key);
    if (!outcome || outcome.kind === 'other') return [];
    if (outcome.kind === 'throws' && outcome.module !== '')
      errors.add(`from ${outcome.module} import ${outcome.error}`);
    const name = file.language === 'python' ? pythonName(each, file.text, taken) : scriptName(each, outcome, taken);
    taken.add(name);
    return [style.write(name, each, outcome)];
  });
  const used = names.filter((name) =>
    tests.some((test) => new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(test)),
  );
  const imports = style
    .imports(used)
    .filter((line) => line !== 'import pytest' || tests.some((test) => test.includes('pytest.')));
  const gap = file.language === 'python' ? '\n\n\n' : '\n\n';
  return `${[...imports, ...errors].join('\n')}${gap}${style.together(tests, about)}\n`;
}

function scriptName({ actual }: RecordedCase, outcome: Outcome, taken: ReadonlySet<string>): string {
  const came =
    outcome.kind === 'value'
      ? `is ${shortened(outcome.literal, 40)}`
      : outcome.kind === 'throws'
        ? `throws ${outcome.error}`
        : '';
  const name = `recorded: ${shortened(actual, 60)} ${came}`.replaceAll('\\', '');
  for (let number = 1; ; number++) {
    const full = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(full)) return full;
  }
}

function pythonName({ actual }: RecordedCase, text: string, taken: ReadonlySet<string>): string {
  const word = /(\w+)\s*\(/.exec(actual)?.[1] ?? /(\w+)$/.exec(actual)?.[1] ?? 'it';
  for (let number = 1; ; number++) {
    const name = `test_recorded_${word.replace(/^_+/, '').toLowerCase()}_${number}`;
    if (!taken.has(name) && !text.includes(`def ${name}(`)) return name;
  }
}

function shortened(code: string, most: number): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
