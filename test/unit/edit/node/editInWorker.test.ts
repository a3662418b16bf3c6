import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EditEvent } from '../../../../src/edit/editEvent.ts';
import { editInWorker, explainInWorker, type WorkerHost } from '../../../../src/edit/node/editInWorker.ts';
import type { EditRequest } from '../../../../src/edit/editRequest.ts';
import { ModelError } from '../../../../src/model/errors.ts';
import { KeyRefused } from '../../../../src/model/errors.ts';
import { answeringModel } from '../../../fakes/answeringModel.ts';
import { silentLog } from '../../../fakes/silentLog.ts';
import { EditProject } from '../aProject.ts';

const script = pathToFileURL(path.resolve(import.meta.dirname, '../../../../src/edit/node/editWorker.ts'));
const block = `Title: Say hello
hello.js
<<<<<<< SEARCH
export const word = 'hi';
=======
export const word = 'hello';
>>>>>>> REPLACE
`;

suite('an edit in a worker', function () {
  this.timeout(60_000);
  const project = new EditProject({
    'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
    'hello.js': "export const word = 'hi';\n",
    'hello.test.js': `import test from 'node:test';
import { word } from './hello.js';
test('is a word', () => { if (word.length < 2) throw new Error(word); });
`,
  });
  suiteTeardown(() => project.remove());

  const host = (parts: Partial<WorkerHost> = {}): WorkerHost => ({
    ...{ assets: project.assets, storage: path.join(project.root, '../storage'), allowed: [], sandbox: 'off' },
    environment: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    ...{ unsaved: new Map(), log: silentLog, runs: { commands: [], whyNoOther: 'It was not allowed.' } },
    ...parts,
  });
  const request = (parts: Partial<EditRequest> = {}): EditRequest => ({
    ...{
      root: project.root,
      instruction: 'say hello',
      place: { path: 'hello.js', lines: { first: 1, last: 1 } },
      tests: { kind: 'found' },
    },
    ...parts,
  });
  async function all(events: AsyncIterable<EditEvent>): Promise<EditEvent[]> {
    const found: EditEvent[] = [];
    for await (const event of events) found.push(event);
    return found;
  }
  const never = new AbortController().signal;

  test('the model of the host answers, and texts come while it does', async () => {
    const events = await all(editInWorker(script, request(), host({ model: answeringModel([block]) }), never));
    const ready = events.find((event) => event.kind === 'ready');
    assert.equal(ready?.kind === 'ready' && ready.texts.get('hello.js'), "export const word = 'hello';\n");
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'proposed');
    assert.equal(last.result.proposal.title, 'Say hello');
    const tests = last.result.proposal.evidence.checks?.find(({ what }) => what === 'Tests');
    assert.deepEqual([tests?.outcome, tests?.detail], ['not checked', '“npm test” was not run. It was not allowed.']);
  });

  test('what is allowed is run', async () => {
    const runs = { commands: [{ line: 'npm test', directory: '' }], whyNoOther: '' };
    const events = await all(editInWorker(script, request(), host({ model: answeringModel([block]), runs }), never));
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'proposed');
    assert.equal(last.result.proposal.command?.line, 'npm test');
    assert.equal(last.result.proposal.evidence.stillPassing, 1);
  });

  test('what the editor holds unsaved is what is edited', async () => {
    const unsaved = new Map([['hello.js', "// mine\nexport const word = 'hi';\n"]]);
    const events = await all(editInWorker(script, request(), host({ model: answeringModel([block]), unsaved }), never));
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'proposed');
    assert.equal(last.result.proposal.changes[0]?.after, "// mine\nexport const word = 'hello';\n");
  });

  test('a change that the editor has made is only looked at', async () => {
    const texts = new Map([['hello.js', "export const term = 'hi';\n"]]);
    const given = { title: 'Rename word to term in 1 file', texts, by: 'The editor says so.' };
    const events = await all(editInWorker(script, request({ tests: { kind: 'none' } }), host({ given }), never));
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'proposed');
    assert.equal(last.result.proposal.title, given.title);
    assert.equal(last.result.proposal.evidence.checks?.find(({ what }) => what === 'Names')?.detail, given.by);
  });

  test('one that would not parse is refused', async () => {
    const given = { title: 'Rename', texts: new Map([['hello.js', "export const if = 'hi';\n"]]), by: '' };
    const events = await all(editInWorker(script, request({ tests: { kind: 'none' } }), host({ given }), never));
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished' && last.result.status === 'none');
    assert.equal(last.result.reason, 'hello.js would not parse any more.');
  });

  test('a model that fails throws what it threw', async () => {
    const model = answeringModel(() => new KeyRefused('The endpoint', true));
    await assert.rejects(all(editInWorker(script, request(), host({ model }), never)), ModelError);
  });

  test('cancelling ends it at once, and leaves no copy', async () => {
    const cancel = new AbortController();
    const model = answeringModel([block]);
    const waiting = {
      ...model,
      // It never answers by itself.
      async *chat(_: unknown, signal: AbortSignal) {
        yield { kind: 'text' as const, text: 'Title: ' };
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
    };
    const events: EditEvent[] = [];
    await assert.rejects(
      (async () => {
        for await (const event of editInWorker(script, request(), host({ model: waiting }), cancel.signal)) {
          events.push(event);
          if (event.kind === 'writing') cancel.abort();
        }
      })(),
      { name: 'AbortError' },
    );
    assert.equal(events.at(-1)?.kind, 'writing');
    const left = await readdir(path.join(project.root, '../storage')).catch(() => []);
    assert.deepEqual(left, []);
  });

  test('an explanation comes from the same worker', async () => {
    const limits = { mostTokens: 0, inputPrice: 0, outputPrice: 0 };
    let text = '';
    for await (const event of explainInWorker(
      script,
      { root: project.root, place: { path: 'hello.js' }, limits },
      host(),
      never,
    ))
      if (event.kind === 'text') text += event.text;
    assert.match(text, /## What it defines\n\n- `/);
  });
});
