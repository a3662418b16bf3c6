/**
 * What a chunk is worth for each of its terms: BM25F (Robertson, Zaragoza and Taylor, 2004). Occurrences are summed over
 * the fields by weight, each field normalised by its length, and then saturated once.
 * Lengths are measured against fixed references instead of the workspace's means. So a chunk's terms depend on nothing
 * but the chunk: they need not be counted again when others come and go, and the vectors can be made from them too.
 */

import type { ChunkText } from './chunkText.ts';
import { termsOf, termsOfName } from './tokens.ts';

/** Term to worth, above 0 and below 1. */
export type ChunkTerms = ReadonlyMap<string, number>;

export type Field = 'name' | 'path' | 'signature' | 'doc' | 'body';

export interface FieldWeight {
  readonly weight: number;
  /** How much a long field counts less, 0 to 1: BM25's b. */
  readonly lengthPenalty: number;
  /** The length, in terms, that is neither long nor short. */
  readonly usualLength: number;
}

export type FieldWeights = Readonly<Record<Field, FieldWeight>>;

/** Chosen on the packages for tuning of `npm run bench -- retrieval`. */
const fieldWeights: FieldWeights = {
  name: { weight: 4, lengthPenalty: 0.5, usualLength: 3 },
  path: { weight: 1.2, lengthPenalty: 0.6, usualLength: 6 },
  signature: { weight: 0.7, lengthPenalty: 0.6, usualLength: 12 },
  doc: { weight: 1.2, lengthPenalty: 0.6, usualLength: 20 },
  body: { weight: 0.3, lengthPenalty: 0.7, usualLength: 45 },
};

/** BM25's k1: how soon more of the same term stops counting. */
const saturation = 1.2;

/** Of a term that stands once in a text of usual length. */
export const plainWorth = fieldWeights.body.weight / (saturation + fieldWeights.body.weight);

/** Text between definitions shares their path and words and is seldom what is looked for. */
const unnamedShare = 0.5;

export function termsOfChunk(chunk: ChunkText): ChunkTerms {
  const terms = weighTerms(
    {
      name: termsOfName(chunk.name),
      path: termsOf(`${chunk.path} ${chunk.scope.join(' ')}`),
      signature: termsOf(chunk.signature),
      doc: termsOf(chunk.doc),
      body: termsOf(chunk.body),
    },
    fieldWeights,
  );
  return chunk.name === '' ? new Map(Array.from(terms, ([term, worth]) => [term, worth * unnamedShare])) : terms;
}

export function weighTerms(terms: Readonly<Record<Field, readonly string[]>>, weights: FieldWeights): ChunkTerms {
  const worth = new Map<string, number>();
  for (const field of fields) {
    const { weight, lengthPenalty, usualLength } = weights[field];
    const occurrences = terms[field];
    const each = weight / (1 - lengthPenalty + (lengthPenalty * occurrences.length) / usualLength);
    if (weight > 0) for (const term of occurrences) worth.set(term, (worth.get(term) ?? 0) + each);
  }
  for (const [term, sum] of worth) worth.set(term, sum / (saturation + sum));
  return worth;
}

const fields: readonly Field[] = ['name', 'path', 'signature', 'doc', 'body'];
