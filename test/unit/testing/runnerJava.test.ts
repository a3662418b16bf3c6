import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createJavaRuns } from '../../../src/testing/node/javaRuns.ts';
import { runProcess, startProcess } from '../../../src/testing/node/process.ts';
import { createTestRunner } from '../../../src/testing/node/runner.ts';
import { createShadowWorkspace } from '../../../src/testing/node/shadowWorkspace.ts';
import type { TestReport, TestResult } from '../../../src/testing/report.ts';
import type { ShadowWorkspace } from '../../../src/testing/shadow.ts';
import type { Framework, RunRequest } from '../../../src/testing/testCommand.ts';
import { missing, processesAt } from '../../fakes/toolProject.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Debian's own Maven repository: nothing is fetched. */
const artifacts = '/usr/share/maven-repo';

interface JavaProject {
  readonly copy: ShadowWorkspace;
  readonly run: (request?: Partial<RunRequest>, tree?: ShadowWorkspace) => Promise<TestReport>;
  /** What was said about runs without the build tool. */
  readonly said: readonly string[];
}

/** A project in a copy, as a fix runs it: confined, and without the build tool once it has shown how. */
async function withJava(
  framework: Framework,
  line: string,
  files: Readonly<Record<string, string>>,
  use: (project: JavaProject) => Promise<void>,
): Promise<void> {
  const base = await mkdtemp(path.join(os.tmpdir(), 'touchstone-java-test-'));
  const workspace = path.join(base, 'a projéct');
  const shims = path.join(repository, 'src/testing/node/shims');
  const said: string[] = [];
  const java = createJavaRuns({ startProcess, runProcess, shims, debug: (message) => said.push(message) });
  const { signal } = new AbortController();
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
      await writeFile(path.join(workspace, name), text);
    }
    const copy = await createShadowWorkspace({ workspace, storage: path.join(base, 'copies') }, signal);
    const runTests = createTestRunner({
      runProcess,
      environment: { PATH: process.env['PATH'] ?? '', HOME: os.homedir(), LANG: 'C.UTF-8' },
      sandbox: 'auto',
      shims,
      redact: (text) => text,
      java,
    });
    const command = { framework, line, directory: '', reason: '' };
    await use({
      copy,
      said,
      run: (request = {}, tree = copy) =>
        runTests(tree, { command, coverage: false, limitMs: 240_000, ...request }, signal),
    });
    await copy.dispose();
  } finally {
    await java.dispose();
    assert.deepEqual(processesAt(base), []);
    await rm(base, { recursive: true, force: true });
  }
}

const outcomes = (report: TestReport): string[] =>
  report.results.map(({ outcome, name }) => `${outcome} ${name}`).sort();
const failing = (report: TestReport): TestResult[] => report.results.filter(({ outcome }) => outcome === 'failed');

