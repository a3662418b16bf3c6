/**
 * A text as its lines, each with the line break that ends it; only the last may have none.
 * Joining them gives the text back, whatever breaks it mixes. As in git, only `\n` ends a line.
 */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The line without its line break. */
export function withoutBreak(line: string): string {
  if (!line.endsWith('\n')) return line;
  return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
}

const byteOrderMark = '\uFEFF';

/**
 * The text as an editor holds it: no byte order mark, every line break (`\r\n`, `\n`, lone `\r`) one `\n`.
 * Two texts that an editor cannot tell apart become equal.
 */
export function editorText(text: string): string {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return body.replace(/\r\n?/g, '\n');
}
