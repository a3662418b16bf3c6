import assert from 'node:assert/strict';
import { fillBudget, formsOf, type Offer } from '../../../src/retrieval/budget.ts';

const countTokens = (text: string): number => text.length;
const offer = (id: number, share: number, ...lengths: number[]): Offer => ({
  id,
  share,
  forms: lengths.map((length, at) => ({
    kind: at === 0 ? 'whole' : at === 1 ? 'skeleton' : 'signature',
    text: 'x'.repeat(length),
  })),
});
const taken = (offers: readonly Offer[], tokens: number): string[] =>
  fillBudget(offers, { tokens, countTokens }).map((one) => `${String(one.id)} ${one.form.kind} ${String(one.tokens)}`);

suite('filling a token budget', () => {
  test('everything whole when it fits', () =>
    assert.deepEqual(taken([offer(1, 1, 50, 20), offer(2, 1, 30, 10)], 100), ['1 whole 50', '2 whole 30']));

  test('the best whole and the rest shorter when it does not', () =>
    assert.deepEqual(taken([offer(1, 1, 50, 20, 5), offer(2, 1, 80, 20, 5), offer(3, 1, 80, 40, 5)], 100), [
      '1 whole 50',
      '2 skeleton 20',
      '3 signature 5',
    ]));

  test('no hit takes all while others wait, and what is left over makes the best longer', () => {
    assert.deepEqual(taken([offer(1, 1, 90, 30), offer(2, 1, 40, 30)], 100), ['1 skeleton 30', '2 whole 40']);
    assert.deepEqual(taken([offer(1, 1, 90, 30), offer(2, 1, 10)], 100), ['1 whole 90', '2 whole 10']);
  });

  test('the stop signal: what has little of what was asked for is left out, room or not', () =>
    assert.deepEqual(taken([offer(1, 0.9, 10), offer(2, 0.1, 10)], 1000), ['1 whole 10']));

  test('what never fits is skipped', () =>
    assert.deepEqual(taken([offer(1, 1, 500, 300), offer(2, 1, 10)], 100), ['2 whole 10']));

  test('never more than the budget', () => {
    for (let tokens = 0; tokens <= 400; tokens += 7) {
      const offers = [offer(1, 1, 150, 60, 9), offer(2, 1, 90, 40, 8), offer(3, 1, 120, 30, 7), offer(4, 1, 33)];
      const sum = fillBudget(offers, { tokens, countTokens }).reduce((all, one) => all + one.tokens, 0);
      assert.ok(sum <= tokens, `${String(sum)} of ${String(tokens)}`);
    }
  });
});

suite('forms of a chunk', () => {
  test('whole, with its doc, and its signature alone', () =>
    assert.deepEqual(
      formsOf({ signature: 'add(a, b)', doc: 'Adds.\n\nAt length.', body: 'function add(a, b) {\n  return a + b;\n}' }),
      [
        { kind: 'whole', text: 'function add(a, b) {\n  return a + b;\n}' },
        { kind: 'skeleton', text: 'Adds.\nadd(a, b)' },
        { kind: 'signature', text: 'add(a, b)' },
      ],
    ));

  test('text without a signature is whole or nothing', () =>
    assert.deepEqual(formsOf({ signature: '', doc: '', body: 'import x' }), [{ kind: 'whole', text: 'import x' }]));

  test('a form that is no shorter is left out', () =>
    assert.deepEqual(formsOf({ signature: 'type A = B', doc: '', body: 'type A = B' }), [
      { kind: 'whole', text: 'type A = B' },
    ]));
});
