import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { run } from './childProcess.ts';
import { cacheFolder, ScriptError } from './project.ts';

/** Desktop VS Code, for machines that have one or may download one. */

/** The version that the server build has, so that both run the same tests against the same editor. */
const desktopVersion = '1.139.1';

export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** Downloads desktop VS Code into the cache and returns its executable. Throws a `ScriptError` when it cannot. */
export async function downloadDesktop(say: (line: string) => void): Promise<string> {
  say(`Looking for desktop VS Code ${desktopVersion} in the cache, or downloading it ...`);
  try {
    return await downloadAndUnzipVSCode({
      version: desktopVersion,
      cachePath: join(cacheFolder, 'vscode-desktop'),
      timeout: 15_000,
      reporter: { report: () => undefined, error: () => undefined },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScriptError(`Desktop VS Code could not be downloaded (${reason}).`);
  }
}

/** The `code` command of an installed desktop VS Code that can open a window here. */
export async function installedDesktop(): Promise<string | undefined> {
  if (!hasDisplay()) return undefined;
  const answer = await run('code', ['--version'], { timeoutSeconds: 15 });
  return answer.code === 0 && /^\d+\.\d+\.\d+/.test(answer.stdout) ? 'code' : undefined;
}
