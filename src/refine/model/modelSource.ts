/**
 * Candidates from a model: many different first answers, then refinements of the best of them with what their runs
 * have shown, in rounds, until something passes, nothing new comes to light, or the budget ends. It works beside the
 * embedded source and never ends a search: when the model cannot be asked it says why, once, and has nothing to give.
 */

import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import {
  AnswerCut,
  AnswerStalled,
  ContextTooLong,
  EndpointUnreachable,
  ModelError,
  RateLimited,
  ServerFailed,
} from '../../model/errors.ts';
import type { Model } from '../../model/model.ts';
import { Spending, type ModelSpending } from '../../model/spending.ts';
import type { Attempt, Patch } from '../attempt.ts';
import type { SuspiciousPlace } from '../event.ts';
import type { ModelBudget } from '../fixRequest.ts';
import { AttemptTree, type AttemptNode } from './attemptTree.ts';
import { answerOnce, type AnswerDeps, type Drawn } from './drawPatch.ts';
import {
  afterFeedback,
  firstStrategies,
  freer,
  goOnFromPart,
  otherCause,
  planFirst,
  type Strategy,
} from './strategies.ts';

export interface ModelSource {
  /** The next patch that waits to be run; undefined while there is none. */
  take(): Patch | undefined;
  /** Whether a patch is there: waits for one, and is false once none will come. @throws the signal's reason */
  ready(signal: AbortSignal): Promise<boolean>;
  /** What came of running a patch, of either source. */
  learn(attempt: Attempt): void;
  /** Takes back what was not run to its end. */
  giveBack(patch: Patch): void;
  /** What nothing has verified but is the best there is: for when all else has failed. */
  bestUnverified(): Patch | undefined;
  /** It was asked, and no answer has come to its end. */
  readonly isSilent: boolean;
  /** Ends all requests. */
  close(): Promise<void>;
}

export interface ModelSourceDeps extends Omit<AnswerDeps, 'spending'> {
  readonly model: Model;
  readonly budget: ModelBudget;
  /** How many tests are to be fixed. */
  readonly targets: number;
  /** Looks for the fault before anything else is asked; undefined where that is not needed. */
  readonly lookFirst?: (spending: Spending, signal: AbortSignal) => Promise<readonly SuspiciousPlace[] | undefined>;
  readonly onPatch: (patch: Patch) => void;
  readonly onSpending: (spending: ModelSpending) => void;
  /** Why the model gives nothing (more): whole sentences, once. */
  readonly onTrouble: (message: string) => void;
  readonly log: Log;
}

/** A question to be asked. */
interface Task {
  readonly strategy: Strategy;
  readonly from?: AttemptNode;
  readonly note?: string;
}

/** Requests at once, where the settings name no number. */
const usualParallel = 4;
/** Of the first answers and what came of them, in turn. */
const mostRounds = 5;
const mostWithoutProgress = 2;
const expandedAtOnce = 2;
/** Of a round: a model that repeats itself more often has nothing else to say to these questions. */
const mostCopies = 2;
/** Failures of the endpoint one after another. */
const mostFailures = 2;

export function openModelSource(deps: ModelSourceDeps, signal: AbortSignal): ModelSource {
  return new Sampling(deps, signal);
}

class Sampling implements ModelSource {
  #deps: ModelSourceDeps;
  readonly #spending: Spending;
  readonly #tree: AttemptTree;
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  readonly #waiting: Patch[] = [];
  /** Patches that are not decided yet, with the model's own judgement of them. */
  readonly #open = new Map<number, number>();
  readonly #working: Promise<void>;
  #listeners: (() => void)[] = [];
  #isDone = false;
  #hasEnough = false;
  #isDead = false;
  #hasTold = false;
  #failures = 0;
  /** Answers of this round that were there before. */
  #copies = 0;

