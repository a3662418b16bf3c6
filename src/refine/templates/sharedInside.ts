/** What two things have in common though each should have its own: members of a copied thing, values in a new one, a list of the class. */

import { enclosingClass, isConstructor, isFunction } from '../../syntax/grammar.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import { assignment, assignmentOf, call } from '../../syntax/shapes.ts';
import { bare, declarationsOf } from '../../syntax/exactType.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

const most = 3;

export function* sharedInside(site: Site): Generator<Draft> {
  const { language } = site.tree;
  for (const node of site.expressions) {
    if (site.python) yield* heldInPython(node, site);
    else if (!site.compiled) yield* heldInScript(node, site);
    else if (language === 'java') yield* goneThrough(node, site);
  }
  for (const statement of site.statements) {
    if (language === 'go') yield* copiedStruct(statement, site);
    if (site.python) yield* ofTheClass(statement, site);
  }
}

const isNamed = (node: SyntaxNode): boolean =>
  /^(identifier|attribute|member_expression|subscript|subscript_expression)$/.test(node.type);

/** Whether a value is kept by what is made here: under a key, by name, as an item. */
function isKept(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent || (node.type === 'identifier' && !isReference(node))) return false;
  if (parent.type === 'pair') return field(parent, 'value')?.id === node.id;
  if (parent.type === 'keyword_argument') return field(parent, 'value')?.id === node.id;
  return /comprehension$/.test(parent.type) && field(parent, 'body')?.id === node.id;
}

function* heldInPython(node: SyntaxNode, site: Site): Generator<Draft> {
  if (!isNamed(node) || !isKept(node)) return;
  const name = node.text.replace(/^.*\./, '');
  // One letter says nothing of what it stands for.
  const type = typeOf(node, site.scopes) ?? (name.length > 2 ? typeByName(name) : undefined);
  if (type === 'number' || type === 'string' || type === 'boolean' || type === 'function') return;
  const sure = type === undefined ? 0.6 : 1;
  if (type !== 'map' && type !== 'set') yield replaced('missing copy', node, `list(${node.text})`, sure);
  if (type === undefined || type === 'map' || type === 'object')
    yield replaced('missing copy', node, `dict(${node.text})`, sure * 0.8);
  if (type === 'set') yield replaced('missing copy', node, `set(${node.text})`, 1);
}

const makers = new WeakMap<SyntaxTree, ReadonlyMap<string, string>>();

