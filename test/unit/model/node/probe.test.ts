import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as errors from '../../../../src/model/errors.ts';
import type { Capabilities } from '../../../../src/model/model.ts';
import { collect, hello, never, openBench } from '../../../fakes/modelBench.ts';
import type { Bench } from '../../../fakes/modelBench.ts';
import type { Abilities } from '../../../fakes/openaiProtocol.ts';

suite('probing an endpoint', () => {
  let bench: Bench;
  setup(async () => {
    bench = await openBench();
  });
  teardown(() => bench.dispose());

  const learn = async (abilities: Partial<Abilities>): Promise<Record<string, unknown>> => {
    Object.assign(bench.server.abilities, abilities);
    return summary(await bench.model({ embeddingModel: 'scripted-embed' }).probe(() => {}, never));
  };

  const all = { tools: true, fill: true, embed: true, json: true, context: undefined };

  test('of a server that can do everything', async () => {
    assert.deepEqual(await learn({}), all);
  });

  const variants: readonly [string, Partial<Abilities>, Partial<typeof all>][] = [
    ['tools that are refused', { tools: 'refused' }, { tools: false }],
    ['tools that are silently ignored', { tools: 'ignored' }, { tools: false }],
    ['JSON that is refused', { json: 'refused' }, { json: false }],
    ['JSON that is silently ignored', { json: 'ignored' }, { json: false }],
    ['JSON without a schema', { json: 'object' }, { json: true }],
    ['no embeddings', { embeddings: false }, { embed: false }],
    ['a suffix that is refused', { infill: false, suffix: 'refused' }, { fill: false }],
    ['a suffix that is silently ignored', { infill: false, suffix: 'ignored' }, { fill: false }],
    ['no completions at all', { infill: false, suffix: 'absent' }, { fill: false }],
    ['a suffix that is honoured', { infill: false }, { fill: true }],
    ['infill alone', { suffix: 'absent' }, { fill: true }],
  ];
  for (const [title, abilities, expected] of variants)
    test(`of a server with ${title}`, async () => {
      assert.deepEqual(await learn(abilities), { ...all, ...expected });
    });

  test('without token counts, only the answer itself is evidence', async () => {
    const quiet = { sendUsage: false, infill: false } as const;
    assert.deepEqual(await learn(quiet), { ...all, tools: false, fill: false });
    const telling: Partial<Abilities> = {
      reply: (body) => (typeof body['suffix'] === 'string' ? 'marmalade' : 'hello'),
      toolCalls: () => [{ id: '1', name: 'report_number', arguments: '{"number":7}' }],
    };
    assert.deepEqual(await learn({ ...quiet, ...telling }), { ...all });
  });

  test('reads the size of the context from the model list', async () => {
    assert.equal((await learn({ modelFields: { max_model_len: 32768 } }))['context'], 32768);
    assert.equal((await learn({ modelFields: { meta: { n_ctx: 8192 } } }))['context'], 8192);
  });

  test('asks for few words, and for embeddings only when a model for them is set', async () => {
    await bench.model().capabilities(never);
    for (const { body } of bench.server.requests.filter(({ method }) => method === 'POST')) {
      const { max_tokens: limit, n_predict: predict } = body as { max_tokens?: number; n_predict?: number };
      assert.ok((limit ?? predict ?? Infinity) <= 32);
    }
    assert.ok(bench.server.requests.length <= 9);
    assert.ok(!bench.server.requests.some(({ path: asked }) => asked === '/v1/embeddings'));
  });

  test('asks once, also for two callers at once, another client and another window', async () => {
    const model = bench.model();
    const signal = new AbortController().signal;
    await Promise.all([model.capabilities(never), model.capabilities(signal)]);
    const asked = bench.server.requests.length;
    await model.capabilities(never);
    assert.deepEqual(summary(await bench.model().capabilities(never)), { ...all, embed: false });
    assert.equal(bench.server.requests.length, asked);
  });

  test('another model of the same endpoint is asked anew', async () => {
    await bench.model().capabilities(never);
    const asked = bench.server.requests.length;
    await bench.model({ model: 'scripted-embed' }).capabilities(never);
    assert.ok(bench.server.requests.length > asked);
  });

  test('what was learnt includes the dialect', async () => {
    Object.assign(bench.server.abilities, { limit: 'max_completion_tokens' });
    await bench.model().capabilities(never);
    const model = bench.model();
    await model.capabilities(never);
    const asked = bench.server.requests.length;
    await collect(model.chat({ ...hello, maxTokens: 3 }, never));
    assert.equal(bench.server.requests.length, asked + 1);
  });

  for (const [title, damage] of [
    ['cut off', (text: string) => text.slice(0, 40)],
    ['of another format', (text: string) => text.replace('"format": 1', '"format": 0')],
    ['of another shape', (text: string) => text.replace('"tools": true', '"tools": "yes"')],
    ['of another endpoint', (text: string) => text.replace('127.0.0.1', '127.0.0.2')],
    ['empty', () => ''],
  ] as const)
    test(`a stored answer that is ${title} is asked for anew and replaced`, async () => {
      await bench.model().capabilities(never);
      const [name = ''] = await readdir(bench.folder);
      const file = path.join(bench.folder, name);
      const good = await readFile(file, 'utf8');
      assert.notEqual(damage(good), good);
      await writeFile(file, damage(good));
      const asked = bench.server.requests.length;
      assert.deepEqual(summary(await bench.model().capabilities(never)), { ...all, embed: false });
      assert.ok(bench.server.requests.length > asked);
      assert.equal(await readFile(file, 'utf8'), good);
      assert.deepEqual(await readdir(bench.folder), [name]);
    });

  test('an endpoint that refuses the key is an error and nothing is stored', async () => {
    bench.server.fail({ kind: 'status', status: 401 });
    await assert.rejects(bench.model().capabilities(never), errors.KeyRefused);
    assert.deepEqual(await readdir(bench.folder), []);
  });

  test('a failed question is asked again', async () => {
    const model = bench.model();
    bench.server.fail({ kind: 'status', status: 401 });
    await assert.rejects(model.capabilities(never), errors.KeyRefused);
    assert.deepEqual(summary(await model.capabilities(never)), { ...all, embed: false });
  });

  test('a passing fault of the server is not remembered as an inability', async () => {
    bench.server.fail({ kind: 'status', status: 500 }, { path: '/infill', times: 3 });
    bench.server.abilities.suffix = 'absent';
    assert.equal((await bench.model().capabilities(never)).fillInMiddle, undefined);
    assert.deepEqual(await readdir(bench.folder), []);
    assert.ok((await bench.model().capabilities(never)).fillInMiddle);
  });

  test('what llama.cpp was not started for is remembered', async () => {
    const body = { error: { code: 501, message: 'This server does not support infill.', type: 'not_supported_error' } };
    bench.server.fail({ kind: 'status', status: 501, body }, { path: '/infill' });
    bench.server.abilities.suffix = 'absent';
    assert.equal((await bench.model().capabilities(never)).fillInMiddle, undefined);
    assert.equal((await readdir(bench.folder)).length, 1);
  });

  test('a folder that cannot be written costs a warning and no answer', async () => {
    const file = path.join(bench.folder, 'file');
    await writeFile(file, '');
    const model = bench.model({ storageFolder: path.join(file, 'inside') });
    assert.deepEqual(summary(await model.capabilities(never)), { ...all, embed: false });
    assert.match(bench.logged.join('\n'), /could not be stored/);
  });

  test('cancelling it closes the socket, and the next caller asks anew', async () => {
    const model = bench.model();
    bench.server.fail({ kind: 'stallBeforeHeaders' });
    const abort = new AbortController();
    const first = model.capabilities(abort.signal);
    const second = model.capabilities(never);
    while (bench.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal((await bench.server.requests[0]?.ended)?.by, 'client');
    assert.ok((await second).chatWithTools);
  });
});

function summary(capabilities: Capabilities): Record<string, unknown> {
  return {
    tools: capabilities.chatWithTools !== undefined,
    fill: capabilities.fillInMiddle !== undefined,
    embed: capabilities.embeddings,
    json: capabilities.strictJson,
    context: capabilities.contextTokens,
  };
}
