import assert from 'node:assert/strict';
import { findLocalServers } from '../../../../src/model/node/localServers.ts';
import type { LocalServer } from '../../../../src/model/node/localServers.ts';
import { startOpenAiServer } from '../../../fakes/openaiServer.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

suite('servers on this machine', () => {
  test('only those that speak the protocol and have a model are found', async () => {
    const good = await startOpenAiServer({ models: ['qwen2.5-coder:7b'] });
    const page = await startOpenAiServer();
    const empty = await startOpenAiServer({ models: [] });
    const locked = await startOpenAiServer({ key: 'secret' });
    const gone = await startOpenAiServer();
    await gone.dispose();
    page.fail({ kind: 'webPage', status: 200 }, { times: 2 });
    const servers = { Ollama: good, 'LM Studio': page, 'llama.cpp': empty, vLLM: locked, Gone: gone };
    const ports = Object.entries(servers).map(([name, { port }]) => ({ name, port }));
    try {
      const found: LocalServer[] = [];
      for await (const server of findLocalServers(ports, silent, new AbortController().signal)) found.push(server);
      assert.deepEqual(found, [{ name: 'Ollama', baseUrl: good.baseUrl, models: ['qwen2.5-coder:7b'] }]);
      assert.deepEqual(
        good.requests.map(({ method, path }) => `${method} ${path}`),
        ['GET /v1/models'],
      );
    } finally {
      for (const server of [good, page, empty, locked]) await server.dispose();
    }
  });

  test('cancelling ends the search', async () => {
    const server = await startOpenAiServer();
    server.fail({ kind: 'stallBeforeHeaders' }, { times: 2 });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    try {
      await assert.rejects(
        async () => {
          for await (const found of findLocalServers([{ name: 'x', port: server.port }], silent, abort.signal))
            assert.fail(`found ${found.name}`);
        },
        { name: 'AbortError' },
      );
    } finally {
      await server.dispose();
    }
  });
});
