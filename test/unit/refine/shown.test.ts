import assert from 'node:assert/strict';
import type { Attempt, Effect, Patch } from '../../../src/refine/attempt.ts';
import type { Candidate } from '../../../src/refine/candidate.ts';
import { DrawnChanges } from '../../../src/refine/drawnChanges.ts';
import { openPatchQueue } from '../../../src/refine/patchQueue.ts';
import { ShownByTries } from '../../../src/refine/shown.ts';
import { openSourceFiles } from '../../../src/refine/sourceFiles.ts';
import { parser } from './templates/grammars.ts';

suite('what trying has shown', () => {
  const never = new AbortController().signal;
  const candidate = (line: number, start = 0, text = ''): Candidate => ({
    path: 'a.ts',
    edits: [{ start, end: start + 1, text }],
    template: 'x',
    description: `line ${line}: ${text}`,
    line,
    prior: 0.1,
  });
  const unnamed: Omit<Patch, 'places'> = {
    id: 1,
    source: 'embedded',
    strategy: 'x',
    title: '',
    texts: new Map(),
    size: 1,
    rank: 1,
  };
  const tried = (line: number, effect: Effect): Attempt => ({
    kind: 'failed',
    patch: { ...unnamed, places: [{ path: 'a.ts', line }] },
    effect,
    failures: [],
  });

  test('a line where changes change nothing is less suspicious with each of them', () => {
    const shown = new ShownByTries();
    const factor = (): number => shown.factorOf({ path: 'a.ts', line: 1 });
    assert.equal(factor(), 1);
    const factors = [1, 2, 3].map(() => {
      shown.learn(tried(1, 'none'));
      return factor();
    });
    assert.deepEqual(factors, [...factors].sort().reverse());
    assert.equal(shown.factorOf({ path: 'a.ts', line: 2 }), 1);
  });

  test('a line where a change made a failing test pass is more suspicious, whatever else broke', () => {
    const shown = new ShownByTries();
    const places = [1, 2, 3].map((line) => ({ path: 'a.ts', line, score: 0.4, reasons: [] }));
    shown.learn(tried(3, 'passes'));
    shown.learn(tried(1, 'none'));
    shown.learn(tried(2, 'other failure'));
    assert.deepEqual(
      shown.weigh(places).map(({ line }) => line),
      [3, 2, 1],
    );
  });

  test('what does not compile says nothing of its line', () => {
    const shown = new ShownByTries();
    shown.learn(tried(1, 'not built'));
    assert.equal(shown.factorOf({ path: 'a.ts', line: 1 }), 1);
  });

  test('what has shown that it does not compile is not tried with more of it', async () => {
    const text = 'a = 1;\nb = 2;\n';
    const files = openSourceFiles(() => Promise.resolve(text), parser.parse);
    const [bad, good] = [candidate(1, 4, '3'), candidate(2, 11, '5')];
    const queue = openPatchQueue(
      [
        { candidate: bad, with: [good], rank: 0.9 },
        { candidate: good, with: [bad], rank: 0.8 },
        { candidate: good, rank: 0.7 },
      ],
      {
        ...{ files, settled: new Map(), parse: parser.parse, parent: undefined, factorOf: () => 1 },
        ...{ nextId: () => 1, drawn: new DrawnChanges(), onRefused: () => {} },
      },
    );
    queue.withdraw(bad);
    const left = [(await queue.next(never))?.title, await queue.next(never)];
    files.dispose();
    assert.deepEqual(left, ['line 2: 5', undefined]);
  });

  test('two candidates can be one patch, in one file or in two, with their common size', async () => {
    const texts: Record<string, string> = { 'a.ts': 'a = 1;\nb = 2;\n', 'b.ts': 'c = 3;\n' };
    const files = openSourceFiles((path) => Promise.resolve(texts[path] ?? ''), parser.parse);
    const other: Candidate = { ...candidate(1, 4, '7'), path: 'b.ts' };
    const ranked = [{ candidate: candidate(1, 4, '3'), with: [candidate(2, 11, '5'), other], rank: 0.5, parent: 9 }];
    const queue = openPatchQueue(ranked, {
      ...{ files, settled: new Map(), parse: parser.parse, parent: undefined },
      ...{ nextId: () => 10, drawn: new DrawnChanges(), onRefused: () => {}, factorOf: () => 1 },
    });
    const patch = await queue.next(never);
    files.dispose();
    assert.deepEqual(Object.fromEntries(patch?.texts ?? []), { 'a.ts': 'a = 3;\nb = 5;\n', 'b.ts': 'c = 7;\n' });
    assert.deepEqual([patch?.places.length, patch?.size, patch?.parent, patch?.strategy], [3, 6, 9, 'x + x + x']);
    assert.equal(queue.rowOf(patch ?? assert.fail()), ranked[0]);
  });

  test('the next patch is the best as things stand', async () => {
    const shown = new ShownByTries();
    const text = 'a = 1;\nb = 2;\n';
    const files = openSourceFiles(() => Promise.resolve(text), parser.parse);
    const ranked = [
      { candidate: candidate(1, 4, '3'), rank: 0.5 },
      { candidate: candidate(1, 4, '4'), rank: 0.48 },
      { candidate: candidate(2, 11, '5'), rank: 0.4 },
      { candidate: candidate(2, 11, '6'), rank: 0.2 },
    ];
    const queue = openPatchQueue(ranked, {
      ...{ files, settled: new Map(), parse: parser.parse, parent: undefined },
      ...{ nextId: () => 1, drawn: new DrawnChanges(), onRefused: () => {} },
      factorOf: (row) => shown.factorOf(row),
    });
    const order: string[] = [];
    for (let patch = await queue.next(never); patch; patch = await queue.next(never)) {
      order.push(patch.title);
      shown.learn({ kind: 'failed', patch, effect: patch.places[0].line === 1 ? 'none' : 'passes', failures: [] });
    }
    files.dispose();
    assert.deepEqual(order, ['line 1: 3', 'line 2: 5', 'line 2: 6', 'line 1: 4']);
  });
});
