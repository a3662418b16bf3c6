/** Where the first test of a project goes, and how it reads, by the tool that the manifest names. */
import assert from 'node:assert/strict';
import { firstTest } from '../../../../src/edit/tests/firstTest.ts';
import type { FirstTest, NoTool } from '../../../../src/edit/tests/firstPlace.ts';
import { languageOf } from '../../../../src/syntax/language.ts';
import { detectTestCommands } from '../../../../src/testing/detect.ts';

type Texts = Readonly<Record<string, string>>;

/** As `generateTests` asks: with what is known of the command, else for what would be one. */
async function first(source: string, texts: Texts, line?: string): Promise<FirstTest | NoTool> {
  const files = Object.keys(texts);
  const list = (): Promise<readonly string[]> => Promise.resolve(files);
  const read = (path: string): Promise<string | undefined> => Promise.resolve(texts[path]);
  const [command] = (await detectTestCommands({ list, read }, source)).commands;
  return firstTest({
    ...{ source, language: languageOf(source)!, sourceText: texts[source] ?? '', files, text: read },
    ...{ framework: command?.framework, line: line ?? command?.line ?? '' },
  });
}
async function places(source: string, texts: Texts, line?: string): Promise<string[]> {
  const found = await first(source, texts, line);
  assert.ok('places' in found, JSON.stringify(found));
  return [...new Set(found.places.map(({ path }) => path))];
}
async function sample(source: string, texts: Texts): Promise<string> {
  const found = await first(source, texts);
  assert.ok('places' in found, JSON.stringify(found));
  return found.places[0]?.example ?? '';
}
async function why(source: string, texts: Texts): Promise<string> {
  const found = await first(source, texts);
  assert.ok('why' in found, JSON.stringify(found));
  return `${found.why} ${found.next}`;
}
const manifest = (fields: object): string => JSON.stringify(fields);
const script = (line: string, more: object = {}): string => manifest({ scripts: { test: line }, ...more });

