import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Parser } from 'web-tree-sitter';
import { loadGrammar } from '../../../src/syntax/node/grammar.ts';
import type { GrammarId } from '../../../src/syntax/grammars.ts';
import type { SyntaxNode } from '../../../src/syntax/tree.ts';
import { siteAt, testSites, type TestSite } from '../../../src/testing/testSites.ts';

const grammarsFolder = join(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');

suite('where tests stand', () => {
  test('in JavaScript and TypeScript, whatever the framework calls them', async () => {
    const text = `describe('cart', () => {
  it("adds \\u00e9 up", () => {});
  test.each([1, 2])('splits by %i', () => {});
  it.only(\`is \${kind} here\`, async () => {});
  expect('no test');
});
suite('töne', function () { specify('東京', () => {}) });
test(computed, () => {});`;
    assert.deepEqual(said(await sites('typescript', text)), [
      'suite 1-6 cart',
      'test 2-2 cart › adds é up',
      'test 3-3 cart › splits by',
      'test 4-4 cart › is  here',
      'suite 7-7 töne',
      'test 7-7 töne › 東京',
    ]);
  });

  test('in Python', async () => {
    const text = `class TestCart(unittest.TestCase):
    def test_adds(self):
        pass
    def helper(self): pass
@pytest.mark.parametrize("n", [1])
def test_split(n):
    pass
class Cart:
    def add(self): pass
`;
    assert.deepEqual(said(await sites('python', text)), [
      'suite 1-4 TestCart',
      'test 2-3 TestCart › test_adds',
      'test 6-7 test_split',
    ]);
  });

  test('in Go, subtests too', async () => {
    const text = `package cart
func TestAdds(t *testing.T) {
	t.Run("empty", func(t *testing.T) {})
}
func Testing() {}
func TestHelper(n int) {}
`;
    assert.deepEqual(said(await sites('go', text)), ['test 2-4 TestAdds', 'test 3-3 TestAdds › empty']);
  });

  test('in Rust, with other attributes around', async () => {
    const text = `#[cfg(test)]
mod tests {
    #[test]
    #[should_panic]
    fn adds() {}
    #[tokio::test]
    async fn waits() {}
    fn helper() {}
}
`;
    assert.deepEqual(said(await sites('rust', text)), [
      'suite 2-9 tests',
      'test 5-5 tests › adds',
      'test 7-7 tests › waits',
    ]);
  });

  test('in Java', async () => {
    const text = `class CartTest {
    @Test
    @DisplayName("adds up")
    void adds() {}
    @org.junit.jupiter.params.ParameterizedTest void splits() {}
    void helper() {}
}
class Cart { void add() {} }
`;
    assert.deepEqual(said(await sites('java', text)), [
      'suite 1-7 CartTest',
      'test 4-4 CartTest › adds',
      'test 5-5 CartTest › splits',
    ]);
  });

  test('the innermost one around a line is meant', async () => {
    const found = await sites('typescript', "describe('a', () => {\n  it('b', () => {\n    run();\n  });\n});\nrun();");
    assert.deepEqual(siteAt(found, 3)?.names, ['a', 'b']);
    assert.deepEqual(siteAt(found, 5)?.names, ['a']);
    assert.equal(siteAt(found, 6), undefined);
  });

  test('a file with a syntax error has those that can be read', async () => {
    assert.deepEqual(said(await sites('javascript', "test('a', () => {});\ntest('b', () => { if (")), ['test 1-1 a']);
  });
});

async function sites(language: GrammarId, text: string): Promise<readonly TestSite[]> {
  const grammar = await loadGrammar(grammarsFolder, language);
  const tree = new Parser().setLanguage(grammar).parse(text);
  const root: SyntaxNode | undefined = tree?.rootNode;
  assert.ok(root);
  return testSites(root);
}

const said = (found: readonly TestSite[]): string[] =>
  found.map(({ kind, line, endLine, names }) => `${kind} ${line}-${endLine} ${names.join(' › ')}`);
