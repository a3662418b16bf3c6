import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { linesOf, outcomes, place, resultOf } from '../../fakes/testProject.ts';
import { missing, processesAt, toolPath, withToolProject, type ToolProject } from '../../fakes/toolProject.ts';

const workspace = {
  'Cargo.toml': '[workspace]\nmembers = ["core", "app"]\nresolver = "2"\n',
  'Cargo.lock':
    'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = [\n "shop-core",\n]\n\n' +
    '[[package]]\nname = "shop-core"\nversion = "0.1.0"\n',
  'core/Cargo.toml': '[package]\nname = "shop-core"\nversion = "0.1.0"\nedition = "2021"\n',
  'app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2018"\n\n[dependencies]\nshop-core = { path = "../core" }\n',
  'app/src/main.rs':
    'fn main() {\n    println!("{}", shop_core::add(1, 2));\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn runs() {\n        super::main();\n    }\n}\n',
  'core/src/lib.rs': `pub mod cart;

/// Adds.
///
/// \`\`\`
/// assert_eq!(shop_core::add(1, 2), 3);
/// \`\`\`
///
/// \`\`\`compile_fail
/// let x: u8 = "a";
/// \`\`\`
pub fn add(a: i32, b: i32) -> i32 {
    a - b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        println!("printed");
        assert_eq!(add(1, 2), 3, "one and {}", "two");
    }

    #[test]
    #[should_panic(expected = "boom")]
    fn panics_rightly() {
        panic!("boom bang");
    }

    #[test]
    #[should_panic]
    fn should_have() {}

    #[test]
    #[ignore = "slow"]
    fn ignored() {}

    #[test]
    fn result() -> Result<(), String> {
        Err("went wrong".into())
    }
}
`,
  'core/src/cart.rs': `pub struct Cart<T> {
    pub items: Vec<T>,
}

impl<T: Copy + Into<i64>> Cart<T> {
    pub fn total(&self) -> i64 {
        let mut sum = 0;
        for i in 1..self.items.len() {
            sum += self.items[i].into();
        }
        sum
    }

    pub fn at(&self, at: usize) -> i64 {
        self.items[at].into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals() {
        assert_eq!(Cart { items: vec![1, 2] }.total(), 3);
    }

    #[test]
    fn empty() {
        assert_eq!(Cart::<i32> { items: vec![] }.total(), 0);
    }

    #[test]
    fn at_the_end() {
        Cart { items: vec![1] }.at(1);
    }
}
`,
  'core/tests/integration.rs':
    '#[test]\nfn through_the_door() {\n    assert!(shop_core::add(2, 2) == 4);\n}\n\n#[test]\nfn naïve() {}\n',
};

const single = (lib: string): Record<string, string> => ({
  'Cargo.toml': '[package]\nname = "single"\nversion = "0.1.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "single"\nversion = "0.1.0"\n',
  'src/lib.rs': lib,
});

