import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Fill } from '../../../../src/model/completionFill.ts';
import { EndpointUnreachable, KeyRefused, ModelError } from '../../../../src/model/errors.ts';
import type { FimChoice } from '../../../../src/model/fimFamily.ts';
import { createFillModel } from '../../../../src/model/node/completionClient.ts';
import { startFillServer, type FillServer, type Way } from '../../../fakes/fillServer.ts';

const never = new AbortController().signal;
const goldens = path.join(import.meta.dirname, '../../../golden/fim');

/** One file in the middle of being written, with two others of its project. */
const fill: Fill = {
  prefix: 'export function area(width: number, height: number): number {\n  return ',
  suffix: ';\n}\n// Grüße <fim_middle> <|fim_suffix|> [SUFFIX]\n',
  path: 'src/area.ts',
  repository: 'shapes',
  pieces: [
    { path: 'src/point.ts', text: 'export interface Point {\n  readonly x: number;\n}\n' },
    { path: 'src/scale.ts', text: 'export const scale = 2;' },
  ],
  comment: { open: '//', close: '' },
  maxTokens: 64,
  temperature: 0,
};

interface Golden {
  readonly name: string;
  readonly model: string;
  readonly ways: readonly Way[];
  readonly path: string;
  readonly plain?: true;
}

const raw = (name: string, model: string): readonly Golden[] => [
  { name, model, ways: ['completions', 'chat'], path: '/v1/completions' },
  { name: `${name}-plain`, model, ways: ['completions', 'chat'], path: '/v1/completions', plain: true },
];

const cases: readonly Golden[] = [
  ...raw('starcoder', 'bigcode/starcoderbase-1b'),
  ...raw('starcoder2', 'starcoder2:3b'),
  ...raw('granite-code', 'granite-code:3b-base'),
  ...raw('granite4', 'granite4:3b'),
  ...raw('stable-code', 'stabilityai/stable-code-3b'),
  ...raw('qwen2.5-coder', 'qwen2.5-coder:7b-base-q4_K_M'),
  ...raw('deepseek-coder', 'deepseek-coder-6.7b-base'),
  ...raw('codellama', 'codellama:7b-code'),
  ...raw('codegemma', 'codegemma:2b'),
  ...raw('codestral', 'codestral:22b'),
  ...raw('seed-coder', 'ByteDance-Seed/Seed-Coder-8B-Base'),
  { name: 'infill', model: 'whatever', ways: ['infill', 'suffix', 'completions', 'chat'], path: '/infill' },
  {
    name: 'fim-endpoint',
    model: 'codestral-latest',
    ways: ['fimEndpoint', 'suffix', 'completions', 'chat'],
    path: '/v1/fim/completions',
  },
  { name: 'suffix', model: 'unknown-coder', ways: ['suffix', 'completions', 'chat'], path: '/v1/completions' },
  { name: 'suffix-known', model: 'qwen2.5-coder:7b', ways: ['suffix', 'chat'], path: '/v1/completions' },
  { name: 'chat', model: 'llama3.1:8b', ways: ['completions', 'chat'], path: '/v1/chat/completions' },
];

