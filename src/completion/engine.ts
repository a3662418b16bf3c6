import { isAbort } from '../base/abort.ts';
import { describeError } from '../base/errors.ts';
import type { Clock } from '../model/retry.ts';
import { gatherContext, type ContextProvider, type GatheredContext } from './context.ts';
import { placeFeatures, suggestionFeatures } from './gateFeatures.ts';
import { InFlight, type Given } from './inFlight.ts';
import { SuggestionMemory, type Place } from './memory.ts';
import { contextStillFits, type HeldContext } from './promptWindow.ts';
import { RecentTexts } from './recentTexts.ts';
import { TypingRhythm } from './rhythm.ts';
import type { CompletionSettings } from './settings.ts';
import { fitsHere, mayAsk, proseAt, type Asking, type Moment } from './shouldAsk.ts';
import { ShowGate, type Passage } from './showGate.ts';
import { extentAt, siteAt, type Site } from './site.ts';
import type { CompletionRequest, Suggestion, SuggestionSource, Withheld } from './suggestion.ts';
import { trimSuggestion } from './trim.ts';

/**
 * Inline completion without an editor: a moment in, suggestions or the reason for silence out. Every
 * decision is made by one of the stages beside this file; here they stand in their order.
 */
export interface CompletionEngine {
  /** @throws the signal's reason. A newer moment of the same file takes over what is still being asked. */
  complete(moment: Moment, signal: AbortSignal): Promise<CompletionAnswer>;
  /** Asks for what comes after an accept, so that it is there when the user looks for it. Gives nothing and fails silently. */
  prefetch(moment: Moment, signal: AbortSignal): Promise<void>;
  /** What the user made of an answer whose first suggestion was visible. */
  accepted(id: number): void;
  /** It does not come straight back. */
  rejected(id: number): void;
  /** What was learnt about this user, to be kept. */
  readonly gateState: unknown;
}

export interface CompletionAnswer {
  /** Names it for `accepted` and `rejected`. */
  readonly id: number;
  /** Best first. */
  readonly suggestions: readonly Suggestion[];
  /** Why there is none. */
  readonly withheld?: Withheld;
  readonly ms: number;
  /** How much of it was spent waiting for a pause in the typing. */
  readonly pauseMs: number;
}

export interface EngineDeps {
  /** Asked in this order until one has something: the second answers when the first cannot. */
  readonly sources: readonly SuggestionSource[];
  readonly context: readonly ContextProvider[];
  /** How far each text may be trusted where it would stand, from 0 to 1. Left out where nothing can be parsed. */
  readonly check?: Check;
  readonly clock: Clock;
  /** Whether somebody types: then a source that takes its time is asked in their pauses. */
  readonly waitsForPauses: boolean;
  readonly settings: () => CompletionSettings;
  readonly gateState?: unknown;
}

export type Check = (
  request: Pick<CompletionRequest, 'path' | 'text' | 'offset'>,
  texts: readonly string[],
) => Promise<readonly number[]>;

/** On a key there are several to cycle through. */
const candidatesOnInvoke = 3;
/** A check that takes longer is not waited for. */
const checkMs = 40;

export function createCompletionEngine(deps: EngineDeps): CompletionEngine {
  return new Engine(deps);
}

interface Shown {
  readonly id: number;
  readonly place: Place;
  readonly text: string;
  readonly passage: Passage | undefined;
}

/** One moment on its way. */
interface Turn {
  readonly moment: Moment;
  readonly asking: Asking;
  readonly site: Site;
  readonly place: Place;
  readonly id: number;
  /** Who may be asked here. */
  readonly sources: readonly SuggestionSource[];
  readonly isProse: boolean;
}

/** What became of a request: what it gave is in the memory. */
type Sorted =
  { readonly kind: 'some' } | { readonly kind: 'none'; readonly withheld: Withheld; readonly hasFailed: boolean };

const typedOn: Withheld = { stage: 'delay', reason: 'You have typed on before anybody was asked.' };
const seldomTaken: Withheld = { stage: 'show', reason: 'Suggestions like this one you have nearly always refused.' };

