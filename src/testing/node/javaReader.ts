/** Reads what a run of Maven or Gradle left: the JUnit XML of this run, and errors from what it printed. */
import { lstatSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildProblem, javaResults, type JavaResult, type ModuleCases } from '../javaReport.ts';
import { isJvmSource, JavaSources } from '../javaNames.ts';
import { readJUnit } from '../junit.ts';
import type { TestFailure, WorkspacePath } from '../report.ts';
import { stackFrames, type FrameContext } from '../stackFrames.ts';
import { describeEnd, noTestReported } from '../testRun.ts';
import { pacer } from './pacer.ts';
import type { OpenReader } from './toolReader.ts';

export const javaReader: OpenReader = ({ root, cwd }) => {
  const before = stampsOf(reportFiles(cwd));
  return {
    findings: async (run, ended, signal) => {
      const sources = await sourcesOf(root, signal);
      const results: JavaResult[] = javaResults(await freshCases(root, cwd, before), sources);
      const problem = problemOf(results, run.output, run, ended.end.kind === 'exited' ? undefined : describeEnd(run));
      if (problem) return { results, problem };
      if (results.length > 0) return { results };
      const failed = ended.end.kind !== 'exited' || ended.end.code !== 0;
      if (!failed) return { results };
      return {
        results,
        problem: { message: noTestReported(run), frames: stackFrames(run.output, run) },
      };
    },
  };
};

function problemOf(
  results: readonly JavaResult[],
  output: string,
  context: FrameContext,
  cutShort: string | undefined,
): TestFailure | undefined {
  // What tests print may look like a compiler's error; a build that failed says so itself.
  const failed =
    results.length === 0 ||
    /^\[ERROR\] COMPILATION ERROR|^\[ERROR\].* Could not resolve|Compilation failed; see the compiler/m.test(output);
  const problem = failed ? buildProblem(output, context) : undefined;
  if (problem) return problem;
  const crashed =
    /The forked VM terminated without properly saying goodbye|Process 'Gradle Test Executor \d+' finished with non-zero exit value/.exec(
      output,
    );
  if (crashed) return { message: `The Java process of the tests ended before they did: ${crashed[0]}`, frames: [] };
  return cutShort !== undefined && results.length > 0 ? { message: cutShort, frames: [] } : undefined;
}

/** Every source file of a JVM language below a folder, for class names and stack frames. */
export async function sourcesOf(root: string, signal: AbortSignal): Promise<JavaSources> {
  const found: WorkspacePath[] = [];
  const pace = pacer(signal);
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const place = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // Below `src` a package may have any name.
      if (entry.isDirectory() && (/(?:^|\/)src\//.test(place) || !NO_SOURCES.test(entry.name))) await walk(place);
      else if (entry.isFile() && isJvmSource(entry.name)) found.push(place);
    }
    await pace();
  };
  await walk('');
  return new JavaSources(found.sort());
}

const NO_SOURCES = /^(?:\..*|node_modules|target|out|bin)$/;

interface ReportFile {
  /** Absolute. */
  readonly file: string;
  /** Absolute path of the module's folder. */
  readonly module: string;
}

async function freshCases(root: string, cwd: string, before: ReadonlyMap<string, string>): Promise<ModuleCases[]> {
  const modules: ModuleCases[] = [];
  const files = reportFiles(cwd);
  const after = stampsOf(files);
  for (const { file, module } of files) {
    if (after.get(file) === before.get(file)) continue;
    try {
      const cases = readJUnit(await readFile(file, 'utf8'));
      modules.push({ module: path.relative(root, module).split(path.sep).join('/'), cases });
    } catch {
      // Cut off by a crash: the tests in it are missing, and the run says that it crashed.
      continue;
    }
  }
  return modules;
}

/** What tells a report that was written again from one that was there before: time, size and inode. */
function stampsOf(files: readonly ReportFile[]): Map<string, string> {
  return new Map(
    files.map(({ file }) => {
      const stats = lstatSync(file, { throwIfNoEntry: false, bigint: true });
      return [file, stats ? `${stats.mtimeNs} ${stats.size} ${stats.ino}` : ''];
    }),
  );
}

/** `target/surefire-reports` and `build/test-results/*` of every module. */
function reportFiles(folder: string, depth = 0): ReportFile[] {
  const found: ReportFile[] = [];
  for (const entry of listed(folder)) {
    if (!entry.isDirectory()) continue;
    const place = path.join(folder, entry.name);
    if (entry.name === 'target') {
      for (const name of ['surefire-reports', 'failsafe-reports']) found.push(...xmlIn(path.join(place, name), folder));
    } else if (entry.name === 'build') {
      const results = path.join(place, 'test-results');
      for (const task of listed(results))
        if (task.isDirectory()) found.push(...xmlIn(path.join(results, task.name), folder));
    } else if (depth < DEEPEST && !/^(?:\..*|node_modules|src)$/.test(entry.name)) {
      found.push(...reportFiles(place, depth + 1));
    }
  }
  return found;
}

const DEEPEST = 6;

function xmlIn(folder: string, module: string): ReportFile[] {
  return listed(folder)
    .filter((entry) => entry.isFile() && /^TEST-.*\.xml$/.test(entry.name))
    .map((entry) => ({ file: path.join(folder, entry.name), module }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
