/** A recorded test reads as if the project's own people had written it. */
import assert from 'node:assert/strict';
import { testStyle } from '../../../../src/edit/tests/testStyle.ts';
import type { Outcome } from '../../../../src/edit/tests/recordedCase.ts';
import type { Framework } from '../../../../src/testing/testCommand.ts';
import { languageOf } from '../../../../src/syntax/language.ts';

suite('the style of tests', () => {
  const style = (framework: Framework, path: string, text: string, source: string, sourceText = '') =>
    testStyle({
      ...{ framework, language: languageOf(path)!, example: { path, text }, home: path },
      ...{ source, sourceText, directory: '' },
    });
  const value = (literal: string, awaited = false): Outcome => ({ kind: 'value', literal, awaited });
  const error = (name: string, awaited = false): Outcome => ({ kind: 'throws', error: name, module: '', awaited });
  const one = { key: 'a', setup: [], actual: 'f("a")' };

  test('imports come as others do: with or without an ending, by require, as the default', () => {
    const imports = (text: string, source = 'src/a.ts', sourceText = ''): readonly string[] =>
      style('vitest', 'test/b.test.ts', text, source, sourceText).imports(['f']);
    assert.deepEqual(
      imports(
        "import { test, expect } from 'vitest';\nimport { g } from '../src/b';\ntest('x', () => expect(g()).toBe(1));",
      ),
      ["import { test } from 'vitest';", "import { expect } from 'vitest';", "import { f } from '../src/a';"],
    );
    assert.deepEqual(imports("import { g } from '../src/b.js';\ntest('x', () => expect(g()).toBe(1));"), [
      "import { f } from '../src/a.js';",
    ]);
    assert.deepEqual(
      imports(
        "import { g } from '../src/b.ts';\ntest('x', () => expect(1));",
        'src/a.ts',
        'export default function f() {}',
      ),
      ["import f from '../src/a.ts';"],
    );
    assert.deepEqual(
      style(
        'mocha',
        'test/b.js',
        "const assert = require('assert');\nconst b = require('../b');\nit('x', () => assert(b));\n",
        'a.js',
      ).imports(['f']),
      ["const assert = require('assert');", "const { f } = require('../a');"],
    );
    assert.deepEqual(style('pytest', 'tests/test_b.py', 'from shop.b import g\n', 'src/shop/a.py').imports(['f']), [
      'import pytest',
      'from shop.a import f',
    ]);
  });

  test('assertions are those of the project', () => {
    const node = style(
      'node:test',
      'a.test.js',
      "import assert from 'node:assert/strict';\nimport test from 'node:test';\ntest('x', () => {\n  assert.ok(1);\n});\n",
      'a.js',
    );
    const remark = '  // Recorded: what this does today, not what it should do.';
    assert.equal(
      node.write("it's f", one, value('[1, "b"]')),
      `test('it\\'s f', () => {\n${remark}\n  assert.deepEqual(f('a'), [1, 'b']);\n});`,
    );
    assert.equal(
      node.write('f', one, value('2', true)),
      `test('f', async () => {\n${remark}\n  assert.equal(await f('a'), 2);\n});`,
    );
    assert.equal(
      node.write('f', { key: 'a', setup: ['const s = new S(0);'], actual: 's.f()' }, error('RangeError')),
      `test('f', () => {\n${remark}\n  assert.throws(() => {\n    const s = new S(0);\n    s.f();\n  }, { name: 'RangeError' });\n});`,
    );
    const loose = style(
      'mocha',
      'a.test.js',
      "const assert = require('node:assert');\nit('x', () => {\n  assert.ok(1);\n});\n",
      'a.js',
    );
    assert.match(loose.write('f', one, value('null')), /assert\.strictEqual\(f\('a'\), null\)/);
    const chai = style(
      'mocha',
      'a.test.js',
      'import { expect } from "chai";\nit("x", () => {\n  expect(1).to.equal(1);\n});\n',
      'a.js',
    );
    assert.match(chai.write('f', one, value('{ a: 1 }')), /expect\(f\("a"\)\)\.to\.deep\.equal\(\{ a: 1 \}\);/);
    const jest = style('jest', 'a.test.js', "test('x', () => {\n  expect(1).toBe(1)\n})\n", 'a.js');
    assert.match(
      jest.write('f', one, error('Error', true)),
      /await expect\(\(async \(\) => f\('a'\)\)\(\)\)\.rejects\.toThrow\(\)\n/,
    );
    const pytest = style('pytest', 'test_a.py', 'from a import g\n', 'a.py');
    assert.match(
      pytest.write('test_f', one, value('None')),
      /^def test_f\(\):\n {4}# Recorded.*\n {4}assert f\("a"\) is None$/,
    );
    assert.match(pytest.write('test_f', one, error('KeyError')), /with pytest\.raises\(KeyError\):\n {8}f\("a"\)$/);
  });
});
