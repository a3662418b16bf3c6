/** `touchstone edit` as it ships, on small real projects; with a model behind real HTTP and without one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Evidence } from '../../../src/review/proposal.ts';
import { startOpenAiServer, type OpenAiServer } from '../../fakes/openaiServer.ts';
import { CommandBench, hashOfTree, type CommandEnd } from '../../fakes/touchstoneCommand.ts';

const shop = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/price.js': 'export function priceOf(n) {\n  return n * 2;\n}\n',
  'src/total.js':
    "import { priceOf } from './price.js';\n\nexport const total = (all) => all.reduce((sum, n) => sum + priceOf(n), 0);\n",
  'test/total.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from '../src/total.js';
test('adds up', () => assert.equal(total([1, 2]), 6));
`,
};
const block = (search: string, replace: string): string =>
  `Title: Another price\n\nsrc/price.js\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

interface EditJson {
  readonly status: string;
  readonly reason?: string;
  readonly patch: string;
  readonly by: string;
  readonly plan?: readonly { readonly state: { readonly kind: string } }[];
  readonly evidence: Evidence | null;
  readonly model?: { readonly answers: number };
  readonly shown: readonly { readonly path: string }[];
}

suite('touchstone edit', function () {
  this.timeout(120_000);
  let bench: CommandBench;
  let server: OpenAiServer;
  suiteSetup(async () => (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());
  setup(async () => (server = await startOpenAiServer({ key: 'the-very-secret-key-1' })));
  teardown(() => server.dispose());
  const edit = async (
    root: string,
    instruction: string,
    ...more: readonly string[]
  ): Promise<CommandEnd & { readonly json: EditJson }> => {
    const args = ['edit', '--workspace', root, '--instruction', instruction, '--json', ...more];
    const end = await bench.run(args, { TOUCHSTONE_KEY: 'the-very-secret-key-1' });
    return { ...end, json: (end.code === 2 ? {} : JSON.parse(end.out)) as EditJson };
  };
  const byModel = (): string[] => ['--model', 'scripted', '--base-url', server.baseUrl];

  test('goes across files by a plan, which can be looked at first', async () => {
    const root = await bench.project(shop);
    const before = await hashOfTree(root);
    const looked = await bench.run(
      ['edit', '--workspace', root, '--across', '--plan', '--instruction', 'rename priceOf to costOf'],
      {},
    );
    assert.equal(looked.code, 0, looked.log);
    assert.match(looked.out, /# · priceOf \(src\/price\.js:1\): planned.*\n# {3}· total \(src\/total\.js:3\): planned/);
    assert.match(looked.out, /Nothing has been changed yet\. Leave out --plan to run it\.\n$/);
    assert.equal(await hashOfTree(root), before);
    const done = await edit(root, 'rename priceOf to costOf', '--across', '--write');
    assert.deepEqual([done.code, done.json.status, done.json.by], [0, 'verified', 'syntax'], done.log);
    assert.ok(done.json.plan?.length === 3 && done.json.plan.every(({ state }) => state.kind === 'done'));
    assert.match(await readFile(path.join(root, 'src/total.js'), 'utf8'), /import \{ costOf \}/);
  });

  test('takes code out and adds an argument without a model, and says that none was asked', async () => {
    const root = await bench.project(shop);
    const added = await edit(root, 'add argument tax with value 1 to every call of priceOf', '--write', '--no-tests');
    assert.deepEqual([added.code, added.json.status, added.json.by], [0, 'untested', 'syntax'], added.log);
    assert.match(
      added.log,
      /Add the parameter tax to priceOf and to 1 call: done by the syntax tree, no model is asked/,
    );
    assert.match(await readFile(path.join(root, 'src/total.js'), 'utf8'), /priceOf\(n, 1\)/);
    const place = ['--file', 'src/price.js:2'];
    const taken = await edit(root, 'extract `n * 2` to variable twice', ...place, '--write', '--no-tests');
    assert.equal(taken.code, 0, taken.log);
    const out = await edit(root, 'extract function doubled', '--file', 'src/price.js:2-3');
    assert.deepEqual([out.code, out.json.status], [0, 'verified'], out.log);
    assert.match(out.json.patch, /\+ {2}return doubled\(n\);/);
    assert.equal(server.connections, 0);
  });

  test('renames without a model, writes when it is told to, and opens no connection', async () => {
    const root = await bench.project(shop);
    const before = await hashOfTree(root);
    const shown = await edit(root, 'rename priceOf to netPrice');
    assert.deepEqual([shown.code, shown.json.status, shown.json.by], [0, 'verified', 'syntax'], shown.log);
    assert.equal(await hashOfTree(root), before);
    const written = await edit(root, 'rename priceOf to netPrice', '--write', '--no-tests');
    assert.deepEqual([written.code, written.json.status], [0, 'untested'], written.log);
    assert.match(
      await readFile(path.join(root, 'src/total.js'), 'utf8'),
      /import \{ netPrice \}.*\n.*\n.*netPrice\(n\)/,
    );
    assert.equal(server.connections, 0);
    assert.deepEqual(
      (await bench.copies()).filter((name) => name.startsWith('shadow')),
      [],
    );
  });

  test('asks a model about the place that is named, and shows what was checked', async () => {
    server.abilities.reply = () => block('  return n * 2;', '  return 2 * n;');
    const root = await bench.project(shop);
    const { code, json, log } = await edit(root, 'Swap the factors', '--file', 'src/price.js:2', ...byModel());
    assert.deepEqual([code, json.status, json.by], [0, 'verified', 'model'], log);
    assert.match(json.patch, /^-\s+return n \* 2;\n\+\s+return 2 \* n;$/m);
    assert.ok(json.shown.some((each) => each.path === 'src/price.js'));
    assert.ok(json.evidence?.checks?.some(({ what, outcome }) => what === 'Tests' && outcome === 'passed'));
    assert.ok(!log.includes('the-very-secret-key-1'));
    const text = await bench.run(
      ['edit', '--workspace', root, '--instruction', 'Swap', '--file', 'src/price.js', '--no-tests', ...byModel()],
      { TOUCHSTONE_KEY: 'the-very-secret-key-1' },
    );
    assert.match(text.out, /^# Another price\n# Not tested · .*\n# Syntax: .*\n# Names: .*\n# Types: not checked: /);
  });

  test('does not write what breaks a test, and shows it', async () => {
    server.abilities.reply = () => block('  return n * 2;', '  return n * 3;');
    const root = await bench.project(shop);
    const before = await hashOfTree(root);
    const { code, json, log } = await edit(root, 'Raise the price', '--write', ...byModel());
    assert.deepEqual([code, json.status], [1, 'unverified'], log);
    assert.match(json.patch, /\+\s+return n \* 3;/);
    assert.match(log, /not applied, because a check has failed/);
    assert.equal(await hashOfTree(root), before);
  });

  test('says why there is none: no model, an answer in words, a refused key', async () => {
    const root = await bench.project(shop);
    const offline = await edit(root, 'Make it faster');
    assert.deepEqual([offline.code, offline.json.status], [1, 'none']);
    assert.match(offline.json.reason ?? '', /takes a model, and none is chosen/);
    assert.match(offline.log, /Give --model NAME and --base-url URL/);
    server.abilities.reply = () => 'I would rather not.';
    const words = await edit(root, 'Make it faster', ...byModel());
    assert.deepEqual([words.code, words.json.status], [1, 'none']);
    server.abilities.key = 'another';
    const refused = await edit(root, 'Make it faster', ...byModel());
    assert.equal(refused.code, 2);
    assert.match(refused.log, /refused the key/);
  });

  test('explains what it cannot take', async () => {
    const root = await bench.project(shop);
    const said = async (...args: string[]) => {
      const { code, log } = await bench.run(['edit', ...args]);
      assert.equal(code, 2, log);
      return log;
    };
    assert.match(await said('--workspace', root), /--instruction TEXT is missing/);
    assert.match(await said('--instruction', 'x'), /--workspace DIR is missing/);
    assert.match(await said('--workspace', `${root}/no`, '--instruction', 'x'), /is not a folder/);
    assert.match(await said('--workspace', root, '--instruction', 'x', '--file', '../a'), /not a path inside/);
    assert.match(await said('--workspace', root, '--instruction', 'x', '--file', 'a:9-2'), /names no lines/);
    assert.match(await said('--workspace', root, '--instruction', 'x', '--model', 'm'), /--base-url URL together/);
    assert.match(await said('--workspace', root, '--instruction', 'x', '--test', 'a', '--no-tests'), /exclude/);
    assert.match(await said('--workspace', root, '--kind', 'faster'), /“faster” is no kind of edit/);
    assert.match(await said('--workspace', root, '--kind', 'simplify', '--bench', 'a'), /--bench goes with --kind/);
    assert.match(await said('--workspace', root, '--kind', 'optimise', '--at', 'a', '--file', 'a'), /give one/);
    assert.match((await bench.run(['edit', '--help'])).out, /touchstone edit --workspace DIR/);
  });

  test('is cancelled by a signal, with nothing left behind', async () => {
    server.abilities.reply = () => block('  return n * 2;', '  return 2 * n;');
    server.abilities.chunkDelayMs = 200;
    const root = await bench.project(shop);
    const args = ['edit', '--workspace', root, '--instruction', 'Swap the factors', '--file', 'src/price.js'];
    const run = bench.start([...args, ...byModel()], { TOUCHSTONE_KEY: 'the-very-secret-key-1' });
    const stderr = run.child.stderr!;
    while (!run.logged().includes('asked the model')) await once(stderr, 'data');
    run.child.kill('SIGINT');
    assert.equal((await run.ended).code, 130);
  });
});
