/** The steps of a plan, in the order in which they came, and which is next. What comes twice is one step with two reasons. */

import type { Block } from './dependents.ts';
import { isOpen, type PlanStep, type StepState } from './plan.ts';
import type { SymbolChange } from './symbolChange.ts';

/** What a step is about, beside what people see of it. */
export interface Task {
  readonly step: PlanStep;
  /** Sentences: why it may have to change. */
  readonly reasons: readonly string[];
  /** What a checker or a test says there. */
  readonly errors: readonly string[];
  /** The changes that brought it. */
  readonly causes: readonly SymbolChange[];
  /** Nothing has changed yet that it depends on: it is shown, and not worked on. */
  readonly isExpected: boolean;
}

export interface Demand {
  readonly block: Block;
  readonly why: string;
  readonly parent?: PlanStep | undefined;
  readonly cause?: SymbolChange;
  readonly error?: string;
  readonly isExpected?: boolean;
}

/** A place that comes again this often does not get right. */
const mostVisits = 4;

export class Worklist {
  readonly #tasks: Task[] = [];
  readonly #mostSteps: number;

  constructor(mostSteps: number) {
    this.#mostSteps = mostSteps;
  }

  get steps(): readonly PlanStep[] {
    return this.#tasks.map(({ step }) => step);
  }

  /** @returns the step; `undefined` when the place has come too often. */
  add({ block, why, parent, cause, error, isExpected = false }: Demand): PlanStep | undefined {
    const same = this.#tasks.filter(({ step }) => step.path === block.path && step.symbol === block.symbol);
    const waiting = same.find(({ step }) => step.state.kind === 'planned');
    if (waiting) {
      if (isExpected) return waiting.step;
      const said: Pick<Task, 'reasons' | 'errors' | 'causes'> = waiting.isExpected
        ? { reasons: [], errors: [], causes: [] }
        : waiting;
      const step = waiting.isExpected ? { ...waiting.step, why, ...(parent && { parent: parent.id }) } : waiting.step;
      this.#put({
        step,
        reasons: [...new Set([...said.reasons, why])],
        errors: error === undefined ? said.errors : [...new Set([...said.errors, error])],
        causes: cause && !said.causes.includes(cause) ? [...said.causes, cause] : said.causes,
        isExpected: false,
      });
      return step;
    }
    if (same.filter((task) => !task.isExpected).length >= mostVisits) return undefined;
    const wanted = { block, why, parent, ...(cause && { cause }), ...(error !== undefined && { error }) };
    const step = this.#push(wanted, isExpected);
    const task = this.#tasks.at(-1);
    const before = same.at(-1);
    // What it was not changed for then may count now, with what has changed since.
    if (task && before && before.step.state.kind !== 'done' && !before.isExpected)
      this.#put({
        ...task,
        reasons: [...new Set([...before.reasons, ...task.reasons])],
        causes: [...new Set([...task.causes, ...before.causes])],
      });
    return step;
  }

  /** A place that was changed without being asked for it, or a waiting one that has come about. */
  take(block: Block, why: string, parent: PlanStep | undefined): PlanStep {
    const same = ({ step }: Task): boolean => step.path === block.path && step.symbol === block.symbol;
    const waiting = this.#tasks.find((task) => same(task) && (task.isExpected || isOpen(task.step)));
    const known = waiting ?? this.#tasks.findLast(same);
    if (known) return known.step;
    return this.#push({ block, why, parent }, false);
  }

  /** It was changed already because of the same method, of another type: what is still wrong there a checker says. */
  isDoneFor({ path, symbol }: Block, { name, scope, path: from }: SymbolChange): boolean {
    const isOther = (cause: SymbolChange): boolean =>
      cause.name === name &&
      cause.scope.length > 0 &&
      (cause.path !== from || cause.scope.join('.') !== scope.join('.'));
    return this.#tasks.some(
      ({ step, causes }) =>
        step.path === path &&
        step.symbol === symbol &&
        step.state.kind === 'done' &&
        scope.length > 0 &&
        causes.some(isOther),
    );
  }

  isDone({ path, symbol }: Block): boolean {
    return this.#tasks.some(({ step }) => step.path === path && step.symbol === symbol && step.state.kind === 'done');
  }

  /** Places of one file that wait, the first of all first: they are looked at together. None when as many were as may be. */
  next(): readonly Task[] {
    const waiting = this.#tasks.filter(({ step, isExpected }) => step.state.kind === 'planned' && !isExpected);
    const [first] = waiting;
    if (!first || this.#tasks.filter(({ step }) => !isOpen(step)).length >= this.#mostSteps) return [];
    return waiting.filter(({ step }) => step.path === first.step.path);
  }

  /** What was expected and did not come about. */
  dropExpected(why: string): void {
    for (const { step, isExpected } of this.#tasks)
      if (isExpected && step.state.kind === 'planned') this.settle(step, { kind: 'nothing', why });
  }

  /** The changes that led to a step, the nearest first. */
  causesOf({ step, causes }: Task): SymbolChange[] {
    const found = new Set(causes);
    const seen = new Set<number>();
    for (let at = step.parent; at !== undefined && !seen.has(at); at = this.#tasks[at - 1]?.step.parent) {
      seen.add(at);
      for (const cause of this.#tasks[at - 1]?.causes ?? []) found.add(cause);
    }
    return [...found];
  }

  settle({ id }: PlanStep, state: StepState): void {
    const task = this.#tasks[id - 1];
    if (task) this.#put({ ...task, step: { ...task.step, state } });
  }

  /** What is open is told to be left. */
  leave(why: string): void {
    for (const { step } of this.#tasks) if (isOpen(step)) this.settle(step, { kind: 'left', why });
  }

  #push({ block, why, parent, cause, error }: Demand, isExpected: boolean): PlanStep {
    const step: PlanStep = {
      id: this.#tasks.length + 1,
      ...(parent && { parent: parent.id }),
      ...{ path: block.path, symbol: block.symbol, line: block.line, why },
      state: { kind: 'planned' },
    };
    const errors = error === undefined ? [] : [error];
    this.#tasks.push({ step, reasons: [why], errors, causes: cause ? [cause] : [], isExpected });
    return step;
  }

  #put(task: Task): void {
    this.#tasks[task.step.id - 1] = task;
  }
}
