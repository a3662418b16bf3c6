/**
 * What helps to write at a cursor, ranked: every candidate's features weighed and turned into the chance that it is
 * what the line is about to use; a chunk has the chances of all that it defines. So the numbers mean something, and a
 * list can end where nothing likely is left.
 */

import { associatedNames } from './association.ts';
import { contextCandidates, type Candidate } from './contextCandidates.ts';
import { featureNames, featuresOf } from './contextFeatures.ts';
import { contextWeights } from './contextWeights.ts';
import type { CursorView } from './cursorView.ts';
import { familyOf, type SymbolGraph } from '../graph/symbolGraph.ts';

export interface RankParts {
  readonly graph: SymbolGraph;
  /** Chunks that are like the text before the cursor, each with its share of the best one's score. */
  readonly similar: readonly SimilarChunk[];
}

export interface SimilarChunk {
  readonly path: string;
  readonly chunk: number;
  /** 0 to 1. */
  readonly share: number;
}

export interface RankedChunk {
  readonly path: string;
  readonly chunk: number;
  /** Of being what is used next, as far as is known; all together at most 1. */
  readonly chance: number;
  /** The likeliest of what it defines; undefined where it is only similar. */
  readonly candidate: Candidate | undefined;
}

/** @returns the likeliest first. */
export function rankContext(parts: RankParts, view: CursorView): RankedChunk[] {
  const { candidates, features } = weighed(parts, view);
  const scores = features.map(scoreOf);
  const similar = parts.similar.map(({ share }) => similarBias + similarWeight * share);
  const best = Math.max(...scores, ...similar, 0);
  const chunks = new Map<
    string,
    { path: string; chunk: number; chance: number; top: number; candidate: Candidate | undefined }
  >();
  let all = 0;
  const add = (path: string, chunk: number, score: number, candidate: Candidate | undefined): void => {
    const chance = Math.exp(score - best);
    all += chance;
    const key = `${chunk}:${path}`;
    const known = chunks.get(key);
    if (!known) return void chunks.set(key, { path, chunk, chance, top: chance, candidate });
    known.chance += chance;
    if (chance > known.top || !known.candidate)
      Object.assign(known, { top: chance, candidate: candidate ?? known.candidate });
  };
  candidates.forEach((candidate, at) => add(candidate.file.path, candidate.definition.chunk, scores[at]!, candidate));
  parts.similar.forEach(({ path, chunk }, at) => add(path, chunk, similar[at]!, undefined));
  return Array.from(chunks.values(), ({ path, chunk, chance, candidate }) => ({
    path,
    chunk,
    chance: chance / all,
    candidate,
  })).sort((a, b) => b.chance - a.chance);
}

function scoreOf(features: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < features.length; at++) sum += features[at]! * weights[at]!;
  return sum;
}

/**
 * What is less likely than this is not worth its tokens (RLCoder's stop signal). Measured on the packages for tuning: a
 * quarter of ten places goes, and of a thousand lines three lose what they use.
 */
const leastChance = 0.005;

/** The list up to where nothing likely is left. */
export const likelyChunks = (ranked: readonly RankedChunk[]): readonly RankedChunk[] =>
  ranked.filter(({ chance }) => chance >= leastChance);

/** Candidates with their features. */
export function weighed(
  { graph, similar }: RankParts,
  view: CursorView,
): { readonly candidates: readonly Candidate[]; readonly features: readonly Float64Array[] } {
  const family = familyOf(view.viewer.language);
  const near = new Map<string, number>();
  for (const names of [view.names, view.members])
    for (const [name, { distance }] of names) if (distance <= farthest) near.set(name, Math.exp(-distance / 10));
  const associated = associatedNames(graph, view.viewer.path, (other) => familyOf(other) === family, near);
  const candidates = contextCandidates(graph, view, associated);
  const shares = new Map(similar.map(({ path, chunk, share }) => [`${chunk}:${path}`, share]));
  const kinds = new Map<string, number>();
  for (const { role } of candidates) kinds.set(role.kind, (kinds.get(role.kind) ?? 0) + 1);
  const evidence = {
    graph,
    view,
    associated,
    similarity: ({ file, definition }: Candidate) => shares.get(`${definition.chunk}:${file.path}`) ?? 0,
    choice: ({ role }: Candidate) => kinds.get(role.kind) ?? 0,
    lastImportLine: Math.max(0, ...view.viewer.targets.map(({ line }) => line)),
  };
  return { candidates, features: candidates.map((candidate) => featuresOf(candidate, evidence)) };
}

const farthest = 25;
const weights = Float64Array.from(featureNames, (name) => contextWeights[name]);
const { similarBias, similarWeight } = contextWeights;
