/** What code that is taken out is given, and what it gives back, so that every variable has the value that it had. */

import { isFunction, isLoop } from '../../../syntax/grammar.ts';
import { isCompiled } from '../../../syntax/language.ts';
import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { ancestors, contains, field, parts } from '../../../syntax/walk.ts';
import { isModule } from '../exportedNames.ts';
import { VariableFlow } from './flow.ts';
import { leavesAlways } from './leaving.ts';
import { isWithin, variablesOf, type Span, type Use, type Variable } from './variables.ts';

export interface HandOver {
  readonly given: readonly Variable[];
  readonly back: readonly Returned[];
  /** Variables from outside that begin anew within: the code that is taken out has to declare them. */
  readonly anew: readonly Variable[];
  /** Python: names of functions around and of the module that it assigns to. */
  readonly outward: readonly { readonly name: string; readonly isGlobal: boolean }[];
  /** Type parameters of the functions around that it names. */
  readonly typeParameters: readonly Variable[];
}

export interface Returned {
  readonly variable: Variable;
  /** It is declared in what is taken out. */
  readonly isNew: boolean;
  readonly isChangedLater: boolean;
}

export interface Taken {
  readonly tree: SyntaxTree;
  readonly nodes: readonly SyntaxNode[];
  readonly span: Span;
  /** The statement or member beside which the new function is put; what is declared outside of it stays in reach. */
  readonly home: Span;
  readonly alwaysLeaves: boolean;
  readonly suspends: boolean;
}

export type HandOverResult = HandOver | { readonly why: string };

export function handOver(taken: Taken): HandOverResult {
  const given: Variable[] = [];
  const back: Returned[] = [];
  const anew: Variable[] = [];
  const outward: { name: string; isGlobal: boolean }[] = [];
  const typeParameters: Variable[] = [];
  for (const variable of variablesOf(taken.tree, taken.span)) {
    const one = decide(variable, taken);
    switch (one.kind) {
      case 'refused':
        return { why: one.why };
      case 'stays':
        break;
      case 'outward':
        outward.push({ name: variable.name, isGlobal: variable.scope.isRoot });
        break;
      case 'typeParameter':
        typeParameters.push(variable);
        break;
      case 'moves':
        if (one.isGiven) given.push(variable);
        if (one.back) back.push(one.back);
        if (one.isAnew) anew.push(variable);
    }
  }
  const first = (variable: Variable): number =>
    variable.uses.find((use) => isWithin(use, taken.span))?.node.startIndex ?? 0;
  given.sort((a, b) => first(a) - first(b));
  return { given, back, anew, outward, typeParameters };
}

type Decision =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stays' | 'outward' | 'typeParameter' }
  | {
      readonly kind: 'moves';
      readonly isGiven: boolean;
      readonly isAnew: boolean;
      readonly back: Returned | undefined;
    };

const stays: Decision = { kind: 'stays' };
const refused = (why: string): Decision => ({ kind: 'refused', why });

