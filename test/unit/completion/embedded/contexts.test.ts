import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { Contexts } from '../../../../src/completion/embedded/contexts.ts';

/** How many tokens before a position are those at the end of a context. */
function common(tokens: Int32Array, position: number, context: readonly number[]): number {
  let length = 0;
  while (length < context.length && length < position) {
    if (tokens[position - 1 - length] !== context[context.length - 1 - length]) break;
    length++;
  }
  return length;
}

suite('positions sorted by their context', () => {
  let seed = 5;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };

  test('each length of context is found at all of its places, the longest first', () => {
    const tokens = Int32Array.from({ length: 3000 }, () => 1 + random(4));
    const contexts = runSteps(Contexts.of(tokens));
    for (let round = 0; round < 200; round++) {
      const context = Array.from({ length: 1 + random(20) }, () => 1 + random(4));
      const lengths = Array.from(tokens, (_, position) => common(tokens, position, context));
      const found = contexts.matches(context);
      for (const { length, low, high } of found) {
        const places = Array.from({ length: high - low }, (_, at) => contexts.at(low + at)).sort((a, b) => a - b);
        const wanted = lengths.flatMap((one, position) => (one >= length ? [position] : []));
        assert.deepEqual(places, wanted);
      }
      assert.equal(found[0]?.length ?? 0, Math.max(...lengths));
      assert.deepEqual(
        found.map(({ length }) => length),
        [...new Set(found.map(({ length }) => length))].sort((a, b) => b - a),
      );
    }
  });

  test('a token that never occurs has no place, nor has anything in an empty stream', () => {
    assert.deepEqual(runSteps(Contexts.of(Int32Array.of(1, 2, 3))).matches([9]), []);
    assert.deepEqual(runSteps(Contexts.of(new Int32Array())).matches([1]), []);
  });
});
