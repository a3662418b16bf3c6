import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { allEmbeddingAbilities } from './openaiEmbeddings.ts';
import { answerNormally } from './openaiProtocol.ts';
import type { Abilities } from './openaiProtocol.ts';
import { misbehave } from './openaiFaults.ts';
import type { Fault } from './openaiFaults.ts';

/**
 * A scripted OpenAI-compatible server over real HTTP. It records every request, answers as its
 * `abilities` say, and misbehaves as often as it was told to, oldest fault first.
 *
 *     const server = await startOpenAiServer({ reply: () => 'hello' });
 *     server.fail({ kind: 'status', status: 429, headers: { 'retry-after': '2' } });
 *     … new client at server.baseUrl …
 *     await server.dispose();
 */
export interface OpenAiServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseUrl: string;
  readonly port: number;
  /** All so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets were ever opened to it. */
  readonly connections: number;
  /** What it can do, to be changed at will. */
  readonly abilities: Abilities;
  /** The next request (to `path`, if given) gets this instead of an answer; `times` times. */
  fail(fault: Fault, options?: { path?: string; times?: number }): void;
  dispose(): Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON, or text when it is none. */
  readonly body: unknown;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Resolves when the exchange is over: whether the client closed the socket before the answer was complete. */
  readonly ended: Promise<{ readonly by: 'client' | 'server'; readonly at: number }>;
}

/** `script`: abilities that differ from a server that can do everything; `port` 0 takes a free one. */
export async function startOpenAiServer(script: Partial<Abilities> = {}, port = 0): Promise<OpenAiServer> {
  const requests: RecordedRequest[] = [];
  const faults: { fault: Fault; path: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const abilities: Abilities = { ...everything, ...script };
  let connections = 0;

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  server.keepAliveTimeout = 2000;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that hangs up is what the tests are about, and no error.
    socket.on('error', () => {});
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    let endedByUs = false;
    const endByUs = (): void => void (endedByUs = true);
    response.on('finish', endByUs);
    const ended = new Promise<{ by: 'client' | 'server'; at: number }>((resolve) => {
      response.on('close', () => resolve({ by: endedByUs ? 'server' : 'client', at: Date.now() }));
    });
    const body = parsed(await textOf(request));
    requests.push({ method: request.method ?? '', path, headers: request.headers, body, at: Date.now(), ended });
    const next = faults.findIndex((entry) => entry.path === undefined || entry.path === path);
    const [entry] = next < 0 ? [] : faults.splice(next, 1);
    if (entry) await misbehave(entry.fault, { path, body, response, abilities, endByUs });
    else
      await answerNormally({ method: request.method ?? '', path, headers: request.headers, body, response, abilities });
  }

  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${taken}/v1`,
    port: taken,
    requests,
    get connections() {
      return connections;
    },
    abilities,
    fail(fault, { path, times = 1 } = {}) {
      for (let count = 0; count < times; count++) faults.push({ fault, path });
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const everything: Abilities = {
  ...allEmbeddingAbilities,
  key: undefined,
  models: ['scripted', 'scripted-embed'],
  modelFields: {},
  reply: () => 'Hello, world.',
  toolCalls: () => [],
  chunkDelayMs: 0,
  lineEnd: '\n',
  splitBytes: undefined,
  sendDone: true,
  sendFinish: true,
  sendUsage: true,
  tools: 'honoured',
  json: 'schema',
  suffix: 'honoured',
  infill: true,
  embeddings: true,
  limit: 'either',
  temperature: true,
  streamOptions: true,
};

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  // A client may hang up before it has sent everything.
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return '';
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
