import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { toldApart } from '../../../fakes/toldApart.ts';
import { missing } from '../../../fakes/toolProject.ts';

/** Debian's own Maven repository: nothing is fetched. */
const artifacts = '/usr/share/maven-repo';

suite('observing calls of the changed function', () => {
  test('in Go', async function () {
    if (missing('go', 'version')) this.skip();
    const fee = (condition: string): string =>
      `package shop\n\nimport "errors"\n\nfunc fee(total int, names ...string) (int, error) {\n\tif total < -5 {\n\t\treturn 0, errors.New("debt")\n\t}\n\tif ${condition} {\n\t\treturn 0, nil\n\t}\n\treturn 5 + len(names), nil\n}\n`;
    const files = {
      'go.mod': 'module shop\n\ngo 1.18\n',
      'fee.go': fee('total > 50'),
      'fee_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestFree(t *testing.T) {\n\tif got, _ := fee(50); got != 0 {\n\t\tt.Errorf("got %d, want 0", got)\n\t}\n}\n',
    };
    const { classes, splits, observed } = await toldApart(
      files,
      ['go test', 'go test ./...'],
      { path: 'fee.go', line: 9 },
      [fee('total >= 50'), fee('50 <= total'), fee('total > 48'), fee('total >= 50 || names[3] == ""')],
    );
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0, 1], [2], [3]], splits.join('\n'));
    assert.match(splits.join('\n'), /fee\(49, \[\]string\{"ab"\}\.\.\.\): 6, nil \| 0, nil \| panics: runtime error/);
    assert.match(splits.join('\n'), /\| panics: runtime error: index out of range/);
  }).timeout(400_000);

  test('in Java, by a test like those that are there', async function () {
    const surefire = `${artifacts}/org/apache/maven/plugins/maven-surefire-plugin`;
    if (missing('mvn', '--version') ?? missing('javac', '-version') ?? !existsSync(surefire)) this.skip();
    const fee = (condition: string): string =>
      `package shop;\n\nimport java.util.List;\n\npublic class Fees {\n  static int fee(double total, List<String> names) {\n    if (${condition}) return 0;\n    return 5 + names.size();\n  }\n}\n`;
    const source = 'src/main/java/shop/Fees.java';
    const files = {
      'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency></dependencies>
</project>
`,
      [source]: fee('total > 50'),
      'src/test/java/shop/FeesTest.java': `package shop;

import static org.junit.Assert.*;

import org.junit.*;

public class FeesTest {
  @Test
  public void free() { assertEquals(0, Fees.fee(50, java.util.List.of())); }
}
`,
      '.mvn/maven.config': `-Dmaven.repo.local=${artifacts}\n`,
      '.gitignore': 'target/\n',
    };
    const { classes, splits, observed } = await toldApart(files, ['maven', 'mvn -o test'], { path: source, line: 7 }, [
      fee('total >= 50'),
      fee('total > 49 || names.remove(0).isEmpty()'),
    ]);
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0], [1]]);
    assert.match(splits.join('\n'), /Fees\.fee\(49\.75d, .*\): \d \| 0$/m);
    assert.match(splits.join('\n'), /: 8 \| 7, and makes of its argument \["/);
    assert.match(splits.join('\n'), /: 5 \| throws IndexOutOfBoundsException/);
  }).timeout(400_000);

  test('in Go, a method that changes its struct and takes another', async function () {
    if (missing('go', 'version')) this.skip();
    const add = (condition: string): string =>
      `package shop\n\ntype Item struct {\n\tPrice int\n\ttags  map[string]bool\n}\n\ntype Cart struct {\n\tsum, most int\n}\n\nfunc (c *Cart) Add(item Item) {\n\tif ${condition} {\n\t\treturn\n\t}\n\tc.sum += item.Price\n}\n`;
    const files = {
      'go.mod': 'module shop\n\ngo 1.18\n',
      'cart.go': add('item.Price > c.most'),
      'cart_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tc := Cart{most: 5}\n\tc.Add(Item{Price: 5})\n\tif c.sum != 0 {\n\t\tt.Errorf("got %d, want 0", c.sum)\n\t}\n}\n',
    };
    const { classes, splits, observed } = await toldApart(
      files,
      ['go test', 'go test ./...'],
      { path: 'cart.go', line: 13 },
      [add('item.Price >= c.most'), add('!(item.Price < c.most)'), add('item.Price == c.most')],
    );
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0, 1], [2]], splits.join('\n'));
    assert.match(splits[0] ?? '', /^\(&Cart\{sum: -?\d+, most: -?\d+\}\)\.Add\(Item\{Price: -?\d+\}\): /);
    assert.match(splits.join('\n'), /makes of its argument shop\.Cart\{sum:\d+, most:\d+\}/);
  }).timeout(400_000);

  test('what is no function of basic types says so, with the language', async function () {
    if (missing('go', 'version')) this.skip();
    const total = (value: string): string =>
      `package shop\n\ntype Cart map[string]int\n\nfunc (c Cart) Total() int {\n\treturn ${value}\n}\n`;
    const files = {
      'go.mod': 'module shop\n\ngo 1.18\n',
      'cart.go': total('0'),
      'cart_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) {\n\tif (Cart{"a": 3}).Total() != 3 {\n\t\tt.Error("no")\n\t}\n}\n',
    };
    const { observed } = await toldApart(files, ['go test', 'go test ./...'], { path: 'cart.go', line: 6 }, [
      total('c["a"]'),
      total('c["a"] + 0'),
    ]);
    assert.deepEqual(observed, {
      kind: 'untold',
      why: 'what they change is no function of numbers, texts and lists of these alone (Go)',
    });
  }).timeout(400_000);
});
