/** A statement too many, in the wrong order or in the wrong place. */

import { isBlock, isFunction, isLoop, isSimpleStatement } from '../../syntax/grammar.ts';
import { assignmentOf, body, call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import { isDocstring } from './layout.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replacement } from './write.ts';

export function* statements(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (isDocstring(statement) || statement.startPosition.row !== site.row) continue;
    yield* removed(statement, site);
    yield* order(statement, site);
    yield* moved(statement, site);
    yield* unwrappedBlock(statement, site);
  }
}

function* removed(statement: SyntaxNode, site: Site): Generator<Draft> {
  const jump = [
    'return_statement',
    'break_statement',
    'continue_statement',
    'raise_statement',
    'throw_statement',
  ].includes(statement.type);
  if (isSimpleStatement(statement) && statement.type !== 'pass_statement') {
    const declares = statement.type.endsWith('declaration');
    const twice = [statement.previousNamedSibling, statement.nextNamedSibling].some(
      (near) => near?.text === statement.text,
    );
    const fit = twice ? 4 : jump ? 0.6 : declares ? 0.15 : 1;
    yield {
      template: 'removed statement',
      edits: [site.layout.without(statement)],
      description: `${quoted(statement.text)} goes`,
      fit,
    };
  } else if (statement.type === 'if_statement') {
    yield {
      template: 'removed statement',
      edits: [site.layout.without(statement)],
      description: `the \`if\` with ${quoted(field(statement, 'condition')?.text ?? '')} goes`,
      fit: 0.7,
    };
  } else if (isLoop(statement)) {
    yield {
      template: 'removed statement',
      edits: [site.layout.without(statement)],
      description: `the loop goes`,
      fit: 0.2,
    };
  } else if (statement.type === 'else_clause' || statement.type === 'elif_clause') {
    yield {
      template: 'removed statement',
      edits: [{ start: statement.startIndex, end: statement.endIndex, text: '' }],
      description: `the branch ${quoted(statement.text)} goes`,
      fit: 0.5,
    };
  }
}

/** Changes places with the one before or behind. */
function* order(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!site.layout.standsAlone(statement)) return;
  const movable = (node: SyntaxNode): boolean =>
    isSimpleStatement(node) || node.type === 'if_statement' || isLoop(node);
  for (const other of [statement.previousNamedSibling, statement.nextNamedSibling]) {
    if (!other || !movable(other) || !movable(statement) || isDocstring(other) || !site.layout.standsAlone(other))
      continue;
    const simple = isSimpleStatement(other) && isSimpleStatement(statement);
    const leaves = [statement, other].some((node) => /^(return|raise|throw|break|continue)_/.test(node.type));
    const update = [statement, other].filter((node) => {
      const only = parts(node)[0];
      return (
        assignmentOf(node) !== undefined ||
        only?.type === 'update_expression' ||
        (only !== undefined && call(only) !== undefined)
      );
    }).length;
    // Only where one has to do with the other does the order count.
    const shared = leaves || namesOf(statement).some((name) => namesOf(other).includes(name)) ? 1.5 : 0.6;
    const fit = (simple ? 1 : 0.8) * (leaves ? 0.2 : 1) * (update === 2 ? 1.2 : 1) * shared;
    yield {
      template: 'statement order',
      edits: [replacement(statement, other.text), replacement(other, statement.text)],
      description: `${quoted(statement.text)} and ${quoted(other.text)} change places`,
      fit,
    };
  }
}

const namesOf = (node: SyntaxNode): string[] =>
  [...descend(node)].filter(({ type }) => type === 'identifier').map(({ text }) => text);

