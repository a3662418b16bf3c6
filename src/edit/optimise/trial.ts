/** What is tried to make one function faster, by whomever: looked at, tested, timed, and told. */

import { describeError } from '../../base/errors.ts';
import { ModelError } from '../../model/errors.ts';
import { counted, milliseconds, speedWords, variantLine } from '../../review/evidenceText.ts';
import type { MeasuredVariant } from '../../review/proposal.ts';
import { languageOf } from '../../syntax/language.ts';
import { newFault } from '../../syntax/newFault.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import { isTestPath } from '../../testing/testPath.ts';
import { applyEdits } from '../../text/edit.ts';
import { diffLines } from '../../text/lineDiff.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { Draft } from '../draft.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { Bench, Copies } from './bench.ts';
import { comparePairs, isFaster, leastRatio, mostPairs, type Comparison } from './comparison.ts';
import { keepsResults } from './keptState.ts';
import { profileText } from './profile.ts';
import { holm } from './rankTest.ts';
import type { Rewrite } from './rewrite.ts';
import { fitTogether } from './rewrites.ts';
import type { Target } from './target.ts';

export type Optimised =
  | {
      readonly kind: 'faster';
      readonly title: string;
      readonly texts: ReadonlyMap<WorkspacePath, string>;
      /** A whole sentence: what was timed, and what came out. */
      readonly speed: string;
      readonly measured: readonly MeasuredVariant[];
      /** Whole sentences. */
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'none';
      readonly reason: string;
      readonly next: string;
      readonly measured: readonly MeasuredVariant[];
    };

/** One answer of a model that was shown what was measured. */
export type AskForFaster = (request: EditRequest) => Promise<Draft>;

export interface TrialDeps {
  readonly files: WorkspaceTexts;
  readonly parse: Parse;
  readonly runTests: RunTests;
  readonly draft?: AskForFaster;
}

/** What is to be faster, and all that it is held to. */
export interface TrialOf {
  /** The file as it is. */
  readonly text: string;
  readonly path: WorkspacePath;
  readonly target: Target | undefined;
  readonly bench: Bench;
  readonly copies: Copies;
  readonly command: TestCommand;
  /** Those that run it and pass. */
  readonly related: readonly TestResult[];
}

/** How many answers a model is asked for, and how many more once it is shown what became of those. */
const generations = [4, 2];
const limitMs = 5 * 60_000;

interface Tried {
  readonly name: string;
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  readonly conditions: readonly string[];
  readonly tests: MeasuredVariant['tests'];
  readonly why?: string;
  readonly comparison?: Comparison;
}

/** Variants of one function, all timed by the same benchmark. */
export class Trial {
  readonly #of: TrialOf;
  readonly #deps: TrialDeps;
  readonly #emit: (event: EditEvent) => void;
  readonly #signal: AbortSignal;
  readonly #tried: Tried[] = [];
  readonly #warnings: string[] = [];
  /** How many are timed at most. */
  #planned = 1;

  constructor(of: TrialOf, deps: TrialDeps, emit: (event: EditEvent) => void, signal: AbortSignal) {
    this.#of = of;
    this.#deps = deps;
    this.#emit = emit;
    this.#signal = signal;
  }

