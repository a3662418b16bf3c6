import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { ChatMessage } from '../../model/model.ts';
import type { ChatEvent } from '../chatEvent.ts';
import { chatCommands, splitCommand, type Chip, type TurnRequest } from '../chatRequest.ts';
import {
  append,
  chooseBranch,
  newConversation,
  pathTo,
  rename,
  withAnswer,
  type AnswerMessage,
  type Conversation,
  type Message,
  type UserMessage,
} from '../conversation.ts';
import { loadedViews, messageView, openedView, type Making } from '../messageViews.ts';
import type { ChatHead, FromPage, ToolDecision } from '../protocol.ts';
import type { AskPermission } from '../tools/permissions.ts';
import { AnswerRun } from './answerRun.ts';
import { Draft, withoutTwins, type DraftDeps } from './draft.ts';

export interface ExpandedQuestion {
  readonly text: string;
  readonly chips: readonly Chip[];
}

/** What an answer is asked for, and how its tools ask the user. */
export interface Turn {
  readonly request: Omit<TurnRequest, 'root'>;
  readonly conversation: string;
  readonly ask: AskPermission;
}

export interface ChatSessionDeps extends DraftDeps {
  readonly newId: () => string;
  readonly head: () => Omit<ChatHead, 'isAnswering' | 'commands'>;
  /** What a question stands for that names a prompt file. Its text is not sent where the user leaves. */
  readonly expand: (written: string) => Promise<ExpandedQuestion | 'left' | undefined>;
  readonly answer: (turn: Turn, signal: AbortSignal) => AsyncIterable<ChatEvent>;
  /** Which conversation was open last in this workspace. */
  readonly lastOpen: () => string | undefined;
  readonly confirmDelete: (title: string) => Promise<boolean>;
  readonly exportConversation: (conversation: Conversation) => Promise<void>;
}

/** The conversations of a window: which one is open, what is written in it, and the answers that are being made. */
export class ChatSession {
  readonly #deps: ChatSessionDeps;
  /** By conversation. One goes on when another conversation is opened. */
  readonly #runs = new Map<string, { readonly run: AnswerRun; readonly done: Promise<void> }>();
  readonly #live = new Map<string, Conversation>();
  readonly #requests = new Map<string, readonly (readonly ChatMessage[])[]>();
  #open: Conversation;
  readonly draft: Draft;
  #query = '';
  #ready: Promise<void>;

