import { TouchstoneError, describeError } from '../../base/errors.ts';
import { AtomicStorage } from '../../retrieval/node/atomicStorage.ts';
import type { Statistics } from '../statistics.ts';

/** Writes the counts where the user has asked for them, to be read by whatever they like. */
export async function exportStatistics(file: string, statistics: Statistics, now: number): Promise<void> {
  const exported = { about, exportedAt: new Date(now).toISOString(), ...statistics };
  try {
    await new AtomicStorage().upsertFile(file, `${JSON.stringify(exported, undefined, 2)}\n`);
  } catch (cause) {
    throw new TouchstoneError(describeError(cause), 'Choose a folder that you may write to.', { cause });
  }
}

const about =
  'Counts of inline suggestions by Touchstone, made on this machine. They hold no code and no names of files. ' +
  'Of engineMs and pauseMs each pair is a class of times and a count: class 0 is under 1 ms, class n ends at 10^(n/10) ms.';
