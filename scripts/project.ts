import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where things are in this clone. Every script works from here, whatever folder it was called in. */
export const root = join(import.meta.dirname, '..');

/** Ignored by git: prepared tools, sample copies and the data of the editors that the scripts start. */
export const cacheFolder = join(root, '.cache');

/** Ignored by git: what a run leaves for a person to look at. */
export const artifactsFolder = join(root, 'artifacts');

const binFolder = join(root, 'node_modules', '.bin');
const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Node 24 of this clone, whatever Node the user has: VS Code's server does not start on an older one. */
export const nodeBinary = existsSync(pinnedNode) ? pinnedNode : process.execPath;

/**
 * The caller's environment with this clone's Node first on PATH, for child processes.
 * npm's own variables are left out: inside `npm run`, they would send a nested npm to the wrong folder.
 */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix|omit|include)$)/.test(name)) {
      environment[name] = value;
    }
  }
  environment['PATH'] = [binFolder, process.env['PATH'] ?? ''].join(delimiter);
  return { ...environment, ...extra };
}

/** What went wrong in a script and what the person can do about it. Shown without a stack. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Ends a script: a `ScriptError` is for people and is shown as one message, anything else with its stack. */
export function reportAndExit(error: unknown): never {
  if (error instanceof ScriptError) console.error(`\n${error.message}`);
  else console.error(error);
  process.exit(1);
}
