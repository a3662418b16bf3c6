import assert from 'node:assert/strict';
import { besideTest, testFileOf, testNamedLike, withAddedTests } from '../../../src/testing/testFile.ts';

suite('a file for new tests', () => {
  const beside = (example: string, ...taken: string[]): string => besideTest(example, 'issue', new Set(taken));

  test('stands beside an existing one, named so that the tool finds it', () => {
    assert.equal(beside('test/price.test.ts'), 'test/price-issue.test.ts');
    assert.equal(beside('src/__tests__/Cart.spec.jsx'), 'src/__tests__/Cart-issue.spec.jsx');
    assert.equal(beside('tests/test_price.py'), 'tests/test_price_issue.py');
    assert.equal(beside('price_test.py'), 'price_issue_test.py');
    assert.equal(beside('pkg/price_test.go'), 'pkg/price_issue_test.go');
    assert.equal(beside('src/test/java/shop/PriceTest.java'), 'src/test/java/shop/PriceIssueTest.java');
    assert.equal(beside('tests/pricing.rs'), 'tests/pricing_issue.rs');
    assert.equal(beside('test/price.js'), 'test/price-issue.js');
  });

  test('never takes the place of a file that is there', () => {
    assert.equal(beside('test/a.test.ts', 'test/a-issue.test.ts', 'test/a-issue2.test.ts'), 'test/a-issue3.test.ts');
  });

  test('of a source that has none yet is named and placed as the others show', () => {
    const named = (example: string, source: string, ...others: string[]): string | undefined =>
      testNamedLike(example, source, new Set([example, source, ...others]));
    assert.equal(named('test/price.test.ts', 'src/round.ts', 'src/price.ts'), 'test/round.test.ts');
    assert.equal(
      named('src/shop/price.spec.tsx', 'src/sums/round.ts', 'src/shop/price.tsx'),
      'src/sums/round.spec.tsx',
    );
    assert.equal(named('tests/test_price.py', 'shop/round.py', 'shop/price.py'), 'tests/test_round.py');
    assert.equal(named('shop/price_test.py', 'sums/round.py', 'shop/price.py'), 'sums/round_test.py');
    assert.equal(named('round.test.js', 'round.js'), undefined, 'it is there');
    assert.equal(named('test/price.js', 'src/round.js'), undefined, 'nothing says what makes it a test');
    assert.equal(named('pkg/price_test.go', 'pkg/round.go'), undefined, 'packages decide');
    assert.equal(named('test/price.test.ts', 'shop/round.py'), undefined, 'another language');
  });

  test('is the longest fenced block of the answer, with or without words around it', () => {
    assert.equal(testFileOf('Sure.\n```js\na();\nb();\n```\nRun:\n```sh\nnpm t\n```'), 'a();\nb();\n');
    assert.equal(testFileOf('```python\ndef test_a():\n    pass'), 'def test_a():\n    pass\n');
    assert.equal(testFileOf('def test_a():\n    assert f() == 1'), 'def test_a():\n    assert f() == 1\n');
    assert.equal(testFileOf('I cannot write that.'), undefined);
    assert.equal(testFileOf(''), undefined);
  });

  test('is added where the language lets it stand', () => {
    assert.equal(withAddedTests('a.test.js', 'a();\n', 'b();\n'), 'a();\n\nb();\n');
    assert.equal(
      withAddedTests(
        'test_a.py',
        "def test_a():\n    pass\n\n\nif __name__ == '__main__':\n    main()\n",
        'def test_b(): pass',
      ),
      "def test_a():\n    pass\n\n\ndef test_b(): pass\n\n\nif __name__ == '__main__':\n    main()\n",
    );
    assert.equal(
      withAddedTests('ATest.java', 'class ATest {\n  int a;\n}\n', '  @Test void b() {}'),
      'class ATest {\n  int a;\n\n@Test void b() {}\n}\n',
    );
  });
});
