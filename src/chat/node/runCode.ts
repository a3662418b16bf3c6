/**
 * Runs a short program of a model over a copy of the workspace. Confined, it sees of the home folder and of the workspace
 * only that copy, from which the files that hold secrets are taken away, and the folders of the program that runs it.
 */
import { constants } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import { isInside } from '../../safety/secretPlaces.ts';
import { hostRunner, type RunnerHost } from '../../testing/node/hostRunner.ts';
import { findProgram } from '../../testing/node/process.ts';
import { createShadowWorkspace } from '../../testing/node/shadowWorkspace.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { CodeLanguage, CodeRun } from '../tools/toolWorld.ts';
import { mostOutputBytes } from '../toolOutput.ts';

export interface CodeHost extends RunnerHost {
  /** Absolute and real. */
  readonly root: string;
  readonly storage: string;
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
}

const limitMs = 60_000;
const mostFiles = 20;
/** Written memory of 2 GB, and files of 64 MB, in the units of the shell. */
const limits = 'ulimit -d 2097152; ulimit -f 131072; exec "$0" "$@"';

/** @throws TouchstoneError where nothing runs that language. @throws the signal's reason */
export async function runCode(
  host: CodeHost,
  language: CodeLanguage,
  code: string,
  signal: AbortSignal,
): Promise<CodeRun> {
  const { root, storage, unsaved } = host;
  const { runProcess, environment, sandbox } = hostRunner(host);
  const interpreter = await interpreterOf(language, root, environment);
  const copy = await createShadowWorkspace({ workspace: root, unsaved, storage }, signal);
  try {
    await removeSecrets(copy.root);
    const folder = await mkdtemp(path.join(copy.scratch ?? copy.root, 'code-'));
    const output = path.join(folder, 'output');
    await mkdir(output);
    const file = path.join(folder, fileName(language, code));
    await writeFile(file, code);
    const [program, ...before] = interpreter.command;
    const args = [...before, file];
    const hidden = await Promise.all([environment['HOME'] ?? os.homedir(), root].map((place) => realpath(place)));
    const result = await runProcess(
      {
        command: process.platform === 'win32' ? [program, ...args] : ['/bin/sh', '-c', limits, program, ...args],
        cwd: copy.root,
        environment: {
          ...environment,
          ...interpreter.environment,
          ...{ OUTPUT_DIR: output, MPLBACKEND: 'Agg', MPLCONFIGDIR: os.tmpdir(), PYTHONDONTWRITEBYTECODE: '1' },
          NODE_PATH: path.join(copy.root, 'node_modules'),
        },
        ...{ limitMs, sandbox, writable: [output], hidden },
        shown: [
          ...[copy.root, folder],
          ...(copy.linked ?? []).filter((place) => isInside(place, root)),
          ...(await programPlaces(program, hidden)),
        ],
      },
      signal,
    );
    return { result, files: await filesIn(output) };
  } finally {
    await copy.dispose();
  }
}

interface Interpreter {
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

async function interpreterOf(
  language: CodeLanguage,
  root: string,
  environment: Readonly<Record<string, string>>,
): Promise<Interpreter> {
  const find = (program: string): string | undefined => findProgram(program, { cwd: root, environment });
  if (language === 'javascript') {
    const heap = '--max-old-space-size=512';
    const node = find('node');
    if (node !== undefined) {
      // A link may lie in a folder that a confined process does not see; a shim is called by its own name.
      const own = await realpath(node);
      return { command: [/^node(?:\.exe)?$/.test(path.basename(own)) ? own : node, heap] };
    }
    return { command: [process.execPath, heap], environment: { ELECTRON_RUN_AS_NODE: '1' } };
  }
  const inside = process.platform === 'win32' ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');
  for (const folder of ['.venv', 'venv']) {
    const own = path.join(root, folder, inside);
    if (
      await access(own, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return { command: [own] };
  }
  const python = find('python3') ?? find('python');
  if (python !== undefined) return { command: [python] };
  throw new TouchstoneError('Python was not found.', 'Write it in JavaScript, or install Python.');
}

/** Node reads a file as a module or not by its name. */
function fileName(language: CodeLanguage, code: string): string {
  if (language === 'python') return 'code.py';
  const isModule = /^\s*(?:import\b(?!\s*\()|export\b)/m.test(code);
  const waits = /^(?:(?:const|let|var)\s+[^=]+=\s*)?(?:for\s+)?await\b/m.test(code) && !/\brequire\s*\(/.test(code);
  return isModule || waits ? 'code.mjs' : 'code.cjs';
}

/** What a model may not be shown it cannot read by a program either. Links are not followed: they lead to what is hidden. */
async function removeSecrets(root: string, folder = ''): Promise<void> {
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (judgePath(inside).kind === 'refused') await rm(path.join(root, inside), { recursive: true, force: true });
    else if (entry.isDirectory()) await removeSecrets(root, inside);
  }
}

/** Where an interpreter has its own files, with what its user has installed for it. */
async function programPlaces(program: string, hidden: readonly string[]): Promise<string[]> {
  const around = (file: string): string[] => {
    const [folder, outer] = [path.dirname(file), path.dirname(path.dirname(file))];
    const isWide = outer === path.dirname(outer) || hidden.some((place) => isInside(place, outer));
    return isWide ? [folder] : [folder, outer];
  };
  const packages = path.join(hidden[0]!, '.local', 'lib');
  const places = [...around(program), ...around(await realpath(program)), packages];
  return [...new Set(places)].filter((place) => !hidden.includes(place));
}

/** Only what is a file itself: a link may lead anywhere. */
async function filesIn(output: string): Promise<CodeRun['files']> {
  const files: { readonly name: string; readonly bytes?: Uint8Array }[] = [];
  for (const name of (await readdir(output)).sort().slice(0, mostFiles)) {
    const place = path.join(output, name);
    const stats = await lstat(place);
    if (!stats.isFile()) continue;
    files.push(stats.size > mostOutputBytes ? { name } : { name, bytes: await readFile(place) });
  }
  return files;
}
