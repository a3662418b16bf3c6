/** Which lines are asked about: code that uses something of another file, spread evenly over the package. */

import type { Sources, Use } from './use.ts';

export interface CursorQuestion {
  readonly path: string;
  readonly line: number;
  /** What the line uses of other files, in its order. */
  readonly uses: readonly Use[];
  /** Whether the first of their names stands somewhere in the lines before. */
  readonly isTypedNear: boolean;
}

/** So many lines before the cursor are “near”, as in the prototype that the target comes from. */
const nearLines = 20;

export function questionsOf(uses: readonly Use[], sources: Sources, most: number): CursorQuestion[] {
  const split = new Map<string, string[]>();
  const linesOf = (path: string): string[] => {
    let text = split.get(path);
    if (!text) split.set(path, (text = sources.get(path)?.split('\n') ?? []));
    return text;
  };
  const lines = new Map<string, Use[]>();
  for (const use of uses) {
    const key = `${use.path}\n${String(use.line)}`;
    const same = lines.get(key);
    if (same) same.push(use);
    else lines.set(key, [use]);
  }
  const questions = [...lines.values()].flatMap((found) => {
    const inOrder = found.sort((a, b) => a.column - b.column);
    const { path, line, name } = inOrder[0]!;
    const text = linesOf(path);
    const own = text[line - 1] ?? '';
    if (own.length > 300 || /^\s*(?:import|from|export\s*[{*]|\*|\/\/|#|package|using)\b/.test(own)) return [];
    const near = text.slice(Math.max(0, line - 1 - nearLines), line - 1).join('\n');
    const isTypedNear = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(near);
    return [{ path, line, uses: inOrder, isTypedNear }];
  });
  if (questions.length <= most) return questions;
  return Array.from({ length: most }, (_, at) => questions[Math.floor((at * questions.length) / most)]!);
}
