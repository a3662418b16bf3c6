/**
 * From the command that a person approved to the line that is run: the same programs with the same
 * arguments, started without the package manager (npm alone costs 300 ms), telling results to our shims.
 * What is not a test is left out: linters, which would judge a patch's style, and coverage wrappers,
 * which would count what our own counting disturbs.
 */
import { parseShellLine, shellWord, type ShellWord, type SimpleCommand } from './shellLine.ts';

export type Scripts = Readonly<Record<string, string>>;

/**
 * The commands that a line comes down to once package scripts are followed; undefined when the line is
 * more than simple commands in a row.
 */
export function expandLine(line: string, scripts: Scripts, depth = 0): SimpleCommand[] | undefined {
  const commands = parseShellLine(line);
  return commands?.flatMap((command): SimpleCommand[] => {
    const called = scriptCall(command);
    if (!called || depth > 5 || scripts[called.name] === undefined) return [command];
    const lines = [scripts[`pre${called.name}`], scripts[called.name], scripts[`post${called.name}`]];
    const parts = lines.map((each) => (each === undefined ? [] : expandLine(each, scripts, depth + 1)));
    if (parts.some((part) => part === undefined)) return [command];
    const main = parts[1]!;
    const last = main.at(-1);
    if (!last) return [command];
    parts[1] = [...main.slice(0, -1), { ...last, words: [...last.words, ...called.args] }];
    const all = parts.flatMap((part) => joinedBy('&&', part!));
    return all.map((each, index) => ({
      ...each,
      assignments: [...command.assignments, ...each.assignments],
      join: index === all.length - 1 ? command.join : each.join,
    }));
  });
}

/** `npm test`, `npm run x -- args`, `pnpm x`, `yarn x`: the script's name and what is passed on to it. */
function scriptCall({ words }: SimpleCommand): { name: string; args: ShellWord[] } | undefined {
  const [program, ...rest] = words;
  if (!program?.value || !/^(?:npm|pnpm|yarn)$/.test(program.value)) return undefined;
  let at = 0;
  while (/^(?:-s|--silent)$/.test(rest[at]?.value ?? '')) at++;
  if (/^(?:run|run-script)$/.test(rest[at]?.value ?? '')) at++;
  while (/^(?:-s|--silent)$/.test(rest[at]?.value ?? '')) at++;
  let name = rest[at]?.value;
  if (program.value === 'npm' && (name === 't' || name === 'tst')) name = 'test';
  if (name === undefined || name.startsWith('-')) return undefined;
  const given = rest.slice(at + 1);
  if (program.value !== 'npm') return { name, args: given.filter((word, index) => index > 0 || word.raw !== '--') };
  // Of what comes before `--`, npm keeps the flags for itself.
  const dashes = given.findIndex((word) => word.raw === '--');
  const own = dashes < 0 ? given : given.slice(0, dashes);
  if (own.some((word) => !/^(?:-s|--silent)$/.test(word.raw))) return undefined;
  return { name, args: dashes < 0 ? [] : given.slice(dashes + 1) };
}

function joinedBy(join: string, commands: readonly SimpleCommand[]): SimpleCommand[] {
  return commands.map((command, index) => (index === commands.length - 1 ? { ...command, join } : command));
}

/** Without linters that stand in a row of `&&`, and without what only wraps the program to measure coverage. */
export function testsOnly(commands: readonly SimpleCommand[]): SimpleCommand[] {
  const kept = commands.filter((command, index) => {
    const row = command.join === '' || command.join === '&&' || command.join === ';';
    const before = commands[index - 1]?.join ?? '&&';
    return !(row && (before === '&&' || before === ';') && isLinter(command));
  });
  const result = (kept.length > 0 ? kept : commands).map(withoutCoverageWrapper);
  return result.map((command, index) => (index === result.length - 1 ? { ...command, join: '' } : command));
}

