/**
 * What is run for a request: the line, and the environment that lets our shims tell what happens. The
 * shims come in by the environment, so they reach test programs however deep a script starts them;
 * the line changes only where there is no other way.
 */
import { isNodeTest, withNodeReporter } from './nodeTestLine.ts';
import type { TestResult } from './report.ts';
import { expandLine, keepNodeOptions, programWords, testsOnly, withUnittestModule, type Scripts } from './runLine.ts';
import { writeShellLine, type SimpleCommand } from './shellLine.ts';
import type { RunRequest } from './testCommand.ts';

export interface PlanContext {
  /** Absolute, links resolved, as the processes will see it. */
  readonly root: string;
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  /** Absolute path of a folder of this run alone: reports, caches. */
  readonly folder: string;
  /** Absolute path of the list of chosen tests, when the request has any. */
  readonly chosen: string | undefined;
  /** What the run would get without us. */
  readonly environment: Readonly<Record<string, string>>;
  /** The scripts of the package in the command's folder. */
  readonly scripts: Scripts;
  /** Absolute paths that go on PATH before everything else. */
  readonly binFolders: readonly string[];
  /** Absolute paths that go first on PYTHONPATH. */
  readonly importRoots: readonly string[];
  /** Absolute path of the folder for compiled code, when it is kept between runs. */
  readonly compiled: string | undefined;
  /** What stands between two paths of a list: `:`, on Windows `;`. */
  readonly delimiter: string;
  fileUrl(path: string): string;
  /** The file of a test, absolute. */
  pathOf(test: TestResult): string | undefined;
}

export interface RunPlan {
  readonly line: string;
  readonly environment: Readonly<Record<string, string>>;
}

export function planRun(request: RunRequest, context: PlanContext): RunPlan {
  return { line: lineOf(request, context), environment: environmentOf(request, context) };
}

function lineOf({ command, only }: RunRequest, context: PlanContext): string {
  const expanded = expandLine(command.line, context.scripts);
  // A line that is not understood, or that nobody but its author can read, is run as it is.
  if (!expanded || command.framework === 'custom') return command.line;
  let commands = keepNodeOptions(testsOnly(expanded), nodeOptions(context));
  switch (command.framework) {
    case 'node:test': {
      const reporter = context.fileUrl(`${context.shims}/nodeReporter.mjs`);
      commands = commands.flatMap((each) =>
        isNodeTest(each) ? withNodeReporter(each, reporter, only, (test) => context.pathOf(test)) : [each],
      );
      break;
    }
    case 'unittest':
      commands = withUnittestModule(commands, 'touchstone_unittest');
      break;
    case 'mocha':
    case 'pytest':
      break;
  }
  return writeShellLine(allTests(commands));
}

/** Of several test programs in a row, a failure in one must not keep the next from being heard. */
function allTests(commands: readonly SimpleCommand[]): SimpleCommand[] {
  const isTest = (command: SimpleCommand | undefined): boolean =>
    command !== undefined &&
    (isNodeTest(command) || /(?:^|\/)_?(?:mocha|pytest)$/.test(programWords(command.words)[0]?.value ?? ''));
  return commands.map((command, index) =>
    command.join === '&&' && isTest(command) && isTest(commands[index + 1]) ? { ...command, join: ';' } : command,
  );
}

function environmentOf({ command, coverage }: RunRequest, context: PlanContext): Record<string, string> {
  const { environment: given, delimiter } = context;
  const joined = (...parts: (string | undefined)[]): string => parts.filter((part) => part).join(delimiter);
  const script = /^(?:npm|pnpm|yarn)\s+(?:run\s+)?([\w:.-]+)/.exec(command.line)?.[1];
  const environment: Record<string, string> = {
    ...given,
    PATH: joined(...context.binFolders, given['PATH']),
    TOUCHSTONE_REPORT: context.folder,
    TOUCHSTONE_ROOT: context.root,
    ...(coverage && { TOUCHSTONE_COVERAGE: '1' }),
    ...(context.chosen !== undefined && { TOUCHSTONE_ONLY: context.chosen }),
    ...(script && { npm_lifecycle_event: script }),
  };
  if (command.framework !== 'pytest' && command.framework !== 'unittest') {
    environment['NODE_OPTIONS'] = [given['NODE_OPTIONS'], nodeOptions(context)].filter((part) => part).join(' ');
    // Code that comes out of the cache is counted less precisely.
    if (context.compiled !== undefined && !coverage) environment['NODE_COMPILE_CACHE'] ??= context.compiled;
  }
  if (command.framework !== 'node:test' && command.framework !== 'mocha') {
    environment['PYTHONPATH'] = joined(context.shims, ...context.importRoots, given['PYTHONPATH']);
    environment['PYTHONDONTWRITEBYTECODE'] = '1';
    environment['PYTHONHASHSEED'] = '0';
    // The cache would be written into the tree; its options must still be known, so the plug-in stays.
    const options = `-p touchstone_pytest -o "cache_dir=${context.folder}/cache"`;
    environment['PYTEST_ADDOPTS'] = [given['PYTEST_ADDOPTS'], options].filter((part) => part).join(' ');
  }
  return environment;
}

function nodeOptions({ shims }: PlanContext): string {
  return `--require "${`${shims}/preload.cjs`.replace(/[\\"]/g, '\\$&')}"`;
}