function decide(variable: Variable, taken: Taken): Decision {
  const { tree, span, home, nodes } = taken;
  const { name, scope, uses } = variable;
  const isPython = tree.language === 'python';
  const isStrictlyInside = !scope.isRoot && span.start <= scope.start && scope.end <= span.end;
  if (isStrictlyInside) return stays;
  const inside = uses.filter((use) => isWithin(use, span));
  const outside = uses.filter((use) => !isWithin(use, span));
  const declares = inside.some(({ isDeclaration }) => isDeclaration);
  const directly = inside.filter(({ node }) => !functionWithin(node, span));
  const isLocal = !scope.isRoot && home.start <= scope.start && scope.end <= home.end;
  const isAssigned = directly.some(({ access }) => access === 'write' || access === 'change');
  const isTaken = isPython ? isAssigned && (scope.isRoot ? spanIsTop(nodes) : isLocal) : declares;
  if (variable.isType) {
    if (declares && outside.length > 0) return refused(`The type “${name}” is declared there and used elsewhere.`);
    if (!isLocal || declares) return stays;
    const isParameter = uses.some((use) => use.isDeclaration && use.node.parent?.type === 'type_parameter');
    return isParameter ? { kind: 'typeParameter' } : refused(`The type “${name}” is known only within this function.`);
  }
  if (!isLocal && !isTaken) return isPython && isAssigned ? { kind: 'outward' } : stays;

  if (outside.length === 0 && !(scope.isRoot && isSeenElsewhere(tree, nodes, name))) {
    if (!isPython && !declares) return refused(`Where “${name}” is declared cannot be told.`);
    const flowInside = new VariableFlow(variable).inOrder(nodes);
    // A loop around may bring the value of the round before.
    if (!(flowInside.reads && loopsBetween(nodes[0]!, scope).length > 0 && (isPython || isVar(inside)))) return stays;
  }
  if (inside.some((use) => use.isDeclaration && isHoistable(use)) && outside.length > 0)
    return refused(`“${name}” is declared there and used elsewhere.`);
  if ([...inside, ...outside].some(({ access }) => access === 'removal')) return refused(`“${name}” is deleted.`);
  const captured = conflict(variable, inside, outside, taken);
  if (captured !== undefined) return refused(captured);

  const flow = new VariableFlow(variable);
  const inner = flow.inOrder(nodes);
  const writes = inside.some(({ access }) => access === 'write' || access === 'change');
  const mayBeSeen = scope.isRoot && isSeenElsewhere(tree, nodes, name);
  // Who writes to it later needs its declaration too.
  const isDeclaredFor = declares && !isPython && outside.length > 0;
  if (isDeclaredFor && taken.alwaysLeaves) return refused(`“${name}” is declared there and used elsewhere.`);
  const isLive =
    isDeclaredFor || (writes && !taken.alwaysLeaves && (mayBeSeen || isReadLater(flow, nodes.at(-1)!, scope)));
  if (writes) {
    const lost = lostInError(variable, taken, outside);
    if (lost !== undefined) return refused(lost);
  }
  const startsThere = declares && !isPython && !isVar(inside);
  const isGiven = !startsThere && (inner.reads || (isLive && !inner.writes));
  if (startsThere && outside.some(({ node }) => node.startIndex < span.start))
    return refused(`“${name}” is declared there and used before.`);
  const mustHaveValue = isPython || isCompiled(tree.language);
  if (isGiven && mustHaveValue && !hasValueBefore(flow, nodes[0]!))
    return refused(`“${name}” may have no value before.`);
  if (isGiven && !mustHaveValue && comesTooLate(variable, span)) return refused(`“${name}” is declared only later.`);
  if (isLive && mustHaveValue && !isGiven && !inner.writes) return refused(`“${name}” may have no value afterwards.`);
  const later = outside.some(
    ({ node, access }) =>
      (access === 'write' || access === 'change') &&
      (node.startIndex > span.start || loopsBetween(nodes[0]!, scope).length > 0),
  );
  const isNew =
    declares &&
    (!isPython || !outside.some(({ node }) => node.startIndex < span.start)) &&
    !(isVar(inside) && hasOther(outside));
  return {
    kind: 'moves',
    isGiven,
    isAnew: !isGiven && !declares && writes && !isPython,
    back: isLive ? { variable, isNew, isChangedLater: later } : undefined,
  };
}

/** The function nearest to a node, as far as it lies within. */
function functionWithin(node: SyntaxNode, { start, end }: Span): SyntaxNode | undefined {
  for (const above of ancestors(node)) {
    if (above.startIndex < start || above.endIndex > end) return undefined;
    // The name of a function is not in it.
    if (isFunction(above) && field(above, 'name')?.id !== node.id) return above;
  }
  return undefined;
}

/** The outermost function around a node that does not hold the selection too. */
function otherFunction(node: SyntaxNode, span: Span, scope: Span): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  for (const above of ancestors(node)) {
    if (above.startIndex < scope.start || above.endIndex > scope.end) break;
    if (above.startIndex <= span.start && span.end <= above.endIndex) break;
    if (isFunction(above) && field(above, 'name')?.id !== node.id) found = above;
  }
  // A variable's scope may be the function itself.
  return found && found.startIndex === scope.start && found.endIndex === scope.end ? undefined : found;
}

const isWrite = ({ access }: Use): boolean => access === 'write' || access === 'change';

