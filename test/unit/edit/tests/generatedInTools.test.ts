/** New tests of Rust, of Java and for jest, tried by the tools themselves: one project for each, one round of tests. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answeringModel } from '../../../fakes/answeringModel.ts';
import { missing, toolPath } from '../../../fakes/toolProject.ts';
import { EditProject, afterOf } from '../aProject.ts';
import { answer, assertSaid, faultsCheck } from './aGeneration.ts';

/** Debian's own Maven repository: nothing is fetched. */
const artifacts = '/usr/share/maven-repo';
const environment = { PATH: toolPath, HOME: os.homedir(), LANG: 'C.UTF-8' };

suite('Generated tests, by their tools', function () {
  this.timeout(600_000);
  let project: EditProject;
  /** Outside of the copy, so that no reset removes what a test has left there. */
  const marker = path.join(os.tmpdir(), `touchstone-met-${process.pid}`);
  setup(() => rmSync(marker, { force: true }));
  teardown(() => {
    project.remove();
    rmSync(marker, { force: true });
  });
  const generate = (file: string, line: number, code: string) =>
    project.edit(
      { kind: 'tests', place: { path: file, lines: { first: line, last: line } }, tests: { kind: 'found' } },
      { model: answeringModel([answer(code)]), environment },
    );

  test('cargo test: in a file under tests/, where what does not compile is dropped', async function () {
    if (missing('cargo', '--version')) return this.skip();
    project = new EditProject({
      'Cargo.toml': '[package]\nname = "trips"\nversion = "0.1.0"\nedition = "2021"\n',
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "trips"\nversion = "0.1.0"\n',
      '.gitignore': 'target/\n',
      'src/lib.rs': 'pub fn fare(zones: u32) -> u32 {\n    if zones > 5 {\n        return 12;\n    }\n    3\n}\n',
      'tests/fare.rs': 'use trips::fare;\n\n#[test]\nfn two() {\n    assert_eq!(fare(2), 3);\n}\n',
    });
    const result = await generate(
      'src/lib.rs',
      2,
      `use std::path::Path;
use trips::fare;

#[test]
fn vacuous() {
    let _ = fare(6);
}

#[test]
fn wrong() {
    assert_eq!(fare(6), 0);
}

#[test]
fn unknown() {
    assert_eq!(trips::rounded(6), 12);
}

#[test]
fn changes() {
    let seen = Path::new(${JSON.stringify(marker)}).exists();
    std::fs::write(${JSON.stringify(marker)}, "").unwrap();
    assert_eq!(fare(7), if seen { 0 } else { 12 });
}

#[test]
fn two_again() {
    assert_eq!(fare(2), 3);
}

// Where the price begins.
#[test]
fn border() {
    assert_eq!(fare(5), 3);
    assert_eq!(fare(6), 12);
}
`,
    );
    const text = afterOf(result)['tests/fare.rs']!;
    assert.match(text, /^\/\/ Where the price begins\.\n#\[test\]\nfn border\(\)/m);
    assert.doesNotMatch(text, /vacuous|wrong|unknown|changes|two_again|std::path/);
    assertSaid(result, [
      '“unknown” does not compile',
      '“wrong” fails on the code as it is',
      '“changes” changes its mind',
      '“two_again” does the same as “two”',
      '“vacuous” notices no seeded fault that other tests let pass',
    ]);
    assert.match(faultsCheck(result), /^1 of 6 tests kept\. With it the tests notice (\d+) of \1 seeded faults/);
  });

  test('JUnit by Maven: methods of the class that is there', async function () {
    const surefire = path.join(artifacts, 'org/apache/maven/plugins/maven-surefire-plugin');
    if (missing('mvn', '--version') ?? missing('javac', '-version') ?? !existsSync(surefire)) return this.skip();
    project = new EditProject({
      'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>trips</groupId><artifactId>trips</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.9.2</version><scope>test</scope></dependency></dependencies>
</project>
`,
      '.mvn/maven.config': `-Dmaven.repo.local=${artifacts}\n`,
      '.gitignore': 'target/\n',
      'src/main/java/trips/Fare.java': `package trips;

public class Fare {
  public static int of(int zones) {
    if (zones > 5) return 12;
    return 3;
  }
}
`,
      'src/test/java/trips/FareTest.java': `package trips;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FareTest {
  @Test
  void two() {
    assertEquals(3, Fare.of(2));
  }
}
`,
    });
    const result = await generate(
      'src/main/java/trips/Fare.java',
      5,
      `package trips;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FareTest {
  @Test
  void vacuous() {
    Fare.of(6);
  }

  @Test
  void wrong() {
    assertEquals(0, Fare.of(6));
  }

  @Test
  void unknown() {
    assertEquals(12, Fare.rounded(6));
  }

  @Test
  void changes() throws Exception {
    boolean seen = Files.exists(Path.of(${JSON.stringify(marker)}));
    Files.writeString(Path.of(${JSON.stringify(marker)}), "");
    assertEquals(seen ? 0 : 12, Fare.of(7));
  }

  @Test
  void twoAgain() {
    assertEquals(3, Fare.of(2));
  }

  /** Where the price begins. */
  @Test
  void border() {
    assertEquals(3, Fare.of(5));
    assertEquals(12, Fare.of(6));
  }
}
`,
    );
    const text = afterOf(result)['src/test/java/trips/FareTest.java']!;
    assert.match(
      text,
      /\n\n {2}\/\*\* Where the price begins\. \*\/\n {2}@Test\n {2}void border\(\)[^]*\n {2}\}\n\}\n$/,
    );
    assert.doesNotMatch(text, /vacuous|wrong|unknown|changes|twoAgain|java\.nio/);
    assertSaid(result, [
      '“unknown” does not compile',
      '“wrong” fails on the code as it is',
      '“changes” changes its mind',
      '“twoAgain” does the same as “two”',
      '“vacuous” notices no seeded fault that other tests let pass',
    ]);
    assert.match(faultsCheck(result), /^1 of 6 tests kept\. With it the tests notice (\d+) of \1 seeded faults/);
  });

  test('jest: words that need no import, a table of inputs as one test', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ scripts: { test: 'jest' } }),
      'src/fare.js': 'exports.fare = function (zones) {\n  if (zones > 5) {\n    return 12;\n  }\n  return 3;\n};\n',
      'test/fare.test.js': `const { fare } = require('../src/fare');

test('two zones', () => {
  expect(fare(2)).toBe(3);
});
`,
    });
    project.link('node_modules');
    const result = await generate(
      'src/fare.js',
      2,
      `const { existsSync, writeFileSync } = require('node:fs');
const { fare } = require('../src/fare');

test('vacuous', () => { expect(typeof fare).toBe('function'); });
test('wrong', () => { expect(fare(6)).toBe(0); });
test('unknown', () => { expect(rounded(6)).toBe(12); });
test('changes', () => {
  const seen = existsSync(${JSON.stringify(marker)});
  writeFileSync(${JSON.stringify(marker)}, '');
  expect(fare(7)).toBe(seen ? 0 : 12);
});
test('two again', () => { expect(fare(2)).toBe(3); });
// Where the price begins.
test.each([[5, 3], [6, 12]])('%i zones cost %i', (zones, euros) => {
  expect(fare(zones)).toBe(euros);
});
`,
    );
    const text = afterOf(result)['test/fare.test.js']!;
    assert.match(text, /^\/\/ Where the price begins\.\ntest\.each/m);
    assert.doesNotMatch(text, /vacuous|wrong|unknown|changes|two again|node:fs/);
    assertSaid(result, [
      '“unknown” uses “rounded”, which is declared and imported nowhere',
      '“wrong” fails on the code as it is',
      '“changes” ',
      '“two again” does the same as “two zones”',
      '“vacuous” notices no seeded fault that other tests let pass',
    ]);
    assert.match(faultsCheck(result), /^1 of 6 tests kept\. With it the tests notice (\d+) of \1 seeded faults/);
  });
});
