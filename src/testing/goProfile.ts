/** The lines that a profile of `go test -coverprofile` counts as run. */
import { executedLines } from './executedLines.ts';

/**
 * By file as the profile names it: the package's path and the file's name.
 * @param readText the text of such a file, undefined when it is none of the tree
 */
export function profileLines(
  profile: string,
  readText: (file: string) => string | undefined,
): Map<string, ReadonlySet<number>> {
  const blocks = new Map<string, [line: number, column: number, endLine: number, endColumn: number][]>();
  for (const line of profile.split('\n')) {
    const match = /^(.+\.go):(\d+)\.(\d+),(\d+)\.(\d+) \d+ (\d+)$/.exec(line);
    if (!match || match[6] === '0') continue;
    const block = match.slice(2, 6).map(Number) as [number, number, number, number];
    const known = blocks.get(match[1]!);
    if (known) known.push(block);
    else blocks.set(match[1]!, [block]);
  }
  const found = new Map<string, ReadonlySet<number>>();
  for (const [file, of] of blocks) {
    const text = readText(file);
    if (text === undefined) continue;
    const offsetOf = offsets(text);
    const ranges = of.map(([a, b, c, d]) => [offsetOf(a, b), offsetOf(c, d)] as const).sort((a, b) => a[0] - b[0]);
    found.set(file, executedLines(text, ranges.flat()));
  }
  return found;
}

/** Go counts columns in bytes, from 1. */
function offsets(text: string): (line: number, column: number) => number {
  const lines = text.split('\n');
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return (line, column) => {
    const own = lines[line - 1] ?? '';
    return (starts[line - 1] ?? text.length) + unitsOf(own, column - 1);
  };
}

/** How many UTF-16 units the first bytes of a line are. */
function unitsOf(line: string, bytes: number): number {
  let units = 0;
  let seen = 0;
  for (const character of line) {
    if (seen >= bytes) break;
    const code = character.codePointAt(0)!;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units;
}
