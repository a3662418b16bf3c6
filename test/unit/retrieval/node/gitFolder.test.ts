/** Real repositories, made by git: what it ignores by rules that stand in no file of the tree. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRepositoryTop, ownExcludes, userExcludes } from '../../../../src/retrieval/node/gitFolder.ts';
import { selectFiles } from '../../../../src/retrieval/node/fileSelection.ts';

suite('what git keeps beside a tree', () => {
  let top: string;
  setup(() => {
    top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-git-')));
  });
  teardown(() => rmSync(top, { recursive: true }));

  const put = (place: string, text: string): void => {
    mkdirSync(path.dirname(path.join(top, place)), { recursive: true });
    writeFileSync(path.join(top, place), text);
  };
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    execFileSync('git', [...identity, ...args], { stdio: 'ignore', env: { PATH: process.env['PATH'], HOME: top } });
  };

  test('a linked work tree is bound by the excludes of its repository', () => {
    put('one/a.ts', 'export const a = 1;\n');
    git('-C', path.join(top, 'one'), 'init', '-q');
    git('-C', path.join(top, 'one'), 'add', '.');
    git('-C', path.join(top, 'one'), 'commit', '-qm', 'one');
    git('-C', path.join(top, 'one'), 'worktree', 'add', '-q', path.join(top, 'two'));
    put('one/.git/info/exclude', 'mine.ts\n');
    put('two/mine.ts', 'export const mine = 1;\n');
    const root = path.join(top, 'two');
    assert.equal(ownExcludes(root), path.join(top, 'one/.git/info/exclude'));
    const judged = selectFiles({ root, exclude: [], mostBytes: 1000 }).judge('mine.ts');
    assert.equal(judged?.kind === 'refused' && judged.reason, 'ignored by "mine.ts" in exclude');
    assert.equal(selectFiles({ root, exclude: [], mostBytes: 1000 }).judge('a.ts')?.kind, 'found');
  });

  test('a folder that is only called .git makes no repository', () => {
    mkdirSync(path.join(top, 'odd/.git'), { recursive: true });
    put('file/.git', 'no link\n');
    assert.deepEqual(
      ['odd', 'file', 'none'].map((name) => isRepositoryTop(path.join(top, name))),
      [false, false, false],
    );
  });

  test("the user's rules for all repositories are where git looks for them", () => {
    const place = (...parts: string[]): string => path.join(top, ...parts);
    assert.equal(userExcludes({}, top), place('.config/git/ignore'));
    assert.equal(userExcludes({ XDG_CONFIG_HOME: place('xdg') }, top), place('xdg/git/ignore'));
    put('.config/git/config', '[core]\n\teditor = vi\n\texcludesFile = /etc/ignored\n[user]\n');
    assert.equal(userExcludes({}, top), '/etc/ignored');
    put('.gitconfig', '[user]\n  excludesfile = no\n[Core]\n  excludesfile = "~/my ignores" # mine\n');
    assert.equal(userExcludes({}, top), place('my ignores'));
  });
});