/** Functions that keep hold of a variable see it change, which a value that is handed over does not. */
function conflict(
  variable: Variable,
  inside: readonly Use[],
  outside: readonly Use[],
  taken: Taken,
): string | undefined {
  const { span, nodes, suspends } = taken;
  const { name, scope } = variable;
  const loops = loopsBetween(nodes[0]!, scope);
  const heldInside = inside.filter(({ node }) => functionWithin(node, span));
  if (heldInside.some(isWrite) && outside.length > 0)
    return `A function there changes “${name}”, which is used elsewhere.`;
  const laterWrite = outside.find(
    (use) =>
      isWrite(use) &&
      (use.node.startIndex > span.start ||
        loops.some((loop) => contains(loop, use.node)) ||
        otherFunction(use.node, span, scope)),
  );
  if (heldInside.length > 0 && laterWrite) return `A function there keeps hold of “${name}”, which is changed later.`;
  // A new round of a loop brings functions of the round before.
  if (heldInside.length > 0 && inside.some(isWrite) && loops.length > 0)
    return `A function there keeps hold of “${name}”.`;
  for (const use of outside) {
    const other = otherFunction(use.node, span, scope);
    if (!other) continue;
    const isHoisted = /^(?:generator_)?function_declaration$/.test(other.type);
    const isThere = isHoisted || other.startIndex < span.start || loops.some((loop) => contains(loop, other));
    if (!isThere) continue;
    if (isWrite(use))
      return `“${name}” may be changed meanwhile by the function at line ${other.startPosition.row + 1}.`;
    if (inside.some(isWrite)) return `The function at line ${other.startPosition.row + 1} sees “${name}” change.`;
  }
  // The variable of a function further out: whoever is called may come back here.
  const own = nearestFunction(nodes[0]!);
  const isFromFurtherOut = own && !(own.startIndex <= scope.start && scope.end <= own.endIndex);
  if (isFromFurtherOut && ![...inside, ...outside].every((use) => !isWrite(use) || use.isDeclaration))
    return `“${name}” belongs to a function further out and changes.`;
  if (isFromFurtherOut && suspends && outside.some((use) => isWrite(use) && use.node.startIndex > own.endIndex))
    return `“${name}” may change while it waits.`;
  return undefined;
}

const nearestFunction = (node: SyntaxNode): SyntaxNode | undefined => {
  for (const above of ancestors(node)) if (isFunction(above)) return above;
  return undefined;
};

function loopsBetween(node: SyntaxNode, scope: Span): SyntaxNode[] {
  const loops: SyntaxNode[] = [];
  for (const above of ancestors(node)) {
    if (above.startIndex < scope.start || above.endIndex > scope.end || isFunction(above)) break;
    if (isLoop(above)) loops.push(above);
  }
  return loops;
}

const isVar = (inside: readonly Use[]): boolean =>
  inside.some(({ node, isDeclaration }) => {
    if (!isDeclaration) return false;
    for (const above of ancestors(node)) {
      if (above.type === 'variable_declaration') return true;
      if (above.type === 'for_in_statement') return field(above, 'kind')?.text === 'var';
      if (/statement|declaration|function/.test(above.type)) return false;
    }
    return false;
  });

const hasOther = (outside: readonly Use[]): boolean => outside.some(({ isDeclaration }) => isDeclaration);

/** A function or a class, which is there before its line. */
const isHoistable = ({ node }: Use): boolean =>
  /^(?:generator_)?function_declaration$|class_declaration$|^enum_declaration$/.test(node.parent?.type ?? '');

const spanIsTop = (nodes: readonly SyntaxNode[]): boolean => !nearestFunction(nodes[0]!);

/** Whether somebody outside of the file can see a name at its top. */
function isSeenElsewhere(tree: SyntaxTree, nodes: readonly SyntaxNode[], name: string): boolean {
  if (!spanIsTop(nodes)) return false;
  if (tree.language !== 'python') return !isModule(tree);
  if (name.startsWith('_')) return false;
  for (const above of ancestors(nodes[0]!))
    if (above.type === 'if_statement' && /^if __name__\b/.test(above.text)) return false;
  return true;
}

/** `let` and `const` have no value before their line. */
function comesTooLate({ uses }: Variable, span: Span): boolean {
  const declaration = uses.find(({ isDeclaration }) => isDeclaration)?.node;
  if (!declaration || declaration.startIndex < span.start) return false;
  for (const above of ancestors(declaration)) {
    if (above.type === 'variable_declaration' || /function/.test(above.type)) return false;
    if (above.type === 'lexical_declaration' || /class/.test(above.type)) return true;
  }
  return false;
}

const containers = /^(?:statement_block|block|program|module|source_file|switch_case|switch_default|case_clause)$/;

