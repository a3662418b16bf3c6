/** Asks a folder questions as the chat does without a model, and tells which places the answers lead with. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { answer } from '../../../src/chat/answer.ts';
import { emptyAnswer, withEvent, type Answer } from '../../../src/chat/answerParts.ts';
import { splitCommand } from '../../../src/chat/chatRequest.ts';
import { startIndex, type WorkspaceIndex } from '../../../src/retrieval/node/workspaceIndex.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import { openWorkspaceFiles, type WorkspaceFiles } from '../../../src/testing/node/workspaceFiles.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { grammars, queries } from '../../unit/syntax/installedGrammars.ts';

const threads = new URL('../../../src/retrieval/node/', import.meta.url);
const signal = new AbortController().signal;

export class AskedFolder {
  readonly #files: WorkspaceFiles;
  readonly #syntax: FileSyntaxReader = createFileSyntax({ grammars, queries });
  readonly #index: WorkspaceIndex;
  readonly #storage: string;
  readonly #root: string;

  private constructor(root: string, storage: string, index: WorkspaceIndex) {
    this.#root = root;
    this.#storage = storage;
    this.#index = index;
    this.#files = openWorkspaceFiles(root, new Map());
  }

  static async open(root: string): Promise<AskedFolder> {
    const storage = await mkdtemp(path.join(os.tmpdir(), 'touchstone-chat-bench-'));
    const index = await startIndex(
      new URL('indexWorker.ts', threads),
      {
        ...{ root, folder: path.join(storage, 'index'), exclude: [], mostBytes: 1_000_000, grammars, queries },
        readerScript: new URL('readerWorker.ts', threads).href,
        readers: 2,
      },
      { log: silentLog },
      signal,
    );
    await index.settled(signal);
    return new AskedFolder(root, storage, index);
  }

  async ask(question: string): Promise<Answer> {
    const index = this.#index;
    const searched = {
      files: this.#files,
      readOutline: async (file: string, text: string) => (await this.#syntax.read(file, text)).outline,
      lookup: {
        search: (request: Parameters<typeof index.search>[0], stop: AbortSignal) => index.search(request, stop),
        symbols: (request: Parameters<typeof index.symbols>[0], stop: AbortSignal) => index.symbols(request, stop),
      },
    };
    const request = { root: this.#root, history: [], chips: [], ...splitCommand(question) };
    let made = emptyAnswer;
    for await (const event of answer(request, { files: this.#files, searched }, signal))
      made = withEvent(made, event).answer;
    return made;
  }

  async close(): Promise<void> {
    await this.#index.close();
    this.#syntax.dispose();
    await rm(this.#storage, { recursive: true, force: true });
  }
}
