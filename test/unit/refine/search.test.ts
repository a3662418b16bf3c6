import assert from 'node:assert/strict';
import type { Attempt, Patch } from '../../../src/refine/attempt.ts';
import { search, type SearchDeps, type Sieve } from '../../../src/refine/search.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const never = new AbortController().signal;

const patch = (description: string): Patch => ({
  ...{ id: 1, source: 'embedded', strategy: 'wrong constant', title: description },
  places: [{ path: 'a.ts', line: 1 }],
  texts: new Map(),
  size: 1,
  rank: 0.5,
});
const queueOf = (...names: string[]) => {
  const patches = names.map(patch);
  return () => Promise.resolve(patches.shift());
};
const deps = (
  outcome: (name: string) => 'verified' | 'partial' | 'failed',
  more: Partial<SearchDeps> = {},
): SearchDeps => ({
  lanes: [new MemoryWorkspace({})],
  now: () => 0,
  run: (_lane, tried): Promise<Attempt> => {
    const kind = outcome(tried.title);
    if (kind === 'partial') return Promise.resolve({ kind, patch: tried, fixed: ['t'], failures: [], passing: 1 });
    return Promise.resolve(
      kind === 'failed' ? { kind, patch: tried, effect: 'none', failures: [] } : { kind, patch: tried, passing: 1 },
    );
  },
  onParsed: () => {},
  onRan: () => {},
  ...more,
});

suite('search', () => {
  test('collects what passes everything, and says that the queue is empty', async () => {
    const outcome = await search(
      queueOf('a', 'b', 'c'),
      60_000,
      deps((name) => (name === 'b' ? 'verified' : 'failed')),
      never,
    );
    assert.deepEqual(
      outcome.verified.map((found) => found.title),
      ['b'],
    );
    assert.equal(outcome.exhausted, true);
  });

  test('every lane takes the next patch as soon as it is free', async () => {
    const lanes = [new MemoryWorkspace({}), new MemoryWorkspace({})];
    const used = new Map<unknown, number>();
    const run: SearchDeps['run'] = async (lane, tried) => {
      used.set(lane, (used.get(lane) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return { kind: 'failed', patch: tried, effect: 'none', failures: [] };
    };
    await search(
      queueOf('a', 'b', 'c', 'd'),
      60_000,
      deps(() => 'failed', { lanes, run }),
      never,
    );
    assert.deepEqual([...used.values()], [2, 2]);
  });

  test('stops when the time is up, whatever runs', async () => {
    const hang: SearchDeps['run'] = (_lane, _patch, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const outcome = await search(
      queueOf('a', 'b'),
      5,
      deps(() => 'failed', { run: hang }),
      never,
    );
    assert.deepEqual(outcome, { verified: [], partial: [], exhausted: false });
  });

  test('on a slow machine as many patches are tried after the first that passes', async () => {
    // The time for more is over before the second of them is.
    const run: SearchDeps['run'] = async (_lane, tried) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      const kind = ['a', 'f'].includes(tried.title) ? 'verified' : 'failed';
      return kind === 'failed'
        ? { kind, patch: tried, effect: 'none', failures: [] }
        : { kind, patch: tried, passing: 1 };
    };
    const outcome = await search(
      queueOf(...'a b c d e f g h i j k l m'.split(' ')),
      60_000,
      deps(() => 'failed', { run }),
      never,
    );
    assert.deepEqual(
      outcome.verified.map((found) => found.title),
      ['a', 'f'],
    );
    assert.equal(outcome.exhausted, false);
  });

  test('cancelling throws what the signal says', async () => {
    const cancelled = new AbortController();
    const run: SearchDeps['run'] = (_lane, tried) => {
      cancelled.abort();
      return Promise.resolve({ kind: 'failed', patch: tried, effect: 'none', failures: [] });
    };
    await assert.rejects(
      search(
        queueOf('a', 'b'),
        60_000,
        deps(() => 'failed', { run }),
        cancelled.signal,
      ),
      { name: 'AbortError' },
    );
  });

  test('a run that cannot be made ends the search with its cause', async () => {
    const run: SearchDeps['run'] = () => Promise.reject(new Error('no space left on device'));
    await assert.rejects(
      search(
        queueOf('a'),
        60_000,
        deps(() => 'failed', { run }),
        never,
      ),
      /no space left/,
    );
  });

  test('many patches are looked at together, and what is left when it ends is given back', async () => {
    const lane = new MemoryWorkspace({});
    const queue = queueOf('a', 'b', 'c', 'd', 'e');
    const ran: string[] = [];
    const back: string[] = [];
    const sieve: Sieve = {
      size: () => 4,
      more: queue,
      giveBack: ({ title }) => void back.push(title),
      sift: (_lane, patches, onFailed) => {
        onFailed({ kind: 'failed', patch: patches[0]!, effect: 'none', failures: [] }, 1);
        return Promise.resolve(patches.slice(1).toReversed());
      },
    };
    const stop = new AbortController();
    const outcome = await search(
      queue,
      60_000,
      deps(() => 'verified', {
        ...{ lanes: [lane], sieve, enough: stop.signal },
        run: (_lane, tried) => {
          if (tried.title === 'c') stop.abort();
          stop.signal.throwIfAborted();
          return Promise.resolve({ kind: 'verified', patch: tried, passing: 1 });
        },
        onRan: ({ patch: { title } }) => void ran.push(title),
      }),
      never,
    );
    assert.deepEqual(ran, ['a', 'd']);
    assert.deepEqual(back, ['b', 'c']);
    assert.deepEqual(
      outcome.verified.map(({ title }) => title),
      ['d'],
    );
  });
});
