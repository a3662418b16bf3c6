import assert from 'node:assert/strict';
import { readSettings, settingKeys } from '../../../src/settings/readSettings.ts';
import { settingsTable } from '../../../src/settings/table.ts';

function read(values: Readonly<Record<string, unknown>>) {
  const problems: string[] = [];
  const settings = readSettings(
    (key) => values[key],
    (problem) => problems.push(problem),
  );
  return { settings, problems };
}

suite('reading settings', () => {
  test('what is not set has its default', () => {
    const { settings, problems } = read({});
    for (const key of settingKeys) assert.deepEqual(settings[key], settingsTable[key].default);
    assert.deepEqual(problems, []);
  });

  test('good values are taken', () => {
    const values = {
      'model.source': 'openai',
      'model.timeoutSeconds': 5,
      'fix.environment': ['CI'],
      'model.name': 'x',
    };
    const { settings, problems } = read(values);
    for (const [key, value] of Object.entries(values)) assert.deepEqual(settings[key as keyof typeof settings], value);
    assert.deepEqual(problems, []);
  });

  for (const [key, value, problem] of [
    ['model.source', 'cloud', 'should be one of none, openai, vscode'],
    ['model.source', 7, 'should be a string'],
    ['model.name', null, 'should be a string'],
    ['model.timeoutSeconds', '60', 'should be a number'],
    ['model.timeoutSeconds', 0, 'should be at least 1'],
    ['model.timeoutSeconds', 99999, 'should be at most 3600'],
    ['model.timeoutSeconds', NaN, 'should be a finite number'],
    ['fix.environment', ['A', 1], 'should be a list of strings'],
    ['fix.environment', 'A', 'should be a list of strings'],
    ['chat.mcpServers', ['A'], 'should be an object'],
    ['chat.mcpServers', null, 'should be an object'],
  ] as const)
    test(`${key} = ${JSON.stringify(value)}: the default, and a word about it`, () => {
      const { settings, problems } = read({ [key]: value });
      assert.deepEqual(settings[key], settingsTable[key].default);
      assert.deepEqual(problems, [`The setting "touchstone.${key}" ${problem}; the default is used.`]);
    });

  test('the value is frozen, lists too, and the editor’s own list is not', () => {
    const list = ['CI'];
    const { settings } = read({ 'fix.environment': list });
    assert.ok(Object.isFrozen(settings) && Object.isFrozen(settings['fix.environment']));
    list.push('MORE');
    assert.deepEqual(settings['fix.environment'], ['CI']);
  });
});
