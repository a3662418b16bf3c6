/**
 * What runs many times, what stays the same meanwhile, and where it can be worked out once instead. Nothing is moved
 * that may change on the way; where that cannot be seen, the answer is no.
 */

import { isFunction, isLiteral } from '../../syntax/grammar.ts';
import { scopesOf } from '../../syntax/scope.ts';
import { assignment, call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, contains, descend, field, parts } from '../../syntax/walk.ts';
import type { TextEdit } from '../../text/edit.ts';

/** What one rewrite may look at. */
export interface Code {
  readonly tree: SyntaxTree;
  /** The function that is to be faster. */
  readonly fn: SyntaxNode;
}

/** Where a statement can be put so that it runs once for all rounds of a loop. */
export interface Once {
  /** The edits that put this line before the loop. */
  readonly before: (line: string) => readonly TextEdit[];
  /** All that runs meanwhile. */
  readonly region: SyntaxNode;
}

const scriptLoops = /^(?:for_statement|for_in_statement|while_statement|do_statement)$/;
const pythonLoops = /^(?:for_statement|while_statement)$/;
const comprehensions = /^(?:list|set|dictionary)_comprehension$|^generator_expression$/;
/** What calls the function that it is given once for each item, before it returns. */
const calledForEach =
  /^(?:map|filter|forEach|some|every|find|findIndex|findLast|findLastIndex|flatMap|reduce|reduceRight|sort|toSorted)$/;
const pythonForEach = /^(?:filter|map|sorted|min|max)$/;
const blocks = /^(?:statement_block|program|block|module)$/;

/**
 * The outermost loop around an expression through which it stays what it is; undefined when it is in none, or changes.
 * @param stays whether the expression is the same all the way through a part of the code
 */
export function onceAround(
  expression: SyntaxNode,
  { tree, fn }: Code,
  stays: (region: SyntaxNode) => boolean,
): Once | undefined {
  let found: Once | undefined;
  let below = expression;
  for (const above of ancestors(expression)) {
    if (!contains(fn, above)) break;
    const loop = loopOf(below, above, tree);
    if (isFunction(above) && loop === undefined) break;
    if (loop) {
      const once = placeBefore(loop, tree, fn);
      if (!once || !stays(once.region)) break;
      found = once;
    }
    if (above.id === fn.id) break;
    below = above;
  }
  return found;
}

/** What runs `below` again and again: the loop itself, or the call that is given the function. */
function loopOf(below: SyntaxNode, above: SyntaxNode, tree: SyntaxTree): SyntaxNode | undefined {
  if (tree.language === 'python') {
    if (pythonLoops.test(above.type)) {
      const isHead = above.type === 'for_statement' && field(above, 'right')?.id === below.id;
      return isHead ? undefined : above;
    }
    if (comprehensions.test(above.type)) {
      const first = parts(above).find(({ type }) => type === 'for_in_clause');
      return first?.id === below.id ? undefined : above;
    }
    const given = above.type === 'lambda' ? above.parent : undefined;
    const called = given?.type === 'argument_list' && given.parent ? call(given.parent) : undefined;
    const key = above.parent?.type === 'keyword_argument' ? above.parent.parent?.parent : undefined;
    if (above.type !== 'lambda') return undefined;
    if (called && !called.receiver && pythonForEach.test(called.name)) return given?.parent ?? undefined;
    return key && /^(?:sorted|min|max|sort)$/.test(call(key)?.name ?? '') ? key : undefined;
  }
  if (scriptLoops.test(above.type)) {
    const isHead =
      (above.type === 'for_in_statement' && field(above, 'right')?.id === below.id) ||
      (above.type === 'for_statement' && field(above, 'initializer')?.id === below.id);
    return isHead ? undefined : above;
  }
  if (above.type !== 'arrow_function' && above.type !== 'function_expression') return undefined;
  const whole = above.parent?.type === 'arguments' ? above.parent.parent : undefined;
  const called = whole ? call(whole) : undefined;
  return called?.receiver && calledForEach.test(called.name) && called.values[0]?.id === above.id
    ? (whole ?? undefined)
    : undefined;
}

function placeBefore(loop: SyntaxNode, tree: SyntaxTree, fn: SyntaxNode): Once | undefined {
  const lineBreak = tree.text.includes('\r\n') ? '\r\n' : '\n';
  let at = loop;
  for (;;) {
    const { parent } = at;
    if (!parent) return undefined;
    if (blocks.test(parent.type)) {
      const statement = at;
      const indent = indentOf(statement, tree.text);
      if (indent === undefined) return undefined;
      return {
        region: statement,
        before: (line) => [
          { start: statement.startIndex, end: statement.startIndex, text: `${line}${lineBreak}${indent}` },
        ],
      };
    }
    // The body of an arrow function that is one expression.
    if (parent.type === 'arrow_function' && field(parent, 'body')?.id === at.id) {
      if (!contains(fn, parent)) return undefined;
      const body = at;
      const outer = indentOfLine(parent, tree.text);
      return {
        region: body,
        before: (line) => [
          {
            start: body.startIndex,
            end: body.startIndex,
            text: `{${lineBreak}${outer}  ${line}${lineBreak}${outer}  return `,
          },
          { start: body.endIndex, end: body.endIndex, text: `;${lineBreak}${outer}}` },
        ],
      };
    }
    if (isFunction(parent) || !contains(fn, parent)) return undefined;
    // A condition may be what keeps it from running at all.
    if (/^(?:binary_expression|boolean_operator|ternary_expression|conditional_expression)$/.test(parent.type)) {
      const operator = field(parent, 'operator')?.text;
      const isFirst = parts(parent)[0]?.id === at.id;
      if (!isFirst && (operator === undefined || /^(?:&&|\|\||\?\?|and|or)$/.test(operator))) return undefined;
    }
    at = parent;
  }
}

