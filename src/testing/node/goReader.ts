/**
 * Reads runs of `go test`. A test that panics takes its program with it, so the tests that had not begun
 * are run after it; and each test of interest is run once more by itself to see its lines.
 */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testsToCover } from '../coverageChoice.ts';
import { crashedIn, goFindings } from '../goFindings.ts';
import { GoOutput } from '../goOutput.ts';
import { buildFlags, goLine, hasOwnChoice, isGoTest, runPattern } from '../goPlan.ts';
import { profileLines } from '../goProfile.ts';
import type { TestCoverage, TestResult, WorkspacePath } from '../report.ts';
import { assigned, parseShellLine, writeShellLine, type SimpleCommand } from '../shellLine.ts';
import { noTestReported } from '../testRun.ts';
import { dirname } from '../treePath.ts';
import { coverageMs, mostBuildMs, TestClock } from './buildTime.ts';
import { customReader } from './foreignReport.ts';
import { readText, TreeGoProject } from './goProject.ts';
import { coverEach, severalAtOnce, type CoveredLines } from './runEach.ts';
import type { OpenReader, ToolRun } from './toolReader.ts';

export const goReader: OpenReader = (run) => {
  const output = new GoOutput();
  const clock = new TestClock(Infinity);
  const project = new TreeGoProject(run);
  const commands = parseShellLine(run.plan.line) ?? [];
  return {
    buildMs: mostBuildMs,
    heard: (line) => {
      output.hear(line);
      if (output.packages.size > 0) clock.tests();
    },
    findings: async (testRun, ended, signal) => {
      const builtMs = clock.end();
      // The line was too much to be understood, and was run as it is.
      if (!commands.some(isGoTest)) return customReader(run).findings(testRun, ended, signal);
      if (ended.end.kind === 'exited') await runRest(run, commands, output, project, signal);
      const { results, problem, timedOut } = goFindings(output, project, run.request.limitMs);
      const silent = results.length === 0 && !(ended.end.kind === 'exited' && ended.end.code === 0);
      const nothing = { message: noTestReported(testRun), frames: [] };
      return {
        results,
        builtMs,
        ...(problem ? { problem } : silent && { problem: nothing }),
        ...(timedOut && { end: { kind: 'timedOut', afterMs: run.request.limitMs } as const }),
      };
    },
    coverage: (results, signal) => coverage(run, commands, project, results, signal),
  };
};

/** Each round ends at the next panic; a package full of them must not take all the time. */
const mostRounds = 12;

/** Runs the tests that were not begun when their program crashed. */
async function runRest(
  run: ToolRun,
  commands: readonly SimpleCommand[],
  output: GoOutput,
  project: TreeGoProject,
  signal: AbortSignal,
): Promise<void> {
  if (!run.request.only && hasOwnChoice(commands)) return;
  const chosen = run.request.only?.map(({ id }) => id.slice(id.indexOf('::') + 2).split('/', 1)[0]!);
  const [command] = commands.filter(isGoTest);
  const tried = new Set<string>();
  for (let round = 0; round < mostRounds && command; round++) {
    const crashed = [...output.packages.values()].find(
      (of) => crashedIn(of) && !tried.has(`${of.path} ${of.tests.size}`),
    );
    if (!crashed) return;
    tried.add(`${crashed.path} ${crashed.tests.size}`);
    const directory = project.directoryOf(crashed.path);
    if (directory === undefined) return;
    const rest = [...project.testsIn(directory).keys()].filter(
      (name) => !crashed.tests.has(name) && (!chosen || chosen.includes(name)),
    );
    if (rest.length === 0) continue;
    const place = path.relative(run.cwd, path.join(run.root, directory)).split(path.sep).join('/');
    const packages = [place === '' ? '.' : `./${place}`];
    const line = writeShellLine(goLine([command], run.request.limitMs, { pattern: runPattern(rest), packages }));
    delete crashed.outcome;
    const { stdout } = await run.start(line, { limitMs: run.request.limitMs + mostBuildMs }, signal);
    for (const printed of stdout.split('\n')) output.hear(printed);
    crashed.outcome ??= 'failed';
  }
}

/** Packages whose tests are looked at: those with failing tests, and the nearest of the others. */
const mostPrograms = 5;

const folderOf = ({ file = '' }: TestResult): WorkspacePath => dirname(file);

