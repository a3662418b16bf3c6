import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createShadowWorkspace, sweepStaleShadows } from '../../../src/testing/node/shadowWorkspace.ts';
import type { ShadowWorkspace } from '../../../src/testing/shadow.ts';

suite('Shadow workspace', () => {
  let base: string;
  let workspace: string;
  let storage: string;
  let made: ShadowWorkspace[];
  const never = new AbortController().signal;

  setup(() => {
    base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone shadow ü ')));
    workspace = path.join(base, 'my project');
    storage = path.join(base, 'storage');
    made = [];
    mkdirSync(workspace);
  });
  teardown(async () => {
    for (const shadow of made) await shadow.dispose();
    rmSync(base, { recursive: true, force: true });
  });

  async function shadow(unsaved?: Record<string, string>, folder = workspace): Promise<ShadowWorkspace> {
    const options = { workspace: folder, storage, unsaved: new Map(Object.entries(unsaved ?? {})) };
    const result = await createShadowWorkspace(options, never);
    made.push(result);
    return result;
  }

  function put(files: Record<string, string>, folder = workspace): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  }

  function git(...args: string[]): string {
    const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...identity, ...args], { cwd: workspace, encoding: 'utf8', stdio: 'pipe' });
  }

  function commitAll(): void {
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
  }

  suite('of a git repository', () => {
    test('equals the tree: staged, changed, deleted, renamed, untracked, links and modes', async () => {
      put({
        'src/a.js': 'a',
        'src/b.js': 'b',
        'src/gone.js': 'g',
        'src/old.js': 'o',
        'run.sh': '#!/bin/sh\n',
        'ü/ß.js': 'u',
      });
      put({ 'crlf.txt': 'one\r\n', '.gitattributes': '* text=auto\n' });
      chmodSync(path.join(workspace, 'run.sh'), 0o755);
      symlinkSync('src/a.js', path.join(workspace, 'link.js'));
      commitAll();
      put({ 'src/a.js': 'changed', 'src/b.js': 'staged', 'new/file.js': 'untracked', ' odd "name"\n.js': 'odd' });
      git('add', 'src/b.js');
      put({ 'src/b.js': 'staged, then changed' });
      git('mv', 'src/old.js', 'src/new.js');
      rmSync(path.join(workspace, 'src/gone.js'));
      const copy = await shadow();
      assert.deepEqual(contents(copy.root), contents(workspace));
      assert.equal(path.basename(copy.root), 'my project');
    });

    test('leaves the repository of the user as it was, whatever a test does with git in the copy', async () => {
      put({ 'a.js': 'a', 'b.js': 'b' });
      commitAll();
      put({ 'a.js': 'changed' });
      git('stash');
      git('stash', 'apply');
      const before = contents(path.join(workspace, '.git'), true);
      const copy = await shadow();
      const inCopy = (...args: string[]): string =>
        execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
          cwd: copy.root,
          encoding: 'utf8',
        });
      assert.equal(inCopy('status', '--short'), ' M a.js\n');
      assert.equal(inCopy('log', '--format=%s'), 'first\n');
      inCopy('commit', '-q', '-a', '-m', 'in the copy');
      inCopy('stash', 'list');
      inCopy('branch', 'more');
      inCopy('config', 'touch.stone', 'x');
      await copy.reset();
      assert.equal(inCopy('log', '--format=%s'), 'first\n');
      assert.equal(inCopy('status', '--short'), ' M a.js\n');
      await copy.dispose();
      assert.deepEqual(contents(path.join(workspace, '.git'), true), before);
      assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
    });

    test('runs no hook, filter or monitor of the repository', async () => {
      put({ 'a.txt': 'a', '.gitattributes': '*.txt filter=loud\n' });
      commitAll();
      const trace = path.join(base, 'ran');
      for (const key of ['core.fsmonitor', 'filter.loud.smudge', 'filter.loud.clean']) {
        git('config', key, `touch '${trace}'; cat`);
      }
      put({ '.git/hooks/post-checkout': `#!/bin/sh\ntouch '${trace}'\n`, 'a.txt': 'b' });
      chmodSync(path.join(workspace, '.git/hooks/post-checkout'), 0o755);
      const copy = await shadow();
      assert.equal(await copy.read('a.txt'), 'b');
      assert.equal(existsSync(trace), false);
    });

    test('takes ignored build output along, but no caches and no secrets', async () => {
      put({
        '.gitignore': 'dist/\ntarget/\n.env\n.cache/\n*.log\nbig/\n__pycache__/\n',
        'src/a.ts': 'a',
        '.env.example': 'KEY=',
      });
      commitAll();
      put({ 'dist/a.js': 'built', '.env': 'KEY=hunter2', 'dist/deep/id_rsa': 'key', '.cache/x': 'x', 'a.log': 'log' });
      put({ 'src/__pycache__/a.pyc': 'x', 'untracked.pem': 'key' });
      const mark = 'Signature: 8a477f597d28d172789f06886806bc55\n';
      put({ 'target/CACHEDIR.TAG': mark, 'target/debug/a': 'x', 'dist/in/CACHEDIR.TAG': mark, 'dist/in/a': 'x' });
      const copy = await shadow();
      assert.equal(await copy.read('dist/a.js'), 'built');
      assert.equal(await copy.read('a.log'), 'log');
      for (const absent of [
        '.env',
        'dist/deep/id_rsa',
        '.cache',
        'src/__pycache__',
        'untracked.pem',
        'target',
        'dist/in',
      ]) {
        assert.equal(existsSync(path.join(copy.root, absent)), false, absent);
      }
      assert.equal(copy.warnings.length, 1);
      assert.match(
        copy.warnings[0] ?? '',
        /^untracked\.pem and 2 more like it was left out of the copy because tests must not see/,
      );
      assert.deepEqual(await copy.files(), ['.env.example', '.gitignore', 'src/a.ts']);
    });

    test('works before the first commit, on a detached HEAD and in the middle of a merge', async () => {
      git('init', '-q');
      put({ 'a.js': 'one\n' });
      assert.deepEqual(contents((await shadow()).root), contents(workspace));
      git('add', '-A');
      git('commit', '-q', '-m', 'first');
      git('checkout', '-q', '-b', 'other');
      put({ 'a.js': 'two\n' });
      git('commit', '-q', '-a', '-m', 'two');
      git('checkout', '-q', '--detach', 'HEAD~1');
      assert.deepEqual(contents((await shadow()).root), contents(workspace));
      put({ 'a.js': 'three\n' });
      git('commit', '-q', '-a', '-m', 'three');
      assert.throws(() => git('merge', 'other'));
      const copy = await shadow();
      assert.match(await copy.read('a.js'), /^<<<<<<< HEAD\nthree/);
      assert.deepEqual(contents(copy.root), contents(workspace));
    });

    test('takes the whole repository along when the workspace is a folder of it', async () => {
      put({ 'package.json': '{}', 'lib/b.js': 'b', 'app/a.js': 'a', 'app/.gitignore': 'out' });
      commitAll();
      const copy = await shadow({ 'a.js': 'unsaved' }, path.join(workspace, 'app'));
      assert.deepEqual(await copy.files(), ['.gitignore', 'a.js']);
      assert.equal(await copy.read('a.js'), 'unsaved');
      assert.equal(readFileSync(path.join(copy.root, '../lib/b.js'), 'utf8'), 'b');
      await assert.rejects(copy.read('../lib/b.js'), { message: '../lib/b.js is not a file of the workspace.' });
      assert.deepEqual(copy.writable, [path.dirname(copy.root)]);
    });

    test('copies just the workspace when the repository around it knows nothing of it', async () => {
      put({ '.gitignore': '*\n', 'huge/other.js': 'x', 'project/a.js': 'a' });
      git('init', '-q');
      const copy = await shadow({}, path.join(workspace, 'project'));
      assert.equal(path.basename(copy.root), 'project');
      assert.deepEqual(copy.writable, [copy.root]);
      assert.deepEqual(await copy.files(), ['a.js']);
    });

    test('works for a linked worktree, submodules and nested repositories', async () => {
      put({ 'a.js': 'a' });
      commitAll();
      const library = path.join(base, 'library');
      git('clone', '-q', workspace, library);
      git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library, 'vendor/library');
      git('commit', '-q', '-m', 'library');
      put({ 'vendor/library/a.js': 'changed', 'nested/n.js': 'n' });
      execFileSync('git', ['init', '-q'], { cwd: path.join(workspace, 'nested') });
      assert.deepEqual(contents((await shadow()).root), contents(workspace));
      const other = path.join(base, 'other tree');
      git('worktree', 'add', '-q', '--detach', other);
      put({ 'mine.js': 'm' }, other);
      const copy = await shadow({}, other);
      assert.deepEqual(contents(copy.root), contents(other));
      assert.equal(
        execFileSync('git', ['status', '--short', 'mine.js'], { cwd: copy.root, encoding: 'utf8' }),
        '?? mine.js\n',
      );
    });

    test('takes a folder for plain when its .git is broken', async () => {
      put({ 'a.js': 'a', '.git': 'gitdir: /nowhere\n' });
      const copy = await shadow();
      assert.deepEqual(await copy.files(), ['a.js']);
    });

    test('drops what lies below a folder that has become a link', async () => {
      put({ 'old/a.js': 'a', 'new/b.js': 'b' });
      commitAll();
      rmSync(path.join(workspace, 'old'), { recursive: true });
      symlinkSync('new', path.join(workspace, 'old'));
      put({ 'new/a.js': 'seen through the link' });
      assert.deepEqual(contents((await shadow()).root), contents(workspace));
    });
  });

  suite('of a plain folder', () => {
    test('honours .gitignore at every level, without git', async () => {
      put({ 'a.js': 'a', '.gitignore': '*.tmp\nout/\n!keep.tmp\n', 'x.tmp': 'x', 'keep.tmp': 'k' });
      put({
        'sub/.gitignore': '/local.js\n!back.tmp\n',
        'sub/local.js': 'l',
        'sub/back.tmp': 'b',
        'sub/deep/local.js': 'd',
      });
      put({ 'out/o.js': 'o', 'node_modules/x/index.js': 'x', '__pycache__/a.pyc': 'x', '.env': 'S=1' });
      mkdirSync(path.join(workspace, 'empty'));
      const copy = await shadow();
      assert.deepEqual(await copy.files(), [
        '.gitignore',
        'a.js',
        'keep.tmp',
        'sub/.gitignore',
        'sub/back.tmp',
        'sub/deep/local.js',
      ]);
      assert.equal(await copy.read('out/o.js'), 'o');
      assert.deepEqual(readdirSync(path.join(copy.root, 'empty')), []);
      assert.equal(existsSync(path.join(copy.root, '.env')), false);
      assert.equal(existsSync(path.join(copy.root, '__pycache__')), false);
    });

    test('tells text from other files', async () => {
      put({ 'a.js': 'a', Makefile: 'all:', 'data.bin': 'a\0b', 'logo.png': 'text, oddly', LICENSE: 'MIT' });
      assert.deepEqual(await (await shadow()).files(), ['LICENSE', 'Makefile', 'a.js']);
    });
  });

  suite('and installed packages', () => {
    test('links packages from outside, and packages of the workspace to their copies', async () => {
      put({
        'packages/one/index.js': 'one',
        'node_modules/dep/index.js': 'dep',
        'node_modules/@org/dep/index.js': 'org',
      });
      put({ 'node_modules/.cache/x': 'x', 'node_modules/.package-lock.json': '{}', 'node_modules/dep/cli.js': 'cli' });
      symlinkSync('../packages/one', path.join(workspace, 'node_modules/one'));
      symlinkSync(path.join(workspace, 'packages/one'), path.join(workspace, 'node_modules/@org/one'));
      mkdirSync(path.join(workspace, 'node_modules/.bin'));
      symlinkSync('../dep/cli.js', path.join(workspace, 'node_modules/.bin/dep'));
      const copy = await shadow({ 'packages/one/index.js': 'unsaved' });
      const at = (file: string): string => path.join(copy.root, 'node_modules', file);
      assert.equal(realpathSync(at('dep')), path.join(workspace, 'node_modules/dep'));
      assert.equal(readFileSync(at('@org/dep/index.js'), 'utf8'), 'org');
      assert.equal(readFileSync(at('one/index.js'), 'utf8'), 'unsaved');
      assert.equal(readFileSync(at('@org/one/index.js'), 'utf8'), 'unsaved');
      assert.equal(readFileSync(at('.bin/dep'), 'utf8'), 'cli');
      assert.equal(existsSync(at('.cache')), false);
      // A tool's cache does not reach the user's folder, and goes.
      put({ 'node_modules/.vite/deps.js': 'cache' }, copy.root);
      await copy.reset();
      assert.equal(existsSync(at('.vite')), false);
      assert.equal(existsSync(path.join(workspace, 'node_modules/.vite')), false);
      assert.ok(copy.linked?.includes(path.join(workspace, 'node_modules')));
    });

    test('finds packages that are installed above the workspace', async () => {
      put({ 'node_modules/dep/index.js': 'dep', 'app/a.js': 'a' });
      const copy = await shadow({}, path.join(workspace, 'app'));
      assert.equal(readFileSync(path.join(copy.root, '../node_modules/dep/index.js'), 'utf8'), 'dep');
    });

    test('links a virtual environment by its mark and says where editable installs lead', async () => {
      const site = 'env/lib/python3.12/site-packages';
      put({ 'env/pyvenv.cfg': 'home = /usr/bin\n', 'src/pkg/__init__.py': '', 'lib/two/__init__.py': '' });
      put({ [`${site}/one.pth`]: `import os\n${workspace}/src\n/nowhere\n` });
      put({ [`${site}/__editable___two_finder.py`]: `MAPPING: dict[str, str] = {'two': '${workspace}/lib/two'}\n` });
      git('init', '-q');
      const copy = await shadow();
      assert.equal(readlinkSync(path.join(copy.root, 'env')), path.join(workspace, 'env'));
      assert.deepEqual(copy.importRoots?.toSorted(), [path.join(copy.root, 'lib'), path.join(copy.root, 'src')]);
      assert.deepEqual(await copy.files(), ['lib/two/__init__.py', 'src/pkg/__init__.py']);
    });
  });

  suite('in use', () => {
    test('holds what the editor has not saved, new files included', async () => {
      put({ 'a.js': 'saved' });
      commitAll();
      const copy = await shadow({ 'a.js': 'unsaved ü', 'new/b.js': 'new', '../out.js': 'x', '.env': 'S=1' });
      assert.equal(await copy.read('a.js'), 'unsaved ü');
      assert.equal(await copy.read('new/b.js'), 'new');
      assert.equal(existsSync(path.join(copy.root, '.env')), false);
      assert.deepEqual(await copy.files(), ['a.js', 'new/b.js']);
      assert.equal(readFileSync(path.join(workspace, 'a.js'), 'utf8'), 'saved');
    });

    test('puts back what was written, and what a test run changed, left, removed or replaced', async () => {
      put({ 'a.js': 'a', 'src/b.js': 'b', 'src/c.js': 'c', 'src/deep/d.js': 'd', 'lib/e.js': 'e', 'f.js': 'f' });
      commitAll();
      const copy = await shadow({ 'src/c.js': 'unsaved' });
      const before = contents(copy.root, true);
      await copy.write('a.js', 'candidate');
      await copy.write('made/by/candidate.js', 'x');
      assert.equal(await copy.read('a.js'), 'candidate');
      put({ 'src/b.js': 'B', 'src/c.js': 'x', 'left/over.txt': 'x', 'src/left.txt': 'x' }, copy.root);
      rmSync(path.join(copy.root, 'src/deep'), { recursive: true });
      rmSync(path.join(copy.root, 'lib'), { recursive: true });
      writeFileSync(path.join(copy.root, 'lib'), 'a file now');
      rmSync(path.join(copy.root, 'f.js'));
      symlinkSync(path.join(workspace, 'f.js'), path.join(copy.root, 'f.js'));
      await copy.reset();
      assert.deepEqual(contents(copy.root, true), before);
      await copy.reset();
      assert.deepEqual(contents(copy.root, true), before);
    });

    test('notices a change that keeps size and time', async () => {
      put({ 'a.js': 'aaaa' });
      const copy = await shadow();
      execFileSync('sh', ['-c', 'touch -r a.js ref; printf bbbb > a.js; touch -r ref a.js; rm ref'], {
        cwd: copy.root,
      });
      await copy.reset();
      assert.equal(await copy.read('a.js'), 'aaaa');
    });

    test('what is put back is newer than what was built of the change', async () => {
      put({ 'a.rs': 'a' });
      const copy = await shadow();
      await copy.write('a.rs', 'candidate');
      writeFileSync(path.join(storage, 'built'), '');
      await copy.reset();
      const time = (file: string): number => lstatSync(file).mtimeMs;
      assert.ok(time(path.join(copy.root, 'a.rs')) >= time(path.join(storage, 'built')));
      rmSync(path.join(storage, 'built'));
    });

    test('makes further lanes of the same state, whatever has changed since', async () => {
      put({ 'a.js': 'a', 'b.js': 'b' });
      const first = await shadow({ 'b.js': 'unsaved' });
      put({ 'a.js': 'changed by the user', 'later.js': 'x' });
      await first.write('b.js', 'candidate');
      const second = await first.lane(never);
      made.push(second);
      assert.deepEqual(contents(second.root), { 'a.js': 'a', 'b.js': 'unsaved' });
      await second.write('a.js', 'only here');
      assert.equal(await first.read('a.js'), 'a');
      await second.reset();
      assert.equal(await second.read('a.js'), 'a');
      await first.dispose();
      assert.equal(await second.read('b.js'), 'unsaved');
      await second.dispose();
      assert.deepEqual(readdirSync(storage), []);
    });

    test('says so when neither the original nor another copy is left to restore from', async () => {
      put({ 'a.js': 'a' });
      const copy = await shadow();
      put({ 'a.js': 'newer' });
      put({ 'a.js': 'by a test' }, copy.root);
      await assert.rejects(copy.reset(), { name: 'TouchstoneError', message: /^a\.js is no longer what it was/ });
    });

    test('never writes or reads through a link that leads out', async () => {
      put({ 'outside.js': 'outside', 'folder/x.js': 'x' }, base);
      put({ 'a.js': 'a', 'real/b.js': 'b' });
      symlinkSync('../outside.js', path.join(workspace, 'out.js'));
      symlinkSync(path.join(base, 'folder'), path.join(workspace, 'outer'));
      symlinkSync('real', path.join(workspace, 'inner'));
      symlinkSync('../nowhere.js', path.join(workspace, 'broken.js'));
      const copy = await shadow();
      assert.equal(readFileSync(path.join(copy.root, 'out.js'), 'utf8'), 'outside');
      for (const file of ['out.js', 'outer/x.js', 'outer/new.js', '/etc/passwd', '.git/config']) {
        await assert.rejects(copy.write(file, 'x'), { message: `${file} is not a file of the workspace.` });
      }
      await assert.rejects(copy.read('out.js'));
      await copy.write('inner/b.js', 'changed');
      assert.equal(await copy.read('real/b.js'), 'changed');
      assert.equal(readFileSync(path.join(base, 'outside.js'), 'utf8'), 'outside');
      assert.equal(existsSync(path.join(copy.root, 'broken.js')), false);
      assert.match(copy.warnings.join(), /broken\.js was left out/);
    });

    test('makes Python forget what it compiled from the file before', async () => {
      put({ 'm.py': 'x = 1\n', '__pycache__/m.cpython-312.pyc': '' });
      const copy = await shadow();
      put({ '__pycache__/m.cpython-312.pyc': 'stale', '__pycache__/mm.cpython-312.pyc': 'other' }, copy.root);
      await copy.write('m.py', 'x = 2\n');
      assert.deepEqual(readdirSync(path.join(copy.root, '__pycache__')), ['mm.cpython-312.pyc']);
    });
  });

  suite('at its end', () => {
    test('is removed, twice as well, with read-only files in it', async () => {
      put({ 'a.js': 'a' });
      const copy = await shadow();
      put({ 'locked/x.js': 'x' }, copy.root);
      chmodSync(path.join(copy.root, 'locked/x.js'), 0o400);
      chmodSync(path.join(copy.root, 'locked'), 0o500);
      await copy.dispose();
      await copy.dispose();
      assert.deepEqual(readdirSync(storage), []);
      await assert.rejects(copy.lane(never), { message: 'The copy of the workspace was removed already.' });
    });

    test('leaves nothing when it is cancelled while being made', async () => {
      put(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`src/${n}.js`, 'x'])));
      const controller = new AbortController();
      const making = createShadowWorkspace({ workspace, storage }, controller.signal);
      while (!existsSync(storage)) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      await assert.rejects(making, { name: 'AbortError' });
      assert.deepEqual(readdirSync(storage), []);
    });

    test('is removed when the process exits', () => {
      put({ 'a.js': 'a' });
      execFileSync(process.execPath, [owner('process.exit(0)')]);
      assert.deepEqual(readdirSync(storage), []);
    });

    test('is swept when its owner was killed, and only then', async () => {
      put({ 'a.js': 'a' });
      const killed = spawn(process.execPath, [owner('setInterval(() => {}, 1000)')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const place = await new Promise<string>((resolve) =>
        killed.stdout.once('data', (data) => resolve(String(data).trim())),
      );
      const mine = await shadow();
      assert.equal(await sweepStaleShadows(storage, never), 0);
      assert.equal(readdirSync(storage).length, 2);
      assert.ok(existsSync(place));
      const exited = new Promise((resolve) => killed.once('exit', resolve));
      killed.kill('SIGKILL');
      await exited;
      assert.equal(await sweepStaleShadows(storage, never), 1);
      assert.ok(!existsSync(place));
      assert.equal(await mine.read('a.js'), 'a');
      assert.equal(readdirSync(storage).length, 1);
    });

    test('is swept when another process has the pid of its owner by now', async () => {
      put({ 'a.js': 'a' });
      const copy = await shadow();
      const own = path.join(storage, readdirSync(storage)[0] ?? '');
      const stale = path.join(storage, 'shadow-of-another-time');
      mkdirSync(stale);
      const note: unknown = JSON.parse(readFileSync(path.join(own, 'owner.json'), 'utf8'));
      writeFileSync(path.join(stale, 'owner.json'), JSON.stringify({ ...Object(note), started: '1' }));
      mkdirSync(path.join(storage, 'not ours'));
      assert.equal(await sweepStaleShadows(storage, never), 1);
      assert.deepEqual(readdirSync(storage).sort(), ['not ours', path.basename(own)]);
      assert.equal(await copy.read('a.js'), 'a');
    });

    test('is swept no further once that is cancelled, and by the next one', async () => {
      put({ 'a.js': 'a' });
      await shadow();
      const own = path.join(storage, readdirSync(storage)[0] ?? '');
      const stale = path.join(storage, 'shadow-of-another-time');
      mkdirSync(path.join(stale, 'deep', 'protected', 'inner'), { recursive: true });
      writeFileSync(path.join(stale, 'deep', 'protected', 'inner', 'a.js'), 'a');
      chmodSync(path.join(stale, 'deep', 'protected'), 0o500);
      const note: unknown = JSON.parse(readFileSync(path.join(own, 'owner.json'), 'utf8'));
      writeFileSync(path.join(stale, 'owner.json'), JSON.stringify({ ...Object(note), started: '1' }));
      assert.equal(await sweepStaleShadows(storage, AbortSignal.abort()), 0);
      assert.deepEqual(readdirSync(stale).sort(), ['deep', 'owner.json']);
      assert.equal(await sweepStaleShadows(storage, never), 1);
      assert.ok(!existsSync(stale));
    });

    test('needs a workspace that is there', async () => {
      renameSync(workspace, `${workspace} moved`);
      await assert.rejects(shadow(), { name: 'TouchstoneError', message: `The folder ${workspace} does not exist.` });
    });

    /** A program that makes a copy, says where, and goes on with `then`. */
    function owner(then: string): string {
      const source = path.resolve(import.meta.dirname, '../../../src/testing/node/shadowWorkspace.ts');
      const script = path.join(base, 'owner.ts');
      writeFileSync(
        script,
        `import { createShadowWorkspace } from ${JSON.stringify(source)};
         const { root } = await createShadowWorkspace(${JSON.stringify({ workspace, storage })}, new AbortController().signal);
         console.log(root);
         ${then}`,
      );
      return script;
    }
  });

  test('says which files a run has changed, made or removed, but for ignored ones', async () => {
    for (const repository of [false, true]) {
      put({ '.gitignore': 'out/\n*.log\n', 'a.js': 'a', 'b.js': 'b', 'sub/c.js': 'c', 'out/built.js': '1' });
      if (repository) git('init', '--quiet');
      const copy = await shadow();
      assert.deepEqual(await copy.changed(never), []);
      put({ 'a.js': 'A', 'sub/new ü.txt': 'n', 'run.log': 'l', 'out/built.js': '2' }, copy.root);
      rmSync(path.join(copy.root, 'b.js'));
      assert.deepEqual(await copy.changed(never), ['a.js', 'b.js', 'sub/new ü.txt']);
      await copy.reset();
      assert.deepEqual(await copy.changed(never), []);
    }
  });

  test('two copies of the same files have the same state, until anything differs, ignored and unsaved files included', async () => {
    put({ '.gitignore': 'out/\n', 'a.js': 'a', 'out/built.js': '1' });
    git('init', '--quiet');
    git('add', 'a.js');
    const first = (await shadow()).state;
    assert.equal((await shadow()).state, first);
    assert.notEqual((await shadow({ 'a.js': 'unsaved' })).state, first);
    const seen = new Set([first]);
    for (const change of [{ 'out/built.js': '22' }, { 'untracked.txt': '' }, { 'a.js': 'longer' }]) {
      put(change);
      seen.add((await shadow()).state);
    }
    assert.equal(seen.size, 4);
  });
});

/** Every file by its path: its mode and content, or where it links to. The folder of a repository only on request. */
function contents(folder: string, withRepository = false): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!withRepository && name.split(path.sep).includes('.git')) continue;
    const place = path.join(folder, name);
    const stats = lstatSync(place);
    if (stats.isSymbolicLink()) found[name] = `-> ${readlinkSync(place)}`;
    else if (stats.isFile()) {
      const text = readFileSync(place);
      const mode = (stats.mode & 0o111) !== 0 ? 'x ' : '';
      found[name] = mode + (text.length < 100 ? text.toString() : createHash('sha256').update(text).digest('hex'));
    }
  }
  return found;
}
