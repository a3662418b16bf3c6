/**
 * Before many files are read by their syntax, each is looked at for its words alone, which takes a sixth of the time:
 * so all of them can be found within seconds, while the reading goes on and puts one file after the other in the place
 * of what was glimpsed. Nothing of it is stored, and what cannot be read is left to the reading to tell.
 */
import { splitFile } from './fileRecord.ts';
import type { ReaderPool } from './readerPool.ts';
import type { SearchIndex } from './searchIndex.ts';

interface FirstLookDeps {
  readonly index: SearchIndex;
  readonly pool: Pick<ReaderPool, 'read' | 'width'>;
  /** Waits while others are to have the machine. @returns false when it is to end. */
  readonly mayGoOn: () => Promise<boolean>;
}

interface Seen {
  readonly path: string;
  readonly size: number;
}

export async function lookFirst(files: readonly Seen[], { index, pool, mayGoOn }: FirstLookDeps): Promise<void> {
  const unknown = files.filter(({ path: place }) => !index.table.get(place));
  if (unknown.reduce((sum, { size }) => sum + size, 0) < leastBytes) return;
  const batches = batchesOf(unknown);
  const lane = async (): Promise<void> => {
    for (const batch of batches) {
      if (!(await mayGoOn())) return;
      const jobs = batch.map(({ path: place }) => ({ path: place, wordsAlone: true }));
      const answers = await pool.read(jobs).catch(() => []);
      if (!(await mayGoOn())) return;
      for (const answer of answers) {
        if (answer.kind !== 'file') continue;
        const glimpse = splitFile(answer.file);
        // An editor may have told of it meanwhile.
        if (!index.table.get(glimpse.path)) index.putGlimpse(glimpse);
      }
    }
  };
  // One batch more than there are threads, so that none waits for the next.
  await Promise.all(Array.from({ length: pool.width + 1 }, lane));
}

/** Less is read by its syntax in about two seconds. */
const leastBytes = 4_000_000;
const batchFiles = 64;
const batchBytes = 400_000;

function* batchesOf(files: readonly Seen[]): Generator<readonly Seen[]> {
  let batch: Seen[] = [];
  let bytes = 0;
  for (const file of files) {
    batch.push(file);
    bytes += file.size;
    if (bytes < batchBytes && batch.length < batchFiles) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
