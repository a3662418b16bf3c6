/** Loops that stop too early, never, or run the wrong way; branches that leave out an `else`, `break` or step. */

import { enclosingLoop, isBlock, isFunction, isLoop } from '../../syntax/grammar.ts';
import { assignment, body, call, condition, member } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field, parts, tokens } from '../../syntax/walk.ts';
import { stepped } from './dialect.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* loops(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    yield* jumps(statement, site);
    yield* kinds(statement, site);
    yield* steps(statement, site);
    yield* ends(statement, site);
  }
}

function* jumps(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { end } = site.layout;
  const keyword = tokens(statement)[0];
  if (!keyword) return;
  const becomes = (text: string, fit: number): Draft => ({
    template: 'loop control',
    edits: [replacement(keyword, text)],
    description: `${quoted(keyword.text)} becomes ${quoted(text)}`,
    fit,
  });
  if (statement.type === 'break_statement') {
    yield becomes('continue', 1);
    yield becomes('return', 0.3);
  } else if (statement.type === 'continue_statement') {
    yield becomes('break', 1);
    yield becomes('return', 0.3);
  } else if (statement.type === 'return_statement' && enclosingLoop(statement)) {
    for (const [at, text] of ['continue', 'break'].entries()) {
      yield {
        template: 'loop control',
        edits: [replacement(statement, text + end)],
        description: `${quoted(statement.text)} becomes ${quoted(text)}`,
        fit: 0.35 - at * 0.1,
      };
    }
  } else if (statement.type === 'pass_statement' && enclosingLoop(statement)) {
    for (const text of ['continue', 'break'])
      yield {
        template: 'loop control',
        edits: [replacement(statement, text)],
        description: `\`pass\` becomes ${quoted(text)}`,
        fit: 0.7,
      };
  }
  // Inside a loop's branch: stop or go on once it is done.
  const block = statement.parent;
  const inLoop = enclosingLoop(statement) !== undefined;
  const last = statement.nextNamedSibling === null;
  const inBranch =
    block !== null && block.parent !== null && /^(if_statement|elif_clause|else_clause)$/.test(block.parent.type);
  const inCase = block !== null && /^switch_(case|default)$/.test(block.type);
  const leaves = /^(return|raise|throw|break|continue)_/.test(statement.type);
  if (leaves || !last) return;
  // Elsewhere a case ends by itself.
  if (inCase && block.nextNamedSibling && site.tree.language !== 'go') {
    const edit = site.layout.after(statement, [`break${end}`]);
    if (edit) yield { template: 'missing break', edits: [edit], description: 'the case ends with `break`', fit: 3 };
  } else if (inLoop && inBranch) {
    for (const text of ['break', 'continue']) {
      const edit = site.layout.after(statement, [text + end]);
      if (edit)
        yield {
          template: 'missing break',
          edits: [edit],
          description: `${quoted(text)} behind ${quoted(statement.text)}`,
        };
    }
  }
}

function* kinds(statement: SyntaxNode, site: Site): Generator<Draft> {
  const keyword = tokens(statement)[0];
  if (!keyword) return;
  const becomes = (node: SyntaxNode, text: string, fit: number): Draft => ({
    template: 'loop kind',
    edits: [replacement(node, text)],
    description: `${quoted(node.text)} becomes ${quoted(text)}`,
    fit,
  });
  if (statement.type === 'if_statement' && keyword.type === 'if' && !field(statement, 'alternative'))
    yield becomes(keyword, site.tree.language === 'go' ? 'for' : 'while', site.compiled ? 0.4 : 0.8);
  if (statement.type === 'while_statement' && condition(statement)) yield becomes(keyword, 'if', 0.6);
  if (statement.type === 'for_in_statement') {
    const operator = field(statement, 'operator');
    if (operator) yield becomes(operator, operator.text === 'of' ? 'in' : 'of', operator.text === 'of' ? 0.5 : 2);
    const over = field(statement, 'right');
    if (over && operator?.text === 'of' && !call(over)) {
      for (const [at, wrap] of [
        `Object.keys(${over.text})`,
        `Object.entries(${over.text})`,
        `Object.values(${over.text})`,
        `${over.text}.entries()`,
      ].entries()) {
        yield { ...replaced('loop kind', over, wrap, 0.4 - at * 0.05) };
      }
    }
  }
  // `var` shares one variable among all closures that a loop makes.
  const declaration = statement.type === 'for_statement' ? field(statement, 'initializer') : statement;
  const kind = declaration ? tokens(declaration)[0] : undefined;
  const shared = statement.type === 'for_in_statement' ? field(statement, 'kind') : kind;
  if (shared?.text === 'var') {
    const closes = [...descend(statement)].some(isFunction) || enclosingLoop(statement) !== undefined;
    yield {
      template: 'captured variable',
      edits: [replacement(shared, statement.type === 'for_in_statement' ? 'const' : 'let')],
      description: '`var` becomes `let`',
      fit: closes ? 1.3 : 0.2,
    };
  }
  if (shared?.text === 'const' && statement.type !== 'for_in_statement')
    yield {
      template: 'missing declaration',
      edits: [replacement(shared, 'let')],
      description: '`const` becomes `let`',
      fit: 0.05,
    };
}

