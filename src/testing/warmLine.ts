/**
 * Whether a planned line is one that a process which is there already can run: a single command, or for Node
 * a few in a row, with nothing that a shell would have to put in.
 */
import { parseShellLine, type ShellWord, type SimpleCommand } from './shellLine.ts';

/** `PYTHON -m pytest …`, or our unittest program: run in a fork of a warm Python. */
export interface WarmLine {
  /** The program as written, quotes and all: a word of a shell line. */
  readonly python: string;
  readonly module: string;
  readonly args: readonly string[];
}

export function warmLine(line: string): WarmLine | undefined {
  const words = plainWords(line);
  const [python, option, module, ...args] = words?.map((word) => word.value) ?? [];
  if (python === undefined || !/(?:^|\/)python[\d.]*$/.test(python) || option !== '-m') return undefined;
  if (module !== 'pytest' && module !== 'touchstone_unittest') return undefined;
  return { python: words![0]!.raw, module, args };
}

/** `vitest …` or `jest …`: run by one that is loaded already. */
export interface WarmToolLine {
  readonly tool: 'vitest' | 'jest';
  readonly args: readonly string[];
}

export function warmToolLine(line: string): WarmToolLine | undefined {
  const [program, ...args] = plainWords(line)?.map((word) => word.value) ?? [];
  const tool = /(?:^|\/)(vitest|jest)$/.exec(program ?? '')?.[1];
  if (tool !== 'vitest' && tool !== 'jest') return undefined;
  if (tool === 'vitest' && /^(?:related|list|bench|init)$/.test(args[0] ?? '')) return undefined;
  return { tool, args };
}

/**
 * `node …` or `mocha …`, or a few of them one after the other: programs with what is passed to each, run by a Node
 * that was started before.
 */
export function earlyLine(line: string): readonly (readonly string[])[] | undefined {
  const commands = parseShellLine(line) ?? [];
  const found = commands.map((command) => wordsOf(command)?.map((word) => word.value));
  const inARow = commands.slice(0, -1).every(({ join }) => join === ';') && commands.at(-1)?.join === '';
  const programs = found.filter(
    (words): words is string[] => words !== undefined && /(?:^|\/)_?(?:node|mocha)$/.test(words[0] ?? ''),
  );
  return inARow && programs.length === commands.length ? programs : undefined;
}

type PlainWord = ShellWord & { readonly value: string };

function plainWords(line: string): PlainWord[] | undefined {
  const commands = parseShellLine(line);
  const [command] = commands ?? [];
  return command && commands?.length === 1 && command.join === '' ? wordsOf(command) : undefined;
}

function wordsOf(command: SimpleCommand): PlainWord[] | undefined {
  if (command.assignments.length > 0) return undefined;
  const known = command.words.filter((word): word is PlainWord => word.value !== undefined);
  return known.length === command.words.length ? known : undefined;
}
