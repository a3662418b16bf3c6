/**
 * One place starts child processes, and none of them outlives its run: the promise settles when the
 * process and all that it started are gone. Each run is a process group of its own and carries a
 * marker in its environment, so that a descendant which left the group is still found (Linux).
 *
 * Limits: outside Linux a descendant that both left the group and its parent is not found; on
 * Windows `taskkill /T` ends the tree as it stands, and nothing ends it when the host itself dies.
 */
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { constants as systemConstants } from 'node:os';
import { TouchstoneError } from '../../base/errors.ts';
import type { ProcessRequest, ProcessResult, RunEnd, RunProcess } from '../../safety/process.ts';
import { guardGroup } from './orphanGuard.ts';
import { OutputTail } from './outputTail.ts';
import { processTree } from './processTree.ts';
import { confine, type Startable } from './sandbox.ts';

const TAIL_BYTES = 2 * 1024 * 1024;
/** The name of the marker; its value is one for the host and a number for the run. */
const RUN_MARKER = 'TOUCHSTONE_RUN';
const hostId = randomUUID();
let runs = 0;

export const runProcess: RunProcess = async (request, signal) => {
  signal.throwIfAborted();
  const command = startable(request);
  const confined = request.sandbox === 'auto' ? await confine(request, command) : undefined;
  signal.throwIfAborted();

  const marker = `${hostId}-${++runs}`;
  const started = performance.now();
  const child = await start(confined ?? command, request, marker, 'ignore');
  const tree = processTree(child.pid, `${RUN_MARKER}=${marker}`);
  const unguard = guardGroup(child.pid, `${RUN_MARKER}=${hostId}`);
  const stdout = new OutputTail(TAIL_BYTES);
  const stderr = new OutputTail(TAIL_BYTES);
  const hear = (stream: 'stdout' | 'stderr', tail: OutputTail) => (chunk: Buffer) => {
    tail.push(chunk);
    request.onOutput?.(stream, chunk);
  };
  child.stdout.on('data', hear('stdout', stdout));
  child.stderr.on('data', hear('stderr', stderr));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));

  const end = await ended(child, request, signal);
  const durationMs = performance.now() - started;
  await tree.end();
  // All output of the dead is in the pipe already. A process that could not be found may hold it open.
  await Promise.race([closed, delay(200)]);
  child.stdout.destroy();
  child.stderr.destroy();
  unguard();

  if (end === 'aborted') throw signal.reason;
  return {
    end: confined ? unwrapSignal(end) : end,
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: stdout.truncated || stderr.truncated,
    durationMs,
    confined: confined !== undefined,
  } satisfies ProcessResult;
};

/** A child process that is there until it is ended, and is talked to. */
export interface LiveProcess {
  readonly input: Writable;
  readonly output: Readable;
  readonly confined: boolean;
  /** Settles when it is gone, by itself or not, and all that it started. */
  readonly ended: Promise<void>;
  /** Ends it and all that it started, within a second. */
  end(): Promise<void>;
}

export type StartProcess = (request: Omit<ProcessRequest, 'limitMs'>, signal: AbortSignal) => Promise<LiveProcess>;

/** As `runProcess`, for a process that outlives the call. Whoever starts it ends it; what it prints as errors is dropped. */
export const startProcess: StartProcess = async (unlimited, signal) => {
  signal.throwIfAborted();
  const request: ProcessRequest = { ...unlimited, limitMs: Number.POSITIVE_INFINITY };
  const command = startable(request);
  const confined = request.sandbox === 'auto' ? await confine(request, command) : undefined;
  signal.throwIfAborted();

  const marker = `${hostId}-${++runs}`;
  const child = await start(confined ?? command, request, marker, 'pipe');
  const tree = processTree(child.pid, `${RUN_MARKER}=${marker}`);
  const unguard = guardGroup(child.pid, `${RUN_MARKER}=${hostId}`);
  child.stderr.resume();
  // Writing to one that has just died is told by its end.
  child.stdin.on('error', () => {});
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    await tree.end();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    unguard();
  };
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => (ending ??= end()));
  return {
    input: child.stdin,
    output: child.stdout,
    confined: confined !== undefined,
    ended,
    end: () => (ending ??= end()),
  };
};

type Started<Input extends Writable | null> = ChildProcessByStdio<Input, Readable, Readable> & { readonly pid: number };

