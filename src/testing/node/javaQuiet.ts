/**
 * Whether the tests that a build tool runs get any further, as the agent in their process notes it
 * (`shims/jvm/touchstone/Agent.java`). A build tool says nothing of a test that does not end.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const everyMs = 500;

export interface QuietWatch {
  end(): void;
}

/**
 * @param folder absolute path of where the agent notes things.
 * @param longestMs how long one and the same test may run. Called once, when one ran longer.
 */
export function watchQuiet(folder: string, longestMs: number, onQuiet: () => void): QuietWatch {
  let before: string | undefined;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    const now = await notedIn(folder).catch(() => before);
    if (now !== before) {
      before = now;
      since = performance.now();
    }
    if (ended) return;
    if (before !== undefined && performance.now() - since > longestMs) onQuiet();
    else timer = setTimeout(() => void look(), everyMs);
  };
  void look();
  return {
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

/** Undefined until a process has begun to run tests. */
async function notedIn(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => /^java-\d+\.(?:txt|at)$/.test(name)).sort();
  if (!names.some((name) => name.endsWith('.txt'))) return undefined;
  const notes = names.filter((name) => name.endsWith('.at'));
  const texts = await Promise.all(notes.map((name) => readFile(path.join(folder, name), 'utf8')));
  return notes.map((name, at) => `${name} ${texts[at] ?? ''}`).join('');
}
