import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import type { CompletionAnswer, CompletionEngine } from '../engine.ts';
import type { CompletionJournal } from '../journal.ts';
import { ShownText, type Step } from '../shownText.ts';
import type { Moment } from '../shouldAsk.ts';
import { changesOf, offsetOf, textOf } from './moment.ts';

/**
 * Tells engine and journal what became of what was shown. Only a whole accept is told by the editor; the rest is read
 * from what happens to the document and its cursor.
 */
export class Outcomes implements Disposable {
  readonly #journal: CompletionJournal;
  readonly #onEnd: (engine: CompletionEngine) => void;
  readonly #visible = new Map<string, Visible>();
  readonly #listening: vscode.Disposable;
  readonly #settling = setInterval(() => this.#journal.settle(), settleMs);

  /** @param onEnd a suggestion is visible no more, and its engine may have learnt something. */
  constructor(journal: CompletionJournal, onEnd: (engine: CompletionEngine) => void) {
    this.#journal = journal;
    this.#onEnd = onEnd;
    this.#settling.unref();
    const { workspace, window } = vscode;
    this.#listening = vscode.Disposable.from(
      workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      workspace.onDidOpenTextDocument((document) => {
        if (isFollowed(document)) journal.documentOpened(keyOf(document), textOf(document));
      }),
      workspace.onDidCloseTextDocument((document) => {
        this.#visible.delete(keyOf(document));
        if (isFollowed(document)) journal.documentClosed(keyOf(document), !document.isDirty);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
        const [first] = selections;
        if (first) this.#moved(document, first.active);
      }),
    );
  }

  dispose(): void {
    clearInterval(this.#settling);
    this.#listening.dispose();
    this.#journal.close();
  }

  /** The first suggestion of an answer is on its way to the screen. */
  shown(document: vscode.TextDocument, moment: Moment, answer: CompletionAnswer, engine: CompletionEngine): void {
    const [first] = answer.suggestions;
    if (!first) return;
    const key = keyOf(document);
    const { text, source, confidence } = first;
    const before = this.#visible.get(key);
    this.#journal.shown({
      ...{ id: `${engineName(engine)}:${answer.id}`, path: key, languageId: moment.languageId },
      ...{ source, text, confidence, offset: moment.offset, trigger: moment.trigger },
      ...{ engineMs: answer.ms - answer.pauseMs, pauseMs: answer.pauseMs },
    });
    const name = `${engineName(engine)}:${answer.id}`;
    // What is left of one is the same one: the engine judged it when it was first shown.
    if (before?.engine === engine && before.shown.continuesAs(text, moment.offset)) {
      this.#visible.set(key, { ...before, name });
      return;
    }
    const { selected } = moment;
    const typed = selected ? moment.text.slice(selected.start, moment.offset) : '';
    const shown = new ShownText(text, moment.offset, typed);
    this.#visible.set(key, { engine, id: answer.id, name, shown, since: performance.now(), complete: undefined });
  }

  /** The editor has inserted all that was left of a suggestion. */
  accepted(document: vscode.TextDocument): void {
    const key = keyOf(document);
    const visible = this.#visible.get(key);
    if (!visible) return;
    this.#visible.delete(key);
    const { complete, engine, id, name, shown } = visible;
    const at = complete ?? { offset: shown.cursor, text: shown.rest };
    this.#journal.accepted(name, { offset: at.offset, text: at.text });
    engine.accepted(id);
    this.#onEnd(engine);
  }

  #changed(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0 || !isFollowed(event.document)) return;
    const key = keyOf(event.document);
    const changes = changesOf(event);
    const visible = this.#visible.get(key);
    this.#finish(key, visible);
    const steps = visible && this.#visible.has(key) ? changes.map((change) => visible.shown.change(change)) : [];
    this.#journal.documentChanged(key, changes);
    for (const step of steps) this.#take(key, step);
  }

  #moved(document: vscode.TextDocument, position: vscode.Position): void {
    const key = keyOf(document);
    const visible = this.#visible.get(key);
    if (!visible || visible.complete) return;
    this.#take(key, visible.shown.moved(offsetOf(document, position)));
  }

  #take(key: string, step: Step): void {
    const visible = this.#visible.get(key);
    if (!visible) return;
    switch (step.kind) {
      case 'unchanged':
        return;
      case 'part':
        this.#journal.partlyAccepted(visible.name, step.unit, step);
        return;
      case 'complete': {
        const complete = { ...visible, complete: step };
        this.#visible.set(key, complete);
        // An accept is told a moment later; typed to its end, nothing more comes.
        setTimeout(() => this.#finish(key, complete), toldMs).unref();
        return;
      }
      case 'replaced':
      case 'dismissed':
        this.#visible.delete(key);
        this.#journal[step.kind](visible.name);
        // What was gone sooner nobody has read, so nobody has refused it.
        if (performance.now() - visible.since >= readableMs) visible.engine.rejected(visible.id);
        this.#onEnd(visible.engine);
    }
  }

  /** All of it is there, and the editor did not say that it was accepted: it was typed, which proves it right as well. */
  #finish(key: string, visible: Visible | undefined): void {
    if (!visible?.complete || this.#visible.get(key) !== visible) return;
    this.#visible.delete(key);
    this.#journal.typedThrough(visible.name);
    visible.engine.accepted(visible.id);
    this.#onEnd(visible.engine);
  }
}

interface Visible {
  readonly engine: CompletionEngine;
  /** By which the engine knows it: the number of the answer in which it was first shown. */
  readonly id: number;
  /** By which the journal knows it last. */
  readonly name: string;
  readonly shown: ShownText;
  readonly since: number;
  readonly complete: { readonly text: string; readonly offset: number } | undefined;
}

const settleMs = 5_000;
const toldMs = 500;
const readableMs = 300;

const names = new WeakMap<CompletionEngine, number>();
let lastName = 0;

/** Answers are numbered by each engine on its own. */
function engineName(engine: CompletionEngine): number {
  const name = names.get(engine) ?? ++lastName;
  names.set(engine, name);
  return name;
}

function keyOf({ uri }: vscode.TextDocument): string {
  return uri.toString();
}

function isFollowed({ uri: { scheme } }: vscode.TextDocument): boolean {
  return scheme === 'file' || scheme === 'untitled' || scheme === 'vscode-notebook-cell';
}
