/**
 * The conversations of a workspace on disk, one file each. A file is there as a whole or not at all; several windows
 * may lead on the same conversation, and what each has added stays; what was deleted in another window stays deleted.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { AtomicStorage } from '../../retrieval/node/atomicStorage.ts';
import { LockedFolder } from '../../retrieval/node/lockedFolder.ts';
import type { Chip } from '../chatRequest.ts';
import type { Conversation } from '../conversation.ts';
import { conversationText, emptiedChips, readConversation } from '../conversationFile.ts';
import { extractOf, searchText } from '../conversationSearch.ts';
import { mergeConversations } from '../mergeConversations.ts';
import type { ConversationRow } from '../protocol.ts';

export interface ConversationStore {
  /** The newest first; with words, those that have all of them in title or text. */
  list(query: string, signal: AbortSignal): Promise<readonly ConversationRow[]>;
  /** `undefined` where there is none. */
  read(id: string): Promise<Conversation | undefined>;
  /**
   * @returns what is kept now: with what another window has added; `undefined` when it was deleted meanwhile.
   * @throws TouchstoneError when it cannot be written
   */
  save(conversation: Conversation): Promise<Conversation | undefined>;
  delete(id: string): Promise<void>;
  /** What was being written in a conversation and was not sent. */
  readDraft(id: string): Promise<Draft>;
  saveDraft(id: string, draft: Draft): Promise<void>;
}

export interface Draft {
  readonly text: string;
  readonly chips: readonly Chip[];
}

export interface StoreDeps {
  /** Is made when it is first needed. */
  readonly folder: string;
  readonly log: Log;
  /** How many are kept; of more, those go that nobody led on for the longest time. 500 when left out. */
  readonly most?: number;
}

export const newConversationId = (): string => randomUUID();

export function createConversationStore(deps: StoreDeps): ConversationStore {
  return new Store(deps);
}

const usualMost = 500;
const ending = '.chat.jsonl';
const draftEnding = '.draft.json';
/** A draft with a picture is large; of one that is larger the words are kept. */
const mostDraftCharacters = 4_000_000;

interface Known {
  readonly stamp: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly text: string;
}

