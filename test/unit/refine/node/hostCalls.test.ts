import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { TouchstoneError } from '../../../../src/base/errors.ts';
import { RateLimited, ServerFailed } from '../../../../src/model/errors.ts';
import type { HostFunctions } from '../../../../src/refine/hostFunctions.ts';
import {
  answerCalls,
  callHost,
  offerOf,
  type HostCall,
  type HostReply,
} from '../../../../src/refine/node/hostCalls.ts';
import { reviveError, sendError } from '../../../../src/model/node/sentError.ts';
import { collect, hello, kindsOf, never, openBench, textOf, type Bench } from '../../../fakes/modelBench.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

suite('what a fix in a worker asks of its host', () => {
  let bench: Bench;
  let close = (): void => {};
  setup(async () => (bench = await openBench()));
  teardown(async () => {
    close();
    await bench.dispose();
  });

  /** The host's functions as the worker has them, through a real channel. */
  function across(host: Omit<HostFunctions, 'log'>): HostFunctions {
    const { port1, port2 } = new MessageChannel();
    const desk = answerCalls(host, (reply) => port1.postMessage(reply));
    port1.on('message', (call: HostCall) => desk.receive(call));
    const end = callHost(structuredClone(offerOf(host)), (call) => port2.postMessage(call), log);
    port2.on('message', (reply: HostReply) => end.receive(reply));
    close = () => {
      desk.close();
      port1.close();
    };
    return end.host;
  }

  test('a model answers as it does in the host', async () => {
    const { model } = across({ model: bench.model() });
    const { parts, error } = await collect(model!.chat(hello, never));
    assert.equal(error, undefined);
    assert.equal(textOf(parts), 'Hello, world.');
    assert.deepEqual(kindsOf(parts).slice(-2), ['usage', 'end']);
    assert.deepEqual([model?.name, model?.provider], ['scripted', bench.model().provider]);
  });

  test('what the model cannot do is undefined here too', async () => {
    bench.server.abilities.tools = 'ignored';
    const { model } = across({ model: bench.model() });
    const capabilities = await model!.capabilities(never);
    assert.equal(capabilities.chatWithTools, undefined);
    assert.equal(typeof capabilities.fillInMiddle, 'function');
    assert.deepEqual(capabilities.strictJson, true);
  });

  test('nothing is sent before the first part is pulled', async () => {
    const { model } = across({ model: bench.model() });
    const parts = model!.chat(hello, never)[Symbol.asyncIterator]();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(bench.server.requests.length, 0);
    await parts.next();
    assert.equal(bench.server.requests.length, 1);
    await parts.return?.();
  });

  test('an error is of the class that was thrown, with what it knows', async () => {
    bench.server.fail({ kind: 'status', status: 429, headers: { 'retry-after': '77' } });
    const { model } = across({ model: bench.model() });
    const { error } = await collect(model!.chat(hello, never));
    assert.ok(error instanceof RateLimited && error instanceof TouchstoneError);
    assert.equal(error.retryAfterSeconds, 77);
    assert.equal(error.next, 'Try again in 77 s.');
  });

  test('leaving early and aborting close the connection', async () => {
    bench.server.abilities.chunkDelayMs = 20;
    bench.server.abilities.reply = () => 'word '.repeat(500);
    const { model } = across({ model: bench.model() });
    for await (const part of model!.chat(hello, never)) if (part.kind === 'text') break;
    assert.equal((await bench.server.requests[0]!.ended).by, 'client');

    const stop = new AbortController();
    const parts = collect(model!.chat(hello, stop.signal));
    while (bench.server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    assert.equal((await parts).error, stop.signal.reason);
    assert.equal((await bench.server.requests[1]!.ended).by, 'client');
  });

  test('the user is asked, and the index, and cancelling reaches both', async () => {
    let asked: AbortSignal | undefined;
    const { ask, searchIndex, model } = across({
      ask: (question, signal) => {
        asked = signal;
        return question.code === 'wait' ? new Promise(() => {}) : Promise.resolve({ kind: 'right', outcome: 1 });
      },
      searchIndex: (query, limit) =>
        Promise.resolve([{ path: `${query}.ts`, startLine: 1, endLine: limit, kind: 'function', score: 1 }]),
    });
    assert.equal(model, undefined);
    const question = { why: '', code: 'f(1)', language: 'typescript', outcomes: [] };
    assert.deepEqual(await ask!(question, never), { kind: 'right', outcome: 1 });
    assert.equal((await searchIndex!('cart', 3, never))[0]?.path, 'cart.ts');

    const stop = new AbortController();
    const answer = ask!({ ...question, code: 'wait' }, stop.signal);
    setTimeout(() => stop.abort(), 5);
    await assert.rejects(answer, { name: 'AbortError' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(asked?.aborted, true);
  });

  test('errors that are none of ours keep their name and words', () => {
    const revived = reviveError(structuredClone(sendError(new RangeError('too far'))));
    assert.deepEqual([revived.name, revived.message], ['RangeError', 'too far']);
    const failed = reviveError(structuredClone(sendError(new ServerFailed('host', { status: 503 }))));
    assert.ok(failed instanceof ServerFailed && failed.status === 503);
  });
});
