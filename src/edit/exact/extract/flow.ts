/**
 * What running a piece of code does to one variable: whether its old value may be looked at, and whether it has a new
 * one for certain afterwards. Structured programs need no graph for that: each construct is made of what is in it.
 * Where it cannot be told, it may read and does not write, which is never wrong.
 */

import { isFunction } from '../../../syntax/grammar.ts';
import type { SyntaxNode } from '../../../syntax/tree.ts';
import { field, parts } from '../../../syntax/walk.ts';
import type { Use, Variable } from './variables.ts';

export interface Flow {
  /** The value from before may be looked at. */
  readonly reads: boolean;
  /** Who comes to the end has given it a value, or nobody comes there. */
  readonly writes: boolean;
  /** Something in it may leave for the end of a loop or for its next round. */
  readonly jumps: boolean;
}

const nothing: Flow = { reads: false, writes: false, jumps: false };

export class VariableFlow {
  readonly #uses: ReadonlyMap<number, Use>;
  readonly #starts: readonly number[];

  constructor({ uses }: Variable) {
    this.#uses = new Map(uses.map((use) => [use.node.startIndex, use]));
    this.#starts = uses.map(({ node }) => node.startIndex).sort((a, b) => a - b);
  }

  names(node: SyntaxNode): boolean {
    return this.#starts.some((start) => node.startIndex <= start && start < node.endIndex);
  }

  inOrder(nodes: readonly (SyntaxNode | undefined)[]): Flow {
    let all = nothing;
    for (const node of nodes) if (node) all = after(all, this.of(node));
    return all;
  }

  of(node: SyntaxNode): Flow {
    if (leaves.has(node.type)) {
      const said = this.inOrder(parts(node).filter(({ type }) => type !== 'statement_identifier'));
      return { ...said, writes: true, jumps: /^(?:break|continue|fallthrough)/.test(node.type) };
    }
    if (!this.names(node)) return hasJump(node) && !isFunction(node) ? this.#structure(node) : nothing;
    const use = node.childCount === 0 ? this.#uses.get(node.startIndex) : undefined;
    if (use) return flowOf(use);
    if (isFunction(node)) return this.#function(node);
    return this.#structure(node);
  }

