import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sharedNameOf } from '../../../../src/retrieval/node/repositoryName.ts';

suite('what the shared index of a folder is called', () => {
  let top: string;
  setup(() => (top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-name-')))));
  teardown(() => rmSync(top, { recursive: true }));

  const write = (place: string, text: string): string => {
    const file = path.join(top, place);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return path.dirname(file);
  };
  const config = (url: string): string => `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n`;

  test('is of the repository, not of the place on this machine', async () => {
    write('one/.git/config', config('git@github.com:acme/shop.git'));
    write('two/.git/config', config('https://github.com/acme/shop'));
    const names = await Promise.all(['one', 'two'].map((name) => sharedNameOf(path.join(top, name), '')));
    assert.equal(names[0], names[1]);
    assert.match(names[0]!, /^touchstone-shop-[0-9a-f]{16}$/);
  });

  test('is another for a folder in the repository, and the same in a worktree', async () => {
    write('one/.git/config', config('git@github.com:acme/shop.git'));
    const inside = write('one/packages/cart/index.ts', '');
    const whole = await sharedNameOf(path.join(top, 'one'), '');
    assert.notEqual(await sharedNameOf(inside, ''), whole);
    write('one/.git/worktrees/tree/commondir', '../..\n');
    const tree = write('tree/.git', `gitdir: ${path.join(top, 'one/.git/worktrees/tree')}\n`);
    assert.equal(await sharedNameOf(tree, ''), whole);
  });

  test('prefers origin among several remotes', async () => {
    const other = '[remote "fork"]\n\turl = git@github.com:me/shop.git\n';
    write('one/.git/config', `${other}${config('git@github.com:acme/shop.git')}`);
    write('two/.git/config', config('git@github.com:acme/shop.git'));
    assert.equal(await sharedNameOf(path.join(top, 'one'), ''), await sharedNameOf(path.join(top, 'two'), ''));
  });

  test('can be set, and must be where there is no remote', async () => {
    assert.equal(await sharedNameOf(top, 'our-code'), 'our-code');
    await assert.rejects(sharedNameOf(top, 'our code'), /cannot be the name of a shared index/);
    await assert.rejects(sharedNameOf(write('.git/config', '[core]\n'), ''), /has no git remote/);
  });
});