/** The names that the file fills with a new map or set. */
function makersIn(tree: SyntaxTree): ReadonlyMap<string, string> {
  let found = makers.get(tree);
  if (!found) {
    const all = tree.text.matchAll(/(#?\w+)(?:\??: [^=;\n]+)? = new (Map|Set)\b/g);
    makers.set(tree, (found = new Map([...all].map(([, name = '', made = '']) => [name, made]))));
  }
  return found;
}

/** The type of a name, or that of a field by what it is made as. */
function madeAs(node: SyntaxNode, site: Site): RoughType | undefined {
  if (node.type === 'identifier') return site.scopes.find(node.text, node.startIndex)?.type;
  const name = /^this\.(#?\w+)$/.exec(node.text)?.[1];
  const made = name === undefined ? undefined : makersIn(site.tree).get(name);
  return made === 'Map' ? 'map' : made === 'Set' ? 'set' : typeOf(node, site.scopes);
}

function* heldInScript(node: SyntaxNode, site: Site): Generator<Draft> {
  if (isNamed(node)) {
    const type = madeAs(node, site);
    const parent = node.parent;
    const handed =
      parent && (parent.type === 'return_statement' || assignment(parent)?.right.id === node.id || isKept(node));
    if (handed && (type === 'map' || type === 'set'))
      yield replaced('missing copy', node, `new ${type === 'map' ? 'Map' : 'Set'}(${node.text})`, 1.2);
    const named = type ?? typeByName(node.text.replace(/^.*\./, ''));
    if (isKept(node) && (named === 'array' || named === undefined))
      yield replaced('missing copy', node, `[...${node.text}]`, type ? 1.2 : 0.5);
    if (isKept(node) && named === 'object') yield replaced('missing copy', node, `{ ...${node.text} }`, 0.8);
  }
  if (node.type !== 'object') return;
  for (const part of parts(node)) {
    if (part.type === 'shorthand_property_identifier') {
      const type = site.scopes.find(part.text, part.startIndex)?.type ?? typeByName(part.text);
      if (type === 'array' || type === undefined)
        yield replaced('missing copy', part, `${part.text}: [...${part.text}]`, type ? 0.9 : 0.4);
    }
    // `{ ...order }` has the same lists in it as the order.
    const whole = part.type === 'spread_element' ? parts(part)[0] : undefined;
    if (whole?.type !== 'identifier' && whole?.type !== 'member_expression') continue;
    const lists = site.scopes
      .members(whole.text)
      .filter(({ name, called }) => !called && name !== 'length' && !node.text.includes(`${name}:`));
    for (const [at, { name }] of lists
      .filter((use) => /^(array|undefined)$/.test(String(typeByName(use.name))))
      .slice(0, most)
      .entries()) {
      const copied = `${name}: [...${whole.text}.${name}]`;
      yield {
        template: 'missing copy',
        edits: [{ start: part.endIndex, end: part.endIndex, text: `, ${copied}` }],
        description: `${quoted(copied)} in the copy of ${quoted(whole.text)}`,
        fit: (typeByName(name) === 'array' ? 1.2 : 0.7) - at * 0.15,
      };
    }
  }
}

/** A loop over what its own body takes things out of. */
function* goneThrough(node: SyntaxNode, site: Site): Generator<Draft> {
  const loop = node.parent;
  if (!loop || !/^for/.test(loop.type) || field(loop, 'right')?.id !== node.id) return;
  const changed = [...descend(field(loop, 'body') ?? loop)].some((inner) => {
    const done = call(inner);
    return done?.receiver?.text === node.text && /^(remove|add|removeAll|addAll|clear)$/.test(done.name);
  });
  if (changed && isNamed(node))
    yield replaced(
      'missing copy',
      node,
      `new ArrayList<>(${node.text})`,
      site.exact(node)?.startsWith('List<') ? 3 : 1,
    );
}

/** `copied := *order`: its slices and maps are those of the order. */
function* copiedStruct(statement: SyntaxNode, site: Site): Generator<Draft> {
  const set = assignmentOf(statement);
  if (set?.left.type !== 'identifier' || !/^(\*\w+|[\w.]+(\[[^\]]+\])?)$/.test(set.right.text)) return;
  const type =
    site.exact(set.right) ??
    site.exact(set.left) ??
    (set.right.text.startsWith('*') ? pointedAt(set.right, site) : undefined);
  if (type === undefined || /^[*[]|^map/.test(type)) return;
  const name = set.left.text;
  const slices = [...(declarationsOf(site.tree).fields.get(bare(type)) ?? [])].filter(([, kind]) =>
    kind.startsWith('[]'),
  );
  const from = set.right.text.startsWith('*') ? set.right.text.slice(1) : name;
  for (const [at, [member, kind]] of slices.slice(0, most).entries()) {
    const line = `${name}.${member} = append(${kind}{}, ${from}.${member}...)`;
    const edit = site.layout.after(statement, [line]);
    if (edit) yield { template: 'missing copy', edits: [edit], description: quoted(line), fit: 1.4 - at * 0.2 };
  }
}

function pointedAt(node: SyntaxNode, site: Site): string | undefined {
  const inner = parts(node)[0];
  return inner && site.exact(inner)?.replace(/^\*/, '');
}

/** A list that stands in the class, and that every object then fills. */
function* ofTheClass(statement: SyntaxNode, site: Site): Generator<Draft> {
  const owner = enclosingClass(statement);
  const body = owner && field(owner, 'body');
  if (!body) return;
  for (const part of parts(body)) {
    const set = part.type === 'expression_statement' ? assignmentOf(part) : undefined;
    if (set?.operator !== '=' || !/^(\[\]|\{\}|set\(\)|dict\(\)|list\(\))$/.test(set.right.text)) continue;
    if (statement.id !== part.id && !statement.text.includes(`self.${set.left.text}`)) continue;
    const line = `self.${set.left.text} = ${set.right.text}`;
    const maker = parts(body).find((each) => isFunction(each) && isConstructor(each));
    const gone = site.layout.without(part);
    const block = maker && field(maker, 'body');
    const inside = block && site.layout.first(block, [line]);
    if (inside && !owner.text.includes(line))
      yield {
        template: 'shared rows',
        edits: [gone, inside],
        description: `every object has its own ${quoted(set.left.text)}`,
        fit: 1.2,
      };
    const others = parts(body).length > 1 && !maker ? closest(part, (above) => above.id === body.id) : undefined;
    if (others && site.tree.text.slice(part.startIndex, part.endIndex) === part.text) {
      const { step } = site.layout;
      const text = `def __init__(self):${site.layout.eol}${site.layout.indentOf(part)}${step}${line}`;
      yield replaced('shared rows', part, text, 1);
    }
  }
}
