/**
 * The lines that each Rust test runs: its program is built once more with the compiler's own counters, and
 * run for one test at a time. Counters are kept in a file while they count, so a test that hangs or aborts
 * has its lines too. They can only be read with LLVM's tools of the compiler's version: from rustup's
 * component llvm-tools, or from the system. Without these there are no lines. Tests that stand in the file
 * of what they test are left out, since no path tells them from it.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CargoOutput, type RustProgram, type RustTarget } from '../cargoOutput.ts';
import { cargoChoices, cargoWords, docTestItem } from '../cargoPlan.ts';
import { testsToCover } from '../coverageChoice.ts';
import { linesThatCanBeWrong } from '../executedLines.ts';
import { lcovLines } from '../lcov.ts';
import type { TestCoverage, TestResult, WorkspacePath } from '../report.ts';
import { rustTestLines } from '../rustTests.ts';
import { assigned, shellWord, writeShellLine, type ShellWord, type SimpleCommand } from '../shellLine.ts';
import { workspacePath } from '../stackFrames.ts';
import { coverageMs, mostBuildMs } from './buildTime.ts';
import type { TreeCargoProject } from './cargoProject.ts';
import { severalAtOnce, type CoveredLines } from './runEach.ts';
import type { ToolRun } from './toolReader.ts';

export interface RustRun {
  readonly run: ToolRun;
  /** The command of the line that runs the tests. */
  readonly command: SimpleCommand;
  readonly project: TreeCargoProject;
  readonly results: readonly TestResult[];
  readonly origin: ReadonlyMap<string, { readonly program: RustProgram; readonly name: string }>;
}

export async function coverRust(rust: RustRun, signal: AbortSignal): Promise<TestCoverage[]> {
  const { run, results, origin } = rust;
  // The compiler's wrapper is a script for a POSIX shell.
  if (process.platform === 'win32') return [];
  const tools = await llvmTools(run, signal);
  if (!tools) return [];
  const chosen = testsToCover(results).filter(({ id, file }) => {
    const name = origin.get(id)?.name;
    return file !== undefined && name !== undefined && name !== '' && docTestItem(id) === undefined;
  });
  const built = await buildCounted(rust, chosen, signal);
  const until = Date.now() + coverageMs(run.request);
  const counted = await severalAtOnce(
    [...chosen.entries()],
    async ([at, test]): Promise<Counted | undefined> => {
      const { program, name } = origin.get(test.id)!;
      const target = built.find(
        ({ source, kind }) => source === program.target?.source && kind === program.target.kind,
      );
      const leftMs = until - Date.now();
      if (!target || leftMs < 20) return undefined;
      const folder = path.join(run.folder, `counted-${at}`);
      await mkdir(folder);
      const options = programEnvironment(run, target, rust.command);
      // Of a process that ends as it should the counters are in the file as well.
      const environment = { ...options.environment, LLVM_PROFILE_FILE: path.join(folder, '%p%c.profraw') };
      const limitMs = Math.min(leftMs, 500 + 3 * program.durationMs);
      const command = [target.executable, '--exact', name, '--include-ignored', '--test-threads=1'] as const;
      await run.start([...command], { ...options, environment, limitMs }, signal);
      return { test: test.id, folder, target };
    },
    signal,
  );
  const there = counted.filter((each) => each !== undefined);
  try {
    const groups = inGroups(there, mostTracefiles);
    const read = await severalAtOnce(groups, (group) => readCounted(rust, tools, group, built, signal), signal);
    return read.flat();
  } finally {
    for (const { folder } of there) await rm(folder, { recursive: true, force: true });
  }
}

/** What a test has left. */
interface Counted {
  readonly test: string;
  /** Absolute. */
  readonly folder: string;
  readonly target: RustTarget;
}

/** Reading one takes less time than starting what reads it. */
const mostTracefiles = 8;

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** As cargo starts a test program. */
export function programEnvironment(run: ToolRun, target: RustTarget, command?: SimpleCommand) {
  const cwd = path.dirname(target.manifest);
  return {
    cwd,
    environment: {
      ...(command && assigned(command)),
      CARGO_MANIFEST_DIR: cwd,
      LLVM_PROFILE_FILE: path.join(run.folder, 'unused'),
    },
  };
}

