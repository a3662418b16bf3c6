import assert from 'node:assert/strict';
import { detectTestCommands } from '../../../src/testing/detect.ts';
import { recogniseTestCommand } from '../../../src/testing/recognise.ts';

async function commands(files: Readonly<Record<string, string>>, near?: string): Promise<string[]> {
  const project = {
    read: (path: string) => Promise.resolve(files[path]),
    list: () => Promise.resolve(Object.keys(files)),
  };
  const found = await detectTestCommands(project, near);
  return found.commands.map(({ framework, line, directory }) => `${directory}> ${line} (${framework})`);
}

suite('finding the test command of a Go project', () => {
  test('a module with tests', async () => {
    const files = { 'go.mod': 'module m', Makefile: 'test:\n\tmake it', 'in/a_test.go': '' };
    assert.deepEqual(await commands(files), ['> go test ./... (go test)']);
  });

  test('no tests but in what is not the project’s own', async () =>
    assert.deepEqual(
      await commands({
        'go.mod': 'module m',
        'vendor/x/x_test.go': '',
        'testdata/a_test.go': '',
        '_old/b_test.go': '',
      }),
      [],
    ));

  test('a workspace of modules, and a module inside another', async () => {
    const files = {
      'go.work': 'go 1.22\nuse (\n\t./api\n\t./my tools\n\t./none\n)\n',
      'api/go.mod': 'module api',
      'api/a_test.go': '',
      'my tools/go.mod': 'module tools',
      'my tools/t_test.go': '',
      'none/go.mod': 'module none',
    };
    assert.deepEqual(await commands(files), ["> go test ./api/... './my tools/...' (go test)"]);
    const nested = { 'go.mod': 'module m', 'tools/go.mod': 'module t', 'tools/a_test.go': '' };
    assert.deepEqual(await commands(nested), ['tools> go test ./... (go test)']);
  });
});

suite('finding the test command of a Rust project', () => {
  test('a package and a workspace', async () => {
    const files = {
      'Cargo.toml': '[package]\nname = "a"',
      'src/lib.rs': '#[cfg(test)]\nmod t {\n    #[test]\n    fn x() {}\n}\n',
    };
    assert.deepEqual(await commands(files), ['> cargo test (cargo test)']);
    const many = { 'Cargo.toml': '[workspace]\nmembers = ["a"]', 'a/Cargo.toml': '[package]', 'a/tests/it.rs': '' };
    assert.deepEqual(await commands(many), ['> cargo test --workspace (cargo test)']);
  });

  test('examples in documentation are tests, code without any is none', async () => {
    const cargo = { 'Cargo.toml': '[package]' };
    assert.deepEqual(await commands({ ...cargo, 'src/lib.rs': '/// ```\n/// f();\n/// ```\npub fn f() {}\n' }), [
      '> cargo test (cargo test)',
    ]);
    assert.deepEqual(await commands({ ...cargo, 'src/main.rs': 'fn main() {}\n' }), []);
  });
});

test('a line of the user’s own is known by its program', () => {
  const framework = (line: string): string => recogniseTestCommand(line, '', undefined).framework;
  assert.equal(framework('go vet ./... && CGO_ENABLED=0 go test -race ./...'), 'go test');
  assert.equal(framework('/usr/local/go/bin/go test ./...'), 'go test');
  assert.equal(framework('cargo +nightly test --release'), 'cargo test');
  assert.equal(framework('cargo t'), 'cargo test');
  assert.equal(framework('go run ./cmd/test'), 'custom');
  assert.equal(framework('cargo nextest run'), 'custom');
});
