/**
 * What is kept of an answer: its events, folded. A part never moves, and only the last text grows, so that whoever
 * shows an answer while it is made needs to be told no more than what has changed.
 */

import type {
  ChatEvent,
  CitedPlace,
  EndedEvent,
  ProposalEvent,
  RunRecord,
  ToolEvent,
  UsageEvent,
} from './chatEvent.ts';

export type AnswerPart = { readonly kind: 'text'; readonly text: string } | ToolEvent | ProposalEvent;

export interface Answer {
  readonly parts: readonly AnswerPart[];
  /** What `#place-N` in the texts stands for, by N from 1. */
  readonly places: readonly CitedPlace[];
  readonly dropped: readonly { readonly what: string; readonly why: string }[];
  readonly unproven: readonly { readonly what: string; readonly why: string }[];
  readonly usage?: Omit<UsageEvent, 'kind'>;
  /** Left out while it is made, and for one whose making was cut off. */
  readonly ended?: Omit<EndedEvent, 'kind'>;
}

export type AnswerChange =
  /** Goes to the end of the text part `at`. */
  | { readonly kind: 'grown'; readonly at: number; readonly delta: string }
  /** The part `at` is new, or another than before. */
  | { readonly kind: 'part'; readonly at: number; readonly part: AnswerPart }
  /** `#place-N`; always before the text with it. */
  | { readonly kind: 'place'; readonly number: number; readonly place: CitedPlace }
  | { readonly kind: 'status'; readonly text: string }
  /** The same answer, with the counts, usage and end that it has now. */
  | { readonly kind: 'facts'; readonly answer: Omit<Answer, 'parts' | 'places'> };

export const emptyAnswer: Answer = { parts: [], places: [], dropped: [], unproven: [] };

/** @returns the answer with the event, and what is different in it. */
export function withEvent(
  answer: Answer,
  event: ChatEvent,
): { readonly answer: Answer; readonly change: AnswerChange | undefined } {
  switch (event.kind) {
    case 'status':
      return { answer, change: { kind: 'status', text: event.text } };
    case 'prompt':
    case 'finding':
      return { answer, change: undefined };
    case 'text': {
      const at = answer.parts.length - 1;
      const last = answer.parts[at];
      if (event.delta === '') return { answer, change: undefined };
      if (last?.kind !== 'text') return withPart(answer, answer.parts.length, { kind: 'text', text: event.delta });
      return {
        answer: { ...answer, parts: answer.parts.with(at, { kind: 'text', text: last.text + event.delta }) },
        change: { kind: 'grown', at, delta: event.delta },
      };
    }
    case 'tool': {
      const known = answer.parts.findIndex((part) => part.kind === 'tool' && part.id === event.id);
      return withPart(answer, known === -1 ? answer.parts.length : known, event);
    }
    case 'proposal':
      return withPart(answer, answer.parts.length, event);
    case 'citation': {
      const { number, place } = event;
      const places = [...answer.places];
      places[number - 1] = place;
      return { answer: { ...answer, places }, change: { kind: 'place', number, place } };
    }
    case 'dropped':
      return withFacts({ ...answer, dropped: [...answer.dropped, { what: event.what, why: event.why }] });
    case 'unproven':
      return withFacts({ ...answer, unproven: [...answer.unproven, { what: event.what, why: event.why }] });
    case 'usage': {
      const { kind: _, ...usage } = event;
      return withFacts({ ...answer, usage });
    }
    case 'ended': {
      const { kind: _, ...ended } = event;
      return withFacts({ ...answer, ended });
    }
  }
}

/** The runs of tests that the answer has a record of. */
export const runsOf = ({ parts }: Answer): RunRecord[] =>
  parts.flatMap((part) => (part.kind === 'tool' && part.run ? [part.run] : []));

/** What is written of it, as Markdown. @param link the target of a place, from its path and lines. */
export function answerText({ parts, places }: Answer, link: (place: CitedPlace) => string): string {
  return parts
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join('\n\n')
    .replace(/\]\(#place-(\d+)\)/g, (whole, number: string) => {
      const place = places[Number(number) - 1];
      return place ? `](${link(place)})` : whole;
    });
}

function withPart(answer: Answer, at: number, part: AnswerPart) {
  const parts = [...answer.parts];
  parts[at] = part;
  return { answer: { ...answer, parts }, change: { kind: 'part', at, part } as const };
}

function withFacts(answer: Answer) {
  const { parts: _, places: __, ...facts } = answer;
  return { answer, change: { kind: 'facts', answer: facts } as const };
}
