/** Pairs of texts for property tests: the same ones every time, with few distinct lines so that places repeat. */
export interface TextPair {
  readonly before: string;
  readonly after: string;
}

export function textPairs(count: number): TextPair[] {
  const random = seeded(20261121);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const lines = ['a', 'b', 'c', '', '}', '  return a;', 'é😀', '\rlone'];

  return Array.from({ length: count }, () => {
    const lineBreak = pick(['\n', '\n', '\r\n']);
    const old = Array.from({ length: Math.floor(random() * 14) }, () => pick(lines));
    const changed = old.flatMap((line) => {
      const dice = random();
      if (dice < 0.12) return [];
      if (dice < 0.24) return [pick(lines)];
      if (dice < 0.34) return [line, pick(lines)];
      return [line];
    });
    const text = (of: string[]) => of.join(lineBreak) + (random() < 0.7 && of.length > 0 ? lineBreak : '');
    return { before: text(old), after: text(changed) };
  });
}

/** Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
