/** `touchstone fix` with a model: a scripted endpoint over real HTTP, real test runs, the command as it ships. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelSpending } from '../../../src/model/spending.ts';
import type { TriedNode } from '../../../src/refine/event.ts';
import { promptOf, edit } from '../refine/model/aScriptedSearch.ts';
import { startOpenAiServer, type OpenAiServer } from '../../fakes/openaiServer.ts';
import { CommandBench, hashOfTree, type FixJson } from '../../fakes/touchstoneCommand.ts';

const slug = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'slug.js':
    "export function slug(title) {\n  return title;\n}\n\nexport const token = 'ghp_0123456789abcdef0123456789abcdef0123';\n",
  'test/slug.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../slug.js';

test('is short already', () => assert.equal(slug('a'), 'a'));
test('is lower case with dashes', () => assert.equal(slug('Big World'), 'big-world'));
`,
};
const right = edit(
  'slug.js',
  '  return title;',
  "  return title.toLowerCase().replaceAll(' ', '-');",
  'dashes for spaces',
);

type ModelJson = FixJson & {
  readonly tree: readonly TriedNode[];
  readonly model?: ModelSpending;
  readonly modelTrouble?: string;
};

suite('touchstone fix with a model', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let server: OpenAiServer;
  suiteSetup(async () => (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());
  setup(async () => (server = await startOpenAiServer({ key: 'the-very-secret-key-1', reply: () => right })));
  teardown(async () => {
    await server.dispose();
    assert.deepEqual(await bench.copies(), [], 'no copy of a workspace is left');
  });
  const fix = async (root: string, ...more: readonly string[]) => {
    const args = ['fix', '--workspace', root, '--json', '--model', 'scripted', '--base-url', server.baseUrl, ...more];
    const end = await bench.run(args, { TOUCHSTONE_KEY: 'the-very-secret-key-1' });
    return { ...end, json: (end.code === 2 ? {} : JSON.parse(end.out)) as ModelJson };
  };

  test('proves what the model says, with the tree, the cost and the record of it', async () => {
    const root = await bench.project(slug);
    const before = await hashOfTree(root);
    const record = path.join(bench.folder, 'record.jsonl');
    const { code, json, log } = await fix(root, '--record', record, '--input-price', '1', '--output-price', '2');
    assert.equal(code, 0, log);
    assert.equal(await hashOfTree(root), before);
    assert.match(json.patch, /\+ {2}return title\.toLowerCase/);
    const node = json.tree.find(({ outcome }) => outcome.kind === 'verified');
    assert.deepEqual([node?.source, node?.title, node?.place.path], ['model', 'dashes for spaces', 'slug.js']);
    assert.equal(node?.prompt, undefined);
    assert.ok(json.model && json.model.answers > 0 && json.model.dollars! > 0);

    const lines = (await readFile(record, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([lines[0]?.['kind'], lines.at(-1)?.['kind']], ['fix', 'end']);
    assert.equal(lines.filter(({ kind }) => kind === 'attempt').length, json.tree.length);
    assert.ok(lines.some(({ prompt }) => typeof prompt === 'string' && prompt.includes('big-world')));
    const everything = [JSON.stringify(lines), log, ...server.requests.map(({ body }) => promptOf(body as never))].join(
      '\n',
    );
    assert.ok(!everything.includes('ghp_0123') && !everything.includes('the-very-secret-key-1'));
  });

  test('goes on without a model that refuses the key, and says why once', async () => {
    server.abilities.key = 'another';
    const root = await bench.project(slug);
    const { code, json, log } = await fix(root, '--budget-seconds', '10');
    assert.equal(code, 1, log);
    assert.match(json.modelTrouble ?? '', /refused the key\..* The search goes on without the model\./);
    assert.match(json.reason ?? '', /refused the key/);
    assert.ok(server.requests.length <= 8, `${server.requests.length} requests`);
  });

  test('takes no option of a model without one, and no budget in dollars without prices', async () => {
    const root = await bench.project(slug);
    const said = async (...args: string[]) => (await bench.run(['fix', '--workspace', root, ...args])).log;
    assert.match(await said('--max-tokens', '5'), /--max-tokens is for a model/);
    assert.match(await said('--model', 'x'), /--model NAME and --base-url URL together/);
    assert.match(
      await said('--model', 'x', '--base-url', server.baseUrl, '--budget', '1'),
      /--budget needs the prices/,
    );
    assert.match(await said('--model', 'x', '--base-url', 'ftp://x'), /base URL of the model cannot be used/);
  });

  test('is not asked more than the tokens allow, and runs no more than it may', async () => {
    server.abilities.reply = () => edit('slug.js', '  return title;', `  return ${Math.random()};`);
    const root = await bench.project(slug);
    const { json, log } = await fix(root, '--max-tokens', '4000', '--max-runs', '5', '--budget-seconds', '20');
    assert.ok(json.model && json.model.inputTokens + json.model.outputTokens <= 4000, log);
    assert.ok(json.candidates['run']! <= 5);
  });
});
