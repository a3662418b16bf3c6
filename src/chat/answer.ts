/** Answers a question: with the model where there is one, else by search. What a model says has its places checked. */

import { isAbort } from '../base/abort.ts';
import { describeError, TouchstoneError } from '../base/errors.ts';
import { runsOf } from './answerParts.ts';
import type { ChatEvent, EndedEvent } from './chatEvent.ts';
import type { ChatCommand, TurnRequest } from './chatRequest.ts';
import type { PlaceDeps } from './checkPlace.ts';
import { withCheckedPlaces } from './citations.ts';
import { answerBySearch } from './searched/answerBySearch.ts';
import type { SearchedDeps } from './searched/searchedDeps.ts';

export interface AnswerDeps {
  /** `askModel` with what it needs, bound by whoever composes; left out where no model may be asked. */
  readonly ask?: (request: TurnRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;
  readonly searched: SearchedDeps;
  /** Commands that are answered in a way of their own; their answers have no places but those that they have checked. */
  readonly commands?: Partial<Readonly<Record<ChatCommand, AnswerCommand>>>;
  /** What places are checked against. */
  readonly files: PlaceDeps['files'];
}

export type AnswerCommand = (request: TurnRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

/** Never throws: what goes wrong is its last event, and an abort ends it as `stopped`. */
export async function* answer(
  request: TurnRequest,
  { ask, searched, commands, files }: AnswerDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  let hasEnded = false;
  try {
    const own = request.command && commands?.[request.command];
    const events = own
      ? own(request, signal)
      : ask && request.command !== 'search'
        ? withCheckedPlaces(ask(request, signal), runsBefore(request), { files, readOutline: searched.readOutline })
        : answerBySearch(request, searched, signal);
    for await (const event of events) {
      hasEnded ||= event.kind === 'ended';
      yield event;
    }
    if (!hasEnded) yield { kind: 'ended', reason: signal.aborted ? 'stopped' : 'complete' };
  } catch (error) {
    if (!hasEnded) yield failed(error, signal);
  }
}

const runsBefore = ({ history }: TurnRequest) =>
  history.flatMap((message) => (message.role === 'assistant' ? runsOf(message.answer) : []));

function failed(error: unknown, signal: AbortSignal): EndedEvent {
  if (signal.aborted || isAbort(error, signal)) return { kind: 'ended', reason: 'stopped' };
  const next = error instanceof TouchstoneError ? error.next : 'Ask again; the log of Touchstone says more.';
  const cause = error instanceof TouchstoneError ? error.message : `The answer failed: ${describeError(error)}`;
  return { kind: 'ended', reason: 'failed', error: { cause, next } };
}
