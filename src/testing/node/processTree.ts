/** Finds and ends a process and everything that it started. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { pacer } from './pacer.ts';

const GRACE_MS = 300;
const GIVE_UP_MS = 800;
const POLL_MS = 10;

export interface ProcessTree {
  /** SIGTERM to all of it, SIGKILL to what is left 300 ms later. Settles when nothing is left, or after 0.8 s. */
  end(): Promise<void>;
}

/**
 * Call it as soon as the process is there. `marker` is a line of the environment, `NAME=value`, that
 * no other process has; the process must lead a group of its own, except on Windows.
 */
export function processTree(root: number, marker: string): ProcessTree {
  if (process.platform === 'win32') return { end: () => endWindowsTree(root) };
  const survivors = process.platform === 'linux' ? linuxSurvivors(root, marker) : posixSurvivors(root);
  return {
    async end() {
      const started = performance.now();
      let last: 'SIGTERM' | 'SIGKILL' | undefined;
      for (;;) {
        const left = await survivors();
        const elapsed = performance.now() - started;
        if (left.length === 0 || elapsed > GIVE_UP_MS) return;
        const signal = elapsed < GRACE_MS ? 'SIGTERM' : 'SIGKILL';
        // SIGKILL goes out at every look: a tree that forks fast is always a step ahead of a list.
        if (signal === 'SIGKILL' || last === undefined) signalAll(root, left, signal);
        last = signal;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}

function signalAll(group: number, pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const target of [-group, ...pids]) {
    try {
      process.kill(target, signal);
    } catch {
      // Gone in the meantime, which is what was wanted.
    }
  }
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** In clock ticks since the system started: with the pid it names one process for good. */
  readonly startTime: number;
}

/** The living processes of a tree, by group, session, parentage and marker. Zombies are dead. */
function linuxSurvivors(root: number, marker: string): () => Promise<number[]> {
  const since = startTimeOf(root) ?? 0;
  // Who was found once stays known: when a parent dies, nothing tells whose child it was.
  const known = new Map<number, number>();
  return async () => {
    const young: ProcessRow[] = [];
    const found = new Map<number, number>();
    // Read at once: a file of /proc comes from memory, in a tenth of the time that a promise takes.
    const pace = pacer();
    for (const name of readdirSync('/proc')) {
      const row = /^\d+$/.test(name) ? readRow(Number(name)) : undefined;
      // Nothing that is older than the root can have come from it.
      if (row === undefined || row.startTime < since || row.pid === process.pid) continue;
      young.push(row);
      const isOurs = row.group === root || row.session === root || known.get(row.pid) === row.startTime;
      if (isOurs || carries(row.pid, marker)) found.set(row.pid, row.startTime);
      await pace();
    }
    for (let grown = true; grown;) {
      grown = false;
      for (const row of young) {
        if (found.has(row.pid) || !found.has(row.parent)) continue;
        found.set(row.pid, row.startTime);
        grown = true;
      }
    }
    for (const [pid, startTime] of found) known.set(pid, startTime);
    return [...found.keys()];
  };
}

function readRow(pid: number): ProcessRow | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined; // It ended between the listing and the look.
  }
}

/** proc(5): the name in brackets may hold anything, so fields are counted from the last bracket. */
function parseStat(pid: number, stat: string): ProcessRow | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime: Number(fields[19]),
  };
}

function carries(pid: number, marker: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(marker);
  } catch {
    return false; // Another user's process, or gone.
  }
}

/** When a process started, in ticks since the system did; undefined where this cannot be told or it is gone. */
export function startTimeOf(pid: number): number | undefined {
  return readRow(pid)?.startTime;
}

/** macOS and other systems: the group, and the children of its members however they grouped themselves. */
function posixSurvivors(root: number): () => Promise<number[]> {
  const known = new Set<number>();
  return async () => {
    const listing = await output('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=']);
    const rows = listing
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state !== undefined && !state.startsWith('Z'))
      .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
    const found = new Set(rows.filter((row) => row.group === root || known.has(row.pid)).map((row) => row.pid));
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
    }
    for (const pid of found) known.add(pid);
    return [...found];
  };
}

async function endWindowsTree(root: number): Promise<void> {
  // It fails when the process is gone already. What a dead parent left behind is out of its reach.
  await output('taskkill', ['/PID', String(root), '/T', '/F']);
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: GIVE_UP_MS, windowsHide: true }, (_error, stdout) => resolve(stdout));
  });
}