/** A counter that nobody moves on. */
function* steps(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { end } = site.layout;
  const step = (name: string, by: '+' | '-'): string => stepped(site.tree.language, name, by) + end;
  if (statement.type === 'while_statement') {
    const block = body(statement);
    const test = condition(statement);
    const last = block && isBlock(block) ? parts(block).at(-1) : undefined;
    if (!block || !test || !last) return;
    const changed = new Set<string>();
    for (const node of descend(block)) {
      const assigned = assignment(node);
      if (assigned) for (const name of descend(assigned.left)) changed.add(name.text);
      if (node.type === 'update_expression') changed.add(field(node, 'argument')?.text ?? '');
    }
    const tested = [...descend(test)].filter((node) => node.type === 'identifier').map((node) => node.text);
    for (const binding of reachable(last, site)) {
      if (binding.type !== 'number' || (binding.kind !== 'variable' && binding.kind !== 'parameter')) continue;
      const needed =
        tested.includes(binding.name) && !changed.has(binding.name) && ![...descend(test)].some((node) => member(node));
      for (const by of ['+', '-'] as const) {
        const edit = site.layout.after(last, [step(binding.name, by)]);
        const fit = (needed ? 3 : tested.includes(binding.name) ? 0.7 : 0.4) * (by === '+' ? 1 : 0.7);
        if (edit)
          yield {
            template: 'missing increment',
            edits: [edit],
            description: `${quoted(step(binding.name, by))} at the end of the loop`,
            fit,
          };
      }
    }
    return;
  }
  if (!/^(expression_statement|return_statement|if_statement)$/.test(statement.type)) return;
  const fn = site.fn;
  const counters = reachable(statement, site).filter(
    (binding) => binding.type === 'number' && binding.kind === 'variable' && (!fn || binding.start >= fn.startIndex),
  );
  const inside = enclosingLoop(statement) !== undefined;
  if (site.compiled && fn && inside && statement.type === 'expression_statement') {
    for (const { name } of counters) {
      if (!new RegExp(`\\b${name} (==|>|<=|>=|!=) 0\\b`).test(fn.text)) continue;
      const edit = site.layout.after(statement, [step(name, '-')]);
      if (edit)
        yield {
          template: 'missing increment',
          edits: [edit],
          description: `${quoted(step(name, '-'))} behind ${quoted(statement.text)}`,
          fit: 1,
        };
    }
  }
  for (const binding of counters.slice(0, 4)) {
    const after = site.layout.after(statement, [step(binding.name, '+')]);
    const before = site.layout.before(statement, [step(binding.name, '+')]);
    const scale = inside ? 1 : 0.25;
    if (after && statement.type !== 'return_statement')
      yield {
        template: 'missing increment',
        edits: [after],
        description: `${quoted(step(binding.name, '+'))} behind ${quoted(statement.text)}`,
        fit: 0.8 * scale,
      };
    if (before)
      yield {
        template: 'missing increment',
        edits: [before],
        description: `${quoted(step(binding.name, '+'))} before ${quoted(statement.text)}`,
        fit: 0.4 * scale,
      };
  }
}

/** What follows an `if` and belongs into its `else`. */
function* ends(statement: SyntaxNode, site: Site): Generator<Draft> {
  const before = statement.previousNamedSibling;
  if (
    before?.type === 'if_statement' &&
    !parts(before).some((part) => part.type === 'else_clause') &&
    site.layout.standsAlone(statement) &&
    !isLoop(statement)
  ) {
    const indent = site.layout.indentOf(statement);
    const { eol, step } = site.layout;
    const inner = site.layout.reindented(statement, indent + step);
    const text = site.python
      ? `else:${eol}${indent}${step}${inner}`
      : `else {${eol}${indent}${step}${inner}${eol}${indent}}`;
    const jumps = /^(return|raise|throw)_/.test(statement.type);
    yield {
      template: 'missing else',
      edits: [replacement(statement, text)],
      description: `${quoted(statement.text)} only in the other case`,
      fit: jumps ? 0.2 : 1.3,
    };
  }
  if (statement.type === 'else_clause' && site.python) {
    // The body of an `else` that must run in either case.
    const block = field(statement, 'body');
    const holder = statement.parent;
    if (block && holder) {
      const indent = site.layout.indentOf(holder);
      const texts = parts(block).map((node) => site.layout.reindented(node, indent));
      yield {
        template: 'missing else',
        edits: [replacement(statement, texts.join(site.layout.eol + indent))],
        description: 'the `else` goes, what it did stays',
        fit: 0.8,
      };
    }
  }
}
