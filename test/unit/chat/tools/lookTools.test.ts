import assert from 'node:assert/strict';
import { lookTools } from '../../../../src/chat/tools/lookTools.ts';
import type { ToolAnswer } from '../../../../src/chat/tools/tool.ts';
import type { ToolWorld } from '../../../../src/chat/tools/toolWorld.ts';
import type { LookUp } from '../../../../src/retrieval/packages/installed.ts';
import { emptyOutline } from '../../../../src/syntax/outline.ts';
import { never } from '../../../fakes/modelBench.ts';

const world = (texts: Readonly<Record<string, string>>, more: Partial<ToolWorld> = {}): ToolWorld => ({
  files: {
    paths: () => Promise.resolve(Object.keys(texts)),
    text: (path) => Promise.resolve(texts[path]),
    whyNot: () => undefined,
  },
  readOutline: () => Promise.resolve(emptyOutline),
  ...more,
});

async function call(from: ToolWorld, name: string, given: object, signal = never): Promise<ToolAnswer> {
  const prepared = lookTools(from)
    .find((tool) => tool.name === name)
    ?.prepare(JSON.stringify(given));
  assert.ok(prepared?.kind === 'ready', JSON.stringify(prepared));
  return prepared.run(signal);
}

const long = Array.from({ length: 1_000 }, (_, at) => `line ${at + 1}`).join('\n');

suite('tools that look', () => {
  test('ask nobody, and offer only what there is', () => {
    const tools = lookTools(world({}));
    assert.deepEqual(
      tools.map(({ name, permission }) => `${name} ${permission}`),
      ['search_code always', 'read_file always', 'outline always'],
    );
  });

  test('a file is read in parts, with a word about the rest', async () => {
    const { text } = await call(world({ 'a.ts': long }), 'read_file', { path: './a.ts', first: 900 });
    assert.match(text, /^a.ts:900-1000\n900 line 900\n/);
    const begun = await call(world({ 'a.ts': long }), 'read_file', { path: 'a.ts' });
    assert.match(begun.text, /250 line 250\n… a.ts has 1000 lines$/);
  });

  test('a file may be named by the end of its path, where only one ends so', async () => {
    const from = world({ 'src/deep/a.ts': 'x', 'src/b.ts': 'y', 'lib/b.ts': 'z' });
    assert.match((await call(from, 'read_file', { path: 'deep/a.ts' })).text, /^src\/deep\/a.ts:1-1/);
    const { text, hasFailed } = await call(from, 'read_file', { path: 'b.ts' });
    assert.match(text, /Did you mean src\/b.ts, lib\/b.ts\?/);
    assert.equal(hasFailed, true);
  });

  test('odd content: nothing in it, other line ends, endless lines, letters of all kinds', async () => {
    const from = world({
      'empty.ts': '',
      'crlf.ts': 'a\r\nb\r\n',
      'min.js': 'x'.repeat(100_000),
      'π.ts': 'const π = "😀"',
    });
    assert.match((await call(from, 'read_file', { path: 'empty.ts' })).text, /empty.ts:1-1\n1$/);
    assert.match((await call(from, 'read_file', { path: 'crlf.ts' })).text, /1 a\n2 b\n3/);
    assert.ok((await call(from, 'read_file', { path: 'min.js' })).text.length < 500);
    assert.match((await call(from, 'read_file', { path: 'π.ts' })).text, /1 const π = "😀"/);
  });

  test('text is found as it is written, counted, and not all of it shown', async () => {
    const { text, summary } = await call(world({ 'a.ts': long, 'b.ts': 'none' }), 'search_code', {
      query: 'line 1',
      exact: true,
    });
    assert.equal(summary, '112 lines');
    assert.match(text, /… and 72 more lines$/);
  });

  test('a search that was stopped stops', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(call(world({ 'a.ts': long }), 'search_code', { query: 'x', exact: true }, stop), /stopped/);
  });

  test('while the index is made it is waited for, once', async () => {
    let isReady = false;
    let asked = 0;
    const results = [{ path: 'a.ts', startLine: 1, endLine: 1, kind: 'function', score: 1, reason: 'called here' }];
    const lookup = {
      search: () => Promise.resolve({ results: [], ms: 0 }),
      symbols: () =>
        Promise.resolve({ results: isReady && ++asked ? results : [], ms: 0, why: 'Nothing is indexed yet.' }),
      settled: () => {
        isReady = true;
        return Promise.resolve();
      },
    };
    const from = world({ 'a.ts': 'total()' }, { lookup });
    assert.match(
      (await call(from, 'find_references', { name: 'total' })).text,
      /a.ts:1-1 \(called here\)\n {2}total\(\)/,
    );
    assert.match((await call(from, 'search_code', { query: 'total' })).text, /Nothing was found/);
    assert.equal(asked, 1);
  });

  test('problems come with errors first, and none of a file that is not to be seen', async () => {
    const problem = { line: 1, message: 'Bad\nthing', source: 'ts' } as const;
    const from = world(
      {},
      {
        problems: () =>
          Promise.resolve([
            { ...problem, path: 'a.ts', severity: 'warning' },
            { ...problem, path: 'b.ts', severity: 'error' },
            { ...problem, path: '.env', severity: 'error' },
          ]),
      },
    );
    const { text } = await call(from, 'diagnostics', {});
    assert.equal(text, 'b.ts:1: error (ts): Bad thing\na.ts:1: warning (ts): Bad thing');
  });

  test('an installed package tells its signature, or that a name is not there', async () => {
    const declared: LookUp = {
      kind: 'found',
      package: { ecosystem: 'npm', name: 'kit', version: '2.0.0', isMissing: false },
      declarations: [{ name: 'run', kind: 'function', signature: 'run(a: string): void', doc: 'Runs.', line: 1 }],
    };
    const absent: LookUp = { kind: 'absent', known: '', didYouMean: ['run'], reason: 'The package has no “ran”.' };
    const from = world({}, { lookUpPackage: ({ name }) => Promise.resolve(name === 'run' ? declared : absent) });
    assert.equal(
      (await call(from, 'package_signature', { package: 'kit', name: 'run' })).text,
      'kit 2.0.0\nrun(a: string): void\nRuns.',
    );
    assert.match(
      (await call(from, 'package_signature', { package: 'kit', name: 'ran' })).text,
      /no “ran”\. Did you mean run\?/,
    );
  });
});
