/**
 * The search's tree as the model's side sees it: what was tried, how good it was, and what is worth going on from.
 * (CodeTree: Li et al., 2024: strategies, solutions and their repairs as one tree with a critic and a budget.) The
 * critic is what ran: how many targets pass, then whether anything changed; the model's own word only parts equals.
 */

import type { Attempt, Patch } from '../attempt.ts';

export interface AttemptNode {
  readonly patch: Patch;
  readonly attempt: Attempt;
  readonly parent: AttemptNode | undefined;
  /** 1 for a first answer. */
  readonly depth: number;
  /** 0 to 1 by what ran. */
  readonly value: number;
  /** The model's own, 0 to 1. */
  readonly judgement: number;
}

const mostDepth = 3;
/** Refinements of one node. */
const mostChildren = 2;

export class AttemptTree {
  readonly #targets: number;
  readonly #nodes = new Map<number, AttemptNode>();
  readonly #children = new Map<number, number>();
  readonly #failures = new Set<string>();
  #best = 0;
  #changes = 0;

  /** @param targets how many tests are to be fixed */
  constructor(targets: number) {
    this.#targets = Math.max(1, targets);
  }

  /** Counts up with everything that was not known before: a better result, or a failure in new words. */
  get changes(): number {
    return this.#changes;
  }

  get nodes(): readonly AttemptNode[] {
    return [...this.#nodes.values()];
  }

  get(id: number): AttemptNode | undefined {
    return this.#nodes.get(id);
  }

  /** @param judgement how sure the model is of it, 0 to 1 */
  add(attempt: Attempt, judgement: number): AttemptNode {
    const { patch } = attempt;
    const parent = patch.parent === undefined ? undefined : this.#nodes.get(patch.parent);
    const value = this.#valueOf(attempt);
    const node = { patch, attempt, parent, depth: (parent?.depth ?? 0) + 1, value, judgement };
    this.#nodes.set(patch.id, node);
    if (value > this.#best) {
      this.#best = value;
      this.#changes++;
    }
    for (const { id, failure } of attempt.kind === 'verified' ? [] : attempt.failures) {
      const words = `${id}\0${failure?.message ?? ''}`;
      if (this.#failures.has(words)) continue;
      this.#failures.add(words);
      this.#changes++;
    }
    return node;
  }

  /** The best nodes to refine, at most so many; each is counted as refined from now on. */
  toExpand(count: number): AttemptNode[] {
    const chosen = this.nodes
      .filter((node) => this.#mayExpand(node))
      .sort((a, b) => b.value - a.value || b.judgement - a.judgement || a.patch.id - b.patch.id)
      .slice(0, count);
    for (const { patch } of chosen) this.#children.set(patch.id, (this.#children.get(patch.id) ?? 0) + 1);
    return chosen;
  }

  #mayExpand(node: AttemptNode): boolean {
    const { attempt, depth, parent, value, judgement } = node;
    if (attempt.kind === 'verified' || depth >= mostDepth) return false;
    if ((this.#children.get(node.patch.id) ?? 0) >= mostChildren) return false;
    // Worse than what it was made from: a wrong turn. No better: only while the model is sure, and less so deeper down.
    if (!parent || value > parent.value) return true;
    return value === parent.value && judgement * 5 > depth;
  }

  #valueOf(attempt: Attempt): number {
    switch (attempt.kind) {
      case 'verified':
        return 1;
      case 'partial':
        return 0.1 + 0.8 * (1 - Math.min(this.#targets, attempt.failures.length) / this.#targets);
      case 'failed':
        return attempt.effect === 'passes' ? 0.1 : attempt.effect === 'other failure' ? 0.05 : 0;
    }
  }
}
