import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes what is stored of folders that nobody has opened for long: opening one takes the writer's lock, which
 * changes the folder that it is in. A lost index costs one build.
 * @param storage as in `IndexHost`.
 * @returns the names of what was removed.
 */
export async function removeOldIndexes(storage: string, olderThanMs: number): Promise<string[]> {
  const top = path.join(storage, 'index');
  const names = await readdir(top).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    const place = path.join(top, name);
    if (leftover.test(name)) await rm(place, { recursive: true, force: true });
    if (!ours.test(name) || Date.now() - (await lastUse(place)) <= olderThanMs) continue;
    // Out of the way at once: whoever opens the folder from now on begins anew.
    const aside = `${place}.old`;
    await rename(place, aside);
    await rm(aside, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function lastUse(place: string): Promise<number> {
  const times = [place, path.join(place, 'writer')].map(async (each) =>
    // A lock is touched for as long as its window is open.
    stat(each).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}

/** As `nameOf` of workspaceIndex.ts makes them. */
const ours = /-[0-9a-f]{16}$/;
const leftover = /-[0-9a-f]{16}\.old$/;
