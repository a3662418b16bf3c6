import assert from 'node:assert/strict';
import * as errors from '../../../../src/model/errors.ts';
import { createLanguageModel } from '../../../../src/model/vscode/languageModel.ts';
import type { Model } from '../../../../src/model/model.ts';
import { scriptEditor, TextPart, ToolCallPart } from '../../../fakes/languageModels.ts';
import type { ScriptedEditor } from '../../../fakes/languageModels.ts';
import { collect, hello, kindsOf, never, textOf } from '../../../fakes/modelBench.ts';

suite('a language model of the editor', () => {
  let editor: ScriptedEditor;
  setup(() => {
    editor = scriptEditor();
  });
  const model = (id = 'scripted', timeoutMs = 1000): Model =>
    createLanguageModel({ id, timeoutMs, access: { canSendRequest: () => true } }, editor.api);

  test('chats with the same parts as an endpoint', async () => {
    const { parts, error } = await collect(model().chat(hello, never));
    assert.equal(error, undefined);
    assert.deepEqual(kindsOf(parts), ['text', 'text', 'end']);
    assert.equal(textOf(parts), 'Hello, world.');
  });

  test('asks nothing when it is made, and says by type what it lacks', async () => {
    const lacking = await model().capabilities(never);
    assert.equal(editor.sent.length, 0);
    assert.equal(lacking.fillInMiddle, undefined);
    assert.equal(lacking.embeddings, false);
    assert.equal(lacking.strictJson, false);
    assert.equal(lacking.contextTokens, 4096);
  });

  test('keeps a stop text, which the editor does not know', async () => {
    const { parts } = await collect(model().chat({ ...hello, stop: [','] }, never));
    assert.equal(textOf(parts), 'Hello');
    assert.deepEqual(parts.at(-1), { kind: 'end', reason: 'stop' });
    assert.equal(editor.cancelled, 1);
  });

  test('calls tools, and is told their results', async () => {
    editor.answer = async function* () {
      yield await Promise.resolve(new ToolCallPart('1', 'search', { query: 'x' }));
    };
    const { chatWithTools } = await model().capabilities(never);
    const tools = [{ name: 'search', description: 'Searches.', parameters: { type: 'object' } }];
    const messages = [
      { role: 'system', text: 'Be brief.' },
      { role: 'assistant', text: '', toolCalls: [{ id: '0', name: 'search', arguments: '{"query":"y"}' }] },
      { role: 'tool', callId: '0', text: 'found' },
    ] as const;
    assert.ok(chatWithTools);
    const { parts } = await collect(chatWithTools({ messages, tools }, never));
    assert.deepEqual(parts, [
      { kind: 'toolCall', call: { id: '1', name: 'search', arguments: '{"query":"x"}' } },
      { kind: 'end', reason: 'toolCalls' },
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(editor.sent[0])), {
      messages: [
        { role: 'user', content: 'Be brief.' },
        { role: 'assistant', content: [{ callId: '0', name: 'search', input: { query: 'y' } }] },
        { role: 'user', content: [{ callId: '0', content: [{ value: 'found' }] }] },
      ],
      options: {
        justification: 'Touchstone answers what you asked it to do.',
        tools: [{ name: 'search', description: 'Searches.', inputSchema: { type: 'object' } }],
      },
    });
  });

  test('JSON is asked for in words', async () => {
    await collect(model().chat({ ...hello, json: { name: 'x', schema: { title: 'a greeting' } } }, never));
    assert.match(JSON.stringify(editor.sent[0]?.messages), /one JSON value.*a greeting/);
  });

  for (const [code, error] of [
    ['NoPermissions', errors.ConsentRefused],
    ['NotFound', errors.ModelUnknown],
    ['Blocked', errors.RateLimited],
    ['Unknown', errors.ServerFailed],
  ] as const)
    test(`${code} has the name of the same cause at an endpoint`, async () => {
      editor.refusal = Object.assign(new Error('no'), { code });
      const failed = await collect(model().chat(hello, never));
      assert.ok(failed.error instanceof error);
      assert.equal(failed.error.cause, editor.refusal);
      editor.refusal = undefined;
      assert.equal(textOf((await collect(model().chat(hello, never))).parts), 'Hello, world.');
    });

  test('a model that is gone', async () => {
    const { error } = await collect(model('other').chat(hello, never));
    assert.ok(error instanceof errors.ModelUnknown);
    await assert.rejects(model('other').capabilities(never), errors.ModelUnknown);
  });

  test('what arrived before a fault is kept', async () => {
    editor.answer = async function* () {
      yield await Promise.resolve(new TextPart('Hel'));
      throw new Error('torn');
    };
    const { parts, error } = await collect(model().chat(hello, never));
    assert.equal(textOf(parts), 'Hel');
    assert.ok(error instanceof errors.ServerFailed);
  });

  test('silence is a stall', async () => {
    editor.answer = async function* () {
      yield await Promise.resolve(new TextPart('Hel'));
      await new Promise(() => {});
    };
    const { parts, error } = await collect(model('scripted', 200).chat(hello, never));
    assert.equal(textOf(parts), 'Hel');
    assert.ok(error instanceof errors.AnswerStalled);
    assert.equal(editor.cancelled, 1);
  });

  test('cancelling stops the editor’s request and throws the reason', async () => {
    editor.answer = async function* () {
      yield await Promise.resolve(new TextPart('Hel'));
      await new Promise(() => {});
    };
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const { error } = await collect(model().chat(hello, abort.signal));
    assert.equal(error, abort.signal.reason);
    assert.equal(editor.cancelled, 1);
  });
});
