/** Where a request is run and with what: the plan of its line, and the process that runs it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProcessRequest, RunProcess } from '../../safety/process.ts';
import type { Scripts } from '../runLine.ts';
import { planRun, type RunPlan } from '../runPlan.ts';
import type { FrameContext } from '../stackFrames.ts';
import type { RunRequest, TestTree } from '../testCommand.ts';
import type { ToolRun } from './toolReader.ts';

export interface RunHost {
  readonly runProcess: RunProcess;
  /** What test programs may see, before our own variables: `safety/environment.ts` builds it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: 'auto' | 'off';
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
}

export interface RunOrder {
  readonly plan: RunPlan;
  readonly order: ProcessRequest;
  readonly context: FrameContext;
  /** Runs a further program, confined as the run itself is and with its environment. */
  readonly start: ToolRun['start'];
}

export interface RunPlaces {
  /** Of the tree, links resolved. */
  readonly root: string;
  /** Of this run alone. */
  readonly folder: string;
  /** What is written beside the tree; `folder` when left out. */
  readonly shared?: string | undefined;
  /** The file that names the chosen tests. */
  readonly chosen?: string | undefined;
  readonly mavenSettings?: string | undefined;
  /** On top of what test programs see anyway. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function runOrder(
  deps: RunHost,
  tree: TestTree,
  request: RunRequest,
  places: RunPlaces,
): Promise<RunOrder> {
  const { root, folder, shared, chosen, mavenSettings, environment } = places;
  const cwd = path.join(root, request.command.directory);
  const plan = planRun(request, {
    ...{ root, folder, chosen, mavenSettings, shims: deps.shims },
    environment: { ...deps.environment, ...environment },
    scripts: await packageScripts(cwd),
    binFolders: binFolders(root, cwd),
    importRoots: tree.importRoots ?? [],
    compiled: tree.compiled,
    delimiter: path.delimiter,
    has: existsSync,
    fileUrl: (file) => pathToFileURL(file).href,
    pathOf: ({ file }) => (file === undefined ? undefined : path.join(root, file)),
  });
  const order: ProcessRequest = {
    command: plan.line,
    cwd,
    environment: plan.environment,
    limitMs: request.limitMs,
    sandbox: deps.sandbox,
    writable: [...(tree.writable ?? [root]), shared ?? folder, ...(tree.compiled ? [tree.compiled] : [])],
    readable: [...(tree.linked ?? []), deps.shims],
  };
  return {
    plan,
    order,
    context: { roots: [...new Set([root, path.resolve(tree.root)])], directory: request.command.directory },
    start: (command, { environment: more = {}, ...options }, stop) =>
      deps.runProcess({ ...order, command, ...options, environment: { ...order.environment, ...more } }, stop),
  };
}

async function packageScripts(folder: string): Promise<Scripts> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { scripts?: unknown };
    const { scripts } = manifest;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter(([, line]) => typeof line === 'string'));
  } catch {
    return {};
  }
}

/** Where a package script finds the programs of its dependencies, nearest first. */
function binFolders(root: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; at.startsWith(root); at = path.dirname(at)) {
    folders.push(path.join(at, 'node_modules', '.bin'));
    if (at === path.dirname(at)) break;
  }
  return folders;
}
