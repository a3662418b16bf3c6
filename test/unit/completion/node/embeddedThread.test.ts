import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from '../../../../src/base/log.ts';
import { startEmbeddedThread, type EmbeddedThread } from '../../../../src/completion/node/embeddedThread.ts';
import type { CompletionRequest } from '../../../../src/completion/suggestion.ts';

const script = new URL('../../../../src/completion/node/completionWorker.ts', import.meta.url);
const never = new AbortController().signal;

suite('the thread of the embedded engine', () => {
  let root: string;
  let thread: EmbeddedThread;
  const said: string[] = [];
  const note = (message: string): void => void said.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };

  setup(async () => {
    said.length = 0;
    root = await mkdtemp(path.join(tmpdir(), 'touchstone-thread-'));
    await writeFile(path.join(root, 'ledger.ts'), 'const balance = openLedger(account, currency);\n'.repeat(3));
    thread = startEmbeddedThread(script, { assets: 'dist', root, exclude: [], mostBytes: 1_000_000 }, log);
  });
  teardown(async () => {
    thread.dispose();
    await rm(root, { recursive: true, force: true });
  });

  const request = (text: string): CompletionRequest => ({
    path: 'cash.ts',
    languageId: 'typescript',
    text,
    offset: text.length,
    trigger: 'typing',
    extent: 'line',
    candidates: 1,
    context: [],
  });
  const suggested = async (text: string, signal = never): Promise<string | undefined> => {
    for await (const event of thread.source.suggest(request(text), signal))
      if (event.kind === 'suggestion') return event.suggestion.text;
    return undefined;
  };
  const becomes = async (text: string, wanted: string | undefined): Promise<void> => {
    for (;;) {
      if ((await suggested(text)) === wanted) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  test('knows the open file at once, and the workspace a moment later', async () => {
    assert.equal(await suggested('const sum = add(first, second);\nconst sum = add('), 'first, second);');
    thread.prepare('cash.ts');
    await becomes('const balance = openLedger(', 'account, currency);');
  });

  test('learns from a file that was written, and forgets one that is gone', async () => {
    thread.prepare('cash.ts');
    await becomes('const balance = openLedger(', 'account, currency);');
    thread.change('ledger.ts', 'const balance = openLedger(owner, currency);\n');
    await becomes('const balance = openLedger(', 'owner, currency);');
    thread.change('ledger.ts', undefined);
    await becomes('const balance = openLedger(', undefined);
  });

  test('who has typed on gets no answer', async () => {
    const stopped = new AbortController();
    const overtaken = suggested('const sum = add(first, second);\nconst sum = add(', stopped.signal);
    stopped.abort();
    await assert.rejects(overtaken, { name: 'AbortError' });
    assert.equal(await suggested('const sum = add(first, second);\nconst sum = add('), 'first, second);');
  });

  test('a disposed one says so', async () => {
    thread.dispose();
    await assert.rejects(suggested('const a = 1;\n'), /broken down/);
  });

  test('a thread that cannot start is given up after a few attempts', async () => {
    thread.dispose();
    const missing = new URL('./no-such-thread.ts', import.meta.url);
    thread = startEmbeddedThread(missing, { assets: 'dist', root, exclude: [], mostBytes: 1_000_000 }, log);
    for (let attempt = 0; attempt < 5; attempt++) await assert.rejects(suggested('const a = 1;\n'), /broken down/);
    assert.equal(said.length, 3);
  });
});
