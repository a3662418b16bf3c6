/**
 * When the issue is words and no test fails: a model writes the test that does, it is tried on the untouched copy,
 * and the user sees it before anything is built on it. (CodeMonkeys, 2025: a test machine beside the edit machine;
 * ConAIR, 2024: the user confirms.)
 */
import { isAbort } from '../base/abort.ts';
import { describeError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ChatMessage } from '../model/model.ts';
import { languageOf } from '../syntax/language.ts';
import type { Parse } from '../syntax/tree.ts';
import type { TestCoverage, TestReport, TestResult, WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { Baseline } from './baseline.ts';
import { failureWords } from './facts/failureWords.ts';
import type { AskUser, Question } from './question.ts';
import { testFileOf, withAddedTests, type ExampleTest } from '../testing/testFile.ts';
import { runTestFile, type TestFile } from '../testing/testFileRun.ts';
import { reproductionPrompt, type AskModel } from './writtenTest.ts';

export interface Reproduced {
  readonly kind: 'reproduced';
  /** The test file with the new tests in it, whole. */
  readonly path: WorkspacePath;
  readonly text: string;
  /** Failed on the untouched copy, twice, for the issue's own reason. */
  readonly failing: readonly TestResult[];
  readonly coverage: readonly TestCoverage[];
  /** What running the new tests alone took. */
  readonly durationMs: number;
  /** The user has seen the test and let it stand. */
  readonly confirmed: boolean;
}

export type Reproduction =
  | Reproduced
  /** Why there is none, and what would help: whole sentences. */
  | { readonly kind: 'none'; readonly reason: string };

export interface ReproduceInput {
  readonly issue: string;
  /** The test file that the test is written like. */
  readonly example: ExampleTest;
  /** The test file that the test is added to: the example, or a new one. */
  readonly path: WorkspacePath;
  /** Code that the issue is likely about, as it is. */
  readonly code: readonly string[];
  readonly baseline: Baseline;
}

export interface ReproduceDeps {
  readonly shadow: ShadowWorkspace;
  readonly command: TestCommand;
  readonly runTests: RunTests;
  readonly parse: Parse;
  readonly log: Log;
  readonly askModel: AskModel;
  readonly ask?: AskUser;
}

const mostTries = 3;
const noTokens =
  'The model may spend no more tokens, so it wrote no test for the issue. A larger touchstone.fix.maxTokens lets it.';

export async function reproduce(
  { issue, example, path, code, baseline }: ReproduceInput,
  deps: ReproduceDeps,
  signal: AbortSignal,
): Promise<Reproduction> {
  const { command, askModel, log } = deps;
  const question = reproductionPrompt({ framework: command.framework, example, path, issue, code });
  const target: TestTarget = { path, before: path === example.path ? example.text : undefined };
  let feedback: readonly ChatMessage[] = [];
  let last = 'the model wrote no test';
  for (let attempt = 0; attempt < mostTries; attempt++) {
    let answer: string | undefined;
    try {
      answer = await askModel([...question, ...feedback], attempt === 0 ? 0.2 : 0.7, signal);
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      return { kind: 'none', reason: `The model could not be asked for a test: ${describeError(error)}` };
    }
    if (answer === undefined) return { kind: 'none', reason: noTokens };
    const added = testFileOf(answer);
    const judged: Judged = added
      ? await judge(added, target, baseline, deps, signal)
      : { kind: 'unfit', why: 'there was no code in the answer' };
    const settled =
      judged.kind === 'fit' && added ? await confirm(added, judged, target, baseline, deps, signal) : judged;
    if (settled.kind === 'fit') return settled.reproduced;
    last = settled.why;
    log.info(`The reproduction test was not used: ${last}.`);
    feedback = [
      { role: 'assistant', text: answer },
      { role: 'user', text: `This test cannot be used: ${last}. Write it anew.` },
    ];
  }
  return {
    kind: 'none',
    reason: `The model wrote ${mostTries} tests for the issue and none could be used; of the last one: ${last}. Write a test that fails because of the issue, and run the command again.`,
  };
}

/** The file that the test goes to; `before` is left out for a new one. */
interface TestTarget {
  readonly path: WorkspacePath;
  readonly before: string | undefined;
}

type Judged =
  | { readonly kind: 'fit'; readonly reproduced: Reproduced }
  /** The middle of a sentence. */
  | { readonly kind: 'unfit'; readonly why: string };

async function judge(
  added: string,
  { path, before }: TestTarget,
  baseline: Baseline,
  deps: ReproduceDeps,
  signal: AbortSignal,
): Promise<Judged> {
  const { shadow } = deps;
  const text = before === undefined ? `${added.trimEnd()}\n` : withAddedTests(path, before, added);
  const file: TestFile = { path, text, known: knownIds(baseline) };
  const limitMs = baseline.wholeLimitMs + 3_000;
  const run = async (coverage: boolean): Promise<TestReport> => {
    await shadow.reset();
    await shadow.write(file.path, file.text);
    return runTestFile(shadow, file, { ...deps, limitMs }, signal, coverage);
  };
  try {
    const first = await run(true);
    const why = unfitness(first, path);
    if (why !== undefined) return { kind: 'unfit', why };
    const again = await run(false);
    const failed = new Set(again.results.filter(isFailed).map((test) => test.id));
    const failing = first.results.filter((test) => isFailed(test) && failed.has(test.id));
    if (failing.length === 0) return { kind: 'unfit', why: 'it fails only sometimes' };
    const own = new Set(first.results.map((test) => test.id));
    return {
      kind: 'fit',
      reproduced: {
        kind: 'reproduced',
        path: file.path,
        text,
        failing,
        coverage: (first.coverage ?? []).filter((run) => own.has(run.test)),
        durationMs: again.durationMs,
        confirmed: false,
      },
    };
  } finally {
    await shadow.reset();
  }
}

const isFailed = (test: TestResult): boolean => test.outcome === 'failed';

const knownIds = (baseline: Baseline): ReadonlySet<string> =>
  new Set([...baseline.passed, ...baseline.failing].map((test) => test.id));

/** Why a test shows nothing of the issue; undefined when it fails for a reason that may be the issue's. */
function unfitness({ results, problem, end }: TestReport, path: WorkspacePath): string | undefined {
  if (results.length === 0) {
    const said = firstLine(problem?.message ?? '');
    if (said !== '') return `it did not run (${said})`;
    return end.kind === 'timedOut' ? 'it did not come to an end' : 'the test tool found no new test in it';
  }
  const failed = results.filter(isFailed);
  if (failed.length === 0) return 'it passes on the code as it is, so it does not show the issue';
  const faulty = failed.find((test) => !failsForAReason(test, path));
  if (!faulty) return undefined;
  return `it fails because of itself, not because of the code (${firstLine(faulty.failure?.message ?? '')})`;
}

/** An assertion of its own, or an exception out of the code that it calls. */
function failsForAReason({ failure }: TestResult, path: WorkspacePath): boolean {
  if (!failure) return false;
  if (ownFaults.test(failure.message)) return failure.frames[0] !== undefined && failure.frames[0].path !== path;
  const words = failureWords(failure.message);
  return words.assertion || (failure.frames[0] !== undefined && failure.frames[0].path !== path);
}

/** Names that are not there, imports that lead nowhere, text that does not parse. */
const ownFaults =
  /\b(?:SyntaxError|IndentationError|ReferenceError|NameError|ImportError|ModuleNotFoundError|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)\b|Cannot find (?:module|package|symbol)|fixture '\w+' not found|is not (?:defined|a function|a constructor)|has no attribute|undefined: |cannot find (?:value|function|type)/;

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

/** A correction that cannot be used is said to be, with the reason, and may be corrected again, so often. */
const mostCorrections = 8;

/** The user sees the test before anything is built on it, and may write it anew. */
async function confirm(
  added: string,
  fit: Judged & { readonly kind: 'fit' },
  target: TestTarget,
  baseline: Baseline,
  deps: ReproduceDeps,
  signal: AbortSignal,
): Promise<Judged> {
  if (!deps.ask) return fit;
  let judged: Judged = fit;
  let code = added;
  for (let corrections = 0; ; corrections++) {
    const answer = await deps.ask(questionAbout(code, judged, target.path), signal);
    signal.throwIfAborted();
    switch (answer.kind) {
      case 'right':
        // Nothing has changed since it was said why it cannot be used.
        if (judged.kind === 'fit') return { kind: 'fit', reproduced: { ...judged.reproduced, confirmed: true } };
        break;
      case 'unknown':
        if (judged.kind === 'unfit') deps.log.info('The test is used as the model wrote it.');
        return fit;
      case 'wrong':
        return { kind: 'unfit', why: 'the user says that it does not say what the issue is about' };
      case 'corrected': {
        code = answer.code;
        judged =
          code.trim() === ''
            ? { kind: 'unfit', why: 'nothing is left of it' }
            : await judge(code, target, baseline, deps, signal);
        if (judged.kind === 'fit') return { kind: 'fit', reproduced: { ...judged.reproduced, confirmed: true } };
        deps.log.info(`The corrected test cannot be used: ${judged.why}.`);
      }
    }
    if (corrections >= mostCorrections && judged.kind === 'unfit')
      return { kind: 'unfit', why: `as you corrected it, ${judged.why}` };
  }
}

function questionAbout(code: string, judged: Judged, path: WorkspacePath): Question {
  const shown = { code, language: languageOf(path) ?? path.split('.').at(-1) ?? '', test: path };
  if (judged.kind === 'unfit') {
    const why = `The test as you corrected it cannot be used: ${judged.why}. Correct it again, or go on with the test that the model wrote.`;
    return { ...shown, why, outcomes: [], isAgain: true };
  }
  return {
    ...shown,
    why: 'No test shows the issue, so the model has written one. Does it say what the issue is about?',
    outcomes: judged.reproduced.failing.map((test) => ({
      text: `${test.name}: ${firstLine(test.failure?.message ?? '')}`,
      patches: [],
    })),
  };
}
