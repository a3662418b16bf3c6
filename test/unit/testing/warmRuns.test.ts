import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { warmLine } from '../../../src/testing/warmLine.ts';
import { processesIn, withoutTime, withTrial } from '../../fakes/warmTrial.ts';

const hasPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0;

suite('Lines that a warm Python can run', () => {
  test('one plain command, our unittest program or pytest', () => {
    assert.deepEqual(warmLine(`.venv/bin/python3.12 -m pytest -k 'a b' tests`), {
      python: '.venv/bin/python3.12',
      module: 'pytest',
      args: ['-k', 'a b', 'tests'],
    });
    assert.equal(warmLine('python -m touchstone_unittest discover')?.module, 'touchstone_unittest');
  });

  for (const line of [
    'python -m pytest && true',
    'A=1 python -m pytest',
    'pytest',
    'python -W error -m pytest',
    'python -m pytest $ARGS',
    'python -m pytest > log',
    'python -m nose',
  ]) {
    test(`not ${line}`, () => assert.equal(warmLine(line), undefined));
  }
});

const shop = {
  'shop/__init__.py': '',
  'shop/price.py': 'def half(n):\n    return n // 2\n',
};

const pytestProject = {
  ...shop,
  'pytest.ini': '[pytest]\naddopts = -q -p no:cacheprovider\n',
  'conftest.py': 'import pytest\n\n@pytest.fixture\ndef ten():\n    return 10\n',
  'tests/test_price.py': `import os, sys, __main__
import pytest
from shop.price import half


@pytest.mark.parametrize("n", [4, 5])
def test_half(n):
    assert half(n) * 2 == n, "größer"


def test_fixture(ten):
    assert half(ten) == 5


def test_surroundings():
    print("odd", sys.argv[1:], os.path.basename(sys.argv[0]), sys.path, __main__.__name__, __main__.__spec__.name)
    print(sorted(n for n in os.environ if not n.startswith("PYTEST_")), os.environ["PYTHONPATH"], os.getcwd())
    print([n for n in sys.modules if n.startswith("shop")], os.read(0, 1), sys.stdout.encoding)
    print(os.getpgid(0) == os.getsid(0), sorted(os.listdir("/proc/self/fd"))[:3], sys.flags, sys.getrecursionlimit())
    assert False


def test_broken(nothing): ...
`,
  'tests/test_missing.py': 'import nowhere\n',
};

const unittestProject = {
  ...shop,
  'tests/__init__.py': '',
  'tests/test_price.py': `import sys
import unittest
from shop.price import half


class PriceTest(unittest.TestCase):
    def test_half(self):
        for n in (4, 5):
            with self.subTest(n=n):
                self.assertEqual(half(n) * 2, n)

    def test_little(self):
        print(sys.argv, sys.path, file=sys.stderr)
        self.assertEqual(half(2), 1)
`,
};

