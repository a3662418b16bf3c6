/**
 * Rust's functions and methods of a file itself. A copy of a method stands in an `impl` of its own, since a trait's
 * `impl` takes no further ones.
 */
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { FunctionSite } from './functionSite.ts';

/** Undefined for what is no function of a file, and for one of which a copy might do something else. */
export function rustSite(node: SyntaxNode): FunctionSite | undefined {
  const name = field(node, 'name');
  const body = field(node, 'body');
  const home = homeOf(node);
  if (!name || !body || !home || node.hasError || name.text === 'main' || !isPlain(node)) return undefined;
  const list = field(node, 'parameters');
  const given = list && argumentsFor(list);
  // Two functions that return `impl Trait` return two types.
  if (!given || /\bimpl\b/.test(field(node, 'return_type')?.text ?? '')) return undefined;
  const before = node.text.slice(0, name.startIndex - node.startIndex);
  if (before.includes('\n') || !/\bfn\s*$/.test(before)) return undefined;
  const types = field(node, 'type_parameters');
  const named = types && !/\bimpl\b/.test(list.text) ? typeNames(types) : [];
  const chosen = named.length > 0 ? `::<${named.join(', ')}>` : '';
  const owner = given.self ? 'self.' : home.kind === 'impl' ? 'Self::' : '';
  const nameEnd = name.endIndex - node.startIndex;
  return {
    start: node.startIndex,
    end: node.endIndex,
    bodyStart: body.startIndex + 1,
    bodyEnd: body.endIndex - 1,
    call: (copy) => `return ${owner}${copy}${chosen}(${given.names.join(', ')})`,
    declare: (copy, text) => {
      const declared = `fn ${copy}${text.slice(nameEnd)}`;
      return home.kind === 'impl' ? `${home.header} { ${home.outside(declared)} }` : declared;
    },
  };
}

type Home =
  | { readonly kind: 'file' }
  /** `outside`: a method's text as it must read in an `impl` without a trait. */
  | { readonly kind: 'impl'; readonly header: string; outside(text: string): string };

function homeOf(node: SyntaxNode): Home | undefined {
  const { parent } = node;
  if (node.type === 'function_declaration') return parent && !parent.parent ? { kind: 'file' } : undefined;
  if (node.type !== 'method_definition') return undefined;
  const block = parent?.parent;
  const file = block?.parent;
  const type = block && field(block, 'name');
  if (!parent || !file || file.parent || !type || !/^impl\b/.test(block.text) || !isAlways(block)) return undefined;
  const where = parts(block).find((part) => part.type === 'where_clause')?.text ?? '';
  const header = `impl${field(block, 'type_parameters')?.text ?? ''} ${type.text} ${where}`.replace(/\s+/g, ' ').trim();
  if (header.includes('//') || header.includes('/*')) return undefined;
  const trait = field(block, 'trait')?.text;
  if (trait === undefined) return { kind: 'impl', header, outside: (text) => text };
  // Methods can be added only to a type of this crate.
  const own = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(type.text)?.[0];
  if (own === undefined || !new RegExp(`\\b(?:struct|enum|union)\\s+${own}\\b`).test(file.text)) return undefined;
  const members = [...parent.text.matchAll(/^\s*(?:type|const)\s+(\w+)/gm)].map(([, member]) => member!);
  if (members.length === 0) return { kind: 'impl', header, outside: (text) => text };
  const ofTrait = new RegExp(`\\bSelf::(${members.join('|')})\\b`, 'g');
  return { kind: 'impl', header, outside: (text) => text.replace(ofTrait, `<Self as ${trait}>::$1`) };
}

/** Neither const, async, unsafe nor foreign, and made the same way in every build. */
const isPlain = (node: SyntaxNode): boolean =>
  isAlways(node) && !parts(node).some(({ type }) => type === 'function_modifiers');

function isAlways(node: SyntaxNode): boolean {
  for (let above = node.previousNamedSibling; above?.type === 'comment'; above = above.previousNamedSibling) {
    if (above.text.startsWith('#') && !/^#\[\s*(?:inline|must_use|allow|doc|deprecated|cold)\b/.test(above.text))
      return false;
  }
  return true;
}

/** Undefined where one of them has no name to hand on. */
function argumentsFor(list: SyntaxNode): { readonly self: boolean; readonly names: readonly string[] } | undefined {
  const names: string[] = [];
  let self = false;
  for (const parameter of parts(list)) {
    const name = field(parameter, 'pattern');
    if (parameter.type === 'self_parameter' || name?.text === 'self') self = true;
    else if (parameter.type === 'required_parameter' && name?.type === 'identifier') names.push(name.text);
    else return undefined;
  }
  return { self, names };
}

/** Lifetimes are found by themselves. */
const typeNames = (list: SyntaxNode): string[] =>
  parts(list).flatMap((part) => {
    const name = /^(?:type|const)_parameter$/.test(part.type) ? field(part, 'name') : undefined;
    return name ? [name.text] : [];
  });
