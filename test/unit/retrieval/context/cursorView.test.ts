import assert from 'node:assert/strict';
import { cursorView, typeOfName, type CursorView } from '../../../../src/retrieval/context/cursorView.ts';

const viewer = { path: 'a.ts', language: 'typescript', definitions: [], targets: [] };
const view = (before: string): CursorView =>
  cursorView(viewer, { imports: [{ module: './x', names: [], line: 1 }], definitions: [] }, before);

suite('what stands before a cursor', () => {
  test('names with their distance and count, without imports and comments', () => {
    const { names, members, line } = view(
      "import { far } from './x';\n// nothing here\nconst one = two.three();\n\none + ",
    );
    assert.equal(line, 5);
    assert.deepEqual(names.get('one'), { distance: 0, count: 2 });
    assert.deepEqual(names.get('two'), { distance: 2, count: 1 });
    assert.deepEqual(members.get('three'), { distance: 2, count: 1 });
    for (const absent of ['far', 'nothing']) assert.ok(!names.has(absent), absent);
  });

  test('the receiver before a dot, and what of a name is typed', () => {
    assert.deepEqual([view('\nthis.ledger.').receiver, view('\nthis.ledger.').partial], ['ledger', '']);
    assert.deepEqual([view('\nopen(a).ad').receiver, view('\nopen(a).ad').partial], ['open', 'ad']);
    assert.equal(view('\nitems[0]->').receiver, 'items');
    assert.equal(view('\n(a + b).').receiver, '');
    assert.equal(view('\nconst a = le').receiver, undefined);
    assert.equal(view('\nconst a = le').names.has('le'), false, 'a name that is begun is not used');
  });

  test('where a type is expected', () => {
    for (const typed of ['const a: ', 'class A extends ', 'x = y as ', 'Map<'])
      assert.equal(view(`\n${typed}`).expected, 'type', typed);
    assert.equal(view('\nreturn new ').expected, 'new');
    assert.equal(view('\n  call(').expected, undefined);
  });

  test('types of variables by what is written of them', () => {
    const known = view(
      [
        '',
        'function pay(ledger: Ledger, rates?: readonly Rate[]) {',
        'const basket = new Basket();',
        'entry := &books.Entry{',
        'Account account = find();',
        'const main = openVault(1);',
        '',
      ].join('\n'),
    );
    const types = ['ledger', 'rates', 'basket', 'entry', 'account', 'main', 'user'].map((name) =>
      typeOfName(known, name),
    );
    assert.deepEqual(types, ['Ledger', 'Rate', 'Basket', 'Entry', 'Account', 'Vault', 'User']);
  });
});
