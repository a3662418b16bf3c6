import assert from 'node:assert/strict';
import { modelChoice } from '../../../src/completion/modelChoice.ts';
import { settingsTable } from '../../../src/settings/table.ts';

const none = {
  'model.source': settingsTable['model.source'].default,
  'model.name': '',
  'model.baseUrl': '',
  'completion.source': settingsTable['completion.source'].default,
  'completion.modelName': '',
  'completion.baseUrl': '',
  'completion.format': settingsTable['completion.format'].default,
};

suite('who is asked for suggestions', () => {
  test('nobody, when nothing is chosen', () => assert.deepEqual(modelChoice(none), { kind: 'none' }));

  test('by itself a model on this machine', () =>
    assert.deepEqual(
      modelChoice({ ...none, 'model.source': 'openai', 'model.name': 'm', 'model.baseUrl': 'localhost:11434' }),
      { kind: 'endpoint', baseUrl: 'http://localhost:11434/v1', model: 'm', format: 'auto' },
    ));

  test('by itself none that may cost money, and it says so', () => {
    for (const source of ['openai', 'vscode'] as const) {
      const choice = modelChoice({
        ...none,
        'model.source': source,
        'model.name': 'big',
        'model.baseUrl': 'https://api.example.com/v1',
      });
      assert.equal(choice.kind, 'none');
      assert.match(choice.kind === 'none' ? (choice.why ?? '') : '', /^big is not asked while you type/);
    }
  });

  test('one of its own beside the model for the rest', () =>
    assert.deepEqual(
      modelChoice({
        ...none,
        'model.source': 'vscode',
        'model.name': 'chatty',
        'completion.source': 'openai',
        'completion.modelName': 'filler',
        'completion.baseUrl': 'https://api.example.com/v1/',
        'completion.format': 'codestral',
      }),
      { kind: 'endpoint', baseUrl: 'https://api.example.com/v1', model: 'filler', format: 'codestral' },
    ));

  test('the same as for the rest, when it was chosen', () =>
    assert.deepEqual(
      modelChoice({ ...none, 'model.source': 'vscode', 'model.name': 'chatty', 'completion.source': 'vscode' }),
      { kind: 'editor', id: 'chatty' },
    ));

  test('none without a name, and it says what to do', () => {
    const choice = modelChoice({ ...none, 'completion.source': 'openai', 'completion.baseUrl': 'localhost:1' });
    assert.match(choice.kind === 'none' ? (choice.why ?? '') : '', /Choose Model for Completion/);
  });

  test('an address that is none is an error', () =>
    assert.throws(() =>
      modelChoice({
        ...none,
        'completion.source': 'openai',
        'completion.modelName': 'm',
        'completion.baseUrl': 'ftp://x',
      }),
    ));
});
