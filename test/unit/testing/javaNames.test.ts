import assert from 'node:assert/strict';
import { javaFrames } from '../../../src/testing/javaFrames.ts';
import {
  javaTest,
  javaTestId,
  javaTestName,
  javaTestsOf,
  JavaSources,
  methodName,
} from '../../../src/testing/javaNames.ts';
import { buildProblem, javaResults } from '../../../src/testing/javaReport.ts';
import { readJUnit } from '../../../src/testing/junit.ts';

const sources = new JavaSources([
  'api/src/main/java/shop/Cart.java',
  'web/src/main/java/shop/Cart.java',
  'web/src/test/java/shop/CartTest.java',
  'web/src/main/kotlin/Prices.kt',
  'README.md',
]);

suite('names of Java tests', () => {
  test('are the same whichever tool reports them', () => {
    for (const reported of ['adds[2]', 'adds{int}[2]', 'adds(int, String)[2]', 'adds(int)[2]'])
      assert.equal(javaTest('shop.CartTest', reported).method, 'adds[2]');
    assert.equal(javaTest('shop.CartTest', 'adds()').method, 'adds');
    assert.equal(javaTest('shop.CartTest', 'adds two prices').method, 'adds two prices');
    assert.equal(methodName({ className: 'A', method: 'größer[1][2]' }), 'größer');
    assert.equal(methodName({ className: 'A', method: 'adds two prices' }), undefined);
  });

  test('lead back from the id, and are read as suites', () => {
    const test = { className: 'shop.CartTest$WhenEmpty', method: 'isFree' };
    assert.equal(javaTestName(test), 'CartTest › WhenEmpty › isFree');
    assert.deepEqual(javaTestsOf([{ id: `a/CartTest.java::${javaTestId(test)} (2)` }, { id: 'no::java' }]), [test]);
  });

  test('are found in their files, of the module at hand first', () => {
    assert.equal(sources.ofClass('shop.CartTest$Inner'), 'web/src/test/java/shop/CartTest.java');
    assert.equal(sources.ofClass('shop.Cart'), 'api/src/main/java/shop/Cart.java');
    assert.equal(sources.ofClass('shop.Cart', 'web'), 'web/src/main/java/shop/Cart.java');
    assert.equal(sources.ofClass('money.PricesKt'), 'web/src/main/kotlin/Prices.kt');
    assert.equal(sources.ofClass('other.Cart'), undefined);
  });
});

suite('places in Java stack traces', () => {
  const places = (text: string, near = ''): string[] =>
    javaFrames(text, sources, near).map(({ path, line }) => `${path}:${line}`);

  test('lie in the workspace, the deepest cause first', () =>
    assert.deepEqual(
      places(
        `java.lang.IllegalStateException: no total
	at shop.CartTest$WhenEmpty.isFree(CartTest.java:20)
	at java.base/java.lang.reflect.Method.invoke(Method.java:569)
	at app//shop.CartTest.lambda$adds$0(CartTest.java:9)
Caused by: java.lang.ArithmeticException: / by zero
	at shop.Cart.total(Cart.java:12)
	at money.PricesKt.sum(Prices.kt:3)
	... 20 more
`,
        'web',
      ),
      [
        'web/src/main/java/shop/Cart.java:12',
        'web/src/main/kotlin/Prices.kt:3',
        'web/src/test/java/shop/CartTest.java:20',
        'web/src/test/java/shop/CartTest.java:9',
      ],
    ));
});

suite('reports of Maven and Gradle', () => {
  test('say what was expected, without the trace', () => {
    const cases = readJUnit(`<testsuite name="shop.CartTest" tests="2">
  <testcase name="adds{int}[2]" classname="shop.CartTest" time="1,234.5"/>
  <testcase name="adds" classname="shop.CartTest" time="0.014">
    <failure message="words ==&gt; expected: &lt;5&gt; but was: &lt;0&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: words ==> expected: <5> but was: <0>
	at org.junit.jupiter.api.Assertions.assertEquals(Assertions.java:10)
	at shop.CartTest.adds(CartTest.java:14)
]]></failure>
  </testcase>
</testsuite>`);
    const [passed, failed] = javaResults([{ module: 'web', cases }], sources);
    assert.equal(passed?.id, 'web/src/test/java/shop/CartTest.java::shop.CartTest#adds[2]');
    assert.equal(passed.durationMs, 1_234_500);
    assert.equal(failed?.failure?.message, 'org.opentest4j.AssertionFailedError: words ==> expected: <5> but was: <0>');
    assert.deepEqual(failed.failure.frames, [{ path: 'web/src/test/java/shop/CartTest.java', line: 14 }]);
  });

  test('say what is missing without the network, and what to do', () => {
    const said = (output: string): string => buildProblem(output, { roots: ['/app'], directory: '' })?.message ?? '';
    assert.match(
      said(
        '[ERROR] Failed to execute goal on project shop: Could not resolve dependencies for project shop:shop:jar:1: Cannot access central (https://repo.maven.apache.org/maven2) in offline mode and the artifact org.junit.jupiter:junit-jupiter:jar:5.9.2 has not been downloaded from it before. -> [Help 1]',
      ),
      /^Maven needs org\.junit\.jupiter:junit-jupiter:jar:5\.9\.2, which is not in its local repository.* without -o once/,
    );
    assert.match(
      said(
        '> Could not resolve all files for configuration.\n   > Could not resolve junit:junit:4.13.\n  > No cached version of junit:junit:4.13 available for offline mode.',
      ),
      /^Gradle needs junit:junit:4\.13, .* without --offline once/,
    );
    assert.match(said('/bin/sh: 1: mvn: not found\n'), /^mvn could not be started\. Install it/);
    assert.equal(said('all is well'), '');
  });
});
