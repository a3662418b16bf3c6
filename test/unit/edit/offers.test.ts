import assert from 'node:assert/strict';
import { definitionAround, offersAt, type NamedRange, type OfferPlace } from '../../../src/edit/offers.ts';

/** A place in a text where `|` is the cursor, or `«` and `»` are around the selection. */
function at(path: string, marked: string, more: Partial<OfferPlace> = {}): string[] {
  const lines = marked.replaceAll(/[|«»]/g, '').split('\n');
  const lineOf = (mark: string): number => marked.slice(0, marked.indexOf(mark)).split('\n').length - 1;
  const selection = marked.includes('«')
    ? { first: lineOf('«'), last: lineOf('»'), isEmpty: false }
    : { first: lineOf('|'), last: lineOf('|'), isEmpty: true };
  return offersAt({ path, lines, selection, symbols: symbolsOf(lines), diagnostics: [], ...more }).map(
    ({ kind }) => kind,
  );
}

/** What an editor would say of these small texts: one definition from its head to the last line. */
function symbolsOf(lines: readonly string[]): NamedRange[] {
  const nameLine = lines.findIndex((line) => /\b(?:function|def|fn|func|class)\b/.test(line));
  if (nameLine < 0) return [];
  const kind = /\bclass\b/.test(lines[nameLine]!) ? 'type' : 'callable';
  return [{ name: 'it', kind, firstLine: nameLine, lastLine: lines.length - 1, nameLine }];
}

suite('ready-made edits are offered where they make sense', () => {
  const unwritten: readonly (readonly [string, string])[] = [
    ['a.ts', 'function f(a: number): number {|\n}'],
    ['a.ts', 'function f(a: number): number {|\n  // halves go up\n}'],
    ['a.ts', "function f(a: number): number {|\n  throw new Error('not implemented');\n}"],
    ['a.py', 'def f(a):|\n    pass'],
    ['a.py', 'def f(a):|\n    """What it does."""\n    raise NotImplementedError'],
    ['a.py', 'def f(a: int) -> int:|\n    ...'],
    ['a.rs', 'fn f(a: i32) -> i32 {|\n    todo!()\n}'],
    ['a.go', 'func f(a int) int {|\n\tpanic("not implemented")\n}'],
  ];
  for (const [path, text] of unwritten)
    test(`implement: ${path}: ${text.replaceAll('\n', ' ')}`, () => assert.ok(at(path, text).includes('implement')));

  const written: readonly (readonly [string, string])[] = [
    ['a.ts', 'function f(a: number): number {|\n  return a;\n}'],
    ['a.ts', "function f(a: number): number {|\n  if (a < 0) throw new Error('not implemented');\n  return a;\n}"],
    ['a.py', 'def f(a):|\n    return a'],
  ];
  for (const [path, text] of written)
    test(`no implement: ${path}: ${text.replaceAll('\n', ' ')}`, () => {
      assert.ok(!at(path, text).includes('implement'));
      assert.ok(at(path, text).includes('tests'));
    });

  test('document, unless it is', () => {
    assert.ok(at('a.ts', 'function f() {|\n  g();\n}').includes('document'));
    assert.ok(!at('a.ts', '/** What it does. */\nfunction f() {|\n  g();\n}').includes('document'));
    assert.ok(!at('a.rs', '/// What it does.\n#[inline]\nfn f() {|\n  g();\n}').includes('document'));
    assert.ok(!at('a.py', 'def f():|\n    """What it does."""\n    g()').includes('document'));
    assert.ok(at('a.py', 'def f():|\n    g()').includes('document'));
  });

  test('add types where one is missing', () => {
    assert.ok(at('a.ts', 'function f(a, b: number) {|\n  g();\n}').includes('addTypes'));
    assert.ok(!at('a.ts', 'function f(a: Map<string, number>, b = 3) {|\n  g();\n}').includes('addTypes'));
    assert.ok(!at('a.ts', 'function f(private readonly a: () => void) {|\n  g();\n}').includes('addTypes'));
    assert.ok(at('a.py', 'def f(self, a) -> int:|\n    return a').includes('addTypes'));
    assert.ok(!at('a.py', 'def f(self, a: int) -> int:|\n    return a').includes('addTypes'));
    assert.ok(!at('a.go', 'func f(a int) int {|\n\treturn a\n}').includes('addTypes'));
  });

  test('add error handling where something can fail and nothing looks after it', () => {
    assert.ok(at('a.ts', 'async function f() {|\n  await g();\n}').includes('handleErrors'));
    assert.ok(
      !at('a.ts', 'async function f() {|\n  try {\n    await g();\n  } finally {\n  }\n}').includes('handleErrors'),
    );
    assert.ok(at('a.py', 'def f(name):|\n    return open(name).read()').includes('handleErrors'));
    assert.ok(at('a.rs', 'fn f() {|\n    g().unwrap();\n}').includes('handleErrors'));
  });

  test('a selection of code can be extracted, simplified, converted and explained', () =>
    assert.deepEqual(at('a.ts', 'function f() {\n«  g();\n  h();»\n}'), ['extract', 'simplify', 'convert', 'explain']));

  test('a selected comment cannot', () => assert.deepEqual(at('a.ts', '«// only words»\ng();'), []));

  test('inside of a body nothing is offered', () => assert.deepEqual(at('a.ts', 'function f() {\n  g();|\n}'), []));

  test('imports are organised at an import', () => {
    assert.deepEqual(at('a.ts', "import { a } from './a.ts';|\na();"), ['organiseImports']);
    assert.deepEqual(at('a.py', 'from a import b|\nb()'), ['organiseImports']);
    assert.deepEqual(at('a.go', 'import "fmt"|\n'), []);
  });

  test('what is no program gets no offer', () => assert.deepEqual(at('a.md', '# function f() {|\n}'), []));

  test('what is reported is answered first, by what mends it', () => {
    const diagnostics = [{ code: '7006', message: "Parameter 'a' implicitly has an 'any' type." }];
    const [first] = offersAt({
      ...{ path: 'a.ts', lines: ['function f(a) {', '  return a;', '}'], diagnostics },
      ...{ selection: { first: 1, last: 1, isEmpty: true }, symbols: symbolsOf(['function f(a) {', '', '}']) },
    });
    assert.deepEqual([first?.kind, first?.mends, first?.symbol?.name], ['addTypes', 0, 'it']);
  });

  test('the innermost definition is meant', () => {
    const symbol = (name: string, firstLine: number, lastLine: number): NamedRange => ({
      ...{ name, kind: 'callable', firstLine, lastLine, nameLine: firstLine },
    });
    const symbols = [symbol('outer', 0, 20), symbol('inner', 4, 9)];
    assert.equal(definitionAround(symbols, 5)?.name, 'inner');
    assert.equal(definitionAround(symbols, 12)?.name, 'outer');
    assert.equal(definitionAround(symbols, 30), undefined);
  });
});
