import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMessage } from '../../../../src/chat/commit/askMessage.ts';
import { commitSummary, longestSubject } from '../../../../src/chat/commit/commitSummary.ts';
import { answerCommit, type CommitDeps } from '../../../../src/chat/commit/writeMessage.ts';
import type { StagedFile } from '../../../../src/chat/commit/stagedChange.ts';
import { allChanges, gitChanges } from '../../../../src/chat/node/gitChanges.ts';
import { readStagedChange } from '../../../../src/chat/node/stagedChange.ts';
import { emptyOutline, type Definition } from '../../../../src/syntax/outline.ts';
import { never, openBench, type Bench } from '../../../fakes/modelBench.ts';

/** `name` or `Class.name`, one a line, is a definition to these tests. */
const readOutline: CommitDeps['readOutline'] = (_, text) => {
  const definitions: Definition[] = [];
  let start = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const [, scope, name] = /^(?:(\w+)\.)?(\w+)/.exec(line) ?? [];
    if (name !== undefined)
      definitions.push({
        ...{ name, kind: 'function', start, end: start + line.length, startLine: at + 1, endLine: at + 1 },
        ...{ scope: scope === undefined ? [] : [scope], signature: '', doc: '', docStart: start, bodyStart: start },
        exported: true,
      });
    start += line.length + 1;
  }
  return Promise.resolve({ ...emptyOutline, definitions });
};

const changed = (file: string, before: string, after: string): StagedFile => ({
  ...{ path: file, kind: 'changed', before, after },
});

suite('a commit message without a model', () => {
  const summary = (...files: readonly StagedFile[]): Promise<string> => commitSummary({ files }, readOutline);

  test('says what became of the definitions of a file', async () =>
    assert.equal(
      await summary(changed('src/a.ts', 'one 1\ntwo\nthree', 'one 2\ntwo\nfour')),
      'Add four, change one, remove three in src/a.ts\n\n- src/a.ts: add four, change one, remove three',
    ));

  test('is one line for one thing', async () => {
    assert.equal(await summary(changed('src/a.ts', 'one 1', 'one 2')), 'Change one in src/a.ts');
    assert.equal(await summary(changed('a.txt', '-', '--')), 'Change a.txt');
    assert.equal(await summary({ path: 'b.ts', kind: 'renamed', from: 'a.ts' }), 'Rename a.ts to b.ts');
    assert.equal(await summary({ path: 'src/b.ts', kind: 'added', after: 'one' }), 'Add src/b.ts');
  });

  test('of several files names them, and lists what each has', async () =>
    assert.equal(
      await summary(changed('src/a.ts', 'one', 'one\ntwo'), { path: 'src/b.ts', kind: 'removed' }),
      'Change a.ts and b.ts\n\n- src/a.ts: add two\n- remove src/b.ts',
    ));

  test('has a first line that fits, however much there is', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `aRatherLongNameOfSomething${at}`).join('\n');
    const long = `src/${'deep/'.repeat(20)}${'x'.repeat(90)}.ts`;
    for (const files of [
      [changed('src/a.ts', '', names)],
      [changed(long, '', names)],
      Array.from({ length: 90 }, (_, at) => changed(`src/${'y'.repeat(50)}${at}.ts`, '', names)),
    ]) {
      const [subject = '', second] = (await summary(...files)).split('\n');
      assert.ok(subject.length > 0 && subject.length <= longestSubject, subject);
      assert.equal(second, '');
    }
  });

  test('names the innermost of what has changed', async () =>
    assert.equal(
      await summary(changed('a.ts', 'Cart 1\nCart.add 1', 'Cart 2\nCart.add 2')),
      'Change Cart.add in a.ts',
    ));
});

