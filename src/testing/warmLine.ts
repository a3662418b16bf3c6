/**
 * Whether a planned line is one that a warm Python can run in a fork of itself: a single
 * `PYTHON -m pytest …` or our unittest program, with nothing that a shell would have to put in.
 */
import { parseShellLine } from './shellLine.ts';

export interface WarmLine {
  /** The program as written, quotes and all: a word of a shell line. */
  readonly python: string;
  readonly module: string;
  readonly args: readonly string[];
}

export function warmLine(line: string): WarmLine | undefined {
  const commands = parseShellLine(line);
  const [command] = commands ?? [];
  if (!command || commands?.length !== 1 || command.join !== '' || command.assignments.length > 0) return undefined;
  const [python, option, module, ...args] = command.words.map((word) => word.value);
  if (python === undefined || !/(?:^|\/)python[\d.]*$/.test(python) || option !== '-m') return undefined;
  if (module !== 'pytest' && module !== 'touchstone_unittest') return undefined;
  const known = args.filter((arg) => arg !== undefined);
  if (known.length !== args.length) return undefined;
  return { python: command.words[0]!.raw, module, args: known };
}
