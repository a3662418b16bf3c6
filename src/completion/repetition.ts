import type { Site } from './site.ts';

/**
 * Finds where a stream has begun to go round in circles: the same lines again and again, lines of one
 * shape that only count up, or one stretch of tokens repeated within a line. After the idea of RPG
 * (repetition penalty by grammar), done on the text since the model's own scores are out of reach.
 * A table that the user has begun is no circle.
 *
 * @returns how much to keep: up to the end of the first round.
 */
export function runaway(text: string, site: Site): number | undefined {
  return lineCircle(text, site) ?? tokenCircle(text);
}

const longestPeriod = 8;

function lineCircle(text: string, site: Site): number | undefined {
  const lines: { readonly text: string; readonly shape: string; readonly end: number }[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    const line = text.slice(start, end);
    // Blank lines and lone brackets are alike everywhere.
    if (/[\p{L}\p{N}"']/u.test(line)) lines.push({ text: line.trim(), shape: shapeOf(line), end });
    start = end + 1;
  }
  if (lines.length < 4) return undefined;
  const isInTable = standsInTable(site) || opensTable(text);
  for (let period = 1; period <= longestPeriod && period * 2 <= lines.length; period++) {
    // Word for word: the second round of a long one is one too many, of a short one the third.
    const rounds = period >= 3 ? 2 : 3;
    const same = firstRounds(lines, period, rounds, (a, b) => a.text === b.text);
    if (same !== undefined && !isInData(lines[same]?.text ?? '', isInTable)) return lines[same + period - 1]?.end;
    if (isInTable) continue;
    const counted = firstRounds(lines, period, period === 1 ? 6 : 4, countsUp);
    if (counted !== undefined && !isBegun(lines[counted]?.shape, site)) return lines[counted + period - 1]?.end;
  }
  return undefined;
}

/** Where `rounds` rounds of `period` lines begin that are alike. */
function firstRounds<Value>(
  lines: readonly Value[],
  period: number,
  rounds: number,
  alike: (a: Value, b: Value) => boolean,
): number | undefined {
  const needed = period * (rounds - 1);
  let run = 0;
  for (let at = period; at < lines.length; at++) {
    const here = lines[at];
    const before = lines[at - period];
    run = here !== undefined && before !== undefined && alike(here, before) ? run + 1 : 0;
    if (run >= needed) return at - run - period + 1;
  }
  return undefined;
}

/** Equal rows of numbers or short strings are data. */
function isInData(line: string, isInTable: boolean): boolean {
  return isInTable && /^[[({]?[\s\d.,xA-Fa-f'"|_+-]*[\])}]?,?$/.test(line);
}

function standsInTable({ state, prefix }: Site): boolean {
  const innermost = state.open.at(-1);
  if (innermost === undefined) return false;
  if (innermost.bracket === '[') return true;
  if (innermost.bracket !== '{') return false;
  const opener = prefix.slice(Math.max(0, prefix.lastIndexOf('\n', innermost.at)), innermost.at);
  return /[=:(,[]\s*$|\benum\b|\breturn\s*$/.test(opener);
}

function opensTable(text: string): boolean {
  return /^[^\n]*[[{(]\s*$/m.test(text.slice(0, 200)) && /[=:]\s*[[{(]\s*$|\benum\b/m.test(text.slice(0, 200));
}

/** Whether the user's own lines above have that shape: then more of them are what is wanted. */
function isBegun(shape: string | undefined, { prefix }: Site): boolean {
  const above = prefix
    .slice(-3000)
    .split('\n')
    .slice(-6)
    .filter((line) => shapeOf(line) === shape);
  return above.length >= 2;
}

/** Names become a, numbers 0, strings "; what is left is the line's form. */
function shapeOf(line: string): string {
  return line
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '"')
    .replace(/[\p{L}_$][\p{L}\p{N}_$]*/gu, 'a')
    .replace(/\d[\d_.]*/g, '0')
    .replace(/\s+/g, '');
}

/** Nothing but numbers changes, each by one or not at all: what comes next says nothing new. */
function countsUp(after: { readonly text: string }, before: { readonly text: string }): boolean {
  if (after.text.replace(/\d+/g, '0') !== before.text.replace(/\d+/g, '0')) return false;
  const steps = (after.text.match(/\d+/g) ?? []).map(
    (number, at) => Number(number) - Number((before.text.match(/\d+/g) ?? [])[at]),
  );
  return steps.length > 0 && steps.every((step) => step === 0 || step === 1) && steps.includes(1);
}

/** The last tokens over and over: `(period, tokens)` after which it is no accident. */
const tokenRuns: readonly (readonly [number, number])[] = [
  [1, 12],
  [4, 24],
  [10, 40],
  [20, 60],
];

function tokenCircle(text: string): number | undefined {
  const tokens = [...text.slice(-1200).matchAll(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu)];
  const offset = Math.max(0, text.length - 1200);
  for (const [longest, length] of tokenRuns) {
    if (tokens.length < length) return undefined;
    const last = tokens.slice(-length);
    for (let period = 1; period <= longest; period++) {
      const isRun = last.every((token, at) => at < period || token[0] === last[at - period]?.[0]);
      // Zeros and the like fill arrays; words do not.
      if (!isRun || !last.slice(0, period).some((token) => /\p{L}{2}/u.test(token[0]))) continue;
      const from = startOfRun(tokens, period);
      const end = tokens[Math.min(tokens.length - 1, from + period - 1)];
      return end === undefined ? undefined : offset + end.index + end[0].length;
    }
  }
  return undefined;
}

function startOfRun(tokens: readonly RegExpExecArray[], period: number): number {
  let at = tokens.length - 1;
  while (at >= period && tokens[at]?.[0] === tokens[at - period]?.[0]) at--;
  return Math.max(0, at - period + 1);
}
