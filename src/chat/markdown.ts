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

/** Words of a doc comment: what they have in back-quotes, or name in a link, is code, and all else is as it stands. */
export function commentText(text: string): string {
  let made = '';
  let at = 0;
  for (const { 0: whole, 2: quoted, 3: linked, index } of text.matchAll(codeInComment)) {
    made += escaped(text.slice(at, index)) + codeSpan((quoted ?? linked ?? '').trim());
    at = index + whole.length;
  }
  return made + escaped(text.slice(at));
}

const codeInComment = /(`{1,2})([^`]+)\1(?!`)|\{@link\w*\s+([^\s{}|]+)[^{}]*\}/g;

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
