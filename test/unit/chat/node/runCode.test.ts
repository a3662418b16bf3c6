import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runCode, type CodeHost } from '../../../../src/chat/node/runCode.ts';
import { findSandbox } from '../../../../src/testing/node/sandbox.ts';
import { never } from '../../../fakes/modelBench.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');

suite('code of a model', function () {
  this.timeout(240_000);
  let top = '';
  let host: CodeHost;
  let isConfined = false;

  suiteSetup(async () => {
    top = await realpath(await mkdtemp(path.join(os.homedir(), '.touchstone-code-')));
    const root = path.join(top, 'a wörkspace');
    await mkdir(path.join(root, 'src'), { recursive: true });
    await writeFile(path.join(root, 'src', 'money.ts'), 'one\ntwo\n');
    await writeFile(path.join(root, '.env'), 'KEY=hunter2\n');
    await writeFile(path.join(top, 'beside.txt'), 'hunter2');
    host = {
      ...{ root, storage: path.join(top, 'copies'), assets: path.join(repository, 'src/testing/node') },
      environment: { PATH: process.env['PATH'], HOME: os.homedir(), MY_TOKEN: 'hunter2' },
      ...{ allowed: [], sandbox: 'auto', unsaved: new Map([['typed.txt', 'typed']]) },
    };
    isConfined = (await findSandbox()) !== 'none';
  });
  suiteTeardown(() => rm(top, { recursive: true, force: true }));

  const js = (code: string, signal = never) => runCode(host, 'javascript', code, signal);

  test('reads the workspace as the editor has it, without its secrets', async () => {
    const { result } = await js(`const fs = require('fs');
      console.log(fs.readFileSync('src/money.ts', 'utf8').split('\\n').length - 1, fs.readdirSync('.').join(' '));
      console.log('[' + (process.env.MY_TOKEN ?? '') + ']');`);
    assert.equal(result.stdout, '2 src typed.txt\n[]\n', result.stderr);
  });

  test('modules and waiting work as well', async () => {
    const { result } = await js(
      `import { readFileSync } from 'node:fs';\nconst n = await Promise.resolve(2);\nconsole.log(n, readFileSync('typed.txt', 'utf8'));`,
    );
    assert.equal(result.stdout, '2 typed\n', result.stderr);
  });

  test('gives back what it writes to its folder, and follows no link', async () => {
    const { files } = await js(`const fs = require('fs'), path = require('path');
      fs.writeFileSync(path.join(process.env.OUTPUT_DIR, 'a.csv'), 'a,b\\n1,2\\n');
      fs.writeFileSync(path.join(process.env.OUTPUT_DIR, 'large.csv'), 'x'.repeat(1_500_000));
      fs.symlinkSync('/etc/hostname', path.join(process.env.OUTPUT_DIR, 'link.csv'));`);
    assert.deepEqual(
      files.map(({ name, bytes }) => [name, bytes?.length]),
      [
        ['a.csv', 8],
        ['large.csv', undefined],
      ],
    );
  });

  test('confined, it sees nothing of the home folder, changes nothing, and has no network', async function () {
    if (!isConfined) this.skip();
    const { result } = await js(`const fs = require('fs');
      const tried = (what) => { try { what(); return 'yes'; } catch (error) { return error.code; } };
      console.log(tried(() => fs.readFileSync(${JSON.stringify(path.join(host.root, '.env'))})));
      console.log(tried(() => fs.readFileSync(${JSON.stringify(path.join(top, 'beside.txt'))})));
      console.log(tried(() => fs.writeFileSync('src/money.ts', 'x')));
      require('net').connect(53, '1.1.1.1').on('error', (error) => console.log(error.code));`);
    assert.equal(result.stdout, 'ENOENT\nENOENT\nEROFS\nENETUNREACH\n', result.stderr);
    assert.ok(result.confined);
  });

  test('has so much memory and no more', async function () {
    if (process.platform !== 'linux') this.skip();
    const { result } = await js('const all = []; for (;;) all.push(Buffer.allocUnsafe(100_000_000));');
    assert.notEqual(result.end.kind, 'timedOut');
    assert.ok(result.end.kind !== 'exited' || result.end.code !== 0);
  });

  test('Python runs where it is found, and otherwise says so', async () => {
    const running = runCode(host, 'python', 'print(sum(range(101)))', never);
    const printed = await running.then(({ result }) => result.stdout + result.stderr, String);
    assert.match(printed, /^5050\n$|Python was not found/);
  });

  test('stopped, it ends', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    await assert.rejects(js('for (;;);', stop.signal));
  });
});
