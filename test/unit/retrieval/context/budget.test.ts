import assert from 'node:assert/strict';
import { fillBudget, formsOf, type Form } from '../../../../src/retrieval/context/budget.ts';

const countTokens = (text: string): number => text.length;
const forms = (...lengths: number[]): Form[] =>
  lengths.map((length, at) => ({
    kind: (['whole', 'skeleton', 'signature'] as const)[at]!,
    text: 'x'.repeat(length),
  }));
const kinds = (offers: readonly Form[][], tokens: number): (string | undefined)[] =>
  fillBudget(offers, { tokens, countTokens }).map((form) => form?.kind);

suite('the forms of a chunk', () => {
  const signature = 'function add(amount: number): void';
  const body = `/** Adds. */\n${signature} {\n  entries.push(amount);\n}`;

  test('whole, told, signature alone', () =>
    assert.deepEqual(
      formsOf({ signature, doc: '/** Adds. */', body, wanted: '' }).map(({ kind, text }) => [kind, text]),
      [
        ['whole', body],
        ['skeleton', `/** Adds. */\n${signature}`],
        ['signature', signature],
      ],
    ));

  test('of a class what is wanted in it', () =>
    assert.deepEqual(
      formsOf({ signature: 'class Ledger', doc: '', body: 'x'.repeat(99), wanted: 'add(amount: number)' }).at(-1)?.text,
      'class Ledger\nadd(amount: number)',
    ));

  test('a form that says no less is left out', () =>
    assert.deepEqual(
      formsOf({ signature: 'const a = 1;', doc: '', body: 'const a = 1;', wanted: '' }).map(({ kind }) => kind),
      ['whole'],
    ));
});

suite('a token budget', () => {
  test('with room for everything everything is whole', () =>
    assert.deepEqual(kinds([forms(50, 20, 10), forms(40, 10)], 1000), ['whole', 'whole']));

  test('is never exceeded, and half-known things go before one that is known whole', () => {
    const offers = Array.from({ length: 8 }, () => forms(60, 25, 8));
    for (const tokens of [0, 7, 8, 40, 100, 200, 479, 480]) {
      const taken = fillBudget(offers, { tokens, countTokens });
      assert.ok(taken.reduce((sum, form) => sum + (form?.text.length ?? 0), 0) <= tokens, String(tokens));
    }
    assert.ok(kinds(offers, 100).filter(Boolean).length > 2);
  });

  test('what is left over makes the best ones longer', () =>
    assert.deepEqual(kinds([forms(60, 8), forms(8)], 75), ['whole', 'whole']));
});