  constructor(deps: ModelSourceDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#spending = new Spending(deps.budget);
    this.#tree = new AttemptTree(deps.targets);
    this.#signal = AbortSignal.any([signal, this.#closing.signal]);
    this.#working = this.#work()
      .catch((error: unknown) => {
        if (!isAbort(error, this.#signal)) this.#tell(error);
      })
      .finally(() => {
        this.#isDone = true;
        this.#notify();
      });
  }

  take(): Patch | undefined {
    return this.#waiting.shift();
  }

  giveBack(patch: Patch): void {
    this.#waiting.unshift(patch);
    this.#notify();
  }

  async ready(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#waiting.length > 0) return true;
      if (this.#isDone) return false;
      await this.#changed(signal);
    }
  }

  learn(attempt: Attempt): void {
    const { patch } = attempt;
    const judgement = this.#open.get(patch.id);
    this.#open.delete(patch.id);
    if (attempt.kind === 'verified') this.#hasEnough = true;
    // Of the embedded source's thousands only those that get somewhere are worth going on from.
    if (judgement !== undefined || attempt.kind === 'partial') this.#tree.add(attempt, judgement ?? 0.5);
    this.#notify();
  }

  bestUnverified(): Patch | undefined {
    const ran = this.#tree.nodes.filter(
      ({ patch, attempt }) =>
        patch.source === 'model' && attempt.kind === 'failed' && attempt.effect === 'other failure',
    );
    const [best] = ran.sort((a, b) => b.judgement - a.judgement || a.patch.id - b.patch.id);
    return best?.patch ?? this.#waiting[0];
  }

  get isSilent(): boolean {
    return !this.#isDone && this.#spending.shown.answers === 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    await this.#look();
    let tasks: Task[] = firstStrategies(this.#deps.budget.samples).map((strategy) => ({ strategy }));
    let still = 0;
    for (let round = 0; round < mostRounds && tasks.length > 0 && still < mostWithoutProgress; round++) {
      const before = this.#tree.changes;
      this.#copies = 0;
      await this.#ask(tasks);
      while (this.#open.size > 0 && !this.#hasEnough) await this.#changed(this.#signal);
      if (this.#hasEnough || this.#isDead) return;
      still = this.#tree.changes === before ? still + 1 : 0;
      tasks = this.#tasksAfter(round);
    }
  }

  async #look(): Promise<void> {
    try {
      const places = await this.#deps.lookFirst?.(this.#spending, this.#signal);
      if (places) this.#deps = { ...this.#deps, places };
    } catch (error) {
      // The questions that follow find out whether it can be asked at all.
      if (!(error instanceof ModelError)) throw error;
      this.#deps.log.debug(`the model did not look first: ${describeError(error)}`);
    } finally {
      if (this.#spending.shown.answers > 0) this.#deps.onSpending(this.#spending.shown);
    }
  }

  /** Where to go on: from what got furthest, with a plan when single shots have failed, and elsewhere when nothing moves. */
  #tasksAfter(round: number): Task[] {
    const best = this.#tree.toExpand(expandedAtOnce);
    const tasks: Task[] = best.map((node) => ({
      strategy: node.attempt.kind === 'partial' ? goOnFromPart : afterFeedback,
      from: node,
    }));
    if (round === 0) tasks.push({ strategy: planFirst });
    if (best.every(({ value }) => value === 0)) tasks.push({ strategy: freer(otherCause, 0.1 * (round + 1)) });
    return tasks;
  }

  /** Asks them side by side, as many at once as may be. */
  async #ask(tasks: readonly Task[]): Promise<void> {
    const left = [...tasks];
    const work = async (): Promise<void> => {
      for (let task = left.shift(); task && !this.#hasEnough && !this.#isDead; task = left.shift()) {
        await this.#attempt(task);
      }
    };
    const parallel = Math.min(tasks.length, this.#deps.budget.parallel ?? usualParallel);
    await Promise.all(Array.from({ length: parallel }, work));
  }

  async #attempt(task: Task): Promise<void> {
    const drawn = await this.#draw(task);
    if (!drawn) return;
    if (drawn.kind === 'patch') return this.#offer(drawn);
    this.#deps.onRefused(drawn.patch, drawn.why, drawn.kind === 'copy' ? drawn.sameAs : undefined);
    if (drawn.kind !== 'copy' || this.#hasEnough || task.note !== undefined || ++this.#copies > mostCopies) return;
    // Told that it repeats itself, another way is asked of it, once.
    await this.#attempt({
      ...task,
      strategy: freer(task.strategy.plans ? task.strategy : otherCause, 0.2),
      note: 'Your last answer was the same as a change that was tried before and is not right. Answer with a different one.',
    });
  }

  #offer({ patch, judgement }: Drawn & { kind: 'patch' }): void {
    this.#open.set(patch.id, judgement);
    this.#waiting.push(patch);
    this.#deps.onPatch(patch);
    this.#notify();
  }

  async #draw(task: Task): Promise<Drawn | undefined> {
    const { tree, spending } = { tree: this.#tree, spending: this.#spending };
    try {
      const drawn = await answerOnce({ ...task, tried: tree.nodes }, { ...this.#deps, spending }, this.#signal);
      this.#failures = 0;
      if (!drawn) this.#stop(spentMessage(this.#deps.budget));
      return drawn;
    } catch (error) {
      if (isAbort(error, this.#signal)) throw error;
      if (!(error instanceof ModelError)) throw error;
      this.#failures++;
      this.#deps.log.debug(describeError(error));
      if (!passes(error) || this.#failures >= mostFailures) this.#stop(describeError(error));
      return undefined;
    } finally {
      this.#deps.onSpending(spending.shown);
    }
  }

  #stop(message: string): void {
    this.#isDead = true;
    this.#tell(new TouchstoneError(message, 'The search goes on without the model.'));
  }

  #tell(error: unknown): void {
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#deps.onTrouble(describeError(error));
  }

  #notify(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** @throws the signal's reason */
  async #changed(signal: AbortSignal): Promise<void> {
    let stop = (): void => {};
    try {
      await new Promise<void>((resolve) => {
        this.#listeners.push(resolve);
        stop = resolve;
        signal.addEventListener('abort', stop, { once: true });
        if (signal.aborted) resolve();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
  }
}

/** Whether the same question might be answered a little later. */
const passes = (error: ModelError): boolean =>
  error instanceof RateLimited ||
  error instanceof ServerFailed ||
  error instanceof AnswerStalled ||
  error instanceof AnswerCut ||
  error instanceof ContextTooLong ||
  (error instanceof EndpointUnreachable && error.code !== 'ECONNREFUSED');

const spentMessage = ({ mostTokens, mostDollars }: ModelBudget): string =>
  mostDollars === undefined
    ? `The ${mostTokens.toLocaleString('en-US')} tokens of the setting "touchstone.fix.maxTokens" are spent.`
    : `What the model may cost is spent: $${mostDollars} or ${mostTokens.toLocaleString('en-US')} tokens.`;
