/** The words of a name: `maxRowCount`, `max_row_count` and `MAX_ROW_COUNT` are all max, row, count. */
export function subtokens(name: string): string[] {
  const words: string[] = [];
  let start = -1;
  let before = other;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code > 127) return anySubtokens(name);
    const kind = kindOf(code);
    const begins =
      start === -1 ||
      (kind === upper && (before !== upper || kindOf(name.charCodeAt(at + 1)) === lower)) ||
      (kind === digit && before !== digit);
    if (kind === other || begins) {
      if (start !== -1) words.push(name.slice(start, at).toLowerCase());
      start = kind === other ? -1 : at;
    }
    before = kind;
  }
  if (start !== -1) words.push(name.slice(start).toLowerCase());
  return words;
}

/** The same for letters of every script. */
function anySubtokens(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])([0-9])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const [other, lower, upper, digit] = [0, 1, 2, 3];

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return lower;
  if (code >= 65 && code <= 90) return upper;
  return code >= 48 && code <= 57 ? digit : other;
}

// Names that people take for each other because they play the same part.
const roleSets: readonly (readonly string[])[] = [
  ['left', 'right'],
  ['l', 'r'],
  ['lo', 'hi'],
  ['low', 'high', 'mid'],
  ['start', 'end', 'stop'],
  ['begin', 'end', 'finish'],
  ['first', 'last', 'second'],
  ['min', 'max'],
  ['minimum', 'maximum'],
  ['lower', 'upper'],
  ['row', 'col', 'column'],
  ['rows', 'cols', 'columns'],
  ['r', 'c'],
  ['width', 'height', 'depth'],
  ['w', 'h'],
  ['x', 'y', 'z'],
  ['i', 'j', 'k'],
  ['a', 'b', 'c'],
  ['n', 'm'],
  ['u', 'v', 'w'],
  ['p', 'q'],
  ['key', 'value', 'val', 'item'],
  ['k', 'v'],
  ['keys', 'values', 'items', 'entries'],
  ['prev', 'next', 'curr', 'current', 'cur'],
  ['previous', 'next', 'current'],
  ['head', 'tail'],
  ['parent', 'child', 'node'],
  ['src', 'dst', 'dest'],
  ['source', 'target', 'destination'],
  ['from', 'to'],
  ['old', 'new'],
  ['before', 'after'],
  ['in', 'out'],
  ['input', 'output', 'result'],
  ['top', 'bottom'],
  ['north', 'south', 'east', 'west'],
  ['index', 'count', 'length', 'size'],
  ['add', 'remove', 'delete'],
  ['push', 'pop'],
  ['open', 'close'],
  ['read', 'write'],
  ['get', 'set'],
  ['total', 'count', 'sum'],
  ['name', 'id', 'key'],
  ['price', 'quantity', 'amount', 'cost'],
  ['true', 'false'],
  ['actual', 'expected'],
  ['self', 'other'],
  ['this', 'other', 'that'],
  ['outer', 'inner'],
  ['year', 'month', 'day'],
  ['hour', 'minute', 'second'],
  ['hours', 'minutes', 'seconds'],
  ['request', 'response'],
];

const roles = new Map<string, Set<string>>();
for (const set of roleSets) {
  for (const word of set) {
    const known = roles.get(word) ?? new Set<string>();
    for (const other of set) if (other !== word) known.add(other);
    roles.set(word, known);
  }
}

/** Whether two words are counterparts: left and right, row and column, i and j. */
export const areCounterparts = (a: string, b: string): boolean => roles.get(a)?.has(b) === true;

/** The counterparts of a name that is one word. */
export const counterpartsOf = (name: string): string[] => [...(roles.get(name) ?? [])];

/** Names of which something is kept; then it begins anew. */
const mostCompared = 2_000;

const split = new Map<string, readonly string[]>();

/** The words of a name that is asked about again and again. */
function wordsOf(name: string): readonly string[] {
  let known = split.get(name);
  if (!known) {
    if (split.size >= mostCompared) split.clear();
    split.set(name, (known = subtokens(name)));
  }
  return known;
}

/** Whether two names differ in one word only, and there in counterparts: `leftEdge` and `rightEdge`. */
export function areTwins(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length !== right.length) return false;
  let differing = 0;
  for (const [at, word] of left.entries()) {
    const other = right[at] ?? '';
    if (word !== other && (++differing > 1 || !areCounterparts(word, other))) return false;
  }
  return differing === 1;
}

const compared = new Map<string, Map<string, number>>();

/**
 * How easily one name is taken for another, 0 to 1: shared words, counterparts in the same place,
 * few letters of difference. The names of a file are compared again for each of its lines.
 */
export function nameSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  let known = compared.get(a);
  if (!known) {
    if (compared.size >= mostCompared) compared.clear();
    compared.set(a, (known = new Map<string, number>()));
  }
  let alike = known.get(b);
  if (alike === undefined) {
    if (known.size >= mostCompared) known.clear();
    known.set(b, (alike = similarity(a, b)));
  }
  return alike;
}

function similarity(a: string, b: string): number {
  const left = wordsOf(a);
  const right = wordsOf(b);
  if (left.length === right.length) {
    const same = left.filter((word, at) => word === right[at]).length;
    const paired = left.filter((word, at) => word !== right[at] && areCounterparts(word, right[at] ?? '')).length;
    if (paired > 0 && same + paired === left.length) return 0.95;
  }
  const shared = left.filter((word) => right.includes(word)).length;
  const overlap = left.length + right.length === 0 ? 0 : (2 * shared) / (left.length + right.length);
  const longest = Math.max(a.length, b.length);
  // The letters can not say more than the lengths allow.
  const byWords = overlap * 0.85;
  if (longest > 2 && (1 - Math.abs(a.length - b.length) / longest) * 0.8 <= byWords) return byWords;
  const letters =
    longest <= 2 ? (longest === 1 ? 0.4 : 0.3) : 1 - editDistance(a.toLowerCase(), b.toLowerCase()) / longest;
  return Math.max(byWords, letters * 0.8);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
