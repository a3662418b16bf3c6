import type { Hit } from './chunkText.ts';
import { byScore } from './chunkText.ts';

/** Keeps the best `limit` of whatever is offered, in one pass and little memory: a heap with the worst on top. */
export class TopHits {
  readonly #limit: number;
  readonly #heap: Hit[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What a score must exceed to be worth offering. */
  get threshold(): number {
    return this.#heap.length < this.#limit ? Number.NEGATIVE_INFINITY : (this.#heap[0]?.score ?? Infinity);
  }

  offer(id: number, score: number): void {
    const heap = this.#heap;
    const hit: Hit = { id, score };
    if (heap.length < this.#limit) {
      heap.push(hit);
      this.#rise(heap.length - 1);
    } else if (heap[0] !== undefined && byScore(hit, heap[0]) < 0) {
      heap[0] = hit;
      this.#sink();
    }
  }

  /** Best first. Empties it. */
  take(): Hit[] {
    return this.#heap.splice(0).sort(byScore);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (byScore(heap[at]!, heap[parent]!) <= 0) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && byScore(heap[child]!, heap[worst]!) > 0) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  }
}
