/** A real folder with its index, the threads of which run straight from the sources. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { IndexOrder } from '../../src/retrieval/node/indexProtocol.ts';
import type { SharedOrder } from '../../src/retrieval/node/sharedIndex.ts';
import { startIndex, type IndexHost, type WorkspaceIndex } from '../../src/retrieval/node/workspaceIndex.ts';
import type { IndexStatus } from '../../src/retrieval/node/indexEvent.ts';
import { grammars, queries } from '../unit/syntax/installedGrammars.ts';

const threads = new URL('../../src/retrieval/node/', import.meta.url);

export class IndexedFolder {
  readonly #top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-index-')));
  readonly root = path.join(this.#top, 'workspace');
  readonly storage = path.join(this.#top, 'index');
  readonly logged: string[] = [];
  readonly statuses: IndexStatus[] = [];
  /** What indexes that are opened from now on have of an embedding model. */
  host: Pick<IndexHost, 'embedder' | 'approveEmbedding'> = {};
  readonly #open = new Set<WorkspaceIndex>();

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(this.root);
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [place, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.root, place)), { recursive: true });
      writeFileSync(path.join(this.root, place), text);
    }
  }

  get order(): IndexOrder {
    return {
      root: this.root,
      folder: this.storage,
      exclude: [],
      mostBytes: 1_000_000,
      grammars,
      queries,
      readerScript: new URL('readerWorker.ts', threads).href,
      readers: 1,
    };
  }

  async open(shared?: SharedOrder): Promise<WorkspaceIndex> {
    const log = (message: string): void => void this.logged.push(message);
    const host = {
      log: { debug: log, info: log, warn: log, error: log },
      onStatus: (status: IndexStatus) => void this.statuses.push(status),
      ...this.host,
    };
    const order = { ...this.order, ...(shared && { shared }) };
    const index = await startIndex(new URL('indexWorker.ts', threads), order, host, new AbortController().signal);
    this.#open.add(index);
    return index;
  }

  async close(): Promise<void> {
    for (const index of this.#open) await index.close();
    this.#open.clear();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.#top, { recursive: true });
  }
}

/** The paths that a search finds, best first. */
export async function found(index: WorkspaceIndex, query: string): Promise<string[]> {
  const { results } = await index.search({ query, limit: 10 }, new AbortController().signal);
  return [...new Set(results.map((result) => result.path))];
}
