import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes a file or folder, read-only ones too; links are removed, not followed. Nothing there is fine. */
export async function removeTree(place: string): Promise<void> {
  try {
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    allowRemoval(place);
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The same for what may be large: ends between two folders when `signal` does. What lies at the top goes last. */
export async function removeTreeUnless(signal: AbortSignal, place: string): Promise<void> {
  for (const entry of await readdir(place, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || signal.aborted) continue;
    // One in a protected folder stays, and goes with that.
    await removeTreeUnless(signal, path.join(place, entry.name)).catch(() => undefined);
  }
  if (!signal.aborted) await removeTree(place);
}

/** For the moment when the process ends and nothing asynchronous runs any more. */
export function removeTreeNow(place: string): void {
  try {
    rmSync(place, { recursive: true, force: true });
  } catch {
    allowRemoval(place);
    rmSync(place, { recursive: true, force: true });
  }
}

/** What is in a folder can be removed by whoever may write to the folder. */
function allowRemoval(place: string): void {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return;
  if (!stats.isDirectory()) {
    if (process.platform === 'win32') chmodSync(place, 0o600);
    return;
  }
  chmodSync(place, 0o700);
  for (const name of readdirSync(place)) allowRemoval(path.join(place, name));
}
