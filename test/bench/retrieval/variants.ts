/** The ways to search that the bench compares: each adds one thing to another. */

import { joinParts, spreadOverFiles } from '../../../src/retrieval/aggregate.ts';
import type { ChunkText, Hit } from '../../../src/retrieval/chunkText.ts';
import { fuseRanks, fuseScores } from '../../../src/retrieval/fuse.ts';
import { searchHybrid, vectorWeight } from '../../../src/retrieval/hybrid.ts';
import { LexicalIndex } from '../../../src/retrieval/lexical.ts';
import { lsaDimensions, LsaModel } from '../../../src/retrieval/lsa.ts';
import { termsOfQuery, withOtherWords, withWindow } from '../../../src/retrieval/queryTerms.ts';
import { termsOfChunk, weighTerms, type ChunkTerms, type FieldWeights } from '../../../src/retrieval/terms.ts';
import { termsOf } from '../../../src/retrieval/tokens.ts';
import { VectorMatrix } from '../../../src/retrieval/vectors.ts';
import { subtokens } from '../../../src/syntax/subtokens.ts';
import type { Corpus } from './corpus.ts';

/** Ranks functions for a question: numbers of functions, best first. `window` is code of the one who asks. */
export type Search = (question: string, window: string) => readonly number[];

export interface Variant {
  readonly name: string;
  readonly search: Search;
}

const depth = 100;
const candidates = 200;

/** One after another, so that only one index is in memory beside those that several use. */
export function* variantsOf(corpus: Corpus): Generator<Variant> {
  const wholes = corpus.functions.map(({ whole }) => whole);
  const plain = (words: (text: string) => readonly string[]): Search => {
    const index = bodyIndex(wholes, words);
    return (question) => idsOf(index.search(new Map(words(question).map((word) => [word, 1])), depth));
  };
  yield { name: 'plain words', search: plain(plainWords) };
  yield { name: 'subtokens', search: plain((text) => (text.match(word) ?? []).flatMap(subtokens)) };
  yield { name: 'subtokens, stems, stop words', search: plain(termsOf) };

  const functions = indexOf(wholes);
  const { lexical, near } = functions;
  const only = (question: string): ReadonlyMap<string, number> => termsOfQuery(question);
  const wide = (question: string): ReadonlyMap<string, number> => withOtherWords(termsOfQuery(question), question);
  const { fused } = functions;

  yield { name: '+ fields', search: (question) => idsOf(lexical.search(only(question), depth)) };
  yield { name: 'fields, expansion', search: (question) => idsOf(lexical.search(wide(question), depth)) };
  yield { name: 'vectors alone', search: (question) => idsOf(near(question)) };
  yield { name: 'fields + vectors', search: (question) => idsOf(fused(only(question))) };
  yield {
    name: 'fields + vectors, by rank 2 : 1',
    search: (question) =>
      idsOf(
        fuseRanks([
          { hits: lexical.search(only(question), candidates), weight: 2 },
          { hits: near(question), weight: 1 },
        ]),
      ),
  };
  yield { name: 'fields + vectors, expansion', search: (question) => idsOf(fused(wide(question))) };
  yield {
    name: '  and files taking turns',
    search: (question) => idsOf(spreadOverFiles(fused(wide(question)), (id) => wholes[id]!.path)),
  };
  yield {
    name: '  and the code of a caller',
    search: (question, window) => idsOf(fused(withWindow(wide(question), window, (term) => lexical.rarity(term)))),
  };

  const owners = corpus.functions.flatMap(({ parts }, number) => parts.map(() => number));
  const pieces = indexOf(corpus.functions.flatMap(({ parts }) => parts));
  const ofParts = (question: string): Hit[] => pieces.fused(wide(question));
  yield {
    name: '  and long ones in parts, best part',
    search: (question) => unique(ofParts(question).map(({ id }) => owners[id]!)),
  };
  yield {
    name: '  and long ones in parts, SEA',
    search: (question) =>
      joinParts(ofParts(question), (id) => owners[id]!)
        .map(({ id }) => owners[id]!)
        .slice(0, depth),
  };
}

/** The product's own chunks and its one call. A chunk is right when the function stands in it. */
export function productSearch(corpus: Corpus): (question: string) => readonly (readonly number[])[] {
  const { lexical, vectors, embed } = indexOf(corpus.chunks.map(({ text }) => text));
  return (question) =>
    searchHybrid(
      {
        lexical,
        vectors,
        embed,
        wholeOf: (id) => corpus.chunks[id]!.definition,
        fileOf: (id) => corpus.chunks[id]!.text.path,
      },
      { text: question },
      depth,
    ).map(({ id }) => corpus.chunks[id]!.functions);
}

interface Index {
  readonly lexical: LexicalIndex;
  readonly vectors: VectorMatrix;
  readonly embed: LsaModel['embed'];
  readonly near: (question: string) => Hit[];
  readonly fused: (terms: ReadonlyMap<string, number>) => Hit[];
}

function indexOf(chunks: readonly ChunkText[]): Index {
  const terms = chunks.map(termsOfChunk);
  const model = LsaModel.learn(terms);
  const lexical = new LexicalIndex();
  const vectors = new VectorMatrix(lsaDimensions);
  terms.forEach((one, id) => {
    lexical.addTerms(id, one);
    vectors.set(id, model.embed(one));
  });
  const embed = (one: ReadonlyMap<string, number>): ReturnType<LsaModel['embed']> => model.embed(one);
  const near = (question: string): Hit[] => vectors.search(embed(termsOfQuery(question)), candidates);
  const fused = (asked: ReadonlyMap<string, number>): Hit[] => {
    const always = idsOf(vectors.search(embed(asked), candidates));
    const found = lexical.search(asked, candidates, { always });
    const cosines = vectors.cosines(embed(asked), idsOf(found));
    return fuseScores(found, cosines, vectorWeight);
  };
  return { lexical, vectors, embed, near, fused };
}

/** BM25 over the text alone: its mean length is the usual one. */
function bodyIndex(chunks: readonly ChunkText[], words: (text: string) => readonly string[]): LexicalIndex {
  const bodies = chunks.map(({ body }) => words(body));
  const mean = bodies.reduce((sum, body) => sum + body.length, 0) / Math.max(1, bodies.length);
  const field = { weight: 0, lengthPenalty: 0.75, usualLength: mean };
  const weights: FieldWeights = {
    name: field,
    path: field,
    signature: field,
    doc: field,
    body: { ...field, weight: 1 },
  };
  const index = new LexicalIndex();
  bodies.forEach((body, id) => {
    const terms: ChunkTerms = weighTerms({ name: [], path: [], signature: [], doc: [], body }, weights);
    index.addTerms(id, terms);
  });
  return index;
}

const word = /[\p{L}\p{N}_$]+/gu;
const plainWords = (text: string): string[] => text.toLowerCase().match(word) ?? [];

const idsOf = (hits: readonly Hit[]): number[] => hits.map(({ id }) => id);

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)];