suite('running cargo test', function () {
  this.timeout(180_000);
  let compiled = '';
  suiteSetup(async function () {
    if (missing('cargo', '--version') !== undefined) this.skip();
    compiled = await mkdtemp(path.join(os.tmpdir(), 'touchstone-compiled-'));
  });
  // One test decides nothing for the next.
  setup(() => rm(path.join(compiled, 'cargo'), { recursive: true, force: true }));
  suiteTeardown(() => rm(compiled, { recursive: true, force: true }));

  const withCargo = (
    files: Readonly<Record<string, string>>,
    use: (project: ToolProject) => Promise<void>,
    more: { sandbox?: 'off'; environment?: Record<string, string>; compiled?: string; kept?: string } = {},
  ) => withToolProject(files, { framework: 'cargo test', compiled, ...more }, use);

  test('hears unit, integration and documentation tests; a patch turns the chosen ones green', () =>
    withCargo(workspace, async ({ run, write }) => {
      const report = await run('cargo test --workspace -- --nocapture');
      assert.deepEqual(outcomes(report), [
        'failed core/src/cart.rs::cart::tests::at_the_end',
        'failed core/src/cart.rs::cart::tests::totals',
        'failed core/src/lib.rs::add (documentation)',
        'failed core/src/lib.rs::tests::adds',
        'failed core/src/lib.rs::tests::result',
        'failed core/src/lib.rs::tests::should_have',
        'failed core/tests/integration.rs::through_the_door',
        'passed app/src/main.rs::tests::runs',
        'passed core/src/cart.rs::cart::tests::empty',
        'passed core/src/lib.rs::add (documentation) (2)',
        'passed core/src/lib.rs::tests::panics_rightly',
        'passed core/tests/integration.rs::naïve',
        'skipped core/src/lib.rs::tests::ignored',
      ]);
      assert.equal(report.problem, undefined);
      const adds = resultOf(report, 'tests › adds');
      assert.equal(adds.failure?.message, 'assertion `left == right` failed: one and two\n  left: -1\n right: 3');
      assert.equal(place(adds), 'core/src/lib.rs:23');
      assert.equal(place(resultOf(report, 'cart › tests › at_the_end')), 'core/src/cart.rs:15');
      assert.equal(resultOf(report, 'tests › result').failure?.message, 'Error: "went wrong"');
      const should = resultOf(report, 'tests › should_have').failure;
      assert.equal(should?.message, 'test did not panic as expected');
      assert.deepEqual(should.frames, [{ path: 'core/src/lib.rs', line: 34 }]);
      assert.equal(place(resultOf(report, 'add (documentation)')), 'core/src/lib.rs:5');

      await write('core/src/lib.rs', workspace['core/src/lib.rs'].replace('a - b', 'a + b'));
      const only = report.results.filter(({ name }) => /adds|through|^add /.test(name));
      const after = await run('cargo test --workspace', { only });
      assert.deepEqual(outcomes(after), [
        'passed core/src/lib.rs::add (documentation)',
        'passed core/src/lib.rs::add (documentation) (2)',
        'passed core/src/lib.rs::tests::adds',
        'passed core/tests/integration.rs::through_the_door',
      ]);
    }));

  test('knows the lines that each test ran', async function () {
    if (missing('sh', '-c', LLVM) !== undefined) this.skip();
    await withCargo(workspace, async ({ run }) => {
      const report = await run('cargo test --workspace', { coverage: true });
      assert.deepEqual(linesOf(report, 'cart › tests › totals', 'core/src/cart.rs'), [6, 7, 8, 9, 11]);
      assert.deepEqual(linesOf(report, 'cart › tests › empty', 'core/src/cart.rs'), [6, 7, 8, 11]);
      assert.deepEqual(linesOf(report, 'cart › tests › at_the_end', 'core/src/cart.rs'), [14, 15]);
      assert.deepEqual(linesOf(report, 'through_the_door', 'core/src/lib.rs'), [12, 13]);
    });
  });

  test('what does not compile is a problem with its places', () =>
    withCargo(
      single('pub fn f(a: i32) -> i32 {\n    a + b\n}\n\n#[test]\nfn t() {\n    assert_eq!(f("x"), 1);\n}\n'),
      async ({ run, write }) => {
        const report = await run('cargo test');
        assert.deepEqual(report.results, []);
        assert.match(
          report.problem?.message ?? '',
          /^error\[E0425\]: cannot find value `b` in this scope\n +--> src\/lib\.rs:2:9/,
        );
        assert.ok(report.problem?.frames.some(({ path, line }) => path === 'src/lib.rs' && line === 2));
        await write('src/lib.rs', 'pub fn f() {}\n\n#[test]\nfn t() {\n    f()\n}\n');
        assert.deepEqual(outcomes(await run('cargo test')), ['passed src/lib.rs::t']);
      },
    ));

  test('names the test that aborts the program, and hears the others', () =>
    withCargo(
      single(
        '#[test]\nfn aborts() {\n    eprintln!("no way out");\n    std::process::abort();\n}\n\n#[test]\nfn deep() {\n    fn f(n: u64) -> u64 {\n        if n == 0 { 0 } else { f(n + 1) + std::hint::black_box(n) }\n    }\n    f(1);\n}\n\n#[test]\nfn fine() {}\n\n#[test]\nfn leaves() {\n    std::process::exit(0);\n}\n',
      ),
      async ({ run }) => {
        const report = await run('cargo test');
        assert.deepEqual(outcomes(report), [
          'failed src/lib.rs::aborts',
          'failed src/lib.rs::deep',
          'failed src/lib.rs::leaves',
          'passed src/lib.rs::fine',
        ]);
        assert.match(
          resultOf(report, 'aborts').failure?.message ?? '',
          /The test ended its program \(signal: SIGABRT\)/,
        );
        assert.match(resultOf(report, 'deep').failure?.message ?? '', /has overflowed its stack/);
        assert.match(resultOf(report, 'leaves').failure?.message ?? '', /exit status: 0/);
      },
    ));

  test('names the test that does not end, and has its lines', () =>
    withCargo(
      single(
        'pub fn spin(n: u64) {\n    let mut n = n;\n    while n != 0 {\n        if n > 9 {\n            continue;\n        }\n        n -= 1;\n    }\n}\n\n#[test]\nfn endless() {\n    spin(10)\n}\n\n#[test]\nfn short() {\n    spin(3)\n}\n',
      ),
      async ({ run }) => {
        const report = await run('cargo test', { limitMs: 3000, coverage: true });
        assert.equal(report.end.kind, 'timedOut');
        assert.deepEqual(outcomes(report), ['failed src/lib.rs::endless', 'passed src/lib.rs::short']);
        assert.match(
          resultOf(report, 'endless').failure?.message ?? '',
          /did not end: the run was stopped after 3000 ms/,
        );
        // Counters are read while they count, so one that follows from two others may be ahead by one.
        const lines = linesOf(report, 'endless', 'src/lib.rs').filter((line) => line !== 7);
        if (missing('sh', '-c', LLVM) === undefined) assert.deepEqual(lines, [1, 2, 3, 4, 5]);
      },
    ));

  test('the old form of a panic, several targets of one package, a program with a harness of its own', () =>
    withCargo(
      {
        ...single('pub fn two() -> i32 {\n    3\n}\n'),
        'Cargo.toml': `${single('')['Cargo.toml']}\n[[test]]\nname = "own"\nharness = false\n`,
        'src/bin/tool.rs': 'fn main() {}\n\n#[test]\nfn of_the_tool() {}\n',
        'tests/own.rs': 'fn main() {\n    println!("1..1");\n    assert_eq!(single::two(), 2);\n}\n',
        'tests/many/main.rs': 'mod part;\n',
        'tests/many/part.rs':
          '#[test]\nfn inner() {\n    let none: Option<u8> = None;\n    none.expect("a value");\n}\n',
      },
      async ({ run }) => {
        const report = await run('cargo test');
        assert.deepEqual(outcomes(report), [
          'failed tests/many/part.rs::part::inner',
          'failed tests/own.rs::own',
          'passed src/bin/tool.rs::of_the_tool',
        ]);
        assert.equal(resultOf(report, 'part › inner').failure?.message, 'a value');
        assert.equal(place(resultOf(report, 'part › inner')), 'tests/many/part.rs:4');
        const only = [resultOf(report, 'part › inner')];
        assert.deepEqual(outcomes(await run('cargo test', { only })), ['failed tests/many/part.rs::part::inner']);
      },
    ));

  test('fetches nothing, and says what to do', () =>
    withCargo(
      {
        ...single('#[test]\nfn t() {}\n'),
        'Cargo.toml': `${single('')['Cargo.toml']}\n[dependencies]\nabsent-crate = "1"\n`,
      },
      async ({ run }) => {
        const report = await run('cargo test');
        assert.match(report.problem?.message ?? '', /absent-crate[^]*Run `cargo fetch` in a terminal first/);
      },
    ));

  test('another copy, and another fix, begins with the packages from outside as they were built, never with the tree’s own', async () => {
    const checksum = 'ab'.repeat(32);
    // Where cargo keeps what it has downloaded: outside every copy.
    const vendor = await mkdtemp(path.join(os.homedir(), '.touchstone-test-vendor-'));
    const put = async (file: string, text: string): Promise<void> => {
      await mkdir(path.dirname(path.join(vendor, file)), { recursive: true });
      await writeFile(path.join(vendor, file), text);
    };
    await put('dep-one/Cargo.toml', '[package]\nname = "dep-one"\nversion = "1.0.0"\nedition = "2021"\n');
    await put('dep-one/src/lib.rs', 'pub fn one() -> i32 {\n    1\n}\n');
    await put('dep-one/.cargo-checksum.json', JSON.stringify({ files: {}, package: checksum }));
    const lib =
      'pub fn three() -> i32 {\n    dep_one::one() + 1\n}\n\n#[test]\nfn t() {\n    assert_eq!(three(), 3);\n}\n';
    const files = {
      ...single(lib),
      'Cargo.toml': `${single('')['Cargo.toml']}\n[dependencies]\ndep-one = "1"\n`,
      'Cargo.lock':
        'version = 3\n\n[[package]]\nname = "dep-one"\nversion = "1.0.0"\n' +
        `source = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${checksum}"\n\n` +
        '[[package]]\nname = "single"\nversion = "0.1.0"\ndependencies = [\n "dep-one",\n]\n',
      '.cargo/config.toml': `[source.crates-io]\nreplace-with = "vendored"\n\n[source.vendored]\ndirectory = "${vendor}"\n`,
    };
    const kept = path.join(vendor, 'kept');
    const tellsLines = { coverage: true };
    await withCargo(
      files,
      async ({ run, write }) => {
        const first = await run('cargo test', tellsLines);
        assert.match(first.output, /Compiling dep-one/);
        assert.deepEqual(outcomes(first), ['failed src/lib.rs::t']);
        // What this copy has built last is of another text than the next copy has.
        await write('src/lib.rs', lib.replace('+ 1', '+ 2'));
        assert.deepEqual(outcomes(await run('cargo test')), ['passed src/lib.rs::t']);
      },
      { kept },
    );
    const beginsWithThem = async ({ run }: ToolProject): Promise<void> => {
      const other = await run('cargo test');
      assert.doesNotMatch(other.output, /Compiling dep-one/);
      assert.deepEqual(outcomes(other), ['failed src/lib.rs::t']);
    };
    await withCargo(files, beginsWithThem);
    await withCargo(files, beginsWithThem, { compiled: path.join(vendor, 'compiled'), kept });
    await rm(vendor, { recursive: true });
  });

  test('cancelled, it leaves no process', () =>
    withCargo(
      single('#[test]\nfn t() {\n    loop {}\n}\n'),
      async ({ run, root }) => {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 4000);
        await assert.rejects(run('cargo test', {}, stop.signal), { name: 'AbortError' });
        assert.deepEqual(processesAt(root), []);
      },
      { sandbox: 'off' },
    ));
});

const LLVM = `PATH='${toolPath}'; v=$(rustc -vV | sed -n 's/^LLVM version: \\([0-9]*\\).*/\\1/p'); llvm-cov-$v --version || ls "$(rustc --print sysroot)"/lib/rustlib/*/bin/llvm-cov`;