  async run(request: EditRequest, rewrites: readonly Rewrite[]): Promise<Optimised> {
    // What holds only for some inputs needs inputs to be seen on.
    const sure = rewrites.filter(({ conditions }) => conditions.length === 0 || this.#of.bench.compared > 0);
    for (const { name } of rewrites.filter((each) => !sure.includes(each)))
      this.#refuse(name, 'It is the same only for some inputs, and none could be written down to compare.');
    this.#planned = Math.max(
      1,
      sure.length +
        (sure.length > 1 ? 1 : 0) +
        (this.#deps.draft ? generations.reduce((sum, count) => sum + count) : 0),
    );
    const broken = await this.#warmUp();
    if (broken !== undefined)
      return { kind: 'none', reason: broken, next: 'Give a benchmark that works as things are.', measured: [] };
    for (const rewrite of sure) await this.#tryRewrites(rewrite.name, [rewrite]);
    const paid = sure.filter(({ name }) =>
      this.#tried.some((each) => each.name === name && (each.comparison?.ratio ?? 0) > 1.02),
    );
    const together = paid.filter((rewrite, at) => paid.slice(0, at).every((other) => fitTogether(other, rewrite)));
    if (together.length > 1) await this.#tryRewrites('All of these together', together);
    if (this.#deps.draft) await this.#askModel(request, this.#deps.draft);
    return this.#outcome();
  }

  /** The first run of a copy reads files that nobody has read yet. @returns why nothing can be timed */
  async #warmUp(): Promise<string | undefined> {
    await this.#write(new Map());
    for (const which of ['before', 'after'] as const) {
      const timed = await this.#of.bench.time(which, this.#signal);
      if (timed.kind === 'failed') return timed.why;
    }
    return undefined;
  }

  async #tryRewrites(name: string, rewrites: readonly Rewrite[]): Promise<void> {
    const text = applyEdits(
      this.#of.text,
      rewrites.flatMap(({ edits }) => edits),
    );
    await this.#try(
      name,
      new Map([[this.#of.path, text]]),
      rewrites.flatMap(({ conditions }) => conditions),
    );
  }

  async #askModel(request: EditRequest, draft: AskForFaster): Promise<void> {
    this.#emit({ kind: 'measuring', what: 'where the time goes', done: 0, most: 1 });
    const slow = profileText(await this.#of.bench.profile(this.#signal));
    for (const [generation, count] of generations.entries()) {
      for (let asked = 0, again = 0; asked < count && again < 2; asked++) {
        const drafted = await this.#drafted({ ...request, measured: this.#told(slow, generation > 0) }, draft);
        if (!drafted) return;
        if (await this.#tryAgain(drafted)) again = 0;
        else again++;
      }
    }
  }

  async #drafted(request: EditRequest, draft: AskForFaster) {
    try {
      const drafted = await draft(request);
      if (drafted.kind === 'texts') return drafted;
      this.#warnings.push(`An answer of the model could not be used. ${drafted.reasons[0] ?? ''}`.trim());
      return undefined;
    } catch (error) {
      // What was found so far is as good as before.
      if (!(error instanceof ModelError) || this.#tried.length === 0) throw error;
      this.#warnings.push(describeError(error));
      return undefined;
    }
  }

  /** @returns whether it was anything new. */
  async #tryAgain({ title, texts }: Draft & { readonly kind: 'texts' }): Promise<boolean> {
    const same = (other: Tried): boolean =>
      other.texts.size === texts.size && [...texts].every(([path, text]) => other.texts.get(path) === text);
    if (texts.size === 0 || this.#tried.some(same)) return false;
    const name = title === '' ? `Answer ${this.#tried.length + 1}` : title;
    await this.#try(
      this.#tried.some((each) => each.name === name) ? `${name} (${this.#tried.length + 1})` : name,
      texts,
      [],
    );
    return true;
  }

  /** For the model: where the time goes, and all that was tried, with what became of each. */
  #told(slow: string, isLast: boolean): NonNullable<EditRequest['measured']> {
    const best = this.#best();
    const rows = this.#tried.map((each) => {
      const diff = formatUnifiedDiff(
        [...each.texts].map(([path, after]) => ({
          path,
          before: path === this.#of.path ? this.#of.text : undefined,
          after,
        })),
      );
      const what = variantLine(this.#shown(each));
      return `${what}\n${diff.slice(0, 3000)}`;
    });
    return [
      ...(slow === '' ? [] : [{ label: `Where the time goes when this is timed: ${this.#of.bench.what}`, text: slow }]),
      ...(rows.length === 0
        ? []
        : [{ label: 'What was tried and measured so far. Answer with something else', text: rows.join('\n\n') }]),
      ...(isLast && best
        ? [{ label: 'The fastest of them. Make it faster still, or find a better way', text: best.name }]
        : []),
    ];
  }

