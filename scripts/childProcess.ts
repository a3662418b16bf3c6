import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from './project.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command, children included. */
  readonly timeoutSeconds?: number;
}

export interface RunResult {
  /** -1: it could not be started, or was ended from outside. */
  readonly code: number;
  readonly stdout: string;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Runs a command to its end without a shell and keeps what it printed. Never throws for a failing command. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawnTree(command, args, options);
    let stdout = '';
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => void endTree(child), options.timeoutSeconds * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: -1, stdout, output: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, stdout, output });
    });
  });
}

const living = new Set<ChildProcess>();
let watchingExit = false;

/** Starts a command in its own process group, so that it can be ended together with its children. */
export function spawnTree(command: string, args: readonly string[], options: RunOptions = {}): ChildProcess {
  if (!watchingExit) {
    watchingExit = true;
    // A group of its own does not get the terminal's Ctrl+C: whatever ends this process ends what it started.
    process.once('exit', () => living.forEach((child) => signalTree(child, 'SIGKILL')));
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.once(signal, () => process.exit(code));
    }
  }
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  living.add(child);
  child.once('close', () => living.delete(child));
  child.once('error', () => living.delete(child));
  return child;
}

/** Asks a tree started by `spawnTree` to end, and after two seconds no longer asks. */
export async function endTree(child: ChildProcess): Promise<void> {
  signalTree(child, 'SIGTERM');
  for (let waited = 0; waited < 2000 && child.exitCode === null && child.signalCode === null; waited += 50) {
    await sleep(50);
  }
  // The leader may be gone while a grandchild still holds on: the group is signalled in either case.
  signalTree(child, 'SIGKILL');
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
