/**
 * A search in a shared index by a machine that does not hold it: the postings of the question's terms and the nearest
 * vectors are fetched, then the places of the candidates, and the rest is the same code as for an index in memory.
 * What this machine holds, such as files that were changed here, is in the same ranking and takes the place of the
 * shared files of the same paths.
 */
import type { Hit } from '../chunkText.ts';
import { byScore } from '../chunkText.ts';
import type { RankedList } from '../fuse.ts';
import { candidateCount, searchHybrid, type HybridParts } from '../hybrid.ts';
import type { QueryTerms } from '../lexical.ts';
import { hashOfName } from '../graph/nameHash.ts';
import { lastOf, namedIn, namesIn } from '../graph/namedInQuery.ts';
import { termsOfQuery, withOtherWords } from '../queryTerms.ts';
import { definitionsOf } from '../graph/symbolRelations.ts';
import type { QuantisedVector } from '../vectors.ts';
import type { SearchRequest, SearchResult } from './indexEvent.ts';
import { namedWeight, type SearchIndex } from './searchIndex.ts';
import type { SharedCollections } from './sharedPublisher.ts';
import { termsId, unpackSharedChunk, vectorFor, type SharedChunk, type SharedHead } from './sharedRecords.ts';
import { bestOf, bucketOf, definitionTerm, ownedName, SharedTerms, unpackBucket } from './sharedTerms.ts';

/** The index that was asked for is no longer there: another has taken its place. */
export class SharedIndexMoved extends Error {
  constructor() {
    super('the shared index was written anew');
    this.name = 'SharedIndexMoved';
  }
}

/** Chunks of this machine have numbers from here on; those of the server are below. */
const localBase = 2 ** 40;

/** Of several searches in one generation of a shared index. */
export class SharedSearch {
  readonly #head: SharedHead;
  readonly #collections: SharedCollections;
  readonly #index: SearchIndex;
  readonly #buckets = new Map<string, ReadonlyMap<string, Buffer>>();
  #bucketBytes = 0;
  readonly #chunks = new Map<number, SharedChunk | undefined>();

  constructor(head: SharedHead, collections: SharedCollections, index: SearchIndex) {
    this.#head = head;
    this.#collections = collections;
    this.#index = index;
  }

