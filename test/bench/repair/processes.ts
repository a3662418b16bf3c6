/** Child processes of the bench: their output, how they ended and how long they took. Whatever they started ends with them. */

import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export interface RunOptions {
  readonly cwd: string;
  readonly limitSeconds: number;
}

export interface RunResult {
  /** -1 when it was killed, by the limit or otherwise. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** The Node that runs the bench comes first, so that programs in TypeScript run without a build; then the project's tools. */
const PATH = [
  dirname(process.execPath),
  join(import.meta.dirname, '../../../node_modules/.bin'),
  process.env['PATH'] ?? '',
].join(delimiter);

export function runShell(line: string, options: RunOptions): Promise<RunResult> {
  return runProgram('sh', ['-c', line], options);
}

export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, PATH, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const timer = setTimeout(() => {
      if (child.pid !== undefined) {
        process.kill(-child.pid, 'SIGKILL');
      }
    }, options.limitSeconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        seconds: (performance.now() - started) / 1000,
      });
    });
  });
}
