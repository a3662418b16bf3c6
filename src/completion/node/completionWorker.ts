/** The thread of the embedded engine: it reads the workspace, suggests, and checks what others suggest. */
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import { EmbeddedSource } from '../embedded/embeddedSource.ts';
import { Knowledge } from '../embedded/knowledge.ts';
import type { SourceEvent } from '../suggestion.ts';
import type { EmbeddedThreadOptions, FromEmbedded, ToEmbedded } from './completionProtocol.ts';
import { createParseCheck } from './parseCheck.ts';
import { createWorkspaceKnowledge } from './workspaceKnowledge.ts';

const { assets, root, exclude, mostBytes } = workerData as EmbeddedThreadOptions;
const knowledge = root === undefined ? undefined : createWorkspaceKnowledge({ root, exclude, mostBytes });
const nothing = Knowledge.nothing();
const source = new EmbeddedSource((path) => knowledge?.of(path) ?? nothing);
const { check } = createParseCheck({ assets });
const running = new Map<number, AbortController>();
const never = new AbortController().signal;

const say = (message: FromEmbedded): void => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToEmbedded) => {
  switch (message.kind) {
    case 'suggest':
      return void answer(message.id, async (signal) => {
        const events: SourceEvent[] = [];
        for await (const event of source.suggest(message.request, signal)) events.push(event);
        return { kind: 'suggested', id: message.id, events };
      });
    case 'check':
      return void answer(message.id, async () => ({
        kind: 'checked',
        id: message.id,
        trust: await check(message.place, message.texts),
      }));
    case 'cancel':
      return running.get(message.id)?.abort();
    case 'prepare':
      return void knowledge?.read(message.path, never).catch((error: unknown) => {
        say({ kind: 'log', level: 'warn', message: `The workspace could not be learnt from: ${describeError(error)}` });
      });
    case 'change':
      return knowledge?.change(message.path, message.text);
  }
});

async function answer(id: number, work: (signal: AbortSignal) => Promise<FromEmbedded>): Promise<void> {
  const cancelled = new AbortController();
  running.set(id, cancelled);
  try {
    // Whoever was overtaken has said so by now, and costs nothing.
    await turn();
    cancelled.signal.throwIfAborted();
    say(await work(cancelled.signal));
  } catch (error) {
    if (!isAbort(error, cancelled.signal)) say({ kind: 'failed', id, message: describeError(error) });
  } finally {
    running.delete(id);
  }
}