/** Settles when the process is gone by itself, or as soon as it must be ended. */
function ended(
  child: ChildProcess,
  { limitMs, cut }: ProcessRequest,
  signal: AbortSignal,
): Promise<RunEnd | 'aborted'> {
  return new Promise((resolve) => {
    const started = performance.now();
    const limit = setTimeout(() => settle({ kind: 'timedOut', afterMs: limitMs }), limitMs);
    const onAbort = (): void => settle('aborted');
    const onCut = (): void => settle({ kind: 'timedOut', afterMs: performance.now() - started });
    const settle = (end: RunEnd | 'aborted'): void => {
      clearTimeout(limit);
      signal.removeEventListener('abort', onAbort);
      cut?.removeEventListener('abort', onCut);
      resolve(end);
    };
    child.once('exit', (code, killedBy) =>
      settle(killedBy ? { kind: 'killed', signal: killedBy } : { kind: 'exited', code: code ?? 0 }),
    );
    signal.addEventListener('abort', onAbort);
    cut?.addEventListener('abort', onCut);
    if (signal.aborted) onAbort();
    else if (cut?.aborted) onCut();
  });
}

function start(command: Startable, request: ProcessRequest, marker: string, input: 'ignore'): Promise<Started<null>>;
function start(command: Startable, request: ProcessRequest, marker: string, input: 'pipe'): Promise<Started<Writable>>;
function start(
  command: Startable,
  request: ProcessRequest,
  marker: string,
  input: 'ignore' | 'pipe',
): Promise<Started<Writable | null>> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: request.cwd,
      env: { ...request.environment, [RUN_MARKER]: marker },
      // A session and group of its own: one signal reaches all of it, and no terminal is shared.
      detached: process.platform !== 'win32',
      windowsHide: true,
      windowsVerbatimArguments: command.verbatim ?? false,
    };
    const { program, args } = command;
    const child: ChildProcessByStdio<Writable | null, Readable, Readable> =
      input === 'pipe'
        ? spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
        : spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // A pid is there exactly when it started, which is told one turn later; output must not be missed until then.
    if (child.pid !== undefined) resolve(Object.assign(child, { pid: child.pid }));
    child.once('error', (cause) =>
      reject(
        new TouchstoneError(
          `${command.program} could not be started: ${cause.message}.`,
          'Check that it runs in a terminal in the same folder.',
          { cause },
        ),
      ),
    );
  });
}

/** Looks the program up by itself: inside a sandbox a missing program would pass for a failed run. */
function startable(request: ProcessRequest): Startable {
  if (!statSync(request.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TouchstoneError(
      `The folder ${request.cwd} does not exist.`,
      'Check the folder of the test command in the settings.',
    );
  }
  if (typeof request.command === 'string') return shellLine(request.command, request.environment);
  const [program, ...args] = request.command;
  const found = findProgram(program, request);
  if (found === undefined) {
    throw new TouchstoneError(
      `The program ${program} was not found.`,
      'Install it, or make sure that its folder is on the PATH that the editor was started with.',
    );
  }
  return { program: found, args };
}

function shellLine(line: string, environment: Readonly<Record<string, string>>): Startable {
  if (process.platform !== 'win32') return { program: '/bin/sh', args: ['-c', line] };
  const shell = environment['ComSpec'] ?? environment['COMSPEC'] ?? 'cmd.exe';
  return { program: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

/** Absolute; by PATH where it is only a name. */
export function findProgram(program: string, request: Pick<ProcessRequest, 'cwd' | 'environment'>): string | undefined {
  if (path.basename(program) !== program) {
    const whole = path.resolve(request.cwd, program);
    return isProgram(whole) ? whole : undefined;
  }
  const environment = request.environment;
  const endings = process.platform === 'win32' ? (environment['PATHEXT'] ?? '.EXE;.COM').split(';') : [''];
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter);
  for (const folder of folders) {
    if (folder === '') continue;
    for (const ending of ['', ...endings]) {
      const whole = path.join(folder, program + ending);
      if (isProgram(whole)) return whole;
    }
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The sandbox's own process reports a signal as 128 and its number, as a shell does. */
function unwrapSignal(end: RunEnd): RunEnd {
  if (end.kind !== 'exited' || end.code <= 128) return end;
  const name = Object.entries(systemConstants.signals).find(([, number]) => number === end.code - 128)?.[0];
  return name === undefined ? end : { kind: 'killed', signal: name };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
