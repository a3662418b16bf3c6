import assert from 'node:assert/strict';
import { keepsResults } from '../../../../src/edit/optimise/keptState.ts';
import { profileText, slowFunctions, slowLines } from '../../../../src/edit/optimise/profile.ts';
import { reachableText, recordingText } from '../../../../src/edit/optimise/recording.ts';
import { targetAt, type Target } from '../../../../src/edit/optimise/target.ts';
import { createParser } from '../../../../src/syntax/node/parser.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { grammars } from '../../syntax/installedGrammars.ts';

suite('A function that is to be faster', () => {
  const parser = createParser({ grammars });
  suiteTeardown(() => parser.dispose());

  async function target(text: string, line: number, language: LanguageId = 'javascript'): Promise<Target | undefined> {
    const tree = await parser.parse(language, text);
    try {
      return targetAt(tree, 'a', { first: line, last: line });
    } finally {
      tree.dispose();
    }
  }
  const expression = async (text: string, language?: LanguageId): Promise<string | undefined> =>
    (await target(text, 1, language))?.call?.expression;

  test('is the outermost one around a line', async () => {
    const text =
      'const x = 1;\nexport function f(a) {\n  return a.map((b) => {\n    return b;\n  });\n}\nclass C {\n  m() {\n    return 1;\n  }\n}\n';
    assert.deepEqual(
      [(await target(text, 4))?.name, (await target(text, 9))?.name, (await target(text, 1))?.name],
      ['f', 'm', undefined],
    );
    assert.deepEqual(await target(text, 4).then((found) => [found?.first, found?.last]), [2, 6]);
  });

  test('can be called by itself where it stands at the top and waits for nothing', async () => {
    assert.equal(await expression('export const f = (a, ...b) => a;'), 'f');
    assert.equal(await expression('exports.f = function (a) { return a; };'), 'exports.f');
    assert.equal(await expression('export function f(a: number): number { return a; }', 'typescript'), 'f');
    assert.equal(await expression('def f(a):\n    return a\n', 'python'), 'f');
    for (const text of [
      'async function f() {}',
      'function* f() { yield 1; }',
      'function f() { return this; }',
      'const f = ({ a }) => a;',
      'const f = async () => 1;',
      'class A { m() {} }',
    ])
      assert.equal(await expression(text), undefined, text);
    assert.equal(await expression('def f():\n    yield 1\n', 'python'), undefined);
    assert.equal(await expression('async def f():\n    return 1\n', 'python'), undefined);
    assert.equal(await expression('fn f() {}', 'rust'), undefined);
  });

  test('does as before where its calls are heard, and still parses', async () => {
    const about = { recorder: '/s/recordCalls.cjs', to: '/w/a "b"' };
    for (const [text, language] of [
      ['const f = (a) => ({ a });', 'javascript'],
      ['export function f(a) {\n  return a;\n}', 'javascript'],
      ['export const f = (a: number): number => a;\n', 'typescript'],
      ['def f(a):\n    return a', 'python'],
    ] as const) {
      const found = await target(text, 1, language);
      assert.ok(found?.call);
      for (const changed of [recordingText(text, found, found.call, about), reachableText(text, found, found.call)]) {
        const tree = await parser.parse(language, changed);
        assert.equal(tree.root.hasError, false, changed);
        tree.dispose();
      }
    }
  });
});

suite('Results that are kept from one call to the next', () => {
  const before = 'export function f(a) {\n  return work(a);\n}\n';
  test('are seen, whatever they are kept in', () => {
    for (const after of [
      'const known = new Map();\nexport function f(a) {\n  known.set(a, 1);\n}\n',
      'let last;\nexport function f(a) {\n  last = a;\n}\n',
      'export function f(a) {\n  return (f.known ??= work(a));\n}\n',
      'export function f(a) {\n  return (globalThis.known ??= work(a));\n}\n',
      '@lru_cache\ndef f(a):\n    return a\n',
      'def f(a, known={}):\n    return a\n',
      'known = {}\ndef f(a):\n    known[a] = 1\n',
    ])
      assert.ok(keepsResults(before, after), after);
  });
  test('are not what is only made once and looked at', () => {
    for (const after of [
      "const vowels = new Set(['a', 'e']);\nexport function f(a) {\n  return vowels.has(a);\n}\n",
      'export function f(a) {\n  const known = new Map();\n  known.set(a, 1);\n  return known;\n}\n',
      'PATTERN = re.compile("a")\ndef f(a):\n    return PATTERN.match(a)\n',
    ])
      assert.equal(keepsResults(before, after), false, after);
  });
});

test('A profile is told by the lines that took most, and what is not of the workspace is left out', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 0 });
  const lines = slowLines(
    {
      nodes: [
        {
          hitCount: 90,
          callFrame: frame('f', 'file:///w/a.js'),
          positionTicks: [
            { line: 2, ticks: 60 },
            { line: 3, ticks: 30 },
          ],
        },
        { hitCount: 10, callFrame: frame('(garbage collector)', '') },
        { hitCount: 500, callFrame: frame('(idle)', '') },
        { hitCount: 50, callFrame: frame('load', 'node:internal/x') },
      ],
    },
    (url) => (url.startsWith('file:///w/') ? url.slice('file:///w/'.length) : undefined),
  );
  assert.equal(profileText(lines), ' 60 %  a.js:2\n 30 %  a.js:3\n 10 %  collecting garbage');
  const rows = [
    { file: '/w/a.py', line: 1, name: 'f', ms: 3, calls: 10 },
    { file: '~', line: 0, name: '<built-in method sorted>', ms: 1, calls: 5 },
  ];
  assert.equal(
    profileText(slowFunctions(rows, (file) => (file === '/w/a.py' ? 'a.py' : undefined))),
    ' 75 %  a.py:1 f, called 10 times\n 25 %  <built-in method sorted>, called 5 times',
  );
});
