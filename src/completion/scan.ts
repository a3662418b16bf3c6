import type { LanguageShape, StringForm } from './languageShape.ts';

/**
 * Reads code from left to right as far as a bracket needs it: what is a comment, what a string, and
 * which brackets are open. It takes any text, however broken, and can go on where it stopped, so that
 * text which is still being written is read the same way as the file.
 */
export interface ScanState {
  readonly inside: Inside;
  /** What is open, outermost first: a bracket, or the hole of a string. */
  readonly open: readonly Opened[];
}

export type Inside =
  | { readonly kind: 'code' }
  | { readonly kind: 'lineComment' }
  | { readonly kind: 'blockComment' }
  | { readonly kind: 'string'; readonly form: StringForm; readonly since: number };

export interface Opened {
  readonly bracket: '(' | '[' | '{' | 'hole';
  /** Where it stands in its text. */
  readonly at: number;
  /** The string that a hole goes back to. */
  readonly form?: StringForm;
}

const atStart: ScanState = { inside: { kind: 'code' }, open: [] };

export interface ScanRange {
  readonly from?: number;
  readonly to?: number;
  readonly start?: ScanState;
  /** Called at each closing bracket, before it is taken; `depth` is how many are open after it. Ends the scan with `true`. */
  readonly onClose?: (at: number, depth: number) => boolean;
}

const closers: Readonly<Record<string, Opened['bracket']>> = { ')': '(', ']': '[', '}': '{' };

export function scan(
  text: string,
  shape: LanguageShape,
  { from = 0, to = text.length, start = atStart, onClose }: ScanRange = {},
): ScanState {
  const open = [...start.open];
  let inside = start.inside;
  let at = from;
  const starts = firstLetters(shape);

  const close = (char: string): boolean => {
    const wanted = closers[char];
    let depth = open.length - 1;
    // Somebody who is still typing has left a bracket open further in.
    while (depth >= 0 && open[depth]?.bracket !== wanted && !(char === '}' && open[depth]?.bracket === 'hole')) depth--;
    if (depth < 0) return onClose?.(at, -1) ?? false;
    if (onClose?.(at, depth)) return true;
    const [closed] = open.splice(depth);
    if (closed?.bracket === 'hole' && closed.form) inside = { kind: 'string', form: closed.form, since: at };
    return false;
  };

  while (at < to) {
    switch (inside.kind) {
      case 'code': {
        const char = text[at] ?? '';
        if (char === '(' || char === '[' || char === '{') {
          open.push({ bracket: char, at });
          at++;
        } else if (char === ')' || char === ']' || char === '}') {
          if (close(char)) return { inside, open };
          at++;
        } else if (!starts.has(char)) at++;
        else {
          const entered = enter(text, at, shape);
          if (entered?.inside) inside = entered.inside;
          at = entered?.at ?? at + 1;
        }
        break;
      }
      case 'lineComment': {
        const end = text.indexOf('\n', at);
        if (end < 0 || end >= to) return { inside, open };
        inside = { kind: 'code' };
        at = end + 1;
        break;
      }
      case 'blockComment': {
        const [, mark] = shape.blockComment ?? ['', '\n'];
        const end = text.indexOf(mark, at);
        if (end < 0 || end + mark.length > to) return { inside, open };
        inside = { kind: 'code' };
        at = end + mark.length;
        break;
      }
      case 'string': {
        const { form } = inside;
        const char = text[at];
        if (char === '\\') at += 2;
        else if (char === '\n' && !form.isMultiline) {
          inside = { kind: 'code' };
          at++;
        } else if (form.hole !== undefined && text.startsWith(form.hole, at)) {
          open.push({ bracket: 'hole', at, form });
          inside = { kind: 'code' };
          at += form.hole.length;
        } else if (text.startsWith(form.close, at)) {
          inside = { kind: 'code' };
          at += form.close.length;
        } else at++;
        break;
      }
    }
  }
  return { inside, open };
}

function enter(text: string, at: number, shape: LanguageShape): { inside?: Inside; at: number } | undefined {
  const { lineComments, blockComment, strings, hasRegex } = shape;
  if (blockComment && text.startsWith(blockComment[0], at))
    return { inside: { kind: 'blockComment' }, at: at + blockComment[0].length };
  const comment = lineComments.find((mark) => text.startsWith(mark, at));
  // In a shell `$#` and `${#x}` are none.
  if (comment !== undefined && !(comment === '#' && /[$&{\w]/.test(text[at - 1] ?? '')))
    return { inside: { kind: 'lineComment' }, at: at + comment.length };
  const form = strings.find(({ open }) => text.startsWith(open, at));
  if (form) return { inside: { kind: 'string', form, since: at }, at: at + form.open.length };
  if (hasRegex && text[at] === '/' && regexMayStart(text, at)) {
    const literal = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
    literal.lastIndex = at;
    const found = literal.exec(text);
    if (found) return { at: at + found[0].length };
  }
  return undefined;
}

/** After an operand a slash divides. */
function regexMayStart(text: string, at: number): boolean {
  const before = /(\S+)\s*$/.exec(text.slice(Math.max(0, at - 40), at))?.[1];
  return before === undefined || /[(,=:[!&|?{};+*%<>~^-]$|(^|\W)(return|typeof|case|in|of|do|else)$/.test(before);
}

const letters = new WeakMap<LanguageShape, ReadonlySet<string>>();

function firstLetters(shape: LanguageShape): ReadonlySet<string> {
  let known = letters.get(shape);
  if (!known) {
    known = new Set(
      [
        ...shape.lineComments,
        ...(shape.blockComment ? [shape.blockComment[0]] : []),
        ...shape.strings.map(({ open }) => open),
        ...(shape.hasRegex ? ['/'] : []),
      ].map((mark) => mark.slice(0, 1)),
    );
    letters.set(shape, known);
  }
  return known;
}
