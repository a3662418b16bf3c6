import assert from 'node:assert/strict';
import {
  b4,
  marginOf,
  overDraws,
  selectors,
  type PassMatrix,
  type ScoredGroup,
} from '../../../../src/refine/selection/selectors.ts';
import { drawCase, freshSettings, shareRight } from '../../../fakes/passMatrices.ts';

const matrixOf = (...rows: string[]): PassMatrix => rows.map((row) => [...row].map((cell) => cell === '1'));

const A = matrixOf('1110', '1110', '1110', '1111', '0010');
const B = matrixOf('110000', '110000', '110000', '110000', '001110', '001110');
const C = matrixOf('111', '111', '011');
const paper = { beta0: 1e4, alpha: 1e3 };

const asText = (groups: readonly ScoredGroup[]): string =>
  groups.map(({ score, candidates }) => `${score.toFixed(4)} [${candidates.join(',')}]`).join('; ');

suite('selectors', () => {
  test('vectors of B4 with the constants of the paper', () => {
    assert.equal(asText(b4(A, paper)), '-56.9395 [0,1,2]; -59.3192 [3]; -138.1435 [4]');
    assert.equal(asText(b4(B, paper)), '-110.9318 [0,1,2,3]; -132.0985 [4,5]');
    assert.equal(asText(b4(C, paper)), '-32.4265 [0,1]; -62.4042 [2]');
  });

  test('vectors of B4 with the constants for an editor', () => {
    assert.equal(asText(selectors.b4(A)), '-23.7398 [3]; -25.5625 [0,1,2]; -64.3568 [4]');
    assert.equal(asText(selectors.b4(B)), '-52.7273 [0,1,2,3]; -63.7974 [4,5]');
    assert.equal(asText(selectors.b4(C)), '-13.2639 [0,1]; -26.6124 [2]');
  });

  test('the two forms of CodeT choose differently where many agree on little', () => {
    assert.equal(asText(selectors.codeTProduct(A)), '9.0000 [0,1,2]; 4.0000 [3]; 1.0000 [4]');
    assert.equal(asText(selectors.codeT(A)), '5.1962 [0,1,2]; 4.0000 [3]; 1.0000 [4]');
    assert.equal(asText(selectors.codeTProduct(B)), '8.0000 [0,1,2,3]; 6.0000 [4,5]');
    assert.equal(asText(selectors.codeT(B)), '4.2426 [4,5]; 4.0000 [0,1,2,3]');
    assert.equal(asText(selectors.codeT(C)), '4.2426 [0,1]; 2.0000 [2]');
  });

  test('most tests looks at tests alone, largest group at candidates alone', () => {
    assert.deepEqual(selectors.mostTests(A)[0]?.candidates, [3]);
    assert.deepEqual(selectors.mostTests(B)[0]?.candidates, [4, 5]);
    assert.deepEqual(selectors.mostTests(matrixOf('10', '01', '00'))[0]?.candidates, [0, 1]);
    assert.deepEqual(selectors.largestGroup(B)[0]?.candidates, [0, 1, 2, 3]);
  });

  test('rows that were drawn more often count as often, as if they were all there', () => {
    for (const select of [selectors.b4, selectors.codeT, selectors.largestGroup]) {
      const all = select(matrixOf('110', '011', '011', '011', '101'));
      const folded = overDraws(select, [1, 3, 1])(matrixOf('110', '011', '101'));
      assert.deepEqual(
        folded.map(({ score, passed }) => [score, passed]),
        all.map(({ score, passed }) => [score, passed]),
      );
      assert.deepEqual(folded[0]?.candidates, [1]);
    }
  });

  test('the margin tells a close call', () => {
    assert.ok(Math.abs(marginOf(selectors.b4(A)) - 1.8227) < 1e-4);
    assert.equal(marginOf(selectors.b4(matrixOf('1', '1'))), Infinity);
  });

  test('no test, no candidate: nothing to tell apart, and no number that is not one', () => {
    assert.deepEqual(selectors.b4([]), []);
    const [only] = selectors.b4([[], []]);
    assert.deepEqual(only?.candidates, [0, 1]);
    assert.ok(Number.isFinite(only?.score));
  });

  // Settings are drawn anew, none is hand-picked: what chooses better must do so without tuning.
  test('on fresh settings B4 is right more often than CodeT with the root, that than the product, that than chance', () => {
    const sums = { b4: 0, codeT: 0, codeTProduct: 0, chance: 0 };
    let cases = 0;
    for (const { setting, random } of freshSettings(30, 11)) {
      for (let draw = 0; draw < 100; draw++) {
        const { matrix, right } = drawCase(setting, random);
        sums.b4 += shareRight(selectors.b4(matrix), right);
        sums.codeT += shareRight(selectors.codeT(matrix), right);
        sums.codeTProduct += shareRight(selectors.codeTProduct(matrix), right);
        sums.chance += right.filter(Boolean).length / right.length;
        cases++;
      }
    }
    const share = (name: keyof typeof sums): number => sums[name] / cases;
    assert.ok(share('b4') > share('codeT') + 0.01, JSON.stringify(sums));
    assert.ok(share('codeT') > share('codeTProduct') + 0.01, JSON.stringify(sums));
    assert.ok(share('codeTProduct') > share('chance') + 0.2, JSON.stringify(sums));
  });
});
