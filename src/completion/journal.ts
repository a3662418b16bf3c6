import type { Trigger, Withheld } from './suggestion.ts';
import { carry, charactersKept, markOf, type DocumentChange, type Mark } from './survival.ts';

/**
 * What becomes of suggestions: the editor tells what it sees, facts to be counted come out. An offer is one
 * suggestion from when it is shown until it is taken or gone; its text is only held while it is followed, and
 * no fact holds text or the name of a file.
 */
export interface CompletionJournal {
  /**
   * A suggestion is visible. One that is what is left of the offer before it, because some of that was typed or
   * taken, is the same offer under a new id; any other replaces the offer that was visible in the document.
   */
  shown(offer: ShownOffer): void;
  /** A word or a line of it is in the document. Call this when the document's change has been told. */
  partlyAccepted(id: OfferId, unit: 'word' | 'line', at: Inserted): void;
  /** All that was left of it is in the document. Call this when the document's change has been told. */
  accepted(id: OfferId, at: Inserted): void;
  /** The user has typed it to its end, letter by letter. */
  typedThrough(id: OfferId): void;
  /** It was sent away: Escape, or the cursor went elsewhere. */
  dismissed(id: OfferId): void;
  /** The user has typed something else, or something else is shown in its place. */
  replaced(id: OfferId): void;
  withheld(silence: Silence): void;

  /** For every document in which something may have been accepted. */
  documentChanged(path: string, changes: readonly DocumentChange[]): void;
  /** @param isSaved whether what was last known of it is what stands on the disk. */
  documentClosed(path: string, isSaved: boolean): void;
  documentOpened(path: string, text: string): void;

  /** Looks at what is due. Call it every few seconds; the figures do not depend on when. */
  settle(): void;
  /** The window closes: what is still visible has found no answer. */
  close(): void;
}

/** Of one window; the engine's numbers will do. */
export type OfferId = number | string;

export interface ShownOffer {
  readonly id: OfferId;
  /** Names the document, by whatever name the other calls use. */
  readonly path: string;
  readonly languageId: string;
  /** As in `Suggestion.source`. */
  readonly source: string;
  readonly text: string;
  /** Where it would stand. */
  readonly offset: number;
  readonly trigger: Trigger;
  readonly confidence: number;
  /** From the question to the answer, without the pause. */
  readonly engineMs: number;
  /** How much was waited on purpose, for the user to stop typing. */
  readonly pauseMs: number;
}

/** What an accept has put into the document, and where. */
export interface Inserted {
  readonly offset: number;
  readonly text: string;
}

export interface Silence extends Withheld {
  readonly languageId: string;
  readonly trigger: Trigger;
}

/** What is counted. */
export type OutcomeFact =
  | ({ readonly kind: 'offer' } & OfferFact)
  | ({ readonly kind: 'accepted' } & AcceptedFact)
  | ({ readonly kind: 'kept' } & KeptFact)
  | ({ readonly kind: 'withheld'; readonly at: number } & Silence);

/** What every fact about an offer says of it. `at` is when it was first shown, in milliseconds since 1970. */
export interface OfferTags {
  readonly at: number;
  readonly languageId: string;
  readonly source: string;
  readonly trigger: Trigger;
}

/** An offer has come to its end. */
export interface OfferFact extends OfferTags {
  readonly outcome: Outcome;
  readonly characters: number;
  readonly confidence: number;
  readonly engineMs: number;
  readonly pauseMs: number;
  readonly visibleMs: number;
}

/** `glimpsed`: gone before anybody can have read it. `partlyAccepted`: some of it was taken, and then no more. */
export type Outcome = 'accepted' | 'partlyAccepted' | 'typedThrough' | 'dismissed' | 'replaced' | 'glimpsed';

/** Characters have come into the document by an accept, of the whole or of a part. */
export interface AcceptedFact extends OfferTags {
  readonly unit: 'whole' | 'word' | 'line';
  readonly characters: number;
}

