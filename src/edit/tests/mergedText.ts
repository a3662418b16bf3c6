/** Small questions about code that is put into other code. */

export const usesName = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text);

/** The lines with this before them in place of what they all begin with. */
export function withMargin(code: string, margin: string): string {
  const lines = code.split('\n');
  const own = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length));
  return lines.map((line) => (line.trim() === '' ? '' : margin + line.slice(own))).join('\n');
}