/** The test programs of these tests with counters; packages from outside are compiled as for any run. */
async function buildCounted(
  { run, command }: RustRun,
  tests: readonly TestResult[],
  signal: AbortSignal,
): Promise<RustTarget[]> {
  const wrapper = path.join(run.compiled ?? run.folder, 'rustc-counted.sh');
  // The same script at the same place is the same compiler to cargo: what it made is kept.
  if (!existsSync(wrapper)) {
    await writeFile(wrapper, WRAPPER);
    await chmod(wrapper, 0o755);
  }
  const has = (file: WorkspacePath): boolean => existsSync(path.join(run.root, file));
  const choices = cargoChoices(tests, run.root, has) ?? [undefined];
  const output = new CargoOutput();
  for (const choice of choices) {
    const line = writeShellLine([{ ...command, words: cargoWords(command.words, choice, true), join: '' }]);
    const environment = { RUSTC_WORKSPACE_WRAPPER: wrapper };
    const { stdout } = await run.start(line, { cwd: run.cwd, environment, limitMs: mostBuildMs }, signal);
    for (const printed of stdout.split('\n')) output.hear(printed);
  }
  return [...output.targets];
}

const WRAPPER = `#!/bin/sh
exec "$@" -C instrument-coverage -C llvm-args=-runtime-counter-relocation
`;

interface LlvmTools {
  readonly profdata: string;
  readonly cov: string;
}

const quote = (text: string): ShellWord => shellWord(text);

async function readCounted(
  rust: RustRun,
  { profdata, cov }: LlvmTools,
  group: readonly Counted[],
  built: readonly RustTarget[],
  signal: AbortSignal,
): Promise<TestCoverage[]> {
  const { run } = rust;
  const commands: SimpleCommand[] = [];
  for (const { folder, target } of group) {
    const raw = (await readdir(folder)).filter((name) => name.endsWith('.profraw'));
    if (raw.length === 0) continue;
    const [merged, trace] = [path.join(folder, 'merged'), tracefileIn(folder)];
    const merge = [profdata, 'merge', '-sparse', ...raw.map((name) => path.join(folder, name)), '-o', merged];
    // Tests start the programs of their package.
    const others = built.filter(({ kind, manifest }) => kind === 'bin' && manifest === target.manifest);
    const objects = others.flatMap(({ executable }) => ['--object', executable]);
    const exported = [cov, 'export', '--format=lcov', '--instr-profile', merged, target.executable, ...objects];
    commands.push(
      { assignments: [], words: merge.map(quote), join: '&&' },
      { assignments: [], words: [...exported.map(quote), { raw: '>', value: '>' }, quote(trace)], join: ';' },
    );
  }
  if (commands.length === 0) return [];
  await run.start(writeShellLine(commands), { cwd: run.cwd, limitMs: 30_000 }, signal);
  const found: TestCoverage[] = [];
  for (const { test, folder } of group) {
    const text = await readFile(tracefileIn(folder), 'utf8').catch(() => undefined);
    if (text !== undefined) found.push({ test, lines: linesInTree(lcovLines(text), rust) });
  }
  return found;
}

const tracefileIn = (folder: string): string => path.join(folder, 'trace');

function linesInTree(traced: ReadonlyMap<string, ReadonlySet<number>>, { run, project }: RustRun): CoveredLines {
  const found = new Map<WorkspacePath, ReadonlySet<number>>();
  for (const [file, lines] of traced) {
    const place = workspacePath(file, run);
    const text = place === undefined ? undefined : project.text(place);
    if (place === undefined || text === undefined) continue;
    const tests = rustTestLines(text);
    const meant = new Set([...linesThatCanBeWrong(text, lines)].filter((line) => !tests.has(line)));
    if (meant.size > 0) found.set(place, meant);
  }
  return found;
}

async function llvmTools(run: ToolRun, signal: AbortSignal): Promise<LlvmTools | undefined> {
  const asked = await run.start('rustc -vV; rustc --print sysroot', { cwd: run.cwd, limitMs: 10_000 }, signal);
  const version = /^LLVM version: (\d+)/m.exec(asked.stdout)?.[1];
  const host = /^host: (\S+)/m.exec(asked.stdout)?.[1];
  const sysroot = asked.stdout.trim().split('\n').at(-1) ?? '';
  if (version === undefined || host === undefined) return undefined;
  const folders = [path.join(sysroot, 'lib/rustlib', host, 'bin'), `/usr/lib/llvm-${version}/bin`];
  for (const folder of folders) {
    const [profdata, cov] = [path.join(folder, 'llvm-profdata'), path.join(folder, 'llvm-cov')];
    if (existsSync(profdata) && existsSync(cov)) return { profdata, cov };
  }
  for (const suffix of [`-${version}`, '']) {
    const [profdata, cov] = [`llvm-profdata${suffix}`, `llvm-cov${suffix}`];
    const { stdout } = await run.start(`${cov} --version`, { cwd: run.cwd, limitMs: 5000 }, signal);
    if (new RegExp(`LLVM version ${version}\\.`).test(stdout)) return { profdata, cov };
  }
  return undefined;
}
