import assert from 'node:assert/strict';
import { embeddingChoice } from '../../../src/model/embeddingChoice.ts';
import { BaseUrlInvalid } from '../../../src/model/errors.ts';
import { readSettings } from '../../../src/settings/readSettings.ts';

const choice = (values: Readonly<Record<string, unknown>>) =>
  embeddingChoice(
    readSettings(
      (key) => values[key],
      (warning) => assert.equal(warning, 'no warning'),
    ),
  );

suite('which embedding model the settings name', () => {
  test('none by itself, whatever else is set', () => {
    assert.equal(choice({}), undefined);
    assert.equal(choice({ 'model.source': 'openai', 'model.baseUrl': 'localhost:1234' }), undefined);
    assert.equal(choice({ 'model.embeddingBaseUrl': 'localhost:1234' }), undefined);
  });

  test('at the endpoint of the chat model, when that is in use', () => {
    const named = { 'model.embeddingName': 'nomic-embed-text', 'model.baseUrl': 'localhost:11434' };
    assert.deepEqual(choice({ ...named, 'model.source': 'openai' }), {
      model: 'nomic-embed-text',
      baseUrl: 'http://localhost:11434/v1',
      addressName: 'the setting "touchstone.model.baseUrl"',
    });
    assert.equal(choice({ ...named, 'model.source': 'none' }), undefined, 'offline is offline');
    assert.equal(choice({ ...named, 'model.source': 'vscode' }), undefined);
  });

  test('at an address of its own, whoever chats', () =>
    assert.deepEqual(
      choice({ 'model.embeddingName': 'e', 'model.embeddingBaseUrl': 'localhost:8080', 'model.source': 'vscode' }),
      {
        model: 'e',
        baseUrl: 'http://localhost:8080/v1',
        addressName: 'the setting "touchstone.model.embeddingBaseUrl"',
      },
    ));

  test('an address that is none is an error', () =>
    assert.throws(() => choice({ 'model.embeddingName': 'e', 'model.embeddingBaseUrl': 'ftp://x' }), BaseUrlInvalid));
});
