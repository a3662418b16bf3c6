import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openToolWorld, type OpenToolWorld } from '../../../../src/chat/node/toolHost.ts';
import { never } from '../../../fakes/modelBench.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const slow = 120_000;

suite('the tools’ view of a real workspace', function () {
  this.timeout(slow);
  let top = '';
  let root = '';
  let world: OpenToolWorld;
  const open = (more: Partial<Parameters<typeof openToolWorld>[0]> = {}): Promise<OpenToolWorld> =>
    openToolWorld({
      ...{ root, storage: path.join(top, 'copies'), assets: path.join(repository, 'src/testing/node') },
      environment: { PATH: process.env['PATH'], HOME: os.homedir(), MY_TOKEN: 'hunter2' },
      ...{ allowed: [], sandbox: 'auto', unsaved: new Map([['unsaved.txt', 'typed']]), ...more },
    });

  suiteSetup(async () => {
    top = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone-tools-')));
    root = path.join(top, 'a wörkspace');
    await mkdir(path.join(root, 'sub'), { recursive: true });
    await mkdir(path.join(top, 'outside'));
    await writeFile(path.join(root, 'a.txt'), 'one\r\ntwo\r\n');
    await writeFile(path.join(root, '.env'), 'KEY=1\n');
    await symlink(path.join(top, 'outside'), path.join(root, 'out'));
    world = await open();
  });
  suiteTeardown(async () => {
    world.dispose();
    await rm(top, { recursive: true, force: true });
  });

  test('files are seen as the editor has them, and none that holds secrets', async () => {
    assert.equal(await world.files.text('unsaved.txt'), 'typed');
    assert.equal(await world.files.text('a.txt'), 'one\r\ntwo\r\n');
    assert.equal(await world.files.text('.env'), undefined);
    assert.match(world.files.whyNot('.env') ?? '', /holds secrets/);
  });

  test('a command runs in a copy: what it prints is told, what it writes stays there', async () => {
    const ran = await world.runCommand?.('cat a.txt unsaved.txt; echo new > made.txt; echo "[$MY_TOKEN]"', '', never);
    assert.equal(ran?.result.stdout, 'one\r\ntwo\r\ntyped[]\n');
    assert.deepEqual(ran.changed, ['made.txt']);
    assert.ok(!existsSync(path.join(root, 'made.txt')));
  });

  test('it runs in a folder of the workspace, and in no other, links or not', async () => {
    const ran = await world.runCommand?.('pwd', 'sub', never);
    assert.match(ran?.result.stdout ?? '', /a wörkspace\/sub\n$/);
    for (const folder of ['out', 'none', '../outside'])
      await assert.rejects(world.runCommand!('pwd', folder, never), /no folder/);
  });

  test('stopped, it ends with all that it started', async () => {
    const stop = new AbortController();
    const running = world.runCommand?.('echo started; sleep 300', '', stop.signal);
    setTimeout(() => stop.abort(), 300);
    await assert.rejects(running!);
  });

  test('where there is nothing that tests, that is what is told', async () => {
    const ran = await world.runTests?.(undefined, never);
    assert.equal(ran?.kind, 'none');
    assert.match(ran.kind === 'none' ? ran.why : '', /No command that runs the tests was found/);
  });

  test('a command for tests that the policy refuses is not run', async () => {
    const command = { framework: 'custom', line: 'sudo make test', directory: '', reason: '' } as const;
    const refusing = await open({ testCommand: () => Promise.resolve(command) });
    const ran = await refusing.runTests?.(undefined, never);
    assert.match(ran?.kind === 'none' ? ran.why : '', /“sudo make test” is not run\. The command asks for more rights/);
    refusing.dispose();
  });

  test('in a workspace that is not trusted nothing can be started', async () => {
    const restricted = await open({ runsNothing: true });
    assert.deepEqual([restricted.runTests, restricted.runCommand], [undefined, undefined]);
    restricted.dispose();
  });
});
