import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as errors from '../../../../src/model/errors.ts';
import { createOpenAiModel, listModels } from '../../../../src/model/node/openaiClient.ts';
import { collect, hello, never, openBench, textOf } from '../../../fakes/modelBench.ts';
import type { Bench } from '../../../fakes/modelBench.ts';
import type { Fault } from '../../../fakes/openaiFaults.ts';

interface Case {
  readonly title: string;
  readonly fault: Fault;
  readonly error: new (...parameters: never[]) => errors.ModelError;
  readonly says: RegExp;
  /** What the reader got before the fault. */
  readonly kept?: string;
  /** How often it is asked in all. */
  readonly asked?: number;
}

const cases: readonly Case[] = [
  {
    title: 'a refused key',
    fault: { kind: 'status', status: 401 },
    error: errors.KeyRefused,
    says: /asks for a key.*Choose Model/,
  },
  {
    title: 'a forbidden model',
    fault: { kind: 'status', status: 403 },
    error: errors.KeyRefused,
    says: /asks for a key/,
  },
  {
    title: 'a spent quota, which no waiting mends',
    fault: { kind: 'status', status: 429, body: { error: { message: 'You exceeded it', code: 'insufficient_quota' } } },
    error: errors.CreditSpent,
    says: /credit or quota is spent/,
  },
  {
    title: 'an unknown model',
    fault: { kind: 'status', status: 404, body: { error: { message: 'model "scripted" not found, try pulling it' } } },
    error: errors.ModelUnknown,
    says: /no model named "scripted".*pick one/,
  },
  {
    title: 'an address without the protocol',
    fault: { kind: 'status', status: 404, body: '404 page not found', contentType: 'text/plain' },
    error: errors.AddressUnknown,
    says: /knows no "\/chat\/completions" \(404\).*"\/v1"/,
  },
  {
    title: 'a rate limit that asks for a longer wait than anybody would want',
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '61' } },
    error: errors.RateLimited,
    says: /no more requests for now.*in 61 s/,
  },
  {
    title: 'a rate limit inside the stream',
    fault: { kind: 'errorEventAfter', chunks: 1, error: { code: 429, message: 'slow down' } },
    error: errors.RateLimited,
    says: /no more requests/,
    kept: 'Hello, ',
  },
  {
    title: 'a server that keeps failing',
    fault: { kind: 'status', status: 500, body: { error: { message: 'out of memory' } } },
    error: errors.ServerFailed,
    says: /failed \(500\): out of memory.*try again later/,
    asked: 3,
  },
  {
    title: 'a web page from a gateway',
    fault: { kind: 'webPage', status: 502 },
    error: errors.ServerFailed,
    says: /failed \(502\)\. /,
    asked: 3,
  },
  {
    title: 'a web page instead of an answer',
    fault: { kind: 'webPage', status: 200 },
    error: errors.AnsweredWithWebPage,
    says: /This address answered with a web page.*baseUrl/,
  },
  {
    title: 'a web page under a false name',
    fault: { kind: 'webPage', status: 200, contentType: 'text/event-stream' },
    error: errors.AnsweredWithWebPage,
    says: /answered with a web page/,
  },
  {
    title: 'a web page that says 404',
    fault: { kind: 'webPage', status: 404 },
    error: errors.AnsweredWithWebPage,
    says: /answered with a web page/,
  },
  {
    title: 'a server that stays silent',
    fault: { kind: 'stallBeforeHeaders' },
    error: errors.AnswerStalled,
    says: /sent nothing for 0\.4 s.*timeoutSeconds/,
  },
  {
    title: 'a server that sends headers and then stays silent',
    fault: { kind: 'stallAfter', chunks: -1 },
    error: errors.AnswerStalled,
    says: /sent nothing for 0\.4 s/,
  },
  {
    title: 'a server that falls silent in the middle',
    fault: { kind: 'stallAfter', chunks: 1 },
    error: errors.AnswerStalled,
    says: /stopped in the middle/,
    kept: 'Hello, ',
  },
  {
    title: 'a stream that is torn down midway',
    fault: { kind: 'cutAfter', chunks: 1 },
    error: errors.AnswerCut,
    says: /closed the connection before its answer was complete.*kept/,
    kept: 'Hello, ',
  },
  {
    title: 'a stream that ends politely but too early',
    fault: { kind: 'endAfter', chunks: 2 },
    error: errors.AnswerCut,
    says: /before its answer was complete/,
    kept: 'Hello, world.',
  },
  {
    title: 'a connection that is closed with no answer',
    fault: { kind: 'hangUp' },
    error: errors.AnswerCut,
    says: /closed the connection/,
  },
  {
    title: 'an event with broken JSON',
    fault: { kind: 'malformedAfter', chunks: 1 },
    error: errors.AnswerMalformed,
    says: /cannot be read: a part of it is no valid JSON/,
    kept: 'Hello, ',
  },
  {
    title: 'an answer in one piece',
    fault: { kind: 'json', value: { choices: [] } },
    error: errors.AnswerMalformed,
    says: /in one piece/,
  },
  {
    title: 'an error under status 200',
    fault: { kind: 'json', value: { error: { message: 'maximum context length is 4096 tokens' } } },
    error: errors.ContextTooLong,
    says: /longer than the model/,
  },
  {
    title: 'broken JSON in one piece',
    fault: { kind: 'json', value: '{"choices":' },
    error: errors.AnswerMalformed,
    says: /no valid JSON/,
  },
  {
    title: 'too long a question',
    fault: {
      kind: 'status',
      status: 400,
      body: { error: { message: 'This is too much.', code: 'context_length_exceeded' } },
    },
    error: errors.ContextTooLong,
    says: /longer than the model.*larger context/,
  },
  {
    title: 'any other refusal',
    fault: { kind: 'status', status: 400, body: { error: { message: 'messages must alternate' } } },
    error: errors.RequestRefused,
    says: /refused the request \(400\): messages must alternate/,
  },
  {
    title: 'a redirect to another server',
    fault: { kind: 'redirect', location: 'https://elsewhere.example/v1/chat/completions' },
    error: errors.EndpointMoved,
    says: /redirects to https:\/\/elsewhere\.example\. Touchstone sends nothing/,
  },
];

