import type { SyntaxTree } from '../syntax/tree.ts';
import type { Candidate } from './candidate.ts';

/** How much of a program's text a patch touches, in tokens taken away plus tokens put in: small is easy to review. */
export function changeSize(tree: Pick<SyntaxTree, 'text'>, candidate: Pick<Candidate, 'edits'>): number {
  let size = 0;
  for (const edit of candidate.edits) {
    const before = tokensOf(tree.text.slice(edit.start, edit.end));
    const after = tokensOf(edit.text);
    size += before.length + after.length - 2 * commonLength(before, after);
  }
  return size;
}

/** Words, numbers, strings and operators; white space does not count. */
function tokensOf(text: string): string[] {
  return (
    text.match(
      /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|'[^'\n]*'|"[^"\n]*"|`[^`]*`|[=!<>]==?|=>|&&|\|\||\?\?|\?\.|\*\*|\/\/|<<|>>|[-+*/%&|^]=|\+\+|--|\S/gu,
    ) ?? []
  );
}

/** The length of the longest common subsequence, found within the part that differs. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length * right.length > 250_000) return start + end;
  let previous = new Array<number>(right.length + 1).fill(0);
  for (const token of left) {
    const current = [0];
    for (const [column, other] of right.entries()) {
      current.push(
        token === other ? (previous[column] ?? 0) + 1 : Math.max(current[column] ?? 0, previous[column + 1] ?? 0),
      );
    }
    previous = current;
  }
  return start + end + (previous[right.length] ?? 0);
}
