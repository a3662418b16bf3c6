import assert from 'node:assert/strict';
import { ochiai } from '../../../src/refine/ochiai.ts';

const ran = (test: string, ...lines: number[]) => ({ test, lines: new Map([['src/a.ts', new Set(lines)]]) });

suite('ochiai', () => {
  test('a line that only failing tests run scores 1', () => {
    const [first] = ochiai([ran('bad', 1, 7), ran('good', 1)], new Set(['bad']));
    assert.deepEqual(first, { path: 'src/a.ts', line: 7, failed: 1, passed: 0, score: 1 });
  });

  test('a line that passing tests run too scores less', () => {
    const spectrum = ochiai([ran('bad', 1), ran('good', 1), ran('fine', 1), ran('ok', 1)], new Set(['bad']));
    assert.equal(spectrum[0]?.score, 0.5);
  });

  test('a line that no failing test runs is not suspicious', () =>
    assert.deepEqual(
      ochiai([ran('bad', 1), ran('good', 9)], new Set(['bad'])).map((row) => row.line),
      [1],
    ));

  test('a failing test without coverage does not dilute the others', () =>
    assert.equal(ochiai([ran('bad', 3)], new Set(['bad', 'crashed'])).at(0)?.score, 1));

  /**
   * A golden matrix, worked out by hand: which of six tests ran which of eight lines, `x` where it did.
   * Failing are e and f. Score = failed / sqrt(2 * (failed + passed)).
   */
  test('a whole matrix scores as by hand', () => {
    const matrix = {
      //  12345678
      a: 'xx.x..x.',
      b: 'xx..x.x.',
      c: 'x.xx....',
      d: 'x...x..x',
      e: 'xxxx.x..',
      f: 'x.xx.xx.',
    };
    const coverage = Object.entries(matrix).map(([test, row]) => ({
      test,
      lines: new Map([['m.ts', new Set([...row].flatMap((mark, at) => (mark === 'x' ? [at + 1] : [])))]]),
    }));
    assert.deepEqual(
      ochiai(coverage, new Set(['e', 'f'])).map(({ line, failed, passed, score }) => [
        line,
        failed,
        passed,
        score.toFixed(4),
      ]),
      [
        [6, 2, 0, '1.0000'],
        [3, 2, 1, '0.8165'],
        [4, 2, 2, '0.7071'],
        [1, 2, 4, '0.5774'],
        [2, 1, 2, '0.4082'],
        [7, 1, 2, '0.4082'],
      ],
    );
  });
});
