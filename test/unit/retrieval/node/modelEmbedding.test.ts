/** The vectors of an embedding model in the index of a real folder: real threads, a scripted server over real HTTP. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EmbeddingModel } from '../../../../src/model/embedding.ts';
import { RequestRefused } from '../../../../src/model/errors.ts';
import type { EmbeddingPlan } from '../../../../src/retrieval/embeddingPlan.ts';
import type { EmbeddingConsent } from '../../../../src/retrieval/node/embeddingQuestion.ts';
import type { WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';
import { IndexedFolder } from '../../../fakes/indexedFolder.ts';
import { bagOfWords } from '../../../fakes/openaiEmbeddings.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openaiServer.ts';
import { scriptedEmbedding } from '../../../fakes/scriptedEmbedding.ts';

const never = new AbortController().signal;

/** Sees no difference between these words. */
const meanings: Readonly<Record<string, string>> = { reimburse: 'refund', shopper: 'customer', kitty: 'cat' };
const bySense = (text: string, size: number): readonly number[] =>
  bagOfWords(
    text.replace(/[a-z]+/g, (word) => meanings[word] ?? word),
    size,
  );

/** Long enough to be a chunk of its own. */
const booking = (name: string): string =>
  `/** To ${name} the customer. */
export function ${name}(customer: Customer): void {
  console.log('${name}', customer);
  book.push({ customer, kind: '${name}' });
  total += customer.sum;
  last = customer;
  isDirty = true;
  notify(customer);
}
`;

const files = {
  'src/clamp.ts':
    '/** Keeps a number inside a range. */\nexport function clamp(value: number, low: number): number {\n  return Math.max(low, value);\n}\n',
  'src/money.ts': ['refund', 'charge', 'invoice'].map(booking).join('\n'),
  'lib/pets.py': 'def feed_cat(cat):\n    """Feeds the cat."""\n    return cat.eat()\n',
  '.env': 'TOKEN=planted-secret-9f86d081884c7d65\n',
  'src/config.ts': 'export const headers = { authorization: "Bearer abcdef0123456789abcdef0123" };\n',
};

