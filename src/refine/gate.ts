import { isBlock, isClass, isFunction, isLoop } from '../syntax/grammar.ts';
import { isGlobal } from '../syntax/globals.ts';
import { isCompiled } from '../syntax/language.ts';
import { scopesOf } from '../syntax/scope.ts';
import type { Parse, SyntaxNode, SyntaxTree } from '../syntax/tree.ts';
import { ancestors, descend, field, parts, faultsOf } from '../syntax/walk.ts';
import { applyEdits } from '../text/edit.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Candidate } from './candidate.ts';
import { hasTypeFault } from './typeFaults.ts';
import type { WrittenRange } from './typeFaults.ts';

/**
 * The static gate: `undefined` for a candidate that cannot be right, whatever the tests say. It must change
 * something, parse, keep every jump inside what it leaves, and name only what exists. `key` is the same for
 * two candidates that differ in white space, comments or redundant parentheses only.
 */
export async function gate(
  tree: SyntaxTree,
  candidate: Candidate,
  parse: Parse,
): Promise<{ text: string; key: string } | undefined> {
  const text = applyEdits(tree.text, candidate.edits);
  if (text === tree.text) return undefined;
  const changed = await parse(tree.language, text, tree);
  try {
    if (changed.root.hasError && (!tree.root.hasError || faultsOf(changed.root) > faultsOf(tree.root)))
      return undefined;
    const written = writtenRanges(candidate.edits);
    if (!written.every((range) => soundIn(changed, range, tree))) return undefined;
    if (losesDeclaration(tree, candidate.edits)) return undefined;
    if (hasTypeFault(tree, changed, candidate.edits, written)) return undefined;
    const key = changeKey(tree, changed);
    return key === undefined ? undefined : { text, key };
  } finally {
    changed.dispose();
  }
}

/** The same for two changes of a file that differ in nothing that counts; undefined for one that changes nothing that does. */
export function changeKey(before: SyntaxTree, changed: SyntaxTree): string | undefined {
  const [start, end] = difference(before.text, changed.text);
  const key = keyOf(changed.root, start, end);
  return key === originalKey(before, changed.root, start, end) ? undefined : key;
}

function writtenRanges(edits: readonly TextEdit[]): WrittenRange[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => {
      const start = edit.start + shift;
      shift += edit.text.length - (edit.end - edit.start);
      return { start, end: start + edit.text.length, at: edit.start };
    });
}

/** Everything written there names something known, and every jump has somewhere to go. */
function soundIn(changed: SyntaxTree, range: WrittenRange, before: SyntaxTree): boolean {
  const scopes = scopesOf(before);
  const declaredHere = new Set<string>();
  const used: SyntaxNode[] = [];
  const touches = (node: SyntaxNode): boolean => node.startIndex < range.end && node.endIndex > range.start;
  for (const node of descend(changed.root, touches)) {
    if (!touches(node) || node.startIndex < range.start || node.endIndex > range.end) continue;
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier') {
      if (declares(node)) declaredHere.add(node.text);
      else if (!isLabel(node)) used.push(node);
    } else if (!jumpsWell(node, before)) return false;
  }
  return used.every((node) => {
    const name = node.text;
    if (declaredHere.has(name) || isGlobal(changed.language, name)) return true;
    const binding = scopes.find(name, range.at);
    // What is declared further down in a block is not there yet.
    const late =
      binding !== undefined &&
      isCompiled(changed.language) &&
      binding.scope.kind === 'block' &&
      binding.kind === 'variable' &&
      binding.start > range.at;
    if (binding && !late) return true;
    if (late) return false;
    // The file uses a name that it never declares: a wildcard import or the host brings it.
    return (
      !scopes.declared.has(name) &&
      new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'u').test(before.text)
    );
  });
}

const escaped = (name: string): string => name.replace(/\$/g, '\\$');

function declares(node: SyntaxNode): boolean {
  for (const above of ancestors(node)) {
    if (above.type === 'keyword_argument') return false;
    if (['parameters', 'formal_parameters', 'lambda_parameters'].includes(above.type)) return true;
    if (above.type === 'arrow_function') return field(above, 'parameter')?.id === node.id;
    if (above.type === 'assignment' || above.type === 'variable_declarator') {
      const left = field(above, above.type === 'assignment' ? 'left' : 'name');
      return (
        left !== undefined && left.startIndex <= node.startIndex && node.endIndex <= left.endIndex && plainTarget(node)
      );
    }
    if (/^(match_pattern|let_condition|tuple_struct_pattern)$/.test(above.type)) return true;
    if (above.type === 'required_parameter') return true;
    if (['for_statement', 'for_in_statement', 'for_in_clause'].includes(above.type)) {
      const left = field(above, 'left');
      return left !== undefined && left.startIndex <= node.startIndex && node.endIndex <= left.endIndex;
    }
    if (/statement|block|call|subscript/.test(above.type)) return false;
  }
  return false;
}

