import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Chip } from '../chatRequest.ts';
import type { ConversationStore } from '../node/conversationStore.ts';
import type { ToPage } from '../protocol.ts';

export interface DraftDeps {
  readonly log: Log;
  readonly store: ConversationStore;
  readonly post: (message: ToPage) => void;
  /** Chips that somebody has looked at: with their texts. */
  readonly resolve: (chips: readonly Chip[], signal: AbortSignal) => Promise<readonly Chip[]>;
  /** The conversation is the one that is open. */
  readonly keepOpen: (conversation: string) => void;
}

interface Written {
  readonly text: string;
  readonly chips: readonly Chip[];
}

const nothing: Written = { text: '', chips: [] };

/** The question that is being written in a conversation: kept as one types, and there again after a reload. */
export class Draft {
  readonly #deps: DraftDeps;
  #conversation: string;
  #written = nothing;
  #saving: NodeJS.Timeout | undefined;

  constructor(deps: DraftDeps, conversation: string) {
    this.#deps = deps;
    this.#conversation = conversation;
  }

  get written(): Written {
    return this.#written;
  }

  get chips(): readonly Chip[] {
    return this.#written.chips;
  }

  /** A conversation in which nothing was written. */
  begin(conversation: string): void {
    this.#conversation = conversation;
    this.#written = nothing;
  }

  async open(conversation: string): Promise<void> {
    this.begin(conversation);
    this.#written = await this.#deps.store.readDraft(conversation);
  }

  /** It is asked: nothing is left of it. */
  clear(): void {
    this.#set(nothing);
    this.#deps.post({ kind: 'chips', chips: [] });
  }

  setText(text: string): void {
    this.#set({ ...this.#written, text });
  }

  addChips(chips: readonly Chip[]): void {
    const all = withoutTwins([...this.chips, ...chips]);
    const fresh = all.slice(this.chips.length);
    if (fresh.length === 0) return;
    this.#setChips(all);
    this.#look(fresh);
  }

  removeChip(id: string): void {
    this.#setChips(this.chips.filter((chip) => chip.id !== id));
  }

  /** What is said of the chips may be another now. */
  lookAgain(): void {
    if (this.chips.length > 0) this.#look(this.chips);
  }

  /** Writes what was changed last. */
  async flush(): Promise<void> {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    try {
      await this.#deps.store.saveDraft(this.#conversation, this.#written);
    } catch (error) {
      this.#deps.log.warn(`What is being written in the chat could not be kept: ${describeError(error)}`);
    }
  }

  /** Its size is shown as soon as somebody has looked. */
  #look(fresh: readonly Chip[]): void {
    void this.#deps.resolve(fresh, new AbortController().signal).then(
      (resolved) => this.#setChips(this.chips.map((chip) => resolved.find(({ id }) => id === chip.id) ?? chip)),
      (error: unknown) => this.#deps.log.warn(`A chip of the chat could not be read: ${describeError(error)}`),
    );
  }

  #setChips(chips: readonly Chip[]): void {
    this.#set({ ...this.#written, chips });
    this.#deps.post({ kind: 'chips', chips });
  }

  #set(written: Written): void {
    this.#written = written;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.flush(), savedMs);
    this.#deps.keepOpen(this.#conversation);
  }
}

const savedMs = 400;

/** Of what is attached twice the first one. */
export function withoutTwins(chips: readonly Chip[]): readonly Chip[] {
  const byTarget = new Map<string, Chip>();
  for (const chip of chips) {
    const key = JSON.stringify(chip.target);
    if (!byTarget.has(key)) byTarget.set(key, chip);
  }
  return [...byTarget.values()];
}
