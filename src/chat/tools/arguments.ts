/** The arguments of a call as its tool wants them, or what is wrong with them in words that their author can act on. */

import type { JsonSchema } from '../../model/model.ts';

export interface Parameter {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly about: string;
  readonly optional?: true;
  /** In UTF-16 units; 4,000 when left out. */
  readonly longest?: number;
  readonly mayBeEmpty?: true;
}

export type Parameters = Readonly<Record<string, Parameter>>;

type ValueOf<One extends Parameter> = One['type'] extends 'integer'
  ? number
  : One['type'] extends 'boolean'
    ? boolean
    : string;

export type Arguments<Form extends Parameters> = {
  readonly [Name in keyof Form]: Form[Name] extends { readonly optional: true }
    ? ValueOf<Form[Name]> | undefined
    : ValueOf<Form[Name]>;
};

export const schemaOf = (form: Parameters): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(form).map(([name, { type, about }]) => [name, { type, description: about }]),
  ),
  required: Object.entries(form).flatMap(([name, { optional }]) => (optional ? [] : [name])),
  additionalProperties: false,
});

/** @returns a sentence where they do not fit. */
export function readArguments<Form extends Parameters>(form: Form, written: string): Arguments<Form> | string {
  const fields = readObject(written);
  if (typeof fields === 'string') return fields;
  const read: Record<string, string | number | boolean> = {};
  for (const [name, parameter] of Object.entries(form)) {
    const value = fields[name];
    if (value === undefined || value === null || (value === '' && parameter.optional)) {
      if (!parameter.optional) return `“${name}” is missing.`;
      continue;
    }
    const fitting = fittingValue(value, parameter);
    if (fitting === undefined) return `“${name}” must be ${kinds[parameter.type]}.`;
    if (typeof fitting === 'string') {
      if (fitting.trim() === '' && !parameter.optional && !parameter.mayBeEmpty) return `“${name}” is empty.`;
      const longest = parameter.longest ?? usualLongest;
      if (fitting.length > longest) return `“${name}” is too long: at most ${longest} characters.`;
    }
    read[name] = fitting;
  }
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(form, name));
  if (unknown !== undefined)
    return `There is no “${unknown.slice(0, 60)}”. It takes ${Object.keys(form).join(', ') || 'no arguments'}.`;
  // Every name of the form was read with its own type above, which the compiler cannot follow.
  return read as Arguments<Form>;
}

/** A call without arguments may come as nothing at all. */
export function readObject(written: string): Readonly<Record<string, unknown>> | string {
  if (written.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    return `The arguments are not valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : 'The arguments must be a JSON object.';
}

const usualLongest = 4_000;

const kinds: Readonly<Record<Parameter['type'], string>> = {
  string: 'a string',
  integer: 'a whole number from 1',
  boolean: 'true or false',
};

/** Numbers and truth values come as strings from many a model. */
function fittingValue(value: unknown, { type }: Parameter): string | number | boolean | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'integer': {
      const number =
        typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
      return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
    }
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : undefined;
  }
}