suite('faults of an endpoint', () => {
  let bench: Bench;
  setup(async () => {
    bench = await openBench();
  });
  teardown(() => bench.dispose());

  for (const { title, fault, error, says, kept = '', asked = 1 } of cases)
    test(`${title}: its own error, what arrived is kept, the next question is answered`, async () => {
      const model = bench.model({ timeoutMs: fault.kind.startsWith('stall') ? 400 : 5000 });
      bench.server.fail(fault, { times: asked });
      const failed = await collect(model.chat(hello, never));
      assert.ok(failed.error instanceof errors.ModelError, inspect(failed.error));
      assert.equal(failed.error.constructor, error);
      assert.match(`${failed.error.message} ${failed.error.next}`, says);
      assert.equal(textOf(failed.parts), kept);
      assert.equal(bench.server.requests.length, asked);

      const next = await collect(model.chat(hello, never));
      assert.equal(next.error, undefined);
      assert.equal(textOf(next.parts), 'Hello, world.');
    });

  test('every error that an endpoint can cause is among them', () => {
    const elsewhere = [
      'ModelError',
      'EndpointUnreachable',
      'BaseUrlInvalid',
      'KeyWouldBeExposed',
      'ConsentRefused',
      'WrongDimensions',
    ];
    assert.deepEqual(
      [...new Set(cases.map(({ error }) => error.name))].sort(),
      Object.keys(errors)
        .filter((name) => !elsewhere.includes(name))
        .sort(),
    );
  });

  test('a server that is not there', async () => {
    const model = bench.model();
    await bench.server.dispose();
    const { error } = await collect(model.chat(hello, never));
    assert.ok(error instanceof errors.EndpointUnreachable);
    assert.equal(error.code, 'ECONNREFUSED');
    assert.match(`${error.message} ${error.next}`, /nothing listens there.*Start the server/);
    assert.deepEqual(bench.slept, [500, 1000]);
  });

  test('a name that cannot be resolved is not tried again', async () => {
    const model = bench.model({ baseUrl: 'https://touchstone.invalid/v1' });
    const { error } = await collect(model.chat(hello, never));
    assert.ok(error instanceof errors.EndpointUnreachable, inspect(error));
    assert.match(error.message, /name cannot be resolved/);
  });

  test('waits as long as Retry-After says, then succeeds', async () => {
    bench.server.fail({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    bench.server.fail({
      kind: 'status',
      status: 503,
      headers: { 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' },
    });
    const { parts, error } = await collect(bench.model().chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(textOf(parts), 'Hello, world.');
    assert.deepEqual(bench.slept, [7000, 9000]);
    assert.match(bench.logged.join('\n'), /no more requests for now.*7000 ms/);
  });

  test('backs off where nothing is said, and the package itself retries nothing', async () => {
    bench.server.fail({ kind: 'status', status: 429 }, { times: 3 });
    const { error } = await collect(bench.model().chat(hello, never));
    assert.ok(error instanceof errors.RateLimited);
    assert.deepEqual(bench.slept, [500, 1000]);
    assert.equal(bench.server.requests.length, 3);
  });

  test('never asks again once something was shown', async () => {
    bench.server.fail({ kind: 'errorEventAfter', chunks: 1, error: { code: 503, message: 'overloaded' } });
    const { error } = await collect(bench.model().chat(hello, never));
    assert.ok(error instanceof errors.ServerFailed);
    assert.equal(bench.server.requests.length, 1);
  });

  test('the same faults have the same names without a stream', async () => {
    const list = (): Promise<readonly string[]> =>
      listModels(
        {
          baseUrl: bench.server.baseUrl,
          key: () => Promise.resolve(undefined),
          timeoutMs: 400,
          log: { debug() {}, info() {}, warn() {}, error() {} },
        },
        never,
      );
    const faults = [
      [{ kind: 'status', status: 401 }, errors.KeyRefused],
      [{ kind: 'webPage', status: 200 }, errors.AnsweredWithWebPage],
      [{ kind: 'stallBeforeHeaders' }, errors.AnswerStalled],
      [{ kind: 'hangUp' }, errors.AnswerCut],
      [{ kind: 'json', value: '{"data":' }, errors.AnswerMalformed],
      [{ kind: 'json', value: { data: 7 } }, errors.AnswerMalformed],
    ] as const;
    for (const [fault, error] of faults) {
      bench.server.fail(fault);
      await assert.rejects(list(), error);
    }
    assert.deepEqual(await list(), ['scripted', 'scripted-embed']);
  });

  test('a key is in no error and no log, even when the server repeats it', async () => {
    const key = 'correct-horse-battery';
    const model = bench.model({ key: () => Promise.resolve(key) });
    const faults: Fault[] = [
      { kind: 'status', status: 401, body: { error: { message: `Incorrect API key provided: ${key}` } } },
      { kind: 'status', status: 400, body: { error: { message: `no such thing for ${key}` } } },
      { kind: 'errorEventAfter', chunks: 1, error: { message: `bad ${key}` } },
      { kind: 'hangUp' },
    ];
    for (const fault of faults) {
      bench.server.fail(fault);
      const { error } = await collect(model.chat(hello, never));
      assert.ok(error instanceof errors.ModelError && error.cause !== undefined);
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /battery/);
    }
    assert.doesNotMatch(bench.logged.join('\n'), /battery/);
  });

  test('a key is not sent over plain http to another machine', async () => {
    const model = bench.model({
      baseUrl: 'http://models.example.com/v1',
      key: () => Promise.resolve('some-key'),
    });
    const { error } = await collect(model.chat(hello, never));
    assert.ok(error instanceof errors.KeyWouldBeExposed);
  });

  test('an address that is none is refused when the model is made', () => {
    assert.throws(
      () => createOpenAiModel({ ...bareOptions, baseUrl: 'ftp://x', storageFolder: bench.folder }),
      errors.BaseUrlInvalid,
    );
  });
});

suite('cancelling', () => {
  let bench: Bench;
  setup(async () => {
    bench = await openBench();
  });
  teardown(() => bench.dispose());

  test('in the middle of an answer closes the socket', async () => {
    bench.server.fail({ kind: 'stallAfter', chunks: 1 });
    const abort = new AbortController();
    const asking = collect(
      tap(bench.model().chat(hello, abort.signal), () => setTimeout(() => abort.abort(new Error('enough')), 10)),
    );
    const { parts, error } = await asking;
    assert.equal(textOf(parts), 'Hello, ');
    assert.equal(error, abort.signal.reason);
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });

  test('while nobody is pulling closes the socket too', async () => {
    bench.server.fail({ kind: 'stallAfter', chunks: 1 });
    const abort = new AbortController();
    const answer = bench.model().chat(hello, abort.signal)[Symbol.asyncIterator]();
    await answer.next();
    abort.abort();
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
    await assert.rejects(async () => answer.next(), { name: 'AbortError' });
  });

  test('before the first byte closes the socket', async () => {
    bench.server.fail({ kind: 'stallBeforeHeaders' });
    const abort = new AbortController();
    const asking = collect(bench.model().chat(hello, abort.signal));
    while (bench.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    assert.equal((await asking).error, abort.signal.reason);
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });

  test('leaving the loop closes the socket', async () => {
    bench.server.fail({ kind: 'stallAfter', chunks: 1 });
    for await (const part of bench.model().chat(hello, never)) if (part.kind === 'text') break;
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });

  test('a stall closes the socket', async () => {
    bench.server.fail({ kind: 'stallAfter', chunks: 1 });
    await collect(bench.model({ timeoutMs: 400 }).chat(hello, never));
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
  });

  test('a whole answer does not', async () => {
    await collect(bench.model().chat(hello, never));
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'server');
  });

  test('while waiting to ask again ends the wait', async () => {
    bench.server.fail({ kind: 'status', status: 500 }, { times: 3 });
    const abort = new AbortController();
    const model = bench.model({
      clock: {
        now: () => 0,
        random: () => 0,
        sleep: (_, signal) => {
          abort.abort();
          signal.throwIfAborted();
          return Promise.resolve();
        },
      },
    });
    assert.equal((await collect(model.chat(hello, abort.signal))).error, abort.signal.reason);
    assert.equal(bench.server.requests.length, 1);
  });

  test('an aborted signal asks nothing', async () => {
    const abort = AbortSignal.abort();
    assert.equal((await collect(bench.model().chat(hello, abort))).error, abort.reason);
    assert.equal(bench.server.connections, 0);
  });
});

const bareOptions = {
  model: 'scripted',
  key: () => Promise.resolve(undefined),
  timeoutMs: 100,
  log: { debug() {}, info() {}, warn() {}, error() {} },
};

async function* tap<Part>(parts: AsyncIterable<Part>, onFirst: () => void): AsyncGenerator<Part> {
  let first = true;
  for await (const part of parts) {
    if (first) onFirst();
    first = false;
    yield part;
  }
}
