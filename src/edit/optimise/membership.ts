/** Looking a value up in a list again and again: a set or a map that is built once answers at once. */

import { binary, call, comparisons } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, descend, parts } from '../../syntax/walk.ts';
import { hasAlias, nameFor, staysSame, onceAround, pureNames, type Code, type Once } from './loops.ts';
import type { Rewrite } from './rewrite.ts';
import type { TextEdit } from '../../text/edit.ts';

/** A place that asks for a value in a list. */
interface Lookup {
  readonly list: SyntaxNode;
  readonly item: SyntaxNode;
  /** What is replaced by an answer. */
  readonly whole: SyntaxNode;
  readonly asks: 'whether' | 'whether not' | 'where';
}

export function membershipRewrites(code: Code): Rewrite[] {
  const groups = new Map<string, Lookup[]>();
  for (const node of descend(code.fn)) {
    const lookup = code.tree.language === 'python' ? pythonLookup(node) : scriptLookup(node);
    if (!lookup) continue;
    const key = `${lookup.asks === 'where' ? 'where' : 'whether'} ${lookup.list.text}`;
    groups.set(key, [...(groups.get(key) ?? []), lookup]);
  }
  return [...groups.values()].flatMap((lookups) => rewriteOf(lookups, code) ?? []);
}

function scriptLookup(node: SyntaxNode): Lookup | undefined {
  const called = call(node);
  if (!called?.receiver || called.values.length !== 1 || called.values[0]!.type === 'spread_element') return undefined;
  const [list, item] = [called.receiver, called.values[0]!];
  if (called.name === 'includes') return { list, item, whole: node, asks: 'whether' };
  if (called.name !== 'indexOf') return undefined;
  const around = node.parent ? binary(node.parent) : undefined;
  if (around?.kind !== 'comparison' || around.left.id !== node.id) return { list, item, whole: node, asks: 'where' };
  const test = `${around.operator} ${around.right.text}`;
  const whole = node.parent!;
  if (/^(?:!==? -1|> -1|>= 0)$/.test(test)) return { list, item, whole, asks: 'whether' };
  if (/^(?:===? -1|< 0)$/.test(test)) return { list, item, whole, asks: 'whether not' };
  return { list, item, whole: node, asks: 'where' };
}

function pythonLookup(node: SyntaxNode): Lookup | undefined {
  if (node.type !== 'comparison_operator') return undefined;
  const [only, ...more] = comparisons(node);
  if (!only || more.length > 0 || (only.operator !== 'in' && only.operator !== 'not in')) return undefined;
  // What is written there is few, and the compiler knows it.
  if (/^(?:list|tuple|set|string|dictionary|concatenated_string)$/.test(only.right.type)) return undefined;
  return { list: only.right, item: only.left, whole: node, asks: only.operator === 'in' ? 'whether' : 'whether not' };
}

function rewriteOf(lookups: readonly Lookup[], code: Code): Rewrite | undefined {
  const [{ list, asks }] = lookups as [Lookup];
  const isPython = code.tree.language === 'python';
  const names = pureNames(list);
  if (!names || names.size === 0 || isKnownSet(list, code)) return undefined;
  if (list.type === 'identifier' && hasAlias(list.text, code)) return undefined;
  const grows = list.type === 'identifier' && asks !== 'where' ? growthOf(list.text, code) : [];
  const isGrowth = (use: SyntaxNode): boolean => grows.some(({ receiver }) => receiver.id === use.id);
  const [first] = lookups as [Lookup];
  const once = onceAround(first.whole, code, staysSame(list, names, isGrowth));
  if (!once) return undefined;
  const inside = lookups.filter(({ whole }) => isIn(whole, once));
  const grown = grows.filter(({ statement }) => isIn(statement, once));
  if (grown.length < grows.length && grows.some(({ statement }) => isIn(once.region, { region: statement })))
    return undefined;
  const name = nameFor(list, asks === 'where' ? 'places' : 'set', code);
  const built = isPython
    ? `${name} = set(${list.text})`
    : asks === 'where'
      ? placesOf(name, list.text, code.tree.language !== 'javascript')
      : `const ${name} = new Set(${list.text});`;
  const edits: TextEdit[] = [...once.before(built)];
  for (const { item, whole, asks: asked } of inside)
    edits.push({ start: whole.startIndex, end: whole.endIndex, text: answerOf(asked, item.text, name, isPython) });
  for (const each of grown) edits.push(...each.also(name));
  const what = list.text.length > 30 ? 'the list' : `“${list.text}”`;
  return {
    name: asks === 'where' ? `Places in ${what} looked up in a map` : `${what} looked up in a set`,
    edits,
    conditions: [
      ...(isPython ? [`It takes ${list.text} to be a list or a tuple whose items can be hashed.`] : []),
      ...(isPython || isArray(list, code) ? [] : [`It takes ${list.text} to be an array, not a string.`]),
      ...(inside.some(({ whole }) => !isPython && whole.text.includes('indexOf'))
        ? ['What is not a number (NaN) is found, where indexOf finds none.']
        : []),
    ],
  };
}

