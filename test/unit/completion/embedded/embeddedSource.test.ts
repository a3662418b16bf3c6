import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { readCorpus, type CorpusFile } from '../../../../src/completion/embedded/corpus.ts';
import { DocumentTokens } from '../../../../src/completion/embedded/documentTokens.ts';
import { EmbeddedSource } from '../../../../src/completion/embedded/embeddedSource.ts';
import { Knowledge } from '../../../../src/completion/embedded/knowledge.ts';
import { Vocabulary } from '../../../../src/completion/embedded/vocabulary.ts';
import type { CompletionRequest, Suggestion } from '../../../../src/completion/suggestion.ts';

const knowledgeOf = (files: readonly CorpusFile[]): Knowledge => runSteps(Knowledge.of(files));
const never = new AbortController().signal;

const request = (path: string, marked: string): CompletionRequest => {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  return {
    path,
    languageId: 'typescript',
    text,
    offset,
    trigger: 'typing',
    extent: 'line',
    candidates: 3,
    context: [],
  };
};

async function answers(source: EmbeddedSource, asked: CompletionRequest): Promise<Suggestion[]> {
  const found: Suggestion[] = [];
  for await (const event of source.suggest(asked, never)) if (event.kind === 'suggestion') found.push(event.suggestion);
  return found;
}

const total = (name: string, unit: string): string => `
export function total${name}(${unit}s: readonly ${name}[]): number {
  let sum = 0;
  for (const ${unit} of ${unit}s) {
    sum += ${unit}.amount * ${unit}.price;
  }
  return sum;
}
`;

suite('suggestions without a model', () => {
  const knowledge = (): Knowledge =>
    knowledgeOf([
      { path: 'src/orders.ts', text: total('Order', 'order') + total('Refund', 'refund') },
      { path: 'src/bills.ts', text: total('Bill', 'bill') + total('Credit', 'credit') },
    ]);

  test('what was written elsewhere comes with the names of this place', async () => {
    const shared = knowledge();
    const source = new EmbeddedSource(() => shared);
    const [first] = await answers(
      source,
      request(
        'src/trips.ts',
        'export function totalTrip(trips: readonly Trip[]): number {\n  let sum = 0;\n  for (const trip ¦',
      ),
    );
    assert.equal(first?.text, 'of trips) {');
    assert.equal(first.source, 'embedded');
    assert.ok(first.confidence > 0 && first.confidence <= 1);
  });

  test('a begun word is finished, and its blank is not written twice', async () => {
    const shared = knowledge();
    const source = new EmbeddedSource(() => shared);
    const [first] = await answers(
      source,
      request('src/x.ts', 'function f(orders: readonly Order[]): number {\n  let sum = 0;\n  ret¦'),
    );
    assert.equal(first?.text, 'urn sum;');
  });

  test('what stands after the cursor on its line is not written again', async () => {
    const shared = knowledge();
    const source = new EmbeddedSource(() => shared);
    const found = await answers(
      source,
      request('src/x.ts', 'function f(orders: readonly Order[]): number {\n  let sum = 0;\n  for (const order ¦) {\n'),
    );
    assert.equal(found[0]?.text, 'of orders');
  });

  test('a file that has changed is known as it is now, and one that is gone no more', async () => {
    const shared = knowledge();
    const source = new EmbeddedSource(() => shared);
    const asked = request('src/new.ts', 'openLedger(¦');
    const isKnown = async (): Promise<boolean> =>
      (await answers(source, asked)).some(({ text }) => text === 'defaultBranch, today);');
    assert.equal(await isKnown(), false);
    shared.change('src/ledger.ts', 'openLedger(defaultBranch, today);\n');
    assert.equal(await isKnown(), true);
    shared.change('src/ledger.ts', undefined);
    assert.equal(await isKnown(), false);
  });

  test('why there is nothing is said', async () => {
    const source = new EmbeddedSource(() => Knowledge.nothing());
    const events = [];
    for await (const event of source.suggest(request('a.ts', '¦'), never)) events.push(event);
    assert.equal(events.length, 1);
    assert.equal(events[0]?.kind, 'withheld');
  });

  test('it learns from what is typed where it was asked', async () => {
    const shared = knowledgeOf([{ path: 'a.py', text: 'alpha(one)\n'.repeat(3) + 'alpha(two)\n'.repeat(3) }]);
    const source = new EmbeddedSource(() => shared);
    const before = await answers(source, request('b.py', 'alpha(¦'));
    let text = '';
    for (let line = 0; line < 6; line++) {
      await answers(source, request('b.py', `${text}alpha(¦`));
      text += 'alpha(two)\n';
      await answers(source, request('b.py', `${text}¦`));
    }
    const after = await answers(source, request('b.py', `${text}alpha(¦`));
    const worth = (found: readonly Suggestion[]): number => found.find((one) => one.text === 'two)')?.confidence ?? 0;
    assert.ok(worth(after) > worth(before));
    assert.equal(after[0]?.text, 'two)');
  });
});

suite('the tokens of the open file', () => {
  test('read again after a keystroke they are as if they had been read at once', () => {
    const text = 'const a = 1;\nfor (const b of a) {\n  use(a, b);\n}\nlet c = b;\nuse(c, a';
    const below = '\n}\nexport { a };\n';
    const vocabulary = new Vocabulary();
    const { abstraction } = runSteps(readCorpus([], vocabulary));
    const typed = new DocumentTokens(vocabulary, abstraction);
    for (let end = 0; end <= text.length; end++) typed.read(text.slice(0, end), below);
    typed.read(text.slice(0, 20), below);
    typed.read(text, below);
    const fresh = new DocumentTokens(vocabulary, abstraction);
    fresh.read(text, below);
    for (const stream of ['stream', 'abstractStream'] as const) {
      assert.deepEqual(typed[stream].tokens, fresh[stream].tokens);
      assert.deepEqual(typed[stream].earlier, fresh[stream].earlier);
    }
    assert.deepEqual(typed.blanks, fresh.blanks);
    assert.deepEqual(typed.recent, fresh.recent);
  });
});
