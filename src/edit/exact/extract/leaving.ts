/** What a stretch of code has to do with the function around it: how it leaves it, and what of it it names. */

import { isClass, isFunction, isLoop } from '../../../syntax/grammar.ts';
import type { SyntaxNode } from '../../../syntax/tree.ts';
import { contains, field, parts } from '../../../syntax/walk.ts';

export interface Ties {
  readonly returns: number;
  /** Nobody comes to its end: it returns or throws. */
  readonly alwaysLeaves: boolean;
  readonly awaits: boolean;
  readonly yields: boolean;
  readonly names: ReadonlySet<'this' | 'super' | 'arguments' | 'private'>;
  /** Why it cannot be taken out, as a whole sentence. */
  readonly refusal: string | undefined;
}

export function tiesOf(nodes: readonly SyntaxNode[]): Ties {
  const names = new Set<'this' | 'super' | 'arguments' | 'private'>();
  const found = { returns: 0, awaits: false, yields: false };
  let refusal: string | undefined;
  const refuse = (node: SyntaxNode, why: string): void => {
    refusal ??= `Line ${node.startPosition.row + 1} ${why}.`;
  };
  /** `own`: no function lies between; `bound`: no function with a `this` of its own. */
  const waiting = nodes.map((node) => ({ node, own: true, bound: true }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, own, bound } = next;
    if (bound) look(node);
    if (own) leave(node);
    const isOwn = own && !isFunction(node);
    const isBound =
      bound && (node.type === 'arrow_function' || node.type === 'lambda' || !isFunction(node)) && !isClass(node);
    if (node.type.startsWith('private_property_identifier')) names.add('private');
    for (const child of node.namedChildren)
      if (child && child.type !== 'comment') waiting.push({ node: child, own: isOwn, bound: isBound });
  }
  return { ...found, alwaysLeaves: leavesAlways(nodes), names, refusal };

  function look(node: SyntaxNode): void {
    if (node.type === 'this' || node.type === 'super') names.add(node.type);
    if (node.type === 'super' && node.parent?.type === 'call_expression')
      refuse(node, 'calls the constructor of the class above, which only a constructor may');
    if (node.type === 'identifier' && node.text === 'arguments') names.add('arguments');
    if (node.type === 'meta_property' && node.text.startsWith('new')) refuse(node, 'asks what was called with “new”');
    if (/^call/.test(node.type) && /^(?:eval|exec|locals|vars)$/.test(field(node, 'function')?.text ?? ''))
      refuse(node, 'looks at variables by their names');
    if (node.type === 'private_property_identifier') names.add('private');
    if (node.type === 'identifier' && /^__\w*[^_]_?$/.test(node.text)) names.add('private');
  }

  function leave(node: SyntaxNode): void {
    if (node.type === 'return_statement') found.returns++;
    if (
      /^await/.test(node.type) ||
      node.children.some(
        (child) => child?.type === 'await' || (child?.type === 'async' && /^(?:for|with)/.test(node.type)),
      )
    )
      found.awaits = true;
    if (/^yield/.test(node.type)) found.yields = true;
    if (/^(?:export|import)(?:_from)?_statement$/.test(node.type) && !/^from|^import/.test(node.text))
      refuse(node, 'exports something, which only a file can');
    if (/^(?:global|nonlocal)_statement$/.test(node.type)) refuse(node, 'says whose a name is, for the whole function');
    if (/^(?:fallthrough_statement|defer_statement|goto_statement)$/.test(node.type))
      refuse(node, 'is bound to the function around it');
    if (/^(?:break|continue)_statement$/.test(node.type) && !staysInside(node, nodes))
      refuse(node, 'jumps out of the selection');
  }
}

function staysInside(jump: SyntaxNode, nodes: readonly SyntaxNode[]): boolean {
  const label = field(jump, 'label') ?? parts(jump).find(({ type }) => type === 'statement_identifier');
  for (let at: SyntaxNode | null = jump.parent; at && nodes.some((node) => contains(node, at!)); at = at.parent) {
    if (label) {
      if (at.type === 'labeled_statement' && field(at, 'label')?.text === label.text) return true;
      continue;
    }
    if (isLoop(at)) return true;
    if (jump.type === 'break_statement' && /^switch_(?:statement|expression)$/.test(at.type)) return true;
  }
  return false;
}

/** Whether nobody comes to the end of it. */
export function leavesAlways(nodes: readonly SyntaxNode[]): boolean {
  return nodes.some((node) => {
    switch (node.type) {
      case 'return_statement':
      case 'throw_statement':
      case 'raise_statement':
        return true;
      case 'statement_block':
      case 'block':
      case 'else_clause':
        return leavesAlways(parts(node));
      case 'if_statement': {
        const branches = parts(node).filter(
          ({ id }) => id !== field(node, 'condition')?.id && id !== field(node, 'initializer')?.id,
        );
        const hasElse = branches.some(({ type }) => type === 'else_clause');
        return (
          hasElse &&
          branches.every((branch) =>
            leavesAlways(
              branch.type === 'elif_clause'
                ? [field(branch, 'consequence')].filter((part) => part !== undefined)
                : [branch],
            ),
          )
        );
      }
      case 'try_statement': {
        const list = parts(node);
        const last = list.find(({ type }) => type === 'finally_clause');
        if (last && leavesAlways(parts(last))) return true;
        const handlers = list.filter(({ type }) => /^(?:catch|except)/.test(type));
        const body = field(node, 'body');
        return body !== undefined && leavesAlways([body]) && handlers.every((handler) => leavesAlways(parts(handler)));
      }
      case 'with_statement': {
        return false;
      }
      default:
        return false;
    }
  });
}
