import * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import { findHunk, pendingBeside } from '../reviewState.ts';
import type { Acceptance } from './acceptInEditor.ts';
import { closeDiffs, fileOf } from './diffDocuments.ts';
import type { ReviewSession } from './reviewSession.ts';

export interface DecisionDeps {
  readonly log: Log;
  /** The review on show. */
  readonly session: () => ReviewSession | undefined;
  readonly goTo: (id: string | undefined) => Promise<void>;
  readonly drawThreads: () => void;
  /** Nothing is pending any more. @param decided the hunks that were decided last */
  readonly finish: (session: ReviewSession, decided: readonly string[]) => Promise<void>;
}

/**
 * What the user decides about hunks, one step after the other: no two ever change files or diffs at once, and whoever
 * accepts is at the next hunk while this one is written.
 */
export class Decisions {
  readonly #deps: DecisionDeps;
  #lastTurn: Promise<void> = Promise.resolve();
  /** Steps that have begun or wait for their turn, and those of them that only write what the user has left behind. */
  #turns = 0;
  #writing = 0;
  /** Decisions that are still to be seen. */
  #deciding = 0;

  constructor(deps: DecisionDeps) {
    this.#deps = deps;
  }

  /** A hunk was decided, and the next one is not on show yet. */
  get isShowingNext(): boolean {
    return this.#deciding > 0;
  }

  inTurn(step: () => Promise<void>): Promise<void> {
    this.#turns++;
    const turn = this.#lastTurn.then(step).finally(() => this.#turns--);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** A look at another hunk waits for no accept to be written. */
  atOnce(step: () => Promise<void>): Promise<void> {
    return this.#isAlone ? step() : this.inTurn(step);
  }

  /** @param ids asked for when its turn has come */
  acceptAll(ids: () => readonly string[]): Promise<void> {
    return this.inTurn(() => this.#accept(ids()));
  }

  /** @param ids as for `acceptAll` */
  rejectAll(ids: () => readonly string[]): Promise<void> {
    return this.inTurn(() => this.#reject(ids()));
  }

  async rejectOne(id: string): Promise<void> {
    const session = this.#deps.session();
    this.#deciding++;
    try {
      await this.inTurn(async () => {
        if (this.#deps.session() === session) await this.#reject([id]);
      });
    } finally {
      this.#deciding--;
    }
  }

  /** Whoever reviews goes on while the hunk is written: the next one is on show at once. */
  async acceptOne(id: string): Promise<void> {
    const session = this.#deps.session();
    if (!session || session.accepting.has(id)) return;
    const next =
      this.#isAlone && session.fits(id)
        ? pendingBeside(session.state, id, 1, new Set([...session.accepting, id]))
        : undefined;
    const over = next === undefined ? undefined : session.announce(id);
    this.#deciding++;
    if (over) this.#writing++;
    let isOnShow = false;
    const onShow = (): void => {
      if (!isOnShow) this.#deciding--;
      isOnShow = true;
    };
    try {
      const written = this.inTurn(async () => {
        if (this.#deps.session() === session) await this.#accept([id], over !== undefined);
      });
      if (next !== undefined) {
        const shown = this.#deps.goTo(next);
        // Its block and that of the next one, without waiting for the window to say where the cursor is.
        this.#deps.drawThreads();
        await shown;
        onShow();
      }
      await written;
    } finally {
      onShow();
      if (over) this.#writing--;
      over?.();
    }
  }

  get #isAlone(): boolean {
    return this.#turns === this.#writing;
  }

  /** @param isNextOnShow the user has gone on already, and is called back only when the accept is refused */
  async #accept(ids: readonly string[], isNextOnShow = false): Promise<void> {
    const session = this.#deps.session();
    const open = ids.filter((id) => session && findHunk(session.state, id)?.hunk.status !== 'accepted');
    if (!session || open.length === 0) return;
    const acceptance = await session.accept(open);
    this.#deps.log.info(`Accepting ${open.join(', ')}: ${acceptance.kind}.`);
    if (acceptance.kind === 'refused') {
      if (isNextOnShow && this.#turns === 1) await this.#deps.goTo(open[0]);
      return explain(session, acceptance);
    }
    for (const { path, saving } of acceptance.files) {
      if (saving !== 'failed') continue;
      void vscode.window.showWarningMessage(
        `${path} was changed in the editor but could not be saved. Save it yourself, or undo.`,
      );
    }
    if (isNextOnShow) await closeDecided(session);
    else await this.#moveOn(session, ids);
  }

  async #reject(ids: readonly string[]): Promise<void> {
    const session = this.#deps.session();
    const open = ids.filter((id) => session && findHunk(session.state, id)?.hunk.status === 'pending');
    if (!session || open.length === 0) return;
    session.reject(open);
    this.#deps.log.info(`Rejected ${open.join(', ')}.`);
    await this.#moveOn(session, ids);
  }

  /** After a decision: to the next pending hunk, or to the end. */
  async #moveOn(session: ReviewSession, decided: readonly string[]): Promise<void> {
    if (session.isDone) return this.#deps.finish(session, decided);
    await this.#deps.goTo(pendingBeside(session.state, decided.at(-1), 1));
    await closeDecided(session);
  }
}

function explain(session: ReviewSession, refusal: Acceptance & { kind: 'refused' }): void {
  const open = 'Open File';
  void vscode.window.showWarningMessage(`${refusal.reason} ${refusal.next}`, open).then((chosen) => {
    if (chosen === open) void vscode.window.showTextDocument(session.uri(refusal.path));
  });
}

async function closeDecided(session: ReviewSession): Promise<void> {
  await closeDiffs((after) => fileOf(session, after)?.file.hunks.every((hunk) => hunk.status !== 'pending') ?? false);
}
