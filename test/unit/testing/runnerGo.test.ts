import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { linesOf, outcomes, place, resultOf } from '../../fakes/testProject.ts';
import { missing, processesAt, withToolProject, type ToolProject } from '../../fakes/toolProject.ts';

const module = { 'go.mod': 'module example.com/m\n\ngo 1.18\n' };

const shop = `package shop

// Total of the prices.
func Total(prices []int) int {
	sum := 0
	for i := 1; i < len(prices); i++ {
		sum += prices[i]
	}
	return sum
}

func At(xs []int, i int) int {
	if i < 0 {
		i = len(xs) + i
	}
	return xs[i]
}
`;

const shopTest = `package shop

import (
	"fmt"
	"testing"
)

func TestTotal(t *testing.T) {
	tests := []struct {
		name string
		in   []int
		want int
	}{
		{"empty cart", nil, 0},
		{"one/two", []int{5}, 5},
		{"Ünï 'q' $x (a|b)", []int{0, 5}, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fmt.Print("no line end")
			if got := Total(tt.in); got != tt.want {
				t.Errorf("Total(%v) = %d,\\nwant %d", tt.in, got, tt.want)
			}
		})
	}
}

func TestPanics(t *testing.T) {
	At(nil, 3)
}

func TestAfterwards(t *testing.T) {
	if At([]int{1, 2}, -1) != 2 {
		t.Fatal("not the last")
	}
}

func TestSkips(t *testing.T) { t.Skip("no network") }

func ExampleTotal() {
	fmt.Println(Total([]int{1, 2}))
	// Output: 3
}

func FuzzTotal(f *testing.F) {
	f.Add(0, 2)
	f.Add(1, 2)
	f.Fuzz(func(t *testing.T, a, b int) {
		if Total([]int{a, b}) != a+b {
			t.Fatalf("sum of %d and %d", a, b)
		}
	})
}
`;

