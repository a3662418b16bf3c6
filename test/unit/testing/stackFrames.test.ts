import assert from 'node:assert/strict';
import { stackFrames } from '../../../src/testing/stackFrames.ts';

const places = (text: string, directory = ''): string[] =>
  stackFrames(text, { roots: ['/home/me/app', '/real/app'], directory }).map(({ path, line }) => `${path}:${line}`);

suite('stack frames', () => {
  test('of V8: async, eval, file URLs, other roots; innermost first, dependencies and Node left out', () =>
    assert.deepEqual(
      places(`Error: no
    at inner (/home/me/app/src/a.js:3:9)
    at Object.<anonymous> (file:///real/app/src/b%20c.mjs?x=1:10:1)
    at async outer (/home/me/app/src/d.ts:20:5)
    at eval (eval at run (/home/me/app/src/e.js:7:2), <anonymous>:1:1)
    at /home/me/app/test/f.js:1:1
    at dep (/home/me/app/node_modules/dep/index.js:1:1)
    at Test.run (node:internal/test_runner/test:796:25)
    at other (/home/me/application/src/g.js:1:1)`),
      ['src/a.js:3', 'src/b c.mjs:10', 'src/d.ts:20', 'src/e.js:7', 'test/f.js:1'],
    ));

  test('of a syntax error that V8 prints', () =>
    assert.deepEqual(places('file:///home/me/app/lib/x.js:12\nconst = 1;\n      ^\n\nSyntaxError: Unexpected token'), [
      'lib/x.js:12',
    ]));

  test('of Python tracebacks, the innermost of the last one first', () =>
    assert.deepEqual(
      places(`Traceback (most recent call last):
  File "/home/me/app/shop/a.py", line 1, in f
    g()
  File "/home/me/app/shop/b.py", line 2, in g
    raise KeyError
KeyError

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/home/me/app/tests/test_a.py", line 5, in test
    f()
  File "/home/me/app/.venv/lib/python3.12/site-packages/x.py", line 9, in x
  File "/home/me/app/shop/c.py", line 3, in h
ValueError: no`),
      ['shop/c.py:3', 'tests/test_a.py:5', 'shop/b.py:2', 'shop/a.py:1'],
    ));

  test('of pytest’s short form, relative to the folder that it ran in', () =>
    assert.deepEqual(places('tests/test_a.py:9: in test_it\n    f()\nshop/a.py:4: ValueError\n', 'server'), [
      'server/shop/a.py:4',
      'server/tests/test_a.py:9',
    ]));

  test('of what other tools print', () =>
    assert.deepEqual(
      places('./src/lib.rs:10:5\n   pkg/a_test.go:12: got 3\nsee http://x.org:80/\n../out.js:1: no\n12:30:45'),
      ['src/lib.rs:10', 'pkg/a_test.go:12'],
    ));

  test('on Windows', () =>
    assert.deepEqual(
      stackFrames('    at f (C:\\work\\app\\src\\a.js:3:9)\n    at file:///C:/work/app/b.js:4:1', {
        roots: ['c:\\work\\app'],
        directory: '',
      }),
      [
        { path: 'src/a.js', line: 3 },
        { path: 'b.js', line: 4 },
      ],
    ));
});

suite('stack frames of tools that only end with a code', () => {
  const frames = (text: string): string[] =>
    stackFrames(text, { roots: ['/app'], directory: '' }).map(({ path, line }) => `${path}:${line}`);

  test('of .NET', () =>
    assert.deepEqual(
      frames('   at Shop.CartTests.Adds() in /app/tests/CartTests.cs:line 12\n   at System.Threading.Run()\n'),
      ['tests/CartTests.cs:12'],
    ));

  test('of RSpec and Ruby', () =>
    assert.deepEqual(
      frames(
        `     # ./lib/cart.rb:3:in 'total'\n     # ./spec/cart_spec.rb:5:in 'block'\nfrom /usr/lib/ruby/x.rb:1:in 'y'\n`,
      ),
      ['lib/cart.rb:3', 'spec/cart_spec.rb:5'],
    ));
});
