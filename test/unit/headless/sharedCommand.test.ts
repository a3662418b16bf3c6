/** `touchstone index --shared` and `touchstone search --shared`, as they ship, on a real Chroma server. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ChromaProcess } from '../../fakes/chromaServer.ts';
import { someModules } from '../../fakes/someModules.ts';
import { CommandBench } from '../../fakes/touchstoneCommand.ts';

const recorder = path.resolve(import.meta.dirname, '../../fakes/connectionRecorder.cjs');
const meta = path.resolve(import.meta.dirname, '../../../dist/meta.json');

interface SearchJson {
  readonly results: readonly { readonly path: string; readonly symbol?: string }[];
}

suite('touchstone with a shared index', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let server: ChromaProcess;
  let roots: string[];
  suiteSetup(async () => {
    server = await ChromaProcess.start();
    bench = await CommandBench.open();
    // Two clones of one repository: it is found by its remote.
    roots = await Promise.all([someModules(20), someModules(20)].map((files) => bench.project(files)));
    for (const root of roots) {
      await mkdir(path.join(root, '.git'), { recursive: true });
      await writeFile(path.join(root, '.git/config'), '[remote "origin"]\n\turl = git@example.org:acme/shop.git\n');
    }
  });
  suiteTeardown(async () => {
    await bench.close();
    await server.remove();
  });

  const search = (root: string, ...more: string[]): string[] => [
    ...['search', '--workspace', root, '--query', 'send a reminder', '--json', '--shared', server.url],
    ...more,
  ];

  test('indexes in one clone and searches in another, and speaks to that server alone', async () => {
    const [one, other] = roots as [string, string];
    const indexed = await bench.run(['index', '--workspace', one, '--shared', server.url, '--json']);
    assert.equal(indexed.code, 0, indexed.log);
    assert.match(
      indexed.log,
      /The shared index “touchstone-shop-[0-9a-f]{16}” at 127\.0\.0\.1:\d+ was written: 21 files/,
    );

    const file = path.join(bench.folder, 'connections.txt');
    const run = bench.start(search(other, '--shared-hold', 'changed'), {
      NODE_OPTIONS: `--require "${recorder}"`,
      TOUCHSTONE_CONNECTIONS: file,
    });
    const { code, out, log } = await run.ended;
    assert.equal(code, 0, log);
    const { results } = JSON.parse(out) as SearchJson;
    assert.equal(results[0]?.path, 'src/reminder/send0.ts');
    const connections = (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => /^(connect|lookup|send)/.test(line));
    assert.deepEqual([...new Set(connections)], [`connect 127.0.0.1:${server.port}`]);
  });

  test('is not written when the server is away, and searches what is here', async () => {
    const nowhere = 'http://127.0.0.1:2';
    const [one] = roots as [string];
    const indexed = await bench.run(['index', '--workspace', one, '--shared', nowhere]);
    assert.equal(indexed.code, 2);
    assert.match(indexed.log, /The index is built, but the shared index was not written\. .* cannot be reached/);
    const searched = await bench.run(['search', '--workspace', one, '--query', 'send a reminder', '--shared', nowhere]);
    assert.equal(searched.code, 0, searched.log);
    assert.match(searched.log, /cannot be reached\. Touchstone works with what is on this machine/);
    assert.match(searched.out, /^src\/reminder\/send0\.ts:/);
  });

  test('says what is wrong with what it is given', async () => {
    const [one] = roots as [string];
    for (const [more, message] of [
      [['--shared', 'ftp://example.org'], /is no address of a shared index/],
      [['--shared', server.url, '--shared-name', 'a b'], /cannot be the name of a shared index/],
      [['--shared', server.url, '--shared-hold', 'some'], /--shared-hold takes auto, all or changed, not “some”/],
    ] as const) {
      const { code, log } = await bench.run(['search', '--workspace', one, '--query', 'x', ...more]);
      assert.equal(code, 2);
      assert.match(log, message);
    }
    const alone = await bench.project({ 'a.ts': 'export const a = 1;\n' });
    await rm(path.join(alone, '.git'), { recursive: true, force: true });
    const { code, log } = await bench.run(['index', '--workspace', alone, '--shared', server.url]);
    assert.equal(code, 2);
    assert.match(log, /has no git remote .* Name the collection/);
  });

  test('is the only one that loads anything of it', async () => {
    const { outputs } = JSON.parse(await readFile(meta, 'utf8')) as {
      outputs: Record<string, { inputs: object; imports: { path: string; kind: string }[]; entryPoint?: string }>;
    };
    const loaded = (name: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(name)) return seen;
      seen.add(name);
      for (const { path: next, kind } of outputs[name]?.imports ?? [])
        if (kind !== 'dynamic-import' && outputs[next]) loaded(next, seen);
      return seen;
    };
    const ofShared =
      /node_modules\/chromadb|retrieval\/node\/(chromaServer|shared(Index|Search|Publisher|Records|Terms))\./;
    let entries = 0;
    const workers = ['completionWorker', 'indexWorker', 'readerWorker', 'fixWorker', 'editWorker'];
    for (const name of ['extension', 'headless', ...workers]) {
      entries++;
      for (const output of loaded(`dist/${name}.js`))
        for (const input of Object.keys(outputs[output]?.inputs ?? {})) assert.doesNotMatch(input, ofShared, name);
    }
    assert.equal(entries, 7);
    assert.ok(Object.values(outputs).some(({ inputs }) => Object.keys(inputs).some((input) => ofShared.test(input))));
  });
});
