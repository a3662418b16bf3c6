/**
 * Who of several writes a shared index: whoever has claimed it, for some time. Chroma knows no “only if nobody has”, so
 * of two that claim at once the later one has it, and whoever does not find its own name after a moment has not.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedCollection } from './chromaServer.ts';
import { anyVector } from './sharedRecords.ts';

const writerId = 'writer';
const claimedMs = 180_000;
/** Longer than a request takes between two that claim at once. */
const doubtMs = 400;

export class SharedClaim {
  readonly #me = randomUUID();
  #until = 0;

  get isHeld(): boolean {
    return this.#until > Date.now();
  }

  /** Claims it, or claims it for longer. @returns whether it is ours. */
  async take(files: SharedCollection, signal: AbortSignal): Promise<boolean> {
    if (this.#until - Date.now() > claimedMs / 2) return true;
    this.#until = 0;
    const claim = (await files.get([writerId], signal)).get(writerId);
    const isOurs = claim?.['who'] === this.#me;
    if (claim && !isOurs && Number(claim['until']) > Date.now()) return false;
    const until = Date.now() + claimedMs;
    await files.put([{ id: writerId, fields: { who: this.#me, until }, vector: anyVector() }], signal);
    if (!isOurs) {
      await sleep(doubtMs, undefined, { signal });
      if ((await files.get([writerId], signal)).get(writerId)?.['who'] !== this.#me) return false;
    }
    this.#until = until;
    return true;
  }

  async release(files: SharedCollection, signal: AbortSignal): Promise<void> {
    if (!this.isHeld) return;
    this.#until = 0;
    await files.remove([writerId], signal);
  }
}
