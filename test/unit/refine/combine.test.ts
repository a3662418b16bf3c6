import assert from 'node:assert/strict';
import type { Attempt, Effect, Patch } from '../../../src/refine/attempt.ts';
import { openCombinations, twice } from '../../../src/refine/combine.ts';
import type { RankedCandidate } from '../../../src/refine/candidate.ts';

const row = (line: number, description = '`<` becomes `<=`', rank = 0.2, path = 'a.go'): RankedCandidate => ({
  candidate: {
    path,
    edits: [{ start: line * 100, end: line * 100 + 1, text: '<=' }],
    template: 'boundary operator',
    description,
    line,
    prior: 0.3,
  },
  rank,
});

const patch = (id: number, { candidate, rank }: RankedCandidate): Patch => ({
  id,
  source: 'embedded',
  strategy: candidate.template,
  title: candidate.description,
  places: [{ path: candidate.path, line: candidate.line }],
  texts: new Map(),
  size: 1,
  rank,
});

const failed = (id: number, from: RankedCandidate, effect: Effect): Attempt => ({
  kind: 'failed',
  patch: patch(id, from),
  effect,
  failures: [],
});

const partial = (id: number, from: RankedCandidate, ...fixed: string[]): Attempt => ({
  kind: 'partial',
  patch: patch(id, from),
  fixed,
  failures: [],
  passing: 5,
});

const lines = (rows: readonly RankedCandidate[]): string[] =>
  rows.map(({ candidate, with: others }) => [candidate, ...(others ?? [])].map(({ line }) => line).join('+'));

suite('changes at two places', () => {
  test('the same change at two places of a file, less likely than either', () => {
    const rows = twice([row(1), row(5, undefined, 0.1), row(9, 'something else')]);
    assert.deepEqual(lines(rows), ['1+5']);
    assert.ok((rows[0]?.rank ?? 1) < 0.1);
  });

  test('not in two files, and not where they would overlap', () => {
    const over = { ...row(2), candidate: { ...row(2).candidate, edits: row(1).candidate.edits } };
    assert.deepEqual(twice([row(1), over, row(3, undefined, 0.2, 'b.go')]), []);
  });

  test('what is found everywhere says nothing', () =>
    assert.deepEqual(twice([1, 2, 3, 4, 5].map((at) => row(at))), []));

  test('a change that does nothing brings nothing', () => {
    const next = openCombinations(() => [row(1), row(5)], 2);
    assert.deepEqual(next(failed(1, row(1), 'none'), row(1)), []);
  });

  test('one that helps is made where it could be made as well', () => {
    const all = [row(1), row(5), row(8)];
    const found = openCombinations(() => all, 2)(partial(7, row(1), 't1'), row(1));
    assert.deepEqual(lines(found), ['1+5', '1+8', '1+5+8']);
    assert.equal(found[0]?.parent, 7);
  });

  test('two that each fix some tests come first when together they fix all', () => {
    const [a, b, c] = [row(1, 'x'), row(5, 'y'), row(8, 'z')];
    const next = openCombinations(() => [a, b, c], 2);
    assert.deepEqual(next(partial(1, a, 't1'), a), []);
    next(failed(2, c, 'other failure'), c);
    const found = next(partial(3, b, 't2'), b);
    assert.deepEqual(lines(found), ['5+1', '5+8']);
    assert.ok((found[0]?.rank ?? 0) > 0.5);
  });

  test('what the first fixes already is no reason for a pair', () => {
    const [a, b] = [row(1, 'x'), row(5, 'y')];
    const next = openCombinations(() => [a, b], 3);
    next(partial(1, a, 't1', 't2'), a);
    assert.deepEqual(next(partial(2, b, 't1'), b), []);
  });

  test('two lines that both matter are tried together, one line is not', () => {
    const [a, b, again] = [row(1, 'x'), row(5, 'y'), row(1, 'z')];
    const next = openCombinations(() => [a, b], 1);
    next(failed(1, a, 'passes'), a);
    assert.deepEqual(lines(next(failed(2, b, 'other failure'), b)), ['5+1']);
    assert.deepEqual(lines(next(failed(3, again, 'passes'), again)), ['1+5']);
  });
});
