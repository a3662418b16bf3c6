/** The same thing worked out in every round of a loop. */

import { call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { contains, descend, field } from '../../syntax/walk.ts';
import { freshName, staysSame, onceAround, pureNames, type Code } from './loops.ts';
import type { Rewrite } from './rewrite.ts';
import type { TextEdit } from '../../text/edit.ts';

/** Less than a look at all items is not worth a name. */
const dear =
  /^(?:sorted|set|frozenset|list|tuple|dict|sum|min|max|keys|values|entries|stringify|map|filter|slice|split|join|concat|flatMap|toLowerCase|toUpperCase|lower|upper|sort|toSorted|toReversed|from|replaceAll|Set|Map|repeat)$/;

export function hoistingRewrites(code: Code): Rewrite[] {
  const found: Rewrite[] = [];
  const taken: SyntaxNode[] = [];
  for (const node of descend(code.fn)) {
    const called = call(node);
    if (!called || !dear.test(called.name) || taken.some((other) => contains(other, node))) continue;
    const names = pureNames(node);
    if (!names || names.size === 0 || !isOnlyRead(node)) continue;
    const once = onceAround(node, code, staysSame(node, names));
    if (!once) continue;
    const same = [...descend(once.region)].filter((other) => other.text === node.text && other.type === node.type);
    if (!same.every(isOnlyRead)) continue;
    taken.push(...same);
    const isPython = code.tree.language === 'python';
    const name = freshName(nameOf(called.name, isPython), code);
    const edits: TextEdit[] = [
      ...once.before(isPython ? `${name} = ${node.text}` : `const ${name} = ${node.text};`),
      ...same.map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex, text: name })),
    ];
    const what = node.text.length > 40 ? `${called.name}(…)` : node.text.replaceAll(/\s+/g, ' ');
    found.push({ name: `“${what}” worked out once`, edits, conditions: [] });
  }
  return found;
}

const nameOf = (name: string, isPython: boolean): string => {
  const wish: Readonly<Record<string, string>> = {
    sorted: 'ordered',
    sort: 'ordered',
    toSorted: 'ordered',
    set: 'known',
    Set: 'known',
    keys: 'keys',
  };
  return wish[name] ?? (isPython ? 'once_known' : 'onceKnown');
};

/** Whether the value is looked at and forgotten: who keeps it might change it. */
function isOnlyRead(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (subscript(parent)) return subscript(parent)?.object.id !== node.id || !isWritten(parent);
  const behind = member(parent);
  if (behind?.object.id === node.id) {
    const around = parent.parent ? call(parent.parent) : undefined;
    return (
      around?.callee.id !== parent.id ||
      !/^(?:push|pop|shift|unshift|splice|sort|reverse|fill|add|delete|clear|append|extend|insert|remove|update|set)$/.test(
        behind.property.text,
      )
    );
  }
  if (
    /^(?:comparison_operator|binary_expression|binary_operator|boolean_operator|not_operator|unary_expression|template_substitution|parenthesized_expression|spread_element|if_statement|while_statement|conditional_expression|ternary_expression)$/.test(
      parent.type,
    )
  )
    return true;
  if (/^for_/.test(parent.type)) return field(parent, 'right')?.id === node.id;
  const around = /^arguments$|^argument_list$/.test(parent.type) && parent.parent ? call(parent.parent) : undefined;
  return (
    around !== undefined &&
    /^(?:len|sum|min|max|sorted|set|list|tuple|any|all|includes|indexOf|has|get|String|Number|startsWith|endsWith|startswith|endswith)$/.test(
      around.name,
    )
  );
}

const isWritten = (node: SyntaxNode): boolean => node.parent !== null && field(node.parent, 'left')?.id === node.id;