suite('Runs in a warm Python', function () {
  this.timeout(60_000);

  suiteSetup(function () {
    if (process.platform !== 'linux' || !hasPytest) this.skip();
  });

  for (const [framework, line, project] of [
    ['pytest', 'python3 -m pytest', pytestProject],
    ['unittest', 'python3 -m unittest -v', unittestProject],
  ] as const) {
    for (const sandbox of ['auto', 'off'] as const) {
      test(`${framework} says the same, with sandbox ${sandbox}`, () =>
        withTrial(project, [framework, line, sandbox], async ({ warm, cold, coldRuns, said }) => {
          const expected = withoutTime(await cold());
          assert.deepEqual(withoutTime(await warm()), expected);
          assert.deepEqual(withoutTime(await warm()), expected);
          assert.deepEqual([coldRuns(), said], [0, []]);
        }));
    }
  }

  test('say the same with the plug-ins that are installed, and hide what only a later import loads', () =>
    withTrial(
      {
        'test_late.py': `import importlib.util, sys
import pytest

NAMES = ["hypothesis", "hypothesis.core", "asyncio", "attr", "sortedcontainers"]


def test_late():
    assert [name for name in NAMES if name in sys.modules and name != "asyncio"] == []


def test_import():
    hypothesis = pytest.importorskip("hypothesis")
    import hypothesis.core
    from hypothesis import given, strategies
    assert sys.modules["hypothesis.core"] is hypothesis.core and hypothesis.__spec__.loader is hypothesis.__loader__

    @given(strategies.integers())
    def holds(n):
        assert n + 1 > n

    holds()
    assert 1 == 2
`,
      },
      ['pytest', 'python3 -m pytest -q -p no:cacheprovider', 'auto', 'installed'],
      async ({ warm, cold, coldRuns, said }) => {
        const expected = withoutTime(await cold());
        assert.deepEqual(withoutTime(await warm()), expected);
        assert.deepEqual(withoutTime(await warm()), expected);
        assert.deepEqual([coldRuns(), said], [0, []]);
      },
    ));

  test('see a file that was edited, of the same size in the same second', () =>
    withTrial(unittestProject, ['unittest', 'python3 -m unittest'], async ({ root, warm, coldRuns }) => {
      const file = path.join(root, 'shop/price.py');
      const { atime, mtime } = await stat(file);
      const passes: boolean[] = [];
      for (const digit of ['2', '3', '2']) {
        await writeFile(file, `def half(n):\n    return n // ${digit}\n`);
        await utimes(file, atime, mtime);
        const report = await warm();
        passes.push(report.results.find(({ name }) => name.includes('test_little'))?.outcome === 'passed');
      }
      assert.deepEqual(passes, [true, false, true]);
      assert.equal(coldRuns(), 0);
    }));

  const behaving = (body: string): Record<string, string> => ({
    'test_it.py': `import os, subprocess, sys, threading, time\n\n\ndef test_first():\n    pass\n\n\ndef test_it():\n    ${body}\n`,
  });
  const pytest = ['pytest', 'python3 -m pytest -q -p no:cacheprovider'] as const;

  for (const [what, body] of [
    ['exits', 'sys.exit(3)'],
    ['exits at once', 'os._exit(5)'],
    ['prints a lot', 'os.write(1, b"x" * 3_000_000 + b"end"); os._exit(0)'],
    [
      'changes its folder and writes files',
      'os.chdir("/"); open("/tmp/touchstone-warm-left", "w"); os.environ.clear()',
    ],
    ['ends with an error of its own', 'import atexit; atexit.register(print, "last words", flush=True); assert 0'],
  ] as const) {
    test(`a test that ${what}`, () =>
      withTrial(behaving(body), pytest, async ({ warm, cold, coldRuns }) => {
        const expected = withoutTime(await cold());
        assert.deepEqual(withoutTime(await warm()), expected);
        assert.deepEqual(withoutTime(await warm()), expected);
        assert.equal(coldRuns(), 0);
        await rm('/tmp/touchstone-warm-left', { force: true });
      }));
  }

  test('find an empty folder for temporary files each time, in a sandbox', () => {
    const body = 'assert not os.path.exists("/tmp/touchstone-warm-x"); os.mkdir("/tmp/touchstone-warm-x")';
    return withTrial(behaving(body), [...pytest, 'auto'], async ({ warm, coldRuns }) => {
      await warm();
      const outcomes = (await warm()).results.map(({ outcome }) => outcome);
      if (!existsSync('/tmp/touchstone-warm-x')) assert.deepEqual(outcomes, ['passed', 'passed']);
      else await rm('/tmp/touchstone-warm-x', { recursive: true });
      assert.equal(coldRuns(), 0);
    });
  });

  test('begin while another run is still going on, and are waited for', () =>
    withTrial(pytestProject, [...pytest, 'auto'], async ({ warm, cold, getReady, started, coldRuns }) => {
      const ready = getReady();
      const [whole, some] = [await warm(), await warm({ only: (await cold()).results.slice(0, 1) })];
      await ready;
      assert.deepEqual([whole.results.length, some.results.length, started(), coldRuns()], [5, 1, 1, 0]);
    }));

  test('that are waited for are left at once by whoever gives up', () =>
    withTrial(pytestProject, [...pytest, 'auto', 'installed'], async ({ warm, getReady }) => {
      const ready = getReady();
      await new Promise((resolve) => setTimeout(resolve, 150));
      const stop = new AbortController();
      const run = warm({}, stop.signal);
      setTimeout(() => stop.abort(new Error('enough')), 100);
      const asked = performance.now();
      await assert.rejects(run, /enough/);
      assert.ok(performance.now() - asked < 1000);
      await ready;
      assert.equal((await warm()).results.length, 5);
    }));

  test('that were begun and are not wanted are gone at once', () =>
    withTrial(pytestProject, [...pytest, 'auto'], async ({ getReady }) => {
      void getReady();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }));

  for (const sandbox of ['auto', 'off'] as const) {
    test(`are ended at their limit with all that they started, with sandbox ${sandbox}`, () => {
      const body = 'subprocess.Popen(["sleep", "987654"], start_new_session=True); time.sleep(987654)';
      return withTrial(behaving(body), [...pytest, sandbox], async ({ root, warm, coldRuns }) => {
        const report = await warm({ limitMs: 2000 });
        assert.deepEqual(report.end, { kind: 'timedOut', afterMs: 2000 });
        assert.deepEqual(report.results.map(({ name, outcome }) => `${outcome} ${name}`).sort(), [
          'failed test_it',
          'passed test_first',
        ]);
        assert.equal(processesIn('no folder').length, 0);
        await writeFile(path.join(root, 'test_it.py'), 'def test_it(): pass\n');
        assert.equal((await warm()).results[0]?.outcome, 'passed');
        assert.equal(coldRuns(), 0);
      });
    });

    test(`settle within a second of an abort, with sandbox ${sandbox}`, () =>
      withTrial(behaving('time.sleep(987654)'), [...pytest, sandbox], async ({ root, warm, coldRuns }) => {
        await writeFile(path.join(root, 'test_other.py'), '');
        await warm({ limitMs: 1500 });
        const cancelled = new AbortController();
        const running = warm({}, cancelled.signal);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        const reason = new Error('enough');
        cancelled.abort(reason);
        const asked = performance.now();
        await assert.rejects(running, reason);
        assert.ok(performance.now() - asked < 1000);
        await writeFile(path.join(root, 'test_it.py'), 'def test_it(): pass\n');
        assert.equal((await warm()).results[0]?.outcome, 'passed');
        assert.equal(coldRuns(), 0);
      }));
  }

  test('are as usual when the warm Python is killed, and after the second time for good', () =>
    withTrial(behaving('os.kill(os.getppid(), 9); time.sleep(0.5)'), pytest, async ({ root, warm, coldRuns, said }) => {
      // As usual, the parent is what stands between us and the tests: the shell or nothing.
      await writeFile(
        path.join(root, 'test_it.py'),
        `import os, time\n\n\ndef test_it():\n    with open("/proc/%d/cmdline" % os.getppid()) as text:\n        if "touchstone_warm" in text.read(): os.kill(os.getppid(), 9); time.sleep(9)\n`,
      );
      for (const cold of [1, 2, 3]) {
        assert.equal((await warm()).results[0]?.outcome, 'passed');
        assert.equal(coldRuns(), cold);
      }
      assert.equal(said.length, 2);
    }));

  test('are as usual when a test dies by a signal', () =>
    withTrial(behaving('os.kill(os.getpid(), 11)'), pytest, async ({ warm, cold, coldRuns }) => {
      assert.deepEqual(withoutTime(await warm()), withoutTime(await cold()));
      assert.equal(coldRuns(), 1);
    }));

  test('are not for a project with a module of a name that is loaded already', () =>
    withTrial(
      { 'src/pluggy.py': '', 'test_it.py': 'def test_it(): pass\n' },
      pytest,
      async ({ warm, coldRuns, said }) => {
        assert.equal((await warm()).results[0]?.outcome, 'passed');
        assert.equal(coldRuns(), 1);
        assert.match(said.join(), /pluggy\.py has the name of a loaded module/);
      },
    ));

  test('are not for coverage', () =>
    withTrial(pytestProject, ['pytest', 'python3 -m pytest'], async ({ warm, coldRuns }) => {
      assert.ok((await warm({ coverage: true })).coverage?.length);
      assert.equal(coldRuns(), 1);
    }));
});
