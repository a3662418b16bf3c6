/**
 * Reads runs of `cargo test`. Rust's harness says of a test only that it has ended, so where a program was
 * stopped or ended too early the tests that are missing are run one after another to find out which it was.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cargoFindings, isUnfinished } from '../cargoFindings.ts';
import { CargoOutput, type RustProgram } from '../cargoOutput.ts';
import { choosesTests, isCargoTest, ONE_STREAM } from '../cargoPlan.ts';
import type { RunEnd } from '../../safety/process.ts';
import { parseShellLine } from '../shellLine.ts';
import { noTestReported } from '../testRun.ts';
import { mostBuildMs, TestClock } from './buildTime.ts';
import { coverRust, programEnvironment } from './cargoCoverage.ts';
import { TreeCargoProject } from './cargoProject.ts';
import { keepOutside, noteBuilt, seedTarget } from './cargoTarget.ts';
import { customReader } from './foreignReport.ts';
import type { OpenReader, ToolRun } from './toolReader.ts';

export const cargoReader: OpenReader = (run) => {
  const output = new CargoOutput();
  const clock = new TestClock(run.request.limitMs, () => run.cut());
  const project = new TreeCargoProject(run, run.root, run.cwd);
  const line = run.plan.line.replaceAll(` ${ONE_STREAM.raw}`, '');
  const commands = parseShellLine(line) ?? [];
  const [command] = commands.filter(isCargoTest);
  let found: ReturnType<typeof cargoFindings> | undefined;
  return {
    buildMs: mostBuildMs,
    prepare: async (signal) => {
      if (run.compiled !== undefined) await seedTarget(run.compiled, run.root, run.kept, signal);
    },
    heard: (printed) => {
      output.hear(printed);
      if (/^\s+(?:Running|Doc-tests) /.test(printed)) clock.tests();
      // A line may call cargo several times, and another copy may be compiling.
      else if (/^\s+(?:Blocking|Compiling|Finished) |^\{"reason":"(?:compiler|build)-/.test(printed)) clock.builds();
    },
    findings: async (testRun, ended, signal) => {
      const builtMs = clock.end();
      // The line was too much to be understood, and was run as it is.
      if (!command) return customReader(run).findings(testRun, ended, signal);
      const { limitMs } = run.request;
      const timedOut = ended.end.kind === 'timedOut';
      const stopped = timedOut
        ? `The test did not end: the run was stopped after ${Math.round(limitMs)} ms`
        : undefined;
      const whole = run.request.only !== undefined || !choosesTests(command.words);
      for (const program of whole ? output.programs : []) await runMissing(run, output, program, signal);
      if (run.compiled !== undefined && output.programs.length > 0) {
        await noteBuilt(run.compiled, run.root, output.own);
        // The first run of a fix, when nothing is built beside it.
        const lock = run.kept !== undefined && run.request.coverage ? await readLock(run.root, run.cwd) : undefined;
        if (run.kept !== undefined && lock !== undefined)
          await keepOutside(run.kept, run.compiled, run.root, lock, signal);
      }
      found = cargoFindings(output, project, stopped);
      const silent = found.results.length === 0 && !(ended.end.kind === 'exited' && ended.end.code === 0);
      // Not every package has the targets that its files suggest: then all tests are run.
      const noTarget = run.request.only && NO_TARGET.test(output.other.text);
      const nothing = { message: `${noTestReported(testRun)}${hint(output.other.text)}`, frames: [] };
      const problem = found.problem ?? (silent && !noTarget ? nothing : undefined);
      return {
        results: found.results,
        builtMs,
        ...(problem && { problem }),
        ...(timedOut && { end: { kind: 'timedOut', afterMs: limitMs } as const }),
      };
    },
    coverage: async (results, signal) =>
      command && found ? coverRust({ run, command, project, results, origin: found.origin }, signal) : [],
  };
};

async function readLock(root: string, cwd: string): Promise<string | undefined> {
  for (let folder = cwd; folder.startsWith(root); folder = path.dirname(folder)) {
    const text = await readFile(path.join(folder, 'Cargo.lock'), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

const NO_TARGET = /^error: no (?:library|bin|test|example|bench)\w* targets? |no library targets found/m;

function hint(text: string): string {
  const missing =
    /attempting to make an HTTP request, but --offline|--offline was specified|using offline mode|in offline mode/.test(
      text,
    );
  return missing ? '\nTest runs download nothing. Run `cargo fetch` in a terminal first.' : '';
}

/** Each round ends at the next test that ends the program. */
const mostRounds = 8;
/** A longer line than that is refused by some systems. */
const mostNames = 1500;
/** Of the time for the tests what finding the one that hangs may take beyond it. */
const shareForHang = 0.3;

async function runMissing(run: ToolRun, output: CargoOutput, program: RustProgram, signal: AbortSignal): Promise<void> {
  const { executable } = program;
  if (!program.harness || program.complete || executable === undefined || !program.target) return;
  const options = programEnvironment(run, program.target);
  const limitMs = Math.max(1000, shareForHang * run.request.limitMs);
  const listed = await run.start([executable, '--list', '--format', 'terse'], { ...options, limitMs }, signal);
  const all = [...listed.stdout.matchAll(/^(.+): test$/gm)].map(([, name]) => name!);
  const chosen = run.request.only && new Set(run.request.only.map(({ id }) => id.slice(id.indexOf('::') + 2)));
  for (let round = 0; round < mostRounds; round++) {
    const missing = all.filter((name) => !program.tests.has(name) && (!chosen || chosen.has(name))).slice(0, mostNames);
    if (missing.length === 0) return;
    output.resume(program);
    const args = ['--test-threads=1', '--exact', ...missing];
    const ran = await run.start([executable, ...args], { ...options, limitMs }, signal);
    for (const line of ran.stdout.split('\n')) output.hear(line);
    const open = [...program.tests.values()].find((test) => isUnfinished(test) && missing.includes(test.name));
    if (!open) return;
    open.output.add(ran.stderr);
    open.ended = endOf(ran.end);
    if (ran.end.kind === 'timedOut') return;
  }
}

function endOf(end: RunEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit status: ${end.code}`;
    case 'killed':
      return `signal: ${end.signal}`;
    case 'timedOut':
      return 'it did not end';
  }
}
