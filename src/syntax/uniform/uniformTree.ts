/** A tree of Java, Go or Rust in the words of JavaScript's grammar. Nodes are made when they are asked for, and once. */

import type { LanguageId, SyntaxNode, SyntaxPoint } from '../tree.ts';
import { goForm } from './go.ts';
import { isForm } from './form.ts';
import type { Form, Piece, RawNode, Rule } from './form.ts';
import { javaForm } from './java.ts';
import { rustForm } from './rust.ts';

const rules: Readonly<Partial<Record<LanguageId, Rule>>> = { java: javaForm, go: goForm, rust: rustForm };

/** The root as `grammar.ts` understands it; the very same for a language whose grammar needs no translation. */
export function uniformRoot(root: RawNode, text: string, language: LanguageId): SyntaxNode {
  const rule = rules[language];
  return rule ? new UniformNode({ text, rule, count: 0 }, root, null) : root;
}

interface Whole {
  readonly text: string;
  readonly rule: Rule;
  /** Nodes made so far. */
  count: number;
}

class UniformNode implements SyntaxNode {
  readonly #whole: Whole;
  readonly #raw: RawNode | undefined;
  readonly #form: Form | undefined;
  readonly #first: RawNode;
  #children: UniformNode[] | undefined;
  #named: readonly UniformNode[] | undefined;
  #fields: Map<string, UniformNode> | undefined;
  readonly type: string;
  readonly isNamed: boolean;
  readonly id: number;
  readonly parent: UniformNode | null;
  readonly startIndex: number;
  readonly endIndex: number;

  constructor(whole: Whole, node: RawNode | Form, parent: UniformNode | null) {
    this.#whole = whole;
    this.parent = parent;
    this.id = ++whole.count;
    this.#form = isForm(node) ? node : whole.rule(node);
    this.#raw = isForm(node) ? node.raw : node;
    this.#first = this.#raw ?? edge(node, 0);
    this.type = this.#form?.type ?? this.#first.type;
    this.isNamed = this.#raw?.isNamed ?? true;
    this.startIndex = this.#first.startIndex;
    this.endIndex = (this.#raw ?? edge(node, -1)).endIndex;
  }

  get text(): string {
    return this.#whole.text.slice(this.startIndex, this.endIndex);
  }
  get startPosition(): SyntaxPoint {
    return this.#first.startPosition;
  }
  get endPosition(): SyntaxPoint {
    return (this.#raw ?? edge(this.#form, -1)).endPosition;
  }
  get hasError(): boolean {
    return this.#raw ? this.#raw.hasError : this.children.some((child) => child.hasError);
  }
  get isError(): boolean {
    return this.#raw?.isError ?? false;
  }
  get isMissing(): boolean {
    return this.#raw?.isMissing ?? false;
  }

  get children(): readonly UniformNode[] {
    return (this.#children ??= this.#open(this.#form?.pieces ?? plainPieces(this.#first)));
  }
  get namedChildren(): readonly UniformNode[] {
    return (this.#named ??= this.children.filter((child) => child.isNamed));
  }
  get childCount(): number {
    return this.children.length;
  }
  get namedChildCount(): number {
    return this.namedChildren.length;
  }
  get nextNamedSibling(): UniformNode | null {
    return this.#beside(1);
  }
  get previousNamedSibling(): UniformNode | null {
    return this.#beside(-1);
  }

  childForFieldName(name: string): UniformNode | null {
    return (this.children.length > 0 && this.#fields?.get(name)) || null;
  }

  descendantForIndex(start: number, end = start): UniformNode | null {
    const inner = this.children.find((child) => child.startIndex <= start && end <= child.endIndex);
    return inner ? (inner.descendantForIndex(start, end) ?? inner) : this;
  }

  #open(list: readonly Piece[]): UniformNode[] {
    const fields = new Map<string, UniformNode>();
    const made = list.map(({ field, node }) => {
      const child = new UniformNode(this.#whole, node, this);
      if (field !== undefined && !fields.has(field)) fields.set(field, child);
      return child;
    });
    for (const { field, node } of this.#form?.aside ?? []) {
      if (field !== undefined && !fields.has(field)) fields.set(field, new UniformNode(this.#whole, node, this));
    }
    this.#fields = fields;
    return made;
  }

  #beside(by: 1 | -1): UniformNode | null {
    const siblings = this.parent?.namedChildren ?? [];
    const at = siblings.findIndex((node) => node.id === this.id);
    return at < 0 ? null : (siblings[at + by] ?? null);
  }
}

function plainPieces(raw: RawNode): Piece[] {
  if (raw.childCount === 0) return [];
  return raw.children.flatMap((node, at) => (node ? [{ field: raw.fieldNameForChild(at) ?? undefined, node }] : []));
}

/** The first or the last of the nodes that a form without one of its own consists of. */
function edge(node: RawNode | Form | undefined, at: 0 | -1): RawNode {
  let inner = node;
  while (inner && isForm(inner) && !inner.raw) inner = inner.pieces.at(at)?.node;
  const found = inner && isForm(inner) ? inner.raw : inner;
  if (!found) throw new Error('a form without any node');
  return found;
}
