/** Copies that share what is inside them, and changes of what one was only given. */

import { isBlock } from '../../syntax/grammar.ts';
import { parameterNames } from '../../syntax/declaredNames.ts';
import { assignment, call, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, field, parts } from '../../syntax/walk.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

export function* deepCopies(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (site.python) yield* inPython(node, site);
    else if (!site.compiled) yield* inScript(node, site);
    else if (site.tree.language === 'go') yield* inGo(node, site);
  }
  for (const statement of site.statements) yield* changedParameter(statement, site);
}

/** What is copied, by whatever way: `list(x)`, `x[:]`, `x.copy()`. */
function copiedIn(node: SyntaxNode): { readonly of: string; readonly kind: 'list' | 'map' | 'any' } | undefined {
  const made = call(node);
  const only = made?.values.length === 1 ? made.values[0] : undefined;
  if (made && !made.receiver && only && /^(list|dict|tuple)$/.test(made.name))
    return { of: only.text, kind: made.name === 'dict' ? 'map' : 'list' };
  if (made?.receiver?.text === 'copy' && made.name === 'copy' && only) return { of: only.text, kind: 'any' };
  if (made?.receiver && made.name === 'copy' && made.values.length === 0)
    return { of: made.receiver.text, kind: 'any' };
  const part = subscript(node);
  return part?.index.type === 'slice' && part.index.text === ':' ? { of: part.object.text, kind: 'list' } : undefined;
}

function* inPython(node: SyntaxNode, site: Site): Generator<Draft> {
  const copied = copiedIn(node);
  if (!copied || /[()]/.test(copied.of)) return;
  const module = site.scopes.find('copy', node.startIndex);
  const imported = site.scopes.find('deepcopy', node.startIndex);
  if (module?.kind === 'import') yield replaced('missing copy', node, `copy.deepcopy(${copied.of})`, 1.5);
  if (imported) yield replaced('missing copy', node, `deepcopy(${copied.of})`, 1.5);
  if (copied.kind !== 'map') {
    yield replaced('missing copy', node, `[row[:] for row in ${copied.of}]`, 0.9);
    yield replaced('missing copy', node, `[dict(item) for item in ${copied.of}]`, 0.6);
  }
  if (copied.kind !== 'list') {
    yield replaced('missing copy', node, `{key: list(value) for key, value in ${copied.of}.items()}`, 0.8);
    yield replaced('missing copy', node, `{key: dict(value) for key, value in ${copied.of}.items()}`, 0.6);
  }
}

function* inScript(node: SyntaxNode, site: Site): Generator<Draft> {
  const spread = node.type === 'array' || node.type === 'object' ? parts(node) : [];
  const inner = spread.length === 1 && spread[0]?.type === 'spread_element' ? parts(spread[0])[0]?.text : undefined;
  const made = call(node);
  const sliced = made?.receiver && made.name === 'slice' && made.values.length === 0 ? made.receiver.text : undefined;
  const list =
    sliced ??
    (node.type === 'array'
      ? inner
      : made?.callee.text === 'Array.from' && made.values.length === 1
        ? made.values[0]?.text
        : undefined);
  if (list !== undefined && !/[()]/.test(list)) {
    yield replaced('missing copy', node, `${list}.map((row) => [...row])`, 0.9);
    yield replaced('missing copy', node, `${list}.map((item) => ({ ...item }))`, 0.9);
  }
  const whole = list ?? (node.type === 'object' ? inner : undefined);
  if (whole !== undefined) yield replaced('missing copy', node, `structuredClone(${whole})`, 0.6);
  if (
    made?.callee.text === 'Object.assign' &&
    made.values[0] &&
    made.values.length > 1 &&
    made.values[0].type !== 'object'
  )
    yield replaced('missing copy', made.list, `({}, ${made.values.map(({ text }) => text).join(', ')})`, 2);
  const set = assignment(node.parent ?? node);
  if (
    node.type === 'identifier' &&
    set?.right.id === node.id &&
    /(date|day|when|time|start|end|from|until)$/i.test(`${set.left.text} ${node.text}`)
  ) {
    const annotated = site.tree.text.slice(node.startIndex - 2000 < 0 ? 0 : node.startIndex - 2000, node.startIndex);
    yield replaced(
      'missing copy',
      node,
      `new Date(${node.text})`,
      new RegExp(`\\b${node.text}\\??: Date\\b`).test(annotated) ? 1.6 : 0.4,
    );
  }
}

