import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { faultOf, type OpenReview } from '../openReview.ts';
import { replaceWhole } from './wholeFile.ts';

/**
 * The open review on disk, so that it is there again after a reload. What is proposed is written once; what is decided
 * is in a small file beside it, written after each decision.
 */
export class ReviewRecord {
  readonly #folder: string;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();
  /** What the files hold. */
  #proposals: OpenReview['proposals'] | undefined;
  #decisions: string | undefined;

  /** @param folder absolute; made when it is first needed. */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** `undefined`: there is none any more. Writes one after the other, and only what has changed. */
  write(review: OpenReview | undefined): Promise<void> {
    const { version, proposals, ...decisions } = review ?? {};
    const text = review && JSON.stringify(decisions);
    if (proposals === this.#proposals && text === this.#decisions) return this.#last;
    const isNew = proposals !== this.#proposals;
    [this.#proposals, this.#decisions] = [proposals, text];
    this.#last = this.#last
      .then(async () => {
        if (isNew || text === undefined) await this.#remove();
        if (text === undefined) return;
        await mkdir(this.#folder, { recursive: true });
        await replaceWhole(this.#decisionsFile, text);
        // Last: without it there is no record.
        if (isNew) await replaceWhole(this.#proposalsFile, JSON.stringify({ version, proposals }));
      })
      .catch((error: unknown) =>
        this.#log.warn(`The open review could not be kept for a reload: ${describeError(error)}`),
      );
    return this.#last;
  }

  /** What the last window has left. A record that is damaged or old is removed, and the log says why. */
  async read(): Promise<OpenReview | undefined> {
    const texts = await Promise.all([this.#proposalsFile, this.#decisionsFile].map((file) => textOf(file)));
    if (texts[0] === undefined) return undefined;
    let fault: string | undefined;
    try {
      const [proposed, decided] = texts.map((text): unknown => JSON.parse(text ?? ''));
      const record: unknown = Object.assign({}, decided, proposed);
      fault = faultOf(record);
      if (fault === undefined) return record as OpenReview;
    } catch {
      fault = 'it is damaged';
    }
    await this.drop(fault);
    return undefined;
  }

  /** @param why in words that go on after "because". */
  async drop(why: string): Promise<void> {
    this.#log.warn(`The review that was open before is not opened again, because ${why}.`);
    await this.write(undefined);
    await this.#remove();
  }

  get #proposalsFile(): string {
    return join(this.#folder, 'proposals.json');
  }

  get #decisionsFile(): string {
    return join(this.#folder, 'decisions.json');
  }

  async #remove(): Promise<void> {
    await rm(this.#proposalsFile, { force: true });
    await rm(this.#decisionsFile, { force: true });
  }
}

const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
