import assert from 'node:assert/strict';
import { calculated } from '../../../../src/chat/searched/arithmetic.ts';
import { counted } from '../../../../src/chat/searched/countFiles.ts';
import { emptyOutline, type Definition } from '../../../../src/syntax/outline.ts';
import { never } from '../../../fakes/modelBench.ts';

suite('what is calculated without a model', () => {
  for (const [text, value] of [
    ['0.1 + 0.2', '0.3'],
    ['What is (1+2)*3?', '9'],
    ['10/4 =', '2.5'],
    ['1/8192', '0.0001220703125'],
    ['100/7', '100/7, about 14.285714285714'],
    ['-1/3', '-1/3, about -0.333333333333'],
    ['-2^2', '-4'],
    ['2 ** -2', '0.25'],
    ['3 × 4', '12'],
    ['2^100', '1267650600228229401496703205376'],
  ] as const)
    test(text, () => assert.equal(calculated(text)?.value, value));

  for (const text of ['5', '2026-11-22', '1/0', '2^^3', '(1 + 2', '1 2 + 3', '10.9.9 + 1', 'x + 1', '9^9^9^9', ''])
    test(`is none: ${text}`, () => assert.equal(calculated(text), undefined));
});

suite('what is counted without a model', () => {
  const texts: Readonly<Record<string, string>> = {
    'src/a.ts': 'one\ntwo\n',
    'src/sub/b.py': 'one\r\ntwo\r\nthree',
    'readme.txt': '',
  };
  const definition = { kind: 'function' } as Definition;
  const deps = {
    files: {
      paths: () => Promise.resolve(Object.keys(texts)),
      text: (path: string) => Promise.resolve(texts[path]),
    },
    readOutline: (path: string) =>
      Promise.resolve(path.endsWith('.ts') ? { ...emptyOutline, definitions: [definition, definition] } : emptyOutline),
  };

  for (const [text, start] of [
    ['How many files are there?', '**3 files** in the workspace.'],
    ['how many lines has src/a.ts?', '**2 lines** in `src/a.ts`, in 1 file.'],
    ['How many lines are in the folder `src`?', '**5 lines** in `src`, in 2 files.'],
    ['How many Python files does src/ have?', '**1 file** written in python in `src`.'],
    ['How many functions are in this project', '**2 functions** in the workspace, in 3 files.'],
  ] as const)
    test(text, async () => {
      const answer = await counted(text, deps, never);
      assert.ok(answer?.startsWith(start), answer);
      assert.match(answer ?? '', /what git ignores, what is very large and what holds secrets is left out/);
    });

  for (const text of [
    'How many files import money?',
    'How many lines has src/none.ts?',
    'How many users are there?',
    'Where is a?',
  ])
    test(`is searched for: ${text}`, async () => assert.equal(await counted(text, deps, never), undefined));
});
