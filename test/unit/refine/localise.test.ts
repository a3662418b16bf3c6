import assert from 'node:assert/strict';
import { localise, withFindings } from '../../../src/refine/localise.ts';
import type { Place, TestResult } from '../../../src/testing/report.ts';

const fails = (id: string, ...frames: Place[]): TestResult => ({
  id,
  name: id,
  outcome: 'failed',
  durationMs: 1,
  failure: { message: 'expected 3, got 2', frames },
});
const ran = (test: string, path: string, ...lines: number[]) => ({ test, lines: new Map([[path, new Set(lines)]]) });
const first = (input: Parameters<typeof localise>[0]) => {
  const place = localise(input).places[0];
  return place && `${place.path}:${place.line}`;
};

suite('localise', () => {
  test('among lines with the same spectrum the one where the test failed comes first', () =>
    assert.equal(
      first({
        failing: [fails('t', { path: 'a.ts', line: 8 })],
        coverage: [ran('t', 'a.ts', 7, 8, 9)],
        files: ['a.ts'],
      }),
      'a.ts:8',
    ));

  test('test files are never suspected, not even by their own frames', () => {
    const { places } = localise({
      failing: [fails('t', { path: 'test/a.test.ts', line: 3 }, { path: 'a.ts', line: 1 })],
      coverage: [ran('t', 'test/a.test.ts', 3)],
      files: ['a.ts', 'test/a.test.ts'],
    });
    assert.deepEqual(
      places.map((place) => place.path),
      ['a.ts'],
    );
  });

  test('what the user pointed at outweighs an equal spectrum', () =>
    assert.equal(
      first({
        failing: [fails('t')],
        coverage: [ran('t', 'a.ts', 1, 2, 3)],
        files: ['a.ts'],
        selection: { path: 'a.ts', startLine: 3, endLine: 3 },
      }),
      'a.ts:3',
    ));

  test('a file that the issue names goes before its equals', () =>
    assert.equal(
      first({
        failing: [fails('t')],
        coverage: [
          {
            test: 't',
            lines: new Map([
              ['a.ts', new Set([1])],
              ['invoice.ts', new Set([1])],
            ]),
          },
        ],
        files: ['a.ts', 'invoice.ts'],
        issue: 'The invoice total is wrong',
      }),
      'invoice.ts:1',
    ));

  test('with nothing known about what ran, code files are taken whole, the mentioned one first', () => {
    const { places, wholeFiles } = localise({
      failing: [fails('median of two')],
      coverage: [],
      files: ['README.md', 'lib/mean.py', 'lib/median.py', 'tests/test_median.py'],
    });
    assert.deepEqual({ places, wholeFiles }, { places: [], wholeFiles: ['lib/median.py', 'lib/mean.py'] });
  });

  test('every place says why', () => {
    const coverage = ['t', 'u', 'v', 'w'].map((id) => ran(id, 'a.py', 4));
    const [place] = localise({ failing: [fails('t')], coverage, files: [] }).places;
    assert.deepEqual(place, {
      path: 'a.py',
      line: 4,
      score: 0.35,
      reasons: ['run by 1 failing test and 3 passing tests'],
    });
  });
});

test('where a change made the failing tests pass comes first, with that as its first reason', () => {
  const places = [
    { path: 'a.py', line: 4, score: 0.8, reasons: ['run by 1 failing test only'] },
    { path: 'a.py', line: 9, score: 0.5, reasons: ['run by 1 failing test and 2 passing tests'] },
  ];
  assert.deepEqual(withFindings(places, [{ path: 'a.py', line: 9, fixesAll: true }]), [
    {
      path: 'a.py',
      line: 9,
      score: 1,
      reasons: ['a change here makes every failing test pass', 'run by 1 failing test and 2 passing tests'],
    },
    places[0],
  ]);
});
