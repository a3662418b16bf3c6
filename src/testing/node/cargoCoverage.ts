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
import { coverEach, type CoveredLines } from './runEach.ts';
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
  let runs = 0;
  const linesOf = async (test: TestResult, mostMs: number): Promise<CoveredLines | undefined> => {
    const { program, name } = origin.get(test.id)!;
    const target = built.find(({ source, kind }) => source === program.target?.source && kind === program.target.kind);
    if (!target) return undefined;
    const folder = path.join(run.folder, `counted-${runs++}`);
    await mkdir(folder);
    try {
      const options = programEnvironment(run, target, rust.command);
      // Of a process that ends as it should the counters are in the file as well.
      const environment = { ...options.environment, LLVM_PROFILE_FILE: path.join(folder, '%p%c.profraw') };
      const limitMs = Math.min(mostMs, 500 + 3 * program.durationMs);
      const command = [target.executable, '--exact', name, '--include-ignored', '--test-threads=1'] as const;
      await run.start([...command], { ...options, environment, limitMs }, signal);
      const text = await tracefile(run, tools, folder, built, target, signal);
      return text === undefined ? undefined : linesInTree(lcovLines(text), rust);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return coverEach(chosen, coverageMs(run.request), linesOf, signal);
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

async function tracefile(
  run: ToolRun,
  { profdata, cov }: LlvmTools,
  folder: string,
  built: readonly RustTarget[],
  target: RustTarget,
  signal: AbortSignal,
): Promise<string | undefined> {
  const raw = (await readdir(folder))
    .filter((name) => name.endsWith('.profraw'))
    .map((name) => path.join(folder, name));
  if (raw.length === 0) return undefined;
  const [merged, trace] = [path.join(folder, 'merged'), path.join(folder, 'trace')];
  // Tests start the programs of their package.
  const others = built.filter(({ kind, manifest }) => kind === 'bin' && manifest === target.manifest);
  const objects = others.flatMap(({ executable }) => ['--object', executable]);
  const exported = [cov, 'export', '--format=lcov', '--instr-profile', merged, target.executable, ...objects];
  const line = writeShellLine([
    { assignments: [], words: [profdata, 'merge', '-sparse', ...raw, '-o', merged].map(quote), join: '&&' },
    { assignments: [], words: [...exported.map(quote), { raw: '>', value: '>' }, quote(trace)], join: '' },
  ]);
  await run.start(line, { cwd: run.cwd, limitMs: 30_000 }, signal);
  return readFile(trace, 'utf8').catch(() => undefined);
}

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
