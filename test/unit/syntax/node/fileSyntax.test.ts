import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser, Tree } from 'web-tree-sitter';
import { TouchstoneError } from '../../../../src/base/errors.ts';
import { bodyOf } from '../../../../src/syntax/chunk.ts';
import { createFileSyntax } from '../../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../installedGrammars.ts';
import { rendered, sizes, uncovered } from '../rendered.ts';

const samples = join(import.meta.dirname, '../../../fixtures/syntax');
const golden = join(import.meta.dirname, '../../../golden/syntax');

suite('the syntax of a file', () => {
  const reader = createFileSyntax({ grammars, queries });
  suiteTeardown(() => reader.dispose());

  const shape = async (path: string, text: string): Promise<string[]> =>
    (await reader.read(path, text)).chunks.map(
      ({ startLine, endLine, kind, name, part }) => `${startLine}-${endLine} ${kind} ${name}${part ? ` ${part}` : ''}`,
    );

  for (const name of readdirSync(samples)) {
    const text = readFileSync(join(samples, name), 'utf8');

    test(`${name} reads as its golden text`, async () =>
      assert.equal(rendered(await reader.read(name, text)), readFileSync(join(golden, `${name}.txt`), 'utf8')));

    test(`${name} leaves no line out, and reads the same with other line breaks`, async () => {
      const plain = await reader.read(name, text);
      assert.deepEqual(uncovered(text, plain.chunks), []);
      const windows = text.replaceAll('\n', '\r\n');
      const broken = await reader.read(name, windows);
      assert.deepEqual(uncovered(windows, broken.chunks), []);
      assert.equal(rendered(broken), rendered(plain));
    });

    test(`${name} cut off anywhere leaves no line out`, async () => {
      for (const share of [0.3, 0.55, 0.8]) {
        const cut = text.slice(0, Math.floor(text.length * share));
        const { chunks } = await reader.read(name, cut);
        assert.deepEqual(uncovered(cut, chunks), []);
      }
    });
  }

  test('definitions before and after an error are found', async () => {
    const { outline } = await reader.read(
      'a.ts',
      'function a() {}\nfunction b() { return (1 + ; }\n\nfunction c() {}\n',
    );
    const names = outline.definitions.map(({ name }) => name);
    assert.ok(names.includes('a') && names.includes('c'), names.join());
  });

  test('a function of up to 60 lines is whole, a longer one is cut between statements', async () => {
    const lines = (count: number): string => '  step(1);\n'.repeat(count);
    assert.deepEqual(await shape('a.ts', `function f() {\n${lines(58)}}\n`), ['1-60 function f']);
    const long = `function f() {\n${`  if (a) {\n    b();\n    c();\n  }\n`.repeat(25)}}\n`;
    const { chunks } = await reader.read('a.ts', long);
    assert.deepEqual(
      chunks.map(({ part }) => part),
      [1, 2],
    );
    assert.match(long.slice(chunks[1]!.start), /^ {2}if/);
    assert.deepEqual(uncovered(long, chunks), []);
    assert.deepEqual(
      chunks.map(({ signature }) => signature),
      ['function f()', 'function f()'],
    );
  });

  test('a string of many lines is not cut where it looks like code', async () => {
    const text = `function f() {\n${'  before();\n'.repeat(40)}  const s = \`\n${'x\n\n'.repeat(15)}\`;\n${'  after();\n'.repeat(10)}}\n`;
    const { chunks } = await reader.read('a.js', text);
    assert.equal(chunks.length, 2);
    assert.match(text.slice(chunks[1]!.start), /^ {2}(const|before|after)/);
  });

  test('a long class is a skeleton, and its methods are chunks of their own', async () => {
    const method = (name: string): string =>
      `  /** Does ${name}. */\n  ${name}(): void {\n${'    step(1);\n'.repeat(20)}  }\n`;
    const text = `/** Does much. */\nclass A {\n  size = 3;\n${['one', 'two', 'three'].map(method).join('\n')}  get short() { return 1; }\n}\n`;
    const { chunks } = await reader.read('a.ts', text);
    assert.deepEqual(
      chunks.map(({ kind, name, scope }) => [kind, ...scope, name].join(' ')),
      ['class A', 'method A one', 'method A two', 'method A three'],
    );
    assert.equal(
      bodyOf(text, chunks[0]!).replace(/\n+/g, '\n'),
      [
        '/** Does much. */',
        'class A {',
        '  size = 3; …',
        '  one(): void { …',
        '  two(): void { …',
        '  three(): void { …',
        '  get short() { return 1; }',
        '}',
      ].join('\n'),
    );
    assert.equal(chunks[1]!.doc, 'Does one.');
    assert.deepEqual(uncovered(text, chunks), []);
  });

  test('members of a wrapped module are chunks, whatever they are wrapped in', async () => {
    const member = (name: string): string => `  function ${name}() {\n${'    step(1);\n'.repeat(20)}  }\n`;
    const text = `(function (root) {\n${['a', 'b', 'c', 'd'].map(member).join('')}}(this));\n`;
    assert.deepEqual(await shape('a.js', text), [
      '1-23 function a',
      '24-45 function b',
      '46-67 function c',
      '68-90 function d',
    ]);
  });

  test('each test of a long suite is a chunk', async () => {
    const one = (name: string): string => `  test('${name}', () => {\n${'    check(1);\n'.repeat(8)}  });\n`;
    const text = `suite('all', () => {\n  let it;\n${one('a')}${one('b')}});\n`;
    assert.deepEqual(await shape('a.test.ts', text), ['1-2 test all', '3-12 test a', '13-23 test b']);
  });

  test('nothing has no chunks', async () => {
    for (const text of ['', '\n', ' \n\t\r\n']) {
      for (const name of ['a.ts', 'a.md', 'a.unknown']) {
        const { chunks, outline } = await reader.read(name, text);
        assert.deepEqual({ chunks, definitions: outline.definitions }, { chunks: [], definitions: [] });
      }
    }
  });

  test('one huge line is cut into chunks of a bounded size', async () => {
    const text = `var a=1;${'function f(){return a?"x;y":[1,2]};'.repeat(2000)}`;
    for (const name of ['a.js', 'a.unknown']) {
      const { chunks } = await reader.read(name, text);
      assert.deepEqual(uncovered(text, chunks), []);
      assert.ok(chunks.every(({ start, end }) => end - start <= 60 * 120));
      assert.ok(chunks.length < 100);
    }
  });

  test('brackets nested very deep overflow nothing', async () => {
    const text = `const a = ${'[\n'.repeat(20_000)}${']\n'.repeat(20_000)};\n`;
    const { chunks } = await reader.read('a.js', text);
    assert.deepEqual(uncovered(text, chunks), []);
  });

  test('a text of a language without a grammar is cut at blank lines', async () => {
    const block = `${'some words\n'.repeat(20)}\n`;
    const { language, chunks, outline } = await reader.read('notes.txt', block.repeat(4));
    assert.equal(language, undefined);
    assert.deepEqual(outline.definitions, []);
    assert.deepEqual(
      chunks.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [1, 20],
        [22, 41],
        [43, 62],
        [64, 83],
      ],
    );
  });

  test('a text that takes too long is read without its syntax, and the next one with it', async () => {
    const hasty = createFileSyntax({ grammars, queries, limitMilliseconds: 0 });
    const long = 'function f(a) { return a + 1; }\n'.repeat(3000);
    const { language, outline, chunks } = await hasty.read('a.js', long);
    assert.equal(language, 'javascript');
    assert.deepEqual(outline.definitions, []);
    assert.deepEqual(uncovered(long, chunks), []);
    assert.equal((await hasty.read('b.js', 'x')).chunks.length, 1);
    hasty.dispose();
  });

  test('no chunk is longer than its limit', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../src/syntax/grammar.ts'), 'utf8');
    const { chunks } = await reader.read('grammar.ts', text);
    assert.ok(Math.max(...sizes(text, chunks)) <= 60);
    assert.deepEqual(uncovered(text, chunks), []);
  });

  test('every tree is released, whatever becomes of the reading', async () => {
    type Parse = (this: Parser, ...order: Parameters<Parser['parse']>) => Tree | null;
    const parse: Parse = Reflect.get(Parser.prototype, 'parse');
    const release: (this: Tree) => void = Reflect.get(Tree.prototype, 'delete');
    let open = 0;
    Parser.prototype.parse = function (...order) {
      const tree = parse.apply(this, order);
      if (tree) open++;
      return tree;
    };
    Tree.prototype.delete = function () {
      open--;
      release.call(this);
    };
    const hasty = createFileSyntax({ grammars, queries, limitMilliseconds: 0 });
    try {
      for (const text of ['', 'f(', 'const f = (a: number) => [a, { b: a }];\n'.repeat(50)]) {
        await reader.read('a.ts', text);
        await hasty.read('a.ts', text);
      }
      assert.equal(open, 0);
    } finally {
      Parser.prototype.parse = parse;
      Tree.prototype.delete = release;
      hasty.dispose();
    }
  });

  test('a missing grammar says so', async () => {
    const lost = createFileSyntax({ grammars, queries: join(queries, 'nowhere') });
    await assert.rejects(lost.read('a.ts', 'x'), (error) => error instanceof TouchstoneError);
    lost.dispose();
  });
});
