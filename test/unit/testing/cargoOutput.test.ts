import assert from 'node:assert/strict';
import { cargoFindings, type CargoProject } from '../../../src/testing/cargoFindings.ts';
import { CargoOutput } from '../../../src/testing/cargoOutput.ts';
import { cargoChoices, cargoWords } from '../../../src/testing/cargoPlan.ts';
import { lcovLines } from '../../../src/testing/lcov.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import { rustTestLines } from '../../../src/testing/rustTests.ts';
import { parseShellLine, writeShellLine } from '../../../src/testing/shellLine.ts';

const project: CargoProject = {
  fileOf: (path) => (path.startsWith('/rustc/') ? undefined : path.replace(/^(?:\.|\/app)\//, '')),
  moduleOf: ({ target }) => target?.source.replace('/app/', ''),
};

const artifact = JSON.stringify({
  reason: 'compiler-artifact',
  manifest_path: '/app/Cargo.toml',
  target: { kind: ['lib'], name: 'shop', src_path: '/app/src/lib.rs' },
  profile: { test: true },
  executable: '/t/debug/deps/shop-1',
});
const running = '     Running unittests src/lib.rs (/t/debug/deps/shop-1)';

function found(lines: readonly string[], stopped?: string) {
  const output = new CargoOutput();
  for (const line of [artifact, running, ...lines]) output.hear(line);
  return cargoFindings(output, project, stopped);
}

const messageOf = (results: readonly TestResult[], name: string): string | undefined =>
  results.find((result) => result.name === name)?.failure?.message;

suite('what cargo test prints', () => {
  test('panics as Rust 1.60 to 1.72 tells them, over several lines', () => {
    const { results } = found([
      'running 2 tests',
      'test tests::eq ... FAILED',
      'test tests::fine ... ok',
      '',
      'failures:',
      '',
      '---- tests::eq stdout ----',
      'printed before',
      "thread 'tests::eq' panicked at 'assertion failed: `(left == right)`",
      '  left: `1`,',
      " right: `2`: it's', off', src/lib.rs:9:5",
      'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
      '',
      '',
      'failures:',
      '    tests::eq',
      '',
      'test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.04s',
    ]);
    assert.equal(
      messageOf(results, 'tests › eq'),
      "assertion failed: `(left == right)`\n  left: `1`,\n right: `2`: it's', off",
    );
    assert.deepEqual(results[0]?.failure?.frames, [{ path: 'src/lib.rs', line: 9 }]);
    assert.equal(results[1]?.outcome, 'passed');
    assert.equal(results[1].durationMs, 20);
  });

  test('a panic in a thread and the one that it causes, with a backtrace', () => {
    const { results } = found([
      'running 1 test',
      'test threads ... FAILED',
      'failures:',
      '---- threads stdout ----',
      '',
      "thread '<unnamed>' (6077) panicked at src/work.rs:4:31:",
      'index out of bounds: the len is 0 but the index is 3',
      'stack backtrace:',
      '   0: core::panicking::panic_fmt',
      '             at /rustc/59807616/library/core/src/panicking.rs:80:14',
      '   1: shop::work::{{closure}}',
      '             at ./src/work.rs:4:31',
      '   2: shop::work::all',
      '             at ./src/work.rs:9',
      '',
      "thread 'threads' (6076) panicked at src/lib.rs:67:61:",
      'called `Result::unwrap()` on an `Err` value: Any { .. }',
      'test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    ]);
    assert.equal(
      messageOf(results, 'threads'),
      'index out of bounds: the len is 0 but the index is 3\ncalled `Result::unwrap()` on an `Err` value: Any { .. }',
    );
    assert.deepEqual(
      results[0]?.failure?.frames.map(({ path, line }) => `${path}:${line}`),
      ['src/work.rs:4', 'src/work.rs:9', 'src/lib.rs:67'],
    );
  });

  test('tests that are to panic, ignored ones, names of parametrised tests, output past the harness', () => {
    const { results } = found([
      'running 6 tests',
      'test a - should panic ... ok',
      'test b - should panic ... FAILED',
      'test sums::case_1_of_two ... ok',
      'from a child processtest c ... ok',
      'test d ... ignored, slow',
      'test e has been running for over 60 seconds',
      'test e ... ok <61.002s>',
      'failures:',
      '---- b stdout ----',
      'failures:',
      '---- nothing stdout ----',
      "thread 'b' panicked at src/lib.rs:5:5:",
      'bang',
      'note: panic did not contain expected string',
      '      panic message: "bang"',
      ' expected substring: "boom"',
      'failures:',
      '    b',
      'test result: FAILED. 4 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 61.02s',
      'error: test failed, to rerun pass `--lib`',
    ]);
    assert.deepEqual(
      results.map(({ name, outcome }) => `${outcome} ${name}`),
      ['passed a', 'failed b', 'passed sums › case_1_of_two', 'passed c', 'skipped d', 'passed e'],
    );
  });

  test('a program that is ended by a signal, and one that is stopped', () => {
    const lines = ['running 2 tests', 'test a ... ok', 'test b ... '];
    const crashed = found([
      ...lines,
      "thread 'b' has overflowed its stack",
      'error: test failed, to rerun pass `--lib`',
      '',
      'Caused by:',
      "  process didn't exit successfully: `/t/debug/deps/shop-1 --exact b` (signal: 6, SIGABRT: process abort signal)",
    ]);
    assert.match(
      messageOf(crashed.results, 'b') ?? '',
      /ended its program \(signal: 6, SIGABRT.*has overflowed its stack/s,
    );
    assert.equal(messageOf(found(lines, 'too long').results, 'b'), 'too long');
    const silent = found(['running 2 tests', 'error: test failed, to rerun pass `--lib`']);
    assert.match(silent.problem?.message ?? '', /^shop ended before its tests did/);
  });

  test('errors of the compiler once, at the place where a macro was called', () => {
    const span = { file_name: 'src/lib.rs', line_start: 3, is_primary: true };
    const inMacro = {
      file_name: '<::core::macros::assert_eq macros>',
      line_start: 1,
      is_primary: true,
      expansion: { span },
    };
    const message = (level: string, rendered: string) =>
      JSON.stringify({ reason: 'compiler-message', message: { level, rendered, spans: [inMacro] } });
    const { problem } = found([
      message('warning', 'warning: unused'),
      message('error', 'error[E0308]: mismatched types'),
      message('error', 'error[E0308]: mismatched types'),
      'test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    ]);
    assert.deepEqual(problem, { message: 'error[E0308]: mismatched types', frames: [{ path: 'src/lib.rs', line: 3 }] });
  });
});

suite('a line of cargo test', () => {
  const files = ['Cargo.toml', 'src/lib.rs', 'src/main.rs', 'in/Cargo.toml', 'in/src/lib.rs', 'in/tests/all/main.rs'];
  const one = (id: string): TestResult => ({ id, name: id, outcome: 'failed', durationMs: 0 });
  const lines = (text: string, ...ids: string[]): string[] =>
    (cargoChoices(ids.map(one), '/app', (file) => files.includes(file)) ?? []).map((choice) =>
      writeShellLine([{ assignments: [], words: cargoWords(parseShellLine(text)![0]!.words, choice), join: '' }]),
    );
  const added = 'cargo test --offline --message-format json --no-fail-fast';

  test('keeps what chooses the build, and leaves out what hides results', () =>
    assert.equal(
      writeShellLine([
        {
          assignments: [],
          words: cargoWords(
            parseShellLine('cargo +nightly t -q --release -F a,b -p x -- --nocapture --test-threads 2')![0]!.words,
          ),
          join: '',
        },
      ]),
      'cargo +nightly t --offline --message-format json --no-fail-fast --release -F a,b -p x -- --test-threads 2',
    ));

  test('names the package, the targets and the tests', () => {
    assert.deepEqual(
      lines('cargo test --workspace old', 'src/a.rs::a::x', 'src/lib.rs::y', 'in/tests/all/p.rs::p::z'),
      [
        `${added} --manifest-path /app/Cargo.toml --lib --bins -- --exact a::x y`,
        `${added} --manifest-path /app/in/Cargo.toml --test all -- --exact p::z`,
      ],
    );
    assert.deepEqual(lines('cargo test', 'in/tests/one.rs::t', 'in/tests/two.rs::t', 'in/tests/one.rs::u'), [
      `${added} --manifest-path /app/in/Cargo.toml --test one --test two -- --exact t u`,
    ]);
    assert.deepEqual(lines('cargo test', 'src/lib.rs::Cart<T>::total (documentation) (2)'), [
      `${added} --manifest-path /app/Cargo.toml --doc -- ' - Cart<T>::total (line '`,
    ]);
    assert.deepEqual(lines('cargo test', '::no-file'), []);
  });
});

suite('a Rust project’s files', () => {
  test('tests beside the code', () => {
    const source = [
      'pub fn f() {}',
      '',
      '#[cfg(test)]',
      '#[allow(unused)]',
      'mod tests {',
      '    #[test]',
      '    fn a() {',
      '    }',
      '}',
      'fn g() {}',
      '#[test]',
      'fn one_line() {}',
      'fn h() {',
      '}',
      '#[tokio::test]',
      'async fn t() {',
      '    g()',
      '}',
      '#[cfg(test)]',
      'mod other;',
      'fn last() {}',
    ];
    assert.deepEqual([...rustTestLines(source.join('\n'))], [3, 4, 5, 6, 7, 8, 9, 11, 12, 15, 16, 17, 18, 19, 20]);
  });

  test('the lines of a tracefile', () =>
    assert.deepEqual(
      [...lcovLines('SF:/a/b.rs\nFN:1,f\nDA:1,2\nDA:2,0\nDA:3,18446744073709551615\nend_of_record\n')],
      [['/a/b.rs', new Set([1, 3])]],
    ));
});
