/** The function around a line, where it can be called with made-up inputs, and the same one in another version of its file. */
import { enclosingFunction, isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend } from '../../syntax/walk.ts';
import type { Callable } from './callable.ts';
import { goCallable } from './goCallable.ts';
import { javaCallable } from './javaCallable.ts';
import { rustCallable } from './rustCallable.ts';

/** The innermost function around a line, counted from 1; undefined where it cannot be called so. */
export function callableAt(tree: SyntaxTree, line: number): Callable | undefined {
  let fn = functionAround(tree, line);
  // What a closure does shows in the function around it.
  while (fn && !isCalledByName(tree, fn)) fn = enclosingFunction(fn);
  return fn && callableOf(tree, fn);
}

/** The innermost one, closures and all. @param line counted from 1 */
export function functionAround(tree: SyntaxTree, line: number): SyntaxNode | undefined {
  const start = tree.text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, row) => sum + row.length + 1, 0);
  const at = start + (/^\s*/.exec(tree.text.slice(start))?.[0].length ?? 0);
  // A comment above may reach to the start of the line.
  const node = tree.root.descendantForIndex(at, Math.min(at + 1, tree.text.length));
  return node ? (isFunction(node) ? node : enclosingFunction(node)) : undefined;
}

/** The function of the same signature in another version of its file. */
export function sameCallable(tree: SyntaxTree, { signature }: Callable): Callable | undefined {
  for (const node of descend(tree.root)) {
    const found = isFunction(node) ? callableOf(tree, node) : undefined;
    if (found?.signature === signature) return found;
  }
  return undefined;
}

/** A function in a function of Rust's is seen in there alone. */
const isCalledByName = ({ language }: SyntaxTree, fn: SyntaxNode): boolean =>
  /^(?:function_declaration|method_definition)$/.test(fn.type) && !(language === 'rust' && enclosingFunction(fn));

function callableOf(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
  switch (tree.language) {
    case 'go':
      return /^(?:function_declaration|method_definition)$/.test(fn.type) ? goCallable(tree, fn) : undefined;
    case 'java':
      return fn.type === 'method_definition' ? javaCallable(tree, fn) : undefined;
    case 'rust':
      return isCalledByName(tree, fn) ? rustCallable(tree, fn) : undefined;
    default:
      return undefined;
  }
}
