import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFunction, isLoop } from '../../../../src/syntax/grammar.ts';
import { assignment, binary, call, condition, member, subscript } from '../../../../src/syntax/shapes.ts';
import { isTestLine } from '../../../../src/syntax/testCode.ts';
import type { LanguageId, SyntaxNode } from '../../../../src/syntax/tree.ts';
import { descend, faultsOf } from '../../../../src/syntax/walk.ts';
import { parser } from '../../refine/templates/grammars.ts';

async function nodes(language: LanguageId, text: string): Promise<SyntaxNode[]> {
  return [...descend((await parser.parse(language, text)).root)];
}

/** The tokens of a tree, which are the text whatever the tree is called. */
function leaves(root: SyntaxNode): string {
  let text = '';
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.childCount === 0) text += node.text;
    else waiting.push(...node.children.filter((child) => child !== null).reverse());
  }
  return text.replace(/\s+/g, '');
}

suite('one vocabulary', () => {
  const samples: readonly (readonly [LanguageId, string])[] = [
    [
      'java',
      'class A { int f(int[] xs) { for (int i = 0; i < xs.length; i++) { this.n = g(xs[i] + 1); } while (true) { } } }',
    ],
    [
      'go',
      'package a\nfunc f(xs []int) {\n\tfor i := 0; i < len(xs); i++ {\n\t\tt.n = g(xs[i] + 1)\n\t}\n\tfor {\n\t}\n}',
    ],
    ['rust', 'fn f(xs: &[i32]) { for i in 0..xs.len() { if i < 3 { self.n = g(xs[i] + 1); } } loop { } }'],
  ];
  for (const [language, text] of samples) {
    test(`a loop, a call, an index, a member and an assignment of ${language}`, async () => {
      const all = await nodes(language, text);
      assert.equal(all.filter(isFunction).length, 1);
      assert.equal(all.filter(isLoop).length, 2);
      assert.ok(all.some((node) => condition(node)?.text.startsWith('i <')));
      assert.ok(all.some((node) => call(node)?.name === 'g'));
      assert.ok(all.some((node) => subscript(node)?.index.text === 'i'));
      assert.ok(all.some((node) => member(node)?.property.text === 'n'));
      assert.ok(all.some((node) => assignment(node)?.left.text.endsWith('.n')));
      assert.ok(all.some((node) => binary(node)?.operator === '+'));
    });
  }

  test('what a Rust function ends with is what it returns', async () => {
    const all = await nodes('rust', 'fn f(a: bool) -> i32 { if a { 1 } else { 2 } }');
    assert.deepEqual(
      all.filter((node) => node.type === 'return_statement').map((node) => node.text),
      ['1', '2'],
    );
  });

  test('nothing of a text is lost', async () => {
    const fixtures = join(import.meta.dirname, '../../../fixtures/bugs');
    for (const [language, path] of [
      ['go', 'ferry/timetable/network.go'],
      ['rust', 'apiary/src/hive.rs'],
      ['java', 'canteen/src/main/java/canteen/Counter.java'],
    ] as const) {
      const text = readFileSync(join(fixtures, path), 'utf8');
      const tree = await parser.parse(language, text);
      assert.equal(leaves(tree.root), text.replace(/\s+/g, ''), path);
      assert.equal(faultsOf(tree.root), 0);
    }
  });

  test('a text that does not parse says so, and an empty one is a tree', async () => {
    for (const language of ['java', 'go', 'rust'] as const) {
      assert.equal((await parser.parse(language, '}} «')).root.hasError, true);
      assert.equal((await parser.parse(language, '')).root.childCount, 0);
    }
  });

  test('tests inside a Rust file are not its code', async () => {
    const text = 'fn f() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn g() {}\n}\n';
    const tree = await parser.parse('rust', text);
    assert.deepEqual(
      [1, 4, 5, 6, 7].map((line) => isTestLine(tree, line)),
      [false, true, true, true, true],
    );
  });
});
