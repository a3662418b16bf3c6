/**
 * A change across files, worked off by a plan: what the instruction means is changed first, then what that may make
 * wrong, each place by itself, until checkers and tests have nothing against it. After CodePlan (Bairi et al., 2023).
 */

import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Model } from '../../model/model.ts';
import { Spending, type SpendingLimits } from '../../model/spending.ts';
import type { Check } from '../../review/proposal.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { openChecks, type CheckDeps, type Checked, type Fault } from '../checkChange.ts';
import { demandChecks, draft, namesCheck, type DraftDeps } from '../draft.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import { askedWords } from '../readyMade.ts';
import type { ExactDeps } from '../exact/exactDeps.ts';
import { exactEdit } from '../exact/exactEdit.ts';
import { addFaults, oneOfEachLanguage } from './addFaults.ts';
import { beginnings, type Beginning } from './beginning.ts';
import { changesOf } from './changesOf.ts';
import { Dependents, type Block } from './dependents.ts';
import { expectSteps } from './expectSteps.ts';
import { mayImpact } from './mayImpact.ts';
import type { Plan, PlanStep } from './plan.ts';
import { PlanTexts } from './planTexts.ts';
import { planCheck } from './planWords.ts';
import { workStep } from './step.ts';
import type { SymbolChange } from './symbolChange.ts';
import { Worklist, type Task } from './worklist.ts';

export interface AcrossDeps extends Omit<ExactDeps, 'hasModel'>, CheckDeps, Pick<DraftDeps, 'lookup' | 'formatRecord'> {
  readonly model?: Model;
}

export type Across =
  | {
      readonly kind: 'changed';
      readonly title: string;
      readonly plan: Plan;
      readonly checks: readonly Check[];
      readonly checked: Checked;
      readonly notes: readonly string[];
      readonly spending: Spending | undefined;
    }
  | {
      readonly kind: 'none';
      readonly plan: Plan;
      readonly reason: string;
      readonly next: string;
      readonly needsModel?: true;
      readonly said?: string;
      readonly spending?: Spending;
    };

/** Places that are looked at before it ends with what there is. */
const mostSteps = 60;
/** Times that checkers and tests are asked. */
const mostRounds = 8;

