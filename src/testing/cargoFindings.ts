/** Makes results of what `cargo test` printed: why each test failed in its own words, and where. */
import type { CargoOutput, RustProgram, RustTest } from './cargoOutput.ts';
import { docTestName } from './cargoPlan.ts';
import type { Place, TestFailure, TestResult, WorkspacePath } from './report.ts';

export interface CargoProject {
  /** A file as the compiler names it, relative to the workspace's or the package's folder. */
  fileOf(path: string, program: RustProgram | undefined): WorkspacePath | undefined;
  /** The file of the module that a test is in. */
  moduleOf(program: RustProgram, test: string): WorkspacePath | undefined;
}

export interface CargoFindings {
  readonly results: TestResult[];
  readonly problem?: TestFailure;
  /** Which program ran a test, and how it calls it, by the result's id. */
  readonly origin: ReadonlyMap<string, { readonly program: RustProgram; readonly name: string }>;
}

/** @param stopped what is said of a test that was running when the time was over; undefined when it was not. */
export function cargoFindings(output: CargoOutput, project: CargoProject, stopped: string | undefined): CargoFindings {
  const results: TestResult[] = [];
  const origin = new Map<string, { program: RustProgram; name: string }>();
  const seen = new Map<string, number>();
  const add = (program: RustProgram, name: string, result: TestResult): void => {
    const count = (seen.get(result.id) ?? 0) + 1;
    seen.set(result.id, count);
    const id = count > 1 ? `${result.id} (${count})` : result.id;
    origin.set(id, { program, name });
    results.push({ ...result, id });
  };
  const problems: TestFailure[] = output.errors.slice(0, mostErrors).map(({ text, places }) => ({
    message: text.split('\n').slice(0, 40).join('\n'),
    frames: uniquePlaces(places.flatMap(({ file, line }) => placeAt(file, line, undefined, project))),
  }));
  for (const program of output.programs) {
    const durationMs = program.durationMs / Math.max(1, program.tests.size);
    for (const test of inOrder(program)) {
      const named = namesOf(test, program, project);
      const outcome = test.outcome ?? 'failed';
      add(program, test.name, {
        id: `${named.file ?? program.target?.name ?? ''}::${named.inFile}`,
        name: named.shown,
        ...(named.file !== undefined && { file: named.file }),
        outcome,
        durationMs,
        ...(outcome === 'failed' && { failure: failureOf(test, program, project, stopped) }),
      });
    }
    if (!program.harness && !program.documents) add(program, '', wholeProgram(program, project, stopped));
    else if ((!program.complete && stopped === undefined) || program.ended !== undefined) {
      const explained = [...program.tests.values()].some(
        ({ outcome }) => outcome === undefined || outcome === 'failed',
      );
      if (!explained) problems.push(programFailure(program, project));
    }
  }
  const problem = problems.length > 0 && {
    message: problems.map(({ message }) => message).join('\n\n'),
    frames: uniquePlaces(problems.flatMap(({ frames }) => frames)),
  };
  return { results, origin, ...(problem && { problem }) };
}

const mostErrors = 10;

/** Tests end in any order. Only of documentation tests it matters, since several are named alike but for their lines. */
function inOrder({ tests, documents }: RustProgram): RustTest[] {
  const lineOf = ({ name }: RustTest): number => Number(/\(line (\d+)\)$/.exec(name)?.[1] ?? 0);
  return documents ? [...tests.values()].sort((a, b) => lineOf(a) - lineOf(b)) : [...tests.values()];
}

export const isUnfinished = (test: RustTest): boolean => test.outcome === undefined;

function namesOf(test: RustTest, program: RustProgram, project: CargoProject) {
  const doc = program.documents && /^(.*?\.(?:rs|md)) - (?:(.*) )?\(line \d+\)$/.exec(test.name);
  if (doc) {
    const inFile = docTestName(doc[2] ?? '');
    return { file: project.fileOf(doc[1]!, program), inFile, shown: inFile };
  }
  return { file: project.moduleOf(program, test.name), inFile: test.name, shown: test.name.split('::').join(' › ') };
}

/** A program with a harness of its own is one test. */
function wholeProgram(program: RustProgram, project: CargoProject, stopped: string | undefined): TestResult {
  const name = program.target?.name ?? program.executable ?? '';
  const file = program.target && project.fileOf(program.target.source, program);
  const text = program.output.text;
  const last = text.trim().split('\n').slice(-12).join('\n');
  const said = stopped ?? (last === '' ? `The program ended with ${program.ended ?? 'an error'}` : last);
  return {
    id: `${file ?? ''}::${name}`,
    name,
    ...(file !== undefined && { file }),
    outcome: program.failed || stopped !== undefined ? 'failed' : 'passed',
    durationMs: 0,
    ...((program.failed || stopped !== undefined) && {
      failure: { message: said, frames: panics(text, program, project).flatMap(({ places }) => places) },
    }),
  };
}

