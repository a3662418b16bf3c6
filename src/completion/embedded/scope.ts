/**
 * The names that are in scope at the end of a token stream: parameters and locals of what encloses it. Code that is
 * being written does not parse, and there is no time to: indentation says what encloses what.
 */
import { parametersIn, type ParameterStyle, type Words } from './declarations.ts';
import { fileStart } from './vocabulary.ts';

export interface NameInScope {
  readonly token: number;
  readonly kind: 'local' | 'parameter' | 'top';
  /** Where it is declared. */
  readonly position: number;
}

export interface Scope {
  /** The nearest first, each once. */
  readonly names: readonly NameInScope[];
  /** The type whose member the cursor is in. */
  readonly type: number | undefined;
}

/** Farther away there is hardly anything new. */
const mostTokens = 6000;

export function scopeAtEnd(
  tokens: ArrayLike<number>,
  blanks: ArrayLike<number>,
  words: Words,
  style: ParameterStyle,
): Scope {
  const found = new Map<number, NameInScope>();
  let type: number | undefined;
  const add = (token: number, kind: NameInScope['kind'], position: number): void => {
    if (!found.has(token) && words.classOf(token) === 'name') found.set(token, { token, kind, position });
  };
  let limit = Infinity;
  const least = Math.max(0, tokens.length - mostTokens);
  let end = tokens.length;
  while (end > least) {
    let start = end;
    while (start > least && tokens[start - 1] !== words.lineEnd && tokens[start - 1] !== fileStart) start--;
    const isTop = start === 0 || tokens[start - 1] === fileStart;
    if (start < end && !words.passedOver.has(tokens[start]!)) {
      const indent = blanks[start]!;
      const isOwn = end === tokens.length;
      const opensBlock = tokens[end - 1] === words.brace || tokens[end - 1] === words.colon;
      const encloses = indent < limit && (limit !== Infinity || opensBlock);
      if (isOwn) declaredWithin(tokens, start, end, words, style, add);
      else if (indent <= limit && !(words.closers.has(tokens[start]!) && !opensBlock)) {
        declaredOn(tokens, start, end, words, indent === 0 ? 'top' : 'local', add);
        if (encloses) {
          declaredByHeader(tokens, start, end, words, style, add);
          type ??= typeOn(tokens, start, end, words);
        }
      }
      limit = Math.min(limit, indent);
    }
    if (isTop) break;
    end = start - 1;
  }
  return { names: [...found.values()], type };
}

type Add = (token: number, kind: NameInScope['kind'], position: number) => void;

/** What a line declares for the lines after it. */
function declaredOn(
  tokens: ArrayLike<number>,
  start: number,
  end: number,
  words: Words,
  kind: 'top' | 'local',
  add: Add,
): void {
  let at = start;
  while (at < end && words.modifiers.has(tokens[at]!)) at++;
  const head = tokens[at]!;
  if (words.types.has(head) || words.functions.has(head)) return add(tokens[at + 1] ?? head, 'top', at + 1);
  if (head === words.import || head === words.from) return;
  // `a = …`, `a, b := …`, `Type a = …`
  for (let i = at; i < Math.min(end, at + 12); i++) {
    if (words.openers.has(tokens[i]!) && tokens[i] !== words.less) break;
    if (tokens[i] !== words.assign && tokens[i] !== words.define && tokens[i] !== words.colon) continue;
    for (let back = i - 1; back >= at; back -= 2) {
      if (tokens[back - 1] === words.dot) break;
      add(tokens[back]!, kind, back);
      if (tokens[back - 1] !== words.comma) break;
    }
    break;
  }
  for (let i = at; i < end; i++) {
    if (words.variables.has(tokens[i]!)) variables(tokens, i + 1, end, words, kind, add);
    else if (tokens[i] === words.as || tokens[i] === words.for) {
      for (let next = i + 1; next < end && words.classOf(tokens[next]!) === 'name'; next += 2) {
        add(tokens[next]!, kind, next);
        if (tokens[next + 1] !== words.comma) break;
      }
    } else if (tokens[i] === words.define && i > at) add(tokens[i - 1]!, kind, i - 1);
  }
}

/** Behind `const` and its like: a name, or what is taken apart. */
function variables(
  tokens: ArrayLike<number>,
  start: number,
  end: number,
  words: Words,
  kind: 'top' | 'local',
  add: Add,
): void {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const token = tokens[at]!;
    if (token === words.assign || token === words.of || token === words.in || token === words.semicolon) return;
    if (depth === 0 && token === words.colon) return;
    if (words.openers.has(token)) depth++;
    else if (words.enders.has(token)) depth--;
    else if (words.classOf(token) === 'name' && tokens[at + 1] !== words.colon) add(token, kind, at);
    else if (depth === 0 && words.classOf(token) === 'name') add(token, kind, at);
  }
}

/** What the line at the cursor has declared for itself: the parameters of a function without a name. */
function declaredWithin(
  tokens: ArrayLike<number>,
  start: number,
  end: number,
  words: Words,
  style: ParameterStyle,
  add: Add,
): void {
  for (let at = end - 1; at > start; at--)
    if (tokens[at] === words.arrow) declaredByHeader(tokens, start, at + 1, words, style, add);
}

/** What a line declares for the block that it opens: parameters, and what a loop goes through. */
function declaredByHeader(
  tokens: ArrayLike<number>,
  start: number,
  end: number,
  words: Words,
  style: ParameterStyle,
  add: Add,
): void {
  for (let at = end - 1; at > start; at--)
    if (tokens[at] === words.arrow && words.classOf(tokens[at - 1]!) === 'name')
      add(tokens[at - 1]!, 'parameter', at - 1);
  let close = end - 1;
  while (close >= start && tokens[close] !== words.close) close--;
  if (close < start) return;
  let depth = 0;
  let open = close;
  // The parameters may stand on lines of their own.
  for (const least = Math.max(0, close - longestHeader); open >= least; open--) {
    if (tokens[open] === fileStart) return;
    if (tokens[open] === words.close) depth++;
    else if (tokens[open] === words.open && --depth === 0) break;
  }
  const before = tokens[open - 1];
  if (depth !== 0 || before === undefined || words.notCalls.has(before)) return;
  const names = new Set(parametersIn(tokens, open, words, style));
  for (let at = close; at > open; at--) if (names.has(tokens[at]!)) add(tokens[at]!, 'parameter', at);
}

const longestHeader = 160;

function typeOn(tokens: ArrayLike<number>, start: number, end: number, words: Words): number | undefined {
  let at = start;
  while (at < end && words.modifiers.has(tokens[at]!)) at++;
  if (!words.types.has(tokens[at]!)) return undefined;
  let nameAt = at + 1;
  if (tokens[at] === words.impl) for (let i = at; i < end; i++) if (tokens[i] === words.for) nameAt = i + 1;
  const name = tokens[nameAt];
  return name !== undefined && words.classOf(name) === 'name' ? name : undefined;
}
