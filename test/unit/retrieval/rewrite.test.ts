/** Searches with a rewritten question, the model a scripted server over real HTTP. */
import assert from 'node:assert/strict';
import { LruCache } from '../../../src/base/lru.ts';
import { searchRewritten, type RewriteDeps } from '../../../src/retrieval/rewrite.ts';
import type { SearchRequest, SearchResult } from '../../../src/retrieval/searchRequest.ts';
import { never, openBench, type Bench } from '../../fakes/modelBench.ts';

const place = (name: string): SearchResult => ({
  path: `src/${name}.ts`,
  startLine: 1,
  endLine: 3,
  symbol: name,
  kind: 'function',
  score: 1,
});

suite('a search with a rewritten question', () => {
  let bench: Bench;
  let asked: SearchRequest[];
  setup(async () => {
    bench = await openBench({ reply: () => '```ts\nfunction refund() {}\n```\n```ts\nfunction repay() {}\n```' });
    asked = [];
  });
  teardown(() => bench.dispose());

  /** Words find `plain` and `both`; code finds `both` and `hidden`. */
  const search: RewriteDeps['search'] = (request) => {
    asked.push(request);
    const results = request.isCode ? [place('both'), place('hidden')] : [place('plain'), place('both'), place('far')];
    return Promise.resolve({ results: results.slice(0, request.limit), ms: 1 });
  };
  const deps = (more: Partial<RewriteDeps> = {}): RewriteDeps => ({
    search,
    read: ({ path }) => Promise.resolve(`text of ${path}`),
    model: bench.model(),
    cache: new LruCache(10),
    deadlineMs: 5_000,
    ...more,
  });
  const names = (results: readonly SearchResult[]): (string | undefined)[] => results.map(({ symbol }) => symbol);
  const question = { query: 'how is money given back', limit: 3 };

  test('finds what the question alone does not, and ranks first what both find', async () => {
    const reply = await searchRewritten(question, deps(), never);
    assert.deepEqual(names(reply.results), ['both', 'plain', 'hidden']);
    assert.deepEqual(reply.codes, ['function refund() {}', 'function repay() {}']);
    assert.equal(reply.note, undefined);
    assert.deepEqual(
      asked.map(({ query, isCode }) => [query, isCode]),
      [
        [question.query, undefined],
        ['function refund() {}', true],
        ['function repay() {}', true],
      ],
    );
  });

  test('asks the model once, with the question and code of the repository, and remembers what it said', async () => {
    const once = deps();
    await searchRewritten(question, once, never);
    await searchRewritten(question, once, never);
    assert.equal(bench.server.requests.length, 1);
    const said = JSON.stringify(bench.server.requests[0]?.body);
    for (const part of ['how is money given back', 'text of src/plain.ts', 'text of src/both.ts'])
      assert.ok(said.includes(part), part);
  });

  const failures: readonly (readonly [string, () => void, Partial<RewriteDeps>, RegExp])[] = [
    ['refuses', () => bench.server.fail({ kind: 'status', status: 401 }), {}, /asks for a key.*Choose Model/],
    ['stays silent', () => bench.server.fail({ kind: 'stallBeforeHeaders' }), { deadlineMs: 150 }, /within 0\.15 s/],
    ['stops midway', () => bench.server.fail({ kind: 'stallAfter', chunks: 1 }), { deadlineMs: 300 }, /within 0\.3 s/],
    ['breaks off', () => bench.server.fail({ kind: 'cutAfter', chunks: 1 }), {}, /closed the connection/],
    ['says nothing', () => (bench.server.abilities.reply = () => ' '), {}, /wrote no code/],
  ];
  for (const [title, arrange, more, says] of failures)
    test(`gives the plain results and says why when the model ${title}`, async () => {
      arrange();
      const reply = await searchRewritten(question, deps(more), never);
      assert.deepEqual(names(reply.results), ['plain', 'both', 'far']);
      assert.match(reply.note ?? '', says);
      assert.deepEqual(reply.codes, []);
    });

  test('a failure is not remembered', async () => {
    const twice = deps();
    bench.server.fail({ kind: 'status', status: 401 });
    await searchRewritten(question, twice, never);
    assert.equal((await searchRewritten(question, twice, never)).codes.length, 2);
  });

  test('cancelling ends it', async () => {
    bench.server.fail({ kind: 'stallBeforeHeaders' });
    const abort = new AbortController();
    const searching = searchRewritten(question, deps(), abort.signal);
    while (bench.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await assert.rejects(searching, { name: 'AbortError' });
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });
});
