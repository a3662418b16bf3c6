/** Tests taken out of files and put into them: what stays is as it was. */
import assert from 'node:assert/strict';
import { mergeTests, withoutIdleImports } from '../../../../src/edit/tests/mergeTests.ts';
import { testHome } from '../../../../src/edit/tests/testHome.ts';
import { testUnits, withoutUnits } from '../../../../src/edit/tests/testUnits.ts';
import { languageOf } from '../../../../src/syntax/language.ts';
import { createParser } from '../../../../src/syntax/node/parser.ts';
import { grammars } from '../../syntax/installedGrammars.ts';

suite('tests in their file', () => {
  const parser = createParser({ grammars });
  suiteTeardown(() => parser.dispose());
  const parse = (path: string, text: string) => parser.parse(languageOf(path)!, text);
  const without = async (path: string, text: string, ...names: string[]): Promise<string> => {
    const tree = await parse(path, text);
    const gone = testUnits(tree).filter(({ names: own }) => names.includes(own.at(-1)!));
    assert.equal(gone.length, names.length);
    const left = withoutUnits(tree, new Set(gone));
    tree.dispose();
    return left;
  };
  const merged = async (path: string, before: string, added: string): Promise<string> => {
    const [old, fresh] = [await parse(path, before), await parse(path, added)];
    const result = mergeTests(path, old, fresh);
    old.dispose();
    fresh.dispose();
    return result.kind === 'clash' ? `clash: ${result.name}` : result.text;
  };

  test('one goes with its comments and decorations, a suite with its last test', async () => {
    const script = `describe('a', () => {
  // About one.
  it('one', () => {});

  it('two', async () => {
    await 1;
  });
});
describe('b', () => {
  it.each([1, 2])('three %i', () => {});
});
`;
    assert.equal(
      await without('a.test.ts', script, 'one', 'three'),
      "describe('a', () => {\n  it('two', async () => {\n    await 1;\n  });\n});\n",
    );
    const python =
      'import pytest\n\n\nclass TestA:\n    # Of one.\n    @pytest.mark.skip\n    def test_one(self):\n        pass\n\n    def test_two(self):\n        pass\n\n\ndef test_three():\n    pass\n';
    assert.equal(
      await without('test_a.py', python, 'test_one', 'test_three'),
      'import pytest\n\n\nclass TestA:\n    def test_two(self):\n        pass\n',
    );
    assert.equal(await without('test_a.py', python, 'test_one', 'test_two', 'test_three'), 'import pytest\n');
    const java = 'class ATest {\n  /** One. */\n  @Test\n  void one() {}\n\n  @Test\n  void two() {}\n}\n';
    assert.equal(await without('ATest.java', java, 'one'), 'class ATest {\n  @Test\n  void two() {}\n}\n');
    const rust = '// One.\n#[test]\nfn one() {}\n\n#[test]\nfn two() {}\n';
    assert.equal(await without('tests/a.rs', rust, 'one'), '#[test]\nfn two() {}\n');
    const module =
      'fn a() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    #[should_panic]\n    fn one() {\n        a();\n    }\n\n    #[test]\n    fn two() {}\n}\n';
    assert.equal(
      await without('src/a.rs', module, 'one'),
      'fn a() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn two() {}\n}\n',
    );
  });

  test('what says the same in other words is known to', async () => {
    const tree = await parse(
      'a.test.js',
      `test('a', () => { is(f("x"), 1); });\ntest('b', () => {\n  is(f('x'), 1)\n});\ntest('c', () => { is(f('y'), 1); });`,
    );
    const [a, b, c] = testUnits(tree).map(({ does }) => does);
    tree.dispose();
    assert.equal(a, b);
    assert.notEqual(a, c);
  });

  test('imports come among the others, only what is new of them', async () => {
    assert.equal(
      await merged(
        'a.test.ts',
        "import { a } from './a.ts';\n\ntest('one', () => a());\n",
        "import { a, b } from './a.ts';\nimport fs from 'node:fs';\n\ntest('two', () => b(fs));\n",
      ),
      "import { a } from './a.ts';\nimport { b } from './a.ts';\nimport fs from 'node:fs';\n\ntest('one', () => a());\n\ntest('two', () => b(fs));\n",
    );
    assert.equal(
      await merged(
        'a.test.js',
        "const { a } = require('./a');\r\ntest('one', a);\r\n",
        "const { a, b } = require('./a');\ntest('two', b);\n",
      ),
      "const { a } = require('./a');\r\nconst { b } = require('./a');\r\ntest('one', a);\r\n\r\ntest('two', b);\r\n",
    );
    assert.equal(
      await merged(
        'test_a.py',
        '"""Of a."""\n\n\ndef test_one():\n    pass\n\n\nif __name__ == "__main__":\n    main()\n',
        'from a import b\n\n\ndef test_two():\n    b()\n',
      ),
      '"""Of a."""\nfrom a import b\n\n\ndef test_one():\n    pass\n\n\ndef test_two():\n    b()\n\n\nif __name__ == "__main__":\n    main()\n',
    );
    assert.equal(
      await merged(
        'a_test.go',
        'package a\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {}\n',
        'package a\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestTwo(t *testing.T) { os.Exit(0) }\n',
      ),
      'package a\n\nimport (\n\t"os"\n)\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {}\n\nfunc TestTwo(t *testing.T) { os.Exit(0) }\n',
    );
    assert.equal(
      await merged(
        'src/test/java/ATest.java',
        'import org.junit.Test;\n\npublic class ATest {\n    @Test\n    public void one() {}\n}\n',
        'import java.util.List;\nimport org.junit.Test;\n\npublic class ATest {\n    @Test\n    public void two() { List.of(); }\n}\n',
      ),
      'import org.junit.Test;\nimport java.util.List;\n\npublic class ATest {\n    @Test\n    public void one() {}\n\n    @Test\n    public void two() { List.of(); }\n}\n',
    );
  });

  test('in Rust names that are there are not brought twice; the module of tests takes more, or is made', async () => {
    assert.equal(
      await merged(
        'tests/a.rs',
        '//! About a.\nuse shop::one;\n\n#[test]\nfn first() {\n    one();\n}\n',
        'use shop::{one, two::{self, Three as Four}};\n\n#[test]\nfn second() {\n    two::go(Four);\n}\n',
      ),
      '//! About a.\nuse shop::one;\nuse shop::two;\nuse shop::two::Three as Four;\n\n#[test]\nfn first() {\n    one();\n}\n\n#[test]\nfn second() {\n    two::go(Four);\n}\n',
    );
    const added = '#[cfg(test)]\nmod tests {\n    use super::*;\n    use std::fmt;\n\n    #[test]\n    fn b() {}\n}\n';
    const made = await merged('src/a.rs', 'fn a() {}\n', added);
    const expected =
      'fn a() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n    use std::fmt;\n\n    #[test]\n    fn b() {}\n}\n';
    assert.equal(made, expected);
    assert.equal(
      await merged('src/a.rs', expected, '#[test]\nfn c() {\n    b();\n}\n'),
      expected.replace(/\}\n$/, '\n    #[test]\n    fn c() {\n        b();\n    }\n}\n'),
    );
    const idle = await parse('tests/a.rs', 'use std::{fmt, path::Path};\nuse std::io::Read;\n\nfn a(_: &Path) {}\n');
    assert.equal(withoutIdleImports('', idle), 'use std::path::Path;\nuse std::io::Read;\n\nfn a(_: &Path) {}\n');
    idle.dispose();
  });

  test('a name that both mean otherwise is a clash; one that is the same is not repeated', async () => {
    const before = "const make = () => 1;\ntest('one', make);\n";
    assert.equal(await merged('a.test.js', before, "const make = () => 2;\ntest('two', make);\n"), 'clash: make');
    assert.equal(
      await merged('a.test.js', before, "const make = () => 1;\ntest('two', make);\n"),
      `${before}\ntest('two', make);\n`,
    );
  });

  test('imports that only dropped tests needed go, those that were there stay', async () => {
    const text =
      "import { a, b } from './a.js';\nimport fs from 'node:fs';\nimport 'side.js';\nimport old from './old.js';\ntest('one', () => b());\n";
    const tree = await parse('a.test.js', text);
    assert.equal(
      withoutIdleImports("import old from './old.js';\n", tree),
      "import { b } from './a.js';\nimport 'side.js';\nimport old from './old.js';\ntest('one', () => b());\n",
    );
    tree.dispose();
    const go = await parse(
      'a_test.go',
      'package a\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestA(t *testing.T) {}\n',
    );
    assert.doesNotMatch(withoutIdleImports('', go), /"os"/);
    go.dispose();
  });

  test('they go where the code is tested already, else into a file that is named as others are', async () => {
    const home = async (source: string, texts: Readonly<Record<string, string>>, names: readonly string[] = ['f']) => {
      const report = { results: [], end: { kind: 'exited', code: 0 }, durationMs: 1, output: '' } as const;
      const text = (path: string): Promise<string | undefined> => Promise.resolve(texts[path]);
      const found = await testHome({
        source,
        lines: undefined,
        names,
        files: [source, ...Object.keys(texts)],
        report,
        text,
      });
      return found && `${found.path}${found.before === undefined ? ' (new)' : ''}`;
    };
    assert.equal(
      await home('src/a.ts', { 'test/a.test.ts': "test('x')", 'test/b.test.ts': "test('y')" }),
      'test/a.test.ts',
    );
    assert.equal(await home('src/a.ts', { 'test/all.test.ts': "test('f', () => f(1))" }), 'test/all.test.ts');
    assert.equal(await home('src/a.ts', { 'test/b.test.ts': "test('y')" }), 'test/a.test.ts (new)');
    assert.equal(await home('src/a.ts', { 'src/b.ts': '', 'src/b.spec.ts': "it('y')" }), 'src/a.spec.ts (new)');
    assert.equal(await home('pkg/a.py', { 'tests/test_b.py': 'def test_y(): pass' }), 'tests/test_a.py (new)');
    assert.equal(await home('pkg/a.go', { 'other/b_test.go': 'func TestB(t *testing.T) {}' }), 'pkg/a_test.go (new)');
    assert.equal(
      await home('src/main/java/shop/A.java', { 'src/test/java/shop/BTest.java': '@Test void b() {}' }),
      'src/test/java/shop/ATest.java (new)',
    );
    assert.equal(await home('src/a.rs', { 'src/a.rs': 'fn f() {}\n#[cfg(test)]\nmod tests {}' }), 'src/a.rs');
    const library = { 'src/lib.rs': 'mod a;', 'src/a.rs': 'pub fn f() {}', 'tests/b.rs': '#[test]\nfn t() {}' };
    assert.equal(await home('src/a.rs', library), 'tests/a.rs (new)');
    assert.equal(await home('src/a.rs', { ...library, 'src/a.rs': 'fn f() {}' }), 'src/a.rs', 'nobody else sees it');
    assert.equal(await home('src/a.ts', { 'test/helpers.ts': 'export const x = 1;' }), undefined);
  });
});