/** Into or out of the block around it or beside it. */
function* moved(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!isSimpleStatement(statement) || !site.layout.standsAlone(statement)) return;
  const jump = /^(return|raise|throw|break|continue)_/.test(statement.type);
  const block = statement.parent;
  if (!block || !isBlock(block)) return;
  const siblings = parts(block);
  const holder = block.parent;
  const gone = site.layout.without(statement);
  const say = (where: string): string => `${quoted(statement.text)} moves ${where}`;
  if (holder && siblings.length > 1 && !isFunction(holder)) {
    const clause = ['elif_clause', 'else_clause', 'except_clause', 'catch_clause', 'finally_clause'].includes(
      holder.type,
    );
    const whole = clause ? (holder.parent ?? holder) : holder;
    if (
      isLoop(whole) ||
      whole.type === 'if_statement' ||
      whole.type === 'with_statement' ||
      whole.type === 'try_statement'
    ) {
      const name = isLoop(whole) ? 'loop' : 'block';
      const behind = site.layout.standsAlone(whole) ? site.layout.behind(statement, whole) : undefined;
      const before = site.layout.standsAlone(whole) ? site.layout.before(whole, [statement.text]) : undefined;
      const last = siblings.at(-1)?.id === statement.id;
      const first = siblings[0]?.id === statement.id;
      const initial = assignmentOf(statement);
      if (behind && !jump)
        yield {
          template: 'statement place',
          edits: behind,
          description: say(`behind the ${name}`),
          fit: last ? 1.2 : 0.5,
        };
      if (before && !jump)
        yield {
          template: 'statement place',
          edits: [gone, before],
          description: say(`before the ${name}`),
          fit: initial ? (first ? 1 : 0.7) : 0.3,
        };
    }
    // From an inner loop's body to the outer one's is covered; from the loop's `if` to the loop's end is next.
    const loop = closest(statement, (above) => isLoop(above) || isFunction(above));
    const inner = loop && isLoop(loop) ? body(loop) : undefined;
    if (!jump && inner && inner.id !== block.id && isBlock(inner)) {
      const end = parts(inner).at(-1);
      const edit = end && end.id !== whole.id ? site.layout.after(end, [statement.text]) : undefined;
      if (edit)
        yield {
          template: 'statement place',
          edits: [gone, edit],
          description: say('to the end of the loop'),
          fit: 0.5,
        };
    }
  }
  // To the start or the end of the block that it is in.
  if (!jump && siblings.length > 2) {
    const first = siblings.find((node) => !isDocstring(node));
    const last = siblings.at(-1);
    if (first && first.id !== statement.id && first.id !== statement.previousNamedSibling?.id) {
      const edit = site.layout.before(first, [statement.text]);
      if (edit)
        yield {
          template: 'statement place',
          edits: [gone, edit],
          description: say('to the start of its block'),
          fit: 0.5,
        };
    }
    if (
      last &&
      last.id !== statement.id &&
      last.id !== statement.nextNamedSibling?.id &&
      !/^(return|raise|throw)_/.test(last.type)
    ) {
      const edit = site.layout.after(last, [statement.text]);
      if (edit)
        yield {
          template: 'statement place',
          edits: [gone, edit],
          description: say('to the end of its block'),
          fit: 0.5,
        };
    }
  }
  for (const other of [statement.previousNamedSibling, statement.nextNamedSibling]) {
    if (!other || !(isLoop(other) || other.type === 'if_statement' || other.type === 'with_statement')) continue;
    const before = other.id === statement.previousNamedSibling?.id;
    const blocks = [
      body(other),
      ...parts(other)
        .filter((part) => /^(else|elif)_clause$/.test(part.type))
        .map((part) => body(part) ?? parts(part)[0]),
    ];
    for (const inner of blocks) {
      if (!inner || !isBlock(inner)) continue;
      const edge = before ? parts(inner).at(-1) : parts(inner)[0];
      const edit =
        edge && (before ? site.layout.after(edge, [statement.text]) : site.layout.before(edge, [statement.text]));
      const fit = (isLoop(other) ? 1 : 0.8) * (jump ? 0.25 : 1);
      if (edit)
        yield {
          template: 'statement place',
          edits: [gone, edit],
          description: say(`into the ${isLoop(other) ? 'loop' : 'block'} ${before ? 'before' : 'behind'} it`),
          fit,
        };
    }
  }
}

/** The block of an `if` without the `if`. */
function* unwrappedBlock(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (statement.type !== 'if_statement' || field(statement, 'alternative') || !site.layout.standsAlone(statement))
    return;
  const inner = field(statement, 'consequence');
  if (!inner) return;
  const indent = site.layout.indentOf(statement);
  const texts = isBlock(inner) ? parts(inner).map((node) => site.layout.reindented(node, indent)) : [inner.text];
  if (texts.length === 0) return;
  yield {
    template: 'removed statement',
    edits: [replacement(statement, texts.join(site.layout.eol + indent))],
    description: `without the condition ${quoted(field(statement, 'condition')?.text ?? '')}`,
    fit: 0.5,
  };
}
