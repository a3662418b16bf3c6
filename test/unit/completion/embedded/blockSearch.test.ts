import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { EmbeddedSource } from '../../../../src/completion/embedded/embeddedSource.ts';
import { Knowledge } from '../../../../src/completion/embedded/knowledge.ts';

const never = new AbortController().signal;

const scriptSum = (name: string): string => `
export function total${name}(rows: readonly ${name}[]): number {
  let sum = 0;
  for (const row of rows) {
    sum += row.amount * row.price;
  }
  return sum;
}
`;
const pythonSum = (name: string): string => `
def total_${name}(rows):
    total = 0
    for row in rows:
        if row.amount is None:
            continue
        total += row.amount * row.price
    return total
`;

async function blockAt(
  path: string,
  languageId: string,
  known: readonly string[],
  before: string,
  after = '',
): Promise<string> {
  const knowledge = runSteps(Knowledge.of(known.map((text, at) => ({ path: `known/${at}-${path}`, text }))));
  const source = new EmbeddedSource(() => knowledge);
  const text = before + after;
  const place = { path, languageId, text, offset: before.length, trigger: 'typing', extent: 'block' } as const;
  for await (const event of source.suggest({ ...place, candidates: 1, context: [] }, never))
    if (event.kind === 'suggestion') return event.suggestion.text;
  return '';
}

suite('blocks without a model', () => {
  const known = ['Order', 'Refund', 'Bill', 'Credit', 'Fee', 'Tax', 'Tip', 'Loan'].map(scriptSum);
  const body =
    '\n  let sum = 0;\n  for (const row of rows) {\n    sum += row.amount * row.price;\n  }\n  return sum;\n}';

  test('a body is written to its end, with the bracket that is missing', async () => {
    const before = 'export function totalTrip(rows: readonly Trip[]): number {';
    assert.equal(await blockAt('trip.ts', 'typescript', known, before), body);
  });

  test('a bracket that stands there already is not written again', async () => {
    const before = 'export function totalTrip(rows: readonly Trip[]): number {\n  ';
    const written = await blockAt('trip.ts', 'typescript', known, before, '\n}\n');
    assert.equal(written, body.slice('\n  '.length, -'\n}'.length));
  });

  test('it is indented as this file is', async () => {
    const before = 'if (ready) {\n\tstart();\n}\nexport function totalTrip(rows: readonly Trip[]): number {';
    assert.equal(await blockAt('trip.ts', 'typescript', known, before), body.replaceAll('  ', '\t'));
  });

  test('where nothing but its place says where a line belongs, it stands as it did elsewhere', async () => {
    const rows = ['orders', 'refunds', 'bills', 'credits', 'fees', 'taxes', 'tips', 'loans'].map(pythonSum);
    assert.equal(
      await blockAt('trips.py', 'python', rows, 'def total_trips(rows):'),
      pythonSum('trips').slice('\ndef total_trips(rows):'.length).trimEnd(),
    );
  });

  test('what is not sure is not written', async () => {
    const two = ['if (ready) {\n  start(now);\n}\nif (ready) {\n  stop(later);\n}\n'];
    assert.equal(await blockAt('b.ts', 'typescript', two, 'export const a = 1;\nif (done) {'), '');
  });
});
