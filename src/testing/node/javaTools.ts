/** Our Java programs, compiled by the Java that is here: the agent, the runner, and its link to the test framework. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { shellWord } from '../shellLine.ts';
import { touchKept } from './keptFolder.ts';

/** Runs one line in a folder; whether it ended well. */
export type RunLine = (line: string) => Promise<boolean>;

export interface JavaTools {
  /** Absolute path of a jar with the agent and the runner. */
  readonly jar: string;
}

// Code for Java 8 runs on every later one. Newer compilers warn that it is old. A compiler that lives for a second is
// done sooner when it is hardly compiled itself.
const OLD = '-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -source 8 -target 8 -Xlint:-options -nowarn';

/**
 * Those that another fix in this workspace has built, or new ones. Not those of other workspaces: which compiler
 * is found is for the workspace to say, and what it has made must be believed nowhere else.
 * @param folder absolute; what is there already is taken
 * @param kept absolute; left out: they are built each time
 */
export async function keptJavaTools(
  shims: string,
  folder: string,
  kept: string | undefined,
  home: string | undefined,
  run: RunLine,
): Promise<JavaTools | undefined> {
  const jar = path.join(folder, 'touchstone-agent.jar');
  // Code for Java 8 is the same whoever compiles it: only our sources decide.
  const known = kept === undefined ? undefined : path.join(kept, `java-${await hashOf(toolSources(shims))}.jar`);
  if (kept !== undefined && known !== undefined && existsSync(known)) {
    await copyFile(known, jar);
    await touchKept(kept);
  }
  const built = await buildJavaTools(shims, folder, home, run);
  // No test has run beside it yet that could have changed it.
  if (built && kept !== undefined && known !== undefined && !existsSync(known)) {
    await mkdir(kept, { recursive: true });
    for (const name of await readdir(kept)) if (/^java-.*\.jar$/.test(name)) await rm(path.join(kept, name));
    const unfinished = `${known}.${process.pid}`;
    await copyFile(built.jar, unfinished);
    await rename(unfinished, known);
  }
  return built;
}

const toolSources = (shims: string): string => path.join(shims, 'jvm', 'touchstone');

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) hash.update(name).update(await readFile(path.join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

async function buildJavaTools(
  shims: string,
  folder: string,
  home: string | undefined,
  run: RunLine,
): Promise<JavaTools | undefined> {
  const jar = path.join(folder, 'touchstone-agent.jar');
  if (existsSync(jar)) return { jar };
  const classes = path.join(folder, 'tools');
  await mkdir(classes, { recursive: true });
  const manifest = path.join(folder, 'tools.txt');
  await writeFile(manifest, 'Premain-Class: touchstone.Agent\nMain-Class: touchstone.Main\n');
  const sources = toolSources(shims);
  const unfinished = path.join(folder, 'unfinished.jar');
  const [javac, jarTool] = ['javac', 'jar'].map((name) =>
    word(home === undefined ? name : path.join(home, 'bin', name)),
  );
  const compile = `${javac} ${OLD} -encoding UTF-8 -d ${word(classes)} ${word(sources)}/*.java`;
  const pack = `${jarTool} cfm ${word(unfinished)} ${word(manifest)} -C ${word(classes)} .`;
  const done = await run(`${compile} && ${pack} && mv ${word(unfinished)} ${word(jar)}`);
  return done ? { jar } : undefined;
}

/**
 * The classes that talk to the test framework, compiled against the one of the project.
 * @returns absolute path of their folder.
 */
export async function buildFrameworkLink(
  tools: JavaTools,
  shims: string,
  folder: string,
  kind: 'platform' | 'junit4',
  home: string,
  framework: readonly string[],
  run: RunLine,
): Promise<string | undefined> {
  const classes = path.join(folder, kind);
  if (existsSync(path.join(classes, 'touchstone'))) return classes;
  await mkdir(classes, { recursive: true });
  const javac = word(path.join(home, 'bin', 'javac'));
  const jars = [tools.jar, ...framework].join(path.delimiter);
  const sources = path.join(shims, 'jvm', kind, 'touchstone');
  const done = await run(
    `${javac} ${OLD} -encoding UTF-8 -cp ${word(jars)} -d ${word(classes)} ${word(sources)}/*.java`,
  );
  return done ? classes : undefined;
}

const word = (text: string): string => shellWord(text).raw;
