import assert from 'node:assert/strict';
import { withGradleOptions } from '../../../src/testing/gradleLine.ts';
import type { JavaTest } from '../../../src/testing/javaNames.ts';
import { mavenSettingsWithoutSecrets, mavenTests, withMavenOptions } from '../../../src/testing/mavenLine.ts';
import { parseShellLine, writeShellLine } from '../../../src/testing/shellLine.ts';

const nested: JavaTest = { className: 'shop.CartTest$WhenEmpty', method: 'isFree' };
const tests: JavaTest[] = [
  { className: 'shop.CartTest', method: 'adds' },
  { className: 'shop.CartTest', method: 'one[2]' },
  nested,
];

suite('a Maven line', () => {
  const maven = (line: string, only?: JavaTest[], settings?: string): string =>
    writeShellLine(parseShellLine(line)!.map((command) => withMavenOptions(command, only, settings)));

  test('goes through all modules, prints for no terminal, and stays as offline as it was written', () => {
    assert.equal(
      maven('mvn -o test'),
      'mvn -o test -B -fae -Dstyle.color=never -Dmaven.test.failure.ignore=true -DtrimStackTrace=false',
    );
    assert.doesNotMatch(maven('./mvnw -q -T 4C verify'), / -o | -q | -T/);
    assert.equal(maven('mvn -B -fae test -Dstyle.color=always').match(/style\.color|-B|-fae/g)?.length, 3);
  });

  test('runs chosen tests: several of a class, invocations, nested classes', () => {
    assert.equal(mavenTests(tests), 'shop.CartTest#adds+one*,shop.CartTest$WhenEmpty#isFree');
    assert.match(maven('mvn test', [nested]), / '-Dtest=shop\.CartTest\$WhenEmpty#isFree' -DfailIfNoTests=false /);
    // A name that is only displayed chooses nothing: its class does.
    assert.equal(
      mavenTests([...tests, { className: 'shop.CartTest', method: 'adds two' }]).split(',')[0],
      'shop.CartTest',
    );
  });

  test('gets settings without passwords, unless it names its own', () => {
    assert.match(maven('mvn test', undefined, '/tmp/s.xml'), / -s \/tmp\/s\.xml -Dmaven\.legacyLocalRepo=true /);
    assert.doesNotMatch(maven('mvn -s mine.xml test', undefined, '/tmp/s.xml'), /tmp/);
    const settings = mavenSettingsWithoutSecrets(`<settings><localRepository>/repo</localRepository>
<servers><server><id>a</id><password>hunter2</password></server></servers>
<mirrors><mirror><url>https://me:hunter2@mirror.example/maven</url></mirror></mirrors></settings>`);
    assert.doesNotMatch(settings, /hunter2/);
    assert.match(settings, /<localRepository>\/repo<[^]*<url>https:\/\/mirror\.example\/maven</);
  });
});

suite('a Gradle line', () => {
  const gradle = (line: string, only?: JavaTest[]): string =>
    writeShellLine(parseShellLine(line)!.map((command) => withGradleOptions(command, only)));
  const always = '--no-daemon --continue --console=plain --no-build-cache';

  test('runs its tests again, in every project', () => {
    assert.equal(gradle('gradle --offline test'), `gradle --offline cleanTest test ${always}`);
    assert.equal(gradle('./gradlew :shop:cart:test'), `./gradlew :shop:cart:cleanTest :shop:cart:test ${always}`);
    assert.equal(gradle('gradle integrationTest'), `gradle cleanIntegrationTest integrationTest ${always}`);
    assert.equal(gradle('gradle --daemon check'), 'gradle --daemon check --continue --console=plain --no-build-cache');
  });

  test('runs chosen tests', () =>
    assert.equal(
      gradle('gradle test', tests),
      `gradle cleanTest test --tests shop.CartTest.adds --tests 'shop.CartTest.one*' --tests 'shop.CartTest$WhenEmpty.isFree' ${always}`,
    ));
});
