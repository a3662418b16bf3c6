/** Builds Rust's test programs with many candidates in them, and runs them without cargo. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cargoFindings } from '../cargoFindings.ts';
import { CargoOutput, type RustTarget } from '../cargoOutput.ts';
import { cargoChoices, cargoWords, harnessWords, isCargoTest, ONE_STREAM } from '../cargoPlan.ts';
import type { RunEnd } from '../../safety/process.ts';
import type { WorkspacePath } from '../report.ts';
import type { SchemaDialect } from '../schemata/schemaFile.ts';
import { assigned, parseShellLine, shellWord, writeShellLine } from '../shellLine.ts';
import { dirname, joined } from '../treePath.ts';
import { unchanged } from '../variants.ts';
import { mostBuildMs } from './buildTime.ts';
import { TreeCargoProject } from './cargoProject.ts';
import { seedTarget } from './cargoTarget.ts';
import { readText } from './goProject.ts';
import { hangAfterMs, VARIANT, variantReport, type BuildFault, type OpenVariantTool } from './variantTool.ts';

const dialect: SchemaDialect = {
  dispatch: (calls) =>
    `match touchstone_variant() { ${calls.map(({ id, call }) => `${id} => ${call},`).join(' ')} _ => {} }`,
  support: `#[allow(dead_code)]
fn touchstone_variant() -> u32 {
    static CHOSEN: ::std::sync::atomic::AtomicU32 = ::std::sync::atomic::AtomicU32::new(::std::primitive::u32::MAX);
    let known = CHOSEN.load(::std::sync::atomic::Ordering::Relaxed);
    if known != ::std::primitive::u32::MAX {
        return known;
    }
    let chosen = ::std::env::var("${VARIANT}").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    CHOSEN.store(chosen, ::std::sync::atomic::Ordering::Relaxed);
    chosen
}
`,
};

/** More calls of cargo take longer than they save. */
const mostCalls = 2;

export const cargoVariants: OpenVariantTool = (run) => {
  const has = (file: WorkspacePath): boolean => existsSync(path.join(run.root, file));
  const commands = parseShellLine(run.plan.line.replaceAll(` ${ONE_STREAM.raw}`, '')) ?? [];
  const [command] = commands;
  const choices = cargoChoices(run.request.only, run.root, has);
  if (!command || !commands.every(isCargoTest) || !choices || choices.length > mostCalls) return undefined;
  // Documentation is compiled anew for each test.
  if (choices.some(({ exact }) => !exact)) return undefined;
  const environment = assigned(command);
  const project = new TreeCargoProject(run.context, run.root, run.cwd);
  let targets: RustTarget[] = [];
  /** What the tests take in the program as it is. */
  let ownMs: number | undefined;

  return {
    dialect,

    beside(changed) {
      // What runs while others are compiled is not told which candidate it is.
      const isBuilt = changed.some((file) => file.endsWith('build.rs') || isForCompiling(manifestOf(run.root, file)));
      return isBuilt ? undefined : new Map<WorkspacePath, string>();
    },

    async build(_changed, signal) {
      if (run.compiled !== undefined) await seedTarget(run.compiled, run.root, run.kept, signal);
      targets = [];
      for (const choice of choices) {
        const line = writeShellLine([{ ...command, words: cargoWords(command.words, choice, true), join: '' }]);
        const output = new CargoOutput();
        const { end, stdout } = await run.start(line, { cwd: run.cwd, limitMs: mostBuildMs }, signal);
        for (const printed of stdout.split('\n')) output.hear(printed);
        if (end.kind !== 'exited' || end.code !== 0) return faultsIn(output, project);
        targets.push(...output.targets.filter(({ isTest }) => isTest));
      }
      return targets.length > 0 ? [] : undefined;
    },

    async run(id, tests, inWords, signal) {
      const limitMs = ownMs === undefined ? run.request.limitMs : hangAfterMs(ownMs, tests);
      const names = new Set(tests.map((test) => test.id.slice(test.id.indexOf('::') + 2).replace(/ \(\d+\)$/, '')));
      const output = new CargoOutput();
      output.targets.push(...targets);
      let durationMs = 0;
      let printed = '';
      let timedOut = false;
      for (const { executable, manifest } of targets) {
        const words = [executable, '--exact', ...harnessWords(command.words), ...names];
        const line = writeShellLine([{ assignments: [], words: words.map(shellWord), join: '' }]);
        const cwd = path.dirname(manifest);
        const own = { ...environment, CARGO_MANIFEST_DIR: cwd, [VARIANT]: String(id) };
        const ran = await run.start(`${line} ${ONE_STREAM.raw}`, { cwd, environment: own, limitMs }, signal);
        const text = inWords(ran.stdout);
        output.hear(`     Running test (${executable})`);
        for (const said of text.split('\n')) output.hear(said);
        durationMs += ran.durationMs;
        printed += text;
        timedOut ||= ran.end.kind === 'timedOut';
        // What has ended the whole program is told apart with more runs than this is worth.
        if (!timedOut && !output.programs.at(-1)?.complete) return undefined;
      }
      const stopped = timedOut
        ? `The test did not end: the run was stopped after ${Math.round(limitMs)} ms`
        : undefined;
      const { results, problem } = cargoFindings(output, project, stopped);
      if (id === unchanged) ownMs = Math.min(durationMs, (run.request.limitMs - 700) / 10);
      if (results.length === 0 && !timedOut) return undefined;
      const end: RunEnd = timedOut
        ? { kind: 'timedOut', afterMs: limitMs }
        : { kind: 'exited', code: results.some(({ outcome }) => outcome === 'failed') ? 101 : 0 };
      return variantReport({ results, problem, end, durationMs, output: printed }, run.redact);
    },
  };
};

/** Undefined when something is said of another file, or of none. */
function faultsIn({ errors }: CargoOutput, project: TreeCargoProject): BuildFault[] | undefined {
  const faults: BuildFault[] = [];
  for (const { text, places } of errors) {
    for (const { file, line } of places) {
      const place = project.fileOf(file, undefined);
      if (place === undefined) return undefined;
      faults.push({ path: place, line, message: text });
    }
  }
  return faults.length > 0 ? faults : undefined;
}

/** The text of the Cargo.toml around a file. */
function manifestOf(root: string, file: WorkspacePath): string {
  for (let at = dirname(file); ; at = dirname(at)) {
    const text = readText(path.join(root, joined(at, 'Cargo.toml')));
    if (text !== undefined || at === '') return text ?? '';
  }
}

const isForCompiling = (manifest: string): boolean => /^\s*proc[-_]macro\s*=\s*true/m.test(manifest);
