/** Suites that misbehave, under the real test tool: what becomes of each habit. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { takeBaseline, type Baseline } from '../../../src/refine/baseline.ts';
import { untilPortsCollide } from '../../../src/refine/oneAtATime.ts';
import { nearTests } from '../../../src/refine/runPatch.ts';
import { withShadowProject, type ShadowProjectOptions } from '../../fakes/shadowProject.ts';
import { silentLog } from '../../fakes/silentLog.ts';

const never = new AbortController().signal;
const command = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
const head = "import test from 'node:test';\nimport assert from 'node:assert';\nimport fs from 'node:fs';\n";
const fails = "test('wrong', () => assert.equal(1, 2));\n";

async function baselineOf(
  tests: Record<string, string>,
  options: ShadowProjectOptions = {},
  more: Record<string, string> = {},
): Promise<Baseline> {
  const files = Object.entries(tests).map(([name, text]) => [`test/${name}.test.js`, head + text] as const);
  let baseline: Baseline | undefined;
  await withShadowProject(
    { 'package.json': '{ "type": "module" }', ...Object.fromEntries(files), ...more },
    async ({ copy, runTests }) => {
      const shadow = await copy(never);
      baseline = await takeBaseline(shadow, command, runTests, 1, never);
    },
    options,
  );
  return baseline ?? assert.fail();
}

const failing = (baseline: Baseline): string[] => baseline.failing.map((test) => test.name);

suite('a suite with habits', () => {
  test('a test that fails now and then decides nothing and is named', async () => {
    // What a run writes outside of the tree stays.
    const mood = `const mood = process.env.MOOD;\ntest('moody', () => {\n  const bad = fs.existsSync(mood);\n  if (bad) fs.rmSync(mood); else fs.writeFileSync(mood, '');\n  assert.ok(!bad);\n});\n`;
    const baseline = await baselineOf(
      { a: fails, b: mood },
      { environment: { MOOD: `/tmp/touchstone-mood-${process.pid}` }, allowed: ['MOOD'] },
    );
    assert.deepEqual(baseline.flaky, ['moody']);
    assert.deepEqual(failing(baseline), ['wrong']);
  }).timeout(90_000);

  test('a test that hangs is named, and the others count', async () => {
    const hangs = "test('endless', () => { for (;;); });\n";
    const baseline = await baselineOf({ a: fails + "test('fine', () => {});\n", b: hangs });
    assert.deepEqual(failing(baseline).sort(), ['endless', 'wrong']);
    assert.deepEqual(baseline.habits.hanging, ['endless']);
    assert.deepEqual([...baseline.passing], ['test/a.test.js::fine']);
  }).timeout(120_000);

  test('a test that writes into the tree finds it clean each time, and the file is named', async () => {
    const writes =
      "test('counts', () => {\n  const n = Number(fs.readFileSync('count.txt', 'utf8'));\n  fs.writeFileSync('count.txt', `${n + 1}`);\n  fs.writeFileSync('out.log', '');\n  assert.equal(n, 0);\n});\n";
    const baseline = await baselineOf({ a: fails, b: writes }, {}, { 'count.txt': '0', '.gitignore': '*.log\n' });
    assert.deepEqual(baseline.habits.writes, ['count.txt']);
    assert.deepEqual([...baseline.passing], ['test/b.test.js::counts']);
    assert.deepEqual(baseline.flaky, []);
  }).timeout(90_000);

  test('a slow test is run with the whole suite only', async () => {
    const source = 'export const one = () => 1;\n';
    const uses = "import { one } from '../one.js';\n";
    const baseline = await baselineOf(
      {
        a: `${uses}test('wrong', () => assert.equal(one(), 2));\ntest('quick', () => assert.equal(one(), 1));\ntest('slow', async () => { one(); await new Promise((done) => setTimeout(done, 1500)); });\ntest('other', () => {});\n`,
      },
      {},
      { 'one.js': source },
    );
    assert.deepEqual([...baseline.habits.slow], ['test/a.test.js::slow']);
    const near = nearTests([{ path: 'one.js', line: 1 }], {
      ...baseline,
      passing: new Set([...baseline.passing, 'x']),
    });
    assert.ok(near.some((test) => test.name === 'quick') && !near.some((test) => test.name === 'slow'));
  }).timeout(90_000);

  test('a test sees the variables that the user names, and no others', async () => {
    const reads =
      "test('is told', () => assert.equal(process.env.SHOP_URL, 'here'));\ntest('is not told', () => assert.equal(process.env.SHOP_SECRET, undefined));\n";
    const environment = { SHOP_URL: 'here', SHOP_SECRET: 'hush' };
    assert.deepEqual(failing(await baselineOf({ a: reads }, { environment })), ['is told']);
    assert.deepEqual(failing(await baselineOf({ a: reads }, { environment, allowed: ['SHOP_URL'] })), []);
  }).timeout(90_000);

  test('tests that need one port run side by side until they collide, then one at a time', async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
      });
    });
    const serves = `import net from 'node:net';\ntest('serves', async () => {\n  const server = net.createServer();\n  await new Promise((done, fail) => server.once('error', fail).listen(${free}, '127.0.0.1', done));\n  await new Promise((done) => setTimeout(done, 1000));\n  server.close();\n});\n`;
    await withShadowProject(
      { 'package.json': '{ "type": "module" }', 'test/a.test.js': head + serves },
      async ({ copy, runTests }) => {
        const first = await copy(never);
        const lanes = [first, await first.lane(never), await first.lane(never)];
        const said: string[] = [];
        const run = untilPortsCollide(runTests, { ...silentLog, info: (message) => said.push(message) });
        const request = { command, coverage: false, limitMs: 60_000 };
        const reports = await Promise.all(lanes.map((lane) => run(lane, request, never)));
        await Promise.all(lanes.map((lane) => lane.dispose()));
        assert.deepEqual(
          reports.map(({ results }) => results[0]?.outcome),
          ['passed', 'passed', 'passed'],
        );
        assert.equal(said.length, 1);
      },
    );
  }).timeout(60_000);

  test('a test whose port another program holds is kept out and named', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const serves = `import net from 'node:net';\ntest('serves', () => new Promise((done, fail) => net.createServer().once('error', fail).listen(${port}, '127.0.0.1', done)));\n`;
    const baseline = await baselineOf({ a: fails, b: serves });
    holder.close();
    assert.deepEqual(baseline.habits.blocked, ['serves']);
    assert.deepEqual(failing(baseline), ['wrong']);
  }).timeout(90_000);
});
