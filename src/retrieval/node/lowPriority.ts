import { readlinkSync } from 'node:fs';
import os from 'node:os';

/**
 * Lets everything else on the machine go before this thread. Linux has a priority for each thread; elsewhere
 * it is the whole process's, the editor's with it, and is left alone.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread !== process.pid) os.setPriority(thread, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that hides it: then it works at the usual priority.
  }
}
