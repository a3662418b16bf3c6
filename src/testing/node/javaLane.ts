/** The warm Java processes of one copy of the tree: one for each of its modules, the fewest used ended first. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { movedFork, setupText } from '../javaFork.ts';
import { classFileOf } from '../javaUnits.ts';
import { JavaServer } from './javaServer.ts';
import { TreeReader, type TreeState } from './javaTree.ts';
import { encodingOf, storeOf, type JavaRun, type Unit } from './javaUnit.ts';
import type { StartProcess } from './process.ts';

const mostServers = 2;

export interface Served {
  /** One for each command and module. */
  readonly name: string;
  readonly unit: Unit;
  /** Counted from 0 among the project's. */
  readonly index: number;
  /** The tree that the module was learned in, and what it held then. */
  readonly learnedIn: string;
  readonly tree: TreeState;
}

export class JavaLane {
  readonly reader: TreeReader;
  /** Absolute path of what only the tests of this copy write to. */
  readonly folder: string;
  /** The last used at the end. */
  readonly #servers = new Map<string, JavaServer>();
  readonly #start: StartProcess;

  constructor(root: string, scratch: string, start: StartProcess) {
    this.reader = new TreeReader(root);
    this.folder = realpathSync(mkdtempSync(path.join(scratch, 'touchstone-java-')));
    this.#start = start;
  }

  async end(): Promise<void> {
    const all = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(all.map((server) => server.end()));
  }

  async serverFor(
    run: JavaRun,
    { name, unit, index, learnedIn, tree }: Served,
    signal: AbortSignal,
  ): Promise<JavaServer> {
    const servers = this.#servers;
    const { folder } = this;
    const there = servers.get(name);
    servers.delete(name);
    if (there && !there.gone) {
      servers.set(name, there);
      return there;
    }
    for (const [other, server] of [...servers].slice(0, Math.max(0, servers.size - mostServers + 1))) {
      servers.delete(other);
      await server.end();
    }
    const overlay = path.join(folder, `changed-${index}`);
    await mkdir(overlay, { recursive: true });
    const setup = path.join(folder, `setup-${index}.txt`);
    const fork = movedFork(unit.fork, learnedIn, run.root);
    await writeFile(
      setup,
      setupText([
        ['kind', fork.kind],
        ['overlay', overlay],
        ['encoding', encodingOf(tree.keys(), run.root)],
        ...unit.path.map((each) => ['path', each] as const),
        ...[...fork.framework, unit.link].map((each) => ['framework', each] as const),
        ...unit.javac.map((each) => ['javac', each] as const),
        ...[...tree.keys()]
          .filter((each) => classFileOf(each, unit) !== undefined)
          .slice(0, 1)
          .map((each) => ['warm', path.join(run.root, each)] as const),
      ]),
    );
    const jar = path.join(storeOf(run.tree), 'touchstone-agent.jar');
    const environment = { ...run.order.environment, ...fork.variables };
    delete environment['JAVA_TOOL_OPTIONS'];
    const collector = fork.options.some((option) => /^-XX:\+Use\w+GC$/.test(option)) ? [] : ['-XX:+UseSerialGC'];
    const server = await JavaServer.start(
      this.#start,
      {
        command: [
          path.join(fork.home, 'bin', 'java'),
          ...[...collector, ...fork.options, '-cp', jar, 'touchstone.Main', setup],
        ],
        cwd: fork.folder,
        environment,
        sandbox: run.order.sandbox,
        writable: [...run.order.writable.filter((place) => place !== run.folder), folder],
        readable: [...(run.order.readable ?? []), run.tree.compiled!],
      },
      signal,
    );
    servers.set(name, server);
    return server;
  }
}