function failureOf(
  test: RustTest,
  program: RustProgram,
  project: CargoProject,
  stopped: string | undefined,
): TestFailure {
  const text = test.output.text;
  const found = panics(text, program, project);
  const frames = uniquePlaces(found.flatMap(({ places }) => places));
  if (test.outcome === undefined) {
    const printed = text.trim() === '' ? program.output.text.trim().split('\n').slice(-6).join('\n') : text.trim();
    if (stopped !== undefined) return { message: stopped, frames };
    const ended = test.ended ?? program.ended;
    const how = ended === undefined ? '' : ` (${ended})`;
    return { message: `The test ended its program${how}${printed === '' ? '' : `:\n${printed}`}`, frames };
  }
  const expectation = /^note: ((?:panic did not contain|test did not panic)[^]*)/m.exec(text)?.[1];
  const noted = expectation?.replace(/ at (\S+\.rs):\d+:\d+\s*$/m, '').trim();
  const noPanic = /^note: test did not panic as expected at (\S+\.rs):(\d+):\d+/m.exec(text);
  if (noPanic) frames.push(...placeAt(noPanic[1]!, Number(noPanic[2]), program, project));
  const messages = found.map(({ message }) => message);
  if (noted !== undefined) messages.push(noted);
  const message = messages.length > 0 ? messages.join('\n') : withoutNotes(text);
  const documented = program.documents ? docPlace(test.name, program, project) : [];
  return {
    message: message.trim() || 'The test failed without saying why',
    frames: uniquePlaces([...frames, ...documented]),
  };
}

interface Panic {
  readonly message: string;
  readonly places: Place[];
}

/**
 * Both forms: `thread 'x' panicked at src/lib.rs:3:5:` with the message below it, and before Rust 1.73
 * `thread 'x' panicked at 'message', src/lib.rs:3:5`. The frames of a backtrace follow where there is one.
 */
function panics(text: string, program: RustProgram, project: CargoProject): Panic[] {
  const starts = [...text.matchAll(/^.*?thread '[^\n]*?'(?: \(\d+\))? panicked at /gm)];
  return starts.map((start, index) => {
    const part = text.slice(start.index + start[0].length, starts[index + 1]?.index);
    const now = /^([^\n']+?):(\d+):\d+:\n([^]*)$/.exec(part);
    const before = now ? undefined : /^'([^]*?)', ([^\n']+?\.rs):(\d+):\d+\n?([^]*)$/.exec(part);
    const [file, line] = now ? [now[1], now[2]] : [before?.[2], before?.[3]];
    const rest = now?.[3] ?? before?.[4] ?? '';
    const said = before?.[1] ?? withoutNotes(rest);
    const place = file === undefined ? [] : placeAt(file, Number(line), program, project);
    return { message: said.trim(), places: [...place, ...backtrace(rest, program, project)] };
  });
}

function withoutNotes(text: string): string {
  const end = /^(?:stack backtrace:|note: |\s*$(?=\nthread '))/m.exec(text);
  return (end ? text.slice(0, end.index) : text).trim();
}

const mostFrames = 30;

function backtrace(text: string, program: RustProgram, project: CargoProject): Place[] {
  const places: Place[] = [];
  for (const [, file, line] of text.matchAll(/^\s+at (\S.*?):(\d+)(?::\d+)?$/gm)) {
    if (places.length < mostFrames) places.push(...placeAt(file!, Number(line), program, project));
  }
  return places;
}

/** The line that the name of a documentation test tells: what the panic says counts from elsewhere. */
function docPlace(name: string, program: RustProgram, project: CargoProject): Place[] {
  const match = /^(.*?\.(?:rs|md)) - .*\(line (\d+)\)$/.exec(name);
  return match ? placeAt(match[1]!, Number(match[2]), program, project) : [];
}

function placeAt(file: string, line: number, program: RustProgram | undefined, project: CargoProject): Place[] {
  const path = project.fileOf(file, program);
  return path === undefined || line < 1 ? [] : [{ path, line }];
}

function programFailure(program: RustProgram, project: CargoProject): TestFailure {
  const name = program.target?.name ?? 'A test program';
  const last = program.output.text.trim().split('\n').slice(-12).join('\n');
  const how = program.ended === undefined ? '' : ` (${program.ended})`;
  const message = `${name} ended before its tests did${how}${last === '' ? '' : `:\n${last}`}`;
  return { message, frames: panics(program.output.text, program, project).flatMap(({ places }) => places) };
}

function uniquePlaces(places: readonly Place[]): Place[] {
  const seen = new Set<string>();
  return places.filter(({ path, line }) => !seen.has(`${path}:${line}`) && seen.add(`${path}:${line}`));
}
