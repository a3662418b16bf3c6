import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FixEvent } from '../../../../src/refine/event.ts';
import type { EngineOptions } from '../../../../src/refine/node/engine.ts';
import { fixInWorker } from '../../../../src/refine/node/fixInWorker.ts';
import { never, openBench, type Bench } from '../../../fakes/modelBench.ts';
import { edit } from '../model/aScriptedSearch.ts';

const dist = path.resolve(import.meta.dirname, '../../../../dist');
const script = pathToFileURL(path.join(dist, 'fixWorker.js'));

suite('A fix in a worker', function () {
  this.timeout(30_000);
  let bench: Bench;
  let folder: string;
  setup(async () => {
    bench = await openBench();
    folder = await mkdtemp(path.join(os.tmpdir(), 'touchstone-worker-'));
    const files = {
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'slug.js': 'export function slug(title) {\n  return title;\n}\n',
      'test/slug.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../slug.js';

test('has dashes', () => assert.equal(slug('Big World'), 'big-world'));
`,
    };
    await mkdir(path.join(folder, 'project/test'), { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, 'project', name), text);
  });
  teardown(async () => {
    await bench.dispose();
    assert.deepEqual(await readdir(path.join(folder, 'copies')), [], 'no copy is left');
    await rm(folder, { recursive: true, force: true });
  });

  function start(signal: AbortSignal, budgetSeconds = 20) {
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const { PATH = '', HOME = '' } = process.env;
    const options: EngineOptions = {
      ...{ assets: dist, storage: path.join(folder, 'copies'), environment: { PATH, HOME }, allowed: [] },
      ...{ sandbox: 'auto', unsaved: new Map(), log, model: bench.model() },
    };
    const command = { framework: 'node:test', line: 'npm test', directory: '', reason: '' } as const;
    return fixInWorker(script, { root: path.join(folder, 'project'), command, budgetSeconds }, options, signal);
  }

  test('asks the model of its host, and its patch is proven', async () => {
    bench.server.abilities.reply = () =>
      edit('slug.js', '  return title;', "  return title.toLowerCase().replaceAll(' ', '-');", 'dashes');
    const events: FixEvent[] = [];
    for await (const event of start(never)) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'verified');
    assert.match(last.result.proposals[0].title, /^dashes \(slug\.js:2\)/);
    assert.ok(events.some((event) => event.kind === 'searching' && event.model && event.model.answers > 0));
    assert.ok(events.some((event) => event.kind === 'tried' && event.node.source === 'model'));
  });

  test('is told of the kind of error that its host met', async () => {
    bench.server.fail({ kind: 'status', status: 401 }, { times: 50 });
    const trouble: string[] = [];
    for await (const event of start(never, 6)) if (event.kind === 'modelTrouble') trouble.push(event.message);
    assert.equal(trouble.length, 1);
    assert.match(trouble[0]!, /asks for a key and none is stored.*The search goes on without the model/);
  });

  test('ends within a second when it is cancelled while the model answers', async () => {
    bench.server.abilities.chunkDelayMs = 100;
    bench.server.abilities.reply = () => 'word '.repeat(1000);
    const stop = new AbortController();
    let asked = 0;
    await assert.rejects(
      async () => {
        for await (const event of start(stop.signal)) {
          if (event.kind === 'tried' && asked === 0) {
            asked = performance.now();
            stop.abort();
          }
        }
      },
      { name: 'AbortError' },
    );
    for (const { ended } of bench.server.requests) assert.equal((await ended).by, 'client');
  });
});
