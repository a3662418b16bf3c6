import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ProcessRequest } from '../../../src/safety/process.ts';
import { runProcess } from '../../../src/testing/node/process.ts';
import { findSandbox, seatbeltProfile } from '../../../src/testing/node/sandbox.ts';

suite('Sandbox', () => {
  let base: string;
  let tree: string;
  let home: string;
  const never = new AbortController().signal;

  suiteSetup(async function () {
    if ((await findSandbox()) !== 'bubblewrap') this.skip();
    base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone sandbox ')));
    tree = path.join(base, 'tree');
    home = path.join(base, 'home');
    mkdirSync(tree);
    for (const folder of ['.ssh', '.aws', '.config/gh', '.local/bin'])
      mkdirSync(path.join(home, folder), { recursive: true });
    for (const secret of ['.ssh/id_rsa', '.aws/credentials', '.config/gh/hosts.yml', '.npmrc', '.netrc']) {
      writeFileSync(path.join(home, secret), 'hunter2');
    }
    writeFileSync(path.join(home, '.profile'), 'plain');
  });
  suiteTeardown(() => {
    if (base) rmSync(base, { recursive: true, force: true });
  });

  async function run(command: ProcessRequest['command'], more: Partial<ProcessRequest> = {}) {
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: os.tmpdir() };
    const result = await runProcess(
      { command, cwd: tree, environment, limitMs: 10_000, sandbox: 'auto', writable: [tree], ...more },
      never,
    );
    assert.equal(result.confined, true);
    return result;
  }

  test('lets a run write to its copy and to a /tmp of its own', async () => {
    const { stdout } = await run(
      'echo kept > here; echo gone > /tmp/touchstone-sandbox-note; cat here /tmp/touchstone-sandbox-note',
    );
    assert.equal(stdout, 'kept\ngone\n');
    assert.equal(readFileSync(path.join(tree, 'here'), 'utf8'), 'kept\n');
    assert.equal(existsSync('/tmp/touchstone-sandbox-note'), false);
  });

  test('lets it write nowhere else', async () => {
    const outside = [import.meta.dirname, '/usr', '/var/lib', home, base, os.homedir()];
    const { stdout, stderr } = await run(
      outside.map((folder) => `(echo x > "${folder}/touchstone-was-here") && echo "wrote ${folder}"`).join('; '),
      { readable: [home] },
    );
    // In what is hidden there is a folder to write to, but it is nobody's.
    assert.equal(stdout.replaceAll(`wrote ${base}\n`, ''), '', stderr);
    for (const folder of outside) assert.equal(existsSync(path.join(folder, 'touchstone-was-here')), false);
  });

  test('does not let it take the rights to undo that', async () => {
    const { stdout } = await run('mount -o remount,bind,rw / && echo remounted; grep CapEff /proc/self/status');
    assert.match(stdout, /^CapEff:\s+0000000000000000\n$/);
  });

  test('hides keys, tokens and the sockets of services', async () => {
    const { stdout } = await run(
      'cat ~/.ssh/id_rsa ~/.aws/credentials ~/.config/gh/hosts.yml ~/.npmrc ~/.netrc; ls -A ~/.ssh /run; cat ~/.profile',
      {
        readable: [home],
      },
    );
    assert.doesNotMatch(stdout, /hunter2/);
    assert.match(stdout, /plain$/);
    assert.doesNotMatch(stdout, /sock/);
  });

  test('does not show the processes of the host', async () => {
    const { stdout } = await run(`ls /proc | grep -cx ${process.pid}; ls /proc | grep -c '^[0-9]'`);
    const [host, all] = stdout.split('\n');
    assert.ok(host === '0' || process.pid < 10);
    assert.ok(Number(all) < 10);
  });

  test('has no network but its own loopback', async () => {
    const server = createServer((socket) => socket.end('reached')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const script = `
      const net = require('node:net');
      const own = net.createServer((s) => s.end('own')).listen(0, '127.0.0.1', () => {
        net.connect(own.address().port, '127.0.0.1').on('data', (d) => { console.log(String(d)); own.close(); });
        for (const [port, host] of [[${port}, '127.0.0.1'], [443, '192.0.2.1']]) {
          net.connect(port, host).on('connect', () => console.log('connected')).on('error', (e) => console.log(e.code));
        }
      });`;
    // This very Node may stand in a temporary folder, as in a clone in /tmp.
    const readable = [path.dirname(process.execPath)];
    const { stdout, stderr } = await run([process.execPath, '-e', script], { readable });
    server.close();
    assert.deepEqual(stdout.trim().split('\n').sort(), ['ECONNREFUSED', 'ENETUNREACH', 'own'], stderr);
  });

  test('sees what the links of its copy lead to, though they are in a hidden folder', async () => {
    const packages = path.join(base, 'packages');
    mkdirSync(packages, { recursive: true });
    writeFileSync(path.join(packages, 'index.js'), 'package');
    mkdirSync(path.join(tree, 'node_modules'), { recursive: true });
    symlinkSync(packages, path.join(tree, 'node_modules', 'one'));
    const command = 'cat node_modules/one/index.js; echo x > node_modules/one/index.js';
    const { stdout } = await run(command, { readable: [packages] });
    assert.equal(stdout, 'package');
    assert.equal(readFileSync(path.join(packages, 'index.js'), 'utf8'), 'package');
  });

  test('does not uncover a secret because a link of the workspace leads to it', async () => {
    symlinkSync(path.join(home, '.ssh', 'id_rsa'), path.join(tree, 'planted'));
    const { stdout } = await run('cat planted; ls -A ~/.ssh', {
      readable: [home, path.join(home, '.ssh', 'id_rsa'), path.join(home, '.ssh')],
    });
    assert.equal(stdout, '');
  });

  test('runs in the folder it was told to, under its own name', async () => {
    const { stdout } = await run('pwd; echo $TMPDIR');
    assert.equal(stdout, `${tree}\n/tmp\n`);
  });
});

suite('Seatbelt profile', () => {
  test('denies writing and the network first, then allows what the request names', () => {
    const profile = seatbeltProfile({
      command: 'true',
      cwd: '/copy',
      environment: { HOME: '/Users/ann', TMPDIR: '/private/tmp/ann' },
      limitMs: 1,
      sandbox: 'auto',
      writable: ['/no/such "copy"'],
    });
    const lines = profile.split('\n');
    assert.ok(lines.indexOf('(deny network*)') < lines.findIndex((line) => line.includes('localhost')));
    assert.match(lines.at(-1) ?? '', /^\(allow file-read\* file-write\* \(subpath "\/no\/such \\"copy\\""\)/);
    assert.match(profile, /\(deny file-read\* \(subpath "\/Users\/ann\/\.ssh"\)/);
  });
});