class Store implements ConversationStore {
  readonly #deps: StoreDeps;
  readonly #storage = new AtomicStorage();
  readonly #shared: LockedFolder;
  readonly #known = new Map<string, Known>();
  /** Was on disk once: if it is not any more, somebody has deleted it. */
  readonly #stored = new Set<string>();
  /** One after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
    this.#shared = new LockedFolder(deps.folder, 'conversations.lock');
  }

  async list(query: string, signal: AbortSignal): Promise<readonly ConversationRow[]> {
    const ids = await this.#ids();
    for (const gone of [...this.#known.keys()].filter((id) => !ids.includes(id))) this.#known.delete(gone);
    const rows: ConversationRow[] = [];
    for (const id of ids) {
      signal.throwIfAborted();
      const known = await this.#look(id);
      if (!known) continue;
      const extract = extractOf(known, query);
      if (extract !== undefined) rows.push({ id, title: known.title, updatedAt: known.updatedAt, extract });
    }
    return rows.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
  }

  async read(id: string): Promise<Conversation | undefined> {
    const text = isId(id) ? await this.#text(this.#file(id)) : undefined;
    const found = text === undefined ? undefined : readConversation(text);
    if (!found) return undefined;
    this.#stored.add(id);
    if (found.lost > 0)
      this.#deps.log.warn(`${found.lost} messages of the conversation “${found.conversation.title}” cannot be read.`);
    return { ...found.conversation, id };
  }

  save(conversation: Conversation): Promise<Conversation | undefined> {
    const { id } = conversation;
    return this.#locked(async () => {
      const there = await this.read(id);
      if (!there && this.#stored.has(id)) return undefined;
      const merged = there ? mergeConversations(conversation, there) : conversation;
      await this.#storage.upsertFile(this.#file(id), conversationText(merged));
      if (!there) {
        this.#stored.add(id);
        await this.#letOldOnesGo();
      }
      return merged;
    });
  }

  async delete(id: string): Promise<void> {
    if (!isId(id)) return;
    await this.#locked(async () => {
      this.#stored.add(id);
      await this.#storage.deleteFile(this.#file(id));
      await this.#storage.deleteFile(this.#draftFile(id));
    });
  }

  async readDraft(id: string): Promise<Draft> {
    const text = isId(id) ? await this.#text(this.#draftFile(id)) : undefined;
    // A draft is a message that was not sent: the same reader, the same care.
    const draft = text === undefined ? undefined : readConversation(`\n${text}`)?.conversation.messages[0];
    return draft?.role === 'user' ? { text: draft.text, chips: draft.chips } : { text: '', chips: [] };
  }

  async saveDraft(id: string, { text, chips }: Draft): Promise<void> {
    if (!isId(id)) return;
    await this.#locked(async () => {
      const file = this.#draftFile(id);
      if (text === '' && chips.length === 0) return this.#storage.deleteFile(file);
      const as = (kept: readonly Chip[]): string =>
        JSON.stringify({ role: 'user', id: 'draft', at: 0, text, chips: kept });
      const whole = as(chips);
      const written = whole.length <= mostDraftCharacters ? whole : as(emptiedChips(chips));
      if (written.length <= mostDraftCharacters) await this.#storage.upsertFile(file, written);
    });
  }

  #file(id: string): string {
    return path.join(this.#deps.folder, `${id}${ending}`);
  }

  #draftFile(id: string): string {
    return path.join(this.#deps.folder, `${id}${draftEnding}`);
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.#deps.folder).catch((): string[] => []);
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter(isId);
  }

  /** What the list shows; a file that has not changed is not read again. */
  async #look(id: string): Promise<Known | undefined> {
    const stats = await stat(this.#file(id)).catch(() => undefined);
    if (!stats) return undefined;
    const stamp = `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
    const known = this.#known.get(id);
    if (known?.stamp === stamp) return known;
    const text = await this.#text(this.#file(id));
    const conversation = text === undefined ? undefined : readConversation(text)?.conversation;
    if (!conversation) return undefined;
    const { title, updatedAt } = conversation;
    const looked = { stamp, title, updatedAt, text: searchText(conversation) };
    this.#known.set(id, looked);
    return looked;
  }

  async #text(file: string): Promise<string | undefined> {
    return readFile(file, 'utf8').catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        this.#deps.log.warn(`${file} cannot be read: ${describeError(error)}`);
      return undefined;
    });
  }

  async #letOldOnesGo(): Promise<void> {
    const { most = usualMost } = this.#deps;
    const ids = await this.#ids();
    if (ids.length <= most) return;
    const ages: { readonly id: string; readonly at: number }[] = [];
    for (const id of ids) ages.push({ id, at: (await stat(this.#file(id)).catch(() => undefined))?.mtimeMs ?? 0 });
    for (const { id } of ages.sort((a, b) => a.at - b.at).slice(0, ids.length - most)) {
      await this.#storage.deleteFile(this.#file(id));
      await this.#storage.deleteFile(this.#draftFile(id));
    }
  }

  #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work
      .then(() => this.#shared.write(work))
      .catch((cause: unknown) => Promise.reject(unwritten(cause)));
    this.#work = done.catch(() => undefined);
    return done;
  }
}

const unwritten = (cause: unknown): TouchstoneError =>
  new TouchstoneError(
    `The conversation cannot be kept: ${describeError(cause)}.`,
    'What is shown stays until the window closes. Make room on the disk, or export it.',
    { cause },
  );

/** No name of a file but our own. */
const isId = (id: string): boolean => /^[A-Za-z0-9-]{1,64}$/.test(id);