suite('running go test', function () {
  this.timeout(120_000);
  let compiled = '';
  suiteSetup(async function () {
    if (missing('go', 'version') !== undefined) this.skip();
    compiled = await mkdtemp(path.join(os.tmpdir(), 'touchstone-compiled-'));
  });
  suiteTeardown(() => rm(compiled, { recursive: true, force: true }));

  const withGo = (
    files: Readonly<Record<string, string>>,
    use: (project: ToolProject) => Promise<void>,
    more: { sandbox?: 'off'; directory?: string; environment?: Record<string, string> } = {},
  ) => withToolProject(files, { framework: 'go test', compiled, ...more }, use);

  test('hears every test of every kind, also those behind a panic', () =>
    withGo({ ...module, 'shop/shop.go': shop, 'shop/shop_test.go': shopTest }, async ({ run }) => {
      const report = await run('go test ./...');
      assert.deepEqual(outcomes(report), [
        'failed shop/shop_test.go::ExampleTotal',
        'failed shop/shop_test.go::FuzzTotal',
        'failed shop/shop_test.go::FuzzTotal/seed#1',
        'failed shop/shop_test.go::TestPanics',
        'failed shop/shop_test.go::TestTotal',
        'failed shop/shop_test.go::TestTotal/one/two',
        'passed shop/shop_test.go::FuzzTotal/seed#0',
        'passed shop/shop_test.go::TestAfterwards',
        'passed shop/shop_test.go::TestTotal/empty_cart',
        "passed shop/shop_test.go::TestTotal/Ünï_'q'_$x_(a|b)",
        'skipped shop/shop_test.go::TestSkips',
      ]);
      assert.equal(report.problem, undefined);
      const row = resultOf(report, 'TestTotal › one › two');
      assert.equal(row.failure?.message, 'Total([5]) = 0,\nwant 5');
      assert.equal(place(row), 'shop/shop_test.go:22');
      assert.equal(resultOf(report, 'TestTotal').failure?.message, 'Its subtest failed: one/two');
      const panicked = resultOf(report, 'TestPanics');
      assert.equal(panicked.failure?.message, 'panic: runtime error: index out of range [3] with length 0');
      assert.deepEqual(
        panicked.failure?.frames.map(({ path, line }) => `${path}:${line}`),
        ['shop/shop.go:16', 'shop/shop_test.go:29'],
      );
      assert.match(resultOf(report, 'ExampleTotal').failure?.message ?? '', /got:\n2\nwant:\n3/);
    }));

  test('runs just the chosen tests, and a patch turns them green', () =>
    withGo({ ...module, 'shop/shop.go': shop, 'shop/shop_test.go': shopTest }, async ({ run, write }) => {
      const whole = await run('go test ./...');
      const only = whole.results.filter(({ name }) => /^TestTotal/.test(name) && !name.includes('empty'));
      const before = await run('go test ./...', { only });
      assert.deepEqual(outcomes(before), [
        'failed shop/shop_test.go::TestTotal',
        'failed shop/shop_test.go::TestTotal/one/two',
        "passed shop/shop_test.go::TestTotal/Ünï_'q'_$x_(a|b)",
      ]);
      await write('shop/shop.go', shop.replace('i := 1', 'i := 0'));
      const after = await run('go test ./...', { only });
      assert.ok(
        after.results.every(({ outcome }) => outcome === 'passed'),
        outcomes(after).join('\n'),
      );
      assert.deepEqual(after.end, { kind: 'exited', code: 0 });
    }));

  test('knows the lines that each test ran, of one that panics too', () =>
    withGo({ ...module, 'shop/shop.go': shop, 'shop/shop_test.go': shopTest }, async ({ run }) => {
      const report = await run('go test ./...', { coverage: true });
      assert.deepEqual(linesOf(report, 'TestTotal › one › two', 'shop/shop.go'), [5, 6, 9]);
      assert.deepEqual(linesOf(report, "TestTotal › Ünï_'q'_$x_(a|b)", 'shop/shop.go'), [5, 6, 7, 9]);
      assert.deepEqual(linesOf(report, 'TestPanics', 'shop/shop.go'), [13, 16]);
      assert.deepEqual(linesOf(report, 'TestAfterwards', 'shop/shop.go'), [13, 14, 16]);
    }));

  test('a package that does not compile is a problem with its places, and the others are heard', () =>
    withGo(
      {
        ...module,
        'a/a.go': 'package a\n\nfunc F() int { return "x" + y }\n',
        'a/a_test.go': 'package a\n\nimport "testing"\n\nfunc TestF(t *testing.T) { F() }\n',
        'b/b_test.go': 'package b\n\nimport "testing"\n\nfunc TestB(t *testing.T) {}\n',
        'c/c_test.go': 'package c\n\nimport "testing"\n\nfunc TestC(t *testing.T) { t.Errorf("%d", "x") }\n',
      },
      async ({ run }) => {
        const report = await run('go test ./...');
        assert.deepEqual(outcomes(report), ['passed b/b_test.go::TestB']);
        assert.match(report.problem?.message ?? '', /undefined: y[^]*Errorf format %d has arg "x" of wrong type/);
        assert.deepEqual(
          report.problem?.frames.map(({ path, line }) => `${path}:${line}`),
          ['a/a.go:3', 'c/c_test.go:5'],
        );
      },
    ));

  test('a test that does not end is named, with where it is, and has its lines', () =>
    withGo(
      {
        ...module,
        'm.go':
          'package m\n\nfunc Loop(n int) int {\n\tfor n != 0 {\n\t\tif n > 9 {\n\t\t\tcontinue\n\t\t}\n\t\tn--\n\t}\n\treturn n\n}\n',
        'm_test.go':
          'package m\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestShort(t *testing.T) { Loop(3) }\n\n' +
          'func TestEndless(t *testing.T) { Loop(10) }\n\nfunc TestWaits(t *testing.T) {\n\ttime.Sleep(time.Hour)\n}\n',
      },
      async ({ run }) => {
        const report = await run('go test ./...', { limitMs: 3000, coverage: true });
        assert.equal(report.end.kind, 'timedOut');
        assert.match(
          resultOf(report, 'TestEndless').failure?.message ?? '',
          /did not end: the run was stopped after 3000 ms/,
        );
        assert.equal(resultOf(report, 'TestShort').outcome, 'passed');
        assert.deepEqual(linesOf(report, 'TestEndless', 'm.go'), [4, 5, 6]);
        const only = [{ ...resultOf(report, 'TestEndless'), id: 'm_test.go::TestWaits', name: 'TestWaits' }];
        const waits = await run('go test ./...', { limitMs: 1500, only });
        assert.equal(place(resultOf(waits, 'TestWaits')), 'm_test.go:13');
      },
    ));

  test('keeps the flags of the line, and finds modules through go.work', () =>
    withGo(
      {
        'go.work': 'go 1.18\n\nuse (\n\t./one // first\n\t./two\n)\n',
        'one/go.mod': 'module example.com/one\n\ngo 1.18\n',
        'one/one_test.go':
          '//go:build special\n\npackage one\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { t.Fatal("no") }\n',
        'two/go.mod': 'module example.com/two\n\ngo 1.18\n',
        'two/in/two_test.go':
          'package in_test\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestTwo(t *testing.T) {\n\tif os.Getenv("MODE") != "x" {\n\t\tt.Fatal("no mode")\n\t}\n}\n',
      },
      async ({ run }) => {
        const line = 'MODE=x go test -v -tags special -failfast ./one/... ./two/... && go vet ./one';
        const report = await run(line, { coverage: true });
        assert.deepEqual(outcomes(report), ['failed one/one_test.go::TestOne', 'passed two/in/two_test.go::TestTwo']);
        assert.equal(place(resultOf(report, 'TestOne')), 'one/one_test.go:7');
        assert.deepEqual(report.coverage?.map(({ test }) => test).sort(), report.results.map(({ id }) => id).sort());
        // The other module shares nothing with what fails.
        const fault = await run(line, { coverage: true, findsFault: true });
        assert.deepEqual(
          fault.coverage?.map(({ test }) => test),
          ['one/one_test.go::TestOne'],
        );
        const again = await run(line, { only: [resultOf(report, 'TestOne')] });
        assert.deepEqual(outcomes(again), ['failed one/one_test.go::TestOne']);
      },
    ));

  test('finds downloaded modules in the user’s folder, and fetches none', async () => {
    const home = await mkdtemp(path.join(os.homedir(), '.touchstone-test-home-'));
    const modules = path.join(home, 'go/pkg/mod');
    const put = async (file: string, text: string): Promise<void> => {
      await mkdir(path.dirname(path.join(modules, file)), { recursive: true });
      await writeFile(path.join(modules, file), text);
    };
    const manifest = 'module example.com/dep\n\ngo 1.18\n';
    await put('example.com/dep@v1.0.0/go.mod', manifest);
    await put('example.com/dep@v1.0.0/dep.go', 'package dep\n\nfunc Two() int { return 2 }\n');
    await put('cache/download/example.com/dep/@v/v1.0.0.mod', manifest);
    await put('cache/download/example.com/dep/@v/v1.0.0.info', '{"Version":"v1.0.0"}');
    await put('cache/download/example.com/dep/@v/v1.0.0.ziphash', 'h1:Fzx5KTCg6VNOTyZQk2F5L2cNWgFMCOrN3RCLk6Y/rTw=');
    const app = 'module example.com/app\n\ngo 1.18\n\nrequire example.com/dep v1.0.0\n';
    const test =
      'package app\n\nimport (\n\t"testing"\n\n\t"example.com/dep"\n)\n\nfunc TestA(t *testing.T) { dep.Two() }\n';
    try {
      await withGo(
        {
          'app/go.mod': app,
          'app/go.sum':
            'example.com/dep v1.0.0 h1:Fzx5KTCg6VNOTyZQk2F5L2cNWgFMCOrN3RCLk6Y/rTw=\n' +
            'example.com/dep v1.0.0/go.mod h1:WSQVVkzisfSKy5IAGHvpHm0MKSrZhF0Zc7f0B3QEwJc=\n',
          'app/app_test.go': test,
        },
        async ({ run, write }) => {
          assert.deepEqual(outcomes(await run('go test ./...')), ['passed app/app_test.go::TestA']);
          await write('app/go.mod', app.replace('dep v1', 'absent v1'));
          await write('app/app_test.go', test.replace('"example.com/dep"', 'dep "example.com/absent"'));
          const report = await run('GOFLAGS=-mod=mod go test ./...');
          assert.deepEqual(report.results, []);
          assert.match(report.problem?.message ?? '', /absent[^]*\nTest runs download nothing/);
        },
        { directory: 'app', environment: { HOME: home } },
      );
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  test('testify’s table, a helper elsewhere, TestMain and a race with the end', () =>
    withGo(
      {
        ...module,
        'check/check.go':
          'package check\n\nimport "testing"\n\nfunc Equal(t *testing.T, a, b int) {\n\tif a != b {\n\t\tt.Errorf("%d is not %d", a, b)\n\t}\n}\n',
        'a/a_test.go':
          'package a\n\nimport (\n\t"testing"\n\n\t"example.com/m/check"\n)\n\nfunc TestA(t *testing.T) { check.Equal(t, 1, 2) }\n',
        'b/b_test.go':
          'package b\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) {\n\tm.Run()\n\tfmt.Println("the database is gone")\n\tos.Exit(3)\n}\n\nfunc TestB(t *testing.T) {}\n',
      },
      async ({ run }) => {
        const report = await run('go test ./...');
        assert.equal(resultOf(report, 'TestA').failure?.message, '1 is not 2');
        assert.match(
          report.problem?.message ?? '',
          /example\.com\/m\/b failed outside its tests: the database is gone/,
        );
      },
    ));

  test('cancelled, it leaves no process', () =>
    withGo(
      { ...module, 'm_test.go': 'package m\n\nimport "testing"\n\nfunc TestLoop(t *testing.T) {\n\tfor {\n\t}\n}\n' },
      async ({ run, root }) => {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 3000);
        await assert.rejects(run('go test ./...', {}, stop.signal), { name: 'AbortError' });
        assert.deepEqual(processesAt(root), []);
      },
      { sandbox: 'off' },
    ));

  test('says why a project without tests or without a module has none', () =>
    withGo({ 'm.go': 'package m\n' }, async ({ run, root }) => {
      await mkdir(root, { recursive: true });
      const report = await run('go test ./...');
      assert.deepEqual(report.results, []);
      assert.match(report.problem?.message ?? '', /main module/);
    }));
});