  /**
   * @param isHere whether a file is on this machine with just this content.
   * @throws SharedIndexMoved
   * @throws SharedServerError
   */
  async search(
    { query, limit }: SearchRequest,
    isHere: (path: string, hash: string) => boolean,
    signal: AbortSignal,
  ): Promise<SearchResult[]> {
    const { table, embedding, visits } = this.#index;
    const asked = termsOfQuery(query);
    const wide = withOtherWords(asked, query);
    const count = candidateCount(limit);
    const names = namesIn(query);
    const nameTerms = names.flatMap((name) => [definitionTerm(lastOf(name)), definitionTerm(ownedOf(name))]);
    const vector = embedding?.id === this.#head.embedding ? embedding.model.embed(wide) : undefined;
    const [terms, nearest] = await Promise.all([
      this.#termsOf([...new Set([...asked.keys(), ...wide.keys(), ...nameTerms])], signal),
      vector && vector.scale > 0
        ? this.#collections.chunks.nearest(vectorFor(0, vector, this.#head.dimensions), count, signal)
        : [],
    ]);
    const scores = terms.scores(wide);
    // What is dead or has its place taken is left out below, so a few more.
    const found = bestOf(scores, Math.ceil(count * 1.25));
    const near = nearest.map(Number);
    const named = nameTerms.flatMap((term) => terms.having(term).slice(0, mostNamed));
    await this.#fetch([...[...found, ...named].map(({ id }) => id), ...near], signal);
    const accepts = (id: number): boolean => {
      if (id >= localBase) return true;
      const chunk = this.#chunks.get(id);
      return chunk !== undefined && !table.get(chunk.path);
    };
    const parts: HybridParts = {
      ...retrieversOf({ terms, scores, found, near, index: this.#index, chunkOf: (id) => this.#chunks.get(id) }),
      embed: vector && (() => vector),
      wholeOf: (id) => (id >= localBase ? localName(table.whole(id - localBase)) : this.#chunks.get(id)?.whole),
      fileOf: (id) => this.#pathOf(id),
      accepts,
      prior: (id) => visits.ofFile(this.#pathOf(id)),
      others: this.#named(query, terms, accepts),
    };
    const results: SearchResult[] = [];
    // Files that are not here with that content are left out at the end, as it takes a look at the disk.
    for (const { id, score, share } of searchHybrid(parts, { text: query }, limit * 2)) {
      const place = id >= localBase ? this.#localPlace(id - localBase) : this.#sharedPlace(id, isHere);
      if (place) results.push({ ...place, score, share });
      if (results.length === limit) break;
    }
    return results;
  }

  #pathOf(id: number): string {
    return (id >= localBase ? this.#index.table.owner(id - localBase)?.facts.path : this.#chunks.get(id)?.path) ?? '';
  }

  /** Definitions that the query names, those of this machine first. */
  #named(query: string, terms: SharedTerms, accepts: (id: number) => boolean): RankedList[] {
    const { graph, table } = this.#index;
    const hits = namedIn(query, {
      count: (name, most) =>
        Math.min(most, terms.count(definitionTerm(name)) + graph.names.definitionsOf(hashOfName(name), most)),
      of: (name): Hit[] => {
        const ours = definitionsOf(graph, name, undefined).flatMap(({ file, definition }) => {
          const known = table.get(file.path);
          return known ? [{ id: known.firstId + definition.chunk + localBase, score: 1 }] : [];
        });
        const theirs = terms.having(definitionTerm(ownedOf(name))).filter(({ id }) => accepts(id));
        theirs.sort((a, b) => b.score - a.score || (this.#pathOf(a.id) < this.#pathOf(b.id) ? -1 : 1));
        return [...ours, ...theirs];
      },
    });
    return hits.length > 0 ? [{ hits, weight: namedWeight }] : [];
  }

  #localPlace(id: number): Omit<SearchResult, 'score'> | undefined {
    const { table } = this.#index;
    const file = table.owner(id);
    const chunk = table.chunk(id);
    return file && chunk && placeOf({ ...chunk, path: file.facts.path });
  }

  #sharedPlace(id: number, isHere: (path: string, hash: string) => boolean): Omit<SearchResult, 'score'> | undefined {
    const chunk = this.#chunks.get(id);
    return chunk && isHere(chunk.path, chunk.hash) ? placeOf(chunk) : undefined;
  }

  async #termsOf(words: readonly string[], signal: AbortSignal): Promise<SharedTerms> {
    const wanted = this.#head.segments.map((segment) =>
      words.map((term) => ({ term, id: termsId(segment.id, bucketOf(term, segment.buckets)) })),
    );
    const missing = [...new Set(wanted.flat().map(({ id }) => id))].filter((id) => !this.#buckets.has(id));
    if (missing.length > 0) {
      const records = await this.#collections.files.get(missing, signal);
      for (const id of missing) {
        const fields = records.get(id);
        if (!fields) throw new SharedIndexMoved();
        this.#buckets.set(id, unpackBucket(fields));
        this.#bucketBytes += String(fields['data']).length;
      }
    }
    const terms = new SharedTerms(this.#head.segments.reduce((sum, { chunks }) => sum + chunks, 0));
    for (const { term, id } of wanted.flat()) {
      const postings = this.#buckets.get(id)?.get(term);
      if (postings) terms.add(term, postings);
    }
    this.#forgetBuckets();
    return terms;
  }

  /** The oldest first, until it is half. */
  #forgetBuckets(): void {
    if (this.#bucketBytes < mostBucketBytes) return;
    for (const [id, terms] of this.#buckets) {
      this.#buckets.delete(id);
      for (const postings of terms.values()) this.#bucketBytes -= postings.length * (4 / 3);
      if (this.#bucketBytes < mostBucketBytes / 2) return;
    }
  }

  async #fetch(ids: readonly number[], signal: AbortSignal): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#chunks.has(id));
    if (missing.length === 0) return;
    if (this.#chunks.size > mostChunks)
      for (const id of [...this.#chunks.keys()].slice(0, mostChunks / 2)) this.#chunks.delete(id);
    const records = await this.#collections.chunks.get(missing.map(String), signal);
    for (const id of missing) {
      const fields = records.get(String(id));
      this.#chunks.set(id, fields && unpackSharedChunk(fields));
    }
  }
}

const mostBucketBytes = 64_000_000;
const mostChunks = 20_000;
/** Chunks that are fetched because they define a name of the query. */
const mostNamed = 24;

/** As the shared index has it: with its owner in front, if it was given. */
function ownedOf(name: string): string {
  const [last = name, owner] = name
    .split(/::|[.#\\]/)
    .filter(Boolean)
    .reverse();
  return owner === undefined ? last : ownedName(owner, last);
}

interface Gathered {
  readonly terms: SharedTerms;
  readonly scores: ReadonlyMap<number, number>;
  /** The best by their terms, and the nearest, as the server knows them. */
  readonly found: readonly Hit[];
  readonly near: readonly number[];
  readonly index: SearchIndex;
  readonly chunkOf: (id: number) => SharedChunk | undefined;
}

/** What was gathered, and what this machine holds, as one lexical index and one matrix. */
function retrieversOf({
  terms,
  scores,
  found,
  near,
  index,
  chunkOf,
}: Gathered): Pick<HybridParts, 'lexical' | 'vectors'> {
  const { lexical, vectors } = index.retrievers;
  // A word that only this machine's own files have is as rare as can be.
  const rarity = (term: string): number => terms.rarity(term) || (lexical.rarity(term) > 0 ? terms.rarityOf(1) : 0);
  /** So that a chunk of this machine scores what it would among all the others. */
  const weighed = (query: QueryTerms): Map<string, number> =>
    new Map(
      Array.from(query, ([term, weight]) => {
        const own = lexical.rarity(term);
        return [term, own > 0 ? (weight * rarity(term)) / own : 0];
      }),
    );
  const cosine = (query: QuantisedVector, id: number): number => {
    const vector = chunkOf(id)?.vector;
    return vector ? cosineOf(query, vector) : 0;
  };
  const isLocal = (id: number): boolean => id >= localBase;
  const localHits = (hits: readonly Hit[]): Hit[] => hits.map(({ id, score }) => ({ id: id + localBase, score }));
  return {
    lexical: {
      rarity,
      selfScore: (query) => terms.selfScore(query),
      search(query, limit, { always = [], accepts = () => true } = {}) {
        const wanted = [...always];
        const ours = lexical.search(weighed(query), limit, {
          always: wanted.filter(isLocal).map((id) => id - localBase),
        });
        const hits = [...found.filter(({ id }) => accepts(id)), ...localHits(ours)].sort(byScore);
        const best = hits.slice(0, limit);
        const has = new Set(best.map(({ id }) => id));
        const rest = new Map(hits.slice(limit).map(({ id, score }) => [id, score]));
        for (const id of wanted)
          if (!has.has(id) && accepts(id)) best.push({ id, score: scores.get(id) ?? rest.get(id) ?? 0 });
        return best;
      },
    },
    vectors: {
      search(query, limit, accepts = () => true) {
        const theirs = near.filter(accepts).map((id) => ({ id, score: cosine(query, id) }));
        return [...theirs, ...localHits(vectors.search(query, limit))]
          .filter(({ score }) => score > 0)
          .sort(byScore)
          .slice(0, limit);
      },
      cosines(query, ids) {
        const wanted = [...ids];
        const ours = vectors.cosines(
          query,
          wanted.filter(isLocal).map((id) => id - localBase),
        );
        const theirs = wanted.filter((id) => !isLocal(id) && chunkOf(id)?.vector);
        return [...theirs.map((id) => ({ id, score: cosine(query, id) })), ...localHits(ours)];
      },
    },
  };
}

/** As in `VectorMatrix`. */
function cosineOf(a: QuantisedVector, b: QuantisedVector): number {
  let sum = 0;
  for (let at = 0; at < a.values.length; at++) sum += a.values[at]! * b.values[at]!;
  return sum * b.scale * a.scale;
}

/** Apart from the numbers of shared definitions. */
const localName = (whole: number | undefined): string | undefined =>
  whole === undefined ? undefined : `here ${whole}`;

function placeOf({
  path,
  startLine,
  endLine,
  name,
  kind,
}: Pick<SharedChunk, 'path' | 'startLine' | 'endLine' | 'name' | 'kind'>): Omit<SearchResult, 'score'> {
  return { path, startLine, endLine, ...(name !== '' && { symbol: name }), kind };
}
