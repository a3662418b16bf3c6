/** The next token at a place: the witnesses are asked, and the ranker weighs what they say. */
import { meantBy } from './abstraction.ts';
import { deepest } from './contexts.ts';
import { folderOf, type Corpus } from './corpus.ts';
import type { DocumentTokens } from './documentTokens.ts';
import { featuresOf, featuresOfNone, type Place } from './features.ts';
import { noHints, type Hints, type SymbolHints } from './hints.ts';
import type { Features, Ranker } from './ranker.ts';
import { earlierPlaces, sketchPlaces, type Sketch, type Sketches, type SketchPlaces } from './sketch.ts';
import {
  corpusPlace,
  corpusSupports,
  documentPlace,
  documentSupports,
  joinScoped,
  joinSupports,
  nobody,
  type Nearness,
  type ScopedSupports,
  type Supports,
} from './support.ts';
import { endOfLine, fileStart, type Vocabulary } from './vocabulary.ts';

/** What stands before the token that is sought, as far as it matters. */
export interface State {
  readonly context: readonly number[];
  readonly abstractContext: readonly number[];
  readonly recent: readonly number[];
  /** Similar places that are followed. */
  readonly sketches: readonly Sketch[];
}

export interface NextToken {
  readonly token: number;
  readonly probability: number;
  /** Which part of the places had a blank before it. */
  readonly spaced: number;
}

export interface Candidates {
  readonly tokens: readonly number[];
  /** By token, as in `NextToken`. */
  readonly spaced: readonly number[];
  /** As the ranker sees them; the last, "none of these", has no token. */
  readonly candidates: readonly Features[];
}

/** What is asked; all of it but in a measurement. */
export interface Parts {
  readonly file: boolean;
  readonly workspace: boolean;
  /** The same streams without local names. */
  readonly abstraction: boolean;
  /** File, folder and workspace apart; otherwise they are counted together. */
  readonly scopes: boolean;
  /** Similar places, copied from. */
  readonly sketches: boolean;
  /** Names in scope, members, parameters. */
  readonly symbols: boolean;
}

export const everyPart: Parts = {
  file: true,
  workspace: true,
  abstraction: true,
  scopes: true,
  sketches: true,
  symbols: true,
};

const mostCandidates = 32;
/** Of a name that fits, but that nobody has seen here. */
const worthOfHint = 0.3;
/** Of each stream, as it is and without its local names. */
const mostSketchPlaces = 150;
/** What is read of the workspace, or of what has changed since. */
export interface Known {
  readonly corpus: Corpus;
  /** Whether a file, by its number, has changed since. */
  readonly isStale: (file: number) => boolean;
}

export interface PredictorParts {
  readonly corpora: readonly Known[];
  readonly vocabulary: Vocabulary;
  readonly ranker: Ranker;
  readonly document: DocumentTokens;
  readonly hints: SymbolHints | undefined;
  readonly sketches: Sketches;
  readonly parts: Parts;
}

export class Predictor {
  readonly #parts: PredictorParts;
  /** By corpus, how near its places are. */
  readonly #nearness: readonly ((position: number) => Nearness)[];

  readonly #known: number;

