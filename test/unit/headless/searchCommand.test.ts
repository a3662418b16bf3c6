/** `touchstone index` and `touchstone search` as scripts see them: exit codes, and what is printed where. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { CommandBench, hashOfTree } from '../../fakes/touchstoneCommand.ts';

interface SearchJson {
  readonly results: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    readonly symbol?: string;
    readonly kind: string;
    readonly score: number;
  }[];
  readonly ms: number;
}

const project = {
  'src/clamp.ts':
    '// Helpers.\n\n/** Keeps a number inside a range. */\nexport function clamp(value: number, low: number, high: number): number {\n  return Math.min(high, Math.max(low, value));\n}\n',
  'tools/report.py':
    'class Report:\n    def render_table(self, rows):\n        """Draws rows as a text table."""\n        return "\\n".join(rows)\n',
  'cmd/main.go':
    'package main\n\n// openSocket listens for clients.\nfunc openSocket(port int) error {\n\treturn nil\n}\n',
  '.gitignore': 'out/\n',
  'out/clamp.js': 'export function clamp() {}\n',
};

suite('touchstone search', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let root: string;
  suiteSetup(async () => {
    bench = await CommandBench.open();
    root = await bench.project(project);
  });
  suiteTeardown(() => bench.close());

  test('prints the places as JSON, and leaves the folder as it was', async () => {
    const before = await hashOfTree(root);
    const { code, out, log } = await bench.run([
      'search',
      '--workspace',
      root,
      '--query',
      'keep a number in a range',
      '--json',
    ]);
    assert.equal(code, 0, log);
    const { results, ms } = JSON.parse(out) as SearchJson;
    const [best] = results;
    assert.equal(best?.path, 'src/clamp.ts');
    assert.equal(best.symbol, 'clamp');
    assert.equal(best.kind, 'function');
    assert.ok(best.startLine <= 4 && best.endLine === 6 && best.score > 0 && ms >= 0);
    assert.equal(await hashOfTree(root), before);
  });

  test('says why nothing was found', async () => {
    const search = (workspace: string, query: string) =>
      bench.run(['search', '--workspace', workspace, '--query', query, '--json']);
    const empty = await search(await bench.project({ '.gitignore': '*\n', 'a.ts': 'export const a = 1;\n' }), 'a');
    assert.equal(empty.code, 0, empty.log);
    assert.deepEqual((JSON.parse(empty.out) as SearchJson).results, []);
    assert.match(empty.log, /No file of the folder is indexed\. .*touchstone index --list/);
  });

  test('answers one request a line, and a line that is none too', async () => {
    const run = bench.start(['search', '--workspace', root, '--stdin', '--limit', '1'], {}, 'pipe');
    run.child.stdin!.write('{"query": "draw a text table"}\nnot json\n{"query": "socket", "limit": 2}\n');
    run.child.stdin!.end();
    const { code, out } = await run.ended;
    const [table, none, socket] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SearchJson & { error?: string });
    assert.equal(code, 0);
    assert.deepEqual(
      table?.results.map((result) => result.path),
      ['tools/report.py'],
    );
    assert.match(none?.error ?? '', /No request/);
    assert.equal(socket?.results[0]?.symbol, 'openSocket');
  });

  test('answers questions about names and places, with a reason for each', async () => {
    const shop = await bench.project({
      'src/money.ts': 'export function roundCents(amount: number): number {\n  return Math.round(amount);\n}\n',
      'src/invoice.ts':
        "import { roundCents } from './money';\n\nexport const pay = (n: number) => {\n  return roundCents(n);\n};\n",
    });
    const ask = (...args: string[]) => bench.run(['search', '--workspace', shop, ...args]);
    const callers = await ask('--callers', 'roundCents');
    assert.equal(callers.code, 0, callers.log);
    assert.equal(callers.out, 'src/invoice.ts:1-5  function pay  (calls `roundCents`, imported on line 1)\n');
    const none = await ask('--implementers', 'roundCents', '--json');
    assert.deepEqual((JSON.parse(none.out) as SearchJson).results, []);
    assert.match(none.log, /No indexed file extends or implements “roundCents”/);
    const context = await ask('--context', 'src/invoice.ts:4:3', '--tokens', '100', '--json');
    const [hit] = (JSON.parse(context.out) as { results: { path: string; reason: string; text: string }[] }).results;
    assert.equal(hit?.reason, 'defines `roundCents`, imported on line 1');
    assert.match(hit.text, /Math\.round/);

    const run = bench.start(['search', '--workspace', shop, '--stdin'], {}, 'pipe');
    run.child.stdin!.write(
      '{"file": "src/invoice.ts", "line": 4, "column": 3, "limit": 1}\n{"file": "src/invoice.ts"}\n',
    );
    run.child.stdin!.end();
    const { out } = await run.ended;
    const [place, wrong] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SearchJson & { error?: string });
    assert.deepEqual(
      place?.results.map((result) => result.path),
      ['src/money.ts'],
    );
    assert.match(wrong?.error ?? '', /No request/);
  });

  test('the index command tells what is in it and why the rest is not', async () => {
    const { code, out } = await bench.run(['index', '--workspace', root, '--list', '--json', '--exclude', 'cmd']);
    assert.equal(code, 0);
    const report = JSON.parse(out) as {
      files: number;
      chunks: number;
      notIndexed: { path: string; why: string; reason: string }[];
    };
    assert.equal(report.files, 3);
    assert.ok(report.chunks >= 3);
    assert.deepEqual(
      report.notIndexed.map(({ path: place, why }) => `${place} ${why}`),
      ['cmd/ excluded', 'out/ ignored'],
    );
    const text = await bench.run(['index', '--workspace', root]);
    assert.match(text.out, /^4 files and \d+ chunks are indexed/);
  });

  test('a usage error is one line that says what to do', async () => {
    for (const args of [
      ['search', '--workspace', root],
      ['search', '--query', 'x'],
      ['search', '--workspace', root, '--query', 'x', '--callers', 'y'],
      ['search', '--workspace', root, '--context', 'src'],
      ['search', '--workspace', root, '--query', 'x', '--limit', '0'],
      ['search', '--workspace', root, '--query', 'x', '--colour'],
      ['search', '--workspace', path.join(root, 'nowhere'), '--query', 'x'],
      ['index', '--workspace', path.join(root, '.gitignore')],
    ]) {
      const { code, out, log } = await bench.run(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(out, '');
      assert.match(log, /^touchstone: [^\n]+\n$/, args.join(' '));
    }
    const help = await bench.run(['search', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /--stdin/);
  });

  test('ends at once when it is interrupted', async () => {
    const run = bench.start(['search', '--workspace', root, '--stdin'], {}, 'pipe');
    run.child.stdin!.write('{"query": "clamp"}\n');
    await once(run.child.stdout!, 'data');
    const asked = performance.now();
    run.child.kill('SIGTERM');
    await run.ended;
    assert.ok(performance.now() - asked < 5000);
  });
});
