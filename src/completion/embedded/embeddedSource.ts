/**
 * Suggestions without a model: the rest of the line, from the open file and the workspace. It learns from what the
 * user goes on to type, and asks nobody.
 */
import { siteAt } from '../site.ts';
import type { CompletionRequest, SourceEvent, Suggestion, SuggestionSource } from '../suggestion.ts';
import { searchBlock } from './blockSearch.ts';
import type { Knowledge } from './knowledge.ts';
import { lex, splitTyped } from './lexer.ts';
import { searchLine, type LineRest } from './lineSearch.ts';
import { OpenFile } from './openFile.ts';
import { everyPart, type Candidates, type Parts, type Predictor } from './predictor.ts';
import { Ranker, type Features } from './ranker.ts';
import { learnedWeights } from './weights.ts';

/** Which knowledge there is for a file at this moment. It may have nothing yet, and then the open file alone is asked. */
export type KnowledgeOf = (path: string) => Knowledge;

/** What was asked last, to learn from what came. */
interface Asked {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly string[];
  readonly candidates: readonly Features[];
}

/** So that what thousands of lines taught is not undone by ten. */
const trust = 20;

export class EmbeddedSource implements SuggestionSource {
  readonly name = 'embedded';
  readonly isInstant = true;
  readonly #knowledgeOf: KnowledgeOf;
  readonly #parts: Parts;
  readonly #ranker: Ranker;
  #open: { readonly path: string; readonly knowledge: Knowledge; readonly file: OpenFile } | undefined;
  #asked: Asked | undefined;

  /** The last two are given in measurements only. */
  constructor(knowledgeOf: KnowledgeOf, parts: Parts = everyPart, weights: readonly number[] = learnedWeights) {
    this.#knowledgeOf = knowledgeOf;
    this.#parts = parts;
    this.#ranker = new Ranker(weights, trust);
  }

  async *suggest(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
    signal.throwIfAborted();
    const { path, text, offset, candidates, extent } = request;
    const { before, partial } = splitTyped(text.slice(0, offset));
    const { predictor, knowledge } = this.#predictorFor(request, before);
    this.#learnFrom(path, before);
    const state = predictor.start();
    const first = predictor.candidates(state, partial);
    // What was begun is learnt from as it was asked before it was begun.
    if (partial === '') this.#remember(request, before, first, knowledge);
    const lines = searchLine(predictor, knowledge.vocabulary, {
      state,
      first,
      typed: partial,
      isGlued: !/\s$/.test(before),
      isLineStart: before.slice(before.lastIndexOf('\n') + 1).trim() === '',
      candidates,
    });
    const rests = extent === 'line' ? lines : this.#blocks(request, lines, predictor, knowledge);
    const shown = fitting(rests, lineAfter(text, offset)).slice(0, candidates);
    for (const suggestion of shown) yield { kind: 'suggestion', suggestion };
    if (shown.length > 0) return;
    const reason =
      rests[0]?.text === ''
        ? 'The line seems to be complete.'
        : 'Nothing in this file or the workspace has been written in a place like this.';
    yield { kind: 'withheld', withheld: { stage: 'source', reason } };
  }

  /** Of the likeliest lines; an empty one is a block's opener that is complete. */
  #blocks(
    { text, offset, languageId, candidates }: CompletionRequest,
    lines: readonly LineRest[],
    predictor: Predictor,
    { vocabulary, base }: Knowledge,
  ): LineRest[] {
    const site = siteAt(text, offset, languageId);
    return lines
      .slice(0, candidates)
      .map((line) => searchBlock(predictor, vocabulary, line, site, base.indentUnit ?? '    '));
  }

  #predictorFor({ path, languageId, text, offset }: CompletionRequest, before: string) {
    const knowledge = this.#knowledgeOf(path);
    if (this.#open?.path !== path || this.#open.knowledge !== knowledge)
      this.#open = { path, knowledge, file: new OpenFile(knowledge.vocabulary, () => knowledge.corpora) };
    const end = text.indexOf('\n', offset);
    const below = end < 0 ? '' : text.slice(end + 1);
    const predictor = this.#open.file.predictor({ path, languageId, before, below }, this.#ranker, this.#parts);
    return { predictor, knowledge };
  }

  #remember(
    { path }: CompletionRequest,
    before: string,
    { tokens, candidates }: Candidates,
    { vocabulary }: Knowledge,
  ): void {
    this.#asked = { path, text: before, tokens: tokens.map((token) => vocabulary.text(token)), candidates };
  }

  /** The token that was written where something was asked is what should have been said. */
  #learnFrom(path: string, before: string): void {
    const asked = this.#asked;
    if (asked?.path !== path || before.length <= asked.text.length || !before.startsWith(asked.text)) return;
    const [written] = lex(before.slice(asked.text.length, asked.text.length + longestToken)).texts;
    if (written === undefined) return;
    const right = asked.tokens.indexOf(written);
    this.#ranker.learn(asked.candidates, right < 0 ? asked.tokens.length : right);
    this.#asked = undefined;
  }
}

const longestToken = 200;

function lineAfter(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? undefined : end).trimEnd();
}

/** Where the line goes on after the cursor, only what leads up to that; the same text by two ways counts as one. */
function fitting(rests: readonly LineRest[], after: string): Suggestion[] {
  const found = new Map<string, number>();
  for (const { text, probability } of rests) {
    const insert = after === '' ? text : text.endsWith(after) ? text.slice(0, -after.length) : undefined;
    if (insert !== undefined && insert.trim() !== '') found.set(insert, (found.get(insert) ?? 0) + probability);
  }
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .map(([text, confidence]) => ({ text, source: 'embedded', confidence: Math.min(1, confidence) }));
}