class Engine implements CompletionEngine {
  readonly #deps: EngineDeps;
  readonly #memory = new SuggestionMemory();
  readonly #rhythm = new TypingRhythm();
  readonly #refused = new RecentTexts();
  /** Kept from the user by the gate: they may be asked for by key. */
  readonly #hidden = new RecentTexts();
  /** Seen by the user: what is left of them needs no second judgement. */
  readonly #seen = new RecentTexts();
  readonly #gate: ShowGate;
  readonly #inFlight = new Map<string, InFlight<Sorted>>();
  readonly #shown: Shown[] = [];
  #held: (HeldContext & GatheredContext) | undefined;
  #lastId = 0;
  /** The last moment of each file: an older one that still waits for its turn gives way. */
  readonly #turns = new Map<string, number>();
  #outcomes: { rate: number; last: boolean } = { rate: 0.3, last: false };
  #shownAt: number | undefined;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#gate = new ShowGate({
      eagerness: deps.settings().eagerness,
      random: () => deps.clock.random(),
      state: deps.gateState,
    });
  }

  get gateState(): unknown {
    return this.#gate.state;
  }

  async complete(moment: Moment, signal: AbortSignal): Promise<CompletionAnswer> {
    const began = this.#deps.clock.now();
    const id = ++this.#lastId;
    this.#turns.set(moment.path, id);
    if (moment.trigger === 'typing') this.#rhythm.keystroke(began);
    const pause = { ms: 0 };
    const result = await this.#answer(moment, id, pause, signal);
    const ms = this.#deps.clock.now() - began;
    const common = { id, ms, pauseMs: pause.ms };
    return 'stage' in result
      ? { ...common, suggestions: [], withheld: result }
      : { ...common, suggestions: result.suggestions };
  }

  async prefetch(moment: Moment, signal: AbortSignal): Promise<void> {
    const id = this.#turns.get(moment.path) ?? 0;
    const turn = this.#enterTurn({ ...moment, trigger: 'typing' }, id);
    if ('stage' in turn || this.#memory.find(turn.place, this.#deps.clock.now())) return;
    this.#turns.set(moment.path, id);
    await this.#ask(turn, signal).catch(() => undefined);
  }

  accepted(id: number): void {
    const shown = this.#take(id);
    if (!shown) return;
    this.#outcomes = { rate: this.#outcomes.rate * 0.9 + 0.1, last: true };
    shown.passage?.outcome(true);
  }

  rejected(id: number): void {
    const shown = this.#take(id);
    if (!shown) return;
    this.#outcomes = { rate: this.#outcomes.rate * 0.9, last: false };
    shown.passage?.outcome(false);
    this.#refused.add(shown.place, shown.text, this.#deps.clock.now());
    this.#memory.forget(shown.place);
  }

  async #answer(
    moment: Moment,
    id: number,
    paused: { ms: number },
    signal: AbortSignal,
  ): Promise<Withheld | { suggestions: readonly Suggestion[] }> {
    const { clock } = this.#deps;
    const turn = this.#enterTurn(moment, id);
    if ('stage' in turn) return this.#endInFlight(moment.path, turn);
    const { site, place, sources } = turn;
    const wanted = moment.trigger === 'invoke' ? 2 : 1;
    const known = this.#memory.find(place, clock.now());
    if (known && known.suggestions.length >= wanted) return this.#show(known.suggestions, turn, undefined);
    if (known && known.suggestions.length === 0 && moment.trigger === 'typing')
      return { stage: 'known', reason: 'Nothing was found for this place a moment ago.' };

    const running = this.#inFlight.get(moment.path);
    if (running && !running.fits(place)) this.#endInFlight(moment.path, undefined);

    const passage = this.#enter(turn);
    if (passage?.isHopeless)
      return { stage: 'show', reason: 'In places like this you have refused nearly every suggestion.' };

    if (!this.#inFlight.get(moment.path)?.fits(place)) {
      const isAtEnd = site.suffix.trim() === '';
      const isSlow = this.#deps.waitsForPauses && sources[0]?.isInstant === false;
      const pause = isSlow ? this.#rhythm.delay({ ...site, ...moment, isAtEnd }) : 0;
      if (pause > 0) {
        const since = clock.now();
        await clock.sleep(pause, signal);
        paused.ms = clock.now() - since;
      }
      if (this.#turns.get(moment.path) !== id) return typedOn;
    }
    const withheld = await this.#ask(turn, signal);
    const found = this.#memory.find(place, clock.now());
    if (!found || found.suggestions.length === 0)
      return withheld ?? { stage: 'known', reason: 'You have typed something else meanwhile.' };
    return this.#show(found.suggestions, turn, passage);
  }

  #enterTurn(moment: Moment, id: number): Turn | Withheld {
    const settings = this.#deps.settings();
    const asking = mayAsk(moment, settings);
    if ('stage' in asking) return asking;
    const { site, place } = placeOf(moment, asking);
    const unfit = fitsHere(site, moment);
    if (unfit) return unfit;
    const prose = proseAt(site, moment, settings);
    const sources = prose === undefined ? this.#deps.sources : this.#deps.sources.filter(({ isInstant }) => isInstant);
    if (prose !== undefined && sources.length === 0) return { stage: 'ask', reason: prose };
    return { moment, asking, site, place, id, sources, isProse: prose !== undefined };
  }

  /** A key is a wish: there is no gate before what was asked for. */
  #enter({ moment, site }: Turn): Passage | undefined {
    if (moment.trigger === 'invoke') return undefined;
    const sinceShownMs = this.#shownAt === undefined ? undefined : this.#deps.clock.now() - this.#shownAt;
    const history = { acceptedLast: this.#outcomes.last, acceptRate: this.#outcomes.rate, sinceShownMs };
    return this.#gate.enter(placeFeatures(site, moment.languageId, moment.trigger, history));
  }

  /** Afterwards the memory knows what there is; `undefined` or why it is nothing. */
  async #ask({ moment, asking, site, place, id, sources }: Turn, signal: AbortSignal): Promise<Withheld | undefined> {
    let withheld: Withheld = { stage: 'source', reason: 'No model is chosen.' };
    for (const source of sources) {
      const joined = this.#inFlight.get(place.path);
      let sorted = joined?.fits(place) ? await joined.read(signal) : undefined;
      // What was typed since may turn out not to be what was being written: then this place is asked about itself.
      const isElsewhere = sorted?.kind === 'some' && !this.#hasSome(place);
      if (!sorted || isElsewhere || (sorted.kind === 'none' && !sorted.hasFailed && !isSamePlace(joined, place))) {
        const request = await this.#request(moment, asking, site, signal);
        if (this.#turns.get(place.path) !== id) return typedOn;
        this.#endInFlight(place.path, undefined);
        sorted = await this.#start(source, request, place, moment, asking).read(signal);
      }
      if (sorted.kind === 'some') return undefined;
      ({ withheld } = sorted);
      // Who was asked and has nothing to say is believed.
      if (!sorted.hasFailed) break;
    }
    return withheld;
  }

  #start(
    source: SuggestionSource,
    request: CompletionRequest,
    place: Place,
    moment: Moment,
    asking: Asking,
  ): InFlight<Sorted> {
    const { clock } = this.#deps;
    const begun = clock.now();
    const running = new InFlight(source, request, place, clock, async (given) => {
      if (!source.isInstant && given.suggestions.length > 0) this.#rhythm.answered(clock.now() - begun);
      const sorted = await this.#sortOut(given, place, moment, asking);
      if (this.#inFlight.get(place.path) === running) this.#inFlight.delete(place.path);
      return sorted;
    });
    this.#inFlight.set(place.path, running);
    return running;
  }

  async #request(
    moment: Moment,
    { text, offset }: Asking,
    site: Site,
    signal: AbortSignal,
  ): Promise<CompletionRequest> {
    const { path, languageId, trigger } = moment;
    const place = { path, languageId, text, offset };
    return {
      ...place,
      trigger,
      extent: extentAt(site, trigger),
      candidates: trigger === 'invoke' ? candidatesOnInvoke : 1,
      context: await this.#context(place, signal),
    };
  }

  /** What was found a moment ago in the same place is used again: the prompt begins alike, and nobody waits. */
  async #context(place: Pick<CompletionRequest, 'path' | 'languageId' | 'text' | 'offset'>, signal: AbortSignal) {
    const { context, clock, settings } = this.#deps;
    const here = { path: place.path, line: place.text.slice(0, place.offset).split('\n').length, at: clock.now() };
    if (this.#held && contextStillFits(this.#held, here)) return this.#held.pieces;
    const gathered = await gatherContext(context, place, { clock, limitMs: settings().contextMs }, signal);
    this.#held = { ...here, ...gathered };
    return gathered.pieces;
  }

  /** Trims, checks and ranks what came, and remembers what is left of it. */
  async #sortOut(given: Given, place: Place, moment: Moment, asking: Asking): Promise<Sorted> {
    const text = place.prefix + place.suffix;
    const site = siteAt(text, place.prefix.length, moment.languageId);
    const kept: Suggestion[] = [];
    let reason: Withheld | undefined;
    for (const suggestion of given.suggestions) {
      const trimmed = trimSuggestion(suggestion.text, site);
      if (trimmed.kind === 'none') reason ??= { stage: 'trim', reason: trimmed.reason };
      else if (!kept.some((other) => other.text === trimmed.text)) kept.push({ ...suggestion, text: trimmed.text });
    }
    const { clock, check } = this.#deps;
    if (kept.length > 0) {
      const trust = await this.#trust(check, { path: moment.path, text, offset: place.prefix.length }, kept);
      const ranked = kept
        .map((suggestion, at) => ({ ...suggestion, confidence: suggestion.confidence * (trust[at] ?? 1) }))
        .sort((a, b) => b.confidence - a.confidence);
      this.#memory.remember(place, ranked, clock.now());
      return { kind: 'some' };
    }
    if (given.error !== undefined) return { kind: 'none', withheld: faultOf(given.error), hasFailed: true };
    // A place that has nothing is not asked again; with an item of the list in it, it is no place yet.
    if (asking.lead === '') this.#memory.remember(place, [], clock.now());
    const withheld = reason ?? given.withheld ?? { stage: 'source', reason: 'Nothing fits here.' };
    return { kind: 'none', withheld, hasFailed: false };
  }

  async #trust(
    check: Check | undefined,
    at: Parameters<Check>[0],
    kept: readonly Suggestion[],
  ): Promise<readonly number[]> {
    if (!check) return [];
    const over = new AbortController();
    const late = this.#deps.clock.sleep(checkMs, over.signal).then(
      () => [],
      () => [],
    );
    try {
      return await Promise.race([
        check(
          at,
          kept.map(({ text }) => text),
        ).catch(() => []),
        late,
      ]);
    } finally {
      over.abort();
    }
  }

  #show(
    suggestions: readonly Suggestion[],
    turn: Turn,
    entered: Passage | undefined,
  ): Withheld | { suggestions: readonly Suggestion[] } {
    const { moment, asking, place, id, isProse } = turn;
    const now = this.#deps.clock.now();
    const isTyping = moment.trigger === 'typing';
    const welcome = suggestions.filter(({ text }) => !this.#refused.has(place, text, now));
    const [first] = welcome;
    if (!first) return { stage: 'show', reason: 'You have just refused this suggestion.' };
    if (isTyping && this.#hidden.has(place, first.text, now)) return seldomTaken;
    const passage = isTyping && !this.#seen.has(place, first.text, now) ? (entered ?? this.#enter(turn)) : undefined;
    if (passage) {
      const least = leastConfidence(this.#deps.settings().eagerness, isProse);
      if (first.confidence < least) return { stage: 'show', reason: 'It is not sure enough to be shown.' };
      if (!passage.judge(suggestionFeatures(first))) {
        this.#hidden.add(place, first.text, now);
        return seldomTaken;
      }
    }
    this.#shownAt = now;
    this.#seen.add(place, first.text, now);
    this.#shown.push({ id, place, text: first.text, passage });
    if (this.#shown.length > 50) this.#shown.shift();
    return { suggestions: welcome.map((suggestion) => ({ ...suggestion, text: asking.lead + suggestion.text })) };
  }

  #hasSome(place: Place): boolean {
    return (this.#memory.find(place, this.#deps.clock.now())?.suggestions.length ?? 0) > 0;
  }

  #take(id: number): Shown | undefined {
    const at = this.#shown.findIndex((shown) => shown.id === id);
    return at < 0 ? undefined : this.#shown.splice(at, 1)[0];
  }

  #endInFlight<Result>(path: string, result: Result): Result {
    this.#inFlight.get(path)?.end();
    this.#inFlight.delete(path);
    return result;
  }
}

function isSamePlace(running: InFlight<Sorted> | undefined, { prefix, suffix }: Place): boolean {
  return running?.place.prefix === prefix && running.place.suffix === suffix;
}

function placeOf({ path, languageId }: Moment, { text, offset }: Asking): { site: Site; place: Place } {
  const site = siteAt(text, offset, languageId);
  return { site, place: { path, prefix: site.prefix, suffix: site.suffix } };
}

/**
 * While typing; asked by key, everything is shown. What is just sure enough is right about once in four times, where a
 * person's own words are written once in three.
 */
function leastConfidence(eagerness: number, isProse: boolean): number {
  return (isProse ? 0.6 : 0.24) * (1 - eagerness);
}

function faultOf(error: unknown): Withheld {
  if (isAbort(error)) return { stage: 'known', reason: 'You have typed something else meanwhile.' };
  return { stage: 'source', reason: describeError(error) };
}
