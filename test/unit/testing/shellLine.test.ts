import assert from 'node:assert/strict';
import { parseShellLine, shellWord, writeShellLine } from '../../../src/testing/shellLine.ts';

const values = (line: string): unknown =>
  parseShellLine(line)?.map(({ assignments, words, join }) => [
    ...assignments.map(({ raw }) => raw),
    ...words.map(({ value }) => value ?? null),
    join,
  ]);

suite('shell lines', () => {
  test('are read as commands in a row', () =>
    assert.deepEqual(values(`A=1 tsc && node --test "a b.js" 'c d' e\\ f; x | y`), [
      ['A=1', 'tsc', '&&'],
      ['node', '--test', 'a b.js', 'c d', 'e f', ';'],
      ['x', '|'],
      ['y', ''],
    ]));

  test('leave open what the shell puts in', () =>
    assert.deepEqual(values('node "$X" *.js "**/*.js" `a`'), [['node', null, null, '**/*.js', null, '']]));

  test('are not understood when they group or redirect', () => {
    for (const line of ['(a)', 'a > b', 'a 2>&1', '{ a; }', 'a <b', "a 'b"])
      assert.equal(parseShellLine(line), undefined, line);
  });

  test('come back as they were written', () => {
    for (const line of ['a && b || c', `x 'y z' "$W"`, 'a; b', 'A=1 b']) {
      assert.equal(writeShellLine(parseShellLine(line)!), line);
    }
  });

  test('quote what needs it', () =>
    assert.deepEqual(
      ['a/b.js', 'a b', "it's", 'a$b', ''].map((value) => shellWord(value).raw),
      ['a/b.js', `'a b'`, `'it'\\''s'`, `'a$b'`, `''`],
    ));
});
