/** Libraries of Maven and Gradle: names of classes from the jar's directory, the rest from the jar of sources. */
import path from 'node:path';
import type { InstalledPackage } from '../../packages/installed.ts';
import { emptyModule, type Declared, type ModuleFacts } from '../../packages/declaration.ts';
import { PackageGraph, type GraphFiles } from '../../packages/graph.ts';
import { jvmDependencies, type Requirements } from '../../packages/manifest.ts';
import type { OpenedPackage, PackagesOf, PackagesPlaces } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { zipEntries, zipText } from './jar.ts';
import { upward, type PackagesReach } from './reach.ts';

const largestJar = 80_000_000;
const manifests = ['pom.xml', 'build.gradle', 'build.gradle.kts'];

interface Library {
  readonly id: string;
  readonly version: string;
  readonly range: string;
  readonly jar: string | undefined;
}

export class JvmPackages implements PackagesOf {
  readonly ecosystem = 'jvm';
  readonly endings = ['java', 'kt', 'kts', 'scala', 'groovy'];
  readonly #reach: PackagesReach;
  readonly #facts: PackagesFacts;
  readonly #maven: string;
  readonly #gradle: string;
  /** Classes of a jar, by its path and stamp. */
  readonly #classes = new Map<string, readonly string[]>();