/** @throws ModelError when nothing has been changed yet; the signal's reason when aborted */
export function changeAcross(
  request: EditRequest,
  limits: SpendingLimits,
  deps: AcrossDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Across> {
  return new AcrossRun(request, limits, deps, emit, signal).run();
}

class AcrossRun {
  readonly #request: EditRequest;
  readonly #deps: AcrossDeps;
  readonly #emit: (event: EditEvent) => void;
  readonly #signal: AbortSignal;
  readonly #texts: PlanTexts;
  readonly #graph: Dependents;
  readonly #spending: Spending;
  readonly #list = new Worklist(mostSteps);
  /** What checkers said before is to be mended too. */
  readonly #mendsOld: boolean;
  /** What steps have changed for others. */
  readonly #changed = new Map<PlanStep['id'], SymbolChange>();
  #title = '';
  #notes: readonly string[] = [];

  constructor(
    request: EditRequest,
    limits: SpendingLimits,
    deps: AcrossDeps,
    emit: (event: EditEvent) => void,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#deps = deps;
    this.#emit = emit;
    this.#signal = signal;
    this.#texts = new PlanTexts(deps.files, deps.project);
    this.#graph = new Dependents(this.#texts, deps.readOutline);
    this.#spending = new Spending(limits);
    this.#mendsOld = speaksOfErrors(request.instruction);
  }

  async run(): Promise<Across> {
    const { model } = this.#deps;
    const begin = await beginnings(this.#request, this.#texts, this.#graph, this.#signal);
    await expectSteps(this.#request.instruction, begin, this.#texts, this.#graph, this.#list, this.#signal);
    await this.#tell();
    if (this.#request.across === 'plan')
      return this.#none(
        this.#list.steps.length === 0
          ? 'Nothing in the workspace is called as the instruction calls it, so where it begins is not known yet.'
          : `This may have to change: ${this.#list.steps.length === 1 ? '1 place' : `${this.#list.steps.length} places`}. Nothing has been changed yet.`,
        'Run it.',
      );
    const exact = await exactEdit(this.#request, { ...this.#deps, hasModel: model !== undefined }, this.#signal);
    if (exact?.kind === 'changed') {
      this.#emit({ kind: 'exact', title: exact.title, ...(exact.by !== undefined && { by: exact.by }) });
      this.#title = exact.title;
      this.#notes = exact.notes;
      const texts = new Map<WorkspacePath, string | undefined>(exact.texts);
      for (const path of exact.removed ?? []) texts.set(path, undefined);
      await this.#take(texts, 'exactly', 'It was changed with the rest.');
    } else if (!model) {
      return exact
        ? this.#none(exact.why, exact.next)
        : {
            ...(await this.#none('This takes a model, and none is chosen.', 'Run “Touchstone: Choose Model”.')),
            needsModel: true,
          };
    } else {
      if (exact) this.#emit({ kind: 'notExact', why: exact.why });
      const failed = await this.#begin(begin, model);
      if (failed) return failed;
    }
    const checked = await this.#untilQuiet();
    return this.#end(checked);
  }

  /** The first edit, which the model makes of the whole instruction; or the errors that there are. */
  async #begin(begin: readonly Beginning[], model: Model): Promise<Across | undefined> {
    const { instruction, place } = this.#request;
    const first = begin[0];
    // What was there before has to be mended, and says where: nothing else tells where it begins.
    if (this.#mendsOld && !first && !place) return undefined;
    const steps = begin.map((block) => this.#list.add({ block, why: 'The instruction is about it.' }));
    for (const step of steps) if (step) this.#list.settle(step, { kind: 'running' });
    await this.#tell();
    const around = [...new Set(begin.map(({ path }) => path))];
    const request: EditRequest = {
      ...this.#request,
      instruction: `${instruction}\n\n${firstStep}${around.length > 1 ? ` They are in ${around.join(', ')}.` : ''}`,
      ...(!place && first && { place: { path: first.path, lines: first.lines } }),
    };
    const drafted = await draft(
      request,
      { ...this.#deps, model, spending: this.#spending, demands: '' },
      this.#emit,
      this.#signal,
    );
    if (drafted.kind === 'none') {
      const why = drafted.reasons.slice(0, 4).join(' ');
      for (const step of steps) if (step) this.#list.settle(step, { kind: 'refused', why });
      this.#list.dropExpected('The first step could not be made.');
      await this.#tell();
      const reason = `The model's answer could not be used. ${why}`;
      return {
        ...(await this.#none(reason, 'Ask again in other words, or name the place where it begins.')),
        ...(drafted.said !== '' && { said: drafted.said }),
        spending: this.#spending,
      };
    }
    this.#title = drafted.title;
    for (const step of steps)
      if (step) this.#list.settle(step, { kind: 'nothing', why: 'The first step left it as it is.' });
    await this.#take(drafted.texts, 'first', 'The first step changed it.');
    return undefined;
  }

  /**
   * Takes over what a step wrote, and adds what that may have made wrong.
   * @param step the tasks that the texts were written for; what is done exactly has its consequences in it
   */
  async #take(
    texts: ReadonlyMap<WorkspacePath, string | undefined>,
    step: readonly Task[] | 'first' | 'exactly',
    why: string,
  ): Promise<void> {
    const tasks = typeof step === 'string' ? [] : step;
    const { changes, touched } = await changesOf(texts, this.#graph, this.#deps.readOutline);
    await this.#texts.write(texts);
    const isTouched = ({ path, symbol }: Block): boolean =>
      touched.some((block) => block.path === path && block.symbol === symbol);
    const done: PlanStep[] = [];
    for (const { step } of tasks) {
      const changed = isTouched(step) || (tasks.length === 1 && touched.length > 0);
      this.#list.settle(step, changed ? { kind: 'done' } : { kind: 'nothing', why: 'The model left it as it is.' });
      if (changed) done.push(step);
    }
    const names = new Set(
      changes.flatMap(({ path, scope, renamedTo }) =>
        renamedTo === undefined ? [] : [`${path}\0${[...scope, renamedTo].join('.')}`],
      ),
    );
    for (const block of touched) {
      // It is told by the name that it had.
      if (names.has(`${block.path}\0${block.symbol}`)) continue;
      const parent = done.find(({ path }) => path === block.path);
      if (done.some(({ path, symbol }) => path === block.path && symbol === block.symbol)) continue;
      const step = this.#list.take(
        block,
        parent ? `It was changed with ${parent.symbol === '' ? parent.path : parent.symbol}.` : why,
        parent,
      );
      this.#list.settle(step, { kind: 'done' });
    }
    await this.#tell();
    for (const change of step === 'exactly' ? [] : changes) {
      const parent = this.#stepOf(change) ?? done[0];
      if (parent) this.#changed.set(parent.id, change);
      for (const { why: because, isPeer, ...block } of await mayImpact(change, this.#graph, this.#signal))
        if (!isTouched(block) && !(isPeer && this.#list.isDone(block)) && !this.#list.isDoneFor(block, change))
          this.#list.add({ block, why: because, parent, cause: change });
    }
    if (typeof step === 'string') this.#list.dropExpected('Nothing that it depends on has changed for it.');
    await this.#tell();
  }

  #stepOf({ path, scope, name }: SymbolChange): PlanStep | undefined {
    const called = (symbol: string): PlanStep | undefined =>
      this.#list.steps.findLast((step) => step.path === path && step.symbol === symbol);
    return called([...scope, name].join('.')) ?? (scope.length > 0 ? called(scope.join('.')) : undefined);
  }

  /** Works off what waits, asks checkers and tests, and goes on with what they say. */
  async #untilQuiet(): Promise<Checked> {
    const checks = openChecks(this.#request.tests, this.#deps);
    const seen = new Set<string>();
    try {
      for (let round = 1; ; round++) {
        const stopped = await this.#workOff();
        const checked = await this.#check(checks);
        const faults = this.#mendsOld ? [...checked.faults, ...checked.knownFaults] : checked.faults;
        const key = faults
          .map(({ message, frames }) => `${message}\0${frames[0]?.path ?? ''}`)
          .sort()
          .join('\n');
        const canGoOn = this.#deps.model && stopped === undefined && round < mostRounds;
        if (faults.length === 0 || !canGoOn || seen.has(key) || !(await this.#faultsAdded(faults))) {
          this.#list.leave(stopped ?? 'It was not reached before the plan ended.');
          for (const check of checked.checks) this.#emit({ kind: 'checked', check });
          await this.#tell();
          return checked;
        }
        seen.add(key);
      }
    } finally {
      await checks.dispose();
    }
  }

  /** @returns why it stopped before everything was done. */
  async #workOff(): Promise<string | undefined> {
    const { model } = this.#deps;
    for (let waiting = this.#list.next(); waiting.length > 0; waiting = this.#list.next()) {
      this.#signal.throwIfAborted();
      if (!model) return 'It takes a model, and none is chosen.';
      // What is of one file goes into one question, as long as it is not too much at once.
      const tasks = waiting.slice(0, mostAtOnce);
      for (const { step } of tasks) this.#list.settle(step, { kind: 'running' });
      await this.#tell();
      try {
        const outcome = await workStep(
          { instruction: this.#request.instruction, tasks, causes: this.#causes(tasks) },
          { ...this.#deps, model, spending: this.#spending, texts: this.#texts, graph: this.#graph },
          this.#emit,
          this.#signal,
        );
        if (outcome.kind === 'texts') {
          await this.#take(outcome.texts, tasks, '');
          continue;
        }
        const why = outcome.why;
        for (const { step } of tasks)
          this.#list.settle(step, outcome.kind === 'declined' ? { kind: 'nothing', why } : { kind: 'refused', why });
        await this.#tell();
        if (outcome.kind === 'spent') return why;
      } catch (error) {
        // What the steps before have made is worth being shown.
        if (isAbort(error, this.#signal) || this.#texts.changed.size === 0) throw error;
        return describeError(error);
      }
    }
    return this.#list.steps.some(({ state }) => state.kind === 'planned')
      ? `${mostSteps} places were looked at, which is as many as may be.`
      : undefined;
  }

  #causes(tasks: readonly Task[]): SymbolChange[] {
    return [...new Set(tasks.flatMap((task) => this.#list.causesOf(task)))];
  }

  async #check(checks: ReturnType<typeof openChecks>): Promise<Checked> {
    const changed = new Map(this.#texts.changed);
    // Which checkers there are is known from the files that they check.
    if (changed.size === 0)
      for (const path of await oneOfEachLanguage(this.#texts)) changed.set(path, await this.#texts.text(path));
    const quiet = (event: EditEvent): void => {
      if (event.kind !== 'checked') this.#emit(event);
    };
    return checks.run(changed, quiet, this.#signal);
  }

  /** @returns whether there is something new to be done. */
  async #faultsAdded(faults: readonly Fault[]): Promise<boolean> {
    const isMore = await addFaults(faults, this.#changed, this.#texts, this.#graph, this.#list);
    await this.#tell();
    return isMore;
  }

  async #end(checked: Checked): Promise<Across> {
    const changes = await this.#texts.changes();
    const plan = { steps: this.#list.steps, changes };
    const old = this.#mendsOld ? checked.knownFaults : [];
    if (changes.length === 0) {
      const quiet = checked.faults.length + old.length === 0;
      return {
        ...(await this.#none(
          quiet ? 'There is nothing to change: no checker has anything against it.' : 'No step could be made.',
          quiet ? 'Say what is to be changed.' : 'Name the place where it begins, or choose another model.',
        )),
        spending: this.#spending,
      };
    }
    const written = new Map(
      changes.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after] as const])),
    );
    const before = { text: (path: WorkspacePath) => this.#texts.before(path) };
    const checks = [
      planCheck(plan.steps, old),
      await namesCheck(written, before, this.#deps.parse),
      ...(await demandChecks(this.#request.instruction, written, this.#deps)),
    ];
    const title = this.#title === '' ? askedWords(this.#request) : this.#title;
    const spending = this.#spending.shown.answers > 0 ? this.#spending : undefined;
    return { kind: 'changed', title, plan, checks, checked, notes: this.#notes, spending };
  }

  async #none(reason: string, next: string): Promise<Across & { readonly kind: 'none' }> {
    return { kind: 'none', reason, next, plan: { steps: this.#list.steps, changes: await this.#texts.changes() } };
  }

  async #tell(): Promise<void> {
    this.#emit({ kind: 'plan', plan: { steps: [...this.#list.steps], changes: await this.#texts.changes() } });
  }
}

const mostAtOnce = 8;

const firstStep =
  'This is the first step of a change across files. Make the edits that it begins with: of the declarations themselves, and of what is shown with them. What depends on them in other files is looked at afterwards, one place after another.';

/** What is wrong already is what the instruction is about. */
const speaksOfErrors = (instruction: string): boolean =>
  /\b(?:errors?|upgrad\w*|bump\w*|migrat\w*|type.?check\w*|compiles?|(?:the )?build|breaking)\b/i.test(instruction);