  constructor(deps: ChatSessionDeps) {
    this.#deps = deps;
    this.#open = newConversation(deps.newId(), Date.now());
    this.draft = new Draft(deps, this.#open.id);
    this.#ready = this.#restore();
  }

  async showAll(): Promise<void> {
    await this.#ready;
    this.showHead();
    this.#showOpen();
  }

  showHead(): void {
    const isAnswering = this.#runs.has(this.#open.id);
    this.#deps.post({ kind: 'head', head: { ...this.#deps.head(), isAnswering, commands: chatCommands } });
  }

  async send(text: string): Promise<void> {
    await this.#ready;
    if (this.#isBusy() || (text.trim() === '' && this.draft.chips.length === 0)) return;
    const expanded = await this.#expanded(text);
    if (expanded === 'left') return this.#deps.post({ kind: 'insertText', text });
    const { chips } = this.draft;
    this.draft.clear();
    this.#ask(text, expanded, chips, this.#open.leaf);
  }

  async editAndSend(id: string, text: string): Promise<void> {
    await this.#ready;
    const old = this.#message(id);
    if (this.#isBusy() || old?.role !== 'user') return;
    const expanded = await this.#expanded(text);
    if (expanded !== 'left') this.#ask(text, expanded, old.chips, old.parent);
  }

  async regenerate(id: string): Promise<void> {
    await this.#ready;
    const old = this.#message(id);
    const question = old?.parent === undefined ? undefined : this.#message(old.parent);
    if (this.#isBusy() || question?.role !== 'user') return;
    this.#answerTo(question);
  }

  stop(): void {
    this.#runs.get(this.#open.id)?.run.cancel.abort();
  }

  async chooseBranch(id: string): Promise<void> {
    await this.#ready;
    if (this.#isBusy()) return;
    this.#setOpen(chooseBranch(this.#open, id));
    this.#showOpen();
    await this.#save(this.#open);
  }

  async newConversation(): Promise<void> {
    await this.#ready;
    await this.draft.flush();
    this.#begin();
    this.#deps.post({ kind: 'focusInput' });
  }

  async openConversation(id: string): Promise<void> {
    await this.#ready;
    await this.draft.flush();
    const found = this.#live.get(id) ?? (await this.#deps.store.read(id));
    if (!found) {
      this.#say('This conversation is not there any more.');
      return this.search(this.#query);
    }
    this.#setOpen(found);
    await this.draft.open(id);
    this.#showOpen();
    this.showHead();
    this.#deps.post({ kind: 'focusInput' });
  }

  async rename(id: string, title: string): Promise<void> {
    await this.#ready;
    const found = await this.#known(id);
    if (!found) return;
    const named = rename(found, title);
    if (id === this.#open.id) {
      this.#setOpen(named);
      this.#showOpen();
    }
    await this.#save(named);
    await this.search(this.#query);
  }

  async delete(id: string): Promise<void> {
    await this.#ready;
    const found = await this.#known(id);
    if (!found || !(await this.#deps.confirmDelete(found.title))) return;
    const running = this.#runs.get(id);
    running?.run.cancel.abort();
    await running?.done;
    this.#live.delete(id);
    await this.#deps.store.delete(id);
    if (id === this.#open.id) {
      this.#begin();
    }
    await this.search(this.#query);
  }

  async export(id: string): Promise<void> {
    await this.#ready;
    const found = await this.#known(id);
    if (found) await this.#deps.exportConversation(found);
  }

  async search(query: string): Promise<void> {
    this.#query = query;
    const rows = await this.#deps.store.list(query, new AbortController().signal);
    this.#deps.post({ kind: 'conversations', query, rows });
  }

  load({ conversation, first, count }: Extract<FromPage, { readonly kind: 'loadMessages' }>): void {
    if (conversation !== this.#open.id) return;
    const loaded = loadedViews(this.#open, { first, count }, this.#making());
    this.#deps.post({ kind: 'messages', conversation, ...loaded });
  }

  decide(message: string, decision: ToolDecision): void {
    const { run } = this.#runs.get(this.#open.id) ?? {};
    if (run?.message === message) run.decide(decision);
  }

  showPrompt(message: string): void {
    const running = this.#runs.get(this.#open.id)?.run;
    const requests = running?.message === message ? running.requests : (this.#requests.get(message) ?? []);
    this.#deps.post({ kind: 'prompt', message, requests });
  }

  /** What `#place-N` of an answer stands for. */
  place(message: string, number: number) {
    const running = this.#runs.get(this.#open.id)?.run;
    const found = this.#message(message);
    const answer =
      running?.message === message ? running.answer : found?.role === 'assistant' ? found.answer : undefined;
    return answer?.places[number - 1];
  }

  /** Resolves when nothing is being made and all is written. */
  async close(): Promise<void> {
    await this.#ready;
    for (const { run } of this.#runs.values()) run.cancel.abort();
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
    await this.draft.flush();
  }

  async #restore(): Promise<void> {
    const last = this.#deps.lastOpen();
    if (last === undefined) return;
    try {
      const found = await this.#deps.store.read(last);
      this.#open = found ?? newConversation(last, Date.now());
      await this.draft.open(last);
    } catch (error) {
      this.#deps.log.warn(`The last conversation could not be read: ${describeError(error)}`);
    }
  }

  /** `left`: it is not asked. The reason was said, or the user knows it. */
  async #expanded(written: string): Promise<ExpandedQuestion | 'left' | undefined> {
    const before = this.#open.id;
    try {
      const expanded = await this.#deps.expand(written);
      return this.#open.id === before && !this.#isBusy() ? expanded : 'left';
    } catch (error) {
      this.#say(describeError(error));
      return 'left';
    }
  }

  #ask(
    written: string,
    expanded: ExpandedQuestion | undefined,
    attached: readonly Chip[],
    parent: string | undefined,
  ): void {
    const { command, text } = splitCommand(written);
    const chips = withoutTwins([...attached, ...(expanded?.chips ?? [])]);
    const question: UserMessage = {
      id: this.#deps.newId(),
      role: 'user',
      at: Date.now(),
      text,
      chips,
      ...(expanded && { expanded: expanded.text }),
      ...(command && { command }),
      ...(parent !== undefined && { parent }),
    };
    const before = this.#open.leaf;
    this.#setOpen(append(this.#open, question));
    const at = pathTo(this.#open).length - 1;
    const goesOn = before !== undefined && before === parent;
    if (goesOn) this.#showNew(question, at);
    this.#answerTo(question, goesOn ? at + 1 : undefined);
  }

  /** @param at where the answer comes on the page; left out when the page is to be drawn anew */
  #answerTo(question: UserMessage, at?: number): void {
    const { model } = this.#deps.head();
    const conversation = this.#open.id;
    const answers = model !== undefined && question.command !== 'search' ? { model } : {};
    const message: AnswerMessage = {
      ...{ id: this.#deps.newId(), parent: question.id, role: 'assistant', at: Date.now(), ...answers },
      answer: { parts: [], places: [], dropped: [], unproven: [] },
    };
    const run = new AnswerRun(conversation, message.id, (sequence, changes) => {
      if (this.#open.id === conversation)
        this.#deps.post({ kind: 'streamed', conversation, message: message.id, sequence, changes });
    });
    this.#setOpen(append(this.#open, message));
    this.#live.set(conversation, this.#open);
    this.#runs.set(conversation, { run, done: this.#make(run, question) });
    if (at === undefined) this.#showOpen();
    else this.#showNew(message, at);
    this.showHead();
  }

  async #make(run: AnswerRun, question: UserMessage): Promise<void> {
    const { signal } = run.cancel;
    const saving = setInterval(() => void this.#keep(run), saveMs);
    try {
      await this.#keep(run);
      const chips = await this.#deps.resolve(question.chips, signal);
      const conversation = this.#live.get(run.conversation) ?? this.#open;
      const history = pathTo(conversation, question.parent ?? '');
      const turn: Turn = {
        request: {
          history,
          text: question.expanded ?? question.text,
          chips,
          ...(question.command && { command: question.command }),
        },
        conversation: run.conversation,
        ask: (_, stop) => run.ask(stop),
      };
      for await (const event of this.#deps.answer(turn, signal)) run.take(event);
    } catch (error) {
      if (!isAbort(error, signal)) {
        this.#deps.log.error(`Chat: ${describeError(error)}`);
        const [cause, next] =
          error instanceof TouchstoneError
            ? [error.message, error.next]
            : [`The answer broke off: ${describeError(error)}`, 'Ask again, and look at the log if it happens again.'];
        run.take({ kind: 'ended', reason: 'failed', error: { cause, next } });
      }
    } finally {
      clearInterval(saving);
      if (!run.answer.ended) run.take({ kind: 'ended', reason: signal.aborted ? 'stopped' : 'complete' });
      run.flush();
      this.#noteRequests(run);
      this.#runs.delete(run.conversation);
      await this.#keep(run);
      if (this.#open.id !== run.conversation) this.#live.delete(run.conversation);
      this.showHead();
    }
  }

  /** What there is of the answer is written: also what is there when the window dies. */
  async #keep(run: AnswerRun): Promise<void> {
    const found = this.#live.get(run.conversation);
    if (!found) return;
    const next = withAnswer(found, run.message, run.answer, Date.now());
    this.#live.set(next.id, next);
    if (next.id === this.#open.id) this.#open = next;
    await this.#save(next);
  }

  async #save(conversation: Conversation): Promise<void> {
    if (conversation.messages.length === 0) return;
    try {
      const kept = await this.#deps.store.save(conversation);
      if (!kept) this.#say('This conversation was deleted in another window. It is not kept any more.');
      else if (kept.messages.length > conversation.messages.length && !this.#runs.has(kept.id)) {
        // Another window has led it on.
        if (kept.id === this.#open.id)
          this.#setOpen({ ...kept, ...(conversation.leaf && { leaf: conversation.leaf }) });
      }
    } catch (error) {
      this.#deps.log.warn(`The conversation could not be written: ${describeError(error)}`);
      this.#say(describeError(error));
    }
  }

  #noteRequests(run: AnswerRun): void {
    if (run.requests.length === 0) return;
    this.#requests.set(run.message, run.requests);
    for (const old of [...this.#requests.keys()].slice(0, -mostRequests)) this.#requests.delete(old);
  }

  #begin(): void {
    this.#setOpen(newConversation(this.#deps.newId(), Date.now()));
    this.draft.begin(this.#open.id);
    this.#showOpen();
    this.showHead();
  }

  #setOpen(conversation: Conversation): void {
    if (conversation.id !== this.#open.id && !this.#runs.has(this.#open.id)) this.#live.delete(this.#open.id);
    this.#open = conversation;
    this.#live.set(conversation.id, conversation);
    this.#deps.keepOpen(conversation.id);
  }

  #showOpen(): void {
    const conversation = openedView(this.#open, this.draft.written, this.#making());
    this.#deps.post({ kind: 'opened', conversation });
  }

  #showNew(message: Message, at: number): void {
    const view = messageView(this.#open, message, this.#making());
    this.#deps.post({ kind: 'message', conversation: this.#open.id, at, message: view });
  }

  /** What the page has been told of an answer that is being made is all of it. */
  #making(): Making {
    const { run } = this.#runs.get(this.#open.id) ?? {};
    run?.flush();
    return { made: run, hasPrompt: (message) => this.#requests.has(message) };
  }

  #message(id: string): Message | undefined {
    return this.#open.messages.find((message) => message.id === id);
  }

  async #known(id: string): Promise<Conversation | undefined> {
    if (id === this.#open.id && this.#open.messages.length > 0) return this.#open;
    return this.#live.get(id) ?? this.#deps.store.read(id);
  }

  #isBusy(): boolean {
    if (!this.#runs.has(this.#open.id)) return false;
    this.#say('An answer is being made. Stop it first, or wait for its end.');
    return true;
  }

  #say(text: string): void {
    this.#deps.post({ kind: 'notice', text });
  }
}

const mostRequests = 50;
const saveMs = 3000;
