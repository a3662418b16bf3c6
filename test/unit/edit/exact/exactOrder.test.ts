import assert from 'node:assert/strict';
import { exactOrder } from '../../../../src/edit/exact/exactOrder.ts';

suite('Instructions that say exactly what to do', () => {
  const read = (instruction: string): string => {
    const order = exactOrder(instruction, undefined);
    return order?.kind === 'rename' ? `${order.from ?? 'this'} > ${order.to}` : (order?.kind ?? '');
  };

  test('a rename, however it is said', () => {
    for (const said of [
      'rename priceOf to netPrice',
      'Rename `priceOf` to `netPrice`.',
      'please rename the function “priceOf()” into netPrice everywhere',
      "rename  'priceOf' -> netPrice!",
    ])
      assert.equal(read(said), 'priceOf > netPrice', said);
    assert.equal(read('rename this to netPrice'), 'this > netPrice');
    assert.equal(read('rename größe to maß'), 'größe > maß');
    assert.deepEqual(exactOrder('netPrice', 'rename'), { kind: 'rename', from: undefined, to: 'netPrice' });
  });

  test('a file that is moved is no name that is renamed', () => {
    assert.equal(read('move src/split.ts to src/shares/even.ts'), 'move');
    assert.equal(read('rename src/split.ts to even.ts'), 'move');
  });

  test('imports, and documentation', () => {
    for (const said of ['organise imports', 'Organize the imports.', 'sort imports', 'remove unused imports'])
      assert.equal(read(said), 'organiseImports', said);
    for (const said of ['document this', 'Add a docstring', 'add JSDoc to this function', 'document'])
      assert.equal(read(said), 'document', said);
  });

  test('code to take out', () => {
    const taken = (instruction: string, kind?: 'extract'): string => {
      const order = exactOrder(instruction, kind);
      return order?.kind === 'extract' ? [order.what, order.name ?? '-', order.code ?? '-'].join(' ') : '';
    };
    assert.equal(taken('extract function netPrice'), 'function netPrice -');
    assert.equal(taken('Extract this into a method called netPrice.'), 'function netPrice -');
    assert.equal(taken('extract these lines as function netPrice'), 'function netPrice -');
    assert.equal(taken('extract `a * b` to variable area'), 'variable area a * b');
    assert.equal(taken('extract constant MOST'), 'constant MOST -');
    assert.equal(taken('extract'), 'function - -');
    assert.equal(taken('netPrice', 'extract'), 'function netPrice -');
    assert.equal(taken('', 'extract'), 'function - -');
    for (const said of [
      'extract validation',
      'extract the parsing into a helper file',
      'extract all words from the text',
    ])
      assert.equal(taken(said), '', said);
  });

  test('an argument to add', () => {
    const added = (instruction: string, kind?: 'addArgument'): string => {
      const order = exactOrder(instruction, kind);
      if (order?.kind !== 'addArgument') return '';
      return [order.to, order.name, order.type, order.preset, order.value].map((each) => each ?? '-').join(' ');
    };
    assert.equal(added('add parameter `limit: number = 10` to search'), 'search limit number 10 -');
    assert.equal(added('add parameter limit: number = 10 to search'), 'search limit number 10 -');
    assert.equal(added('add an argument limit with value 5 to every call of search'), 'search limit - - 5');
    assert.equal(added('Add a parameter limit to Index.search and pass `a + b`.'), 'Index.search limit - - a + b');
    assert.equal(added('add parameter signal: AbortSignal to this function'), '- signal AbortSignal - -');
    assert.equal(added('dry = False', 'addArgument'), '- dry - False -');
    for (const said of [
      'add a parameter',
      'add arguments to the call',
      'add parameter validation to all routes and test it',
    ])
      assert.equal(added(said), '', said);
  });

  test('nothing that takes more than that', () => {
    for (const said of [
      'rename priceOf to netPrice and round it',
      'rename all the things',
      'document how the cache is emptied',
      'sort imports by hand',
      'organise the code',
      '',
    ])
      assert.equal(read(said), '', said);
  });
});
