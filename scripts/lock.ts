import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process on this machine holds `lockPath`. The lock file holds its owner's process id;
 * a lock whose owner is gone is taken over.
 */
export async function withLock<T>(
  lockPath: string,
  onWait: (owner: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(lockPath), { recursive: true });
  const mine = `${lockPath}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    for (let tries = 0; !(await tryLink(mine, lockPath)); tries++) {
      const owner = await ownerOf(lockPath);
      if (owner !== undefined && !isAlive(owner)) {
        await takeAway(lockPath, owner);
        continue;
      }
      if (tries === 0 && owner !== undefined) onWait(owner);
      await sleep(200);
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}

/** A hard link appears at once with its content, so nobody ever reads a lock without an owner. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two waiters may find the same dead owner: only the one that moves the dead lock itself away removes anything. */
async function takeAway(lockPath: string, deadOwner: number): Promise<void> {
  const aside = `${lockPath}.dead-${process.pid}`;
  try {
    await rename(lockPath, aside);
  } catch {
    return;
  }
  if ((await ownerOf(aside)) !== deadOwner) await tryLink(aside, lockPath);
  await rm(aside, { force: true });
}

async function ownerOf(lockPath: string): Promise<number | undefined> {
  try {
    return Number(await readFile(lockPath, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
