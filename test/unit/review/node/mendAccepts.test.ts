import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AcceptJournal } from '../../../../src/review/node/acceptJournal.ts';
import { mendAccepts } from '../../../../src/review/node/mendAccepts.ts';
import { writeProposal } from '../../../../src/review/node/writeProposal.ts';
import type { FileChange } from '../../../../src/review/proposal.ts';

suite('an accept whose process is killed', () => {
  let top: string;
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const log = { debug: say, info: say, warn: say, error: say };

  setup(() => {
    said.length = 0;
    top = mkdtempSync(join(tmpdir(), 'touchstone-mend-'));
  });
  teardown(() => rmSync(top, { recursive: true, force: true }));

  const before = { 'a.ts': '\uFEFFa\r\n', 'old.ts': 'old\n' };
  const after = { 'a.ts': '\uFEFFA\r\n', 'new/n.ts': 'n\n' };
  // Several processes at once: each is most of its time busy with starting.
  test('has written all of its files or none after the next start, whenever it was killed', async function () {
    this.timeout(120_000);
    const ends: string[] = [];
    let next = 1;
    let isDone = false;
    const lane = async (): Promise<void> => {
      while (!isDone) {
        const at = next++;
        const { root, journal } = workspace(`${at}`);
        if ((await diesAt(at, root, journal)) === 'done') isDone = true;
        const torn = JSON.stringify(read(root));
        await mendAccepts(new AcceptJournal(journal), log);
        const now = read(root);
        assert.deepEqual(now, now['a.ts'] === after['a.ts'] ? after : before, `killed at write ${at}: ${torn}`);
        assert.deepEqual(existsSync(journal) ? readdirSync(journal) : [], [], `killed at write ${at}`);
        ends.push(JSON.stringify(now) === JSON.stringify(before) ? 'none' : 'all');
        // The proposal can still be accepted.
        if (now['a.ts'] === before['a.ts'])
          await writeProposal({ root, title: 't', changes }, new AcceptJournal(journal), new AbortController().signal);
        assert.deepEqual(read(root), after);
      }
    };
    await Promise.all([lane(), lane(), lane()]);
    assert.ok(ends.filter((end) => end === 'none').length > 10, String(ends));
    assert.ok(ends.includes('all'));
    assert.match(said.join('\n'), /“Use y” was cut off while it was written\. Its files are as they were before it\./);
  });

  test('leaves what somebody has written since', async () => {
    const { root, journal } = workspace('mine');
    await cutOff(root, journal, { ...before, 'a.ts': after['a.ts'], 'old.ts': 'mine' });
    await mendAccepts(new AcceptJournal(journal), log);
    assert.deepEqual(read(root), { ...before, 'old.ts': 'mine' });
    assert.match(said.join('\n'), /old\.ts has been changed since, so it stays as it is\./);
  });

  test('is finished when it had written everything, and somebody has gone on from there', async () => {
    const { root, journal } = workspace('all');
    await cutOff(root, journal, { ...after, 'a.ts': 'A and more' });
    rmSync(join(root, 'old.ts'));
    await mendAccepts(new AcceptJournal(journal), log);
    assert.deepEqual(read(root), { ...after, 'a.ts': 'A and more' });
    assert.match(said.join('\n'), /All of its files were written\./);
  });

  test('waits for a process that is alive, and drops a damaged note', async () => {
    const { root, journal } = workspace('alive');
    const end = await new AcceptJournal(journal).begin(noteOf(root));
    writeFileSync(join(root, 'a.ts'), after['a.ts']);
    await mendAccepts(new AcceptJournal(journal), log);
    assert.equal(read(root)['a.ts'], after['a.ts'], 'nothing is mended under a process that lives');
    const isAnotherAtWork = async () => (await new AcceptJournal(journal).interrupted(log)).isAnotherAtWork;
    assert.ok(await isAnotherAtWork(), 'and who asks is told to ask again');
    await end();
    assert.ok(!(await isAnotherAtWork()));
    for (const text of ['{"version":1,"root":', '{"version":0}', '{"version":1,"files":[{}]}', '[]'])
      writeFileSync(join(journal, `${text.length}.json`), text);
    await mendAccepts(new AcceptJournal(journal), log);
    assert.deepEqual(readdirSync(journal), []);
    assert.match(said.join('\n'), /so it is removed/);
  });

  function workspace(name: string): { root: string; journal: string } {
    const root = join(top, name, 'root');
    put(root, before);
    return { root, journal: join(top, name, 'accepts') };
  }

  function noteOf(root: string) {
    const files = changes.map(({ path, before: old, after: now }) => ({
      path,
      real: join(root, path),
      mode: 0o644,
      bytes: old === undefined ? undefined : Buffer.from(before[path as keyof typeof before]).toString('base64'),
      before: old?.replace('\r', ''),
      after: now?.replace('\r', ''),
    }));
    return { root, title: 'Use y', files, temporaries: [], folders: [join(root, 'new')] };
  }

  /** As if a process had noted the accept, left the files so, and died: its lock is gone with it. */
  async function cutOff(root: string, journal: string, left: Readonly<Record<string, string>>): Promise<void> {
    await new AcceptJournal(journal).begin(noteOf(root));
    for (const name of readdirSync(journal)) if (name.endsWith('.lock')) rmSync(join(journal, name));
    put(root, left);
  }
});

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Every file, temporary ones included, and folders that are empty. */
function read(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = files.map((file) => [file.slice(root.length + 1), readFileSync(file, 'utf8')] as const);
  const empty = entries
    .filter((entry) => entry.isDirectory() && readdirSync(join(entry.parentPath, entry.name)).length === 0)
    .map((entry) => [`${entry.name}/`, ''] as const);
  return Object.fromEntries([...found, ...empty].sort());
}

function diesAt(write: number, root: string, journal: string): Promise<string> {
  const script = resolve(import.meta.dirname, '../../../fakes/dieAtWrite.ts');
  const sources = resolve(import.meta.dirname, '../../../../src');
  const changesOf = JSON.stringify({ root, journal, changes });
  return new Promise((done, fail) =>
    execFile(process.execPath, [script, String(write), sources, changesOf], (error, stdout, stderr) => {
      if (!error || error.signal === 'SIGKILL') done(stdout.trim());
      else fail(new Error(stderr));
    }),
  );
}

const changes: readonly FileChange[] = [
  { path: 'a.ts', before: 'a\r\n', after: 'A\r\n' },
  { path: 'new/n.ts', before: undefined, after: 'n\n' },
  { path: 'old.ts', before: 'old\n', after: undefined },
];