const plainTarget = (node: SyntaxNode): boolean =>
  !/attribute|member_expression|subscript/.test(node.parent?.type ?? '');

/** Names that are no values: an attribute, the name of a keyword argument. */
function isLabel(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === 'keyword_argument') return field(parent, 'name')?.id === node.id;
  if (parent.type === 'method_reference') return parts(parent)[0]?.id !== node.id;
  return parent.type === 'attribute' && field(parent, 'attribute')?.id === node.id;
}

function jumpsWell(node: SyntaxNode, tree: SyntaxTree): boolean {
  const within = (holds: (above: SyntaxNode) => boolean): boolean => {
    for (const above of ancestors(node)) {
      if (holds(above)) return true;
      if (isFunction(above) || isClass(above)) return false;
    }
    return false;
  };
  switch (node.type) {
    case 'break_statement':
      // Rust breaks out of loops only.
      return (
        within((above) => isLoop(above) || (above.type === 'switch_statement' && tree.language !== 'rust')) ||
        parts(node).length > 0
      );
    case 'continue_statement':
      return within(isLoop) || parts(node).length > 0;
    case 'return_statement':
    case 'yield':
    case 'yield_expression':
      return within(isFunction);
    case 'await_expression':
    case 'await':
      return within((above) => isFunction(above) && /^(static\s+)?async\b/.test(above.text)) || !within(isFunction);
    default:
      return true;
  }
}

/** A declaration is gone, and what it declared is still used. */
function losesDeclaration(tree: SyntaxTree, edits: readonly TextEdit[]): boolean {
  const scopes = scopesOf(tree);
  const written = edits.map((edit) => edit.text).join('\n');
  for (const edit of edits) {
    if (edit.start === edit.end) continue;
    for (let scope: ReturnType<typeof scopes.at> | undefined = scopes.at(edit.start); scope; scope = scope.parent) {
      for (const binding of scope.bindings.values()) {
        if (binding.start < edit.start || binding.start >= edit.end) continue;
        const word = new RegExp(`(?<![\\p{L}\\p{N}_$.])${escaped(binding.name)}(?![\\p{L}\\p{N}_$])`, 'u');
        if (word.test(written)) continue;
        const rest = tree.text.slice(edit.end, scope.end);
        const next = word.exec(rest);
        // Assigned again before it is used: nothing is lost.
        if (next && !(tree.language === 'python' && /^\s*=[^=]/.test(rest.slice(next.index + binding.name.length))))
          return true;
      }
      if (scope.kind === 'function') break;
    }
  }
  return false;
}

/** The stretch of the new text that is not in the old one. */
function difference(before: string, after: string): [start: number, end: number] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return [start, after.length - same];
}

/**
 * The structure of the definition that a stretch lies in, with the way to it from the root: what lies
 * outside is the same for every candidate.
 */
function keyOf(root: SyntaxNode, start: number, end: number): string {
  const way: string[] = [];
  let holder = root;
  for (;;) {
    const children = parts(holder);
    const first = children.findIndex((child) => child.endIndex >= start);
    let last = first;
    while (last >= 0 && last + 1 < children.length && (children[last + 1]?.startIndex ?? Infinity) <= end) last++;
    const only = first >= 0 && first === last ? children[first] : undefined;
    if (only && only.startIndex <= start && end <= only.endIndex && opens(only)) {
      way.push(String(first));
      holder = only;
      continue;
    }
    const touched = first < 0 ? [] : children.slice(first, last + 1);
    return `${way.join('.')}/${first}/${children.length}/${touched.map(structure).join('\n')}`;
  }
}

const opens = (node: SyntaxNode): boolean =>
  isClass(node) ||
  isBlock(node) ||
  ['export_statement', 'decorated_definition'].includes(node.type) ||
  isFunction(node);

/** The key that the original would have at the same place: a candidate with this key changes nothing that counts. */
function originalKey(tree: SyntaxTree, changed: SyntaxNode, start: number, end: number): string {
  const grown = changed.endIndex - tree.root.endIndex;
  return keyOf(tree.root, start, Math.max(start, end - grown));
}

/** The tree as text: no white space, no comments, no parentheses that only group, no optional semicolons. */
function structure(root: SyntaxNode): string {
  let text = '';
  const waiting: (SyntaxNode | string)[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node === 'string') {
      text += node;
      continue;
    }
    if (node.type === 'comment' || node.type === ';') continue;
    if (node.type === 'parenthesized_expression') {
      const inner = parts(node)[0];
      if (inner) waiting.push(inner);
      continue;
    }
    const children = node.children;
    // What says how a value is written has tokens that are not nodes.
    if (children.length === 0 || node.type === 'format_specifier') {
      text += `${node.text} `;
      continue;
    }
    // A string's inside is text, not tokens.
    if (node.type === 'string' && parts(node).every((part) => part.type !== 'interpolation')) {
      text += `${node.text} `;
      continue;
    }
    text += `${node.type}(`;
    waiting.push(')');
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child) waiting.push(child);
    }
  }
  return text;
}
