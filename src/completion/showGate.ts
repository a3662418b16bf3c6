/**
 * Whether to bother the user. Two small logistic models guess whether a suggestion would be taken: one
 * before the source is asked, by the place alone, one after, by the suggestion too (a cascade, after
 * "When to Show a Suggestion?"). They begin with weights set by hand and learn from each outcome.
 *
 * What is hidden teaches nothing, so one in twenty that would be hidden is shown, and counts for
 * many. The gate is never asked which text to write, only whether to show it: who rewards being taken
 * gets suggestions that are short and obvious.
 */
export type Features = Readonly<Record<string, number>>;

export interface GateOptions {
  /** From 0 to 1; at 1 nothing is hidden. */
  readonly eagerness: number;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** What an earlier gate has left behind; anything else is taken for nothing. */
  readonly state?: unknown;
}

/** One suggestion on its way through the gate. */
export interface Passage {
  /** By the place alone: not worth asking for. */
  readonly isHopeless: boolean;
  /** With the suggestion there. Call it once. */
  judge(suggestion: Features): boolean;
  /** What the user made of it. Only for what was shown. */
  outcome(accepted: boolean): void;
}

/** As JSON. */
export interface GateState {
  readonly format: 1;
  readonly place: LogisticState;
  readonly whole: LogisticState;
  readonly seen: readonly SeenState[];
}

interface SeenState {
  readonly place: Features;
  readonly whole: Features;
  readonly accepted: boolean;
  readonly weight: number;
}

/** One in so many of what would be hidden is shown. */
const exploreEvery = 20;
/** An explored one stands for those that stayed hidden, but a single one shall not decide. */
const exploredWeight = 8;
const windowLength = 400;
/** So many of them outlive the window. */
const keptEvents = 200;
/** Fewer tell nothing about what is hidden. */
const leastHidden = 40;
/** The thresholds are found anew after so many outcomes. */
const thresholdEvery = 10;

export class ShowGate {
  readonly #options: GateOptions;
  readonly #place: Logistic;
  readonly #whole: Logistic;
  #seen: SeenState[];
  /** How far off the guesses about what was shown were lately, and how far they are at all. */
  #surprise = 0.5;
  #usualSurprise = 0.5;
  #sinceDrift = Infinity;
  #learnt = 0;

  constructor(options: GateOptions) {
    this.#options = options;
    const state = stateOf(options.state);
    this.#place = new Logistic(placePrior, state?.place);
    this.#whole = new Logistic({ ...placePrior, ...suggestionPrior }, state?.whole);
    this.#seen = [...(state?.seen ?? [])];
  }

  /** @param place what is known before the source is asked. */
  enter(place: Features): Passage {
    const guess = this.#place.guess(place);
    const isExplored = this.#options.random() < 1 / exploreEvery;
    const wouldStop = guess < this.#threshold('place');
    let features: Features = place;
    let wouldHide = wouldStop;
    let isJudged = false;
    return {
      isHopeless: wouldStop && !isExplored,
      judge: (suggestion) => {
        isJudged = true;
        features = { ...place, ...suggestion };
        wouldHide = wouldStop || this.#whole.guess(features) < this.#threshold('whole');
        return !wouldHide || isExplored;
      },
      outcome: (accepted) => {
        if (isJudged) this.#learn(place, features, accepted, wouldHide ? exploredWeight : 1);
        isJudged = false;
      },
    };
  }

  get state(): GateState {
    return {
      format: 1,
      place: this.#place.state,
      whole: this.#whole.state,
      seen: this.#seen.slice(-keptEvents),
    };
  }

  #learn(place: Features, whole: Features, accepted: boolean, weight: number): void {
    const guess = this.#whole.guess(whole);
    this.#seen.push({ place, whole, accepted, weight });
    if (this.#seen.length > windowLength) this.#seen.shift();
    this.#learnt++;
    if (this.#learnt % thresholdEvery === 0) this.#thresholds = undefined;
    this.#watchForDrift(Math.abs((accepted ? 1 : 0) - guess));
    const target = accepted ? 1 : 0;
    // The weight is for counting; a step that size would throw the model over.
    const step = Math.min(weight, 3);
    this.#place.learn(place, target, step);
    this.#whole.learn(whole, target, step);
  }

  /** Somebody who has begun to take what they used to refuse is shown everything until it is known what they want now. */
  #watchForDrift(surprise: number): void {
    this.#surprise += (surprise - this.#surprise) / 16;
    this.#usualSurprise += (surprise - this.#usualSurprise) / 150;
    this.#sinceDrift++;
    const explored = this.#seen.filter(({ weight }) => weight > 1).slice(-8);
    const tookHidden = explored.filter(({ accepted }) => accepted).length >= 3;
    if (this.#sinceDrift < 60 || (this.#surprise < this.#usualSurprise + 0.22 && !tookHidden)) return;
    this.#sinceDrift = 0;
    this.#usualSurprise = 0.5;
    this.#surprise = 0.5;
    this.#seen = [];
    this.#thresholds = undefined;
    this.#place.loosen();
    this.#whole.loosen();
  }

  #thresholds: { place: number; whole: number } | undefined;

  #threshold(of: 'place' | 'whole'): number {
    this.#thresholds ??= {
      place: thresholdOf(
        this.#scored((seen) => this.#place.guess(seen.place)),
        this.#options.eagerness,
        0.01,
      ),
      whole: thresholdOf(
        this.#scored((seen) => this.#whole.guess(seen.whole)),
        this.#options.eagerness,
        0,
      ),
    };
    return this.#thresholds[of];
  }

  /** By today's weights: what was thought of them when they were shown is no longer comparable. */
  #scored(scoreOf: (seen: SeenState) => number): readonly Scored[] {
    return this.#seen.map((seen) => ({ score: scoreOf(seen), accepted: seen.accepted, weight: seen.weight }));
  }
}

