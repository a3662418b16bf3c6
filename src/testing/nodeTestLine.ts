/**
 * `node --test …` and `node file.test.js` with our reporter, and with a choice of tests. The flags go on
 * the line, right after the program: in NODE_OPTIONS they would collide with a reporter of the script's own.
 */
import type { TestResult } from './report.ts';
import { programWords } from './runLine.ts';
import { shellWord, type ShellWord, type SimpleCommand } from './shellLine.ts';

/** Whether a command runs node:test tests: with `--test`, or a test file by itself. */
export function isNodeTest(command: SimpleCommand): boolean {
  const [program, ...rest] = programWords(command.words);
  if (!isNode(program)) return false;
  return (
    rest.some((word) => word.raw === '--test') ||
    rest.some((word) => /[._-](?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)tests?\//.test(word.raw))
  );
}

function isNode(word: ShellWord | undefined): boolean {
  return /(?:^|\/)(?:node|nodejs|tsx|node\.exe)$/.test(word?.value ?? '');
}

/**
 * More than one command where chosen tests stand in several files: each file by itself, without the process
 * that `--test` starts to watch over them.
 * @param reporter the reporter's file URL
 * @param only the tests to run, whose files are given by `pathOf`; undefined for all
 */
export function withNodeReporter(
  command: SimpleCommand,
  reporter: string,
  only: readonly TestResult[] | undefined,
  pathOf: (test: TestResult) => string | undefined,
): SimpleCommand[] {
  const words = programWords(command.words);
  const before = command.words.slice(0, command.words.length - words.length);
  const [program, ...rest] = words;
  let args = withoutFlags(rest);
  const flags = ['--test-reporter', reporter, '--test-reporter-destination', 'stdout'];
  if (only) {
    const files = [...new Set(only.map(pathOf))];
    const patterns = new Set(only.flatMap(namePatterns));
    flags.push(...[...patterns].flatMap((pattern) => ['--test-name-pattern', pattern]));
    if (args.some((word) => word.raw === '--test') && files.every((file) => file !== undefined)) {
      args = args.filter((word, index) => !isPositional(args, index) && word.raw !== '--test');
      return files.map((file, index) => ({
        ...command,
        ...(index < files.length - 1 && { join: ';' }),
        words: [...before, program!, ...flags.map(shellWord), ...args, shellWord(file)],
      }));
    }
  }
  return [{ ...command, words: [...before, program!, ...flags.map(shellWord), ...args] }];
}

/**
 * Patterns that let these tests run. A name is matched alone by older versions of Node and with its
 * suites before it by newer ones, so a pattern is bound at its end only; a few tests more may run.
 */
function namePatterns(test: TestResult): string[] {
  const inFile = test.id.slice(test.id.indexOf('::') + 2).replace(/ \(\d+\)$/, '');
  const chain = inFile.split(' » ');
  // A subtest runs only when the test around it does.
  return chain.map((part) => `(^|\\s)${escapeRegExp(part.split(' › ').at(-1)!)}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const OWN_FLAG = /^--(?:test-reporter|test-reporter-destination|test-coverage-\w+)$/;
const COVERAGE_FLAG = /^--(?:experimental-test-coverage|test-coverage-[\w-]+=.*|test-reporter(?:-destination)?=.*)$/;

/** Without reporters and coverage of the script's own: they print, write files, and count what we count. */
function withoutFlags(args: readonly ShellWord[]): ShellWord[] {
  return args.filter((word, index) => {
    if (COVERAGE_FLAG.test(word.raw) || OWN_FLAG.test(word.raw)) return false;
    return !OWN_FLAG.test(args[index - 1]?.raw ?? '');
  });
}

const TAKES_VALUE =
  /^(?:-r|-C|--require|--import|--loader|--experimental-loader|--conditions|--env-file|--env-file-if-exists|--test-name-pattern|--test-skip-pattern|--test-concurrency|--test-timeout|--test-shard|--test-isolation|--test-global-setup|--tsconfig|--experimental-config-file)$/;

function isPositional(args: readonly ShellWord[], index: number): boolean {
  return !args[index]!.raw.startsWith('-') && !TAKES_VALUE.test(args[index - 1]?.raw ?? '');
}
