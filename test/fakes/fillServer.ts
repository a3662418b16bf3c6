import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A scripted server that completes code, over real HTTP: it has the ways that it is told to have, streams what it is
 * told to answer in pieces, and records each request as the bytes that came.
 */
export interface FillServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseUrl: string;
  readonly requests: readonly FillRequestRecord[];
  readonly script: FillScript;
  /** Those that asked for an answer, and did not find out how. */
  readonly fills: readonly FillRequestRecord[];
  dispose(): Promise<void>;
}

export interface FillRequestRecord {
  readonly path: string;
  readonly raw: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** When the last piece so far was sent. */
  lastPieceAt: number | undefined;
  /** When the answer was complete, or the client hung up. */
  endedAt: number | undefined;
  hungUp: boolean;
}

export type Way = 'infill' | 'fimEndpoint' | 'suffix' | 'completions' | 'chat';

export interface FillScript {
  ways: ReadonlySet<Way>;
  reply: (body: Readonly<Record<string, unknown>>, path: string) => string;
  /** Before the first piece. */
  firstMs: () => number;
  /** Between two pieces. */
  pieceMs: number;
  pieceLength: number;
}

const paths: Readonly<Record<string, readonly Way[]>> = {
  '/infill': ['infill'],
  '/v1/fim/completions': ['fimEndpoint'],
  '/v1/completions': ['suffix', 'completions'],
  '/v1/chat/completions': ['chat'],
};

export async function startFillServer(given: Partial<FillScript> = {}): Promise<FillServer> {
  const script: FillScript = {
    ways: new Set<Way>(['completions']),
    reply: () => 'answer',
    firstMs: () => 0,
    pieceMs: 0,
    pieceLength: 4,
    ...given,
  };
  const requests: FillRequestRecord[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await textOf(request);
    const path = request.url ?? '';
    const body = (raw === '' ? {} : JSON.parse(raw)) as Readonly<Record<string, unknown>>;
    const record: FillRequestRecord = {
      path,
      raw,
      body,
      at: performance.now(),
      endedAt: undefined,
      lastPieceAt: undefined,
      hungUp: false,
    };
    requests.push(record);
    response.on('close', () => {
      record.endedAt = performance.now();
      record.hungUp = !response.writableFinished;
    });
    const has = (paths[path] ?? []).some((way) => script.ways.has(way));
    if (!has) return refuse(response, 404, 'Not Found');
    if (path === '/v1/completions' && 'suffix' in body && !script.ways.has('suffix'))
      return refuse(response, 400, 'suffix is not currently supported');
    await answer(record, response);
  }

  async function answer(record: FillRequestRecord, response: ServerResponse): Promise<void> {
    const { path, body } = record;
    const text = script.reply(body, path);
    if (body['stream'] !== true) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(whole(path, body, text)));
      return;
    }
    await delay(script.firstMs());
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (let at = 0; at < text.length; at += script.pieceLength) {
      if (script.pieceMs > 0) await delay(script.pieceMs);
      if (response.destroyed) return;
      record.lastPieceAt = performance.now();
      await write(response, `data: ${JSON.stringify(piece(path, text.slice(at, at + script.pieceLength)))}\n\n`);
    }
    await write(response, `data: ${JSON.stringify(ending(path))}\n\n`);
    response.end(path === '/infill' ? '' : 'data: [DONE]\n\n');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script,
    get fills() {
      return requests.filter(({ body }) => body['stream'] === true);
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message } }));
}

/** The count of the prompt's tokens is how a server that honours a suffix gives itself away. */
function whole(path: string, body: Readonly<Record<string, unknown>>, text: string): object {
  const asked = `${String(body['prompt'])}${typeof body['suffix'] === 'string' ? body['suffix'] : ''}`;
  const usage = { prompt_tokens: Math.ceil(asked.length / 4), completion_tokens: 1 };
  if (path === '/infill') return { content: text, stop: true };
  if (path === '/v1/completions') return { choices: [{ text, finish_reason: 'stop' }], usage };
  return { choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage };
}

function piece(path: string, text: string): object {
  if (path === '/infill') return { content: text, stop: false };
  if (path === '/v1/completions') return { choices: [{ index: 0, text, finish_reason: null }] };
  return { choices: [{ index: 0, delta: { content: text }, finish_reason: null }] };
}

function ending(path: string): object {
  if (path === '/infill') return { content: '', stop: true, stop_type: 'eos' };
  if (path === '/v1/completions') return { choices: [{ index: 0, text: '', finish_reason: 'stop' }] };
  return { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
}

function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => setImmediate(resolve));
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
