import { hostOf } from './baseUrl.ts';
import { hostedEndpoints, namesEmbeddings } from './endpoints.ts';

/** What "Touchstone: Choose Model" offers, as rows; the editor only shows them. */
export type Choice =
  | { readonly kind: 'offline' }
  | { readonly kind: 'local'; readonly baseUrl: string; readonly model: string; readonly models: readonly string[] }
  | { readonly kind: 'hosted'; readonly name: string; readonly baseUrl: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'editor'; readonly id: string };

export type Row =
  | { readonly kind: 'group'; readonly label: string }
  | { readonly kind: 'choice'; readonly label: string; readonly description: string; readonly choice: Choice };

export interface Found {
  readonly local: readonly { readonly name: string; readonly baseUrl: string; readonly models: readonly string[] }[];
  readonly editor: readonly { readonly id: string; readonly name: string; readonly vendor: string }[];
}

export function choiceRows(found: Found): readonly Row[] {
  return [
    row('No model (offline)', 'Everything runs on this machine; no connection is opened', { kind: 'offline' }),
    ...group(
      'On this machine',
      found.local.flatMap(({ name, baseUrl, models }) =>
        models
          .filter((model) => !namesEmbeddings(model))
          .map((model) => row(model, `${name}, ${hostOf(baseUrl)}`, { kind: 'local', baseUrl, model, models })),
      ),
    ),
    ...group(
      'In VS Code',
      found.editor.map(({ id, name, vendor }) => row(name, vendor, { kind: 'editor', id })),
    ),
    ...group('Hosted', [
      ...hostedEndpoints.map(({ name, baseUrl }) => row(name, hostOf(baseUrl), { kind: 'hosted', name, baseUrl })),
      row('Other endpoint…', 'Any address that speaks the OpenAI protocol', { kind: 'other' }),
    ]),
  ];
}

function row(label: string, description: string, choice: Choice): Row {
  return { kind: 'choice', label, description, choice };
}

function group(label: string, rows: readonly Row[]): readonly Row[] {
  return rows.length === 0 ? [] : [{ kind: 'group', label }, ...rows];
}
