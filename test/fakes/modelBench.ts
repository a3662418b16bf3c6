import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createOpenAiModel } from '../../src/model/node/openaiClient.ts';
import type { OpenAiModel, OpenAiOptions } from '../../src/model/node/openaiClient.ts';
import type { ChatPart } from '../../src/model/model.ts';
import type { Clock } from '../../src/model/retry.ts';
import { startOpenAiServer } from './openaiServer.ts';
import type { OpenAiServer } from './openaiServer.ts';

/** A scripted server with a client for it, and everything that the client said and waited for. */
export interface Bench {
  readonly server: OpenAiServer;
  readonly folder: string;
  /** Milliseconds that the client would have slept. */
  readonly slept: number[];
  readonly logged: string[];
  model(options?: Partial<OpenAiOptions>): OpenAiModel;
  dispose(): Promise<void>;
}

export async function openBench(script: Parameters<typeof startOpenAiServer>[0] = {}): Promise<Bench> {
  const server = await startOpenAiServer(script);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'touchstone-model-'));
  const slept: number[] = [];
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const clock: Clock = {
    now: () => Date.parse('2026-11-21T12:00:00Z'),
    random: () => 1,
    sleep: (milliseconds, signal) => {
      slept.push(milliseconds);
      signal.throwIfAborted();
      return Promise.resolve();
    },
  };
  return {
    server,
    folder,
    slept,
    logged,
    model: (options) =>
      createOpenAiModel({
        baseUrl: server.baseUrl,
        model: 'scripted',
        key: () => Promise.resolve(undefined),
        timeoutMs: 5000,
        storageFolder: folder,
        log: { debug: log, info: log, warn: log, error: log },
        clock,
        ...options,
      }),
    async dispose() {
      await server.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const never = new AbortController().signal;

export const hello = { messages: [{ role: 'user', text: 'Say hello.' }] } as const;

/** What arrived, and how it ended. */
export async function collect<Part>(parts: AsyncIterable<Part>): Promise<{ parts: Part[]; error: unknown }> {
  const arrived: Part[] = [];
  try {
    for await (const part of parts) arrived.push(part);
    return { parts: arrived, error: undefined };
  } catch (error) {
    return { parts: arrived, error };
  }
}

export function textOf(parts: readonly { readonly kind: string; readonly text?: string }[]): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
}

export function kindsOf(parts: readonly ChatPart[]): readonly string[] {
  return parts.map(({ kind }) => kind);
}
