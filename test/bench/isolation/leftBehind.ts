import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BUGS, fingerprint, makeFaultyWorkspace, removeWorkspace } from '../repair/bugWorkspace.ts';
import { runProgram } from '../repair/processes.ts';
import { parseProgram } from '../repair/seededBug.ts';
import { table } from '../repair/tables.ts';

const headless = join(import.meta.dirname, '../../../dist/headless.js');

type End = 'to its end' | 'cancelled' | 'killed';

/**
 * Runs the shipped command again and again; every fifth is cancelled, every twentieth killed, each at another moment.
 * @returns whether the project is as it was and nothing of the runs is left: no file, no process.
 */
export async function measureLeftBehind(runs: number): Promise<boolean> {
  const program = parseProgram(readFileSync(join(BUGS, 'agenda.bugs.json'), 'utf8'), 'agenda.bugs.json');
  const { directory } = await makeFaultyWorkspace(program, program.bugs[0]!, true);
  const temporary = mkdtempSync(join(tmpdir(), 'left-behind-'));
  try {
    const before = await stateOf(directory);
    const counts = new Map<End, number>();
    for (let at = 0; at < runs; at++) {
      const end: End = at % 20 === 19 ? 'killed' : at % 5 === 2 ? 'cancelled' : 'to its end';
      counts.set(end, (counts.get(end) ?? 0) + 1);
      await runOnce(directory, temporary, end, 150 + ((at * 397) % 4000));
    }
    // What killed runs left goes with the next run of anybody.
    await runOnce(directory, temporary, 'to its end', 0);
    await wait(1000);
    const left = readdirSync(temporary, { recursive: true }).map(String);
    // The folder for copies itself stays.
    const found = left.filter((name) => !/^touchstone-\w+$/.test(name));
    const processes = await processesIn(temporary);
    const same = (await stateOf(directory)) === before;
    console.log(`\n${runs} runs: ${[...counts].map(([end, count]) => `${count} ${end}`).join(', ')}`);
    console.log(
      table(
        ['what is left', 'count'],
        [
          ['files and folders', String(found.length)],
          ['processes', String(processes)],
          ['changes of the project', same ? '0' : 'some'],
        ],
      ),
    );
    for (const name of found.slice(0, 20)) console.log(`  ${name}`);
    return found.length === 0 && processes === 0 && same;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    await removeWorkspace(directory);
  }
}

async function runOnce(directory: string, temporary: string, end: End, afterMs: number): Promise<void> {
  const args = ['fix', '--workspace', directory, '--budget-seconds', '3', '--json'];
  const child = spawn(process.execPath, [headless, ...args], {
    // Everything temporary is to be seen.
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  if (end !== 'to its end') {
    await Promise.race([wait(afterMs), ended]);
    child.kill(end === 'killed' ? 'SIGKILL' : 'SIGINT');
  }
  await ended;
}

/** Processes that have the folder in their command line or environment, or run in it. Linux only. */
async function processesIn(folder: string): Promise<number> {
  const { stdout } = await runProgram(
    'sh',
    ['-c', `grep -lasF "${folder}" /proc/[0-9]*/environ /proc/[0-9]*/cmdline || true`],
    {
      cwd: '/',
      limitSeconds: 10,
    },
  );
  const own = new Set([String(process.pid)]);
  const found = new Set([...stdout.matchAll(/^\/proc\/(\d+)\//gm)].map(([, pid]) => pid!));
  // The search itself names the folder as well.
  return [...found].filter((pid) => !own.has(pid) && isAlive(pid)).length;
}

function isAlive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

async function stateOf(directory: string): Promise<string> {
  const { stdout } = await runProgram('git', ['status', '--porcelain', '--ignored'], {
    cwd: directory,
    limitSeconds: 30,
  });
  return `${stdout}\n${JSON.stringify(await fingerprint(directory))}`;
}