  constructor(reach: PackagesReach, facts: PackagesFacts, { home, environment }: PackagesPlaces) {
    this.#reach = reach;
    this.#facts = facts;
    this.#maven = path.join(home, '.m2', 'repository');
    this.#gradle = path.join(
      environment['GRADLE_USER_HOME'] ?? path.join(home, '.gradle'),
      'caches',
      'modules-2',
      'files-2.1',
    );
  }

  async direct(from: string): Promise<readonly string[] | undefined> {
    const requirements = await this.#requirements(from);
    return requirements && [...requirements.keys()];
  }

  /** The language's own library is in no manifest. */
  async isSure(): Promise<boolean> {
    return false;
  }

  /** @param specifier `group:artifact`, a package, or a class with its package. */
  async open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined> {
    const requirements = await this.#requirements(from);
    if (!requirements) return undefined;
    await this.#reach.allow(this.#maven);
    await this.#reach.allow(this.#gradle);
    for (const [id, version] of requirements) {
      if (specifier.includes(':') && specifier !== id) continue;
      budget.take();
      const library = await this.#library(id, version);
      const classes = library.jar === undefined ? [] : await this.#classesIn(library.jar);
      const front = specifier.includes(':') ? '' : specifier;
      const inside = front === '' ? classes : classes.filter((one) => one === front || one.startsWith(`${front}.`));
      if (inside.length === 0 && front !== '') continue;
      const info: InstalledPackage = {
        ecosystem: 'jvm',
        name: id,
        ...(library.version !== '' && { version: library.version }),
        range: library.range,
        ...(library.jar !== undefined && { folder: library.jar }),
        isMissing: library.jar === undefined,
      };
      if (library.jar === undefined) return { info, views: [], doubt: 'its jar is not downloaded' };
      const facts = await this.#factsOf(library.jar, inside, front);
      const jar = library.jar;
      const files: GraphFiles = {
        load: async (file) => (file === jar ? facts : undefined),
        resolve: async () => undefined,
        globals: async () => [],
      };
      const graph = new PackageGraph(files);
      return {
        info,
        views: [
          {
            graph,
            roots: [{ kind: 'module', file: jar }],
            isTyped: true,
            placeOf: () => undefined,
            mentions: async () => undefined,
          },
        ],
      };
    }
    return undefined;
  }

  async #requirements(from: string): Promise<Requirements | undefined> {
    for (const at of upward(from)) {
      for (const name of manifests) {
        const manifest = await this.#reach.text(path.join(at, name));
        if (manifest) return jvmDependencies(manifest.text, name === 'pom.xml');
      }
    }
    return undefined;
  }

  async #library(id: string, range: string): Promise<Library> {
    const [group = '', artifact = ''] = id.split(':');
    const folder = path.join(this.#maven, ...group.split('.'), artifact);
    const version = range || ((await this.#reach.list(folder)).findLast((one) => one.isFolder)?.name ?? '');
    const name = `${artifact}-${version}.jar`;
    const gradle = path.join(this.#gradle, group, artifact, version);
    const hashes = (await this.#reach.list(gradle)).map((one) => path.join(gradle, one.name, name));
    for (const place of [path.join(folder, version, name), ...hashes]) {
      const jar = await this.#reach.file(place);
      if (jar !== undefined) return { id, version, range, jar };
    }
    return { id, version, range, jar: undefined };
  }

  async #classesIn(jar: string): Promise<readonly string[]> {
    const key = `${jar}\0${(await this.#reach.stampOf(jar)) ?? ''}`;
    const known = this.#classes.get(key);
    if (known) return known;
    const read = await this.#reach.bytes(jar, largestJar);
    const classes = read
      ? zipEntries(read.bytes)
          .map(({ name }) =>
            /^((?!META-INF|BOOT-INF).+)\.class$/.exec(name)?.[1]?.replaceAll('/', '.').replaceAll('$', '.'),
          )
          .filter((name) => name !== undefined && !/(?:^|\.)(?:\d+|package-info|module-info)(?:\.|$)/.test(name))
      : [];
    if (this.#classes.size > 200) this.#classes.clear();
    const found = classes as string[];
    this.#classes.set(key, found);
    return found;
  }

  /** Classes by their simple names, with the members that the sources tell. @param front the package that was asked for. */
  async #factsOf(jar: string, classes: readonly string[], front: string): Promise<ModuleFacts> {
    const sources = await this.#sourcesOf(jar, front === '' ? [] : classes);
    const declared: Declared[] = [];
    const add = (name: string, full: string): void => {
      const read = sources.get(full);
      declared.push({
        name,
        kind: 'class',
        signature: read?.signature ?? `class ${full}`,
        doc: read?.doc ?? '',
        line: read?.line ?? 1,
        members: read?.members ?? [],
        like: [],
        open: read ? 'more may be inherited' : 'its class files are binary, and there is no jar of sources',
      });
    };
    for (const full of classes) {
      const rest =
        front === '' ? full : full === front ? full.slice(full.lastIndexOf('.') + 1) : full.slice(front.length + 1);
      const simple = full.slice(full.lastIndexOf('.') + 1);
      if (!rest.includes('.') || front === '') add(simple, full);
      if (front === '' && simple !== full) add(full, full);
    }
    // When one class was asked for, its members are names too.
    const only =
      front !== '' && classes.includes(front)
        ? declared.find((one) => one.signature.includes(front.slice(front.lastIndexOf('.') + 1)))
        : undefined;
    const all = only ? [...declared, ...only.members] : declared;
    const names = new Set(all.map(({ name }) => name));
    return {
      ...emptyModule,
      declared: all,
      exports: Array.from(names, (name) => ({ kind: 'name', name, target: { path: [name] } })),
      open:
        only?.open !== undefined
          ? [only.open]
          : front === ''
            ? []
            : ['another library may have classes of that package'],
    };
  }

  /** What the sources say of these classes; nothing when the jar has none beside it. */
  async #sourcesOf(jar: string, classes: readonly string[]): Promise<ReadonlyMap<string, Declared>> {
    const found = new Map<string, Declared>();
    const name = path.basename(jar).replace(/\.jar$/, '-sources.jar');
    const folder = path.dirname(jar);
    const beside = [
      path.join(folder, name),
      ...(await this.#reach.list(path.dirname(folder))).map((one) => path.join(path.dirname(folder), one.name, name)),
    ];
    const place = classes.length === 0 ? undefined : await this.#reach.first('/', beside);
    const read = place === undefined ? undefined : await this.#reach.bytes(place, largestJar);
    if (!read) return found;
    const entries = new Map(zipEntries(read.bytes).map((entry) => [entry.name, entry]));
    for (const full of classes.slice(0, 60)) {
      const path = full.replaceAll('.', '/');
      const entry = entries.get(`${path}.java`) ?? entries.get(`${path}.kt`);
      const text = entry && zipText(read.bytes, entry);
      const facts = entry && text !== undefined ? await this.#facts.outlined(entry.name, text) : undefined;
      const simple = full.slice(full.lastIndexOf('.') + 1);
      const declared = facts?.declared.find((one) => one.name === simple);
      if (declared) found.set(full, declared);
    }
    return found;
  }
}
