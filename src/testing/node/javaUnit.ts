/** What a test process of Maven or Gradle was started with, kept so that its tests can be run again without them. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJavaFork, type JavaFork } from '../javaFork.ts';
import type { JavaUnit } from '../javaUnits.ts';
import type { ProcessRequest } from '../../safety/process.ts';
import type { WorkspacePath } from '../report.ts';
import type { RunRequest, TestTree } from '../testCommand.ts';
import { buildFrameworkLink, type JavaTools, type RunLine } from './javaTools.ts';

export interface Unit extends JavaUnit {
  readonly fork: JavaFork;
  /** Absolute paths that hold for all copies of the tree. */
  readonly path: readonly string[];
  readonly link: string;
  readonly javac: readonly string[];
}

export interface JavaRun {
  readonly tree: TestTree;
  /** Absolute, links resolved. */
  readonly root: string;
  readonly request: RunRequest;
  readonly order: ProcessRequest;
  /** Of this run alone, in the tree's `scratch`. */
  readonly folder: string;
}

/** What is made for all copies of a tree. */
export const storeOf = (tree: TestTree): string => path.join(tree.compiled!, 'java');

export interface UnitDeps {
  readonly store: string;
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  readonly built: JavaTools;
  readonly runLine: RunLine;
}

/**
 * A copy of all classes and resources of the project that its tests were run with, and how its sources are compiled.
 * @param store absolute path of a folder that only runs of this tree write to
 * @throws Error when something is odd.
 */
export async function unitOfFork(
  fork: JavaFork,
  index: number,
  root: string,
  { store, shims, built, runLine }: UnitDeps,
): Promise<Unit> {
  const places: string[] = [];
  const classFiles = new Set<string>();
  let sample: Buffer | undefined;
  let named = false;
  for (const [at, place] of fork.path.entries()) {
    if (!existsSync(place)) continue;
    const isOwn = place.startsWith(`${root}${path.sep}`);
    const kept = isOwn ? path.join(store, 'base', `${index}-${at}`, path.basename(place)) : place;
    // A copy of the tree begins without what the build tool has made.
    if (isOwn) cpSync(place, kept, { recursive: true, preserveTimestamps: true });
    places.push(kept);
    if (!isOwn || place.endsWith('.jar')) continue;
    for (const file of readdirSync(kept, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.class')) continue;
      classFiles.add(file.split(path.sep).join('/'));
      if (sample && named) continue;
      const bytes = readFileSync(path.join(kept, file));
      sample ??= bytes;
      named ||= bytes.includes('MethodParameters');
    }
  }
  if (!sample) throw new Error('no classes were found');
  const link = await buildFrameworkLink(
    built,
    shims,
    path.join(store, `link-${index}`),
    fork.kind,
    fork.home,
    [...fork.framework, ...places],
    runLine,
  );
  if (link === undefined) throw new Error('the test framework is one that is not understood');
  const folder = path.relative(root, fork.folder).split(path.sep).join('/');
  return { folder, classFiles, fork, path: places, link, javac: javacOptions(sample, named, fork.home) };
}

/** The test processes that were seen, each module’s once. */
export function forksIn(folder: string, root: string): JavaFork[] {
  const forks = new Map<string, JavaFork>();
  for (const name of readdirSync(folder).sort()) {
    if (!/^java-\d+\.txt$/.test(name)) continue;
    const fork = parseJavaFork(readFileSync(path.join(folder, name), 'utf8'));
    const inside = fork && (fork.folder === root || fork.folder.startsWith(`${root}${path.sep}`));
    if (fork && inside) forks.set(JSON.stringify([fork.folder, fork.path]), fork);
  }
  return [...forks.values()];
}

/** The form that the project's classes have: version 52 is Java 8, and each later one counts one more. */
function javacOptions(sample: Buffer, named: boolean, home: string): string[] {
  const version = String(sample.readUInt16BE(6) - 44);
  const preview = sample.readUInt16BE(4) === 0xffff;
  const own = /JAVA_VERSION="(?:1\.)?(\d+)/.exec(readFileSync(path.join(home, 'release'), 'utf8'))?.[1];
  return [
    ...(preview
      ? ['--enable-preview', '--release', version]
      : version === own
        ? []
        : ['-source', version, '-target', version]),
    ...(named ? ['-parameters'] : []),
    ...(Number(own) >= 23 ? ['-proc:full'] : []),
  ];
}

/** In which encoding a project says its sources are. */
export function encodingOf(files: Iterable<WorkspacePath>, root: string): string {
  for (const file of files) {
    if (!/(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$/.test(file)) continue;
    const text = readFileSync(path.join(root, file), 'utf8');
    const named =
      /<(?:project\.build\.sourceEncoding|encoding)>([\w-]+)</.exec(text) ?? /encoding\s*=\s*["']([\w-]+)/.exec(text);
    if (named) return named[1]!;
  }
  return 'UTF-8';
}
