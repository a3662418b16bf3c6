/** Regular expressions that differ from a given one by one usual slip. Text in, texts out. */

export interface PatternVariant {
  readonly text: string;
  readonly fit: number;
}

const most = 18;

export function patternVariants(pattern: string): PatternVariant[] {
  const found = new Map<string, number>();
  const add = (text: string, fit: number): void => {
    if (text !== pattern && text !== '' && (found.get(text) ?? 0) < fit) found.set(text, fit);
  };
  const at = (start: number, length: number, text: string, fit: number): void =>
    add(pattern.slice(0, start) + text + pattern.slice(start + length), fit);

  for (const { index, text, inClass } of pieces(pattern)) {
    const after = index + text.length;
    const next = pattern[after] ?? '';
    if (inClass) continue;
    if (text === '+') {
      at(index, 1, '*', 1.2);
      if (next !== '?') at(index, 1, '+?', 0.8);
      at(index, 1, '', 0.5);
    } else if (text === '*') {
      at(index, 1, '+', 1.2);
      if (next !== '?') at(index, 1, '*?', 0.9);
    } else if (text === '?') {
      at(index, 1, '', 0.8);
      at(index, 1, '*', 0.3);
    } else if (text === '^' || text === '$') at(index, 1, '', 0.7);
    else if (text === '.') at(index, 1, '\\.', 1);
    else if (text === '\\.') at(index, 2, '.', 0.4);
    else if (text === '\\d') at(index, 2, '\\w', 0.5);
    else if (text === '\\w') {
      at(index, 2, '\\d', 0.4);
      at(index, 2, '[A-Za-z]', 0.3);
    } else if (text === '\\s') at(index, 2, '\\S', 0.4);
    const quantified = /^[+*?{]/.test(next);
    if (!quantified && /^(\\[dwsDWS]|\]|\)|\.)$/.test(text)) {
      at(after, 0, '+', text === ')' ? 0.3 : 0.8);
      at(after, 0, '*', 0.4);
      at(after, 0, '?', 0.5);
    }
  }
  for (const range of pattern.matchAll(/a-z|A-Z|0-9/g)) {
    if (range[0] === 'a-z' && !pattern.includes('A-Z')) at(range.index, 3, 'a-zA-Z', 0.8);
    if (range[0] === 'A-Z' && !pattern.includes('a-z')) at(range.index, 3, 'A-Za-z', 0.6);
    if (range[0] === '0-9') at(range.index, 3, '1-9', 0.2);
    else if (!pattern.includes('0-9')) at(range.index + 3, 0, '0-9', 0.6);
  }
  for (const count of pattern.matchAll(/\{(\d+)(,?)(\d*)\}/g)) {
    const [whole, low = '0', comma = '', high = ''] = count;
    at(count.index, whole.length, comma === '' ? `{${low},}` : `{${low}}`, 0.6);
    for (const by of [-1, 1]) {
      if (high !== '') at(count.index, whole.length, `{${low},${Number(high) + by}}`, 0.6);
      if (Number(low) + by >= 0) at(count.index, whole.length, `{${Number(low) + by}${comma}${high}}`, 0.5);
    }
  }
  if (!pattern.startsWith('^')) add(`^${pattern}`, 0.7);
  if (!pattern.endsWith('$')) add(`${pattern}$`, 0.8);
  if (!pattern.startsWith('^') && !pattern.endsWith('$')) add(`^${pattern}$`, 0.6);
  for (const open of pattern.matchAll(/\[(\^?)/g)) {
    if (pattern[open.index - 1] === '\\') continue;
    at(open.index, open[0].length, open[1] === '^' ? '[' : '[^', 0.5);
  }
  // One more character that counts as part of a word.
  for (const close of pattern.matchAll(/(\w|\\[dws])\](?=[+*{]?)/g)) {
    const inside = pattern.slice(pattern.lastIndexOf('[', close.index), close.index + close[0].length);
    for (const [more, fit] of [
      ['_', 0.65],
      ['-', 0.62],
      ['.', 0.3],
      [' ', 0.3],
    ] as const)
      if (!inside.includes(more)) at(close.index + close[0].length - 1, 0, more, fit);
  }
  // The ends hold for every way, not for the outer ones alone.
  const ways = /^(\^?)([^()[\]]+\|[^()[\]]+?)(\$?)$/.exec(pattern);
  if (ways && (ways[1] || ways[3])) add(`${ways[1] ?? ''}(${ways[2] ?? ''})${ways[3] ?? ''}`, 1.2);
  return [...found]
    .map(([text, fit]) => ({ text, fit }))
    .sort((a, b) => b.fit - a.fit)
    .slice(0, most);
}

function* pieces(pattern: string): Generator<{ index: number; text: string; inClass: boolean }> {
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const text = pattern[index] === '\\' ? pattern.slice(index, index + 2) : (pattern[index] ?? '');
    if (text === ']') inClass = false;
    const opensGroup = text === '?' && pattern[index - 1] === '(' && pattern[index - 2] !== '\\';
    const lazy = text === '?' && /[+*?}]/.test(pattern[index - 1] ?? '') && pattern[index - 2] !== '\\';
    if (!opensGroup && !lazy) yield { index, text, inClass };
    if (text === '[') inClass = true;
    index += text.length - 1;
  }
}
