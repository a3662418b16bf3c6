/**
 * A model answers a question about the workspace: it is shown what the question is about, may call tools for what it
 * lacks, and its words are passed on as they come. Nothing is thrown: what goes wrong is the last event, with a cause
 * and a next step, after everything that was said before it.
 */

import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { SaidAnswer } from '../../model/ask.ts';
import { ContextTooLong, RequestRefused } from '../../model/errors.ts';
import { openFence } from '../../model/fence.ts';
import type { Capabilities, ChatMessage, ChatPart, EndReason, Model, ToolCall, Usage } from '../../model/model.ts';
import { Spending, type SpendingLimits } from '../../model/spending.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import { redact } from '../../safety/redaction.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { ChatEvent, EndedEvent } from '../chatEvent.ts';
import type { TurnRequest } from '../chatRequest.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { bounded } from '../tools/bounded.ts';
import { foundPlaces } from '../tools/placeText.ts';
import { Calls, type CallDeps } from './callTools.ts';
import { contextText, cutTokens, questionText, systemText, type RulesText } from './chatPrompt.ts';
import { historyMessages } from './history.ts';
import { inWords, isSent, pictureOf } from './sentPictures.ts';
import { asWritten, callMark, callRules, WrittenCalls } from './writtenCalls.ts';

export interface AskDeps extends CallDeps {
  readonly model: Model;
  readonly files: Pick<WorkspaceTexts, 'text'>;
  /** Finds what a question is about that names nothing. Left out where there is no index. */
  readonly lookup?: Pick<ChatLookup, 'search'>;
  /** How code is to be written near a file, as the project says it. */
  readonly rules?: (near: WorkspacePath | undefined) => Promise<readonly RulesText[]>;
  readonly limits: SpendingLimits;
}

const mostRounds = 12;
const callsInARound = 8;
const mostAnswerTokens = 4_000;
/** Where an endpoint does not say how much its model reads. */
const usualContext = 24_000;
const smallestContext = 3_000;
const mostPlaces = 8;
const placeLines = 40;
const waitMs = 3_000;

export async function* askModel(
  request: TurnRequest,
  deps: AskDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  try {
    yield yield* answered(request, deps, signal);
  } catch (error) {
    yield endOf(error, signal);
  }
}

