import assert from 'node:assert/strict';
import { goFindings, type GoProject } from '../../../src/testing/goFindings.ts';
import { declaredTests, modulePath, packageDirectory, usedModules } from '../../../src/testing/goModules.ts';
import { GoOutput } from '../../../src/testing/goOutput.ts';
import { goChoice, goLine, goTestProgram, runPattern } from '../../../src/testing/goPlan.ts';
import { GoTestText } from '../../../src/testing/goText.ts';
import { profileLines } from '../../../src/testing/goProfile.ts';
import { parseShellLine, writeShellLine } from '../../../src/testing/shellLine.ts';
import type { TestResult } from '../../../src/testing/report.ts';

const project: GoProject = {
  roots: ['/app'],
  directory: '',
  directoryOf: (importPath) =>
    packageDirectory(importPath, [{ path: 'example.com/m', directory: '' }])?.replace(/^\//, ''),
  fileOf: (directory, name) => (name.startsWith('Test') ? `${directory}/${directory}_test.go` : undefined),
  has: () => true,
};

/** What a run printed, events without their times and packages. */
function found(lines: readonly (string | Record<string, unknown>)[]) {
  const output = new GoOutput();
  for (const line of lines) {
    output.hear(typeof line === 'string' ? line : JSON.stringify({ Package: 'example.com/m/shop', ...line }));
  }
  return goFindings(output, project, 2000);
}

const said = (Test: string, ...lines: string[]) =>
  lines.map((Output) => ({ Action: 'output', Test, Output: `${Output}\n` }));
const outcomes = (results: readonly TestResult[]): string[] => results.map(({ outcome, id }) => `${outcome} ${id}`);

suite('what go test prints', () => {
  test('a result behind output without a line end, as Go before 1.20 loses it', () => {
    const { results } = found([
      { Action: 'run', Test: 'TestA' },
      { Action: 'output', Test: 'TestA', Output: '=== RUN   TestA\n' },
      { Action: 'run', Test: 'TestA/one' },
      { Action: 'output', Test: 'TestA/one', Output: 'no end=== RUN   TestA/two\n' },
      ...said('TestA/one', '    shop_test.go:7: of two'),
      ...said('TestA', 'no end--- FAIL: TestA (0.01s)'),
      ...said('TestA/two', '    --- FAIL: TestA/two (0.00s)'),
      { Action: 'fail', Test: 'TestA/two', Elapsed: 0 },
      { Action: 'pass', Test: 'TestA/one', Elapsed: 0 },
      { Action: 'fail' },
    ]);
    assert.deepEqual(outcomes(results), [
      'failed shop/shop_test.go::TestA',
      'passed shop/shop_test.go::TestA/one',
      'failed shop/shop_test.go::TestA/two',
    ]);
    assert.equal(results[2]?.failure?.message, 'of two');
    assert.deepEqual(results[2].failure.frames, [{ path: 'shop/shop_test.go', line: 7 }]);
  });

  test('testify’s table', () => {
    const { results } = found([
      { Action: 'run', Test: 'TestT' },
      ...said(
        'TestT',
        '    cart_test.go:21: ',
        '        \tError Trace:\t/app/shop/check.go:9',
        '        \t            \t\t\t\t/app/shop/cart_test.go:21',
        '        \tError:      \tNot equal: ',
        '        \t            \texpected: 3',
        '        \t            \tactual  : 2',
        '        \tTest:       \tTestT',
        '        \tMessages:   \tthe sum',
      ),
      { Action: 'fail', Test: 'TestT', Elapsed: 0.02 },
    ]);
    assert.equal(results[0]?.failure?.message, 'the sum\nNot equal:\nexpected: 3\nactual  : 2');
    assert.deepEqual(
      results[0].failure.frames.map(({ path, line }) => `${path}:${line}`),
      ['shop/check.go:9', 'shop/cart_test.go:21'],
    );
    assert.equal(results[0].durationMs, 20);
  });

  test('a time that is over, as Go 1.20 and later tell it', () => {
    const { results, timedOut } = found([
      { Action: 'run', Test: 'TestWaits' },
      { Action: 'run', Test: 'TestDone' },
      { Action: 'pass', Test: 'TestDone', Elapsed: 0 },
      ...said(
        'TestDone',
        'panic: test timed out after 1s',
        'running tests:',
        '\tTestWaits (1s)',
        '',
        'goroutine 34 [running]:',
        'testing.(*M).startAlarm.func1()',
        '\t/usr/lib/go/src/testing/testing.go:2366 +0x385',
        '',
        'goroutine 8 gp=0xc0 m=nil [chan receive]:',
        'example.com/m/shop.wait(...)',
        '\t/app/shop/shop.go:31',
        'example.com/m/shop.TestWaits(0xc000)',
        '\t/app/shop/shop_test.go:5 +0x1d',
      ),
      { Action: 'fail' },
    ]);
    assert.equal(timedOut, true);
    const waits = results.find(({ name }) => name === 'TestWaits');
    assert.equal(waits?.failure?.message, 'The test did not end: the run was stopped after 2000 ms');
    assert.deepEqual(waits.failure.frames[0], { path: 'shop/shop.go', line: 31 });
  });

  test('a deadlock, a stack that is too deep, a package’s own name in a trace', () => {
    const { results } = found([
      { Action: 'run', Test: 'TestDeep' },
      ...said(
        'TestDeep',
        'runtime: goroutine stack exceeds 1000000000-byte limit',
        'fatal error: stack overflow',
        '',
        'goroutine 7 [running]:',
        'example.com/m/shop.f(0x1)',
        '\texample.com/m/shop/f.go:3 +0x2f',
      ),
      { Action: 'fail' },
    ]);
    assert.equal(results[0]?.failure?.message, 'fatal error: stack overflow');
    assert.deepEqual(results[0].failure.frames, [{ path: 'shop/f.go', line: 3 }]);
  });

  test('what does not build, as text and as events of Go 1.24', () => {
    const text = found([
      '# example.com/m/shop [example.com/m/shop.test]',
      'shop/shop.go:3:29: undefined: y',
      'FAIL\texample.com/m/shop [build failed]',
    ]);
    const events = found([
      {
        ImportPath: 'example.com/m/shop',
        Package: undefined,
        Action: 'build-output',
        Output: '# example.com/m/shop\n',
      },
      {
        ImportPath: 'example.com/m/shop',
        Package: undefined,
        Action: 'build-output',
        Output: 'shop/shop.go:3:29: undefined: y\n',
      },
      { ImportPath: 'example.com/m/shop', Package: undefined, Action: 'build-fail' },
      { Action: 'start' },
      { Action: 'output', Output: 'FAIL\texample.com/m/shop [build failed]\n' },
      { Action: 'fail', Elapsed: 0, FailedBuild: 'example.com/m/shop' },
    ]);
    for (const { problem, results } of [text, events]) {
      assert.deepEqual(results, []);
      assert.deepEqual(problem, {
        message: 'shop/shop.go:3:29: undefined: y',
        frames: [{ path: 'shop/shop.go', line: 3 }],
      });
    }
  });

  test('lines that are no events, and halves of events', () =>
    assert.deepEqual(found(['{"Action":"ru', '{"a":1}', 'ok  \tx\t0.1s', '', '\u0016']).results, []));
});

suite('a line of go test', () => {
  const line = (text: string, tests?: TestResult[], directory = ''): string =>
    writeShellLine(goLine(parseShellLine(text)!, 5000, tests && goChoice(tests, directory)));
  const one = (id: string): TestResult => ({ id, name: id, outcome: 'failed', durationMs: 0 });

  test('keeps the flags, but for those that hide or measure', () =>
    assert.equal(
      line('go test -v -race -tags "a b" -count 3 -coverprofile=c.out -timeout 2s ./... -args -x'),
      'go test -json -count=1 -timeout=2000ms -race -tags "a b" ./... -args -x',
    ));

  test('chooses packages and tests, names with what Go reads as a pattern', () => {
    assert.equal(
      line('go test -run Old ./...', [
        one('a/x_test.go::TestA'),
        one('a/x_test.go::TestA/b_(c|d)'),
        one('a/b::TestB/q'),
      ]),
      "go test -json -count=1 -timeout=5000ms -vet=off -run '^(TestA|TestB)$/^(b_\\(c\\|d\\)|q)$' ./a ./a/b",
    );
    assert.equal(runPattern(['TestA/x/y', 'TestB']), '^(TestA|TestB)$');
    assert.equal(line('go test ./...', [one('x_test.go::TestA')], 'inner'), line('go test ./...'));
  });

  test('runs every test line of several, without linters', () =>
    assert.equal(
      line('go vet ./... && go test ./a && go test ./b'),
      'go test -json -count=1 -timeout=5000ms ./a; go test -json -count=1 -timeout=5000ms ./b',
    ));
});

suite('a Go project’s files', () => {
  test('modules, workspaces, packages', () => {
    assert.equal(modulePath('// a comment\nmodule example.com/a // yes\n\ngo 1.22\n'), 'example.com/a');
    assert.equal(modulePath('module "example.com/b"\n'), 'example.com/b');
    assert.deepEqual(usedModules('go 1.22\nuse ./a\nuse (\n\t./b // no\n\t"./c d"\n)\n'), ['./b', './c d', './a']);
    const modules = [
      { path: 'example.com/m', directory: '/m' },
      { path: 'example.com/m/in', directory: '/elsewhere' },
    ];
    assert.equal(packageDirectory('example.com/m/in/x', modules), '/elsewhere/x');
    assert.equal(packageDirectory('example.com/mm', modules), undefined);
  });

  test('tests, examples and fuzz tests that a file declares', () =>
    assert.deepEqual(
      declaredTests(
        'func TestA(t *testing.T) {}\nfunc Testify() {}\nfunc (s *S) TestB() {}\nfunc ExampleÜ() {}\nfunc FuzzX(f *testing.F) {\n',
      ),
      ['TestA', 'ExampleÜ', 'FuzzX'],
    ));

  test('the lines of a profile: blocks that ran, columns in bytes', () => {
    const text = 'package m\n\nfunc F(n int) int { /* ü */ if n > 0 {\n\t\treturn 1 // one\n\t}\n\n\treturn 2\n}\n';
    const profile =
      'mode: set\nm/f.go:3.20,3.39 1 1\nm/f.go:3.39,5.3 1 0\nm/f.go:7.2,7.10 1 3\nother/x.go:1.1,2.2 1 1\n';
    const lines = profileLines(profile, (file) => (file === 'm/f.go' ? text : undefined));
    assert.deepEqual(
      [...lines].map(([file, of]) => [file, [...of]]),
      [['m/f.go', [3, 7]]],
    );
  });
});

suite('a test program of Go without the go command', () => {
  const program = (line: string) => goTestProgram(parseShellLine(line) ?? []);

  test('is built and run with the flags of the line', () => {
    assert.deepEqual(
      program('GOFLAGS=-mod=mod go test -json -race -tags a,b -short -p 2 -timeout 5s ./... -args -x 1'),
      {
        go: 'go',
        environment: { GOFLAGS: '-mod=mod' },
        build: ['-race', '-tags', 'a,b'],
        test: ['-test.short'],
        last: ['-x', '1'],
      },
    );
  });

  test('is none where the line does more than that', () => {
    for (const line of [
      'go vet && go test ./...',
      'go test -exec wrap ./...',
      'go test -run $X .',
      'env A=1 go test .',
    ])
      assert.equal(program(line), undefined, line);
  });

  test('prints what is read like its events, marked or not', () => {
    for (const mark of ['', '\u0016']) {
      const events: string[] = [];
      const text = new GoTestText('example.com/m/shop', (event) => events.push(event));
      for (const line of [
        `${mark}=== RUN   TestA`,
        `${mark}=== RUN   TestA/one`,
        '    shop_test.go:7: of one',
        `${mark}--- FAIL: TestA (0.02s)`,
        `    ${mark}--- FAIL: TestA/one (0.01s)`,
        `${mark}=== RUN   TestB`,
        'panic: boom',
        'goroutine 1 [running]:',
      ])
        text.hear(line);
      text.end(false);
      const { results } = found(events);
      assert.deepEqual(
        results.map(({ id, outcome, failure }) => [id, outcome, failure?.message]),
        [
          ['shop/shop_test.go::TestA', 'failed', 'Its subtest failed: one'],
          ['shop/shop_test.go::TestA/one', 'failed', 'of one'],
          ['shop/shop_test.go::TestB', 'failed', 'panic: boom'],
        ],
      );
    }
  });
});