suite('an index with an embedding model', function () {
  this.timeout(60_000);
  let folder: IndexedFolder;
  let server: OpenAiServer;
  let plans: EmbeddingPlan[];
  let consent: EmbeddingConsent;
  setup(async () => {
    folder = new IndexedFolder(files);
    server = await startOpenAiServer({ vectorOf: bySense });
    plans = [];
    consent = 'start';
  });
  teardown(async () => {
    await folder.remove();
    await server.dispose();
  });

  const approveEmbedding = (plan: EmbeddingPlan): Promise<EmbeddingConsent> => {
    plans.push(plan);
    return Promise.resolve(consent);
  };
  const open = (options: Parameters<typeof scriptedEmbedding>[1] = {}): Promise<WorkspaceIndex> =>
    openWith(scriptedEmbedding(server.baseUrl, options));
  const openWith = (embedder?: EmbeddingModel): Promise<WorkspaceIndex> => {
    folder.host = { approveEmbedding, ...(embedder && { embedder }) };
    return folder.open();
  };
  const sent = (): string[] =>
    server.requests
      .filter((request) => request.path === '/v1/embeddings')
      .flatMap(({ body }) => (body as { input: string[] }).input);
  const symbols = async (index: WorkspaceIndex, query: string, waitMs?: number) => {
    const reply = await index.search({ query, limit: 3, ...(waitMs !== undefined && { waitMs }) }, never);
    return { best: reply.results[0]?.symbol, note: reply.note };
  };

  test('asks with the cost first, and sends nothing without consent', async () => {
    consent = 'later';
    const index = await open({ pricePerMillionTokens: 0.02 });
    const status = await index.embedded(never);
    assert.equal(status?.state, 'declined');
    const [plan] = plans;
    assert.equal(plan?.model, 'scripted-embed');
    assert.ok(plan.chunks >= 5 && plan.tokens > 100 && plan.dollars! > 0, JSON.stringify(plan));
    assert.equal(server.connections, 0);
    assert.equal((await symbols(index, 'keep a number in a range', 1000)).best, 'clamp');
    folder.write({ 'src/more.ts': 'export function more() {}\n' });
    await index.update([{ path: 'src/more.ts' }]);
    await new Promise((resolve) => setTimeout(resolve, 1700));
    assert.equal(plans.length, 1, 'a person is not asked again for every saved file');
    assert.equal(server.connections, 0);

    consent = 'start';
    await index.useEmbedder(scriptedEmbedding(server.baseUrl));
    assert.equal((await index.embedded(never))?.state, 'ready', 'asked again, it begins');
  });

  test('embeds every chunk once, and finds what no word says', async () => {
    const index = await open();
    const status = await index.embedded(never);
    assert.deepEqual([status?.state, status?.done], ['ready', status?.total]);
    assert.equal(new Set(sent()).size, sent().length);
    assert.equal(sent().length, plans[0]?.chunks);
    const without = await symbols(index, 'reimburse a shopper');
    assert.notEqual(without.best, 'refund', 'the embedded vectors do not know these words');
    const before = server.requests.length;
    assert.deepEqual(await symbols(index, 'reimburse a shopper', 5000), { best: 'refund', note: undefined });
    assert.equal(server.requests.length, before + 1);
    assert.deepEqual(await symbols(index, 'reimburse a shopper'), { best: 'refund', note: undefined });
    assert.equal(server.requests.length, before + 1, 'a query that was read is free');
    assert.equal((await symbols(index, 'kitty', 5000)).best, 'feed_cat');
  });

  test('sends no secret', async () => {
    const index = await open();
    await index.embedded(never);
    await symbols(index, 'who uses AKIAIOSFODNN7EXAMPLE', 5000);
    const everything = JSON.stringify(server.requests.map(({ body }) => body));
    assert.match(everything, /authorization/);
    assert.doesNotMatch(everything, /planted-secret|abcdef0123456789|AKIAIOSFODNN7/);
  });

  test('a restart, a rename and an unchanged function cost nothing, a changed one is embedded alone', async () => {
    const first = await open();
    await first.embedded(never);
    await first.close();
    const all = sent().length;

    const index = await open();
    assert.equal((await index.embedded(never))?.state, 'ready');
    assert.equal(sent().length, all, 'the restart');

    renameSync(path.join(folder.root, 'src/money.ts'), path.join(folder.root, 'src/cash.ts'));
    await index.update([{ path: 'src/money.ts' }, { path: 'src/cash.ts' }]);
    await covered(index);
    assert.equal(sent().length, all, 'the rename');

    folder.write({ 'src/cash.ts': files['src/money.ts'].replace("'charge', customer", "'charged twice', customer") });
    await index.update([{ path: 'src/cash.ts' }]);
    await covered(index);
    const more = sent().slice(all);
    assert.equal(more.length, 1, 'the changed function');
    assert.match(more[0]!, /^src\/cash\.ts\ncharge\n[^]*charged twice/);
    assert.equal(plans.length, 1);
  });

  test('killed at any time it goes on where it was', async () => {
    folder.write(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          `src/part${n}.ts`,
          `/** Part ${n}. */\nexport function part${n}() {\n  return ${n};\n}\n`,
        ]),
      ),
    );
    Object.assign(server.abilities, {
      vectorOf: (text: string, size: number) => {
        const until = performance.now() + 2;
        while (performance.now() < until);
        return bySense(text, size);
      },
    });
    for (const until of [8, 24, 40]) {
      const child = spawn(
        process.execPath,
        [
          path.join(import.meta.dirname, '../../../fakes/indexingProcess.ts'),
          new URL('../../../../src/retrieval/node/indexWorker.ts', import.meta.url).href,
          JSON.stringify(folder.order),
          server.baseUrl,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let printed = '';
      for await (const piece of child.stdout.setEncoding('utf8')) {
        printed += String(piece);
        const done = Math.max(0, ...[...printed.matchAll(/^embedded (\d+)$/gm)].map((match) => Number(match[1])));
        if (done >= until) child.kill('SIGKILL');
      }
    }
    const index = await open({ batch: 8 });
    const status = await index.embedded(never);
    assert.deepEqual([status?.state, status?.done], ['ready', status?.total]);
    const twice = sent().length - new Set(sent()).size;
    assert.ok(twice <= 3 * 8, `${twice} texts were sent again: at most the batch that was under way at each kill`);
    assert.equal(plans.length, 0, 'what was agreed to is gone on with');
    assert.equal((await symbols(index, 'kitty', 5000)).best, 'feed_cat');
  });

  test('damaged vectors are embedded anew, the others are kept', async () => {
    const first = await open();
    await first.embedded(never);
    await first.close();
    const all = sent().length;
    const [space] = readdirSync(path.join(folder.storage, 'embeddings'));
    writeFileSync(path.join(folder.storage, 'embeddings', space!, 'shards/00/index.shard'), 'nothing of ours');
    const index = await open();
    assert.equal((await index.embedded(never))?.state, 'ready');
    assert.equal(sent().length, 2 * all);
    assert.match(folder.logged.join('\n'), /Some vectors are embedded anew/);
  });

  test('waits when the endpoint asks for it', async () => {
    server.fail({ kind: 'status', status: 429, headers: { 'retry-after-ms': '300' } });
    const index = await open();
    assert.equal((await index.embedded(never))?.state, 'ready');
    const [refused, next] = server.requests;
    assert.ok(next!.at - refused!.at >= 300);
  });

  test('a server that dies midway costs a message and no search', async () => {
    let answered = 0;
    Object.assign(server.abilities, {
      vectorOf: (text: string, size: number) => {
        if (++answered > 4) server.fail({ kind: 'hangUp' }, { times: 1000 });
        return bySense(text, size);
      },
    });
    const index = await open({ batch: 1 });
    const status = await index.embedded(never);
    assert.equal(status?.state, 'failed');
    assert.match(status.problem ?? '', /closed the connection/);
    assert.ok(status.done > 0 && status.done < status.total);
    const { best, note } = await symbols(index, 'keep a number in a range', 1000);
    assert.equal(best, 'clamp');
    assert.match(note ?? '', /has embedded \d+ of \d+ chunks and stopped.*closed the connection.*Meanwhile words/);
    assert.equal(folder.logged.filter((line) => line.includes('The embedding model:')).length, 1);
  });

  test('a query that is not answered in time is searched without, and says so', async () => {
    const index = await open();
    await index.embedded(never);
    server.fail({ kind: 'stallBeforeHeaders' });
    const { best, note } = await symbols(index, 'keep a number in a range', 100);
    assert.equal(best, 'clamp');
    assert.match(note ?? '', /scripted-embed did not answer within 0\.1 s: words/);
    server.fail({ kind: 'status', status: 401 });
    assert.match((await symbols(index, 'charge', 1000)).note ?? '', /asks for a key/);
  });

  test('another model is embedded beside the old, which goes when the new is complete', async () => {
    const index = await open();
    await index.embedded(never);
    const spaces = (): string[] => readdirSync(path.join(folder.storage, 'embeddings'));
    const [old] = spaces();
    consent = 'later';
    await index.useEmbedder(scriptedEmbedding(server.baseUrl, { dimensions: 32 }));
    await index.embedded(never);
    assert.deepEqual(spaces(), [old]);
    assert.equal((await symbols(index, 'keep a number in a range')).best, 'clamp');

    const all = sent().length;
    await index.useEmbedder(scriptedEmbedding(server.baseUrl));
    assert.equal((await index.embedded(never))?.state, 'ready');
    assert.equal(sent().length, all, 'back to the old one costs nothing');

    consent = 'start';
    await index.useEmbedder(scriptedEmbedding(server.baseUrl, { dimensions: 32 }));
    assert.equal((await index.embedded(never))?.state, 'ready');
    assert.ok(!spaces().includes(old!) && spaces().length === 1);
    assert.equal((await symbols(index, 'kitty', 5000)).best, 'feed_cat');
  });

  test('a key that is refused stops it until somebody mends it', async () => {
    server.abilities.key = 'right';
    const index = await open();
    const status = await index.embedded(never);
    assert.equal(status?.state, 'failed');
    assert.match(status.problem ?? '', /asks for a key.*Set Embedding Key/);
    assert.equal(server.requests.length, 1);
    await index.useEmbedder(scriptedEmbedding(server.baseUrl, { key: () => Promise.resolve('right') }));
    assert.equal((await index.embedded(never))?.state, 'ready');
  });

  test('a text that the endpoint will not take does not stop the others', async () => {
    const model = scriptedEmbedding(server.baseUrl);
    const index = await openWith({
      name: model.name,
      provider: model.provider,
      space: model.space,
      limits: model.limits,
      embed: (texts, purpose, signal) =>
        texts.some((text) => text.includes('feed_cat'))
          ? Promise.reject(new RequestRefused('scripted', 400, 'not this'))
          : model.embed(texts, purpose, signal),
    });
    const status = await index.embedded(never);
    assert.equal(status?.state, 'ready');
    assert.equal(status.done, status.total - 1);
  });

  test('pauses with the index', async () => {
    const index = await open({ batch: 1 });
    await index.pause();
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(server.requests.length <= before + 1, 'the one that was under way');
    await index.resume();
    assert.equal((await index.embedded(never))?.state, 'ready');
  });

  test('a second window searches the vectors that the first has made, and sends nothing', async () => {
    const first = await open();
    await first.embedded(never);
    const all = sent().length;
    const second = await open();
    assert.equal((await second.embedded(never))?.state, 'ready');
    assert.equal(sent().length, all);
    assert.equal((await symbols(second, 'reimburse a shopper', 5000)).best, 'refund');
  });

  test('cleared, the vectors are gone and are not made again by themselves; rebuilt, they are kept', async () => {
    const index = await open();
    await index.embedded(never);
    const all = sent().length;
    await index.rebuild();
    await index.settled(never);
    assert.equal((await index.embedded(never))?.state, 'ready');
    assert.equal(sent().length, all);
    await index.clear();
    assert.ok(!existsSync(path.join(folder.storage, 'embeddings')));
    await index.rebuild();
    await index.settled(never);
    assert.equal((await index.embedded(never))?.state, 'declined');
    assert.equal(sent().length, all);
  });

  test('without a model nothing is embedded and nobody is asked', async () => {
    const index = await openWith();
    await index.settled(never);
    assert.equal(await index.embedded(never), undefined);
    assert.deepEqual(await symbols(index, 'keep a number in a range', 1000), { best: 'clamp', note: undefined });
    assert.equal(plans.length, 0);
    assert.equal(server.connections, 0);
  });

  /** All chunks have their vectors, soon. */
  async function covered(index: WorkspaceIndex): Promise<void> {
    for (const end = Date.now() + 10_000; Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { embedding } = index.status;
      if (embedding?.state === 'ready' && embedding.done === embedding.total) return;
    }
    assert.fail(`not covered: ${JSON.stringify(index.status)}`);
  }
});
