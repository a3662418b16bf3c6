import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { BridgeReply, BridgeRequest, Numbered } from './bridgeProtocol.ts';

/** The extension host's end of the bridge. */
export class BridgeClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (reply: BridgeReply) => void>();
  #lastId = 0;

  static async connect(path: string): Promise<BridgeClient> {
    const socket = createConnection(path);
    await once(socket, 'connect');
    return new BridgeClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      const { id, body } = JSON.parse(line) as Numbered<BridgeReply>;
      this.#waiting.get(id)?.(body);
      this.#waiting.delete(id);
    });
    socket.once('close', () => {
      const gone: BridgeReply = { kind: 'failed', message: 'the runner has gone' };
      this.#waiting.forEach((answer) => answer(gone));
      this.#waiting.clear();
    });
  }

  async ask(body: BridgeRequest): Promise<readonly string[]> {
    const id = ++this.#lastId;
    const reply = await new Promise<BridgeReply>((resolve) => {
      this.#waiting.set(id, resolve);
      const message: Numbered<BridgeRequest> = { id, body };
      this.#socket.write(`${JSON.stringify(message)}\n`);
    });
    if (reply.kind === 'failed') throw new Error(reply.message);
    return reply.texts;
  }
}