async function* answered(
  request: TurnRequest,
  deps: AskDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, EndedEvent> {
  signal.throwIfAborted();
  let capabilities = await deps.model.capabilities(signal);
  const spending = new Spending(deps.limits);
  const found = yield* foundFor(request, deps, signal);
  const rules = (await deps.rules?.(nearOf(request))) ?? [];
  for (let context = capabilities.contextTokens ?? usualContext; ; context = Math.floor(context / 2)) {
    const turn = new Turn(request, deps, capabilities, { found, rules, context, spending });
    try {
      return yield* turn.run(signal);
    } catch (error) {
      if (error instanceof RequestRefused && turn.hasPictures) throw refusedPictures(error);
      // Only what was not begun is begun again.
      if (turn.hasSaid) throw error;
      if (capabilities.chatWithTools && refusesTools(error)) {
        capabilities = { ...capabilities, chatWithTools: undefined };
        context *= 2;
        continue;
      }
      if (!(error instanceof ContextTooLong) || context / 2 < smallestContext) throw error;
      yield { kind: 'status', text: 'The question was too long for the model: asking with less' };
    }
  }
}

/** What the index finds, where the question names nothing, or asks for it. */
async function* foundFor(
  { chips, text, command }: TurnRequest,
  { lookup, files }: AskDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, readonly string[]> {
  const named = chips.some(({ content }) => content !== undefined && content.text !== '');
  const query = text.trim();
  if (
    !lookup ||
    query === '' ||
    command === 'commit' ||
    (named && !chips.some(({ target }) => target.kind === 'codebase'))
  )
    return [];
  yield { kind: 'status', text: 'Looking through the workspace' };
  try {
    const { results } = await lookup.search({ query: query.slice(0, 2_000), limit: mostPlaces, waitMs }, signal);
    return await foundPlaces(results, files, placeLines);
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    // An answer from less is better than none; the model can still search.
    yield { kind: 'status', text: `The workspace could not be searched: ${describeError(error)}` };
    return [];
  }
}

const refusedPictures = (cause: RequestRefused): TouchstoneError =>
  new TouchstoneError(
    cause.message,
    'If the model cannot see, take the picture away, or set “touchstone.chat.pictures” to never.',
    { cause },
  );

interface TurnSetting {
  readonly found: readonly string[];
  readonly rules: readonly RulesText[];
  /** Tokens of question and answer together. */
  readonly context: number;
  readonly spending: Spending;
}

/** One question, asked in as many rounds as it takes. */
class Turn {
  readonly #deps: AskDeps;
  readonly #capabilities: Capabilities;
  readonly #spending: Spending;
  readonly #calls: Calls;
  readonly #messages: ChatMessage[];
  readonly #answerTokens: number;
  readonly #room: number;
  readonly #left: number;
  /** Of calls in text, where the model cannot make them otherwise. */
  readonly #mark: string | undefined;
  #unread = 0;
  readonly #pictureTokens: number;
  /** Something was shown, or done: the question is not asked anew. */
  hasSaid = false;

  constructor(request: TurnRequest, deps: AskDeps, capabilities: Capabilities, setting: TurnSetting) {
    const { found, context, spending } = setting;
    this.#deps = deps;
    this.#capabilities = capabilities;
    this.#spending = spending;
    const fence = openFence(crypto.randomUUID().slice(0, 13));
    this.#calls = new Calls(deps, fence);
    this.#answerTokens = Math.min(mostAnswerTokens, Math.floor(context / 4));
    const mark = callMark(crypto.randomUUID().slice(0, 6));
    const rules = this.#hasTools ? '' : callRules(deps.tools, mark);
    // Where little fits, the question has more of it than tools would.
    const writes = !this.#hasTools && deps.tools.length > 0 && estimateTokens(rules) < context / 4;
    this.#mark = writes ? mark : undefined;
    const names = this.#hasTools || writes ? deps.tools.map(({ name }) => name) : [];
    const system = systemText(fence, names, writes ? rules : '');
    const toolTokens = this.#hasTools ? estimateTokens(JSON.stringify(deps.tools.map(described))) : 0;
    this.#room = Math.max(500, context - this.#answerTokens - toolTokens);
    const sent = request.chips.filter(isSent);
    this.#pictureTokens = sent.reduce((sum, { content }) => sum + (content?.tokens ?? 0), 0);
    const rest = Math.max(300, this.#room - estimateTokens(system) - this.#pictureTokens);
    const question = cutTokens(questionText(request), Math.floor(rest * 0.6));
    const about = contextText(
      request,
      found,
      setting.rules,
      fence,
      Math.floor((rest - estimateTokens(question)) * 0.7),
    );
    const history = historyMessages(request.history, rest - estimateTokens(question) - estimateTokens(about));
    this.#left = history.left;
    const last = about === '' ? question : `${about}\n\nThe user asks:\n${question}`;
    // The last thing before a model sees it: whatever way a secret came in, it does not go out.
    this.#messages = [
      { role: 'system', text: system } as const,
      ...history.messages,
      { role: 'user', text: last, ...(sent.length > 0 && { pictures: sent.flatMap(pictureOf) }) } as const,
    ].map((message) => ({ ...message, text: redact(message.text) }));
  }

  get hasPictures(): boolean {
    return this.#pictureTokens > 0;
  }

  get #hasTools(): boolean {
    return this.#capabilities.chatWithTools !== undefined && this.#deps.tools.length > 0;
  }

  async *run(signal: AbortSignal): AsyncGenerator<ChatEvent, EndedEvent> {
    if (this.#left > 0)
      yield { kind: 'status', text: `${this.#left} earlier messages no longer fit and were left out` };
    else yield { kind: 'status', text: `Asking ${this.#deps.model.name}` };
    for (let round = 1; ; round++) {
      signal.throwIfAborted();
      const isLast = round > mostRounds || this.#calls.isStuck || this.#unread > 1;
      if (isLast) this.#messages.push({ role: 'user', text: noMoreCalls });
      const said = yield* this.#ask(signal);
      if (said === undefined) return limit('The tokens for one answer are used up.', 'Ask about less at once.');
      if (said.calls.length === 0 && !said.malformed) return this.#endOf(said);
      if (isLast) {
        return limit(
          'The model went on calling tools instead of answering, so it was stopped.',
          'Ask again in other words, attach what it should look at, or choose another model.',
        );
      }
      if (said.malformed) {
        yield* this.#askAgain(said.text, said.malformed);
        continue;
      }
      this.#unread = 0;
      this.#messages.push({ role: 'assistant', text: said.text, toolCalls: said.calls });
      yield* this.#answerCalls(said.calls, signal);
    }
  }

  /** Once; who cannot write a call the second time either is to answer without. */
  *#askAgain(text: string, malformed: NonNullable<Malformed>): Generator<ChatEvent, void> {
    this.#unread++;
    yield this.#calls.unreadable(malformed.text, malformed.why);
    const why = `That call could not be read, so nothing was called, and what you wrote beside it counts for nothing. ${malformed.why} Write it once more in exactly the form that you were given, or answer without it.`;
    this.#messages.push(
      { role: 'assistant', text: [text, bounded(malformed.text, 2_000)].join('\n\n').trim() },
      { role: 'user', text: why },
    );
  }

  async *#answerCalls(calls: readonly ToolCall[], signal: AbortSignal): AsyncGenerator<ChatEvent, void> {
    let succeeded = false;
    // All results of a round are to fit beside the question.
    const room = Math.max(
      600,
      Math.floor((this.#room * charactersAToken * 0.5) / Math.min(calls.length, callsInARound)),
    );
    for (const [at, call] of calls.entries()) {
      if (at >= callsInARound) {
        const text = `Not answered: at most ${callsInARound} calls at once.`;
        this.#messages.push({ role: 'tool', callId: call.id, text });
        continue;
      }
      const told = yield* this.#calls.make(call, room, signal);
      this.#messages.push({ role: 'tool', callId: call.id, text: told.text });
      succeeded ||= told.succeeded;
    }
    this.#calls.roundOver(succeeded);
  }

  /** One request. `undefined`: there are not enough tokens left for it. */
  async *#ask(signal: AbortSignal): AsyncGenerator<ChatEvent, Said | undefined> {
    const mark = this.#mark;
    const kept = fitting(this.#messages, this.#room);
    const messages = mark === undefined ? kept : asWritten(kept, mark);
    const asked = messages.reduce((sum, { text }) => sum + estimateTokens(text), this.#pictureTokens);
    const maxTokens = Math.min(this.#answerTokens, Math.floor(this.#spending.left) - asked);
    if (maxTokens < shortestAnswer) return undefined;
    yield { kind: 'prompt', messages: messages.map(inWords) };
    const settle = this.#spending.reserve(asked + maxTokens);
    const answer = new SaidAnswer();
    const written = mark === undefined ? undefined : new WrittenCalls(mark);
    const calls: ToolCall[] = [];
    let usage: Usage | undefined;
    let end: EndReason | undefined;
    const request = { messages, maxTokens, temperature: 0.2 };
    try {
      const { model, tools } = this.#deps;
      const { chatWithTools } = this.#capabilities;
      const parts: AsyncIterable<ChatPart> =
        chatWithTools && this.#hasTools
          ? chatWithTools({ ...request, tools: tools.map(described) }, signal)
          : model.chat(request, signal);
      for await (const part of parts) {
        switch (part.kind) {
          case 'text':
            yield* this.#say(heard(answer.push(part.text), written));
            break;
          case 'thinking':
            yield { kind: 'status', text: 'Thinking' };
            break;
          case 'toolCall':
            calls.push(part.call);
            this.hasSaid = true;
            break;
          case 'usage':
            usage = part.usage;
            break;
          case 'end':
            end = part.reason;
            break;
        }
        if (written?.isOver) break;
      }
      yield* this.#say(heard(answer.end(), written) + (written?.end() ?? ''));
    } finally {
      settle(usage, messages, answer.whole + calls.map(({ name, arguments: given }) => name + given).join(''));
    }
    const { inputTokens, outputTokens, dollars } = this.#spending.shown;
    yield {
      kind: 'usage',
      promptTokens: inputTokens,
      answerTokens: outputTokens,
      ...(dollars !== undefined && { cost: dollars }),
    };
    if (!written) return { text: answer.said, calls, end, malformed: undefined };
    this.hasSaid ||= written.calls.length > 0;
    return { text: written.shown, calls: written.calls, end, malformed: written.malformed };
  }

  *#say(delta: string): Generator<ChatEvent, void> {
    if (delta === '') return;
    this.hasSaid = true;
    yield { kind: 'text', delta };
  }

  #endOf({ text, end }: Said): EndedEvent {
    if (end === 'length') {
      return limit(
        `The answer has reached its limit of ${this.#answerTokens} tokens and is cut off.`,
        'Ask it to go on, or ask about less at once.',
      );
    }
    if (end === 'filtered') {
      return failedEnd(
        `${this.#deps.model.provider} withheld the rest of the answer by a filter of its own.`,
        'Ask in other words, or choose another model.',
      );
    }
    if (text.trim() === '')
      return failedEnd(`${this.#deps.model.name} gave an empty answer.`, 'Ask again, or choose another model.');
    return { kind: 'ended', reason: 'complete' };
  }
}

interface Said {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly end: EndReason | undefined;
  readonly malformed: Malformed;
}

const heard = (said: string, written: WrittenCalls | undefined): string => (written ? written.push(said) : said);

type Malformed = WrittenCalls['malformed'];

const shortestAnswer = 200;
/** Of code; see `estimateTokens`. */
const charactersAToken = 3.2;
const noMoreCalls = 'Call no more tools. Answer now with what you know, and say what you could not find out.';

const described = ({ name, description, parameters }: CallDeps['tools'][number]) => ({ name, description, parameters });

/** The first question and what is newest stay; of what tools gave, the oldest goes. */
function fitting(messages: readonly ChatMessage[], room: number): ChatMessage[] {
  let over = messages.reduce((sum, { text }) => sum + estimateTokens(text), 0) - room;
  const newest = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.map((message, at) => {
    if (over <= 0 || message.role !== 'tool' || at > newest) return message;
    over -= estimateTokens(message.text) - estimateTokens(wasShown);
    return { ...message, text: wasShown };
  });
}

const wasShown = '(This was shown before and is left out now. Call again, in other words, if you need it.)';

/** It could call tools when it was asked what it can, and now refuses them. */
const refusesTools = (error: unknown): boolean =>
  error instanceof RequestRefused && /\b(?:tools?|functions?)\b/i.test(error.message);

const limit = (cause: string, next: string): EndedEvent => ({ kind: 'ended', reason: 'limit', error: { cause, next } });
const failedEnd = (cause: string, next: string): EndedEvent => ({
  kind: 'ended',
  reason: 'failed',
  error: { cause, next },
});

function endOf(error: unknown, signal: AbortSignal): EndedEvent {
  if (isAbort(error, signal)) return { kind: 'ended', reason: 'stopped' };
  if (error instanceof TouchstoneError) return failedEnd(redact(error.message), error.next);
  return failedEnd(redact(`The answer broke down: ${describeError(error)}`), 'Ask again; the log says more.');
}

/** A file that the question is about, for the rules around it. */
function nearOf({ chips }: TurnRequest): WorkspacePath | undefined {
  for (const { target } of chips) if ('path' in target && target.path !== undefined) return target.path;
  return undefined;
}
