import assert from 'node:assert/strict';
import { bodyOf, chunksOf, plainChunks } from '../../../src/syntax/chunk.ts';
import type { Definition, SymbolKind } from '../../../src/syntax/outline.ts';
import { sizes, uncovered } from './rendered.ts';

/** Of lines from..to, whose first is the signature. */
function definition(text: string, name: string, from: number, to: number, kind: SymbolKind = 'function'): Definition {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const start = starts[from - 1]!;
  const end = (starts[to] ?? text.length + 1) - 1;
  const firstLine = text.slice(start).split('\n', 1)[0]!;
  return {
    name,
    kind,
    start,
    end,
    startLine: from,
    endLine: to,
    scope: [],
    signature: firstLine,
    doc: '',
    docStart: start,
    bodyStart: Math.min(end, start + firstLine.length),
    exported: false,
  };
}

const chunks = (text: string, ...definitions: Definition[]) =>
  chunksOf(text, { definitions, references: [], imports: [] });
const lines = (text: string, ...definitions: Definition[]): string[] =>
  chunks(text, ...definitions).map(({ startLine, endLine, name }) => `${startLine}-${endLine} ${name}`.trim());

suite('chunks', () => {
  test('small neighbours stand together, up to 15 lines', () => {
    const text = 'a\n'.repeat(20);
    const small = Array.from({ length: 10 }, (_, at) => definition(text, `f${at}`, 2 * at + 1, 2 * at + 2));
    assert.deepEqual(lines(text, ...small), ['1-14 f0, f1, f2, f3, f4, f5, f6', '15-20 f7, f8, f9']);
  });

  test('what is not small stands alone', () => {
    const text = 'a\n'.repeat(9);
    assert.deepEqual(lines(text, definition(text, 'f', 1, 2), definition(text, 'g', 3, 8)), ['1-2 f', '3-9 g']);
  });

  test('brackets alone go with what they close', () => {
    const text = `${'a\n'.repeat(8)}\n});\n`;
    assert.deepEqual(lines(text, definition(text, 'f', 1, 8)), ['1-10 f']);
  });

  test('a single line that no definition holds goes with a neighbour', () => {
    const text = `import a;\n\n${'a\n'.repeat(8)}\nexport { f };\n`;
    assert.deepEqual(lines(text, definition(text, 'f', 3, 10)), ['1-12 f']);
  });

  test('definitions on one line are one chunk', () => {
    const text = 'f g\n';
    const both = [
      { ...definition(text, 'f', 1, 1), end: 1 },
      { ...definition(text, 'g', 1, 1), start: 2 },
    ];
    assert.deepEqual(lines(text, ...both), ['1-1 f, g']);
  });

  test('the parts of a long one carry its signature, and only the first its doc', () => {
    const text = `head\n${'  a\n'.repeat(130)}`;
    const found = chunks(text, { ...definition(text, 'f', 1, 131), doc: 'words' });
    assert.deepEqual(
      found.map(({ part, signature, doc }) => [part, signature, doc]),
      [
        [1, 'head', 'words'],
        [2, 'head', ''],
        [3, 'head', ''],
      ],
    );
    assert.ok(sizes(text, found).every((size) => size > 30 && size <= 60));
  });

  test('a cut falls on a blank line rather than beside it, and never before a closing bracket', () => {
    const text = `head\n${'  a\n'.repeat(38)}\n${'  b\n'.repeat(40)}}\n`;
    assert.deepEqual(lines(text, definition(text, 'f', 1, 81)), ['1-39 f', '41-81 f']);
    const closed = '  a(\n  );\n'.repeat(40);
    assert.ok(chunks(closed, definition(closed, 'f', 1, 80)).every(({ start }) => closed.startsWith('  a(', start)));
  });

  test('a body leaves out what other chunks hold', () => {
    const text = 'one\ntwo\nthree\n';
    assert.equal(bodyOf(text, { start: 0, end: 13, omitted: [{ start: 3, end: 7 }] }), 'one …\nthree');
  });

  test('text without any syntax is held as well', () => {
    const paragraphs = `${'words\n'.repeat(25)}\n`.repeat(6);
    const found = plainChunks(paragraphs);
    assert.equal(found.length, 6);
    assert.deepEqual(uncovered(paragraphs, found), []);
    assert.deepEqual(plainChunks(' \n\t\n'), []);
  });

  test('one long line is cut where something ends, never within a pair', () => {
    const statements = 'abc = 12;'.repeat(3000);
    const found = plainChunks(statements);
    assert.deepEqual(uncovered(statements, found), []);
    assert.ok(found.slice(0, -1).every(({ end }) => statements[end - 1] === ';'));
    const pairs = '😀'.repeat(5000);
    assert.ok(plainChunks(pairs).every(({ start }) => start % 2 === 0));
  });
});
