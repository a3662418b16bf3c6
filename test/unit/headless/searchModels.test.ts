/** `touchstone index` and `touchstone search` with models, as scripts see them: a scripted server over real HTTP. */
import assert from 'node:assert/strict';
import { bagOfWords } from '../../fakes/openaiEmbeddings.ts';
import { startOpenAiServer, type OpenAiServer } from '../../fakes/openaiServer.ts';
import { CommandBench } from '../../fakes/touchstoneCommand.ts';

const project = {
  'src/clamp.ts':
    '/** Keeps a number inside a range. */\nexport function clamp(value: number, low: number, high: number): number {\n  return Math.min(high, Math.max(low, value));\n}\n',
  'tools/report.py':
    'class Report:\n    def render_table(self, rows):\n        """Draws rows as a text table."""\n        return "\\n".join(rows)\n',
};

interface Reply {
  readonly results: readonly { readonly symbol?: string }[];
  readonly note?: string;
}

suite('touchstone search with models', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let server: OpenAiServer;
  setup(async () => {
    bench = await CommandBench.open();
    server = await startOpenAiServer({
      key: 'key-of-the-test',
      models: ['scripted', 'text-embedding-3-small'],
      vectorOf: (text, size) => bagOfWords(text.replace('zwingen', 'clamp range'), size),
      reply: () => '```ts\nexport function clamp(value, low, high) { return Math.min(high, value); }\n```',
    });
  });
  teardown(async () => {
    await bench.close();
    await server.dispose();
  });
  const flags = () => [
    '--embedding-model',
    'text-embedding-3-small',
    '--embedding-url',
    server.baseUrl,
    '--embedding-price',
    '0.02',
  ];
  const environment = { TOUCHSTONE_EMBEDDING_KEY: 'key-of-the-test', TOUCHSTONE_KEY: 'key-of-the-test' };

  test('says the cost, sends nothing without --yes, and embeds with it', async () => {
    const root = await bench.project(project);
    const asked = await bench.run(['index', '--workspace', root, ...flags()], environment);
    assert.equal(asked.code, 0, asked.log);
    assert.match(asked.log, /Embed \d+ chunks? \(about \d+ tokens, less than \$0\.01\) with text-embedding-3-small\?/);
    assert.match(asked.log, /add --yes to begin/);
    assert.match(asked.out, /does not embed this folder/);
    assert.equal(server.connections, 0);

    const done = await bench.run(['index', '--workspace', root, '--yes', '--json', ...flags()], environment);
    assert.equal(done.code, 0, done.log);
    const { embedding } = JSON.parse(done.out) as { embedding: { state: string; done: number; total: number } };
    assert.deepEqual([embedding.state, embedding.done], ['ready', embedding.total]);
    assert.equal(server.requests[0]?.headers.authorization, 'Bearer key-of-the-test');

    const found = await bench.run(
      ['search', '--workspace', root, '--query', 'zwingen', '--json', ...flags()],
      environment,
    );
    const reply = JSON.parse(found.out) as Reply;
    assert.equal(reply.results[0]?.symbol, 'clamp', found.log);
    assert.equal(reply.note, undefined);
  });

  test('says why the model does not embed, and searches without', async () => {
    const root = await bench.project(project);
    const { code, out, log } = await bench.run(['index', '--workspace', root, '--yes', ...flags()]);
    assert.equal(code, 2, 'a script is told that nothing was embedded');
    assert.match(out, /\d+ files and \d+ chunks are indexed/);
    assert.match(log, /stopped\. 127\.0\.0\.1:\d+ asks for a key.*TOUCHSTONE_EMBEDDING_KEY/);
    const asJson = await bench.run(['index', '--workspace', root, '--yes', '--json', ...flags()]);
    assert.equal(asJson.code, 2);
    const { embedding } = JSON.parse(asJson.out) as { embedding: { state: string; done: number } };
    assert.deepEqual([embedding.state, embedding.done], ['failed', 0]);
    const found = await bench.run(['search', '--workspace', root, '--query', 'range', '--json', ...flags()]);
    const reply = JSON.parse(found.out) as Reply;
    assert.equal(reply.results[0]?.symbol, 'clamp');
    assert.match(reply.note ?? '', /Meanwhile words/);
  });

  test('a model that takes nothing is a failure too', async () => {
    const root = await bench.project({ 'src/clamp.ts': project['src/clamp.ts'] });
    server.fail(
      { kind: 'status', status: 400, body: { error: { message: 'this model does not embed' } } },
      { times: 9 },
    );
    const { code, log } = await bench.run(['index', '--workspace', root, '--yes', ...flags()], environment);
    assert.equal(code, 2, log);
    assert.match(
      log,
      /has taken no chunk of this folder: .*this model does not embed.*See whether it is an embedding model/,
    );
  });

  test('rewrites the question as code, and says when it could not', async () => {
    const root = await bench.project(project);
    const rewrite = ['--rewrite', '--model', 'scripted', '--base-url', server.baseUrl, '--json'];
    const query = ['search', '--workspace', root, '--query', 'begrenzen'];
    const plain = await bench.run([...query, '--json']);
    assert.notEqual((JSON.parse(plain.out) as Reply).results[0]?.symbol, 'clamp');
    const found = await bench.run([...query, ...rewrite], environment);
    assert.equal(found.code, 0, found.log);
    assert.equal((JSON.parse(found.out) as Reply).results[0]?.symbol, 'clamp');
    const refused = await bench.run([...query, ...rewrite]);
    assert.equal(refused.code, 0, refused.log);
    assert.match(refused.log, /The question was not rewritten: .* asks for a key/);
  });

  test('a usage error is one line that says what to do', async () => {
    const root = await bench.project(project);
    for (const args of [
      ['index', '--workspace', root, '--embedding-model', 'x'],
      ['index', '--workspace', root, ...flags(), '--embedding-dimensions', 'many'],
      ['index', '--workspace', root, '--embedding-model', 'x', '--embedding-url', 'ftp://x'],
      ['search', '--workspace', root, '--query', 'x', '--rewrite'],
    ]) {
      const { code, out, log } = await bench.run(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(out, '');
      assert.match(log, /^touchstone: [^\n]+\n$/, args.join(' '));
    }
  });
});
