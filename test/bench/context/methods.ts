/** The product and the simpler ways that it has to beat, on one line each. */

import { likelyChunks, rankContext, type SimilarChunk } from '../../../src/retrieval/context/contextRank.ts';
import type { CursorView } from '../../../src/retrieval/context/cursorView.ts';
import { withWindow } from '../../../src/retrieval/queryTerms.ts';
import type { ContextCorpus } from './corpus.ts';
import type { CursorQuestion } from './questions.ts';

export const methods = [
  'similar code alone',
  'names near, through imports',
  'imported files by words',
  'product',
] as const;
export type Method = (typeof methods)[number];

export interface Answer {
  /** Where the cursor was: at the start of the line, or before the name. */
  readonly at: 'line' | 'name';
  readonly isTypedNear: boolean;
  /** Of the chunk that defines the first thing of another file that the line uses; `Infinity` when it is not found. */
  readonly ranks: Readonly<Record<Method, number>>;
  /** The best rank in the product's list of anything that the line uses. */
  readonly anyRank: number;
  /** How many places the product's list has where it ends by itself, of at most 10, and whether the right one is in it. */
  readonly listed: number;
  readonly isListed: boolean;
  /** What the product took to rank. */
  readonly milliseconds: number;
}

interface Place {
  readonly path: string;
  readonly chunk: number;
}

const mostListed = 10;
export const similarChunks = 60;

export async function answersOf(corpus: ContextCorpus, question: CursorQuestion): Promise<Answer[]> {
  const { path, line, uses, isTypedNear } = question;
  const lines = corpus.sources.get(path)!.split('\n');
  const own = lines[line - 1]!;
  const above = lines.slice(0, line - 1).map((text) => `${text}\n`);
  const answers: Answer[] = [];
  for (const at of ['line', 'name'] as const) {
    const typed = at === 'line' ? /^\s*/.exec(own)![0] : own.slice(0, uses[0]!.column - 1);
    const view = await corpus.viewAt(path, above.join('') + typed);
    const wanted = uses.map(({ target }) => ({ path: target.path, chunk: corpus.chunkAt(target.path, target.line) }));
    const started = performance.now();
    const similar = similarTo(corpus, view, (place) => place.path !== path, similarChunks);
    const ranked = rankContext({ graph: corpus.graph, similar }, view);
    const milliseconds = performance.now() - started;
    const listed = likelyChunks(ranked).slice(0, mostListed);
    const targets = new Set(view.viewer.targets.flatMap(({ files }) => files));
    const lists: Record<Method, readonly Place[]> = {
      'similar code alone': similar,
      'names near, through imports': namesNear(corpus, view),
      'imported files by words': similarTo(corpus, view, (place) => targets.has(place.path), similarChunks),
      product: ranked,
    };
    const rank = (list: readonly Place[], place: Place): number => {
      const found = list.findIndex((one) => one.path === place.path && one.chunk === place.chunk);
      return found === -1 ? Infinity : found + 1;
    };
    answers.push({
      at,
      isTypedNear,
      ranks: {
        'similar code alone': rank(lists['similar code alone'], wanted[0]!),
        'names near, through imports': rank(lists['names near, through imports'], wanted[0]!),
        'imported files by words': rank(lists['imported files by words'], wanted[0]!),
        product: rank(lists.product, wanted[0]!),
      },
      anyRank: Math.min(...wanted.map((place) => rank(ranked, place))),
      listed: listed.length,
      isListed: rank(listed, wanted[0]!) !== Infinity,
      milliseconds,
    });
  }
  return answers;
}

export function similarTo(
  { lexical, placeOf }: ContextCorpus,
  view: CursorView,
  accepts: (place: Place) => boolean,
  most: number,
): SimilarChunk[] {
  const terms = withWindow(new Map(), view.window, (term) => lexical.rarity(term));
  const hits = lexical.search(terms, most, { accepts: (id) => accepts(placeOf(id)) });
  return hits.map(({ id, score }) => ({ ...placeOf(id), share: score / hits[0]!.score }));
}

/** Definitions of the names in the window, the nearest first. */
function namesNear({ graph }: ContextCorpus, { names, viewer }: CursorView): Place[] {
  const near = [...names].filter(([, { distance }]) => distance <= 20).sort((a, b) => a[1].distance - b[1].distance);
  const places = near.flatMap(([name]) =>
    graph
      .seenFrom(viewer, name)
      .filter(({ way }) => way.kind !== 'own' && way.kind !== 'named')
      .map(({ file, definition }) => ({ path: file.path, chunk: definition.chunk })),
  );
  return places.filter(
    (place, at) => places.findIndex((one) => one.path === place.path && one.chunk === place.chunk) === at,
  );
}
