/**
 * A way out that leaves half of it done: something was taken or entered before, then a check fails, and nobody gives
 * it back. What gives back is another method of the same thing that takes the same.
 */

import { enclosingLoop, isBlock } from '../../syntax/grammar.ts';
import { call, condition, type Call } from '../../syntax/shapes.ts';
import { bare, declarationsOf } from '../../syntax/exactType.ts';
import { areCounterparts } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, contains, descend, field, parts } from '../../syntax/walk.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted } from './write.ts';

const most = 4;

export function* rolledBack(site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn) return;
  for (const statement of site.statements) {
    // The way out itself, or the check that leads to it: both ran when it went wrong.
    const branch = statement.type === 'if_statement' ? field(statement, 'consequence') : undefined;
    const leaving = branch ? (isBlock(branch) ? parts(branch)[0] : branch) : statement;
    if (!leaving || !/^(return|raise|throw)_statement$/.test(leaving.type)) continue;
    const check = closest(leaving, (above) => above.type === 'if_statement' || above.id === fn.id);
    if (check?.type !== 'if_statement' || field(check, 'alternative')) continue;
    for (const { text, fit } of undoings(check, fn, site)) {
      const edit = site.layout.before(leaving, [text + site.layout.end]);
      if (edit)
        yield {
          template: 'rolled back',
          edits: [edit],
          description: `${quoted(text)} before ${quoted(leaving.text)}`,
          fit,
        };
    }
  }
}

/** Calls that undo what was done in front of a check. */
function undoings(check: SyntaxNode, fn: SyntaxNode, site: Site): { readonly text: string; readonly fit: number }[] {
  const found = new Map<string, number>();
  for (const node of ownNodes(fn)) {
    const done = call(node);
    if (!done?.receiver || done.isNew || node.startIndex >= check.startIndex) continue;
    // Done for its effect: as a statement, or asked whether it went well.
    const test = closest(node, (above) => above.type === 'if_statement' || isBlock(above));
    const asked = test?.type === 'if_statement' && contains(condition(test) ?? test, node);
    if (!(asked && hasEffect(done.name)) && node.parent?.type !== 'expression_statement') continue;
    const holder = asked ? test : node;
    if (!holder?.parent || !contains(closest(holder, isBlock) ?? fn, check)) continue;
    if (enclosingLoop(node)?.id !== enclosingLoop(check)?.id) continue;
    for (const [name, fit] of opposites(done, site)) {
      const text = `${done.receiver.text}.${name}${done.list.text}`;
      if (!fn.text.includes(`.${name}(`)) found.set(text, Math.max(found.get(text) ?? 0, fit));
    }
  }
  return [...found]
    .map(([text, fit]) => ({ text, fit }))
    .sort((a, b) => b.fit - a.fit)
    .slice(0, most);
}

/** What asks does not change anything. */
const hasEffect = (name: string): boolean =>
  !/^(is|has|can|get|contains|equals|exists|includes|find|matches|starts|ends)/i.test(name);

/** Methods of the same thing that take the same number of things. */
function opposites(done: Call, site: Site): [string, number][] {
  const fits = new Map<string, number>();
  const arity = done.values.length;
  const type = done.receiver && site.exact(done.receiver);
  const add = (name: string, base: number): void => {
    if (
      name === done.name ||
      /^(constructor|__\w+__|main|toString|equals|hashCode|get[A-Z_]\w*|is[A-Z_]\w*)$/.test(name)
    )
      return;
    const gives =
      /back|return|restore|release|undo|cancel|revert|un[a-z]|put|add|remove|drop|free|close|give|refund/i.test(name);
    const turned = areCounterparts(done.name, name) ? 1.5 : gives ? 1 : 0.5;
    fits.set(name, Math.max(fits.get(name) ?? 0, base * turned));
  };
  const declared = type === undefined ? undefined : declarationsOf(site.tree).functions.get(bare(type));
  if (declared) {
    const own = declared.get(done.name);
    for (const [name, signature] of declared)
      if (own && signature.parameters.join() === own.parameters.join()) add(name, 1.4);
  } else if (!site.compiled) {
    // The functions of the workspace that stand beside one of this name.
    for (const known of site.ingredients?.functions ?? []) {
      if (known.name !== done.name) continue;
      const owner = closest(known.node, ({ type }) => /^class/.test(type) && type !== 'class_body');
      for (const node of owner ? descend(owner) : []) {
        const name = /^(method_definition|function_definition)$/.test(node.type)
          ? field(node, 'name')?.text
          : undefined;
        const takes = name === undefined ? undefined : site.ingredients?.signatures.get(name);
        if (name !== undefined && takes?.filter((each) => each !== 'self').length === arity) add(name, 1);
      }
    }
  }
  return [...fits];
}
