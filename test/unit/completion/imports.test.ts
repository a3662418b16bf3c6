import assert from 'node:assert/strict';
import { importsIn } from '../../../src/completion/imports.ts';

/** Each import as `module: name, name>local`. */
const read = (languageId: string, ...lines: readonly string[]): readonly string[] =>
  importsIn(lines.join('\n'), languageId).map(
    ({ module, names }) =>
      `${module}: ${names.map(({ name, local }) => (name === local ? name : `${name}>${local}`)).join(', ')}`,
  );

suite('imports', () => {
  test('of TypeScript and JavaScript', () =>
    assert.deepEqual(
      read(
        'typescript',
        "import a, { b as c, type D } from 'x';",
        'import * as n from "./y.ts";',
        "import type { E } from '../z';",
        "import type F from 'f';",
        "import 'side';",
        "export { q } from './q';",
        'const { s, t: u } = require("st");',
        "var v = require('v');",
        "var w = require('w').w;",
        'import {',
        '  one,',
        '  // two is gone',
        '  three as drei,',
        "} from 'multi';",
      ),
      [
        ...['x: default>a, b>c, D', './y.ts: *>n', '../z: E', 'f: default>F', './q: q>', 'multi: one, three>drei'],
        ...['st: s, t>u', 'v: *>v'],
      ],
    ));

  test('of Python', () =>
    assert.deepEqual(
      read(
        'python',
        'import os, sys as system',
        'import a.b',
        'import a.b as ab',
        'from .ledger import (',
        '  Ledger,  # the one',
        '  add as plus,',
        ')',
        'from y import *',
        'from z import q, \\',
        '  r',
      ),
      ['os: *>os', 'sys: *>system', 'a: *>a', 'a.b: *>ab', '.ledger: Ledger, add>plus', 'y: ', 'z: q, r'],
    ));

  test('of Go', () =>
    assert.deepEqual(
      read(
        'go',
        'import "fmt"',
        'import (',
        '\t"github.com/spf13/cobra"',
        '\tyy "gopkg.in/yaml.v3"',
        '\t_ "x.y/z"',
        '\t"a.b/go-thing"',
        ')',
      ),
      ['fmt: *>fmt', 'github.com/spf13/cobra: *>cobra', 'gopkg.in/yaml.v3: *>yy', 'x.y/z: ', 'a.b/go-thing: '],
    ));

  test('of Java and Rust', () => {
    assert.deepEqual(read('java', 'import java.util.List;', 'import static org.x.Y.of;', 'import a.b.*;'), [
      'java.util: List',
      'org.x.Y: of',
    ]);
    assert.deepEqual(read('rust', 'use std::{fmt, io::Read as R};', 'use serde::Deserialize;'), [
      'std: fmt',
      'std::io: Read>R',
      'serde: Deserialize',
    ]);
  });

  test('none where the language is not known, and none of a statement that is not finished', () => {
    assert.deepEqual(read('cobol', "import { a } from 'b';"), []);
    assert.deepEqual(read('typescript', 'import { a } fr', 'const from = 1;'), []);
  });
});
