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
});