/** So many of those characters are left after a while; `undefined` when nobody can know. */
export interface KeptFact extends OfferTags {
  readonly afterSeconds: Checkpoint;
  readonly characters: number;
  readonly kept: number | undefined;
}

export type Checkpoint = (typeof checkpoints)[number];

/** Seconds after an accept. */
export const checkpoints = [30, 120, 600] as const;

/** What is gone sooner was not read. */
const readableMs = 300;
/** Of more accepted texts the oldest are no longer followed. */
const mostFollowed = 400;
const mostIds = 64;

export interface JournalDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly record: (fact: OutcomeFact) => void;
}

export function createJournal(deps: JournalDeps): CompletionJournal {
  return new Journal(deps);
}

interface OpenOffer extends Omit<ShownOffer, 'id'>, OfferTags {
  /** All names it has had: the editor may still speak of it by an old one. */
  readonly ids: readonly OfferId[];
  /** What of it is not in the document yet, and where that would stand. */
  readonly rest: string;
  readonly offset: number;
  readonly isPartlyTaken: boolean;
}

/** An accepted text that is followed. */
interface Followed extends OfferTags {
  readonly path: string;
  readonly acceptedAt: number;
  mark: Mark;
  /** How many of the checkpoints are past. */
  measured: number;
  /** Its document is closed, as last known on the disk. */
  isClosed: boolean;
}