/** What stands before a statement on its line, if that is nothing else than space. */
function indentOf(statement: SyntaxNode, text: string): string | undefined {
  const from = text.lastIndexOf('\n', statement.startIndex - 1) + 1;
  const before = text.slice(from, statement.startIndex);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

function indentOfLine(node: SyntaxNode, text: string): string {
  const from = text.lastIndexOf('\n', node.startIndex - 1) + 1;
  return /^[ \t]*/.exec(text.slice(from))?.[0] ?? '';
}

const readers =
  /^(?:includes|indexOf|lastIndexOf|slice|map|filter|forEach|some|every|find|findIndex|reduce|join|concat|at|flatMap|keys|values|entries|has|get|length|size|toLowerCase|toUpperCase|trim|split|startsWith|endsWith|charAt|charCodeAt|substring|replace|replaceAll|toString|count|index|items|lower|upper|strip|copy|toSorted|toReversed|test)$/;
const pureFunctions =
  /^(?:len|sorted|set|frozenset|list|tuple|dict|sum|min|max|abs|str|int|float|round|any|all|enumerate|zip|range|reversed|isinstance|String|Number|Boolean|Set|Map|Array|isNaN|parseInt|parseFloat)$/;
const pureMembers =
  /^(?:Math\.\w+|Object\.(?:keys|values|entries)|Array\.(?:isArray|from)|JSON\.stringify|Number\.\w+)$/;
const pureMethods =
  /^(?:slice|map|filter|concat|join|flatMap|flat|keys|values|entries|toLowerCase|toUpperCase|trim|trimStart|trimEnd|split|substring|replaceAll|repeat|padStart|padEnd|lower|upper|strip|lstrip|rstrip|toSorted|toReversed|includes|indexOf|startsWith|endsWith|startswith|endswith)$/;

/** Whether an expression of these names is the same all through a part of the code. */
export function staysSame(
  expression: SyntaxNode,
  names: ReadonlySet<string>,
  allowed?: (use: SyntaxNode) => boolean,
): (region: SyntaxNode) => boolean {
  const members = new Set<string>();
  for (const node of descend(expression)) {
    const read = member(node);
    if (read) members.add(read.property.text);
  }
  return (region) => namesStay(names, region, allowed) && !writesMember(members, region);
}

/** What an item holds may be written through another name for it. */
function writesMember(members: ReadonlySet<string>, region: SyntaxNode): boolean {
  for (const node of descend(region)) {
    const written = assignment(node)?.left ?? (node.type === 'update_expression' ? parts(node)[0] : undefined);
    const into = written && member(written);
    if (into && members.has(into.property.text)) return true;
  }
  return false;
}

/** Whether names keep their values, and the values what they hold, all through a part of the code. */
function namesStay(names: ReadonlySet<string>, region: SyntaxNode, allowed?: (use: SyntaxNode) => boolean): boolean {
  for (const node of descend(region)) {
    if (node.type !== 'identifier' && node.type !== 'shorthand_property_identifier_pattern') {
      // Who knows what that does.
      if (
        /^(?:global_statement|nonlocal_statement|exec_statement|delete_statement|yield|yield_expression|await|await_expression)$/.test(
          node.type,
        )
      )
        return false;
      continue;
    }
    if (!names.has(node.text) || isKey(node) || allowed?.(node)) continue;
    if (!isRead(node)) return false;
  }
  return true;
}

/** A name behind a dot, a key, a keyword: not the name that is meant. */
function isKey(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (parent.type === 'attribute') return field(parent, 'attribute')?.id === node.id;
  return parent.type === 'keyword_argument' && field(parent, 'name')?.id === node.id;
}

/** Whether a name is only looked at here. */
function isRead(name: SyntaxNode): boolean {
  let node = name;
  for (;;) {
    const { parent } = node;
    if (!parent) return false;
    const behind = member(parent);
    if (behind?.object.id === node.id) {
      const called = parent.parent ? call(parent.parent) : undefined;
      if (called?.callee.id === parent.id) return readers.test(behind.property.text);
      node = parent;
      continue;
    }
    const item = subscript(parent);
    if (item?.object.id === node.id) {
      node = parent;
      continue;
    }
    if (item) return true;
    const assigned = assignment(parent);
    if (assigned) return assigned.left.id !== node.id && (node.id !== name.id || isLiteral(node));
    switch (parent.type) {
      case 'update_expression':
      case 'variable_declarator':
      case 'formal_parameters':
      case 'required_parameter':
      case 'parameters':
      case 'lambda_parameters':
      case 'named_expression':
      case 'pattern_list':
      case 'tuple_pattern':
      case 'array_pattern':
      case 'as_pattern_target':
        return false;
      case 'arrow_function':
        return field(parent, 'parameter')?.id !== node.id;
      case 'for_statement':
      case 'for_in_statement':
      case 'for_in_clause':
        return field(parent, 'left')?.id !== node.id;
      case 'arguments':
      case 'argument_list': {
        const whole = parent.parent ? call(parent.parent) : undefined;
        if (!whole) return false;
        // What holds numbers or texts cannot be changed by whoever gets it, but nobody knows that it does.
        return isPureCall(whole.callee) || (whole.receiver !== undefined && takesValues.test(whole.name));
      }
      default:
        return true;
    }
  }
}

/** Methods that only keep or compare what they are given. */
const takesValues = /^(?:push|add|append|has|get|includes|indexOf|set|count|startsWith|endsWith|startswith|endswith)$/;

const isPureCall = (callee: SyntaxNode): boolean =>
  callee.type === 'identifier' ? pureFunctions.test(callee.text) : pureMembers.test(callee.text);

/** Whether an expression has no effect and gives the same for the same values; `names`: what it is made of. */
export function pureNames(expression: SyntaxNode): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const own = new Set<string>();
  for (const node of descend(expression)) {
    switch (node.type) {
      case 'call':
      case 'call_expression':
      case 'new_expression': {
        const called = call(node);
        if (!called) return undefined;
        const isFresh = called.name === 'sort' && called.receiver !== undefined && makesNew(called.receiver);
        const isMethod = called.receiver !== undefined && pureMethods.test(called.name) && !called.isNew;
        if (!isFresh && !isMethod && !isPureCall(called.callee)) return undefined;
        break;
      }
      case 'arrow_function':
      case 'lambda': {
        const list = field(node, 'parameters') ?? field(node, 'parameter');
        if (field(node, 'body')?.type === 'statement_block') return undefined;
        for (const name of list ? descend(list) : []) if (name.type === 'identifier') own.add(name.text);
        break;
      }
      case 'for_in_clause': {
        const left = field(node, 'left');
        for (const name of left ? descend(left) : []) if (name.type === 'identifier') own.add(name.text);
        break;
      }
      case 'identifier':
        if (!isKey(node)) names.add(node.text);
        break;
      case 'assignment_expression':
      case 'augmented_assignment_expression':
      case 'update_expression':
      case 'named_expression':
      case 'await_expression':
      case 'await':
      case 'yield_expression':
      case 'yield':
      case 'function_expression':
      case 'this':
        return undefined;
    }
  }
  for (const name of own) names.delete(name);
  for (const name of names)
    if (pureFunctions.test(name) || /^(?:Math|Object|Array|JSON|Number|undefined)$/.test(name)) names.delete(name);
  return names;
}

