/** The vectors of queries by an embedding model: asked for once, waited for briefly, never a reason not to search. */
import { describeError } from '../../base/errors.ts';
import { LruCache } from '../../base/lru.ts';
import type { EmbeddingPurpose } from '../../model/embedding.ts';
import { redact } from '../../safety/redaction.ts';
import type { SearchRequest } from '../searchRequest.ts';
import { quantise, type QuantisedVector } from '../vectors.ts';

/** Asks the model; @throws whatever says why it does not answer. */
export type EmbedQuery = (text: string, purpose: EmbeddingPurpose) => Promise<ArrayLike<number>>;

export type QueryVector =
  { readonly kind: 'vector'; readonly vector: QuantisedVector } | { readonly kind: 'none'; readonly note?: string };

const remembered = 200;
/** As much as a chunk. */
const mostCharacters = 8_000;

export class QueryVectors {
  readonly #known = new LruCache<string, QuantisedVector>(remembered);
  readonly #asked = new Map<string, Promise<QuantisedVector>>();

  /** Those of another model are of no use. */
  clear(): void {
    this.#known.clear();
    this.#asked.clear();
  }

  async of({ query, isCode = false, waitMs }: SearchRequest, model: string, embed: EmbedQuery): Promise<QueryVector> {
    const text = redact(query).slice(0, mostCharacters);
    if (text.trim() === '') return { kind: 'none' };
    const purpose: EmbeddingPurpose = isCode ? 'document' : 'query';
    const key = `${purpose} ${text}`;
    const known = this.#known.get(key);
    if (known) return { kind: 'vector', vector: known };
    if (waitMs === undefined) return { kind: 'none' };
    const asking = this.#asked.get(key) ?? this.#ask(key, embed(text, purpose));
    let timer: NodeJS.Timeout | undefined;
    // An answer that comes too late is for the next search: it is paid for.
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, waitMs, undefined)));
    try {
      const vector = await Promise.race([asking, late]);
      if (vector) return { kind: 'vector', vector };
      return { kind: 'none', note: `${model} did not answer within ${waitMs / 1000} s: ${without}` };
    } catch (error) {
      return { kind: 'none', note: `${describeError(error)} Meanwhile ${without}` };
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(key: string, answer: Promise<ArrayLike<number>>): Promise<QuantisedVector> {
    const asking = answer
      .then((vector) => {
        const found = quantise(vector);
        // Another model may have come meanwhile.
        if (this.#asked.get(key) === asking) this.#known.set(key, found);
        return found;
      })
      .finally(() => {
        if (this.#asked.get(key) === asking) this.#asked.delete(key);
      });
    // Nobody may be waiting any more when it fails.
    asking.catch(() => {});
    this.#asked.set(key, asking);
    return asking;
  }
}

export const without = 'words, names and the embedded vectors were searched.';
