import { textOf, type Fact, type FactKind } from './fact.ts';

/** What tells most about the fault for its length. By our own reading of failures; an ablation can leave out any. */
const order: readonly FactKind[] = ['assertion', 'exception', 'traced', 'frame', 'testSource', 'definition', 'suspect'];

/**
 * The facts that fit into a number of characters, in the order in which they should stand. Of every kind one comes
 * before a second of any: five frames must not leave out the one traced value. One that does not fit is passed over.
 */
export function mostTelling(facts: readonly Fact[], characters: number): Fact[] {
  const kinds = order.map((kind) => facts.filter((fact) => fact.kind === kind));
  const longest = Math.max(0, ...kinds.map((list) => list.length));
  const kept = new Set<Fact>();
  let left = characters;
  for (let round = 0; round < longest; round++) {
    for (const list of kinds) {
      const fact = list[round];
      if (!fact) continue;
      const length = textOf(fact).length + 1;
      if (length > left) continue;
      left -= length;
      kept.add(fact);
    }
  }
  return kinds.flat().filter((fact) => kept.has(fact));
}
