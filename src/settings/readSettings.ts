import { settingsTable } from './table.ts';
import type { SettingKey, SettingRow, Settings } from './table.ts';

/** Every key of the table, in its order. */
export const settingKeys = Object.keys(settingsTable) as readonly SettingKey[];

/**
 * Reads every setting through `get` into one frozen value. A value of the wrong type or outside its
 * limits is replaced by the default and reported, because a typing slip in a settings file must not
 * stop the product.
 */
export function readSettings(get: (key: SettingKey) => unknown, report: (problem: string) => void): Settings {
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of settingKeys) {
    const row: SettingRow<Settings[SettingKey]> = settingsTable[key];
    const value = get(key);
    const problem = value === undefined ? undefined : whyInvalid(value, row);
    if (problem !== undefined) report(`The setting "touchstone.${key}" ${problem}; the default is used.`);
    const used = value === undefined || problem !== undefined ? row.default : value;
    values[key] = frozen(used);
  }
  // Each value was checked against its row above, which the type system cannot follow key by key.
  return Object.freeze(values) as Settings;
}

/** Ends the sentence "The setting …", or is `undefined` for a good value. */
function whyInvalid(value: unknown, row: SettingRow<Settings[SettingKey]>): string | undefined {
  if (Array.isArray(row.default)) {
    return Array.isArray(value) && value.every((item) => typeof item === 'string')
      ? undefined
      : 'should be a list of strings';
  }
  if (isObject(row.default)) return isObject(value) ? undefined : 'should be an object';
  if (typeof value !== typeof row.default) return `should be a ${typeof row.default}`;
  if (row.choices && !row.choices.some(([choice]) => choice === value))
    return `should be one of ${row.choices.map(([choice]) => (typeof choice === 'string' ? choice : JSON.stringify(choice))).join(', ')}`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'should be a finite number';
    if (row.minimum !== undefined && value < row.minimum) return `should be at least ${row.minimum}`;
    if (row.maximum !== undefined && value > row.maximum) return `should be at most ${row.maximum}`;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The editor's own lists and objects stay what they are. */
function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze([...(value as readonly unknown[])]);
  return isObject(value) ? Object.freeze({ ...value }) : value;
}
