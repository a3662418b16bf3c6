/** The one call that searches: terms and vectors, fused, parts joined, files taking turns. */

import { joinParts, spreadOverFiles } from './aggregate.ts';
import { byScore, type Hit } from './chunkText.ts';
import { fuseWithModel, type ModelHits } from './embeddingFusion.ts';
import { fuseRanks, fuseScores, type RankedList } from './fuse.ts';
import type { LexicalIndex, QueryTerms } from './lexical.ts';
import { termsOfQuery, withOtherWords, withWindow } from './queryTerms.ts';
import type { QuantisedVector, VectorMatrix } from './vectors.ts';

export interface Question {
  /** Words or code; '' to be led by the window alone. */
  readonly text: string;
  /** The code in front of the user, if any. */
  readonly window?: string;
}

export interface HybridParts {
  readonly lexical: Pick<LexicalIndex, 'search' | 'rarity' | 'selfScore'>;
  readonly vectors: Pick<VectorMatrix, 'search' | 'cosines'>;
  /** The question as a vector of the same kind; `undefined` while there is no model for it. */
  readonly embed: ((terms: ReadonlyMap<string, number>) => QuantisedVector) | undefined;
  /** The same question in the space of an embedding model, where the model has read it. */
  readonly model?: {
    readonly nearest: (limit: number, accepts?: (id: number) => boolean) => readonly Hit[];
    /** What has no vector of the model is left out. */
    readonly cosines: (ids: readonly number[]) => readonly Hit[];
  };
  /** Names the definition that a chunk is a part of; `undefined` for a chunk that is whole. */
  readonly wholeOf: (id: number) => string | number | undefined;
  readonly fileOf: (id: number) => string | number;
  /** Leaves out chunks that are not wanted. */
  readonly accepts?: (id: number) => boolean;
  /** How near to what the user does lately, 0 to 1: it decides between hits that are about as good. */
  readonly prior?: (id: number) => number;
  /** What other retrievers found: the symbol graph, recent edits. Their scores say nothing here, their ranks do. */
  readonly others?: readonly RankedList[];
}

export interface Found extends Hit {
  /** How much of what was asked for it has, by its terms. */
  readonly share: number;
}

/** What the cosine counts against the terms' share of the best score. */
export const vectorWeight = 0.5;

/** Each retriever brings so many times what is asked for, and at least so many: what both find must be in both lists. */
const surplus = 4;
const leastCandidates = 200;

export const candidateCount = (limit: number): number => Math.max(leastCandidates, limit * surplus);

export function searchHybrid(parts: HybridParts, question: Question, limit: number): Found[] {
  const { lexical, wholeOf, fileOf, others = [] } = parts;
  const asked = termsOfQuery(question.text);
  const wide = withOtherWords(asked, question.text);
  const terms =
    question.window === undefined ? wide : withWindow(wide, question.window, (term) => lexical.rarity(term));
  const { found, near, read } = candidates(parts, terms, candidateCount(limit));
  const fused = read
    ? fuseWithModel(found, { hits: near, weight: vectorWeight }, read)
    : fuseScores(found, near, vectorWeight);
  const similar = preferred(joinParts(fused, wholeOf), parts.prior);
  const ranked = others.length === 0 ? similar : fuseRanks([{ hits: similar, weight: 1 }, ...others]);
  const whole = lexical.selfScore(asked.size > 0 ? asked : terms);
  const shares = new Map(found.map(({ id, score }) => [id, whole > 0 ? score / whole : 0]));
  return spreadOverFiles(ranked, fileOf)
    .slice(0, limit)
    .map((hit) => ({ ...hit, share: shares.get(hit.id) ?? 0 }));
}

/** What being visited a moment ago adds to a score, as a share of it. */
const priorWeight = 0.06;

function preferred(hits: readonly Hit[], prior: HybridParts['prior']): readonly Hit[] {
  if (!prior) return hits;
  return hits.map(({ id, score }) => ({ id, score: score * (1 + priorWeight * prior(id)) })).sort(byScore);
}

/** What either retriever finds, with the scores of both. */
function candidates(
  { lexical, vectors, embed, model, accepts }: HybridParts,
  terms: QueryTerms,
  count: number,
): { readonly found: readonly Hit[]; readonly near: readonly Hit[]; readonly read?: ModelHits } {
  const vector = embed?.(terms);
  const near = vector ? vectors.search(vector, count, accepts) : [];
  const nearest = model?.nearest(count, accepts) ?? [];
  const always = [...new Set([...near, ...nearest].map(({ id }) => id))];
  const found = lexical.search(terms, count, { ...(accepts && { accepts }), always });
  const all = [...new Set([...always, ...found.map(({ id }) => id)])];
  const besides = (known: readonly Hit[]): number[] => {
    const isKnown = new Set(known.map(({ id }) => id));
    return all.filter((id) => !isKnown.has(id));
  };
  return {
    found,
    near: vector ? [...near, ...vectors.cosines(vector, besides(near))] : near,
    ...(model && { read: { nearest, others: model.cosines(besides(nearest)) } }),
  };
}
