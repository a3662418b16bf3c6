import assert from 'node:assert/strict';
import { choiceRows } from '../../../src/model/choice.ts';
import { describeCapabilities } from '../../../src/model/describe.ts';
import { hostedEndpoints, namesEmbeddings } from '../../../src/model/endpoints.ts';
import { normaliseBaseUrl } from '../../../src/model/baseUrl.ts';
import type { Capabilities } from '../../../src/model/model.ts';

const labels = (found: Parameters<typeof choiceRows>[0]): readonly string[] =>
  choiceRows(found).map(({ kind, label }) => (kind === 'group' ? `— ${label}` : label));

suite('what Choose Model offers', () => {
  test('no model comes first, and nothing local is shown before it answered', () => {
    const shown = labels({ local: [], editor: [] });
    assert.equal(shown[0], 'No model (offline)');
    assert.equal(shown[1], '— Hosted');
    assert.equal(shown.at(-1), 'Other endpoint…');
  });

  test('one row for each local model that can answer, then the editor’s own', () => {
    const shown = labels({
      local: [
        { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['qwen2.5-coder:7b', 'nomic-embed-text'] },
      ],
      editor: [{ id: 'gpt', name: 'GPT', vendor: 'copilot' }],
    });
    assert.deepEqual(shown.slice(0, 6), [
      'No model (offline)',
      '— On this machine',
      'qwen2.5-coder:7b',
      '— In VS Code',
      'GPT',
      '— Hosted',
    ]);
  });

  test('hosted addresses are whole and encrypted', () => {
    for (const { baseUrl } of hostedEndpoints) {
      assert.equal(normaliseBaseUrl(baseUrl), baseUrl);
      assert.match(baseUrl, /^https:/);
    }
  });

  test('embedding models are told by their names', () => {
    for (const name of ['text-embedding-3-small', 'nomic-embed-text', 'BAAI/bge-m3', 'intfloat/e5-large', 'gte-small'])
      assert.ok(namesEmbeddings(name), name);
    for (const name of ['gpt-4.1', 'qwen2.5-coder:7b', 'code5-large', 'gemma3'])
      assert.ok(!namesEmbeddings(name), name);
  });
});

suite('saying what a model can do', () => {
  const none: Capabilities = {
    chatWithTools: undefined,
    fillInMiddle: undefined,
    embeddings: false,
    strictJson: false,
    contextTokens: undefined,
  };

  test('all that it has and all that it lacks', () =>
    assert.equal(
      describeCapabilities({ ...none, strictJson: true, embeddings: true, contextTokens: 8192 }),
      'chat, JSON and embeddings, 8192 tokens of context; no tools or fill-in-the-middle',
    ));

  test('chat alone', () =>
    assert.equal(describeCapabilities(none), 'chat; no tools, JSON, fill-in-the-middle or embeddings'));
});
