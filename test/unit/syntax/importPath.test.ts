import assert from 'node:assert/strict';
import { importPaths } from '../../../src/syntax/importPath.ts';

suite('imports that are paths', () => {
  const read = (statement: string): string[] =>
    importPaths(statement).map(
      ({ module, names }) => `${module}: ${names.map(({ name, alias }) => `${name}=${alias}`).join(' ')}`,
    );

  test('the last segment is the name', () => {
    assert.deepEqual(read('java.util.List'), ['java.util: List=List']);
    assert.deepEqual(read('import a.b.C as D'), ['a.b: C=D']);
    assert.deepEqual(read('use A\\B\\C;'), ['A\\B: C=C']);
  });

  test('a star takes everything', () => assert.deepEqual(read('crate::book::*'), ['crate::book: *=']));

  test('one segment alone is a module under its own name', () => {
    assert.deepEqual(read('serde'), ['serde: *=serde']);
    assert.deepEqual(read('serde as s'), ['serde: *=s']);
  });

  test('braces open what they hold, at any depth', () =>
    assert.deepEqual(read('std::{fmt::{self, Display as D}, io::{Read, *}, mem}'), [
      'std::fmt: *=fmt Display=D',
      'std::io: Read=Read *=',
      'std: mem=mem',
    ]));

  test('unfinished text is read as far as it goes', () => {
    assert.deepEqual(read('std::{io::{Read'), ['std::io: Read=Read']);
    assert.deepEqual(read('}}'), []);
    assert.deepEqual(read(''), []);
  });
});
