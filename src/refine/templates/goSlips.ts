/** Mistakes that Go lets one make: an error dropped, a name shadowed, a copy changed, a map that is nil. */

import { enclosingLoop, isBlock, isFunction, isSimpleStatement } from '../../syntax/grammar.ts';
import { assignment, assignmentOf, call, member, subscript } from '../../syntax/shapes.ts';
import { elementOf } from '../../syntax/exactType.ts';
import { descend, field, parts, tokens } from '../../syntax/walk.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { exitsOf } from './exits.ts';
import { guardLines } from './dialect.ts';
import { reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* goSlips(site: Site): Generator<Draft> {
  if (site.tree.language !== 'go') return;
  for (const statement of site.statements) {
    yield* droppedError(statement, site);
    yield* shadowed(statement, site);
    yield* nilMap(statement, site);
    yield* changedCopy(statement);
    yield* looseLock(statement, site);
    if (isFunction(statement)) yield* receiver(statement);
  }
  if (site.fn && /^method_/.test(site.fn.type))
    for (const statement of site.statements) yield* receiverOfSetter(statement, site.fn);
  for (const node of site.expressions) {
    yield* copies(node, site);
    yield* errorTests(node);
    yield* noError(node, site);
    yield* prepended(node, site);
    yield* normalised(node, site);
  }
}

/** `n, err := f()` with nobody asking for `err`. */
function* droppedError(statement: SyntaxNode, site: Site): Generator<Draft> {
  const set = assignmentOf(statement);
  const left = set?.left;
  if (!left || statement.startPosition.row !== site.row) return;
  const names = left.type === 'array_pattern' ? parts(left) : [left];
  const last = names.at(-1);
  const wanted =
    last && (/^(err|e)\w*$/i.test(last.text) ? 'error' : /^(ok|found|exists)$/.test(last.text) ? 'ok' : undefined);
  if (!last || !wanted) return;
  if (
    statement.nextNamedSibling &&
    new RegExp(`^(if|return)\\b[^{]*\\b${last.text}\\b`).test(statement.nextNamedSibling.text)
  )
    return;
  const test = wanted === 'error' ? `${last.text} != nil` : `!${last.text}`;
  const exits = exitsOf(site.fn, site, enclosingLoop(statement) !== undefined);
  const withError = exits.flatMap(({ text, fit }) =>
    wanted === 'error' && /\bnil$/.test(text)
      ? [
          { text: text.replace(/\bnil$/, last.text), fit: fit * 2 },
          { text, fit },
        ]
      : [{ text, fit }],
  );
  for (const exit of withError) {
    const edit = site.layout.after(statement, guardLines(site, test, exit.text));
    if (edit)
      yield {
        template: 'missing guard',
        edits: [edit],
        description: `${exit.text} when ${quoted(test)}`,
        fit: 4 * exit.fit,
      };
  }
}

/** `x := …` in a block where the `x` outside is meant. */
function* shadowed(statement: SyntaxNode, site: Site): Generator<Draft> {
  const declares = statement.type === 'lexical_declaration' ? parts(statement)[0] : undefined;
  const heads = [declares, field(statement, 'initializer') && parts(field(statement, 'initializer') ?? statement)[0]];
  for (const declarator of heads) {
    if (declarator?.type !== 'variable_declarator') continue;
    const operator = tokens(declarator).find(({ type }) => type === ':=');
    const left = field(declarator, 'name');
    if (!operator || !left) continue;
    const names = (left.type === 'array_pattern' ? parts(left) : [left]).map((name) => name.text);
    const outer = names.filter((name) => {
      const own = site.scopes.find(name, left.startIndex);
      const above = own?.scope.parent && site.scopes.find(name, Math.max(0, own.scope.start - 1));
      return above !== undefined && above.scope.kind !== 'module' && above.kind !== 'function';
    });
    if (outer.length === 0) continue;
    if (outer.length === names.filter((name) => name !== '_').length) {
      yield {
        template: 'shadowed name',
        edits: [replacement(operator, '=')],
        description: `${quoted(outer.join(', '))} is the one outside`,
        fit: 1.4,
      };
    } else if (declares) {
      const fresh = names.filter((name) => !outer.includes(name) && name !== '_');
      const types = fresh.map((name) => site.scopes.find(name, left.startIndex)?.exact);
      if (types.some((type) => type === undefined)) continue;
      const lines = fresh.map((name, at) => `var ${name} ${types[at]}`);
      const edit = site.layout.before(statement, lines);
      if (edit)
        yield {
          template: 'shadowed name',
          edits: [edit, replacement(operator, '=')],
          description: `${quoted(outer.join(', '))} is the one outside`,
          fit: 1,
        };
    }
  }
}

/** Something is put into a map that nobody has made. */
function* nilMap(statement: SyntaxNode, site: Site): Generator<Draft> {
  const set = assignmentOf(statement);
  const entry = set && subscript(set.left);
  const type = entry && site.exact(entry.object);
  if (!entry || !type?.startsWith('map[')) return;
  const map = entry.object.text;
  const lines = [`if ${map} == nil {`, `${site.layout.step}${map} = make(${type})`, '}'];
  const edit = site.layout.before(statement, lines);
  if (edit)
    yield { template: 'missing key', edits: [edit], description: `${quoted(map)} is made when it is nil`, fit: 1.2 };
  const inner = elementOf(type, 'go');
  const sub = subscript(entry.object);
  if (sub && inner) return;
  const value = /^map\[/.test(inner ?? '') ? inner : undefined;
  if (!value) return;
  const held = `${map}[${entry.index.text}]`;
  const more = site.layout.before(statement, [
    `if ${held} == nil {`,
    `${site.layout.step}${held} = make(${value})`,
    '}',
  ]);
  if (more)
    yield { template: 'missing key', edits: [more], description: `${quoted(held)} is made when it is nil`, fit: 1 };
}

/** `for _, item := range items { item.x = 1 }` changes a copy. */
function* changedCopy(statement: SyntaxNode): Generator<Draft> {
  const set = assignmentOf(statement);
  const target = set && member(set.left);
  const step = parts(statement)[0];
  const counted = step?.type === 'update_expression' ? member(field(step, 'argument') ?? step) : undefined;
  const object = (target ?? counted)?.object;
  const loop = enclosingLoop(statement);
  const left = loop?.type === 'for_in_statement' ? field(loop, 'left') : undefined;
  const over = loop && field(loop, 'right');
  if (!object || !left || !over) return;
  const [index, value] = left.type === 'array_pattern' ? parts(left) : [left];
  if (!index || value?.text !== object.text) return;
  const name = index.text === '_' ? 'i' : index.text;
  const edits = [replacement(object, `${over.text}[${name}]`)];
  if (index.text === '_') edits.push(replacement(index, name));
  // A loop's name that nobody uses any more would not compile.
  const uses = [...ownNodes(loop ?? statement)].filter(
    (node) => node.type === 'identifier' && node.text === object.text,
  ).length;
  if (uses <= 2) edits.push({ start: index.endIndex, end: value.endIndex, text: '' });
  yield {
    template: 'changed copy',
    edits,
    description: `${quoted(object.text)} is a copy; what is in ${quoted(over.text)} changes`,
    fit: 1.5,
  };
}

/** `func (c Counter) Add()` that changes `c`. */
function* receiver(fn: SyntaxNode): Generator<Draft> {
  const list = field(fn, 'receiver');
  const only = list && parts(list)[0];
  const type = only && field(only, 'type');
  const name = only && field(only, 'pattern');
  if (!type || !name || type.text.startsWith('*')) return;
  const sets = [...descend(fn)].some((node) => {
    const set = assignment(node)?.left ?? (node.type === 'update_expression' ? field(node, 'argument') : undefined);
    return set?.text.startsWith(`${name.text}.`) === true;
  });
  yield replaced('value receiver', type, `*${type.text}`, sets ? 2 : 0.2);
}

function* receiverOfSetter(statement: SyntaxNode, fn: SyntaxNode): Generator<Draft> {
  const text = statement.text;
  const list = field(fn, 'receiver');
  const only = list && parts(list)[0];
  const name = only && field(only, 'pattern')?.text;
  if (name === undefined || !text.startsWith(`${name}.`) || isFunction(statement)) return;
  yield* receiver(fn);
}

/** `mu.Lock()` without `defer mu.Unlock()`. */
function* looseLock(statement: SyntaxNode, site: Site): Generator<Draft> {
  const only = isSimpleStatement(statement) ? parts(statement)[0] : undefined;
  const done = only && call(only);
  if (!done?.receiver || !/^R?Lock$/.test(done.name)) return;
  const fn = functionOrFile(statement);
  const undo = `${done.receiver.text}.${done.name.replace('Lock', 'Unlock')}()`;
  if (fn.text.includes(undo)) return;
  const edit = site.layout.after(statement, [`defer ${undo}`]);
  if (edit) yield { template: 'never undone', edits: [edit], description: quoted(`defer ${undo}`), fit: 3 };
}

/** Where two names must not share one list. */
function* copies(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'identifier' && !member(node) && subscript(node)?.index.type !== 'slice') return;
  const type = site.exact(node);
  if (!type?.startsWith('[]')) return;
  const parent = node.parent;
  const set = parent ? assignment(parent) : undefined;
  const stored =
    parent?.type === 'pair' ||
    set?.right.id === node.id ||
    parent?.type === 'return_statement' ||
    parent?.type === 'arguments';
  if (!stored || !parent || (parent.parent && call(parent.parent)?.name === 'len')) return;
  const fit = parent.type === 'return_statement' ? 0.8 : parent.type === 'arguments' ? 0.4 : 1;
  yield replaced('missing copy', node, `append(${type}{}, ${node.text}...)`, fit);
  const held = call(node);
  if (held) yield replaced('missing copy', node, `append(${type}(nil), ${node.text}...)`, fit * 0.5);
}

/** `append(list, item)` where the item comes first. */
function* prepended(node: SyntaxNode, site: Site): Generator<Draft> {
  const put = call(node);
  const [list, item] = put?.callee.text === 'append' ? put.values : [];
  if (!list || !item || put?.values.length !== 2) return;
  if (item.type === 'spread_element') {
    const value = parts(item)[0];
    if (value && site.exact(value) === site.exact(list))
      yield replaced('wrong method', node, `append(${value.text}, ${list.text}...)`, 0.8);
    return;
  }
  const type = site.exact(list);
  if (type?.startsWith('[]')) yield replaced('wrong method', node, `append(${type}{${item.text}}, ${list.text}...)`, 1);
}

/** `return 0, nil` where one of the package's errors is meant. */
function* noError(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.text !== 'nil' || !site.fn || !/\berror\)?$/.test(field(site.fn, 'return_type')?.text ?? '')) return;
  const list = node.parent?.type === 'expression_list' ? node.parent : node;
  if (list.parent?.type !== 'return_statement' || (list !== node && parts(list).at(-1)?.id !== node.id)) return;
  const scored = reachable(node, site)
    .filter(({ name, kind }) => kind !== 'function' && /^(err|Err|err[A-Z]\w*|Err[A-Z]\w*)$/.test(name))
    .map(({ name }) => ({ name, fit: name === 'err' ? 1.4 : 0.9 + (site.fn?.text.includes(name) ? -0.3 : 0) }));
  for (const { name, fit } of scored.slice(0, 5)) yield replaced('return value', node, name, fit);
}

/** `err == nil` or `err != nil`, `errors.Is` for `==`. */
function* errorTests(node: SyntaxNode): Generator<Draft> {
  const operator = field(node, 'operator')?.text;
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (node.type !== 'binary_expression' || !left || !right || (operator !== '==' && operator !== '!=')) return;
  if (/^err/.test(left.text) && /^(\w+\.)?Err[A-Z]/.test(right.text))
    yield replaced(
      'identity comparison',
      node,
      `${operator === '!=' ? '!' : ''}errors.Is(${left.text}, ${right.text})`,
      1.5,
    );
}

/** Text that must be cut or lowered first. */
function* normalised(node: SyntaxNode, site: Site): Generator<Draft> {
  if (site.exact(node) !== 'string' || node.type === 'string' || !site.scopes.find('strings', 0)) return;
  const parent = node.parent;
  if (!parent || assignment(parent)?.left.id === node.id || parent.type === 'member_expression' || isBlock(parent))
    return;
  for (const [at, name] of ['ToLower', 'TrimSpace', 'ToUpper'].entries()) {
    if (!node.text.includes(`strings.${name}`))
      yield replaced('missing normalisation', node, `strings.${name}(${node.text})`, 0.8 - at * 0.2);
  }
}