  #refuse(name: string, why: string, texts: Tried['texts'] = new Map(), tests: Tried['tests'] = 'not run'): void {
    this.#note({ name, texts, conditions: [], tests, why });
  }

  #note(tried: Tried): void {
    this.#tried.push(tried);
    this.#emit({ kind: 'measured', variant: this.#shown(tried) });
  }

  async #try(name: string, texts: Tried['texts'], conditions: readonly string[]): Promise<void> {
    const why = await this.#whyRefused(texts);
    if (why !== undefined) return this.#refuse(name, why, texts);
    await this.#of.copies.after.reset();
    await this.#write(texts);
    this.#emit({ kind: 'measuring', what: `${name}: results and tests`, done: 0, most: mostPairs });
    const different = await this.#of.bench.whyDifferent(this.#signal);
    if (different !== undefined) return this.#refuse(name, different, texts);
    const failing = await this.#failing();
    if (failing !== undefined) return this.#refuse(name, `${failing} does not pass any more.`, texts, 'failed');
    const comparison = await this.#compared(name);
    if (typeof comparison === 'string') return this.#refuse(name, comparison, texts, 'passed');
    this.#note({ name, texts, conditions, tests: 'passed', comparison });
  }

  async #compared(name: string): Promise<Comparison | string> {
    let failed: string | undefined;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const run = async (which: keyof Copies): Promise<number> => {
      const timed = await this.#of.bench.time(which, signal);
      if (timed.kind === 'timed') return timed.ms;
      failed = timed.why;
      stop.abort();
      throw stop.signal.reason;
    };
    try {
      return await comparePairs(run, this.#planned, (done) => {
        this.#emit({ kind: 'measuring', what: `${name}: ${this.#of.bench.what}`, done, most: mostPairs });
      });
    } catch (error) {
      if (failed !== undefined && !this.#signal.aborted) return failed;
      throw error;
    }
  }

  /** What a look at the text is enough for. */
  async #whyRefused(texts: Tried['texts']): Promise<string | undefined> {
    for (const [path, after] of texts) {
      if (isTestPath(path)) return `It changes the test ${path}.`;
      const before = path === this.#of.path ? this.#of.text : ((await this.#deps.files.text(path)) ?? '');
      if (this.#of.bench.repeats && keepsResults(before, after))
        return 'It keeps something from one call to the next, and the benchmark makes the same calls again.';
      const language = languageOf(path);
      if (!language) continue;
      const [old, changed] = [await this.#deps.parse(language, before), await this.#deps.parse(language, after)];
      try {
        const fault = newFault(old, changed, diffLines(before, after));
        if (fault?.kind === 'broken') return `It does not parse (line ${fault.line}).`;
        if (fault) return `It uses “${fault.name}”, which nothing declares (line ${fault.line}).`;
      } finally {
        old.dispose();
        changed.dispose();
      }
    }
    return undefined;
  }

  async #write(texts: Tried['texts']): Promise<void> {
    for (const [path, text] of texts) if (path !== this.#of.path) await this.#of.copies.after.write(path, text);
    await this.#of.copies.after.write(this.#of.path, this.#of.bench.asTimed(texts.get(this.#of.path) ?? this.#of.text));
  }

  /** The name of a related test that passes no more, twice in a row: some change their mind. */
  async #failing(): Promise<string | undefined> {
    const { command, related, copies } = this.#of;
    const request = { command, only: related, coverage: false, limitMs };
    const passing = new Set<string>();
    for (let run = 0; run < 2 && related.some(({ id }) => !passing.has(id)); run++) {
      const report = await this.#deps.runTests(copies.after, request, this.#signal);
      for (const { id, outcome } of report.results) if (outcome === 'passed') passing.add(id);
    }
    return related.find(({ id }) => !passing.has(id))?.name;
  }

  /** With chances that hold for all that was timed. */
  #corrected(): ReadonlyMap<Tried, Comparison> {
    const timed = this.#tried.filter((each) => each.comparison !== undefined);
    const chances = holm(timed.map(({ comparison }) => comparison!.p));
    return new Map(timed.map((each, at) => [each, { ...each.comparison!, p: chances[at]! }]));
  }

  #best(): Tried | undefined {
    const faster = [...this.#corrected()].filter(([, comparison]) => isFaster(comparison));
    return faster.sort(([, a], [, b]) => b.ratio - a.ratio)[0]?.[0];
  }

  #shown(tried: Tried, comparison = tried.comparison): MeasuredVariant {
    const { name, tests, why } = tried;
    return {
      ...{ name, tests, outcome: !comparison ? 'refused' : isFaster(comparison) ? 'faster' : 'not faster' },
      ...(comparison && { timing: comparison }),
      ...(why !== undefined && { why }),
    };
  }

  #outcome(): Optimised {
    const corrected = this.#corrected();
    const best = this.#best();
    const ranked = [...this.#tried].sort((a, b) => worth(b, corrected.get(b)) - worth(a, corrected.get(a)));
    const measured = (best ? [best, ...ranked.filter((each) => each !== best)] : ranked).map((each) =>
      this.#shown(each, corrected.get(each)),
    );
    const { what, compared } = this.#of.bench;
    if (!best) {
      const [only] = this.#tried;
      const tenth = `faster by ${Math.round((leastRatio - 1) * 100)} % for sure`;
      const reason =
        this.#tried.length === 0
          ? 'There was nothing to try.'
          : this.#tried.length === 1
            ? `1 variant was tried, and it is not ${tenth}: ${variantLine(this.#shown(only!, corrected.get(only!)))}.`
            : `${this.#tried.length} variants were tried, and none is ${tenth}.`;
      const hint = this.#deps.draft
        ? 'Say in which way it could be faster, or give another benchmark.'
        : 'Give a benchmark with larger inputs, or choose a model.';
      const said = this.#warnings.length > 0 ? ` ${this.#warnings[0]}` : '';
      return { kind: 'none', reason: `${reason} Timed: ${what}.${said}`.replaceAll('..', '.'), next: hint, measured };
    }
    const timing = corrected.get(best)!;
    const same = compared > 0 ? ` It gives the same for ${counted(compared, 'input')}.` : '';
    const { beforeMs, afterMs } = timing;
    return {
      kind: 'faster',
      title: `Make ${this.#of.target?.name ?? this.#of.path} ${speedWords(timing)}`,
      texts: best.texts,
      speed: `${best.name}: ${milliseconds(afterMs)} ms instead of ${milliseconds(beforeMs)} ms for ${what}.${same}`,
      measured,
      notes: [...best.conditions, ...this.#warnings],
    };
  }
}

/** Refused, then right but slower, then faster: the order in which it is worth reading. */
const worth = ({ tests }: Tried, comparison: Comparison | undefined): number =>
  comparison ? comparison.ratio : tests === 'failed' ? -1 : 0;