suite('the first test of a project', () => {
  test('of JavaScript stands where the script or the configuration says, else where the tool looks', async () => {
    const at = (packageFile: string, more: Texts = {}, source = 'src/fare.js'): Promise<string[]> =>
      places(source, { [source]: '', 'package.json': packageFile, ...more });
    assert.deepEqual(await at(script('node --test')), ['test/fare.test.js', 'src/fare.test.js']);
    assert.equal((await at(script("mocha 'spec/**/*.spec.js'")))[0], 'spec/fare.spec.js');
    assert.equal((await at(script('mocha test/unit/')))[0], 'test/unit/fare.test.js');
    assert.equal((await at(script('mocha'), { '.mocharc.json': '{"spec": ["checks/*.js"]}' }))[0], 'checks/fare.js');
    assert.equal((await at(script('jest')))[0], 'src/fare.test.js');
    const jest = { jest: { testMatch: ['<rootDir>/__tests__/**/*.[jt]s?(x)'] } };
    assert.equal((await at(script('jest', jest)))[0], '__tests__/fare.test.js');
    const vitest = "export default { test: { include: ['tests/**/*.{test,spec}.ts'] } };";
    const dependent = manifest({ devDependencies: { vitest: '3' } });
    assert.equal((await at(dependent, { 'vitest.config.ts': vitest }, 'src/fare.ts'))[0], 'tests/fare.test.ts');
    assert.equal((await at(manifest({ devDependencies: { mocha: '11' } })))[0], 'test/fare.test.js');
    const inner = { 'package.json': '{}', 'web/package.json': script('vitest run'), 'web/src/a.ts': '' };
    assert.equal((await places('web/src/a.ts', inner))[0], 'web/src/a.test.ts');
  });

  test('of JavaScript imports as its package does', async () => {
    const at = (packageFile: string, text = '', source = 'src/fare.js'): Promise<string> =>
      sample(source, { [source]: text, 'package.json': packageFile });
    assert.equal(
      await at(script('node --test', { type: 'module' })),
      "import assert from 'node:assert/strict';\nimport test from 'node:test';\nimport * as subject from '../src/fare.js';\n\ntest('is there', () => {\n  assert.ok(subject);\n});\n",
    );
    assert.match(await at(script('mocha')), /^const assert = require[^]*= require\('\.\.\/src\/fare'\);\n\nit\(/);
    assert.match(await at(script('mocha --ui tdd')), /\n\ntest\('is there'/);
    assert.match(await at(script('vitest run'), '', 'src/fare.ts'), /from 'vitest';\nimport .* from '\.\/fare';/);
    assert.match(await at(script('node --test'), '', 'src/fare.ts'), /from '\.\.\/src\/fare\.ts'/);
    assert.match(await at(script('node --test'), "import './b.js';", 'src/fare.ts'), /from '\.\.\/src\/fare\.js'/);
    assert.match(await at(script('jest')), /^const subject = require\('\.\/fare'\);\n\ntest\([^]*expect\(subject\)/);
  });

  test('of Python, Go, Rust and Java as those have them', async () => {
    const pytest = { 'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["checks"]\n', 'src/shop/fare.py': '' };
    assert.equal((await places('src/shop/fare.py', pytest))[0], 'checks/test_fare.py');
    assert.match(await sample('src/shop/fare.py', pytest), /^import shop\.fare\n/);
    const asked = { 'requirements-dev.txt': 'pytest\n', 'fare.py': '' };
    assert.deepEqual(await places('fare.py', asked), ['tests/test_fare.py', 'test_fare.py']);
    const unittest = { 'tox.ini': '[testenv]\ncommands = python -m unittest\n', 'fare.py': '' };
    assert.deepEqual(await places('fare.py', unittest), ['test_fare.py']);
    assert.match(await sample('fare.py', unittest), /class IsThereTest\(unittest\.TestCase\)/);
    const go = { 'go.mod': 'module a\n', 'fare/fare.go': '// Fares.\npackage fare\n' };
    assert.deepEqual(await places('fare/fare.go', go), ['fare/fare_test.go']);
    assert.match(await sample('fare/fare.go', go), /^package fare\n/);
    const rust = { 'Cargo.toml': '[package]\n', 'src/main.rs': 'fn main() {}\n' };
    const inFile = await first('src/main.rs', rust);
    assert.ok('places' in inFile);
    assert.equal(inFile.places[0]?.path, 'src/main.rs');
    assert.match(inFile.places[0].tried, /^fn main\(\) \{\}\n\n#\[cfg\(test\)\]\nmod tests \{\n {4}#\[test\]/);
    const source = 'src/main/java/shop/Fare.java';
    const java = (dependency: string): Texts => ({
      'pom.xml': dependency,
      [source]: 'package shop;\n\nclass Fare {}\n',
    });
    const jupiter = java('<artifactId>junit-jupiter</artifactId>');
    assert.deepEqual(await places(source, jupiter), ['src/test/java/shop/FareTest.java']);
    assert.match(await sample(source, jupiter), /^package shop;[^]*jupiter\.api\.Test;\n\nclass FareTest \{/);
    assert.match(
      await sample(source, java('<artifactId>junit</artifactId><version>4.13.2</version>')),
      /org\.junit\.Test;\n\npublic class FareTest \{\n {4}@Test\n {4}public void/,
    );
  });

  test('is not made up where nothing names a tool', async () => {
    assert.match(await why('a.js', { 'a.js': '' }), /no package\.json above a\.js\. Install one, such as vitest/);
    assert.match(await why('a.js', { 'a.js': '', 'package.json': '{"name": "a"}' }), /names no test tool/);
    assert.match(await why('a.js', { 'a.js': '', 'package.json': '{' }), /names no test tool/);
    assert.match(await why('a.py', { 'a.py': '', 'pyproject.toml': '' }), /names a test tool.*Add pytest there/);
    assert.match(await why('a.go', { 'a.go': '' }), /no go\.mod above a\.go\. Run “go mod init”/);
    assert.match(await why('a.rs', { 'a.rs': '' }), /no Cargo\.toml/);
    assert.match(await why('src/main/java/A.java', { 'pom.xml': '<project/>' }), /pom\.xml names no JUnit\. Add/);
  });
});
