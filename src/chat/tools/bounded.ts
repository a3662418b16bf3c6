/** Text that is cut to a length, with a note that says so: what is first and what is last in it tells the most. */

/** @param most in UTF-16 units, the note not counted. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = wholeCharacters(text.slice(0, Math.ceil((most * 2) / 3)), 'end');
  const tail = wholeCharacters(text.slice(text.length - Math.floor(most / 3)), 'start');
  const left = text.length - head.length - tail.length;
  return `${head}\n[… ${left} characters are left out here: ask for less at once …]\n${tail}`;
}

/** One line for a person. */
export function oneLine(text: string, most = 160): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= most ? line : `${wholeCharacters(line.slice(0, most - 1), 'end').trimEnd()}…`;
}

/** Half of a pair of surrogates is no character. */
const wholeCharacters = (text: string, side: 'start' | 'end'): string =>
  side === 'end' ? text.replace(/[\uD800-\uDBFF]$/, '') : text.replace(/^[\uDC00-\uDFFF]/, '');
