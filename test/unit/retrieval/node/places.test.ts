/** What is asked about names and places, of an index in its real threads. */
import assert from 'node:assert/strict';
import { IndexedFolder } from '../../../fakes/indexedFolder.ts';
import type { ContextRequest, SymbolRequest } from '../../../../src/retrieval/placeRequest.ts';
import type { WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';

const never = new AbortController().signal;

const ledger = `/** Keeps what was paid. */
export class Ledger {
  entries: number[] = [];

  add(amount: number): void {
    this.entries.push(amount);
  }

  total(): number {
    return this.entries.reduce((sum, one) => sum + one, 0);
  }
}

export function openLedger(name: string): Ledger {
  return new Ledger();
}
`;

const invoice = `import { openLedger } from './books/index.js';
import { roundCents } from './money';

export function payInvoice(amount: number): number {
  const ledger = openLedger('main');
  ledger.add(roundCents(amount));
  return ledger.total();
}
`;

const files = {
  'package.json': '{"name": "shop"}',
  'src/books/ledger.ts': ledger,
  'src/books/index.ts': "export * from './ledger.js';\n",
  'src/money.ts': 'export function roundCents(amount: number): number {\n  return Math.round(amount * 100) / 100;\n}\n',
  'src/invoice.ts': invoice,
  'src/savings.ts':
    "import { Ledger } from './books/ledger.js';\n\nexport class Savings extends Ledger {\n  interest(): number {\n    return this.total() * 0.02;\n  }\n}\n",
  'src/unrelated.ts': 'export function paintFence(colour: string): string {\n  return `fence in ${colour}`;\n}\n',
  'test/ledger.test.ts':
    "import { openLedger } from '../src/books';\n\ntest('adds up', () => {\n  openLedger('x').add(2);\n});\n",
};

suite('names and places of a folder', function () {
  this.timeout(30_000);
  let folder: IndexedFolder;
  let index: WorkspaceIndex;
  suiteSetup(async () => {
    folder = new IndexedFolder(files);
    index = await folder.open();
    await index.settled(never);
  });
  suiteTeardown(() => folder.remove());

  const symbols = async (request: SymbolRequest): Promise<string[]> => {
    const { results } = await index.symbols(request, never);
    return results.map(({ path, startLine, symbol, reason }) => `${path}:${startLine} ${symbol ?? ''}: ${reason}`);
  };
  const context = async (request: ContextRequest) => (await index.contextAt(request, never)).hits;

  test('definitions as a file sees them, through what passes them on', async () => {
    assert.deepEqual(await symbols({ relation: 'definitions', name: 'openLedger', path: 'src/invoice.ts' }), [
      'src/books/ledger.ts:14 openLedger: defines it, imported on line 1 through src/books/index.ts',
    ]);
    assert.deepEqual(await symbols({ relation: 'definitions', name: 'Ledger.add' }), [
      'src/books/ledger.ts:5 add: defines it in Ledger',
    ]);
  });

  test('callers, implementers, tests, importers', async () => {
    assert.deepEqual(await symbols({ relation: 'callers', name: 'roundCents' }), [
      'src/invoice.ts:1 payInvoice: calls `roundCents`, imported on line 2',
    ]);
    assert.deepEqual(await symbols({ relation: 'implementers', name: 'Ledger' }), [
      'src/savings.ts:3 Savings: extends `Ledger`, imported on line 1',
    ]);
    assert.deepEqual(await symbols({ relation: 'tests', path: 'src/books/ledger.ts' }), [
      'test/ledger.test.ts:1 : a test that is called like it',
    ]);
    const tests = await symbols({ relation: 'tests', name: 'openLedger' });
    assert.equal(tests.length, 1);
    assert.match(tests[0]!, /^test\/ledger\.test\.ts:\d+ .*calls `openLedger`, imported on line 1 through/);
    assert.deepEqual(await symbols({ relation: 'importers', path: 'src/money.ts' }), [
      'src/invoice.ts:2 : imports `roundCents`',
    ]);
    assert.deepEqual(await symbols({ relation: 'imports', path: 'src/savings.ts' }), [
      'src/books/ledger.ts:1 : imported on line 1 for `Ledger`',
    ]);
  });

  test('nothing found says why', async () => {
    const why = async (request: SymbolRequest) => (await index.symbols(request, never)).why;
    assert.equal(await why({ relation: 'definitions', name: 'nowhere' }), 'No indexed file defines “nowhere”.');
    assert.equal(
      await why({ relation: 'implementers', name: 'Savings' }),
      'No indexed file extends or implements “Savings”.',
    );
    assert.equal(await why({ relation: 'outline', path: 'src/none.ts' }), '“src/none.ts” is not indexed.');
    assert.equal(await why({ relation: 'callers' }), 'Neither a name nor a file was given.');
  });

  test('what helps at a place has its reason, and is never the file itself', async () => {
    const text = invoice.replace('ledger.add(roundCents(amount));', 'ledger.');
    const hits = await context({ path: 'src/invoice.ts', line: 6, column: 10, text, limit: 5 });
    assert.equal(hits[0]?.path, 'src/books/ledger.ts');
    assert.match(hits[0].text, /class Ledger/);
    assert.ok(hits.every(({ path, reason, tokens }) => path !== 'src/invoice.ts' && reason !== '' && tokens > 0));
    const fresh = await context({ path: 'src/invoice.ts', line: 5, column: 3 });
    assert.ok(fresh.some(({ reason }) => reason === 'defines `roundCents`, imported on line 2'));
    assert.ok(
      fresh.some(({ reason }) => reason === 'defines `openLedger`, imported on line 1 through src/books/index.ts'),
    );
  });

  test('a budget is kept, with shorter forms', async () => {
    const whole = await context({ path: 'src/invoice.ts', line: 5, column: 3 });
    const reply = await index.contextAt({ path: 'src/invoice.ts', line: 5, column: 3, tokenBudget: 45 }, never);
    assert.ok(whole.reduce((sum, { tokens }) => sum + tokens, 0) > 45);
    assert.ok(reply.tokens <= 45 && reply.hits.length > 1);
    assert.ok(reply.hits.some(({ form }) => form !== 'whole'));
  });

  test('a file that is not indexed gets context for its text, and nothing without', async () => {
    const text = "import { paintFence } from './src/unrelated';\n\n";
    const [first] = await context({ path: 'script.ts', line: 3, column: 1, text });
    assert.equal(first?.reason, 'defines `paintFence`, imported on line 1');
    const reply = await index.contextAt({ path: '../secret.ts', line: 1, column: 1 }, never);
    assert.equal(reply.why, '“../secret.ts” is not indexed, so its text has to be given.');
  });

  test('a query that names a definition finds it first', async () => {
    const { results } = await index.search(
      { query: 'where does roundCents happen to the invoice amount', limit: 3 },
      never,
    );
    assert.equal(results[0]?.symbol, 'roundCents');
  });

  test('what was edited lately is among the context', async () => {
    await index.touch([{ path: 'src/unrelated.ts', line: 2, kind: 'edit' }]);
    const hits = await context({ path: 'src/invoice.ts', line: 5, column: 3 });
    assert.ok(hits.some(({ path, reason }) => path === 'src/unrelated.ts' && reason.endsWith('edited lately')));
  });

  test('an edit is known at once, also while it is unsaved', async () => {
    const unsaved = `${files['src/money.ts']}\nexport function addTax(amount: number): number {\n  return amount * 1.2;\n}\n`;
    await index.update([{ path: 'src/money.ts', unsaved }]);
    assert.deepEqual(await symbols({ relation: 'definitions', name: 'addTax' }), ['src/money.ts:5 addTax: defines it']);
    const text = "import { addTax } from './money';\n\n";
    const [first] = await context({ path: 'src/fresh.ts', line: 3, column: 1, text });
    assert.match(first?.text ?? '', /amount \* 1\.2/);
    await index.update([{ path: 'src/money.ts' }]);
    assert.deepEqual(await symbols({ relation: 'definitions', name: 'addTax' }), []);
  });
});
