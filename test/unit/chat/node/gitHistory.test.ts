import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gitHistory } from '../../../../src/chat/node/gitHistory.ts';
import type { HistoryQuestion } from '../../../../src/chat/searched/searchedDeps.ts';

const signal = new AbortController().signal;

suite('what git tells of changes', () => {
  let root: string;
  setup(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'touchstone-history-'));
    mkdirSync(path.join(root, 'src'));
  });
  teardown(() => rmSync(root, { recursive: true }));

  function commit(subject: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
    git('add', '--all');
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', 'commit', '-q', '--no-gpg-sign', '-m', subject);
  }

  function git(...args: readonly string[]): void {
    execFileSync('git', args, { cwd: root, stdio: 'ignore', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  }

  test('is the newest first, of all, of a file, and of lines of it', async () => {
    git('init', '-q');
    commit('Add both', { 'src/ä b.js': 'one\ntwo\nthree\n', 'src/other.js': 'other\n' });
    commit('Change the third line', { 'src/ä b.js': 'one\ntwo\n3\n' });
    commit('Change the other', { 'src/other.js': 'another\n' });
    const history = gitHistory(root);
    const all = await history({ limit: 10 }, signal);
    assert.deepEqual(
      all.map(({ author, subject, paths }) => ({ author, subject, paths })),
      [
        { author: 'Ada', subject: 'Change the other', paths: ['src/other.js'] },
        { author: 'Ada', subject: 'Change the third line', paths: ['src/ä b.js'] },
        { author: 'Ada', subject: 'Add both', paths: ['src/other.js', 'src/ä b.js'] },
      ],
    );
    assert.match(all[0]?.date ?? '', /^\d{4}-\d\d-\d\d$/);
    const subjects = async (about: HistoryQuestion): Promise<string[]> =>
      (await history(about, signal)).map(({ subject }) => subject);
    assert.deepEqual(await subjects({ path: 'src/other.js', limit: 1 }), ['Change the other']);
    const lines = (first: number, last: number) => ({ path: 'src/ä b.js', lines: { first, last }, limit: 10 });
    assert.deepEqual(await subjects(lines(1, 1)), ['Add both']);
    assert.deepEqual(await subjects(lines(3, 3)), ['Change the third line', 'Add both']);
  });

  test('names no file that holds secrets, and asks nothing about one', async () => {
    git('init', '-q');
    commit('Add a key', { '.env': 'KEY=1\n', 'src/a.js': 'a\n' });
    const history = gitHistory(root);
    assert.deepEqual((await history({ limit: 10 }, signal))[0]?.paths, ['src/a.js']);
    assert.deepEqual(await history({ path: '.env', limit: 10 }, signal), []);
  });

  test('is nothing where there is no repository, no commit, or no such file', async () => {
    const history = gitHistory(root);
    assert.deepEqual(await history({ limit: 10 }, signal), []);
    git('init', '-q');
    assert.deepEqual(await history({ limit: 10 }, signal), []);
    commit('Begin', { 'src/a.js': 'a\n' });
    assert.deepEqual(await history({ path: 'src/none.js', limit: 10 }, signal), []);
  });
});
