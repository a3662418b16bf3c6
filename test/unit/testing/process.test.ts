import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TouchstoneError } from '../../../src/base/errors.ts';
import type { ProcessRequest } from '../../../src/safety/process.ts';
import { OutputTail } from '../../../src/testing/node/outputTail.ts';
import { runProcess } from '../../../src/testing/node/process.ts';

suite('Child process', () => {
  let folder: string;
  const never = new AbortController().signal;
  const environment = { PATH: process.env['PATH'] ?? '', HOME: os.homedir() };

  suiteSetup(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone process ü ')));
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  function request(command: ProcessRequest['command'], more: Partial<ProcessRequest> = {}): ProcessRequest {
    return { command, cwd: folder, environment, limitMs: 10_000, sandbox: 'off', writable: [folder], ...more };
  }

  test('gives back the code and both streams', async () => {
    const result = await runProcess(request('echo out; echo err >&2; exit 3'), never);
    assert.deepEqual(result.end, { kind: 'exited', code: 3 });
    assert.equal(result.stdout, 'out\n');
    assert.equal(result.stderr, 'err\n');
    assert.equal(result.truncated, false);
    assert.equal(result.confined, false);
  });

  test('passes arguments as they are, without a shell', async () => {
    const result = await runProcess(request(['printf', '%s|', 'a b', '$HOME', '"']), never);
    assert.equal(result.stdout, 'a b|$HOME|"|');
  });

  test('shows a test only the environment it was given', async () => {
    process.env['TOUCHSTONE_TEST_TOKEN'] = 'hunter2';
    const result = await runProcess(request(['env']), never);
    delete process.env['TOUCHSTONE_TEST_TOKEN'];
    const names = result.stdout.split('\n').map((line) => line.split('=')[0]);
    assert.deepEqual(names.filter((name) => name !== '' && name !== 'PWD').sort(), ['HOME', 'PATH', 'TOUCHSTONE_RUN']);
  });

  test('gives an empty standard input', async () => {
    const result = await runProcess(request('cat; echo done'), never);
    assert.equal(result.stdout, 'done\n');
  });

  for (const sandbox of ['off', 'auto'] as const) {
    test(`names the signal that killed it (sandbox ${sandbox})`, async () => {
      const result = await runProcess(request('kill -SEGV $$', { sandbox }), never);
      assert.deepEqual(result.end, { kind: 'killed', signal: 'SIGSEGV' });
    });

    test(`ends at the limit, with what was printed until then (sandbox ${sandbox})`, async () => {
      const result = await runProcess(request('echo begun; sleep 61.5', { limitMs: 300, sandbox }), never);
      assert.deepEqual(result.end, { kind: 'timedOut', afterMs: 300 });
      assert.equal(result.stdout, 'begun\n');
    });

    test(`leaves no descendant after an abort, however it hides (sandbox ${sandbox})`, async function () {
      if (process.platform !== 'linux') this.skip();
      const tree = path.join(folder, 'tree.sh');
      writeFileSync(
        tree,
        [
          `trap '' TERM`,
          // One in the group, one in a session of its own that ignores SIGTERM, one whose parents are gone.
          `sleep 62.5 &`,
          `setsid sh -c 'trap "" TERM; sleep 62.5' &`,
          `(setsid sh -c 'setsid sleep 62.5 > /dev/null 2>&1 &' &)`,
          `sleep 0.2; echo ready > ready; sleep 62.5`,
        ].join('\n'),
      );
      const controller = new AbortController();
      const run = runProcess(request(['sh', tree], { sandbox }), controller.signal);
      run.catch(() => {});
      const ready = path.join(folder, 'ready');
      while (!existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 20));
      rmSync(ready);
      assert.notEqual(running('sleep 62.5'), 0);
      controller.abort(new Error('enough'));
      await assert.rejects(run, /^Error: enough$/);
      assert.equal(running('sleep 62.5'), 0);
    });
  }

  test('ends what a finished process left running', async function () {
    if (process.platform !== 'linux') this.skip();
    const result = await runProcess(request('setsid sleep 63.5 & sleep 63.5 & sleep 0.1; echo done'), never);
    assert.equal(result.stdout, 'done\n');
    assert.equal(running('sleep 63.5'), 0);
  });

  test('does not begin what was cancelled already', async () => {
    await assert.rejects(runProcess(request('touch begun'), AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(existsSync(path.join(folder, 'begun')), false);
  });

  test('keeps the end of a flood', async () => {
    const result = await runProcess(request('yes ääääääääääääääää | head -c 30000000; echo end'), never);
    assert.equal(result.truncated, true);
    assert.match(result.stdout, /ää\n?[^\n]*end\n$/);
    assert.ok(Buffer.byteLength(result.stdout) <= 2 * 1024 * 1024 + 3);
    assert.doesNotMatch(result.stdout.slice(0, 1000), /\ufffd/);
  });

  test('holds little of 100 MB', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = () => process.memoryUsage().arrayBuffers;
    collect();
    const before = held();
    const tail = new OutputTail(2 * 1024 * 1024);
    for (let piece = 0; piece < 1600; piece++) tail.push(Buffer.alloc(64 * 1024, 'x'));
    // Freed buffers are swept beside the program, some time after the collection that found them.
    for (let attempt = 0; attempt < 100 && held() - before >= 5e6; attempt++) {
      collect();
      await sleep(20);
    }
    assert.ok(held() - before < 5e6, `${held() - before} bytes held`);
    assert.equal(tail.text().length, 2 * 1024 * 1024);
  });

  test('decodes a character that arrives in two pieces', () => {
    const tail = new OutputTail(100);
    for (const byte of Buffer.from('aß€😀')) tail.push(Uint8Array.of(byte));
    assert.equal(tail.text(), 'aß€😀');
  });

  test('keeps exactly the tail, whatever the pieces', () => {
    const tail = new OutputTail(10);
    for (let piece = 0; piece < 50; piece++) tail.push(Buffer.from(String(piece)));
    assert.equal(tail.text(), '4546474849');
    assert.equal(tail.truncated, true);
    tail.push(Buffer.from('x'.repeat(30) + '€'));
    assert.equal(tail.text(), 'xxxxxxx€');
  });

  for (const command of [['no-such-program-anywhere'], ['./no/such/file']] as const) {
    test(`says so when ${command[0]} is not there`, async () => {
      await assert.rejects(runProcess(request(command, { sandbox: 'auto' }), never), (error) => {
        assert.ok(error instanceof TouchstoneError);
        assert.equal(error.message, `The program ${command[0]} was not found.`);
        return true;
      });
    });
  }

  test('says so when the folder is not there', async () => {
    const gone = path.join(folder, 'gone');
    await assert.rejects(runProcess(request('true', { cwd: gone }), never), {
      message: `The folder ${gone} does not exist.`,
    });
  });

  test('runs many at once', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, (_, n) => runProcess(request(`echo ${n}`), never)));
    assert.deepEqual(
      results.map((result) => result.stdout),
      Array.from({ length: 12 }, (_, n) => `${n}\n`),
    );
  });

  for (const sandbox of ['off', 'auto'] as const) {
    test(`dies with a host that is killed (sandbox ${sandbox})`, async function () {
      if (process.platform !== 'linux') this.skip();
      const source = path.resolve(import.meta.dirname, '../../../src/testing/node/process.ts');
      const script = path.join(folder, 'host.ts');
      const order = request('echo yes > begun-by-host; setsid sleep 64.5 & sleep 64.5', { sandbox });
      writeFileSync(
        script,
        `import { runProcess } from ${JSON.stringify(source)};
         await runProcess(${JSON.stringify(order)}, new AbortController().signal);`,
      );
      const host = spawn(process.execPath, [script], { stdio: 'ignore' });
      const begun = path.join(folder, 'begun-by-host');
      while (!existsSync(begun) || readFileSync(begun, 'utf8') === '') await new Promise((go) => setTimeout(go, 20));
      rmSync(begun);
      await new Promise((go) => setTimeout(go, 100));
      assert.notEqual(running('sleep 64.5'), 0);
      host.kill('SIGKILL');
      for (let look = 0; look < 100 && running('sleep 64.5') > 0; look++) await new Promise((go) => setTimeout(go, 20));
      assert.equal(running('sleep 64.5'), 0);
    });
  }
});

/** How many living processes have exactly this command line. */
function running(line: string): number {
  const commands = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim(); // Empty for a zombie.
      } catch {
        return '';
      }
    });
  return commands.filter((command) => command === line).length;
}