function isLinter({ words }: SimpleCommand): boolean {
  const [program, first] = programWords(words).map((word) => word.value);
  return (
    /^(?:eslint|standard|semistandard|ts-standard|xo|prettier|tslint|jshint|publint|knip|depcheck|oxlint)$/.test(
      program ?? '',
    ) ||
    (program === 'biome' && first !== undefined) ||
    (program === 'tsc' && words.some((word) => word.raw === '--noEmit'))
  );
}

function withoutCoverageWrapper(command: SimpleCommand): SimpleCommand {
  const words = programWords(command.words);
  if (!/^(?:c8|nyc)$/.test(words[0]?.value ?? '')) return command;
  const inner = words.findIndex(
    (word, index) => index > 0 && /^(?:node|tsx|ts-node|mocha|_mocha|vitest|jest|npx)$/.test(word.value ?? ''),
  );
  return inner < 0 ? command : { ...command, words: words.slice(inner) };
}

/** Without `npx`, `cross-env NAME=value`, `dotenv -- ` and the like in front. */
export function programWords(words: readonly ShellWord[]): readonly ShellWord[] {
  let at = 0;
  for (;;) {
    const program = words[at]?.value;
    if (program === 'npx' || program === 'pnpx') {
      at++;
      while (/^(?:--yes|-y|--no-install|--no|--)$/.test(words[at]?.raw ?? '')) at++;
    } else if (program === 'cross-env' || program === 'env') {
      at++;
      while (/^[A-Za-z_]\w*=/.test(words[at]?.raw ?? '')) at++;
    } else if (program === 'dotenv' && words.some((word, index) => index > at && word.raw === '--')) {
      at = words.findIndex((word, index) => index > at && word.raw === '--') + 1;
    } else if (isLauncher(program) && words[at + 1]?.value === 'exec') {
      at += words[at + 2]?.raw === '--' ? 3 : 2;
    } else if (isLauncher(program) && isLocalTool(words[at + 1]?.value)) at++;
    else return words.slice(at);
  }
}

const isLauncher = (program: string | undefined): boolean => /^(?:npm|pnpm|yarn)$/.test(program ?? '');
const isLocalTool = (program: string | undefined): boolean => /^(?:mocha|vitest|jest)$/.test(program ?? '');

/**
 * Starts test tools of the project's own dependencies without `npx` and its like, which cost half a second
 * to find them where PATH finds them too.
 */
export function withoutLauncher(command: SimpleCommand): SimpleCommand {
  const words = programWords(command.words);
  const before = command.words.slice(0, command.words.length - words.length);
  const launched = before.every((word) =>
    /^(?:npx|pnpx|npm|pnpm|yarn|exec|--yes|-y|--no-install|--no|--)$/.test(word.raw),
  );
  return launched && isLocalTool(words[0]?.value) ? { ...command, words } : command;
}

/** Adds to every `NODE_OPTIONS=…` in the line what would otherwise be lost by it. */
export function keepNodeOptions(commands: readonly SimpleCommand[], ours: string): SimpleCommand[] {
  const keep = (word: ShellWord): ShellWord => {
    const value = word.value ?? '';
    return value.startsWith('NODE_OPTIONS=') ? assignment(`${value} ${ours}`) : word;
  };
  return commands.map((command) => ({
    ...command,
    assignments: command.assignments.map(keep),
    words: command.words.map(keep),
  }));
}

function assignment(text: string): ShellWord {
  const equals = text.indexOf('=') + 1;
  return { raw: text.slice(0, equals) + shellWord(text.slice(equals)).raw, value: text };
}

/** Replaces `-m unittest` by a module of ours that takes the same arguments. */
export function withUnittestModule(commands: readonly SimpleCommand[], module: string): SimpleCommand[] {
  return commands.map((command) => ({
    ...command,
    words: command.words.map((word, index) =>
      word.value === 'unittest' && command.words[index - 1]?.value === '-m' ? shellWord(module) : word,
    ),
  }));
}