const isIn = (node: SyntaxNode, { region }: Pick<Once, 'region'>): boolean =>
  region.startIndex <= node.startIndex && node.endIndex <= region.endIndex;

/** The first place of each value: what comes later in the list comes earlier here, and is written over. */
const placesOf = (name: string, list: string, isTyped: boolean): string =>
  `const ${name} = new Map(${list}.map((value, at) => [value, at]${isTyped ? ' as const' : ''}).reverse());`;

function answerOf(asks: Lookup['asks'], item: string, name: string, isPython: boolean): string {
  if (isPython) return `${item} ${asks === 'whether' ? 'in' : 'not in'} ${name}`;
  if (asks === 'where') return `(${name}.get(${item}) ?? -1)`;
  return `${asks === 'whether' ? '' : '!'}${name}.has(${item})`;
}

/** Whether it is an array for sure, as the function shows. */
function isArray(list: SyntaxNode, { fn }: Code): boolean {
  const called = call(list);
  if (called) return /^(?:map|filter|flatMap|keys|values|entries|from|split)$/.test(called.name);
  if (list.type !== 'identifier') return list.type === 'array';
  const name = list.text.replaceAll('$', '\\$');
  return (
    new RegExp(`\\b(?:const|let|var)\\s+${name}\\s*(?::[^=\\n]+)?=\\s*\\[`).test(fn.text) ||
    new RegExp(`\\b${name}\\??\\s*:\\s*(?:readonly\\s+)?(?:[\\w.]+\\[\\]|(?:Readonly)?Array<)`).test(fn.text)
  );
}

/** It is one already, as far as the function shows. */
function isKnownSet(list: SyntaxNode, { fn }: Code): boolean {
  const made = list.type === 'identifier' ? list.text.replaceAll('$', '\\$') : undefined;
  if (made === undefined) return /^(?:set|frozenset|dict)\(/.test(list.text);
  return new RegExp(`\\b${made}\\s*(?::[^=\\n]+)?=\\s*(?:set\\(|frozenset\\(|dict\\(|\\{|['"\`f]|str\\()`).test(
    fn.text,
  );
}

interface Growth {
  /** The list's name in it. */
  readonly receiver: SyntaxNode;
  readonly statement: SyntaxNode;
  readonly also: (set: string) => readonly TextEdit[];
}

/** Statements that add one value to the list and do nothing else to it. */
function growthOf(list: string, { tree, fn }: Code): Growth[] {
  const isPython = tree.language === 'python';
  const found: Growth[] = [];
  for (const node of descend(fn)) {
    const called = call(node);
    if (called?.receiver?.text !== list || called.name !== (isPython ? 'append' : 'push')) continue;
    const [item, ...more] = called.values;
    const statement = node.parent;
    if (!item || more.length > 0 || !isSimple(item) || statement?.type !== 'expression_statement') continue;
    // What runs at another time may add when nobody looks.
    if (insideCallback(node, fn)) continue;
    const line = /^[ \t]*/.exec(tree.text.slice(tree.text.lastIndexOf('\n', statement.startIndex - 1) + 1))?.[0] ?? '';
    const lineBreak = tree.text.includes('\r\n') ? '\r\n' : '\n';
    const isAlone = /^(?:block|statement_block)$/.test(statement.parent?.type ?? '');
    found.push({
      receiver: called.receiver,
      statement,
      also: (set) =>
        isPython || isAlone
          ? [
              {
                start: statement.endIndex,
                end: statement.endIndex,
                text: `${isPython ? lineBreak + line : ' '}${set}.add(${item.text})${isPython ? '' : ';'}`,
              },
            ]
          : [
              { start: statement.startIndex, end: statement.startIndex, text: '{ ' },
              { start: statement.endIndex, end: statement.endIndex, text: ` ${set}.add(${item.text}); }` },
            ],
    });
  }
  return found;
}

const isSimple = (node: SyntaxNode): boolean =>
  /^(?:identifier|string|number|integer)$/.test(node.type) ||
  (/^(?:member_expression|attribute)$/.test(node.type) &&
    parts(node).every((part) => /^(?:identifier|property_identifier)$/.test(part.type)));

function insideCallback(node: SyntaxNode, fn: SyntaxNode): boolean {
  for (const above of ancestors(node)) {
    if (above.id === fn.id) return false;
    if (/function|lambda/.test(above.type)) return true;
  }
  return false;
}