function* inGo(node: SyntaxNode, site: Site): Generator<Draft> {
  const type = node.type === 'identifier' || node.type === 'member_expression' ? site.exact(node) : undefined;
  if (!type?.startsWith('map[') || !node.parent) return;
  const set = assignment(node.parent);
  if (set?.right.id !== node.id && node.parent.type !== 'return_statement' && node.parent.type !== 'pair') return;
  if (site.scopes.find('maps', 0)?.kind === 'import')
    yield replaced('missing copy', node, `maps.Clone(${node.text})`, 1.2);
}

const changing =
  /^(append|extend|insert|pop|remove|sort|reverse|clear|update|setdefault|add|discard|push|unshift|shift|splice|fill|delete|set|addAll|removeIf|put|retainAll)$/;

/** A statement that changes what the function was given: it works on a copy of its own from there on. */
function* changedParameter(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { fn } = site;
  const language = site.tree.language;
  if (!fn || language === 'go' || language === 'rust' || !isBlock(statement.parent ?? statement)) return;
  const given = new Set(parameterNames(fn).filter((name) => name !== 'self' && name !== 'this'));
  const only = statement.type === 'expression_statement' ? parts(statement)[0] : undefined;
  const done = only && call(only);
  const target = only && assignment(only)?.left;
  const changed = done?.receiver && changing.test(done.name) ? done.receiver : target && subscript(target)?.object;
  if (changed?.type !== 'identifier' || !given.has(changed.text)) return;
  const name = changed.text;
  const uses = [...ownNodes(fn)];
  // A copy of its own has been made, or it is known by another name from then on.
  if (uses.some((node) => node.startIndex < statement.startIndex && assignment(node)?.left.text === name)) return;
  const map =
    target !== undefined
      ? !/^\d+$/.test(subscript(target)?.index.text ?? '')
      : /^(update|setdefault|put|set)$/.test(done?.name ?? '');
  for (const [at, text] of copiesOf(name, map, site).entries()) {
    const edit = site.layout.before(outermost(statement, fn), [`${name} = ${text}${site.layout.end}`]);
    if (edit)
      yield {
        template: 'missing copy',
        edits: [edit],
        description: `${quoted(name)} is changed in a copy of its own`,
        fit: 1.2 - at * 0.4,
      };
  }
  if (site.python && done?.name === 'sort' && only) {
    const values = done.values.map(({ text }) => text);
    yield replaced('missing copy', only, `${name} = sorted(${[name, ...values].join(', ')})`, 1.2);
  }
  if (!site.python && !site.compiled && done && only && /^(sort|reverse)$/.test(done.name))
    yield replaced('missing copy', only, `${name} = [...${name}].${done.name}${done.list.text}`, 1);
}

function copiesOf(name: string, map: boolean, site: Site): string[] {
  if (site.python) return map ? [`dict(${name})`, `list(${name})`] : [`list(${name})`];
  if (site.tree.language === 'java') return map ? [`new HashMap<>(${name})`] : [`new ArrayList<>(${name})`];
  return map ? [`{ ...${name} }`, `[...${name}]`] : [`[...${name}]`];
}

/** The statement of the function's own body that holds one: a copy in a loop would be made each time. */
function outermost(statement: SyntaxNode, fn: SyntaxNode): SyntaxNode {
  const body = field(fn, 'body');
  return statement.parent?.id === body?.id
    ? statement
    : (closest(statement, (above) => above.parent?.id === body?.id) ?? statement);
}
