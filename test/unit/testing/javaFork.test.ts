import assert from 'node:assert/strict';
import { movedFork, parseJavaFork, setupText } from '../../../src/testing/javaFork.ts';
import { agree, classFileOf, newTestClass, unitOf } from '../../../src/testing/javaUnits.ts';
import type { TestResult } from '../../../src/testing/report.ts';

suite('how a build tool runs its tests', () => {
  const noted = `kind	platform
home	/usr/lib/jvm/java
folder	/copy/0/app/web
own	/copy/0/app/web/target/test-classes
own	/repo/junit-jupiter-api-5.9.2.jar
own	/repo/guava-31.jar
path	/repo/junit-platform-launcher-1.9.2.jar
path	/repo/surefire-booter-2.22.jar
option	-Xmx512m
option	-javaagent:/repo/jacoco.jar
option	-Dmode=fast
property	mode=fast
property	basedir=/copy/0/app/web
property	text=two\\nlines
property	java.version=17
variable	SHOP=a=b
variable	JAVA_TOOL_OPTIONS=-javaagent:x
`;

  test('is read without what is the tool’s own', () => {
    const fork = parseJavaFork(noted)!;
    assert.deepEqual(fork.path, ['/copy/0/app/web/target/test-classes', '/repo/guava-31.jar']);
    assert.deepEqual(fork.framework, ['/repo/junit-jupiter-api-5.9.2.jar', '/repo/junit-platform-launcher-1.9.2.jar']);
    assert.deepEqual(fork.options, ['-Xmx512m', '-Dmode=fast', '-Dbasedir=/copy/0/app/web', '-Dtext=two\nlines']);
    assert.deepEqual(fork.variables, { SHOP: 'a=b' });
    assert.equal(movedFork(fork, '/copy/0/app', '/copy/1/app').options[2], '-Dbasedir=/copy/1/app/web');
    assert.equal(parseJavaFork('kind\tplatform\n'), undefined);
  });

  test('is written so that nothing in a value ends it', () =>
    assert.equal(setupText([['path', 'C:\\a\nb']]), 'path\tC:\\\\a\\nb\n'));
});

suite('modules of a Java project', () => {
  const unit = { folder: 'web', classFiles: new Set(['shop/Cart.class']) };

  test('hold the class files of their sources', () => {
    assert.equal(classFileOf('web/src/main/java/shop/Cart.java', unit), 'shop/Cart.class');
    assert.equal(classFileOf('web/src/main/java/other/Cart.java', unit), undefined);
    const outer = { folder: '', classFiles: new Set<string>() };
    assert.equal(unitOf('web/src/A.java', [outer, unit]), unit);
    assert.equal(unitOf('website/src/A.java', [outer, unit]), outer);
  });

  test('get new tests by the names that build tools look for', () => {
    assert.equal(newTestClass('web/src/test/java/shop/CartBugTest.java'), 'shop.CartBugTest');
    assert.equal(newTestClass('web/src/test/java/shop/Fixture.java'), undefined);
    assert.equal(newTestClass('web/src/main/java/shop/CartTest.java'), undefined);
  });

  test('are run without the build tool only where both find the same', () => {
    const result = (id: string, outcome: TestResult['outcome']): TestResult => ({
      id,
      name: id,
      outcome,
      durationMs: 1,
    });
    assert.ok(agree([result('a', 'passed'), result('b', 'skipped')], [result('a', 'passed')]));
    assert.ok(!agree([result('a', 'passed')], [result('a', 'failed')]));
    assert.ok(!agree([result('a', 'passed')], [result('a', 'passed'), result('b', 'failed')]));
  });
});
