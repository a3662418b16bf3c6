import assert from 'node:assert/strict';
import { indexedLanguageOf } from '../../../src/syntax/grammars.ts';
import { languageOf } from '../../../src/syntax/language.ts';

suite('the language of a file', () => {
  const read = (path: string, text = ''): string | undefined => indexedLanguageOf(path, text);

  test('shows in the end of its name', () => {
    assert.equal(read('src/a.test.TS'), 'typescript');
    assert.equal(read('include/a.h'), 'cpp');
    assert.equal(read('docs/README.md'), 'markdown');
    assert.equal(read('a.unknown', '#!/bin/sh\n'), undefined);
  });

  test('or in its whole name, or in its first line', () => {
    assert.equal(read('app/Gemfile'), 'ruby');
    assert.equal(read('bin/run', '#!/usr/bin/env python3\nprint()\n'), 'python');
    assert.equal(read('bin/run', '#!/bin/dash\n'), 'bash');
    assert.equal(read('bin/run', 'plain'), undefined);
    assert.equal(read('constructor'), undefined);
  });

  test('what is indexed by its syntax is not for that reason repaired', () => {
    for (const path of ['a.rb', 'a.kt', 'a.sh', 'a.json', 'a.md']) assert.equal(languageOf(path), undefined);
    assert.equal(languageOf('a.py'), 'python');
  });
});
