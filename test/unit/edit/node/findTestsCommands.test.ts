/** What the editor asks to run before it writes new tests, above all where there is no test yet. */
import assert from 'node:assert/strict';
import { findTestsCommands } from '../../../../src/edit/node/findTestsCommands.ts';
import { EditProject } from '../aProject.ts';

suite('The commands that judge new tests', () => {
  let project: EditProject;
  teardown(() => project.remove());
  async function lines(source: string, files: Readonly<Record<string, string>>): Promise<string[]> {
    project = new EditProject(files);
    const found = await findTestsCommands(project.root, source, new Map(), new AbortController().signal);
    return found.map(({ line, directory }) => (directory === '' ? line : `${directory}: ${line}`));
  }
  const script = (fields: object): string => JSON.stringify(fields);

  test('without a test are those that a first one brings', async () => {
    const go = { 'go.mod': 'module a\n\ngo 1.19\n', 'fare.go': 'package fare\n' };
    assert.deepEqual(await lines('fare.go', go), ['go test ./...']);
  });
  const firsts: readonly (readonly [string, string, Readonly<Record<string, string>>, RegExp])[] = [
    [
      'Rust',
      'src/lib.rs',
      { 'Cargo.toml': '[package]\nname = "a"\n', 'src/lib.rs': 'pub fn one() {}\n' },
      /^cargo test/,
    ],
    [
      'Java',
      'src/main/java/Fare.java',
      { 'pom.xml': '<project>junit-jupiter</project>', 'src/main/java/Fare.java': 'class Fare {}\n' },
      /^mvn .*test/,
    ],
    [
      'unittest',
      'fare.py',
      { 'tox.ini': '[testenv]\ncommands = python -m unittest\n', 'fare.py': 'x = 1\n' },
      /-m unittest/,
    ],
    [
      'bare mocha',
      'src/fare.js',
      { 'package.json': script({ devDependencies: { mocha: '11' } }), 'src/fare.js': 'export {};\n' },
      /mocha/,
    ],
  ];
  for (const [name, source, files, line] of firsts)
    test(`of ${name} too`, async () => assert.match((await lines(source, files))[0] ?? '', line));
  test('are of the language of the file, whatever else is tested there', async () => {
    const both = {
      'package.json': script({ scripts: { test: 'node --test' } }),
      'test/a.test.js': "import test from 'node:test';\ntest('a', () => {});\n",
      'go.mod': 'module a\n\ngo 1.19\n',
      'fare.go': 'package fare\n',
    };
    assert.deepEqual(await lines('fare.go', both), ['go test ./...']);
  });
  test('are those at hand where there are tests', async () => {
    const tested = {
      'package.json': script({ scripts: { test: 'node --test' } }),
      'src/a.js': 'export const a = 1;\n',
      'test/a.test.js': "import test from 'node:test';\ntest('a', () => {});\n",
    };
    assert.deepEqual(await lines('src/a.js', tested), ['npm test']);
  });
  test('are none of a project that names no tool', async () => {
    assert.deepEqual(await lines('fare.go', { 'fare.go': 'package fare\n' }), []);
  });
});
