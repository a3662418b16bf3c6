/**
 * What a compiler of Java, Go or Rust would refuse in a patch, as far as it can be seen cheaply: a number where a truth
 * value belongs, two kinds of numbers added, a name that nobody uses any more. Each such patch would cost a run.
 */

import { isFunction } from '../syntax/grammar.ts';
import { assignment, binary, call, condition, negated, subscript } from '../syntax/shapes.ts';
import { declarationsOf, exactType, resultsOf, signatureFor } from '../syntax/exactType.ts';
import type { ExactNames } from '../syntax/exactType.ts';
import { isCompiled } from '../syntax/language.ts';
import { scopesOf } from '../syntax/scope.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/tree.ts';
import { fits, kindOf } from '../syntax/typeFit.ts';
import { closest, descend, field, parts } from '../syntax/walk.ts';
import type { TextEdit } from '../text/edit.ts';

/** What an edit has become in the new text, and where it was put in the old one. */
export interface WrittenRange {
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

export function hasTypeFault(
  before: SyntaxTree,
  after: SyntaxTree,
  edits: readonly TextEdit[],
  ranges: readonly WrittenRange[],
): boolean {
  if (!isCompiled(before.language)) return false;
  const names = namesFor(before, ranges);
  const check = new Check(before, after, names);
  for (const range of ranges) {
    const touches = (node: SyntaxNode): boolean => node.startIndex <= range.end && node.endIndex >= range.start;
    for (const node of descend(after.root, touches)) {
      // The file and its types are not what was changed.
      if (!touches(node) || node.endIndex - node.startIndex > 20_000) continue;
      if (check.refuses(node)) return true;
    }
  }
  return leavesUnused(before, after, edits);
}

/** Names of the new text as they are declared in the old one: what stands elsewhere has not changed. */
function namesFor(before: SyntaxTree, ranges: readonly WrittenRange[]): ExactNames {
  const scopes = scopesOf(before);
  return {
    find(name, offset) {
      let at = offset;
      for (const range of ranges)
        if (range.start <= offset) at = offset <= range.end ? range.at : offset - range.end + range.at;
      return scopes.find(name, Math.max(0, Math.min(at, before.text.length - 1)));
    },
  };
}

class Check {
  readonly #names: ExactNames;
  readonly #before: SyntaxTree;
  readonly #after: SyntaxTree;

  constructor(before: SyntaxTree, after: SyntaxTree, names: ExactNames) {
    this.#before = before;
    this.#after = after;
    this.#names = names;
  }

  #type(node: SyntaxNode | undefined): string | undefined {
    return node && exactType(node, this.#names, declarationsOf(this.#before), this.#after.language);
  }

  #isNot(node: SyntaxNode | undefined, kind: 'truth'): boolean {
    const type = this.#type(node);
    if (type === undefined) return false;
    const own = kindOf(type, this.#after.language);
    return own !== kind && own !== 'other';
  }

