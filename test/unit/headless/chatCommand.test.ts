/** `touchstone chat` as scripts see it: exit codes, what is printed, and what is kept. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandBench, hashOfTree } from '../../fakes/touchstoneCommand.ts';
import { startOpenAiServer } from '../../fakes/openaiServer.ts';

const project = {
  'AGENTS.md': 'Amounts are whole cents.\n',
  'src/cart.js':
    '/** What is in it costs so much. */\nexport function totalOf(items) {\n  return items.reduce((sum, { price }) => sum + price, 0);\n}\n',
  'src/shop.js': "import { totalOf } from './cart.js';\n\nexport const bill = (items) => `Total: ${totalOf(items)}`;\n",
  'test/cart.test.js':
    "import test from 'node:test';\nimport { totalOf } from '../src/cart.js';\ntest('adds up', () => totalOf([]));\n",
};

suite('touchstone chat', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let root: string;
  suiteSetup(async () => {
    bench = await CommandBench.open();
    root = await bench.project(project);
  });
  suiteTeardown(() => bench.close());

  test('answers without a model, says so, and leads on a conversation that it keeps', async () => {
    const before = await hashOfTree(root);
    const kept = path.join(bench.folder, 'talk.jsonl');
    const ask = (message: string, ...more: string[]) =>
      bench.run(['chat', '--workspace', root, '--message', message, '--conversation', kept, ...more]);
    const first = await ask('What calls `totalOf`?');
    assert.equal(first.code, 0, first.log);
    assert.match(first.out, /1\. `src\/shop\.js:3` `bill`: calls `totalOf`, imported on line 1/);
    assert.match(first.out, /No model is configured/);
    const second = await ask('Which tests cover it?', '--json');
    const events = second.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly kind: string; readonly place?: unknown; readonly reason?: string });
    assert.deepEqual(events.find(({ kind }) => kind === 'citation')?.place, {
      path: 'test/cart.test.js',
      lines: { first: 3, last: 3 },
    });
    assert.deepEqual(events.at(-1), { kind: 'ended', reason: 'complete' });
    assert.equal((await readFile(kept, 'utf8')).trim().split('\n').length, 5);
    assert.equal(await hashOfTree(root), before);
  });

  test('what a model says has its places checked, and its claims about tests', async () => {
    const server = await startOpenAiServer({
      reply: () => 'It is `totalOf` (src/cart.js:2), not `sumOf` (src/sum.js:9). All tests pass.',
    });
    try {
      const { code, out, log } = await bench.run([
        ...['chat', '--workspace', root, '--message', 'Where is the sum?'],
        ...['--model', 'scripted', '--base-url', server.baseUrl],
      ]);
      assert.equal(code, 0, log);
      assert.match(out, /It is `totalOf` \(src\/cart\.js:2/);
      assert.match(out, /not proven: no test was run in this conversation/);
      assert.match(out, /src\/sum\.js:9\)\n$/);
      assert.match(JSON.stringify(server.requests), /Rules of the project[^]*AGENTS\.md[^]*Amounts are whole cents/);
    } finally {
      await server.dispose();
    }
  });

  test('says what it has found where the conversation cannot be kept, and that it cannot', async function () {
    // Nobody can write there, whoever runs the tests.
    if (process.platform !== 'linux') this.skip();
    const kept = ['--conversation', '/proc/talk.jsonl'];
    const { code, out, log } = await bench.run([
      'chat',
      '--workspace',
      root,
      '--message',
      'Where is totalOf?',
      ...kept,
    ]);
    assert.equal(code, 2);
    assert.match(out, /src\/cart\.js:2/);
    assert.match(log, /The conversation cannot be kept in \/proc\/talk\.jsonl: .* Name another file\./);
  });

  test('/review tells each finding with its line, and /commit writes a message; nothing is written', async () => {
    const changed = await bench.project(project);
    const git = (...args: readonly string[]): void =>
      void execFileSync(
        'git',
        ['-c', 'user.name=A', '-c', 'user.email=a@localhost', '-c', 'commit.gpgsign=false', ...args],
        { cwd: changed },
      );
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'Begin');
    await appendFile(path.join(changed, 'src/shop.js'), 'export function thank() {\n  debugger;\n}\n');
    const before = await hashOfTree(changed);
    const ask = (message: string, ...more: string[]) =>
      bench.run(['chat', '--workspace', changed, '--message', message, ...more]);

    const told = await ask('/review');
    assert.equal(told.code, 0, told.log);
    assert.match(told.out, /in 3 new lines in 1 file\.[^]*src\/shop\.js:5[^]*No model is configured/);
    const { out } = await ask('/review main', '--json');
    const findings = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ kind }) => kind === 'finding');
    const debug = findings.find(({ line }) => line === 5);
    assert.deepEqual([debug?.['path'], debug?.['fix']], ['src/shop.js', { search: '  debugger;', replace: '' }]);

    assert.match((await ask('/commit')).out, /Nothing is staged[^]*`src\/shop\.js` is changed/);
    assert.match((await ask('/commit all')).out, /thank[^]*Nothing was committed\.\n/);
    const server = await startOpenAiServer({ reply: () => '```\nThank who buys\n```' });
    try {
      const asked = await ask('/commit all', '--model', 'scripted', '--base-url', server.baseUrl);
      assert.match(asked.out, /```\nThank who buys\n```/);
    } finally {
      await server.dispose();
    }
    assert.equal(await hashOfTree(changed), before);
  });

  test('says what it cannot take', async () => {
    for (const [args, said] of [
      [['--message', 'x'], /--workspace DIR is missing/],
      [['--workspace', root], /--message TEXT is missing/],
      [['--workspace', root, '--message', ' '], /The message is empty/],
      [['--workspace', root, '--message', '/fix it'], /touchstone fix/],
      [['--workspace', root, '--message', 'x', '--model', 'a'], /--base-url/],
      [
        ['--workspace', root, '--message', 'x', '--conversation', path.join(root, 'src/cart.js')],
        /holds no conversation/,
      ],
    ] as const) {
      const { code, log, out } = await bench.run(['chat', ...args]);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(log, said);
    }
  });
});
