/**
 * What is run for a request: the line, and the environment that lets our shims tell what happens. The
 * shims come in by the environment, so they reach test programs however deep a script starts them;
 * the line changes only where there is no other way.
 */
import { cargoCommands, cargoEnvironment } from './cargoPlan.ts';
import { goCommands, goEnvironment } from './goPlan.ts';
import { isGradle, withGradleOptions } from './gradleLine.ts';
import { javaTestsOf } from './javaNames.ts';
import { isMaven, withMavenOptions } from './mavenLine.ts';
import { isNodeTest, withNodeReporter } from './nodeTestLine.ts';
import type { PlanContext } from './planContext.ts';
import {
  expandLine,
  keepNodeOptions,
  programWords,
  testsOnly,
  withoutLauncher,
  withUnittestModule,
} from './runLine.ts';
import { writeShellLine, type SimpleCommand } from './shellLine.ts';
import type { Framework, RunRequest } from './testCommand.ts';

export interface RunPlan {
  readonly line: string;
  readonly environment: Readonly<Record<string, string>>;
}

export function planRun(request: RunRequest, context: PlanContext): RunPlan {
  return { line: lineOf(request, context), environment: environmentOf(request, context) };
}

function lineOf(request: RunRequest, context: PlanContext): string {
  const { command, only } = request;
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
    case 'vitest':
    case 'jest':
      commands = commands.map(withoutLauncher);
      break;
    case 'pytest':
      break;
    case 'maven':
      commands = commands.map((each) =>
        isMaven(each) ? withMavenOptions(each, only && javaTestsOf(only), context.mavenSettings) : each,
      );
      break;
    case 'gradle':
      commands = commands.map((each) => (isGradle(each) ? withGradleOptions(each, only && javaTestsOf(only)) : each));
      break;
    case 'go test':
      commands = goCommands(commands, request);
      break;
    case 'cargo test':
      commands = cargoCommands(commands, request, context);
      break;
  }
  return writeShellLine(allTests(commands));
}

/** Of several test programs in a row, a failure in one must not keep the next from being heard. */
function allTests(commands: readonly SimpleCommand[]): SimpleCommand[] {
  const isTest = (command: SimpleCommand | undefined): boolean =>
    command !== undefined &&
    (isNodeTest(command) ||
      /(?:^|\/)_?(?:mocha|vitest|jest|pytest)$/.test(programWords(command.words)[0]?.value ?? ''));
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
    TOUCHSTONE_CACHE: context.compiled ?? context.folder,
    ...(coverage && { TOUCHSTONE_COVERAGE: '1' }),
    ...(context.chosen !== undefined && { TOUCHSTONE_ONLY: context.chosen }),
    ...(script && { npm_lifecycle_event: script }),
  };
  if (runsNode(command.framework)) {
    environment['NODE_OPTIONS'] = [given['NODE_OPTIONS'], nodeOptions(context)].filter((part) => part).join(' ');
    // Code that comes out of the cache is counted less precisely.
    if (context.compiled !== undefined && !coverage) environment['NODE_COMPILE_CACHE'] ??= context.compiled;
  }
  if (runsPython(command.framework)) {
    environment['PYTHONPATH'] = joined(context.shims, ...context.importRoots, given['PYTHONPATH']);
    environment['PYTHONDONTWRITEBYTECODE'] = '1';
    environment['PYTHONHASHSEED'] = '0';
    // The cache would be written into the tree; its options must still be known, so the plug-in stays.
    const options = `-p touchstone_pytest -o "cache_dir=${context.folder}/cache"`;
    environment['PYTEST_ADDOPTS'] = [given['PYTEST_ADDOPTS'], options].filter((part) => part).join(' ');
  }
  if (command.framework === 'cargo test') Object.assign(environment, cargoEnvironment(context));
  if (command.framework === 'go test') Object.assign(environment, goEnvironment(context));
  return environment;
}

/** A command that nobody understands may start anything. */
const runsNode = (framework: Framework): boolean =>
  ['node:test', 'mocha', 'vitest', 'jest', 'custom'].includes(framework);
const runsPython = (framework: Framework): boolean => ['pytest', 'unittest', 'custom'].includes(framework);

function nodeOptions({ shims }: PlanContext): string {
  return `--require "${`${shims}/preload.cjs`.replace(/[\\"]/g, '\\$&')}"`;
}