/** Whether what the selection leaves in a variable may be looked at afterwards. */
function isReadLater(flow: VariableFlow, last: SyntaxNode, scope: Span): boolean {
  let at = last;
  for (const above of ancestors(last)) {
    if (isFunction(above)) return false;
    if (containers.test(above.type)) {
      const list = parts(above);
      const rest = flow.inOrder(list.slice(list.findIndex(({ id }) => id === at.id) + 1));
      if (rest.reads) return true;
      if (rest.writes && !rest.jumps) return false;
      // It may fall through to the next case.
      if (/^switch_/.test(above.type) && above.parent && laterReads(flow, above.parent, above)) return true;
    } else if (isLoop(above)) {
      const round =
        above.type === 'for_statement' && !field(above, 'left')
          ? ['increment', 'condition', 'body']
          : above.type === 'do_statement'
            ? ['condition', 'body']
            : ['condition', 'left', 'body'];
      if (flow.inOrder(round.map((part) => field(above, part))).reads) return true;
      const otherwise = field(above, 'alternative');
      if (otherwise && flow.of(otherwise).reads) return true;
    } else if (/^(?:try|with)_statement$/.test(above.type) && laterReads(flow, above, at)) return true;
    if (above.startIndex < scope.start || above.endIndex > scope.end) return false;
    at = above;
  }
  return false;
}

const laterReads = (flow: VariableFlow, whole: SyntaxNode, at: SyntaxNode): boolean =>
  parts(whole).some((part) => part.startIndex >= at.endIndex && flow.of(part).reads);

/** Whether a variable has a value for certain when the selection begins. */
function hasValueBefore(flow: VariableFlow, first: SyntaxNode): boolean {
  let at = first;
  for (const above of ancestors(first)) {
    if (isFunction(above)) {
      const parameters = [field(above, 'parameters'), field(above, 'parameter'), field(above, 'receiver')];
      return parameters.some((part) => part && flow.names(part));
    }
    const before = parts(above).filter(({ endIndex }) => endIndex <= at.startIndex);
    if (containers.test(above.type)) {
      if (before.some((part) => flow.of(part).writes)) return true;
    } else if (isLoop(above)) {
      const isBody = field(above, 'body')?.id === at.id;
      const head = ['initializer', 'condition', 'left'].map((part) => field(above, part));
      if (isBody && flow.inOrder(head).writes) return true;
    } else if (
      /^(?:with_statement|except_clause|catch_clause|case_clause|if_statement|elif_clause)$/.test(above.type)
    ) {
      const heads = above.type === 'if_statement' ? [field(above, 'initializer'), field(above, 'condition')] : before;
      if (heads.some((part) => part && flow.of(part).writes)) return true;
    }
    at = above;
  }
  return false;
}

/** A value that is written before an error is seen after it; one that is given back is not. */
function lostInError({ name, scope }: Variable, { nodes, span }: Taken, outside: readonly Use[]): string | undefined {
  let at = nodes[0]!;
  for (const above of ancestors(at)) {
    if (isFunction(above) || above.startIndex < scope.start || above.endIndex > scope.end) return undefined;
    const why = `“${name}” is changed there and used where an error leads.`;
    if (above.type === 'try_statement' && field(above, 'body')?.id === at.id) {
      const handlers = parts(above).filter(({ type }) => /^(?:catch|except)/.test(type));
      const last = parts(above).find(({ type }) => type === 'finally_clause');
      const inHandlers = [...handlers, ...(last ? [last] : [])].some((part) =>
        outside.some(({ node }) => contains(part, node)),
      );
      const goesOn = handlers.some((handler) => !leavesAlways(parts(handler)));
      const isUsed = outside.some(
        ({ node }) =>
          node.startIndex >= above.endIndex || loopsBetween(above, scope).some((loop) => contains(loop, node)),
      );
      if (inHandlers || (goesOn && isUsed)) return why;
    }
    if (above.type === 'with_statement' && !isPlainWith(above)) {
      if (outside.some(({ node }) => node.startIndex >= above.endIndex && node.startIndex >= span.end)) return why;
    }
    at = above;
  }
  return undefined;
}

/** Context managers that let errors through. */
function isPlainWith(node: SyntaxNode): boolean {
  const head = node.text.slice(0, node.text.indexOf(':\n') < 0 ? 200 : node.text.indexOf(':\n'));
  return (
    /\b(?:open|lock|Lock|RLock|closing|ThreadPoolExecutor|TemporaryDirectory|NamedTemporaryFile|Pool|socket|connect|cursor)\b/.test(
      head,
    ) && !/suppress|raises|catch|ignore/i.test(head)
  );
}
