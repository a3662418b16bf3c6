import type { Place, TestResult, WorkspacePath } from '../testing/report.ts';

/** What the user pointed at: of all that fails, this is to be fixed, and the rest may go on failing. */
export type FixTarget =
  | {
      readonly kind: 'test';
      /** The test's file, where it is known. */
      readonly path?: WorkspacePath;
      /** Names from the outermost suite to the test; a suite stands for all tests in it, none for the whole file. */
      readonly names: readonly string[];
    }
  /** A diagnostic: what a compiler or a type checker says of a line. */
  | {
      readonly kind: 'place';
      readonly path: WorkspacePath;
      readonly line: number;
      readonly message: string;
      /** The editor's word for who says it: "ts", "eslint". */
      readonly source?: string;
    };

/**
 * The failing tests that a target stands for. Of a diagnostic, those that point at its line; where none does, all
 * of them, since the command may tell of it in another way.
 * Tools name tests differently from the editor's test explorers, so names are compared by their words.
 */
export function targetedTests(failing: readonly TestResult[], target: FixTarget | undefined): readonly TestResult[] {
  if (!target) return failing;
  if (target.kind === 'place') {
    const there = failing.filter((test) => pointsAt(test, target));
    return there.length > 0 ? there : failing;
  }
  const inFile = failing.filter((test) => isSameFile(test.file, target.path));
  const wanted = wordsOf(target.names.join(' '));
  if (wanted === '') return inFile;
  const whole = inFile.filter((test) => endsOrBegins(wordsOf(plainName(test.name)), wanted));
  if (whole.length > 0) return whole;
  // Suites may be left out by either side: the test's own name decides.
  const own = wordsOf(target.names.at(-1) ?? '');
  return own === '' ? [] : inFile.filter((test) => endsOrBegins(wordsOf(plainName(test.name)), own));
}

/** Whether a test command says a diagnostic itself, as one that compiles does; a test that fails on that line is not it. */
export function isReported(failing: readonly TestResult[], target: FixTarget & { readonly kind: 'place' }): boolean {
  const words = wordsOf(shortened(target.message));
  return failing.some((test) => pointsAt(test, target) && wordsOf(test.failure?.message ?? '').includes(words));
}

const pointsAt = ({ failure }: TestResult, { path, line }: Place): boolean =>
  failure?.frames.some((frame) => frame.path === path && frame.line === line) ?? false;

/** One line for a person: "“rounds half up”", "the tests of cart.test.ts". */
export function describeTarget(target: FixTarget): string {
  if (target.kind === 'place') return `“${shortened(target.message)}” (${target.path}:${target.line})`;
  const name = target.names.at(-1);
  return name === undefined ? `the tests of ${target.path ?? 'the folder'}` : `“${name}”`;
}

/** A tool that names no file names no other file either. */
function isSameFile(file: WorkspacePath | undefined, wanted: WorkspacePath | undefined): boolean {
  return file === undefined || wanted === undefined || file === wanted;
}

/** The name of a test without what a parametrised run appends to it. */
const plainName = (name: string): string => name.replace(/\s*\[[^\]]*\]$/, '');

const wordsOf = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');

/** Begins: a suite and the tests in it. Ends: a test whose suites only one side names. */
const endsOrBegins = (name: string, wanted: string): boolean =>
  name === wanted || name.startsWith(`${wanted} `) || name.endsWith(` ${wanted}`);

/** The first line of a message, and of that no more than one reads. */
export function shortened(message: string): string {
  const characters = Array.from(message.split('\n', 1)[0]?.trim() ?? '');
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : characters.join('');
}