suite('filling in the middle', () => {
  let server: FillServer;
  let folder: string;
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  setup(async () => {
    server = await startFillServer();
    folder = await mkdtemp(path.join(os.tmpdir(), 'touchstone-fill-'));
  });
  teardown(async () => {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  const modelOf = (model: string, format: FimChoice = 'auto', key?: string) =>
    createFillModel({
      baseUrl: server.baseUrl,
      model,
      format,
      key: () => Promise.resolve(key),
      timeoutMs: 2000,
      storageFolder: folder,
      log: { debug: log, info: log, warn: log, error: log },
    });
  const answer = async (model: ReturnType<typeof modelOf>, signal = never, asked = fill): Promise<string> => {
    let text = '';
    for await (const part of model.fill(asked, signal)) if (part.kind === 'text') text += part.text;
    return text;
  };
  const askedByChat = () => server.requests.some((request) => request.path.includes('chat'));

  for (const { name, model, ways, path: place, plain } of cases)
    test(`sends ${name} exactly as its golden file`, async () => {
      server.script.ways = new Set(ways);
      server.script.reply = (_, at) =>
        at.includes('chat') ? '<COMPLETION>width * height</COMPLETION>' : 'width * height';
      assert.equal(await answer(modelOf(model), never, plain ? { ...fill, pieces: [] } : fill), 'width * height');
      const [sent] = server.fills;
      assert.equal(server.fills.length, 1);
      assert.equal(sent?.path, place);
      const golden = path.join(goldens, `${name}.json`);
      if (process.env['UPDATE_GOLDEN']) await writeFile(golden, sent.raw);
      assert.equal(sent.raw, await readFile(golden, 'utf8'));
    });

  test('every golden file has its test', async () => {
    assert.deepEqual((await readdir(goldens)).sort(), cases.map(({ name }) => `${name}.json`).sort());
  });

  test('finds out once for an endpoint and a model, and remembers it for the next window', async () => {
    const model = modelOf('starcoder2:3b');
    await Promise.all([answer(model), answer(model)]);
    const probes = server.requests.length - 2;
    assert.ok(probes > 0 && probes <= 4, `${probes} probes`);
    await answer(model);
    await answer(modelOf('starcoder2:3b'));
    assert.equal(server.requests.length, probes + 4);
    assert.equal(server.fills.length, 4);
  });

  for (const ways of [['chat'], ['chat', 'infill'], ['chat', 'suffix'], ['chat', 'completions']] as const)
    test(`never asks a base model by chat where there is ${ways.join(' and ')}`, async () => {
      server.script.ways = new Set<Way>(ways);
      for (const name of ['starcoder2:3b', 'deepseek-coder-6.7b-base', 'infly/OpenCoder-8B-Base', 'codellama:7b-code'])
        await answer(modelOf(name)).catch((error: unknown) => assert.ok(error instanceof ModelError));
      assert.equal(askedByChat(), false);
    });

  test('says why a base model cannot be asked', async () => {
    server.script.ways = new Set<Way>(['chat']);
    await assert.rejects(answer(modelOf('starcoder2:3b')), /offers no way to complete code with "starcoder2:3b"/);
  });

  test('takes the prompt format that a person has named', async () => {
    await answer(modelOf('our-own-tune', 'codellama'));
    assert.match(String(server.fills[0]?.body['prompt']), /^<PRE> /);
  });

  test('stops at the family’s stop texts when the server does not', async () => {
    server.script.reply = () => 'width<|endoftext|> and much more';
    assert.equal(await answer(modelOf('starcoder2:3b')), 'width');
  });

  test('hangs up at an abort', async () => {
    server.script.reply = () => 'x'.repeat(4000);
    server.script.pieceMs = 5;
    const abort = new AbortController();
    const model = modelOf('starcoder2:3b');
    await assert.rejects(async () => {
      for await (const part of model.fill(fill, abort.signal)) if (part.kind === 'text') abort.abort();
    }, /abort/i);
    await until(() => server.fills[0]?.endedAt !== undefined);
    assert.equal(server.fills[0]?.hungUp, true);
  });

  test('hangs up when its reader leaves', async () => {
    server.script.reply = () => 'x'.repeat(4000);
    server.script.pieceMs = 5;
    for await (const part of modelOf('starcoder2:3b').fill(fill, never)) if (part.kind === 'text') break;
    await until(() => server.fills[0]?.endedAt !== undefined);
    assert.equal(server.fills[0]?.hungUp, true);
  });

  test('names the fault of an endpoint and asks anew when it is there again', async () => {
    const lost = createFillModel({
      baseUrl: 'http://127.0.0.1:9/v1',
      model: 'starcoder2:3b',
      format: 'auto',
      key: () => Promise.resolve(undefined),
      timeoutMs: 2000,
      storageFolder: folder,
      log: { debug: log, info: log, warn: log, error: log },
    });
    await assert.rejects(answer(lost), EndpointUnreachable);
    assert.deepEqual(await readdir(folder), []);
    assert.ok(KeyRefused.prototype instanceof ModelError);
  });

  test('asks anew after the server was exchanged', async () => {
    server.script.ways = new Set<Way>(['infill']);
    const model = modelOf('starcoder2:3b');
    assert.equal(await answer(model), 'answer');
    server.script.ways = new Set<Way>(['completions']);
    await assert.rejects(answer(model), /404/);
    assert.equal(await answer(model), 'answer');
  });

  test('a chat model’s thoughts and fences are no code', async () => {
    server.script.ways = new Set<Way>(['chat']);
    for (const [said, expected] of [
      ['<think>The tags <COMPLETION>…</think>\n<COMPLETION>width</COMPLETION>', 'width'],
      ['```ts\nwidth\n```', 'width'],
      ['Sure, here you are: width', ''],
      ['<COMPLETION></COMPLETION>', ''],
    ] as const) {
      server.script.reply = () => said;
      assert.equal(await answer(modelOf('llama3.1:8b')), expected, said);
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
}