/** The highest score under which nearly everything was refused lately; 0 hides nothing. */
function thresholdOf(events: readonly Scored[], eagerness: number, stricter: number): number {
  if (eagerness >= 1) return 0;
  // In the middle nineteen of twenty that are hidden would have been refused, and a little more is asked for safety.
  const wanted = Math.min(0.99, (eagerness >= 0.5 ? 0.977 + eagerness * 0.01 : 0.82 + eagerness * 0.324) + stricter);
  const sorted = [...events].sort((a, b) => a.score - b.score);
  let count = 0;
  let refused = 0;
  let fitting = 0;
  for (const [index, { accepted, weight }] of sorted.entries()) {
    count += weight;
    if (!accepted) refused += weight;
    if (index + 1 >= leastHidden && (refused + 0.5) / (count + 1) >= wanted) fitting = index + 1;
  }
  // The highest that seems to do is the luckiest one, and what is taken is found close to it: keep away from there.
  const threshold = sorted[Math.floor(fitting * 0.85)]?.score ?? 0;
  // What is more likely than not is never hidden.
  return fitting === 0 ? 0 : Math.min(threshold, 0.5);
}

interface Scored {
  readonly score: number;
  readonly accepted: boolean;
  readonly weight: number;
}

interface LogisticState {
  readonly weights: Readonly<Record<string, number>>;
  readonly squares: Readonly<Record<string, number>>;
}

/** Logistic regression, one event at a time, each weight with a step of its own (AdaGrad). */
class Logistic {
  readonly #weights: Map<string, number>;
  readonly #squares: Map<string, number>;
  /** The mean of late: single outcomes make the weights jump about the right place. */
  readonly #means: Map<string, number>;

  constructor(prior: Features, state: LogisticState | undefined) {
    this.#weights = new Map(Object.entries(state?.weights ?? prior));
    this.#means = new Map(this.#weights);
    this.#squares = new Map(Object.entries(state?.squares ?? {}));
  }

  guess(features: Features): number {
    return logistic(this.#means, features);
  }

  learn(features: Features, target: 0 | 1, weight: number): void {
    const error = (target - logistic(this.#weights, features)) * weight;
    for (const [name, value] of [...Object.entries(features), ['bias', 1] as const]) {
      if (value === 0) continue;
      const slope = error * value;
      // Old slopes fade, so that the step never becomes nothing and a change of mind is followed.
      const square = (this.#squares.get(name) ?? 0.5) * 0.995 + slope * slope;
      this.#squares.set(name, square);
      const before = this.#weights.get(name) ?? 0;
      this.#weights.set(name, before * 0.9995 + (0.3 * slope) / Math.sqrt(square));
    }
    for (const [name, now] of this.#weights) {
      const mean = this.#means.get(name) ?? 0;
      this.#means.set(name, mean + (now - mean) / 40);
    }
  }

  /** What was learnt counts for less, and what comes next for more. */
  loosen(): void {
    for (const [name, weight] of this.#weights) this.#weights.set(name, weight * 0.3);
    for (const [name, weight] of this.#weights) this.#means.set(name, weight);
    this.#squares.clear();
  }

  get state(): LogisticState {
    return { weights: Object.fromEntries(this.#weights), squares: Object.fromEntries(this.#squares) };
  }
}

function logistic(weights: ReadonlyMap<string, number>, features: Features): number {
  let sum = weights.get('bias') ?? 0;
  for (const [name, value] of Object.entries(features)) sum += (weights.get(name) ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}

/** Weights by hand, in the direction that users of other tools have shown. Every feature is about 0 to 1. */
const placePrior: Features = {
  bias: 0.2,
  lineIsBlank: 0.2,
  restIsBlank: 0.3,
  afterWord: -0.3,
  afterDot: 0.4,
  afterOpener: 0.4,
  afterSpace: 0.1,
  inString: -0.3,
  inComment: -0.5,
  acceptedLast: 0.4,
  acceptRate: 0.8,
  sinceShown: 0.2,
  invoked: 1.5,
};

const suggestionPrior: Features = { confidence: 1.2, lines: -0.3, length: -0.2 };

/** @returns undefined for what no gate has left behind. */
export function stateOf(value: unknown): GateState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, place, whole, seen } = value as Partial<GateState>;
  if (format !== 1 || !isLogistic(place) || !isLogistic(whole) || !Array.isArray(seen)) return undefined;
  return seen.every(isSeen) ? { format, place, whole, seen } : undefined;
}

function isSeen(value: unknown): value is SeenState {
  if (typeof value !== 'object' || value === null) return false;
  const { place, whole, accepted, weight } = value as Partial<SeenState>;
  return isNumbers(place) && isNumbers(whole) && typeof accepted === 'boolean' && Number.isFinite(weight);
}

function isNumbers(value: unknown): value is Features {
  return typeof value === 'object' && value !== null && Object.values(value).every((number) => Number.isFinite(number));
}

function isLogistic(value: unknown): value is LogisticState {
  if (typeof value !== 'object' || value === null) return false;
  const { weights, squares } = value as Partial<LogisticState>;
  return isNumbers(weights) && isNumbers(squares);
}
