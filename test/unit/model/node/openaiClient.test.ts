import assert from 'node:assert/strict';
import { collect, hello, kindsOf, never, openBench, textOf } from '../../../fakes/modelBench.ts';
import type { Bench } from '../../../fakes/modelBench.ts';

suite('a model behind an OpenAI-compatible endpoint', () => {
  let bench: Bench;
  setup(async () => {
    bench = await openBench();
  });
  teardown(() => bench.dispose());

  test('opens no connection when it is made', async () => {
    bench.model();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(bench.server.connections, 0);
  });

  test('streams a chat as text, then usage, then the end', async () => {
    const { parts, error } = await collect(bench.model().chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(textOf(parts), 'Hello, world.');
    assert.deepEqual(kindsOf(parts), ['text', 'text', 'usage', 'end']);
    assert.deepEqual(parts.at(-1), { kind: 'end', reason: 'stop' });
  });

  test('sends the question in the protocol’s words and nothing about the machine', async () => {
    await collect(bench.model().chat({ ...hello, maxTokens: 9, temperature: 0.5, stop: ['\n'] }, never));
    const [request] = bench.server.requests;
    assert.deepEqual(request?.body, {
      model: 'scripted',
      messages: [{ role: 'user', content: 'Say hello.' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 9,
      temperature: 0.5,
      stop: ['\n'],
    });
    assert.equal(request?.path, '/v1/chat/completions');
    assert.equal(request?.headers['user-agent'], 'touchstone');
    assert.equal(request?.headers.authorization, undefined);
    assert.deepEqual(
      Object.keys(request?.headers ?? {}).filter((name) => name.startsWith('x-')),
      [],
    );
  });

  test('sends the key as a bearer token', async () => {
    bench.server.abilities.key = 'test-key-1';
    const { error } = await collect(bench.model({ key: () => Promise.resolve('test-key-1') }).chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(bench.server.requests[0]?.headers.authorization, 'Bearer test-key-1');
  });

  test('takes nothing from the environment', async () => {
    const { OPENAI_API_KEY, OPENAI_CUSTOM_HEADERS, OPENAI_BASE_URL } = process.env;
    process.env['OPENAI_API_KEY'] = 'from-the-environment';
    process.env['OPENAI_CUSTOM_HEADERS'] = 'Authorization: Bearer from-the-environment\nX-More: yes';
    process.env['OPENAI_BASE_URL'] = 'http://127.0.0.1:9/v1';
    try {
      const { error } = await collect(bench.model().chat(hello, never));
      assert.equal(error, undefined);
      assert.doesNotMatch(JSON.stringify(bench.server.requests[0]?.headers), /from-the-environment|x-more/);
    } finally {
      restore({ OPENAI_API_KEY, OPENAI_CUSTOM_HEADERS, OPENAI_BASE_URL });
    }
  });

  for (const size of [1, 2, 3, 7])
    test(`reads an answer cut into pieces of ${size} bytes, with letters of several bytes`, async () => {
      bench.server.abilities.reply = () => 'Grüße, 世界 👋 und „mehr“.';
      bench.server.abilities.splitBytes = size;
      const { parts, error } = await collect(bench.model().chat(hello, never));
      assert.equal(error, undefined);
      assert.equal(textOf(parts), 'Grüße, 世界 👋 und „mehr“.');
    });

  test('reads events that end in a carriage return and a line feed', async () => {
    bench.server.abilities.lineEnd = '\r\n';
    bench.server.abilities.splitBytes = 5;
    const { parts, error } = await collect(bench.model().chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(textOf(parts), 'Hello, world.');
  });

  test('a finish reason without [DONE] is a whole answer', async () => {
    bench.server.abilities.sendDone = false;
    const { parts, error } = await collect(bench.model().chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(parts.at(-1)?.kind, 'end');
  });

  test('[DONE] without a finish reason is a whole answer', async () => {
    bench.server.abilities.sendFinish = false;
    const { error } = await collect(bench.model().chat(hello, never));
    assert.equal(error, undefined);
  });

  test('a slow answer is no stalled one', async () => {
    bench.server.abilities.chunkDelayMs = 120;
    const { parts, error } = await collect(bench.model({ timeoutMs: 500 }).chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(textOf(parts), 'Hello, world.');
  });

  test('a slow reader is not mistaken for a stalled server', async () => {
    const texts: string[] = [];
    for await (const part of bench.model({ timeoutMs: 400 }).chat(hello, never)) {
      if (texts.length === 0) await new Promise((resolve) => setTimeout(resolve, 500));
      if (part.kind === 'text') texts.push(part.text);
    }
    assert.equal(texts.join(''), 'Hello, world.');
  });

  test('tool calls arrive whole and in order', async () => {
    const calls = [
      { id: 'a', name: 'read_file', arguments: '{"path":"src/a.ts"}' },
      { id: 'b', name: 'search', arguments: '{"query":"Straße"}' },
    ];
    bench.server.abilities.toolCalls = () => calls;
    const { chatWithTools } = await bench.model().capabilities(never);
    assert.ok(chatWithTools);
    const tools = [{ name: 'read_file', description: 'Reads.', parameters: { type: 'object' } }];
    const { parts } = await collect(chatWithTools({ ...hello, tools }, never));
    assert.deepEqual(
      parts.flatMap((part) => (part.kind === 'toolCall' ? [part.call] : [])),
      calls,
    );
    assert.deepEqual(parts.at(-1), { kind: 'end', reason: 'toolCalls' });
  });

  test('a conversation with tool results is sent as the protocol wants it', async () => {
    const messages = [
      { role: 'system', text: 'Be brief.' },
      { role: 'assistant', text: '', toolCalls: [{ id: 'a', name: 'read_file', arguments: '{}' }] },
      { role: 'tool', callId: 'a', text: 'content' },
    ] as const;
    await collect(bench.model().chat({ messages }, never));
    assert.deepEqual((bench.server.requests[0]?.body as { messages: unknown }).messages, [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'read_file', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'content' },
    ]);
  });

  test('learns the dialect of an endpoint from its refusals, once', async () => {
    Object.assign(bench.server.abilities, { limit: 'max_completion_tokens', temperature: false, streamOptions: false });
    const model = bench.model();
    const ask = { ...hello, maxTokens: 5, temperature: 0 };
    assert.equal((await collect(model.chat(ask, never))).error, undefined);
    const asked = bench.server.requests.length;
    assert.equal((await collect(model.chat(ask, never))).error, undefined);
    assert.equal(bench.server.requests.length, asked + 1);
    assert.deepEqual(bench.server.requests.at(-1)?.body, {
      model: 'scripted',
      messages: [{ role: 'user', content: 'Say hello.' }],
      stream: true,
      max_completion_tokens: 5,
    });
  });

  test('asks for JSON by schema where the endpoint holds to it', async () => {
    const shape = { name: 'greeting', schema: { type: 'object' } };
    const { parts } = await collect(bench.model().chat({ ...hello, json: shape }, never));
    assert.deepEqual(JSON.parse(textOf(parts)), { greeting: 'Hello, world.' });
    assert.deepEqual((bench.server.requests.at(-1)?.body as { response_format: unknown }).response_format, {
      type: 'json_schema',
      json_schema: { ...shape, strict: true },
    });
  });

  test('asks for JSON in words where it does not', async () => {
    bench.server.abilities.json = 'ignored';
    const json = { name: 'greeting', schema: { type: 'object', title: 'a greeting' } };
    await collect(bench.model().chat({ ...hello, json }, never));
    const body = bench.server.requests.at(-1)?.body as { messages: { role: string; content: string }[] };
    assert.equal('response_format' in body, false);
    assert.match(body.messages[0]?.content ?? '', /one JSON value.*a greeting/s);
  });

  test('fills in the middle by /infill, or by a suffix', async () => {
    const request = { prefix: 'a(', suffix: ')', maxTokens: 4 };
    bench.server.abilities.reply = () => 'one, two';
    const byInfill = (await bench.model().capabilities(never)).fillInMiddle;
    assert.ok(byInfill);
    assert.equal(textOf((await collect(byInfill(request, never))).parts), 'one, two');
    assert.equal(bench.server.requests.at(-1)?.path, '/infill');

    bench.server.abilities.infill = false;
    const model = bench.model();
    const bySuffix = (await model.probe(() => {}, never)).fillInMiddle;
    assert.ok(bySuffix);
    const { parts } = await collect(bySuffix(request, never));
    assert.equal(textOf(parts), 'one, two');
    assert.equal(parts.at(-1)?.kind, 'end');
    assert.equal(bench.server.requests.at(-1)?.path, '/v1/completions');
    assert.equal((bench.server.requests.at(-1)?.body as { suffix: string }).suffix, ')');
  });
});

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
