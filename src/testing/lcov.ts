/** The lines that a tracefile in the format of LCOV counts as run, by file as it names them. */
export function lcovLines(text: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const record of text.split('\n')) {
    if (record.startsWith('SF:')) {
      const file = record.slice(3).trim();
      lines = found.get(file) ?? new Set();
      found.set(file, lines);
      continue;
    }
    const match = /^DA:(\d+),(\d+)/.exec(record);
    if (match && match[2] !== '0') lines.add(Number(match[1]));
  }
  return found;
}
