/** Builds Go's test programs with many candidates in them, and runs them without the go command. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { crashedIn, goFindings } from '../goFindings.ts';
import { GoOutput } from '../goOutput.ts';
import { goTestProgram, runPattern } from '../goPlan.ts';
import { GoTestText } from '../goText.ts';
import type { RunEnd } from '../../safety/process.ts';
import type { TestResult, WorkspacePath } from '../report.ts';
import type { SchemaDialect } from '../schemata/schemaFile.ts';
import { parseShellLine, shellWord, writeShellLine } from '../shellLine.ts';
import { workspacePath } from '../stackFrames.ts';
import { dirname, joined, relativeTo } from '../treePath.ts';
import { unchanged } from '../variants.ts';
import { mostBuildMs } from './buildTime.ts';
import { readText, TreeGoProject } from './goProject.ts';
import {
  hangAfterMs,
  VARIANT,
  variantReport,
  type BuildFault,
  type OpenVariantTool,
  type VariantToolRun,
} from './variantTool.ts';

/** More test programs take longer to link than they save. */
const mostPrograms = 4;
/** How often what a crash has cut off is begun again. */
const mostRounds = 6;

const dialect: SchemaDialect = {
  dispatch: (calls) => `switch touchstoneVariant { ${calls.map(({ id, call }) => `case ${id}: ${call}`).join('; ')} };`,
  support: '',
};

const support = (name: string): string => `package ${name}

import (
	"os"
	"strconv"
)

var touchstoneVariant, _ = strconv.Atoi(os.Getenv("${VARIANT}"))
`;

interface Program {
  readonly directory: WorkspacePath;
  readonly importPath: string;
  readonly binary: string;
}

export const goVariants: OpenVariantTool = (run) => {
  const line = goTestProgram(parseShellLine(run.plan.line) ?? []);
  const project = new TreeGoProject({ ...run.context, root: run.root, cwd: run.cwd });
  const programs = line && programsOf(run, project);
  if (!programs) return undefined;
  const { go, environment, build, test, last } = line;
  /** What the tests take in the program as it is. */
  let ownMs: number | undefined;
  const inCwd = (directory: WorkspacePath): string => {
    const place = relativeTo(run.request.command.directory, directory);
    return place === undefined || place === '' ? '.' : `./${place}`;
  };
  const make = async (args: readonly string[], signal: AbortSignal) =>
    run.start([go, ...args], { cwd: run.cwd, environment, limitMs: mostBuildMs }, signal);

  return {
    dialect,

    beside(changed) {
      const files = new Map<WorkspacePath, string>();
      for (const file of changed) {
        const name = /^package\s+([\p{L}_][\p{L}\p{N}_]*)/mu.exec(readText(path.join(run.root, file)) ?? '')?.[1];
        const place = joined(dirname(file), 'touchstone_variant.go');
        if (name === undefined || existsSync(path.join(run.root, place))) return undefined;
        files.set(place, support(name));
      }
      return files;
    },

    async build(changed, signal) {
      for (const { directory, binary } of programs) {
        // Nobody will look into these programs, and linking is most of what building them takes.
        const small = build.some((flag) => /^--?ldflags\b/.test(flag)) ? [] : ['-ldflags=-s -w'];
        const args = ['test', '-c', ...build, ...small, '-o', binary, inCwd(directory)];
        const { end, stdout, stderr } = await make(args, signal);
        if (end.kind === 'exited' && end.code === 0 && existsSync(binary)) continue;
        const said = `${stdout}\n${stderr}`;
        if (!/^\s*too many errors$/m.test(said) || build.some((flag) => /^--?gcflags\b/.test(flag)))
          return faultsIn(said, run);
        // The compiler gives up after ten, unless it is asked not to.
        const folders = [...new Set(changed.map(dirname))].map(inCwd);
        const all = await make(['build', ...build, '-gcflags=-e', ...folders], signal);
        return faultsIn(`${said}\n${all.stdout}\n${all.stderr}`, run);
      }
      return [];
    },

    async run(id, tests, inWords, signal) {
      const limitMs = ownMs === undefined ? run.request.limitMs : hangAfterMs(ownMs, tests);
      const output = new GoOutput();
      let durationMs = 0;
      let printed = '';
      for (const program of programs) {
        let wanted = tests.filter(({ file }) => file !== undefined && dirname(file) === program.directory).map(nameOf);
        for (let round = 0; round < mostRounds && wanted.length > 0; round++) {
          const words = [program.binary, '-test.v=true', '-test.paniconexit0', `-test.run=${runPattern(wanted)}`];
          const given = [...words, ...test, `-test.timeout=${Math.round(limitMs)}ms`, ...last];
          const command = { assignments: [], words: given.map(shellWord), join: '' };
          // Both streams as one: only so is it known which test was running when it crashed.
          const ran = await run.start(
            `${writeShellLine([command])} 2>&1`,
            {
              cwd: path.join(run.root, program.directory),
              environment: { ...environment, [VARIANT]: String(id) },
              limitMs: limitMs + 1000,
            },
            signal,
          );
          const text = inWords(ran.stdout);
          const heard = new GoTestText(program.importPath, (event) => output.hear(event));
          for (const said of text.split('\n')) heard.hear(said);
          if (ran.end.kind === 'exited') heard.end(ran.end.code === 0);
          durationMs += ran.durationMs;
          printed += text;
          const of = output.packages.get(program.importPath);
          wanted = of && crashedIn(of) ? wanted.filter((name) => !of.tests.has(name.split('/', 1)[0]!)) : [];
        }
      }
      const { results, problem, timedOut } = goFindings(output, project, limitMs);
      if (results.length === 0) return undefined;
      if (id === unchanged) ownMs = Math.min(durationMs, (run.request.limitMs - 700) / 10);
      const end: RunEnd = timedOut
        ? { kind: 'timedOut', afterMs: limitMs }
        : { kind: 'exited', code: results.some(({ outcome }) => outcome === 'failed') ? 1 : 0 };
      return variantReport({ results, problem, end, durationMs, output: printed }, run.redact);
    },
  };
};

const nameOf = ({ id }: TestResult): string => id.slice(id.indexOf('::') + 2).replace(/ \(\d+\)$/, '');

/** The test program of each package with a wanted test; undefined where they are too many, or a place is not known. */
function programsOf({ request, folder }: VariantToolRun, project: TreeGoProject): Program[] | undefined {
  const folders = new Set<WorkspacePath>();
  for (const { file } of request.only) {
    if (file === undefined || relativeTo(request.command.directory, dirname(file)) === undefined) return undefined;
    folders.add(dirname(file));
  }
  if (folders.size > mostPrograms) return undefined;
  const programs: Program[] = [];
  for (const directory of folders) {
    const importPath = project.importPathOf(directory);
    if (importPath === undefined) return undefined;
    programs.push({
      directory,
      importPath,
      binary: path.join(folder, `variants-${programs.length}.test${process.platform === 'win32' ? '.exe' : ''}`),
    });
  }
  return programs;
}

/** `shop/cart.go:3:29: undefined: y`; undefined when something else is wrong. */
function faultsIn(text: string, { context }: VariantToolRun): BuildFault[] | undefined {
  const faults: BuildFault[] = [];
  for (const [message, file, line] of text.matchAll(/^((?:[A-Za-z]:)?[^\s:][^:\n]*\.go):(\d+)(?::\d+)?: .*$/gm)) {
    const place = workspacePath(file!, context);
    if (place === undefined) return undefined;
    faults.push({ path: place, line: Number(line), message });
  }
  return faults.length > 0 ? faults : undefined;
}
