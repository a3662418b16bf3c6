import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileReader, type ReadJob } from '../../../../src/retrieval/node/fileReader.ts';
import { joinFile, packFile } from '../../../../src/retrieval/node/fileRecord.ts';
import { lookFirst } from '../../../../src/retrieval/node/firstLook.ts';
import type { ReadAnswer } from '../../../../src/retrieval/node/readerProtocol.ts';
import type { ReaderPool } from '../../../../src/retrieval/node/readerPool.ts';
import { SearchIndex } from '../../../../src/retrieval/node/searchIndex.ts';
import { termTable } from '../../../../src/retrieval/terms.ts';

/** As the queue says it: so much that a first look is worth it. */
const large = 3_000_000;
const goOn = (): Promise<boolean> => Promise.resolve(true);

suite('the first look at many files', () => {
  let root: string;
  let asked: string[];

  suiteSetup(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'touchstone-look-')));
    await writeFile(
      join(root, 'parse.ts'),
      '// Läuft über alle Zeichen\nexport function readToken() {\n  return 1;\n}\n',
    );
    await writeFile(join(root, 'print.py'), 'def print_table(rows):\n    return rows\n');
    await writeFile(join(root, 'empty.py'), '');
    await writeFile(join(root, 'image.ts'), Buffer.from([0, 1, 2, 0]));
  });
  suiteTeardown(() => rm(root, { recursive: true, force: true }));
  setup(() => void (asked = []));

  /** Reads in this thread. */
  const pool = (): Pick<ReaderPool, 'read' | 'width'> => {
    const reader = createFileReader({ root, mostBytes: 100_000, grammars: root, queries: root });
    const read = async (jobs: readonly ReadJob[]): Promise<ReadAnswer[]> => {
      asked.push(...jobs.map(({ path }) => path));
      const answers = await Promise.all(jobs.map((job) => reader.read(job)));
      return answers.map((one) => (one.kind === 'file' ? { kind: 'file', file: joinFile(one.file) } : one));
    };
    return { width: 2, read };
  };
  const files = (...paths: string[]): { path: string; size: number }[] => paths.map((path) => ({ path, size: large }));
  const found = (index: SearchIndex, query: string): string[] =>
    index.search({ query, limit: 5 }).map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);

  test('all can be found by their words, and nothing else is said of them', async () => {
    const index = new SearchIndex();
    const all = files('parse.ts', 'print.py', 'empty.py', 'image.ts', 'gone.ts');
    await lookFirst(all, { index, pool: pool(), mayGoOn: goOn });
    assert.deepEqual(found(index, 'read token'), ['parse.ts:1-4']);
    assert.deepEqual(found(index, 'läuft'), ['parse.ts:1-4']);
    assert.deepEqual(found(index, 'print table'), ['print.py:1-2']);
    assert.deepEqual([index.table.fileCount, index.table.chunkCount, [...index.table.files()].length], [0, 0, 0]);
    assert.equal(index.table.glimpseCount, 3);
    assert.ok(index.table.isGlimpse('empty.py') && !index.table.isGlimpse('image.ts'));
  });

  test('what is read takes its place, and what is removed is gone', async () => {
    const index = new SearchIndex();
    await lookFirst(files('parse.ts', 'print.py'), { index, pool: pool(), mayGoOn: goOn });
    const facts = { path: 'parse.ts', hash: 'a', stamp: { size: 1, mtimeMs: 1, ctimeMs: 1 } };
    const terms = termTable([]);
    index.put(packFile({ ...facts, language: 'typescript', refusal: undefined }, [], terms, new Uint8Array(0)), false);
    index.remove('print.py');
    assert.deepEqual([found(index, 'read token'), found(index, 'print table')], [[], []]);
    assert.deepEqual([index.table.fileCount, index.table.glimpseCount], [1, 0]);
  });

  test('forgotten with everything else', async () => {
    const index = new SearchIndex();
    await lookFirst(files('parse.ts', 'print.py'), { index, pool: pool(), mayGoOn: goOn });
    index.clear();
    assert.deepEqual([found(index, 'read token'), index.table.glimpseCount], [[], 0]);
  });

  test('a start from what was saved meanwhile knows nothing of it', async () => {
    const index = new SearchIndex();
    await lookFirst(files('parse.ts', 'print.py'), { index, pool: pool(), mayGoOn: goOn });
    assert.equal(index.retrievers.lexical.size, 2);
    const { lexical, files: saved } = index.saveSnapshot();
    const next = new SearchIndex();
    const snapshot = next.loadSnapshot({ lexical: lexical.slice(), files: saved });
    assert.equal(snapshot?.take('parse.ts', '', 1), undefined);
    snapshot?.dropRest();
    assert.equal(next.retrievers.lexical.size, 0);
  });

  test('few files are read at once, and what is known is not looked at', async () => {
    const index = new SearchIndex();
    await lookFirst(files('parse.ts'), { index, pool: pool(), mayGoOn: goOn });
    assert.deepEqual(asked, []);
    await lookFirst(files('parse.ts', 'print.py'), { index, pool: pool(), mayGoOn: goOn });
    await lookFirst(files('parse.ts', 'print.py', 'empty.py', 'image.ts'), { index, pool: pool(), mayGoOn: goOn });
    assert.deepEqual(asked, ['parse.ts', 'print.py', 'empty.py', 'image.ts']);
  });

  test('ends when it is told to, and leaves to the reading what breaks a thread', async () => {
    const index = new SearchIndex();
    const all = files('parse.ts', 'print.py');
    await lookFirst(all, { index, pool: pool(), mayGoOn: () => Promise.resolve(false) });
    assert.deepEqual(asked, []);
    const broken = { width: 1, read: () => Promise.reject(new Error('the reading thread ended')) };
    await lookFirst(all, { index, pool: broken, mayGoOn: goOn });
    assert.equal(index.table.glimpseCount, 0);
  });
});
