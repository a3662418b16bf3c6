/** The one call that searches: terms and vectors, fused, parts joined, files taking turns. */

import { joinParts, spreadOverFiles } from './aggregate.ts';
import type { Hit } from './chunkText.ts';
import { fuseScores } from './fuse.ts';
import type { LexicalIndex } from './lexical.ts';
import { termsOfQuery, withOtherWords, withWindow } from './queryTerms.ts';
import type { QuantisedVector, VectorMatrix } from './vectors.ts';

export interface Question {
  readonly text: string;
  /** The code in front of the user, if any. */
  readonly window?: string;
}

export interface HybridParts {
  readonly lexical: LexicalIndex;
  readonly vectors: VectorMatrix;
  /** The question as a vector of the same kind; `undefined` while there is no model for it. */
  readonly embed: ((terms: ReadonlyMap<string, number>) => QuantisedVector) | undefined;
  /** Names the definition that a chunk is a part of; `undefined` for a chunk that is whole. */
  readonly wholeOf: (id: number) => string | number | undefined;
  readonly fileOf: (id: number) => string | number;
  /** Leaves out chunks that are not wanted. */
  readonly accepts?: (id: number) => boolean;
}

export interface Found extends Hit {
  /** How much of what was asked for it has, by its terms: for the stop signal of `budget.ts`. */
  readonly share: number;
}

/** What the cosine counts against the terms' share of the best score. */
export const vectorWeight = 0.5;

/** Each retriever brings so many times what is asked for, and at least so many: what both find must be in both lists. */
const surplus = 4;
const leastCandidates = 200;

export function searchHybrid(parts: HybridParts, question: Question, limit: number): Found[] {
  const { lexical, vectors, embed, wholeOf, fileOf, accepts } = parts;
  const asked = termsOfQuery(question.text);
  const wide = withOtherWords(asked, question.text);
  const terms =
    question.window === undefined ? wide : withWindow(wide, question.window, (term) => lexical.rarity(term));
  const count = Math.max(leastCandidates, limit * surplus);
  const only = accepts ? { accepts } : {};
  const vector = embed?.(asked);
  const near = vector ? vectors.search(vector, count, accepts) : [];
  const found = lexical.search(terms, count, { ...only, always: near.map((hit) => hit.id) });
  const isNear = new Set(near.map((hit) => hit.id));
  const others = found.map((hit) => hit.id).filter((id) => !isNear.has(id));
  const both = vector ? [...near, ...vectors.cosines(vector, others)] : [];
  const whole = lexical.selfScore(asked);
  const shares = new Map(found.map(({ id, score }) => [id, whole > 0 ? score / whole : 0]));
  return spreadOverFiles(joinParts(fuseScores(found, both, vectorWeight), wholeOf), fileOf)
    .slice(0, limit)
    .map((hit) => ({ ...hit, share: shares.get(hit.id) ?? 0 }));
}