class Journal implements CompletionJournal {
  readonly #deps: JournalDeps;
  /** By document. */
  readonly #open = new Map<string, OpenOffer>();
  /** Oldest first. */
  #followed: Followed[] = [];

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  shown(offer: ShownOffer): void {
    const { id, ...shown } = offer;
    const before = this.#open.get(offer.path);
    if (before && continues(before, offer)) {
      const { offset, text: rest } = offer;
      const ids = [...before.ids.filter((other) => other !== id).slice(1 - mostIds), id];
      this.#open.set(offer.path, { ...before, ids, offset, rest });
      return;
    }
    if (before) this.#end(before, 'replaced');
    this.#open.set(offer.path, {
      ...shown,
      ids: [id],
      rest: offer.text,
      at: this.#deps.now(),
      isPartlyTaken: false,
    });
  }

  partlyAccepted(id: OfferId, unit: 'word' | 'line', at: Inserted): void {
    const offer = this.#find(id);
    if (!offer || at.text === '') return;
    this.#take(offer, unit, at);
    const rest = offer.rest.startsWith(at.text) ? offer.rest.slice(at.text.length) : offer.rest;
    const next = { ...offer, rest, offset: at.offset + at.text.length, isPartlyTaken: true };
    this.#open.set(offer.path, next);
    if (rest === '') this.#end(next, 'accepted');
  }

  accepted(id: OfferId, at: Inserted): void {
    const offer = this.#find(id);
    if (!offer) return;
    if (at.text !== '') this.#take(offer, 'whole', at);
    this.#end(offer, 'accepted');
  }

  typedThrough(id: OfferId): void {
    this.#endOf(id, 'typedThrough');
  }

  dismissed(id: OfferId): void {
    this.#endOf(id, 'dismissed');
  }

  replaced(id: OfferId): void {
    this.#endOf(id, 'replaced');
  }

  withheld(silence: Silence): void {
    const { stage, reason, languageId, trigger } = silence;
    this.#deps.record({ kind: 'withheld', at: this.#deps.now(), stage, reason, languageId, trigger });
  }

  documentChanged(path: string, changes: readonly DocumentChange[]): void {
    // What was due before this edit is judged by the document as it was until now.
    this.settle();
    for (const followed of this.#followed)
      if (followed.path === path) for (const change of changes) followed.mark = carry(followed.mark, change);
  }

  documentClosed(path: string, isSaved: boolean): void {
    this.settle();
    const offer = this.#open.get(path);
    if (offer) this.#end(offer, 'replaced');
    for (const followed of this.#followed) {
      if (followed.path !== path) continue;
      followed.isClosed = true;
      if (!isSaved) followed.mark = { ...followed.mark, now: undefined };
    }
  }

  documentOpened(path: string, text: string): void {
    this.settle();
    for (const followed of this.#followed) {
      if (followed.path !== path || !followed.isClosed) continue;
      followed.isClosed = false;
      const { start, now } = followed.mark;
      // Somebody else has written the file meanwhile: where the text is now, nobody has seen.
      if (now !== undefined && !text.startsWith(now, start)) followed.mark = { ...followed.mark, now: undefined };
    }
  }

  settle(): void {
    const now = this.#deps.now();
    for (const followed of this.#followed) this.#measure(followed, now);
    if (this.#followed.some(isDone)) this.#followed = this.#followed.filter((followed) => !isDone(followed));
  }

  close(): void {
    this.settle();
    for (const offer of [...this.#open.values()]) this.#end(offer, 'replaced');
    this.#followed = [];
  }

  #find(id: OfferId): OpenOffer | undefined {
    for (const offer of this.#open.values()) if (offer.ids.includes(id)) return offer;
    return undefined;
  }

  #take(offer: OpenOffer, unit: AcceptedFact['unit'], { offset, text }: Inserted): void {
    this.settle();
    const { path } = offer;
    const tags = tagsOf(offer);
    this.#deps.record({ kind: 'accepted', ...tags, unit, characters: text.length });
    const acceptedAt = this.#deps.now();
    this.#followed.push({ ...tags, path, acceptedAt, mark: markOf(text, offset), measured: 0, isClosed: false });
    if (this.#followed.length <= mostFollowed) return;
    const oldest = this.#followed.shift();
    if (oldest) this.#giveUp(oldest);
  }

  #endOf(id: OfferId, outcome: Outcome): void {
    const offer = this.#find(id);
    if (offer) this.#end(offer, outcome);
  }

  #end(offer: OpenOffer, reason: Outcome): void {
    this.#open.delete(offer.path);
    const visibleMs = Math.max(0, this.#deps.now() - offer.at);
    const outcome = outcomeOf(reason, offer.isPartlyTaken, visibleMs);
    const { confidence, engineMs, pauseMs } = offer;
    const characters = offer.text.length;
    this.#deps.record({
      kind: 'offer',
      ...tagsOf(offer),
      outcome,
      characters,
      confidence,
      engineMs,
      pauseMs,
      visibleMs,
    });
  }

  #measure(followed: Followed, now: number): void {
    for (; followed.measured < checkpoints.length; followed.measured++) {
      const afterSeconds = checkpoints[followed.measured]!;
      if (now < followed.acceptedAt + afterSeconds * 1000) return;
      this.#recordKept(followed, afterSeconds, charactersKept(followed.mark));
    }
  }

  #giveUp(followed: Followed): void {
    for (const afterSeconds of checkpoints.slice(followed.measured))
      this.#recordKept(followed, afterSeconds, undefined);
  }

  #recordKept(followed: Followed, afterSeconds: Checkpoint, kept: number | undefined): void {
    const characters = followed.mark.accepted.length;
    this.#deps.record({ kind: 'kept', ...tagsOf(followed), afterSeconds, characters, kept });
  }
}

const isDone = ({ measured }: Followed): boolean => measured === checkpoints.length;

/**
 * The rest of what was shown, moved by what of it is in the document now. Of closing brackets at its end some may be
 * missing: the editor has put them behind the cursor by itself.
 */
function continues({ rest, offset }: OpenOffer, next: ShownOffer): boolean {
  const moved = next.offset - offset;
  if (moved < 0 || moved >= rest.length || next.text === '' || !rest.startsWith(next.text, moved)) return false;
  return /^[)\]}"'`>;,]{0,3}$/.test(rest.slice(moved + next.text.length));
}

function outcomeOf(reason: Outcome, isPartlyTaken: boolean, visibleMs: number): Outcome {
  if (reason === 'accepted' || reason === 'typedThrough') return reason;
  if (isPartlyTaken) return 'partlyAccepted';
  return visibleMs < readableMs ? 'glimpsed' : reason;
}

function tagsOf({ at, languageId, source, trigger }: OfferTags): OfferTags {
  return { at, languageId, source, trigger };
}