  constructor(path: string, parts: PredictorParts) {
    this.#parts = parts;
    this.#known = parts.corpora.reduce((sum, { corpus }) => sum + corpus.tokens.length, 0);
    this.#nearness = parts.corpora.map(({ corpus, isStale }) => {
      const own = corpus.numberOf(path);
      const folder = corpus.folderNumber(folderOf(path));
      return (position) => {
        const file = corpus.fileOf(position);
        if (file === own || isStale(file)) return 'none';
        return corpus.folders[file] === folder ? 'folder' : 'workspace';
      };
    });
  }

  start(): State {
    const { stream, abstractStream, recent } = this.#parts.document;
    const context = stream.tokens.slice(-deepest);
    const abstractContext = abstractStream.tokens.slice(-deepest);
    const sketches = this.#parts.parts.sketches ? this.#sketchesFor(context, abstractContext) : [];
    return { context, abstractContext, recent, sketches };
  }

  after(state: State, token: number): State {
    const recent = [...state.recent];
    const code = this.#parts.document.abstraction.next(recent, token);
    return {
      context: [...state.context.slice(1 - deepest), token],
      abstractContext: [...state.abstractContext.slice(1 - deepest), code],
      recent,
      sketches: this.#parts.sketches.after(state.sketches, state.recent, token),
    };
  }

  #sketchesFor(context: readonly number[], abstractContext: readonly number[]): Sketch[] {
    const { corpora, document } = this.#parts;
    const places = corpora.map(({ corpus }, at): SketchPlaces => {
      const near = this.#nearness[at]!;
      const positions = [
        ...sketchPlaces(corpus.abstractContexts, abstractContext, near, mostSketchPlaces),
        ...sketchPlaces(corpus.contexts, context, near, mostSketchPlaces),
      ];
      return {
        source: { tokens: corpus.tokens, codes: corpus.abstract, blanks: corpus.blanks },
        positions: [...new Set(positions)],
      };
    });
    const { stream, abstractStream, blanks } = document;
    const own = [
      ...earlierPlaces(stream, context.at(-1)!, mostSketchPlaces),
      ...earlierPlaces(abstractStream, abstractContext.at(-1)!, mostSketchPlaces),
    ];
    const source = { tokens: stream.tokens, codes: abstractStream.tokens, blanks };
    return this.#parts.sketches.best(stream.tokens, [{ source, positions: [...new Set(own)] }, ...places]);
  }

  /** Most likely first. */
  weigh({ tokens, spaced, candidates }: Candidates): NextToken[] {
    const probabilities = this.#parts.ranker.probabilities(candidates);
    return tokens
      .map((token, at) => ({ token, probability: probabilities[at]!, spaced: spaced[at]! }))
      .sort((a, b) => b.probability - a.probability);
  }

  /**
   * How many blanks further in a line stands than the one before it, at the place most like this one.
   * @param state after a line's end
   * @param token the line's first
   */
  indentChange({ context }: State, token: number): number | undefined {
    const { corpora, document } = this.#parts;
    const { tokens } = document.stream;
    let [longest, change] = [0, undefined as number | undefined];
    const place = documentPlace(document.stream, context, token);
    if (place) [longest, change] = [place.length, changeAt(tokens, document.blanks, place.position)];
    for (const { corpus } of corpora) {
      const found = corpusPlace(corpus.contexts, corpus.tokens, context, token);
      if (found && found.length > longest)
        [longest, change] = [found.length, changeAt(corpus.tokens, corpus.blanks, found.position)];
    }
    return change;
  }

  /** @param typed how the token begins; '' where nothing of it stands there */
  candidates(state: State, typed: string): Candidates {
    const supports = this.#ask(state, typed);
    const worth = new Map<number, number>();
    for (const { of } of supports)
      for (const [token, { length, share }] of of) worth.set(token, (worth.get(token) ?? 0) + length * 0.3 + share);
    const hints = this.#parts.hints?.at(state.context) ?? noHints;
    for (const token of hints.names) {
      if (!worth.has(token) && this.#parts.vocabulary.text(token).startsWith(typed)) worth.set(token, worthOfHint);
    }
    const { stream } = this.#parts.document;
    if (typed !== '') {
      // A name that was used but never after a context like this one.
      for (const token of this.#parts.document.distinctTokens()) {
        if (!worth.has(token) && this.#parts.vocabulary.text(token).startsWith(typed))
          worth.set(token, (0.001 * stream.lastOf(token)) / stream.tokens.length);
      }
    }
    const tokens = [...worth]
      .sort((a, b) => b[1] - a[1])
      .slice(0, mostCandidates)
      .map(([token]) => token);
    const place = this.#placeOf(state, hints);
    const candidates = tokens.map((token) => {
      const last = stream.lastOf(token);
      const distance = last < 0 ? undefined : stream.tokens.length - last;
      const fit = {
        class: this.#parts.vocabulary.classOf(token),
        text: this.#parts.vocabulary.text(token),
        distance,
        hint: hints.of.get(token),
        likeness: hints.likenessTo(token),
      };
      return featuresOf(token, fit, place, supports);
    });
    const spaced = tokens.map((token) => spacedOf(token, supports));
    const seen = spaced.filter((one) => one !== undefined);
    // What nobody has seen here stands as the others do.
    const usual = seen.reduce((sum, one) => sum + one, 0) / Math.max(1, seen.length);
    return {
      tokens,
      spaced: spaced.map((one) => one ?? usual),
      candidates: [...candidates, featuresOfNone(place, supports)],
    };
  }

  #ask({ context, abstractContext, recent, sketches }: State, typed: string): Supports[] {
    const { corpora, document, vocabulary } = this.#parts;
    const { file, workspace, abstraction, scopes } = this.#parts.parts;
    const wanted = (token: number | undefined): number | undefined =>
      token === undefined || token === fileStart || (typed !== '' && !vocabulary.text(token).startsWith(typed))
        ? undefined
        : token;
    const plain = { meaning: wanted, isTyped: typed !== '', hasScopes: scopes };
    const named = { ...plain, meaning: (code: number) => wanted(meantBy(code, recent)) };
    const askAll = (ask: (corpus: Corpus, nearnessOf: (position: number) => Nearness) => ScopedSupports) =>
      corpora
        .map(({ corpus }, at) => ask(corpus, this.#nearness[at]!))
        .reduce(joinScoped, { all: nobody, near: nobody });
    const own = file ? documentSupports(document.stream, document.blanks, context, wanted) : nobody;
    const ownNamed =
      file && abstraction
        ? documentSupports(document.abstractStream, document.blanks, abstractContext, named.meaning)
        : nobody;
    const others = workspace
      ? askAll((one, near) => corpusSupports(one.contexts, one.tokens, one.blanks, context, near, plain))
      : { all: nobody, near: nobody };
    const othersNamed =
      abstraction && workspace
        ? askAll((one, near) =>
            corpusSupports(one.abstractContexts, one.abstract, one.blanks, abstractContext, near, named),
          )
        : { all: nobody, near: nobody };
    const similar = this.#parts.sketches.supports(sketches, recent, (token) => wanted(token) !== undefined);
    // Whose context is longest of all says more than whose is longest in its own scope.
    const [plainly, namely] = [joinSupports(own, others.all), joinSupports(ownNamed, othersNamed.all)];
    if (!scopes) return [nobody, plainly, namely, nobody, nobody, nobody, similar];
    return [own, plainly, namely, ownNamed, others.near, othersNamed.near, similar];
  }

  #placeOf({ context }: State, { isMember, of }: Hints): Place {
    const last = context.at(-1)!;
    let open = 0;
    for (let at = context.length - 1; at >= 0 && context[at]! > 1; at--) {
      const text = this.#parts.vocabulary.text(context[at]!);
      if (text === '(' || text === '[') open++;
      else if (text === ')' || text === ']') open--;
    }
    return {
      class: this.#parts.vocabulary.classOf(last),
      text: this.#parts.vocabulary.text(last),
      open,
      hasMembers: isMember && of.size > 0,
      known: this.#known,
    };
  }
}

function changeAt(tokens: ArrayLike<number>, blanks: ArrayLike<number>, position: number): number {
  let start = position - 1;
  while (start > 0 && tokens[start - 1]! > endOfLine) start--;
  return blanks[position]! - blanks[start]!;
}

/** As those say who know the longest context; undefined where nobody has seen it. */
function spacedOf(token: number, supports: readonly Supports[]): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const { of } of supports) {
    const support = of.get(token);
    if (!support) continue;
    sum += support.spaced * support.length;
    weights += support.length;
  }
  return weights === 0 ? undefined : sum / weights;
}
