/** Embeddings over real HTTP: what is sent, what is made of the answer, and what of every way to fail. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as errors from '../../../../src/model/errors.ts';
import { createEmbeddingModel, type EmbeddingOptions } from '../../../../src/model/node/embeddingClient.ts';
import type { EmbeddingModel } from '../../../../src/model/embedding.ts';
import { never, openBench, type Bench } from '../../../fakes/modelBench.ts';
import { bagOfWords } from '../../../fakes/openaiEmbeddings.ts';
import type { Fault } from '../../../fakes/openaiFaults.ts';

suite('an embedding model behind an OpenAI-compatible endpoint', () => {
  let bench: Bench;
  let slept: number[];
  setup(async () => {
    bench = await openBench();
    slept = [];
  });
  teardown(() => bench.dispose());

  let now = Date.parse('2026-11-21T12:00:00Z');
  const log = (message: string): void => void bench.logged.push(message);
  const model = (options: Partial<EmbeddingOptions> = {}): EmbeddingModel =>
    createEmbeddingModel({
      baseUrl: bench.server.baseUrl,
      addressName: 'the setting of the embedding model',
      model: 'scripted-embed',
      key: () => Promise.resolve(undefined),
      timeoutMs: 5000,
      dimensions: 0,
      isMatryoshka: false,
      batch: 64,
      requestsPerMinute: 0,
      tokensPerMinute: 0,
      pricePerMillionTokens: 0,
      log: { debug: log, info: log, warn: log, error: log },
      clock: {
        now: () => now,
        random: () => 1,
        sleep: (milliseconds, signal) => {
          signal.throwIfAborted();
          slept.push(milliseconds);
          now += milliseconds;
          return Promise.resolve();
        },
      },
      ...options,
    });
  const bodies = () => bench.server.requests.map(({ body }) => body as { input: string[] } & Record<string, unknown>);
  const near = (vector: Float32Array | undefined, expected: readonly number[]): void => {
    assert.equal(vector?.length, expected.length);
    for (const [at, value] of expected.entries()) assert.ok(Math.abs(vector[at]! - value) < 1e-6);
  };

  test('opens no connection when it is made, nor for no texts', async () => {
    assert.deepEqual((await model().embed([], 'document', never)).vectors, []);
    assert.equal(bench.server.connections, 0);
  });

  test('gives one vector a text, in their own order, and the tokens that were counted', async () => {
    const { vectors, tokens } = await model().embed(['parse the header', 'send a letter'], 'document', never);
    near(vectors[0], bagOfWords('parse the header', 64));
    near(vectors[1], bagOfWords('send a letter', 64));
    assert.equal(tokens, 8);
    assert.deepEqual(bodies(), [
      { model: 'scripted-embed', input: ['parse the header', 'send a letter'], encoding_format: 'base64' },
    ]);
    assert.equal(bench.server.requests[0]?.path, '/v1/embeddings');
  });

  for (const base64 of ['ignored', 'refused'] as const)
    test(`reads plain numbers where base64 is ${base64}`, async () => {
      bench.server.abilities.base64 = base64;
      const asked = model();
      near((await asked.embed(['one'], 'document', never)).vectors[0], bagOfWords('one', 64));
      near((await asked.embed(['two'], 'document', never)).vectors[0], bagOfWords('two', 64));
      assert.equal(bench.server.requests.length, base64 === 'refused' ? 3 : 2, 'it is learned once');
    });

  test('sends the key, and nothing else about the machine', async () => {
    bench.server.abilities.key = 'test-key-1';
    await model({ key: () => Promise.resolve('test-key-1') }).embed(['one'], 'query', never);
    assert.equal(bench.server.requests[0]?.headers.authorization, 'Bearer test-key-1');
    assert.deepEqual(
      Object.keys(bench.server.requests[0].headers).filter((name) => name.startsWith('x-')),
      [],
    );
  });

  test('says whether a text is a question, to models that want to know', async () => {
    bench.server.abilities.models = ['nomic-embed-text'];
    const nomic = model({ model: 'nomic-embed-text' });
    await nomic.embed(['parse'], 'query', never);
    await nomic.embed(['parse'], 'document', never);
    assert.deepEqual(
      bodies().map(({ input }) => input),
      [['search_query: parse'], ['search_document: parse']],
    );
  });

  test('asks for dimensions, and tells spaces apart by them', async () => {
    const small = model({ dimensions: 16 });
    near((await small.embed(['one'], 'document', never)).vectors[0], bagOfWords('one', 16));
    assert.equal(bodies()[0]?.['dimensions'], 16);
    assert.equal(small.limits.dimensions, 16);
    assert.notEqual(small.space, model().space);
  });

  for (const dimensions of ['ignored', 'refused'] as const) {
    test(`cuts the vectors of a Matryoshka model where dimensions are ${dimensions}`, async () => {
      bench.server.abilities.dimensions = dimensions;
      const { vectors } = await model({ dimensions: 8, isMatryoshka: true }).embed(['one two six'], 'document', never);
      const cut = bagOfWords('one two six', 64).slice(0, 8);
      const length = Math.hypot(...cut) || 1;
      near(
        vectors[0],
        cut.map((value) => value / length),
      );
    });

    test(`says what to set for any other model where dimensions are ${dimensions}`, async () => {
      bench.server.abilities.dimensions = dimensions;
      const error = await failure(model({ dimensions: 8 }).embed(['one'], 'document', never));
      assert.ok(error instanceof errors.WrongDimensions, inspect(error));
      assert.match(`${error.message} ${error.next}`, /8.*embeddingDimensions" to 0.*embeddingMatryoshka/);
    });
  }

  test('vectors that change their length are refused', async () => {
    const asked = model();
    await asked.embed(['one'], 'document', never);
    bench.server.abilities.vectorSize = 32;
    const error = await failure(asked.embed(['two'], 'document', never));
    assert.ok(error instanceof errors.WrongDimensions);
    assert.match(error.message, /32 numbers for "scripted-embed" where 64/);
  });

  test('sends no more texts at once than it may, and halves what is too much', async () => {
    bench.server.abilities.mostInputs = 3;
    const texts = Array.from(
      { length: 8 },
      (_, at) => `text number ${'abcdefgh'[at]!}${'abcdefgh'[at]!}${'abcdefgh'[at]!}`,
    );
    const asked = model({ batch: 8 });
    const { vectors } = await asked.embed(texts, 'document', never);
    for (const [at, text] of texts.entries()) near(vectors[at], bagOfWords(text, 64));
    assert.deepEqual(
      bodies().map(({ input }) => input.length),
      [8, 4, 2, 2, 4, 2, 2],
    );
    assert.equal(asked.limits.batch, 2, 'what was learned is known to whoever makes the batches');
    await asked.embed(texts, 'document', never);
    assert.deepEqual(
      bodies()
        .slice(7)
        .map(({ input }) => input.length),
      [2, 2, 2, 2],
    );
  });

  for (const tooLong of [
    { status: 400, message: "This model's maximum context length is 512 tokens." },
    { status: 500, message: 'input (612 tokens) is too large to process. increase the physical batch size' },
    { status: 400, message: 'the input length exceeds the context length' },
    { status: 413, message: 'inputs must have less than 512 tokens' },
  ])
    test(`cuts a text that is too long, and only that: ${tooLong.message}`, async () => {
      Object.assign(bench.server.abilities, { mostCharacters: 1000, tooLong });
      const long = 'several words '.repeat(200);
      const { vectors } = await model({ clock: realClock }).embed(['short', long, 'brief'], 'document', never);
      near(vectors[0], bagOfWords('short', 64));
      near(vectors[2], bagOfWords('brief', 64));
      assert.equal(vectors.length, 3);
      const sent = bodies().flatMap(({ input }) => input);
      assert.ok(sent.some((text) => text.length > 500 && text.length <= 1000));
    });

  test('waits for the rate limit, but not with a question', async () => {
    const asked = model({ batch: 2, requestsPerMinute: 30 });
    await asked.embed(['a', 'b', 'c', 'd', 'e'], 'document', never);
    assert.deepEqual(slept, [2000, 2000]);
    await asked.embed(['a question'], 'query', never);
    assert.deepEqual(slept, [2000, 2000]);
    await asked.embed(['f'], 'document', never);
    assert.deepEqual(slept, [2000, 2000, 4000], 'the question counts');
  });

  test('waits for the limit of tokens', async () => {
    const asked = model({ batch: 1, tokensPerMinute: 600 });
    await asked.embed(['x'.repeat(32), 'y'.repeat(320), 'z'], 'document', never);
    assert.deepEqual(slept, [1000, 10_000]);
  });

  test('waits as long as Retry-After says, even for minutes; a question does not', async () => {
    bench.server.fail({ kind: 'status', status: 429, headers: { 'retry-after': '120' } });
    assert.equal((await model().embed(['one'], 'document', never)).vectors.length, 1);
    assert.deepEqual(slept, [120_000]);
    bench.server.fail({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    assert.ok((await failure(model().embed(['one'], 'query', never))) instanceof errors.RateLimited);
    assert.equal(slept.length, 1);
  });

  const faults: readonly (readonly [string, Fault, number, new (...given: never[]) => errors.ModelError])[] = [
    ['a refused key', { kind: 'status', status: 401 }, 1, errors.KeyRefused],
    ['a server that keeps failing', { kind: 'status', status: 500 }, 6, errors.ServerFailed],
    ['silence', { kind: 'stallBeforeHeaders' }, 1, errors.AnswerStalled],
    ['a cut connection', { kind: 'hangUp' }, 1, errors.AnswerCut],
    ['half of a body', { kind: 'json', value: '{"data": [{"index": 0, "embedd' }, 1, errors.AnswerMalformed],
    ['too few vectors', { kind: 'json', value: { data: [] } }, 1, errors.AnswerMalformed],
    ['no numbers', { kind: 'json', value: { data: [{ embedding: ['a'] }] } }, 1, errors.AnswerMalformed],
    [
      'bytes that are no numbers',
      { kind: 'json', value: { data: [{ embedding: 'AAA=' }] } },
      1,
      errors.AnswerMalformed,
    ],
    ['a vector without numbers', { kind: 'json', value: { data: [{ embedding: [] }] } }, 1, errors.WrongDimensions],
    [
      'an unknown model',
      { kind: 'status', status: 404, body: { error: { message: 'model "x" not found' } } },
      1,
      errors.ModelUnknown,
    ],
    ['a web page', { kind: 'webPage', status: 200 }, 1, errors.AnsweredWithWebPage],
    ['another refusal', { kind: 'status', status: 400, body: { error: { message: 'no' } } }, 1, errors.RequestRefused],
  ];
  for (const [title, fault, times, kind] of faults)
    test(`${title} has its own error, and the next texts are embedded`, async () => {
      const asked = model({ timeoutMs: fault.kind === 'stallBeforeHeaders' ? 300 : 5000 });
      bench.server.fail(fault, { times });
      const error = await failure(asked.embed(['one'], 'document', never));
      assert.equal((error as Error).constructor, kind, inspect(error));
      assert.equal(bench.server.requests.length, times);
      assert.equal((await asked.embed(['one'], 'document', never)).vectors.length, 1);
    });

  test('what is wrong with the address names the setting that has it', async () => {
    const nextOf = async (asking: Promise<unknown>): Promise<string> =>
      ((await failure(asking)) as errors.ModelError).next;
    for (const fault of [
      { kind: 'webPage', status: 200 },
      { kind: 'status', status: 404, body: '404 page not found', contentType: 'text/plain' },
      { kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/v1' } },
    ] as const) {
      bench.server.fail(fault);
      assert.match(await nextOf(model().embed(['one'], 'document', never)), /the setting of the embedding model/);
    }
    // Nothing listens on the port of a server that has ended.
    const ended = await openBench();
    const { baseUrl } = ended.server;
    await ended.dispose();
    const next = await nextOf(model({ baseUrl }).embed(['one'], 'query', never));
    assert.equal(next, 'Start the server, or check the host and port in the setting of the embedding model.');
  });

  test('cancelling closes the connection', async () => {
    bench.server.fail({ kind: 'stallBeforeHeaders' });
    const abort = new AbortController();
    const asking = failure(model().embed(['one'], 'document', abort.signal));
    while (bench.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    assert.equal(await asking, abort.signal.reason);
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });

  test('cancelling while it waits for the rate limit ends the wait', async () => {
    const abort = new AbortController();
    const asked = model({ batch: 1, requestsPerMinute: 1, clock: realClock });
    const asking = failure(asked.embed(['one', 'two'], 'document', abort.signal));
    while (bench.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    setTimeout(() => abort.abort(), 20);
    assert.equal(await asking, abort.signal.reason);
  });

  const realClock = {
    now: () => Date.now(),
    random: () => 0,
    sleep: (milliseconds: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds > 1000 ? milliseconds : 0);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
});

async function failure(asking: Promise<unknown>): Promise<unknown> {
  try {
    await asking;
  } catch (error) {
    return error;
  }
  assert.fail('it did not fail');
}
