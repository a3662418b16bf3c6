import assert from 'node:assert/strict';
import { settingsTable, type SettingRow } from '../../../src/settings/table.ts';
import { manifest } from './manifest.ts';

const rows = Object.entries(settingsTable) as [string, SettingRow<unknown>][];

/** A row of the table as package.json states it. */
function property(row: SettingRow<unknown>, order: number): Record<string, unknown> {
  return {
    ...(Array.isArray(row.default) ? { type: 'array', items: { type: 'string' } } : { type: typeof row.default }),
    default: row.default,
    scope: row.scope,
    markdownDescription: row.description,
    order,
    ...(row.choices && {
      enum: row.choices.map(([choice]) => choice),
      markdownEnumDescriptions: row.choices.map(([, description]) => description),
    }),
    ...(row.minimum !== undefined && { minimum: row.minimum }),
    ...(row.maximum !== undefined && { maximum: row.maximum }),
  };
}

suite('the settings of package.json', () => {
  test('are those of the table, word for word', () => {
    const stated = Object.assign(
      {},
      ...manifest.contributes.configuration.map(({ properties }) => properties),
    ) as object;
    assert.deepEqual(
      stated,
      Object.fromEntries(rows.map(([key, row], order) => [`touchstone.${key}`, property(row, order)])),
    );
  });

  test('restrict in an untrusted workspace what the table restricts', () =>
    assert.deepEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations,
      rows.filter(([, row]) => row.restricted).map(([key]) => `touchstone.${key}`),
    ));

  test('have defaults within their own bounds', () => {
    for (const [key, row] of rows) {
      if (row.choices)
        assert.ok(
          row.choices.some(([choice]) => choice === row.default),
          key,
        );
      if (row.minimum !== undefined) assert.ok((row.default as number) >= row.minimum, key);
      if (row.maximum !== undefined) assert.ok((row.default as number) <= row.maximum, key);
    }
  });
});