const pom = (dependency: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>${dependency}</dependencies>
</project>
`;
const jupiter =
  '<dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.9.2</version><scope>test</scope></dependency>';
const junit4 =
  '<dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency>';

const cart = `package shop;

import java.util.ArrayList;
import java.util.List;

public class Cart {
  private final List<Integer> prices = new ArrayList<>();

  public void add(int price) {
    prices.add(price);
  }

  public int total() {
    int sum = 0;
    for (int i = 1; i < prices.size(); i++) {
      sum += prices.get(i);
    }
    return sum;
  }

  public boolean isEmpty() {
    return prices.isEmpty();
  }
}
`;
const source = 'src/main/java/shop/Cart.java';
const testFile = 'src/test/java/shop/CartTest.java';

const jupiterTest = `package shop;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CartTest {
  @Test
  @DisplayName("adds two prices")
  void addsPrices() {
    Cart cart = new Cart();
    cart.add(3);
    cart.add(4);
    assertEquals(7, cart.total(), "größer");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void oneItem(int price) {
    Cart cart = new Cart();
    cart.add(price);
    assertEquals(price, cart.total());
  }

  @Disabled
  @Test
  void later() {}

  @Nested
  class WhenEmpty {
    @Test
    void isEmpty() {
      assertTrue(new Cart().isEmpty());
    }
  }
}
`;
const junit4Test = `package shop;

import static org.junit.Assert.*;

import org.junit.*;

public class CartTest {
  @Test
  public void adds() {
    Cart cart = new Cart();
    cart.add(3);
    cart.add(4);
    assertEquals(7, cart.total());
  }

  @Test
  public void isEmpty() {
    assertTrue(new Cart().isEmpty());
  }

  @Ignore
  @Test
  public void later() {}
}
`;

const small = (name: string): string =>
  `package shop;\n\npublic class ${name}Test {\n  @org.junit.Test\n  public void passes() {}\n}\n`;

const noMaven =
  missing('mvn', '--version') ??
  missing('javac', '-version') ??
  (existsSync(path.join(artifacts, 'org/junit/jupiter/junit-jupiter')) &&
  existsSync(path.join(artifacts, 'org/apache/maven/plugins/maven-surefire-plugin'))
    ? undefined
    : 'JUnit and Surefire are not installed');
const noGradle =
  missing('gradle', '--version') ??
  (existsSync(path.join(artifacts, 'junit/junit')) ? undefined : 'JUnit is not installed');
const offline = { '.mvn/maven.config': `-Dmaven.repo.local=${artifacts}\n`, '.gitignore': 'target/\n' };

suite(`running Maven${noMaven === undefined ? '' : ` (skipped: ${noMaven})`}`, function () {
  // Maven alone takes seconds, on a machine with other work tens of them.
  this.timeout(400_000);
  const real = noMaven === undefined ? test : test.skip;

  real('with JUnit 5: first by itself, then without it and with the same results', () =>
    withJava(
      'maven',
      'mvn -o test',
      { 'pom.xml': pom(jupiter), [source]: cart, [testFile]: jupiterTest, ...offline },
      async ({ copy, run, said }) => {
        const first = await run({ coverage: true });
        const expected = [
          'failed CartTest › addsPrices',
          'failed CartTest › oneItem[2]',
          'passed CartTest › WhenEmpty › isEmpty',
          'passed CartTest › oneItem[1]',
          'skipped CartTest › later',
        ];
        assert.deepEqual(outcomes(first), expected, first.output);
        const [adds] = failing(first).filter(({ name }) => name.endsWith('addsPrices'));
        assert.equal(adds?.id, `${testFile}::shop.CartTest#addsPrices`);
        assert.equal(
          adds.failure?.message,
          'org.opentest4j.AssertionFailedError: größer ==> expected: <7> but was: <4>',
        );
        assert.deepEqual(adds.failure.frames[0], { path: testFile, line: 16 });
        const lines = first.coverage?.find((each) => each.test === adds.id)?.lines.get(source);
        assert.deepEqual(
          [...(lines ?? [])].sort((a, b) => a - b),
          [6, 7, 10, 11, 14, 15, 16, 18],
        );
        assert.match(said.join('\n'), /5 tests run without the build tool/);

        // From here on Maven is not started: its reports would be in the tree.
        await copy.reset();
        const again = await run();
        assert.deepEqual(outcomes(again), expected);
        assert.deepEqual(
          failing(again)
            .map(({ id, failure }) => [id, failure?.message])
            .sort(),
          failing(first)
            .map(({ id, failure }) => [id, failure?.message])
            .sort(),
        );
        assert.ok(!existsSync(path.join(copy.root, 'target')));

        const other = await copy.lane(new AbortController().signal);
        await other.write(source, cart.replace('i = 1', 'i = 0'));
        const fixed = await run({ only: failing(first) }, other);
        assert.deepEqual(outcomes(fixed), [
          'passed CartTest › addsPrices',
          'passed CartTest › oneItem[1]',
          'passed CartTest › oneItem[2]',
        ]);
        assert.equal(fixed.end.kind === 'exited' && fixed.end.code, 0);

        // What other classes see of it has changed: they are compiled as well.
        await other.write(source, cart.replace('boolean isEmpty()', 'boolean isEmpty(int most)'));
        const uncompiled = await run({}, other);
        assert.match(uncompiled.problem?.message ?? '', /^src\/test\/java\/shop\/CartTest\.java:35: .*isEmpty/);
        await other.write(source, cart.replace('return sum', 'return summ'));
        const unknown = await run({}, other);
        assert.equal(unknown.problem?.message, `${source}:18: cannot find symbol: variable summ`);
        assert.deepEqual(unknown.problem.frames, [{ path: source, line: 18 }]);

        await other.write(source, cart.replace('i++', 'i += 0'));
        const hangs = await run({ only: failing(first), limitMs: 3_000 }, other);
        assert.equal(hangs.end.kind, 'timedOut');
        const stuck = hangs.results.find(({ name }) => name.endsWith('addsPrices'))?.failure;
        assert.match(stuck?.message ?? '', /did not end/);
        assert.ok(stuck?.frames.some((frame) => frame.path === source));

        // A run may leave anything in its process; the next one does not see it.
        await other.write(
          source,
          cart
            .replace('i = 1', 'i = Integer.getInteger("x", 0)')
            .replace('int sum', 'calls++;\n    int sum')
            .replace('return sum', 'if (calls == 3) System.setProperty("x", "1");\n    return sum')
            .replace('private final', 'private static int calls;\n  private final'),
        );
        assert.deepEqual(outcomes(await run({ only: failing(first) }, other)), outcomes(fixed));
        assert.deepEqual(outcomes(await run({ only: failing(first) }, other)), outcomes(fixed));
        await other.dispose();
      },
    ),
  );

  real('a test that does not end is named, and those of other classes have their results', () =>
    withJava(
      'maven',
      'mvn -o test',
      {
        'pom.xml': pom(junit4),
        [source]: cart.replace('i++', 'i += 0'),
        [testFile]: junit4Test,
        'src/test/java/shop/AtFirstTest.java': small('AtFirst'),
        'src/test/java/shop/WhatFollowsTest.java': small('WhatFollows'),
        ...offline,
      },
      async ({ run, said }) => {
        const report = await run({ coverage: true, limitMs: 90_000 });
        assert.deepEqual([report.end.kind, report.hangs], ['timedOut', true], `${report.output}\n${said.join('\n')}`);
        const told = outcomes(report);
        assert.ok(told.includes('failed CartTest › adds'), told.join());
        assert.ok(told.includes('passed AtFirstTest › passes') && told.includes('passed WhatFollowsTest › passes'));
        const [hung] = failing(report);
        assert.match(hung?.failure?.message ?? '', /did not end/);
        assert.ok(hung?.failure?.frames.some(({ path: file }) => file === source));
        const ran = report.coverage?.find(({ test: id }) => id === hung?.id)?.lines.get(source);
        assert.ok(ran?.has(15), [...(ran ?? [])].join());

        // From here on nobody waits for Maven, and each run ends soon.
        const again = await run({ limitMs: 180_000 });
        assert.equal(again.end.kind, 'timedOut');
        assert.ok(outcomes(again).includes('failed CartTest › adds'));
      },
    ),
  );

  real('with JUnit 4, and what does not compile', () =>
    withJava(
      'maven',
      'mvn -o test',
      {
        'pom.xml': pom(junit4),
        [source]: cart.replace('return sum', 'return summ'),
        [testFile]: junit4Test,
        ...offline,
      },
      async ({ copy, run, said }) => {
        const broken = await run({ coverage: true });
        assert.deepEqual(broken.results, []);
        assert.match(
          broken.problem?.message ?? '',
          /^src\/main\/java\/shop\/Cart\.java:18:12: cannot find symbol: variable summ/,
        );
        assert.deepEqual(broken.problem?.frames, [{ path: source, line: 18 }]);

        await copy.write(source, cart);
        const expected = ['failed CartTest › adds', 'passed CartTest › isEmpty', 'skipped CartTest › later'];
        assert.deepEqual(outcomes(await run({ coverage: true })), expected);
        assert.match(said.join('\n'), /3 tests run without the build tool/);
        await copy.write(source, cart.replace('i = 1', 'i = 0'));
        assert.deepEqual(outcomes(await run()), [
          'passed CartTest › adds',
          'passed CartTest › isEmpty',
          'skipped CartTest › later',
        ]);
      },
    ),
  );
});

