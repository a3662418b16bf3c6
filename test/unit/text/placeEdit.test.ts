import assert from 'node:assert/strict';
import { placeEdit } from '../../../src/text/placeEdit.ts';
import { TextLines } from '../../../src/text/textLines.ts';

const place = (text: string, search: string, replace: string) => {
  const lines = new TextLines(text);
  const current = lines.current.map((line) => line.text);
  const placed = placeEdit(current, search.split('\n'), replace === '' ? [] : replace.split('\n'), {
    asShown: true,
  });
  if (placed.kind === 'refused') return placed;
  const now = placed.now.map((line) => (typeof line === 'number' ? lines.current[line]! : line));
  lines.replace(placed.start, placed.end, now);
  return { ...placed, text: lines.toString() };
};
const textOf = (text: string, search: string, replace: string): string => {
  const placed = place(text, search, replace);
  return placed.kind === 'placed' ? placed.text : `refused: ${placed.why}`;
};
const howOf = (text: string, search: string): string => {
  const placed = place(text, search, 'x');
  return placed.kind === 'placed' ? placed.how : placed.why;
};

suite('placeEdit', () => {
  test('replaces the lines where they are', () => {
    assert.equal(textOf('a\nb\nc\n', 'b', 'B\nB2'), 'a\nB\nB2\nc\n');
    assert.equal(textOf('a\nb\nc\n', 'b', ''), 'a\nc\n');
  });

  test('keeps the line breaks and the missing one at the end', () => {
    assert.equal(textOf('a\r\nb\r\n', 'b', 'B\nC'), 'a\r\nB\r\nC\r\n');
    assert.equal(textOf('a\nb', 'b', 'B'), 'a\nB');
    assert.equal(textOf('a\nb', 'a', 'A'), 'A\nb');
  });

  test('finds lines that are indented otherwise, and indents what replaces them as the text is', () =>
    assert.equal(
      textOf(
        'class A {\n    f() {\n        return 1;\n    }\n}\n',
        'f() {\n  return 1;\n}',
        'f() {\n  if (x) {\n    return 2;\n  }\n}',
      ),
      'class A {\n    f() {\n        if (x) {\n            return 2;\n        }\n    }\n}\n',
    ));

  test('turns spaces into the tabs of the text, and tabs into its spaces', () => {
    assert.equal(
      textOf('\tif a:\n\t\tb()\n', '    if a:\n        b()', '    if a:\n        if c:\n            b()'),
      '\tif a:\n\t\tif c:\n\t\t\tb()\n',
    );
    assert.equal(textOf('  if a:\n    b()\n', '\tif a:\n\t\tb()', '\tif a:\n\t\tc()'), '  if a:\n    c()\n');
  });

  test('leaves lines that the edit keeps as they were', () =>
    assert.equal(
      textOf('f( a,b );\ng();\n', 'f( a,b ); \ng( );'.replace('( )', '()'), 'f( a,b ); \nh();'),
      'f( a,b );\nh();\n',
    ));

  test('does not mind blank lines that the model has added or left out', () => {
    assert.equal(textOf('a();\n\nb();\nc();\n', 'a();\nb();', 'a();\nB();'), 'a();\n\nB();\nc();\n');
    assert.equal(textOf('a();\nb();\n', '\na();\n', '\nA();\n'), 'A();\nb();\n');
  });

  test('takes lines that are similar enough, and what the model did not mean to change stays', () =>
    assert.equal(
      textOf(
        'function total(items) {\n  // Adds up the prices of all items.\n  let sum = 0;\n  return sum - tax;\n}\n',
        'function total(items) {\n  // Adds the prices of all the items.\n  let sum = 0;\n  return sum - tax;\n}',
        'function total(items) {\n  // Adds the prices of all the items.\n  let sum = 0;\n  return sum + tax;\n}',
      ),
      'function total(items) {\n  // Adds up the prices of all items.\n  let sum = 0;\n  return sum + tax;\n}\n',
    ));

  test('sees that an accent can be composed in two ways', () =>
    assert.equal(textOf('name = "Jose\u0301";\n', 'name = "Jos\u00e9";', 'name = "";'), 'name = "";\n'));

  test('refuses two places, whichever way it found them', () => {
    assert.match(howOf('a\nb\na\n', 'a'), /fits 2 places \(at lines 1, 3\).*Quote more lines/);
    assert.match(howOf('  a()\n\ta()\n', 'a() '), /fits 2 places/);
  });

  test('refuses what is nowhere, and shows what comes closest', () => {
    assert.match(howOf('let a = compute(1, 2);\n', 'let a = other(1, 2, 3, 4);'), /nowhere.*\n.*compute\(1, 2\)/);
    assert.match(howOf('let a = 1;\n', 'import os'), /nowhere in the file\. Quote its lines exactly as they are\.$/);
    assert.match(howOf('', 'a'), /nowhere/);
    assert.match(howOf('a', ' \n'), /SEARCH part is empty/);
  });

  test('does not take the exact place for the right one when another differs in its indentation alone', () =>
    assert.match(howOf('  a()\na()\n', 'a()'), /fits 2 places/));
});
