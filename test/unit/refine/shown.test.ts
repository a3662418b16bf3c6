import assert from 'node:assert/strict';
import type { Attempt, Effect } from '../../../src/refine/attempt.ts';
import type { Candidate } from '../../../src/refine/candidate.ts';
import { openPatchQueue } from '../../../src/refine/patchQueue.ts';
import { ShownByTries } from '../../../src/refine/shown.ts';
import { openSourceFiles } from '../../../src/refine/sourceFiles.ts';
import { parser } from './templates/grammars.ts';

suite('what trying has shown', () => {
  const candidate = (line: number, start = 0, text = ''): Candidate => ({
    path: 'a.ts',
    edits: [{ start, end: start + 1, text }],
    template: 'x',
    description: `line ${line}: ${text}`,
    line,
    prior: 0.1,
  });
  const tried = (line: number, effect: Effect): Attempt => ({
    kind: 'failed',
    patch: { candidate: candidate(line), texts: new Map(), size: 1, rank: 1 },
    effect,
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
    const queue = openPatchQueue(ranked, files, new Map(), parser.parse, (row) => shown.factorOf(row));
    const order: string[] = [];
    for (let patch = await queue(); patch; patch = await queue()) {
      order.push(patch.candidate.description);
      shown.learn({ kind: 'failed', patch, effect: patch.candidate.line === 1 ? 'none' : 'passes' });
    }
    files.dispose();
    assert.deepEqual(order, ['line 1: 3', 'line 2: 5', 'line 2: 6', 'line 1: 4']);
  });
});