suite(`running Gradle${noGradle === undefined ? '' : ` (skipped: ${noGradle})`}`, function () {
  this.timeout(400_000);
  const real = noGradle === undefined ? test : test.skip;

  real('with JUnit 4: first by itself, then without it', () =>
    withJava(
      'gradle',
      'gradle --offline test',
      {
        'settings.gradle': "rootProject.name = 'shop'\n",
        'build.gradle': `apply plugin: 'java'
sourceCompatibility = '11'
repositories { maven { url 'file://${artifacts}' } }
dependencies { testCompile 'junit:junit:4.13.2' }
`,
        [source]: cart,
        [testFile]: junit4Test,
        '.gitignore': 'build/\n.gradle/\n',
      },
      async ({ copy, run, said }) => {
        const first = await run({ coverage: true });
        const expected = ['failed CartTest › adds', 'passed CartTest › isEmpty', 'skipped CartTest › later'];
        assert.deepEqual(outcomes(first), expected, first.output);
        const [adds] = failing(first);
        assert.equal(adds?.failure?.message, 'java.lang.AssertionError: expected:<7> but was:<4>');
        assert.ok(first.coverage?.some((each) => each.lines.get(source)?.has(15)));
        assert.match(said.join('\n'), /3 tests run without the build tool/);
        await copy.reset();
        await copy.write(source, cart.replace('i = 1', 'i = 0'));
        assert.deepEqual(outcomes(await run({ only: failing(first) })), ['passed CartTest › adds']);
      },
    ),
  );
});
