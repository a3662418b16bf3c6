/** The promise that nothing is sent anywhere: with no model configured, a whole fix opens no socket at all. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { copyWorkspace, samplesFolder } from '../../../scripts/workspaceCopy.ts';
import { CommandBench, type FixJson } from '../../fakes/touchstoneCommand.ts';

const recorder = path.resolve(import.meta.dirname, '../../fakes/connectionRecorder.cjs');

suite('A fix without a model', () => {
  let bench: CommandBench;
  suiteSetup(async () => (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());

  const recording = (file: string) => ({
    NODE_OPTIONS: `--require "${recorder}"`,
    TOUCHSTONE_CONNECTIONS: file,
  });
  const lines = async (file: string) => (await readFile(file, 'utf8')).trim().split('\n');

  test('is watched by a recorder that sees every way to connect, in worker threads too', async () => {
    const script = path.join(bench.folder, 'connects.mjs');
    const file = path.join(bench.folder, 'control.txt');
    await writeFile(
      script,
      `import { connect } from 'node:net';
       import * as tls from 'node:tls';
       import { get } from 'node:http';
       import { lookup } from 'node:dns';
       import { Resolver } from 'node:dns/promises';
       import { createSocket } from 'node:dgram';
       import { createServer } from 'node:net';
       import { isMainThread, Worker } from 'node:worker_threads';
       // Nobody listens at port 2, and it is not among those that fetch refuses by itself.
       const quiet = () => {};
       if (isMainThread) {
         connect(2, '127.0.0.1').on('error', quiet);
         tls.connect({ host: '127.0.0.2', port: 2 }).on('error', quiet);
         get('http://127.0.0.3:2').on('error', quiet);
         await fetch('http://127.0.0.4:2').catch(quiet);
         lookup('127.0.0.5', quiet);
         const resolver = new Resolver({ timeout: 50, tries: 1 });
         resolver.setServers(['127.0.0.1:2']);
         await resolver.resolve4('nowhere.invalid').catch(quiet);
         const datagram = createSocket('udp4');
         datagram.send('x', 2, '127.0.0.1', () => datagram.close());
         const server = createServer().listen({ host: '127.0.0.1', port: 0 }, () => server.close());
         new Worker(new URL(import.meta.url));
       } else connect(2, '127.0.0.6').on('error', quiet);
      `,
    );
    await promisify(execFile)(process.execPath, [script], { env: { ...process.env, ...recording(file) } });
    const seen = await lines(file);
    for (const expected of [
      ...['connect 127.0.0.1:2', 'connect 127.0.0.2:2', 'connect 127.0.0.3:2', 'connect 127.0.0.4:2'],
      ...['lookup 127.0.0.5', 'resolve4 nowhere.invalid', 'send datagram', 'listen 127.0.0.1:0', 'connect 127.0.0.6:2'],
    ]) {
      assert.ok(seen.includes(expected), `${expected} is missing among\n${seen.join('\n')}`);
    }
  });

  test('opens no socket for an index and a search, when no embedding model is named', async () => {
    const root = await copyWorkspace(path.join(samplesFolder, 'typescript'), path.join(bench.folder, 'searched'));
    for (const args of [
      ['index', '--workspace', root, '--yes'],
      ['search', '--workspace', root, '--query', 'split a sum among people', '--json'],
    ]) {
      const file = path.join(bench.folder, `${args[0]}.txt`);
      const run = bench.start(args, recording(file));
      const { code, log } = await run.ended;
      assert.equal(code, 0, log);
      // Once for each thread.
      assert.deepEqual([...new Set(await lines(file))], [`watching ${run.child.pid}`]);
    }
  }).timeout(30_000);

  for (const sample of ['python', 'typescript']) {
    test(`opens no socket in the ${sample} sample`, async () => {
      const root = await copyWorkspace(path.join(samplesFolder, sample), path.join(bench.folder, sample));
      const file = path.join(bench.folder, `${sample}.txt`);
      const run = bench.start(['fix', '--workspace', root, '--json'], recording(file));
      const { code, out, log } = await run.ended;
      assert.equal(code, 0, log);
      assert.equal((JSON.parse(out) as FixJson).status, 'verified');
      // The recorder was there from the start, and this is all that it saw.
      assert.deepEqual(await lines(file), [`watching ${run.child.pid}`]);
    }).timeout(90_000);
  }
});
