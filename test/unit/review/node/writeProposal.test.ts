import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcceptJournal } from '../../../../src/review/node/acceptJournal.ts';
import { writeProposal } from '../../../../src/review/node/writeProposal.ts';
import type { FileChange } from '../../../../src/review/proposal.ts';

suite('writeProposal', () => {
  let top: string;
  let root: string;

  setup(() => {
    top = mkdtempSync(join(tmpdir(), 'touchstone-write-'));
    root = join(top, 'root');
    mkdirSync(join(root, 'src'), { recursive: true });
    writeFileSync(join(root, 'src/a.ts'), 'a\r\nb');
    writeFileSync(join(root, 'b.py'), '\uFEFFx\n');
  });
  teardown(() => rmSync(top, { recursive: true, force: true }));

  const a: FileChange = { path: 'src/a.ts', before: 'a\r\nb', after: 'a\r\nB' };
  const b: FileChange = { path: 'b.py', before: 'x\n', after: 'y\n' };
  const write = (changes: readonly FileChange[], signal = new AbortController().signal) =>
    writeProposal({ root, title: 'Use y', changes }, new AcceptJournal(join(top, 'accepts')), signal);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const names = () => readdirSync(root, { recursive: true }).map(String).sort();
  const assertUntouched = () => {
    assert.deepEqual([read('src/a.ts'), read('b.py')], ['a\r\nb', '\uFEFFx\n']);
    assert.deepEqual(names(), ['b.py', 'src', 'src/a.ts']);
    assert.deepEqual(existsSync(join(top, 'accepts')) ? readdirSync(join(top, 'accepts')) : [], []);
  };

  test('writes every file, keeping line breaks, byte order mark and mode, and leaves nothing behind', async () => {
    chmodSync(join(root, 'src/a.ts'), 0o751);
    await write([a, b]);
    assert.deepEqual([read('src/a.ts'), read('b.py')], ['a\r\nB', '\uFEFFy\n']);
    assert.equal(statSync(join(root, 'src/a.ts')).mode & 0o777, 0o751);
    assert.deepEqual(names(), ['b.py', 'src', 'src/a.ts']);
    assert.deepEqual(readdirSync(join(top, 'accepts')), []);
  });

  const fresh: FileChange = { path: 'src/new/deep/c.ts', before: undefined, after: 'c\r\n' };
  const gone: FileChange = { path: 'b.py', before: 'x\n', after: undefined };

  test('creates files with their folders, and deletes files', async () => {
    const mode = statSync(join(root, 'b.py')).mode;
    await write([a, fresh, gone, { path: 'src/empty.ts', before: undefined, after: '' }]);
    assert.deepEqual([read('src/a.ts'), read('src/new/deep/c.ts'), read('src/empty.ts')], ['a\r\nB', 'c\r\n', '']);
    const expected = ['src', 'src/a.ts', 'src/empty.ts', 'src/new', 'src/new/deep', 'src/new/deep/c.ts'];
    assert.deepEqual(names(), expected);
    assert.equal(statSync(join(root, 'src/new/deep/c.ts')).mode, mode);
  });

  test('creates no file where one has come, and deletes none that has changed', async () => {
    mkdirSync(join(root, 'src/new/deep'), { recursive: true });
    writeFileSync(join(root, 'src/new/deep/c.ts'), 'mine');
    await assert.rejects(write([a, fresh]), /src\/new\/deep\/c\.ts is there by now\./);
    assert.equal(read('src/new/deep/c.ts'), 'mine');
    rmSync(join(root, 'src/new'), { recursive: true });
    await assert.rejects(write([fresh, { ...gone, before: 'other\n' }]), /b\.py has changed/);
    assertUntouched();
  });

  test('takes made files and folders away again when a later file cannot be written', async () => {
    let asked = 0;
    const throwIfAborted = () => {
      if (++asked === 5) writeFileSync(join(root, 'b.py'), 'changed by someone else');
    };
    const signal = Object.assign(new AbortController().signal, { throwIfAborted });
    await assert.rejects(write([fresh, a, gone], signal), /b\.py has changed/);
    assert.deepEqual([read('src/a.ts'), read('b.py')], ['a\r\nb', 'changed by someone else']);
    assert.deepEqual(names(), ['b.py', 'src', 'src/a.ts']);
  });

  for (const path of [
    '../new.ts',
    '/etc/new.ts',
    'folder/new.ts',
    'folder/deep/new.ts',
    'dangling.ts',
    'dangling/x.ts',
  ])
    test(`never creates a file outside the root: ${path}`, async () => {
      symlinkSync(top, join(root, 'folder'));
      symlinkSync(join(top, 'nowhere'), join(root, 'dangling.ts'));
      symlinkSync(join(top, 'nowhere'), join(root, 'dangling'));
      await assert.rejects(
        write([{ path, before: undefined, after: 'x' }]),
        /leads out of the workspace|leads nowhere/,
      );
      assert.deepEqual(readdirSync(top).sort(), ['root']);
    });

  for (const path of ['.git/hooks/pre-commit', '.GIT/config', '.env', 'keys/id_rsa', 'b.py/x.ts'])
    test(`never creates ${path}`, async () => {
      await assert.rejects(write([{ path, before: undefined, after: 'x' }]), { name: 'ReviewError' });
      assertUntouched();
    });

  test('does not delete what a link names', async () => {
    symlinkSync(join(root, 'b.py'), join(root, 'alias.py'));
    await assert.rejects(write([{ ...gone, path: 'alias.py' }]), /alias\.py is a link/);
    assert.equal(read('b.py'), '\uFEFFx\n');
  });

  test('writes no file when one has changed', async () => {
    await assert.rejects(write([a, { ...b, before: 'z\n' }]), /b\.py has changed since the proposal was made\./);
    assertUntouched();
  });

  test('writes no file when one is not there', async () => {
    await assert.rejects(write([a, { path: 'gone.ts', before: '', after: 'x' }]), /gone\.ts is not there any more\./);
    assertUntouched();
  });

  test('writes no file when one is read-only', async () => {
    chmodSync(join(root, 'b.py'), 0o444);
    await assert.rejects(write([a, b]), /b\.py is read-only\./);
    assertUntouched();
  });

  test('refuses a proposal that changes one file twice', async () => {
    await assert.rejects(write([a, { ...a, path: './src/a.ts' }]), /changes \.\/src\/a\.ts twice/);
    assertUntouched();
  });

  for (const path of ['../outside.ts', '/etc/hostname', 'src/../../outside.ts', 'link.ts', 'folder/outside.ts', '']) {
    test(`never writes outside the root: ${JSON.stringify(path)}`, async () => {
      writeFileSync(join(top, 'outside.ts'), 'o');
      symlinkSync(join(top, 'outside.ts'), join(root, 'link.ts'));
      symlinkSync(top, join(root, 'folder'));
      await assert.rejects(write([a, { path, before: 'o', after: 'p' }]), /leads out of the workspace\./);
      assert.equal(readFileSync(join(top, 'outside.ts'), 'utf8'), 'o');
      assert.equal(read('src/a.ts'), 'a\r\nb');
    });
  }

  test('writes through a link that stays inside', async () => {
    symlinkSync(join(root, 'src/a.ts'), join(root, 'alias.ts'));
    await write([{ ...a, path: 'alias.ts' }]);
    assert.equal(read('src/a.ts'), 'a\r\nB');
  });

  test('puts back what it replaced when a later file cannot be replaced', async () => {
    mkdirSync(join(root, 'dir'));
    writeFileSync(join(root, 'dir/c.ts'), 'c');
    let asked = 0;
    // The last time it is asked whether to stop, every file has been checked and none replaced.
    const throwIfAborted = () => {
      if (++asked === 4) writeFileSync(join(root, 'dir/c.ts'), 'changed by someone else');
    };
    const signal = Object.assign(new AbortController().signal, { throwIfAborted });
    const writing = write([a, { path: 'dir/c.ts', before: 'c', after: 'C' }], signal);
    await assert.rejects(writing, /dir\/c\.ts has changed/);
    assert.equal(asked, 4);
    assert.equal(read('src/a.ts'), 'a\r\nb');
    assert.equal(read('dir/c.ts'), 'changed by someone else');
  });

  test('stops before the first file when aborted', async () => {
    await assert.rejects(write([a, b], AbortSignal.abort()), { name: 'AbortError' });
    assertUntouched();
  });
});
