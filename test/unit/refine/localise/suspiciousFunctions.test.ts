import assert from 'node:assert/strict';
import type { SuspiciousPlace } from '../../../../src/refine/event.ts';
import { suspiciousFunctions } from '../../../../src/refine/localise/suspiciousFunctions.ts';
import { withValues } from '../../../../src/refine/localise/valueReasons.ts';
import { withEvidence } from '../../../../src/refine/localise.ts';
import { someFiles } from './someFiles.ts';

const files = someFiles({
  'a.ts': `const limit = 3;

export class Cart {
  rate = 2;

  total(): number {
    const add = (a: number, b: number) => a + b;
    return [1].reduce(add) * this.rate;
  }

  empty(): boolean {
    return true;
  }
}
`,
});
const at = (line: number, score: number): SuspiciousPlace => ({ path: 'a.ts', line, score, reasons: [`line ${line}`] });
const functionsOf = async (places: readonly SuspiciousPlace[]) => {
  const file = await files.file('a.ts');
  return suspiciousFunctions(places, new Map([['a.ts', file!.outline]]));
};

suite('suspicious functions', () => {
  test('places by what is around them, worst first, with the reasons of the worst line', async () => {
    const found = await functionsOf([at(12, 0.4), at(8, 0.9), at(6, 0.5), at(4, 0.2), at(1, 0.1)]);
    assert.deepEqual(
      found.map(({ name, startLine, endLine, worstLine, reasons }) => [
        name,
        startLine,
        endLine,
        worstLine,
        reasons[0],
      ]),
      [
        ['Cart.total', 6, 9, 8, 'line 8'],
        ['Cart.empty', 11, 13, 12, 'line 12'],
        ['Cart.rate', 4, 4, 4, 'line 4'],
        ['limit', 1, 1, 1, 'line 1'],
      ],
    );
  });

  test('of two with equally bad lines the one that is bad as a whole comes first', async () => {
    const found = await functionsOf([at(12, 0.8), at(8, 0.8), at(6, 0.8)]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['Cart.total', 'Cart.empty'],
    );
  });

  test('without an outline a file is one; without places there is none', () => {
    const [only] = suspiciousFunctions([at(8, 1), at(12, 0.5)], new Map());
    assert.deepEqual([only?.name, only?.startLine, only?.endLine], ['', 1, 12]);
    assert.deepEqual(suspiciousFunctions([], new Map()), []);
  });
});

suite('places that are learnt more about', () => {
  test('what a model points to rises, and its reason comes first', () => {
    const places = withEvidence(
      [at(8, 1), at(12, 0.8)],
      [
        {
          path: 'a.ts',
          lines: [
            [12, 1],
            [11, 0.8],
          ],
          score: 1,
          kind: 'model',
          reason: 'a model points here: it is never empty',
        },
      ],
    );
    assert.deepEqual(
      places.map(({ line, reasons }) => [line, reasons[0]]),
      [
        [12, 'a model points here: it is never empty'],
        [8, 'line 8'],
        [11, 'a model points here: it is never empty'],
      ],
    );
    assert.equal(places[0]?.score, 1);
  });

  test('values are one more reason, cut where they are long', () => {
    const hits = [
      { hit: 1, values: [{ name: 'sum', value: '0' }] },
      { hit: 7, values: [{ name: 'text', value: `'${'x'.repeat(300)}'` }] },
    ];
    const test = { id: 't', name: 't', outcome: 'failed', durationMs: 1 } as const;
    const [first, second] = withValues(
      [at(8, 1), at(12, 0.8)],
      [{ test, traces: [{ place: { path: 'a.ts', line: 8 }, times: 7, hits }] }],
    );
    assert.match(first?.reasons[1] ?? '', /^in “t” sum = 0; the last of 7 times text = 'x+…$/);
    assert.ok((first?.reasons[1] ?? '').length < 200);
    assert.deepEqual(second?.reasons, ['line 12']);
  });
});
