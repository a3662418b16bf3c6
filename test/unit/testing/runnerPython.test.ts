import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { linesOf, outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';

const library = {
  'shop/__init__.py': '',
  'shop/price.py': `"""Prices."""
LIMIT = 10


def clamp(n):
    """At most the limit."""
    if n > LIMIT:
        return LIMIT
    # as it is
    return n


def half(n):
    return n // 2
`,
};
const hasPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0;

suite('running pytest', () => {
  const project = {
    ...library,
    'pytest.ini': '[pytest]\naddopts = -x -q\n',
    'tests/test_price.py': `import threading
import pytest
from shop.price import clamp, half


@pytest.fixture(scope="module")
def five():
    return half(10)


def test_little():
    print('{"kind":"result"}')
    assert clamp(3) == 3


@pytest.mark.parametrize("n", [11, 12])
def test_much(n):
    assert clamp(n) == n, "größer"


class TestClass:
    def test_thread(self):
        thread = threading.Thread(target=lambda: clamp(99))
        thread.start()
        thread.join()

    def test_fixture(self, five):
        assert five == 5

    @pytest.mark.skip
    def test_later(self): ...


@pytest.fixture
def broken():
    raise RuntimeError("no database")


def test_needs(broken): ...
`,
    'tests/test_missing.py': 'import nowhere\n',
  };

  test('hears every test, the lines that it ran, and the file that does not load', function () {
    if (!hasPytest) this.skip();
    return withProject(project, async ({ run }) => {
      const report = await run('pytest', 'python3 -m pytest', { coverage: true });
      assert.deepEqual(outcomes(report), [
        'failed tests/test_price.py::test_much[11]',
        'failed tests/test_price.py::test_much[12]',
        'failed tests/test_price.py::test_needs',
        'passed tests/test_price.py::TestClass::test_fixture',
        'passed tests/test_price.py::TestClass::test_thread',
        'passed tests/test_price.py::test_little',
        'skipped tests/test_price.py::TestClass::test_later',
      ]);
      const failed = resultOf(report, 'test_much[11]');
      assert.match(failed.failure?.message ?? '', /^AssertionError: größer\s+assert 10 == 11/);
      assert.equal(place(failed), 'tests/test_price.py:18');
      assert.match(resultOf(report, 'test_needs').failure?.message ?? '', /RuntimeError: no database/);
      assert.match(report.problem?.message ?? '', /test_missing\.py: ModuleNotFoundError: No module named 'nowhere'/);
      assert.equal(place({ failure: report.problem }), 'tests/test_missing.py:1');
      // Line 14 is run by a fixture of the module: it belongs to everyone.
      assert.deepEqual(linesOf(report, 'test_little', 'shop/price.py'), [1, 2, 5, 7, 10, 13, 14]);
      assert.deepEqual(linesOf(report, 'test_much[11]', 'shop/price.py'), [1, 2, 5, 7, 8, 13, 14]);
      assert.deepEqual(linesOf(report, 'TestClass › test_thread', 'shop/price.py'), [1, 2, 5, 7, 8, 13, 14]);
    });
  });

  test('runs just the chosen tests', function () {
    if (!hasPytest) this.skip();
    return withProject(project, async ({ run }) => {
      const id = 'tests/test_price.py::test_much[12]';
      const only = [
        { id, name: 'test_much[12]', file: 'tests/test_price.py', outcome: 'failed', durationMs: 0 },
      ] as const;
      assert.deepEqual(outcomes(await run('pytest', 'python3 -m pytest', { only })), [`failed ${id}`]);
    });
  });
});

suite('running unittest', () => {
  const project = {
    ...library,
    'tests/__init__.py': '',
    'tests/test_price.py': `import unittest
from shop.price import clamp, half


class PriceTest(unittest.TestCase):
    def test_little(self):
        self.assertEqual(clamp(3), 3)

    def test_much(self):
        self.assertEqual(clamp(12), 12)

    def test_parts(self):
        for n in (2, 3):
            with self.subTest(n=n):
                self.assertEqual(half(n) * 2, n)

    @unittest.skip("later")
    def test_later(self): ...


class Hooked(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no database")

    def test_a(self): ...
`,
    'tests/test_syntax.py': 'def (\n',
  };

  test('hears every test, the lines that it ran, and the file that does not load', () =>
    withProject(project, async ({ run }) => {
      const report = await run('unittest', 'python3 -m unittest discover -f', { coverage: true });
      assert.deepEqual(outcomes(report), [
        'failed tests/test_price.py::tests.test_price.Hooked.test_a',
        'failed tests/test_price.py::tests.test_price.PriceTest.test_much',
        'failed tests/test_price.py::tests.test_price.PriceTest.test_parts',
        'passed tests/test_price.py::tests.test_price.PriceTest.test_little',
        'skipped tests/test_price.py::tests.test_price.PriceTest.test_later',
      ]);
      assert.equal(place(resultOf(report, 'PriceTest › test_much')), 'tests/test_price.py:10');
      assert.match(resultOf(report, 'PriceTest › test_parts').failure?.message ?? '', /2 != 3 \(n=3\)/);
      assert.match(resultOf(report, 'Hooked › test_a').failure?.message ?? '', /setUpClass.*no database/);
      assert.equal(place({ failure: report.problem }), 'tests/test_syntax.py:1');
      assert.deepEqual(linesOf(report, 'PriceTest › test_little', 'shop/price.py'), [1, 2, 5, 7, 10, 13]);
      assert.deepEqual(linesOf(report, 'PriceTest › test_much', 'shop/price.py'), [1, 2, 5, 7, 8, 13]);
    }));

  test('runs just the chosen tests, and says where one hangs', () =>
    withProject(
      {
        'test_loop.py': `import unittest


class Loop(unittest.TestCase):
    def test_ends(self): ...

    def test_hangs(self):
        n = 1
        while n:
            n += 1
`,
      },
      async ({ run }) => {
        const line = 'python3 -m unittest discover';
        const report = await run('unittest', line, { coverage: true, limitMs: 4000 });
        assert.deepEqual(outcomes(report), [
          'failed test_loop.py::test_loop.Loop.test_hangs',
          'passed test_loop.py::test_loop.Loop.test_ends',
        ]);
        const hung = resultOf(report, 'Loop › test_hangs');
        assert.match(place(hung) ?? '', /^test_loop\.py:(?:9|10)$/);
        assert.ok(linesOf(report, 'Loop › test_hangs', 'test_loop.py').includes(10));

        const only = report.results.filter(({ outcome }) => outcome === 'passed');
        assert.deepEqual(outcomes(await run('unittest', line, { only })), [
          'passed test_loop.py::test_loop.Loop.test_ends',
        ]);
      },
    ));
});
