import assert from 'node:assert/strict';
import type { FixEvent } from '../../../../src/refine/event.ts';
import { withFunctionNames } from '../../../../src/refine/localise/functionNames.ts';
import { syntax } from './someFiles.ts';

suite('the functions of the places', () => {
  test('each place names what it is in, and other facts pass as they are', async () => {
    const text = 'class Cart {\n  total() {\n    return 1;\n  }\n}\nconst rate = 2;\n';
    const place = (path: string, line: number) => ({ path, line, score: 1, reasons: [] });
    const facts: FixEvent[] = [
      { kind: 'testing', command: 'npm test' },
      { kind: 'localised', places: [place('cart.js', 3), place('cart.js', 6), place('gone.js', 1)] },
    ];
    const named: FixEvent[] = [];
    const outlineOf = async (path: string) =>
      path === 'cart.js' ? (await syntax.read(path, text)).outline : undefined;
    for await (const fact of withFunctionNames(stream(facts), outlineOf)) named.push(fact);
    const [testing, localised] = named;
    assert.equal(testing, facts[0]);
    assert.ok(localised?.kind === 'localised');
    assert.deepEqual(
      localised.places.map(({ symbol }) => symbol),
      ['Cart.total', undefined, undefined],
    );
  });
});

async function* stream(facts: readonly FixEvent[]): AsyncGenerator<FixEvent> {
  for (const fact of facts) yield await Promise.resolve(fact);
}
