/**
 * Whether a planned line is one that a process which is there already can run: a single command, with
 * nothing that a shell would have to put in.
 */
import { parseShellLine, type ShellWord } from './shellLine.ts';

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

/** `node …` or `mocha …`: a program and what is passed to it, run by a Node that was started before. */
export function earlyLine(line: string): readonly string[] | undefined {
  const words = plainWords(line)?.map((word) => word.value);
  return /(?:^|\/)_?(?:node|mocha)$/.test(words?.[0] ?? '') ? words : undefined;
}

type PlainWord = ShellWord & { readonly value: string };

function plainWords(line: string): PlainWord[] | undefined {
  const commands = parseShellLine(line);
  const [command] = commands ?? [];
  if (!command || commands?.length !== 1 || command.join !== '' || command.assignments.length > 0) return undefined;
  const known = command.words.filter((word): word is PlainWord => word.value !== undefined);
  return known.length === command.words.length ? known : undefined;
}
