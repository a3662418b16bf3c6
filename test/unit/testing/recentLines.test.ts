import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addedLines, recentLines } from '../../../src/testing/node/recentLines.ts';

const { signal } = new AbortController();
const isCode = (file: string): boolean => file.endsWith('.ts');

suite('recent lines', () => {
  let root: string;
  setup(() => (root = mkdtempSync(path.join(os.tmpdir(), 'touchstone-recent-'))));
  teardown(() => rmSync(root, { recursive: true, force: true }));
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: root });
  const write = (name: string, lines: readonly (string | number)[]): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), `${lines.join('\n')}\n`);
  };
  const numbers = Array.from({ length: 30 }, (_, at) => at + 1);

  test('what the last commits and the open changes touched, where it stands now', async () => {
    git('init', '-q');
    write('sub/ä b.ts', numbers);
    write('sub/notes.md', ['a']);
    git('add', '-A');
    git('commit', '-qm', 'one');
    write('sub/ä b.ts', numbers.with(19, 0));
    git('commit', '-qam', 'two');
    // Two lines above push the committed change down.
    write('sub/ä b.ts', ['x', 'y', ...numbers.with(19, 0)]);
    write('sub/notes.md', ['b']);
    write('sub/new.ts', ['z']);
    assert.deepEqual(await recentLines(path.join(root, 'sub'), isCode, signal), [
      { path: 'ä b.ts', line: 1 },
      { path: 'ä b.ts', line: 2 },
      { path: 'ä b.ts', line: 22 },
    ]);
  });

  test('a file that was written anew says nothing', async () => {
    git('init', '-q');
    write('a.ts', numbers);
    git('add', '-A');
    git('commit', '-qm', 'one');
    write(
      'a.ts',
      numbers.map((each) => each * 2),
    );
    git('commit', '-qam', 'two');
    assert.deepEqual(await recentLines(root, isCode, signal), []);
  });

  test('no repository, no commit, one commit: nothing', async () => {
    assert.deepEqual(await recentLines(root, isCode, signal), []);
    git('init', '-q');
    assert.deepEqual(await recentLines(root, isCode, signal), []);
    write('a.ts', [1]);
    git('add', '-A');
    git('commit', '-qm', 'one');
    assert.deepEqual(await recentLines(root, isCode, signal), []);
  });

  test('a cancelled look ends with the reason', async () =>
    assert.rejects(recentLines(root, isCode, AbortSignal.abort(new Error('stop'))), /stop/));

  test('a diff without context', () =>
    assert.deepEqual(addedLines('@@ -3,0 +4,2 @@\n+a\n+b\n@@ -9 +11 @@\n@@ -12,2 +13,0 @@\n'), [4, 5, 11, 13, 14]));
});
