import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { isCheckpoint, type Checkpoint, type KeptFile } from '../checkpoint.ts';
import { replaceWhole } from './wholeFile.ts';
import { ReviewError } from './workspaceFile.ts';

export interface CheckpointLimits {
  /** How many are kept; with 0 none is. */
  readonly most: number;
  readonly mostBytes: number;
}

/**
 * What files read before each accept, in a folder of its own: a note for each checkpoint, and every text once under
 * the hash of its content. The oldest go when there are too many or they hold too much.
 */
export class CheckpointStore {
  readonly #folder: string;
  readonly #limits: () => CheckpointLimits;
  readonly #log: Log;
  #last: Promise<unknown> = Promise.resolve();

  /** @param folder absolute; made when it is first needed. */
  constructor(folder: string, limits: () => CheckpointLimits, log: Log) {
    this.#folder = folder;
    this.#limits = limits;
    this.#log = log;
  }

  /** Keeps what these files read. Whatever goes wrong is said in the log: it is no reason to refuse an accept. */
  async keep(title: string, root: string, files: readonly KeptFile[]): Promise<void> {
    const { most, mostBytes } = this.#limits();
    if (most === 0) return;
    const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0);
    if (bytes > mostBytes) {
      this.#log.warn(`No checkpoint of “${title}”: its files are larger than touchstone.review.checkpointMegabytes.`);
      return;
    }
    const turn = this.#last.then(() => this.#write(title, root, files));
    // An accept waits for what it can be taken back by, not for what others leave.
    this.#last = turn
      .then(() => this.#prune())
      .catch((error: unknown) => this.#log.warn(`Checkpoints: ${describeError(error)}`));
    await turn.catch((error: unknown) => this.#log.warn(`No checkpoint of “${title}”: ${describeError(error)}`));
  }

  /** The latest first. */
  async list(): Promise<readonly Checkpoint[]> {
    await this.#last;
    const found: Checkpoint[] = [];
    for (const name of (await this.#names()).reverse()) {
      const note = await this.#readNote(name);
      if (note) found.push(note);
    }
    return found;
  }

  /** What the files read then. @throws ReviewError when a text is damaged or gone. */
  async textsOf({ files }: Checkpoint): Promise<ReadonlyMap<WorkspacePath, string | undefined>> {
    const texts = new Map<WorkspacePath, string | undefined>();
    for (const { path, hash } of files) texts.set(path, hash === undefined ? undefined : await this.#text(path, hash));
    return texts;
  }

  async #write(title: string, root: string, files: readonly KeptFile[]): Promise<void> {
    await mkdir(join(this.#folder, textFolder), { recursive: true });
    const noted: { path: WorkspacePath; hash?: string; bytes: number }[] = [];
    for (const { path, text } of files) {
      if (text === undefined) noted.push({ path, bytes: 0 });
      else noted.push({ path, hash: await this.#keepText(text), bytes: Buffer.byteLength(text) });
    }
    const at = new Date().toISOString();
    const name = `${at.replaceAll(':', '-')}-${randomUUID()}.json`;
    await replaceWhole(join(this.#folder, name), JSON.stringify({ version: 1, at, title, root, files: noted }));
  }

  async #keepText(text: string): Promise<string> {
    const hash = hashOf(text);
    const file = join(this.#folder, textFolder, hash);
    // A text that is there but damaged is written anew.
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await replaceWhole(file, text);
    return hash;
  }

  async #text(path: WorkspacePath, hash: string): Promise<string> {
    const text = await readFile(join(this.#folder, textFolder, hash), 'utf8').catch(() => undefined);
    if (text !== undefined && hashOf(text) === hash) return text;
    throw new ReviewError(`What ${path} read then is damaged or gone.`, 'Choose another checkpoint.');
  }

  /** Removes the oldest that are too many or too much, and every text that no checkpoint has. */
  async #prune(): Promise<void> {
    const { most, mostBytes } = this.#limits();
    const sizes = new Map<string, number>();
    let bytes = 0;
    let isFull = false;
    for (const [count, name] of (await this.#names()).reverse().entries()) {
      const note = await this.#readNote(name);
      const added = new Map<string, number>();
      for (const file of note?.files ?? [])
        if (file.hash !== undefined && !sizes.has(file.hash)) added.set(file.hash, file.bytes);
      bytes += [...added.values()].reduce((sum, size) => sum + size, 0);
      isFull ||= count >= most || bytes > mostBytes;
      if (isFull || !note) await rm(join(this.#folder, name), { force: true });
      else for (const [hash, size] of added) sizes.set(hash, size);
    }
    for (const name of await readdir(join(this.#folder, textFolder)))
      if (!sizes.has(name) && (await isOld(join(this.#folder, textFolder, name))))
        await rm(join(this.#folder, textFolder, name), { force: true });
  }

  /** The notes' files, the oldest first: their names begin with the time. */
  async #names(): Promise<string[]> {
    const names: string[] = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith('.json')).sort();
  }

  async #readNote(name: string): Promise<Checkpoint | undefined> {
    try {
      const note: unknown = JSON.parse(await readFile(join(this.#folder, name), 'utf8'));
      if (isCheckpoint(note)) return note;
      this.#log.warn(`The checkpoint ${name} is of another version, so it is left out.`);
    } catch (error) {
      this.#log.warn(`The checkpoint ${name} cannot be read, so it is left out: ${describeError(error)}`);
    }
    return undefined;
  }
}

const textFolder = 'texts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A text that was only just written may belong to a checkpoint whose note is still to come, of another window. */
const isOld = async (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > 60_000,
    () => false,
  );
