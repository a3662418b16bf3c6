/** A server as a child process, spoken to by lines of JSON. It starts and ends where all our child processes do. */
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { ProcessRequest } from '../../safety/process.ts';
import { startProcess, type LiveProcess } from '../../testing/node/process.ts';

export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #request: Omit<ProcessRequest, 'limitMs'>;
  readonly #read = new ReadBuffer();
  #process: LiveProcess | undefined;
  #isClosed = false;

  constructor(request: Omit<ProcessRequest, 'limitMs'>) {
    this.#request = request;
  }

  async start(): Promise<void> {
    const process = await startProcess(this.#request, new AbortController().signal);
    this.#process = process;
    process.output.on('data', (chunk: Buffer) => this.#take(chunk));
    void process.ended.then(() => this.#closed());
    if (this.#isClosed) await process.end();
  }

  send(message: JSONRPCMessage): Promise<void> {
    const input = this.#process?.input;
    if (!input || this.#isClosed) return Promise.reject(new Error('The server has ended.'));
    return new Promise((resolve, reject) => {
      input.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()));
    });
  }

  async close(): Promise<void> {
    this.#closed();
    await this.#process?.end();
  }

  #take(chunk: Buffer): void {
    try {
      this.#read.append(chunk);
    } catch (error) {
      // One message without an end would fill the memory.
      this.#failed(error);
      void this.close();
      return;
    }
    for (;;) {
      try {
        const message = this.#read.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        // Some servers print words among their messages.
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    this.onerror?.(error instanceof Error ? error : new Error(String(error)));
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#read.clear();
    this.onclose?.();
  }
}