  /** It runs later, or not at all. */
  #function(node: SyntaxNode): Flow {
    const name = field(node, 'name');
    // A name in brackets is worked out where the function stands.
    const isOwn = name !== undefined && name.type !== 'computed_property_name';
    const inside = parts(node).filter((part) => !isOwn || part.id !== name.id);
    const declares = name !== undefined && /_declaration$|^function_definition$/.test(node.type) && this.names(name);
    return { reads: inside.some((part) => this.names(part)), writes: declares, jumps: false };
  }

  #structure(node: SyntaxNode): Flow {
    const at = (name: string): SyntaxNode | undefined => field(node, name);
    switch (node.type) {
      case 'assignment_expression':
      case 'assignment':
      case 'for_in_clause':
        return this.inOrder([at('right'), at('left')]);
      case 'augmented_assignment_expression':
      case 'augmented_assignment': {
        const left = at('left');
        return after(this.inOrder([left && isPlain(left) ? undefined : left, at('right')]), this.inOrder([left]));
      }
      case 'variable_declarator':
        return this.inOrder([at('value'), at('name')]);
      case 'named_expression':
        return this.inOrder([at('value'), at('name')]);
      case 'if_statement':
      case 'if_expression':
        return this.#choice(node);
      case 'ternary_expression':
        return after(
          this.inOrder([at('condition')]),
          either(this.inOrder([at('consequence')]), this.inOrder([at('alternative')])),
        );
      case 'conditional_expression': {
        const [whenTrue, condition, whenFalse] = parts(node);
        return after(this.inOrder([condition]), either(this.inOrder([whenTrue]), this.inOrder([whenFalse])));
      }
      case 'binary_expression':
      case 'boolean_operator': {
        const left = this.inOrder([at('left')]);
        const right = this.inOrder([at('right')]);
        return /^(?:&&|\|\||\?\?|and|or)$/.test(at('operator')?.text ?? '')
          ? after(left, perhaps(right))
          : after(left, right);
      }
      case 'while_statement':
        return after(
          this.inOrder([at('condition')]),
          absorbed(perhaps(after(perhaps(this.inOrder([at('body')])), this.inOrder([at('alternative')])))),
        );
      case 'do_statement': {
        const body = this.inOrder([at('body')]);
        return absorbed(after(round(body), this.inOrder([at('condition')])));
      }
      case 'for_statement':
        if (at('left')) return this.#each(node);
        return after(
          this.inOrder([at('initializer')]),
          after(
            this.inOrder([at('condition')]),
            absorbed(perhaps(after(round(this.inOrder([at('body')])), this.inOrder([at('increment')])))),
          ),
        );
      case 'for_in_statement':
        return this.#each(node);
      case 'switch_statement':
      case 'switch_expression':
      case 'match_expression':
      case 'match_statement': {
        const value = at('value') ?? at('subject') ?? at('condition');
        const rest = parts(node).filter(({ id }) => id !== value?.id);
        const inner = rest.flatMap((part) => (/body|block/.test(part.type) ? parts(part) : [part]));
        return after(this.inOrder([value]), absorbed(perhaps(anyOf(inner.map((part) => this.of(part))))));
      }
      case 'switch_case':
      case 'switch_default':
      case 'case_clause':
        return this.inOrder(parts(node));
      case 'try_statement':
        return this.#attempt(node);
      case 'labeled_statement': {
        const inner = this.inOrder(parts(node));
        return round(inner);
      }
      default: {
        const all = this.inOrder(parts(node));
        const mayStop = node.children.some((child) => child?.type === 'optional_chain' || child?.type === '?.');
        return mayStop ? perhaps(all) : all;
      }
    }
  }

  #choice(node: SyntaxNode): Flow {
    const first = this.inOrder([field(node, 'initializer'), field(node, 'condition')]);
    const [whenTrue, ...others] = parts(node).filter(
      ({ id }) => id !== field(node, 'condition')?.id && id !== field(node, 'initializer')?.id,
    );
    // Python has all that follows the first branch side by side.
    let rest: Flow = nothing;
    for (const branch of others.toReversed()) {
      const condition = branch.type === 'elif_clause' ? field(branch, 'condition') : undefined;
      const inside = condition ? this.inOrder([field(branch, 'consequence')]) : this.inOrder(parts(branch));
      rest = condition ? after(this.inOrder([condition]), either(inside, rest)) : inside;
    }
    return after(first, either(this.inOrder([whenTrue]), rest));
  }

  #each(node: SyntaxNode): Flow {
    const over = this.inOrder([field(node, 'right')]);
    const each = perhaps(this.inOrder([field(node, 'left'), field(node, 'body')]));
    return after(over, absorbed(perhaps(after(each, this.inOrder([field(node, 'alternative')])))));
  }

  #attempt(node: SyntaxNode): Flow {
    const list = parts(node);
    const last = list.find(({ type }) => type === 'finally_clause');
    const handlers = list.filter(({ type }) => /^(?:catch|except|except_group)_clause$/.test(type));
    const body = this.inOrder(
      list.filter((part) => part.id !== last?.id && !handlers.some(({ id }) => id === part.id)),
    );
    const handled = handlers.map((handler) => this.inOrder(parts(handler)));
    const end = last ? this.inOrder(parts(last)) : nothing;
    // An error may come before anything is written.
    const reads = body.reads || handled.some((each) => each.reads) || end.reads;
    const writes = end.writes || (body.writes && handled.every((each) => each.writes));
    return { reads, writes, jumps: body.jumps || handled.some((each) => each.jumps) || end.jumps };
  }
}

const leaves = new Set([
  'return_statement',
  'throw_statement',
  'raise_statement',
  'break_statement',
  'continue_statement',
]);

const flowOf = ({ access }: Use): Flow => {
  switch (access) {
    case 'read':
    case 'removal':
      return { ...nothing, reads: true };
    case 'write':
      return { ...nothing, writes: true };
    case 'change':
      return { ...nothing, reads: true, writes: true };
    case 'mention':
      return nothing;
  }
};

const after = (first: Flow, second: Flow): Flow => ({
  // Who jumps away does not come to what follows.
  reads: first.reads || (second.reads && !first.writes),
  writes: first.writes || second.writes,
  jumps: first.jumps || second.jumps,
});

const either = (one: Flow, other: Flow): Flow => ({
  reads: one.reads || other.reads,
  writes: one.writes && other.writes,
  jumps: one.jumps || other.jumps,
});

const anyOf = (all: readonly Flow[]): Flow => all.reduce(either, nothing);
const perhaps = (flow: Flow): Flow => ({ ...flow, writes: false });
/** What follows it may be come to from its middle. */
const round = (flow: Flow): Flow => (flow.jumps ? perhaps(flow) : flow);
const absorbed = (flow: Flow): Flow => ({ ...flow, jumps: false });

const isPlain = ({ type }: SyntaxNode): boolean => type === 'identifier';

const hasJump = (node: SyntaxNode): boolean => /\b(?:return|throw|raise|break|continue)\b/.test(node.text);