/** The lines of each test by itself, from one test program for each package, made once with counters in it. */
async function coverage(
  run: ToolRun,
  commands: readonly SimpleCommand[],
  project: TreeGoProject,
  results: readonly TestResult[],
  signal: AbortSignal,
): Promise<TestCoverage[]> {
  const [command] = commands.filter(isGoTest);
  if (!command) return [];
  const program = command.words.find(({ value }) => /(?:^|[\\/])go[.\d]*(?:\.exe)?$/.test(value ?? ''))?.value ?? 'go';
  const environment = assigned(command);
  const overlay = await counterOverlay(run, program, signal);
  const flags = [...buildFlags(commands), ...overlay];
  /** Of the workspace's own packages, those that the tests of one can run. */
  const packagesOf = async (directory: WorkspacePath): Promise<ReadonlySet<string>> => {
    const cwd = path.join(run.root, directory);
    const format = '{{if .Module}}{{if .Module.Main}}{{.ImportPath}}{{end}}{{end}}';
    const list = [program, 'list', ...buildFlags(commands), '-deps', '-test', '-f', format, '.'] as const;
    const { stdout } = await run.start([...list], { cwd, environment, limitMs: mostBuildMs }, signal);
    const packages = stdout.split('\n').map((line) => line.replace(/ \[.*/, '').trim());
    return new Set(packages.filter((name) => name !== '' && !/(?:_test|\.test)$/.test(name)));
  };
  let made = 0;
  const make = async (directory: WorkspacePath, packages: ReadonlySet<string>): Promise<string | undefined> => {
    const cwd = path.join(run.root, directory);
    const binary = path.join(run.folder, `cover-${made++}.test`);
    const counted = [...packages].join(',');
    const build = [program, 'test', '-c', ...flags, '-cover', `-coverpkg=${counted}`, '-o', binary, '.'] as const;
    const { end } = await run.start([...build], { cwd, environment, limitMs: mostBuildMs }, signal);
    return end.kind === 'exited' && end.code === 0 && existsSync(binary) ? binary : undefined;
  };

  const programs = new Map<WorkspacePath, string>();
  let runs = 0;
  const linesOf = async (test: TestResult, mostMs: number): Promise<CoveredLines | undefined> => {
    const directory = folderOf(test);
    const binary = programs.get(directory);
    if (binary === undefined) return undefined;
    const profile = path.join(run.folder, `cover-${runs++}.out`);
    const limit = Math.min(mostMs, Math.max(300, 4 * test.durationMs + 200));
    const pattern = runPattern([test.id.slice(test.id.indexOf('::') + 2)]);
    const args = [`-test.run=${pattern}`, `-test.coverprofile=${profile}`, `-test.timeout=${Math.round(limit)}ms`];
    const cwd = path.join(run.root, directory);
    // The profile is written when the test's own limit is over; the program's is for one that does not stop.
    await run.start([binary, ...args], { cwd, environment, limitMs: limit + 1000 }, signal);
    const text = await readFile(profile, 'utf8').catch(() => undefined);
    await rm(profile, { force: true });
    return text === undefined ? undefined : linesOfProfile(text, project);
  };
  // A test with subtests is what they are together; where it fails it is a target of its own.
  const leaves = results.filter(
    ({ id, outcome }) => outcome === 'failed' || !results.some((other) => other.id.startsWith(`${id}/`)),
  );
  const chosen = testsToCover(leaves).filter(({ file }) => file !== undefined);
  const folders = [...new Set(chosen.map(folderOf))].slice(0, mostPrograms);
  // Compiling is not counted: it is done before the time for the tests begins.
  const reached = new Map(
    await severalAtOnce(folders, async (folder) => [folder, await packagesOf(folder)] as const, signal),
  );
  const failing = new Set(chosen.filter(({ outcome }) => outcome === 'failed').map(folderOf));
  const suspected = new Set([...reached].flatMap(([folder, packages]) => (failing.has(folder) ? [...packages] : [])));
  // What shares no package with a failing test runs nothing that could be at fault.
  const isWhole = !run.request.findsFault || failing.size === 0;
  const worth = [...reached].filter(([, packages]) => isWhole || [...packages].some((name) => suspected.has(name)));
  await severalAtOnce(
    worth,
    async ([folder, packages]) => {
      const binary = await make(folder, packages);
      if (binary !== undefined) programs.set(folder, binary);
    },
    signal,
  );
  const near = chosen.filter((test) => programs.has(folderOf(test)));
  return coverEach(near, coverageMs(run.request), linesOf, signal);
}

function linesOfProfile(text: string, project: TreeGoProject): CoveredLines {
  const paths = new Map<string, WorkspacePath>();
  const lines = profileLines(text, (name) => {
    const directory = project.directoryOf(path.posix.dirname(name));
    if (directory === undefined) return undefined;
    const file = directory === '' ? path.posix.basename(name) : `${directory}/${path.posix.basename(name)}`;
    paths.set(name, file);
    return project.text(file);
  });
  return new Map([...lines].map(([name, of]) => [paths.get(name)!, of]));
}

/**
 * A panic ends the program before its counters are written. The compiler is given a copy of Go's own
 * testing.go that writes them first. Where that file is not as expected, such tests have no lines.
 */
async function counterOverlay(run: ToolRun, program: string, signal: AbortSignal): Promise<string[]> {
  const asked = await run.start([program, 'env', 'GOROOT'], { cwd: run.cwd, limitMs: 10_000 }, signal);
  const folder = path.join(asked.stdout.trim(), 'src', 'testing');
  const original = path.join(folder, 'testing.go');
  const text = readText(original);
  const opening = /doPanic := func\(err (?:any|interface\{\})\) \{/.exec(text ?? '');
  const reports = ['cover.go', 'newcover.go'].some((name) =>
    /^func coverReport\(\) \{/m.test(readText(path.join(folder, name)) ?? ''),
  );
  if (text === undefined || !opening || !reports) return [];
  const end = opening.index + opening[0].length;
  const changed = path.join(run.compiled ?? run.folder, 'go-testing.go');
  const wanted = `${text.slice(0, end)} coverReport();${text.slice(end)}`;
  // The same bytes at the same place are compiled once for all runs.
  if (readText(changed) !== wanted) await writeFile(changed, wanted);
  const overlay = path.join(run.compiled ?? run.folder, 'go-overlay.json');
  const replaced = JSON.stringify({ Replace: { [original]: changed } });
  if (readText(overlay) !== replaced) await writeFile(overlay, replaced);
  return [`-overlay=${overlay}`];
}
