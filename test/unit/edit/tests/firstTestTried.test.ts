/** The first test of a project in the place where its own tool has been seen to find one. */
import assert from 'node:assert/strict';
import os from 'node:os';
import { answeringModel } from '../../../fakes/answeringModel.ts';
import { missing, toolPath } from '../../../fakes/toolProject.ts';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';
import { answer, faultsCheck, notesOf } from './aGeneration.ts';

suite('The first test', function () {
  this.timeout(600_000);
  let project: EditProject;
  teardown(() => project.remove());
  const generate = (file: string, line: number | undefined, code?: string) => {
    const lines = line === undefined ? {} : { lines: { first: line, last: line } };
    return project.edit(
      { kind: 'tests', place: { path: file, ...lines }, tests: { kind: 'found' } },
      {
        environment: { PATH: toolPath, HOME: os.homedir(), LANG: 'C.UTF-8' },
        ...(code !== undefined && { model: answeringModel([answer(code)]) }),
      },
    );
  };

  test('node:test: recorded without a model, where the script looks', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: "node --test 'checks/*.test.js'" } }),
      'src/fare.js': 'export function fareFor(zones) {\n  if (zones > 5) return 12;\n  return 3;\n}\n',
    });
    const result = await generate('src/fare.js', undefined);
    const text = afterOf(result)['checks/fare.test.js'] ?? '';
    assert.match(text, /^import test from 'node:test';\nimport assert from 'node:assert\/strict';\n/);
    assert.match(text, /^import \{ fareFor \} from '\.\.\/src\/fare\.js';$/m);
    assert.match(text, /assert\.equal\(fareFor\(6\), 12\);/);
    assert.doesNotMatch(text, /is there|subject/);
    assert.match(notesOf(result), /record what the code does today/);
  });

  test('cargo test: of a program, which only its own file sees', async function () {
    if (missing('cargo', '--version')) return this.skip();
    project = new EditProject({
      'Cargo.toml': '[package]\nname = "trips"\nversion = "0.1.0"\nedition = "2021"\n',
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "trips"\nversion = "0.1.0"\n',
      '.gitignore': 'target/\n',
      'src/main.rs':
        'fn main() {\n    println!("{}", fare(2));\n}\n\nfn fare(zones: u32) -> u32 {\n    if zones > 5 {\n        return 12;\n    }\n    3\n}\n',
    });
    const result = await generate(
      'src/main.rs',
      6,
      '#[test]\nfn border() {\n    assert_eq!(fare(5), 3);\n    assert_eq!(fare(6), 12);\n}\n\n#[test]\nfn nothing() {\n    fare(1);\n}\n',
    );
    assert.equal(
      afterOf(result)['src/main.rs'],
      `${project.read('src/main.rs')}\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn border() {\n        assert_eq!(fare(5), 3);\n        assert_eq!(fare(6), 12);\n    }\n}\n`,
    );
    assert.match(faultsCheck(result), /^1 of 2 tests kept\. With it the tests notice (\d+) of \1 seeded faults/);
    assert.match(notesOf(result), /“nothing” notices none of the seeded faults/);
  });

  test('go test: beside the code', async function () {
    if (missing('go', 'version')) return this.skip();
    project = new EditProject({
      'go.mod': 'module example.com/trips\n\ngo 1.19\n',
      'fare/fare.go': `package fare\n\nfunc For(zones int) int {\n\tif zones > 5 {\n\t\treturn 12\n\t}\n\treturn 3\n}\n`,
    });
    const result = await generate(
      'fare/fare.go',
      4,
      `package fare\n\nimport "testing"\n\nfunc TestBorder(t *testing.T) {\n\tif For(5) != 3 || For(6) != 12 {\n\t\tt.Fatal("border")\n\t}\n}\n`,
    );
    assert.match(afterOf(result)['fare/fare_test.go'] ?? '', /^package fare\n[^]*func TestBorder/);
    assert.match(faultsCheck(result), /^1 of 1 test kept\. With it the tests notice (\d+) of \1 seeded faults/);
  });

  test('of a tool that does not find it is not written, and of no tool at all neither', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test only/this.test.js' } }),
      'src/fare.js': 'export const fareFor = (zones) => zones * 2;\n',
      'other/fare.py': 'def fare_for(zones):\n    return zones * 2\n',
    });
    assert.match(
      reasonOf(await generate('src/fare.js', 1)),
      /^A first test was tried as .*src\/fare\.test\.js, and “npm test” did not run it.*Write a first test by hand/,
    );
    assert.match(
      reasonOf(await generate('other/fare.py', 1)),
      /There is no test yet\. No file of this project names a/,
    );
  });
});