/** Whether the value is new each time, so that nobody else can see it change. */
function makesNew(expression: SyntaxNode): boolean {
  if (expression.type === 'array' || expression.type === 'list') return true;
  const called = call(expression);
  return (
    called !== undefined &&
    /^(?:slice|map|filter|concat|split|keys|values|entries|from|sorted|list|set|dict)$/.test(called.name)
  );
}

/** Whether a local name shares its value with another: what is done to the one would show in the other. */
export function hasAlias(name: string, { fn }: Code): boolean {
  for (const node of descend(fn)) {
    const assigned = assignment(node);
    if (assigned?.operator !== '=' || assigned.left.type !== 'identifier' || assigned.right.type !== 'identifier')
      continue;
    if (assigned.left.text === name || assigned.right.text === name) return true;
  }
  return false;
}

/** A name that the file does not have yet. */
export function freshName(wish: string, { tree }: Code): string {
  const scopes = scopesOf(tree);
  for (let at = 1; ; at++) {
    const name = at === 1 ? wish : `${wish}${at}`;
    if (!scopes.declared.has(name) && !new RegExp(`(?<![.\\w$])${name}\\b`).test(tree.text)) return name;
  }
}

/** `namesSet` for `names`, `user_names_set` in Python. */
export function nameFor(expression: SyntaxNode, ending: string, code: Code): string {
  const last = /([A-Za-z_]\w*)(?:\(.*\))?$/s.exec(expression.type === 'identifier' ? expression.text : '')?.[1];
  const base = last ?? 'known';
  const wish =
    code.tree.language === 'python'
      ? `${base}_${ending.toLowerCase()}`
      : `${base}${ending[0]!.toUpperCase()}${ending.slice(1)}`;
  return freshName(wish, code);
}
