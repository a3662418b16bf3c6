/** Text of the workspace inside an answer's Markdown: as it is, and never as Markdown of its own. */

export const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>#|~!&$]/g, (char) => `\\${char}`).replace(/[\r\n]+/g, ' ');

/** With as many back-quotes around it as it takes. */
export function codeSpan(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const blank = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return line === '' ? '' : `${ticks}${blank}${line}${blank}${ticks}`;
}

export function fenced(path: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const language = /\.([A-Za-z0-9+]{1,12})$/.exec(path)?.[1] ?? '';
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A sentence of ours that has names in back-quotes: what stands between them is escaped, the names are code. */
export const sentence = (text: string): string =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escaped(part)))
    .join('');

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