suite('what a model answers for a commit message', () => {
  test('is a message, in a fence or without one', () => {
    for (const text of [
      'Add x\n\nSince y.',
      '```\nAdd x\n\nSince y.  \n```',
      'Here:\n```text\nAdd x\r\n\r\nSince y.\n```\n',
    ])
      assert.equal(readMessage(text), 'Add x\n\nSince y.');
  });

  for (const text of [
    '',
    '```\n\n```',
    '```',
    'x'.repeat(200),
    'Add x\nand y',
    '```\na\n```\n```\nb\n```',
    `a\n\n${'x'.repeat(9_000)}`,
  ])
    test(`is none as ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(typeof readMessage(text), 'object'));

  test('has nothing in it that colours or turns what is read', () =>
    assert.equal(readMessage('Add \u001b[31mx\u202e'), 'Add x⟨U+202E⟩'));
});

suite('/commit in a repository', function () {
  this.timeout(60_000);
  let root = '';
  let bench: Bench;
  let replies: string[] = [];
  let prompts = 0;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@localhost', '-c', 'commit.gpgsign=false', ...args], {
      ...{ cwd: root, encoding: 'utf8' },
    });
  const put = (name: string, text: string): void => writeFileSync(path.join(root, name), text);
  const files = { text: () => Promise.resolve('working\n') };
  const deps: CommitDeps = { change: (isAll, signal) => readStagedChange(root, isAll, files, signal), readOutline };
  const answered = async (text: string, more: Partial<CommitDeps> = {}): Promise<string> => {
    let said = '';
    prompts = 0;
    for await (const event of answerCommit({ text }, { ...deps, ...more }, never))
      if (event.kind === 'text') said += event.delta;
      else if (event.kind === 'prompt') prompts++;
    return said;
  };
  const asking = () => ({ model: bench.model(), limits: { mostTokens: 0, inputPrice: 0, outputPrice: 0 } });

  suiteSetup(async () => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-commit-')));
    bench = await openBench({
      reply: (body) => (JSON.stringify(body).includes('message of a commit') ? (replies.shift() ?? '') : 'Hello'),
    });
    git('init', '-q', '-b', 'main');
    mkdirSync(path.join(root, 'sub'));
    put('a.ts', 'one\n');
    put('sub/ü b.ts', 'two\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'core: begin\n\nIt has to begin.');
  });
  suiteTeardown(async () => {
    await bench.dispose();
    rmSync(root, { recursive: true, force: true });
  });
  setup(() => {
    git('reset', '-q', '--hard');
    git('clean', '-qfd');
  });

  test('says that nothing differs', async () => assert.match(await answered(''), /^Nothing differs/));

  test('with nothing staged offers what is changed', async () => {
    put('sub/ü b.ts', 'three\n');
    const text = await answered('');
    assert.match(text, /^Nothing is staged\. Stage .* `\/commit all` .*:\n\n- `sub\/ü b\.ts` is changed/s);
    assert.match(await answered('all'), /```\nAdd working, remove two in sub\/ü b\.ts/);
  });

  test('without a model tells what is staged, and leaves the rest alone', async () => {
    put('a.ts', 'one\nmore\n');
    git('add', 'a.ts');
    put('a.ts', 'other\n');
    assert.match(await answered(''), /For what is staged:\n\n```\nAdd more in a\.ts\n```/);
    assert.equal(git('diff', '--cached', '--name-only'), 'a.ts\n');
  });

  test('with a model shows it the last messages and the staged diff, and takes a second answer', async () => {
    put('a.ts', 'one\nmore\n');
    git('add', 'a.ts');
    put('a.ts', 'not staged\n');
    replies = ['No\nfence', '```\ncore: add more\n```'];
    assert.match(await answered('', { asking: asking() }), /```\ncore: add more\n```/);
    const sent = JSON.stringify(bench.server.requests.at(-1)?.body);
    assert.match(sent, /core: begin.*\+more/);
    assert.ok(!sent.includes('not staged'));
    assert.equal(prompts, 2, 'what was sent is told');
    replies = ['', ''];
    assert.match(await answered('', { asking: asking() }), /Add more in a\.ts[^]*gave no message that could be used/);
  });

  test('a review sees what nobody has added yet, and no secrets', async () => {
    put('a.ts', 'one\nmore\n');
    put('new.ts', 'working\n');
    put('.env', 'KEY=1\n');
    const diff = await allChanges(root, { kind: 'commit', base: 'HEAD' }, files, never);
    assert.match(diff, /\+more[^]*\+\+\+ b\/new\.ts/);
    assert.ok(!diff.includes('.env'));
    assert.equal(await allChanges(root, { kind: 'staged' }, files, never), '');
  });

  test('a branch is compared from where it was left', async () => {
    git('checkout', '-q', '-b', 'mine');
    put('a.ts', 'one\nmine\n');
    git('commit', '-q', '-am', 'Mine');
    git('checkout', '-q', 'main');
    put('sub/ü b.ts', 'two\nmain\n');
    git('commit', '-q', '-am', 'Main');
    git('checkout', '-q', 'mine');
    const diff = await gitChanges(root, { kind: 'branch', base: 'main' }, never);
    assert.match(diff, /\+mine/);
    assert.ok(!diff.includes('main'));
    for (const base of ['--output=x', 'no such', 'nobranch'])
      await assert.rejects(gitChanges(root, { kind: 'branch', base }, never), /no name of a commit|Git cannot say/);
  });
});
