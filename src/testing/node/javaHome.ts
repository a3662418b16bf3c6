/**
 * What Maven and Gradle expect in the user's home, for runs that may not write there and must not see the
 * passwords there: settings of Maven without them, and a home for Gradle that only reads what is installed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mavenSettingsWithoutSecrets } from '../mavenLine.ts';
import type { Framework } from '../testCommand.ts';

export interface JavaHome {
  /** Absolute path of settings for Maven. */
  readonly settings?: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param folder absolute path of a folder that the run may write to, kept for the next run where possible.
 * @param environment what the run would get.
 */
export async function javaHome(
  framework: Framework,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<JavaHome | undefined> {
  const home = environment['HOME'];
  if (home === undefined) return undefined;
  if (framework === 'maven') {
    const own = path.join(home, '.m2', 'settings.xml');
    if (!existsSync(own)) return undefined;
    const settings = path.join(folder, 'maven-settings.xml');
    await writeFile(settings, mavenSettingsWithoutSecrets(readFileSync(own, 'utf8')));
    return { settings, environment: {} };
  }
  if (framework !== 'gradle') return undefined;
  const own = environment['GRADLE_USER_HOME'] ?? path.join(home, '.gradle');
  const ours = path.join(folder, 'gradle-home');
  if (!existsSync(ours)) await makeGradleHome(own, ours);
  const caches = path.join(own, 'caches');
  // https://docs.gradle.org/current/userguide/dependency_caching.html#sec:shared-readonly-cache
  return {
    environment: { GRADLE_USER_HOME: ours, ...(existsSync(caches) && { GRADLE_RO_DEP_CACHE: caches }) },
  };
}

async function makeGradleHome(own: string, ours: string): Promise<void> {
  const wrappers = path.join(own, 'wrapper', 'dists');
  await mkdir(ours, { recursive: true });
  const properties = path.join(own, 'gradle.properties');
  if (existsSync(properties)) {
    const harmless = readFileSync(properties, 'utf8')
      .split(/\r?\n/)
      .filter((line) => HARMLESS.test(line));
    await writeFile(path.join(ours, 'gradle.properties'), `${harmless.join('\n')}\n`);
  }
  // The wrapper writes a lock beside each Gradle that it has unpacked: folders of our own, with links in them.
  for (const name of childrenOf(wrappers)) {
    for (const hash of childrenOf(path.join(wrappers, name))) {
      const place = path.join(ours, 'wrapper', 'dists', name, hash);
      await mkdir(place, { recursive: true });
      for (const child of childrenOf(path.join(wrappers, name, hash))) {
        if (!child.endsWith('.lck')) await symlink(path.join(wrappers, name, hash, child), path.join(place, child));
      }
    }
  }
}

const HARMLESS = /^\s*org\.gradle\.(?:jvmargs|java\.[\w.]+|parallel|workers\.max|configureondemand)\s*[=:]/;

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
