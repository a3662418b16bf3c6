/** The next token at a place: the witnesses are asked, and the ranker weighs what they say. */
import { meantBy, type Abstraction } from './abstraction.ts';
import { deepest } from './contexts.ts';
import type { Corpus } from './corpus.ts';
import type { DocumentTokens } from './documentTokens.ts';
import { featuresOf, featuresOfNone, type Place } from './features.ts';
import type { Features, Ranker } from './ranker.ts';
import { corpusSupports, documentSupports, joinSupports, type Supports } from './support.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

/** What stands before the token that is sought, as far as it matters. */
export interface State {
  readonly context: readonly number[];
  readonly abstractContext: readonly number[];
  readonly recent: readonly number[];
}

export interface NextToken {
  readonly token: number;
  readonly probability: number;
  /** Which part of the places had a blank before it. */
  readonly spaced: number;
}

/** Which of the four are asked; all of them but in a measurement. */
export interface Witnesses {
  readonly file: boolean;
  readonly workspace: boolean;
  readonly abstract: boolean;
}

const mostCandidates = 40;
/** What a place in the same folder counts against one elsewhere. */
const nearWeight = 3;

const nobody: Supports = { of: new Map(), length: 0 };

export interface PredictorParts {
  /** What is read of the workspace, and over it what has changed since; of files in both the first is stale. */
  readonly corpora: readonly Corpus[];
  readonly isStale: (path: string) => boolean;
  readonly vocabulary: Vocabulary;
  readonly abstraction: Abstraction;
  readonly ranker: Ranker;
  readonly document: DocumentTokens;
  readonly witnesses: Witnesses;
}

export class Predictor {
  readonly #parts: PredictorParts;
  /** What each file of each corpus counts. */
  readonly #near: readonly Uint8Array[];

  constructor(path: string, parts: PredictorParts) {
    this.#parts = parts;
    const folder = folderOf(path);
    this.#near = parts.corpora.map(({ paths }, at) =>
      Uint8Array.from(paths, (one) => {
        if (one === path || (at === 0 && parts.isStale(one))) return 0;
        return folderOf(one) === folder ? nearWeight : 1;
      }),
    );
  }

  start(): State {
    const { stream, abstractStream, recent } = this.#parts.document;
    return {
      context: stream.tokens.slice(-deepest),
      abstractContext: abstractStream.tokens.slice(-deepest),
      recent,
    };
  }

  after(state: State, token: number): State {
    const recent = [...state.recent];
    const code = this.#parts.abstraction.next(recent, token);
    return {
      context: [...state.context.slice(1 - deepest), token],
      abstractContext: [...state.abstractContext.slice(1 - deepest), code],
      recent,
    };
  }

  /** Most likely first. @param typed how the token begins; '' where nothing of it stands there */
  next(state: State, typed: string): NextToken[] {
    const { tokens, spaced, candidates } = this.candidates(state, typed);
    const probabilities = this.#parts.ranker.probabilities(candidates);
    return tokens
      .map((token, at) => ({ token, probability: probabilities[at]!, spaced: spaced[at]! }))
      .sort((a, b) => b.probability - a.probability);
  }

  /** The candidates as the ranker sees them; the last, "none of these", has no token. */
  candidates(
    state: State,
    typed: string,
  ): { readonly tokens: readonly number[]; readonly spaced: readonly number[]; readonly candidates: Features[] } {
    const supports = this.#ask(state, typed);
    const worth = new Map<number, number>();
    for (const { of } of supports)
      for (const [token, { length, share }] of of) worth.set(token, (worth.get(token) ?? 0) + length * 0.3 + share);
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
    const place = this.#placeOf(state);
    const candidates = tokens.map((token) => {
      const last = stream.lastOf(token);
      const distance = last < 0 ? undefined : stream.tokens.length - last;
      const fit = { class: this.#parts.vocabulary.classOf(token), text: this.#parts.vocabulary.text(token), distance };
      return featuresOf(token, fit, place, supports);
    });
    return {
      tokens,
      spaced: tokens.map((token) => spacedOf(token, supports)),
      candidates: [...candidates, featuresOfNone(supports)],
    };
  }

  #ask({ context, abstractContext, recent }: State, typed: string): Supports[] {
    const { corpora, document, vocabulary } = this.#parts;
    const { file, workspace, abstract } = this.#parts.witnesses;
    const wanted = (token: number | undefined): number | undefined =>
      token === undefined || token === fileStart || (typed !== '' && !vocabulary.text(token).startsWith(typed))
        ? undefined
        : token;
    const plain = { meaning: wanted, isTyped: typed !== '' };
    const named = { meaning: (code: number) => wanted(meantBy(code, recent)), isTyped: typed !== '' };
    const askAll = (ask: (corpus: Corpus, weigh: (position: number) => number) => Supports): Supports =>
      corpora
        .map((corpus, at) => ask(corpus, (position) => this.#near[at]![corpus.fileOf(position)]!))
        .reduce(joinSupports, nobody);
    return [
      file ? documentSupports(document.stream, document.blanks, context, wanted) : nobody,
      workspace
        ? askAll((one, weigh) => corpusSupports(one.contexts, one.tokens, one.blanks, context, weigh, plain))
        : nobody,
      abstract
        ? askAll((one, weigh) =>
            corpusSupports(one.abstractContexts, one.abstract, one.blanks, abstractContext, weigh, named),
          )
        : nobody,
      abstract && file
        ? documentSupports(document.abstractStream, document.blanks, abstractContext, named.meaning)
        : nobody,
    ];
  }

  #placeOf({ context }: State): Place {
    const last = context.at(-1)!;
    let open = 0;
    for (let at = context.length - 1; at >= 0 && context[at]! > 1; at--) {
      const text = this.#parts.vocabulary.text(context[at]!);
      if (text === '(' || text === '[') open++;
      else if (text === ')' || text === ']') open--;
    }
    return { class: this.#parts.vocabulary.classOf(last), text: this.#parts.vocabulary.text(last), open };
  }
}

/** As those say who know the longest context. */
function spacedOf(token: number, supports: readonly Supports[]): number {
  let sum = 0;
  let weights = 0;
  for (const { of } of supports) {
    const support = of.get(token);
    if (!support) continue;
    sum += support.spaced * support.length;
    weights += support.length;
  }
  return weights === 0 ? 0 : sum / weights;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
