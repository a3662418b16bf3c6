/** What is done and never undone: pushed and not popped, locked and not unlocked, counted up and not down again. */

import { isFunction, isNumber } from '../../syntax/grammar.ts';
import { assignmentOf, call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, contains, field, parts } from '../../syntax/walk.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { lineBeside } from './write.ts';

/** How each deed is undone; `$` is what it was done with. */
const javaOpposites: Readonly<Record<string, readonly string[]>> = {
  push: ['pop()'],
  add: ['remove($)', 'removeLast()'],
  addLast: ['removeLast()'],
  addFirst: ['removeFirst()'],
  put: ['remove($)'],
  open: ['close()'],
  start: ['stop()'],
  begin: ['end()'],
  enter: ['exit()'],
  lock: ['unlock()'],
  acquire: ['release()'],
};
const opposites: Readonly<Record<'python' | 'javascript' | 'java', Readonly<Record<string, readonly string[]>>>> = {
  python: {
    append: ['pop()', 'remove($)'],
    appendleft: ['popleft()'],
    add: ['discard($)', 'remove($)'],
    insert: ['pop(0)'],
    acquire: ['release()'],
    open: ['close()'],
    start: ['stop()'],
    begin: ['end()'],
    enter: ['exit()'],
    lock: ['unlock()'],
    subscribe: ['unsubscribe($)'],
    connect: ['disconnect()'],
    push: ['pop()'],
    register: ['unregister($)'],
    update: ['clear()'],
  },
  java: javaOpposites,
  javascript: {
    push: ['pop()'],
    unshift: ['shift()'],
    add: ['delete($)'],
    set: ['delete($)'],
    open: ['close()'],
    start: ['stop()'],
    begin: ['end()'],
    enter: ['exit()'],
    lock: ['unlock()'],
    acquire: ['release()'],
    subscribe: ['unsubscribe($)'],
    connect: ['disconnect()'],
    on: ['off($)'],
    register: ['unregister($)'],
  },
};

export function* undone(site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn) return;
  for (const statement of site.statements) {
    if (!site.layout.standsAlone(statement) || isFunction(statement)) continue;
    for (const deed of deedsBefore(statement, fn, site)) {
      yield* lineBeside('never undone', statement, deed.undo, site, deed.fit);
    }
  }
}

/** What is done in front of a statement, in its block or around it, and in no way undone in the function. */
function deedsBefore(statement: SyntaxNode, fn: SyntaxNode, site: Site): { undo: string; fit: number }[] {
  const found = new Map<string, number>();
  const name = field(fn, 'name')?.text;
  const recursive = name !== undefined && new RegExp(`\\b${name}\\(`).test(field(fn, 'body')?.text ?? '');
  for (const node of ownNodes(fn)) {
    if (node.startIndex >= statement.startIndex || contains(statement, node)) continue;
    const holder = node.type === 'expression_statement' ? node : closest(node, isWhole);
    // What is done on one branch is not undone on another.
    if (!holder?.parent || !contains(holder.parent, statement)) continue;
    for (const { receiver, undo } of [...calls(node, site), ...counts(node, site)]) {
      if (undo === undefined || fn.text.includes(undo) || undoneElsewhere(receiver, undo, fn)) continue;
      const root = /^[\w$]+/.exec(receiver)?.[0] ?? receiver;
      const binding = site.scopes.find(root, statement.startIndex);
      const outer = binding === undefined || binding.start < fn.startIndex || binding.kind === 'parameter';
      // A list that the function made is what it collects.
      if (!outer && !recursive) continue;
      found.set(undo, Math.max(found.get(undo) ?? 0, recursive ? 2 : 0.7));
    }
  }
  return [...found].map(([undo, fit]) => ({ undo, fit })).slice(0, 4);
}

const isWhole = (node: SyntaxNode): boolean => node.type === 'expression_statement';

function undoneElsewhere(receiver: string, undo: string, fn: SyntaxNode): boolean {
  const method = /\.(\w+)\([^()]*\)$/.exec(undo)?.[1];
  return method !== undefined && fn.text.includes(`${receiver}.${method}(`);
}

function* calls(node: SyntaxNode, site: Site): Generator<{ receiver: string; undo: string | undefined }> {
  const done = call(node);
  if (!done?.receiver || node.parent?.type !== 'expression_statement') return;
  for (const undo of opposites[site.python ? 'python' : site.tree.language === 'java' ? 'java' : 'javascript'][
    done.name
  ] ?? []) {
    const receiver = done.receiver.text;
    yield { receiver, undo: `${receiver}.${undo.replace('$', done.values[0]?.text ?? '')}` };
  }
}

/** `depth += 1`, `this.depth++`. */
function* counts(node: SyntaxNode, site: Site): Generator<{ receiver: string; undo: string | undefined }> {
  if (node.type !== 'expression_statement') return;
  const set = assignmentOf(node);
  if (set && isNumber(set.right) && /^[-+]=$/.test(set.operator)) {
    const turned = set.operator === '+=' ? '-=' : '+=';
    yield { receiver: set.left.text, undo: `${set.left.text} ${turned} ${set.right.text}` };
  }
  const step = parts(node)[0];
  const counted = step?.type === 'update_expression' ? field(step, 'argument')?.text : undefined;
  if (counted !== undefined && !site.python) {
    yield { receiver: counted, undo: `${counted}${step?.text.includes('++') ? '--' : '++'}` };
  }
}