  refuses(node: SyntaxNode): boolean {
    const test = condition(node);
    if (test && this.#isNot(test, 'truth')) return true;
    const inner = negated(node);
    if (inner && this.#after.language !== 'rust' && this.#isNot(inner, 'truth')) return true;
    switch (node.type) {
      case 'binary_expression':
        return this.#binary(node);
      case 'assignment_expression':
      case 'augmented_assignment_expression':
      case 'variable_declarator':
        return this.#assignment(node);
      case 'return_statement':
        return this.#returns(node);
      case 'call_expression':
        return this.#call(node);
      case 'subscript_expression':
        return this.#subscript(node);
      case 'expression_statement':
        return this.#statement(node);
      case 'statement_block':
        return this.#unreachable(node) || this.#lacksReturn(node);
      default:
        return false;
    }
  }

  #binary(node: SyntaxNode): boolean {
    const pair = binary(node);
    if (!pair) return false;
    const { language } = this.#after;
    const [left, right] = [this.#type(pair.left), this.#type(pair.right)];
    if (pair.kind === 'logical') return this.#isNot(pair.left, 'truth') || this.#isNot(pair.right, 'truth');
    const kinds = [left, right].map((type) => (type === undefined ? 'other' : kindOf(type, language)));
    if (pair.kind === 'arithmetic') {
      if (kinds.some((kind) => kind === 'truth' || kind === 'maybe')) {
        return !(language === 'java' && pair.operator === '+' && kinds.includes('text'));
      }
      if (pair.operator !== '+' && kinds.some((kind) => kind === 'text' || kind === 'many')) return true;
      if (language === 'java' && pair.operator === '+' && kinds.includes('text')) return false;
      if (language === 'go' && pair.operator === '%' && kinds.includes('fraction')) return true;
    }
    if (pair.kind === 'comparison' && /^[<>]/.test(pair.operator)) {
      if (kinds.some((kind) => kind === 'truth' || (kind === 'many' && language !== 'rust'))) return true;
      if (language === 'java' && kinds.includes('text')) return true;
    }
    if (pair.kind === 'bitwise' && /^(<<|>>>?)$/.test(pair.operator)) return false;
    if (pair.kind !== 'comparison' && pair.kind !== 'arithmetic') return false;
    if (left === undefined || right === undefined)
      return pair.kind === 'comparison' && this.#nothing(pair.left, right, pair.right, left);
    return !fits(left, right, language) && !fits(right, left, language);
  }

  /** A number is never `null` or `nil`. */
  #nothing(left: SyntaxNode, right: string | undefined, other: SyntaxNode, leftType: string | undefined): boolean {
    const asked = left.type === 'null' ? right : other.type === 'null' ? leftType : undefined;
    if (asked === undefined) return false;
    if (this.#after.language === 'java') return /^(int|long|short|byte|char|boolean|double|float)$/.test(asked);
    return ['integer', 'fraction', 'truth', 'text'].includes(kindOf(asked, this.#after.language));
  }

  #assignment(node: SyntaxNode): boolean {
    const set = assignment(node);
    if (!set) return false;
    const { language } = this.#after;
    if (!set.declares && set.left.type === 'identifier' && this.#isFixed(set.left)) return true;
    const declared = set.declares
      ? (field(node, 'type') ?? (node.parent ? field(node.parent, 'type') : undefined))
      : undefined;
    const wanted = set.declares ? (declared ? declared.text.replace(/\s+/g, '') : undefined) : this.#type(set.left);
    const given = this.#type(set.right);
    if (set.right.type === 'null' && wanted !== undefined)
      return this.#nothing(set.right, wanted, set.right, undefined);
    if (wanted === undefined || given === undefined) return false;
    const java = language === 'java';
    if (java && set.operator === '+=' && kindOf(wanted, language) === 'text') return false;
    if (java && set.operator !== '=' && kindOf(wanted, language) !== 'text') return kindOf(given, language) === 'text';
    return !fits(given, wanted.replace(/^&(mut)?/, ''), language);
  }

  /** A Rust local without `mut`, a Java one that is `final`. */
  #isFixed(name: SyntaxNode): boolean {
    const { language, text } = this.#before;
    const binding = this.#names.find(name.text, name.startIndex) as { start?: number; kind?: string } | undefined;
    if (binding?.start === undefined) return false;
    const line = text.slice(text.lastIndexOf('\n', binding.start) + 1, binding.start + name.text.length + 40);
    if (language === 'rust') return new RegExp(`\\blet\\s+${name.text}\\s*(:[^=]*)?=`).test(line);
    return language === 'java' && new RegExp(`\\bfinal\\b[^=;]*\\b${name.text}\\s*=`).test(line);
  }

  #returns(node: SyntaxNode): boolean {
    const fn = closest(node, isFunction);
    if (!fn || fn.type === 'arrow_function') return false;
    const { language } = this.#after;
    const header = field(fn, 'return_type');
    const wanted = resultsOf(header?.text ?? '', language);
    const value = parts(node)[0];
    if (fn.type === 'constructor_definition' || (wanted.length === 0 && language !== 'rust'))
      return value !== undefined;
    if (!value) return wanted.length > 0 && !(header && parts(header).some((part) => field(part, 'pattern')));
    const values = value.type === 'expression_list' ? parts(value) : [value];
    if (language === 'go' && values.length !== wanted.length && !(values.length === 1 && call(value))) return true;
    return values.some((item, at) => {
      const [given, asked] = [this.#type(item), wanted[at]];
      if (asked === undefined) return false;
      if (item.type === 'null') return this.#nothing(item, asked, item, undefined);
      return given !== undefined && !fits(given, asked, language);
    });
  }

  #call(node: SyntaxNode): boolean {
    const signature = signatureFor(node, this.#names, declarationsOf(this.#before), this.#after.language);
    const done = call(node);
    if (!signature || !done || signature.variadic) return false;
    if (signature.parameters.length !== done.values.length) {
      // One call may give several values in Go; in Rust `self` may be the first.
      return !(done.values.length === 1 || done.callee.text.includes('::'));
    }
    return done.values.some((value, at) => {
      const [given, wanted] = [this.#type(value), signature.parameters[at]];
      return (
        given !== undefined &&
        wanted !== undefined &&
        !fits(given, wanted.replace(/^&\s*('\w+\s+)?(mut\s+)?/, '').replace(/\s+/g, ''), this.#after.language)
      );
    });
  }

  #subscript(node: SyntaxNode): boolean {
    const entry = subscript(node);
    const held = entry && this.#type(entry.object);
    if (!entry || held === undefined || entry.index.type === 'slice') return false;
    const { language } = this.#after;
    const listed = /^\[|\[\]$|^Vec</.test(held);
    const index = this.#type(entry.index);
    if (!listed || index === undefined) return false;
    if (language === 'rust') return !index.startsWith('#') && index !== 'usize' && kindOf(index, language) !== 'other';
    return !['integer', 'other', 'character'].includes(kindOf(index, language));
  }

  /** Java and Go let only calls and assignments stand alone. */
  #statement(node: SyntaxNode): boolean {
    const only = parts(node)[0];
    if (!only || this.#after.language === 'rust' || node.parent?.type === 'switch_rule') return false;
    return /^(identifier|number|string|(binary|member|subscript|ternary)_expression)$/.test(only.type);
  }

  #unreachable(block: SyntaxNode): boolean {
    if (this.#after.language !== 'java') return false;
    const inner = parts(block);
    return inner.some(
      (statement, at) =>
        at < inner.length - 1 && /^(return|throw|break|continue|yield)_statement$/.test(statement.type),
    );
  }

  #lacksReturn(block: SyntaxNode): boolean {
    const fn = block.parent;
    if (!fn || !isFunction(fn) || this.#after.language === 'rust') return false;
    const result = field(fn, 'return_type');
    if (!result || resultsOf(result.text, this.#after.language).length === 0) return false;
    return !ends(parts(block).at(-1));
  }
}

/** Whether nothing can follow a statement: what Go calls terminating. */
function ends(statement: SyntaxNode | undefined): boolean {
  if (!statement) return false;
  switch (statement.type) {
    case 'return_statement':
    case 'throw_statement':
      return true;
    case 'expression_statement':
      return /^(panic|os\.Exit|log\.Fatal\w*)\(/.test(statement.text);
    case 'statement_block':
      return ends(parts(statement).at(-1));
    case 'while_statement':
      return (
        (!field(statement, 'condition') || /^\(?true\)?$/.test(field(statement, 'condition')?.text ?? '')) &&
        !breaksOut(statement)
      );
    case 'for_statement':
      return !field(statement, 'condition') && !breaksOut(statement);
    case 'if_statement': {
      const otherwise = field(statement, 'alternative');
      const last = otherwise && parts(otherwise).at(-1);
      return last !== undefined && ends(field(statement, 'consequence')) && ends(last);
    }
    case 'for_in_statement':
      return false;
    default:
      // A `switch`, a `try`, a labelled statement: whoever wants to know runs it.
      return !/^(lexical_declaration|do_statement)$/.test(statement.type);
  }
}

const breaksOut = (loop: SyntaxNode): boolean =>
  [...descend(loop, (inner) => inner.id === loop.id || !/^(for|while|switch)/.test(inner.type))].some(
    (node) => node.type === 'break_statement',
  );

/** Go refuses a variable and an import that nobody uses. */
function leavesUnused(before: SyntaxTree, after: SyntaxTree, edits: readonly TextEdit[]): boolean {
  if (before.language !== 'go') return false;
  const scopes = scopesOf(before);
  for (const edit of edits) {
    const gone = before.text.slice(edit.start, edit.end).match(/[\p{L}_]\w*/gu) ?? [];
    for (const name of new Set(gone)) {
      const binding = scopes.find(name, edit.start);
      if (!binding) continue;
      const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g');
      if (binding.kind === 'import') {
        if (!new RegExp(`(?<![\\w.])${name}\\.`).test(after.text)) return true;
        continue;
      }
      const local = binding.scope.kind === 'block' && (binding.kind === 'variable' || binding.kind === 'loop');
      if (!local || (edit.start <= binding.start && binding.start < edit.end)) continue;
      const shift = after.text.length - before.text.length;
      const reach = after.text.slice(binding.scope.start, binding.scope.end + shift);
      const uses = [...reach.matchAll(word)].filter(
        (use) => !/^\s*(,\s*\w+\s*)*:?=[^=]/.test(reach.slice(use.index + name.length)),
      );
      if (uses.length === 0) return true;
    }
  }
  return false;
}
