/**
 * A node of the parser's tree, each of whose answers is asked for once. The parser lives in WebAssembly and makes a new
 * object for every question; who looks at the same nodes again and again, as the templates do, waits for that alone.
 */

import type { Node } from 'web-tree-sitter';
import type { SyntaxPoint } from '../tree.ts';
import type { RawNode } from '../uniform/form.ts';

export const heldRoot = (root: Node, text: string): RawNode => new HeldNode(root, null, text);

class HeldNode implements RawNode {
  readonly #node: Node;
  readonly #whole: string;
  #children: readonly HeldNode[] | undefined;
  #named: readonly HeldNode[] | undefined;
  #fields: Map<string, HeldNode | null> | undefined;
  #fieldNames: readonly (string | null)[] | undefined;
  #endPosition: SyntaxPoint | undefined;
  #hasError: boolean | undefined;
  #isMissing: boolean | undefined;
  readonly id: number;
  readonly type: string;
  readonly isNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: SyntaxPoint;
  readonly parent: HeldNode | null;

  constructor(node: Node, parent: HeldNode | null, whole: string) {
    this.#node = node;
    this.#whole = whole;
    this.parent = parent;
    this.id = node.id;
    this.type = node.type;
    this.isNamed = node.isNamed;
    this.startIndex = node.startIndex;
    this.endIndex = node.endIndex;
    this.startPosition = node.startPosition;
  }

  get text(): string {
    return this.#whole.slice(this.startIndex, this.endIndex);
  }
  get endPosition(): SyntaxPoint {
    return (this.#endPosition ??= this.#node.endPosition);
  }
  get hasError(): boolean {
    return (this.#hasError ??= this.#node.hasError);
  }
  get isError(): boolean {
    return this.type === 'ERROR' && this.#node.isError;
  }
  get isMissing(): boolean {
    return (this.#isMissing ??= this.#node.isMissing);
  }

  get children(): readonly HeldNode[] {
    return (this.#children ??= this.#node.children.map((child) => new HeldNode(child, this, this.#whole)));
  }
  get namedChildren(): readonly HeldNode[] {
    return (this.#named ??= this.children.filter((child) => child.isNamed));
  }
  get childCount(): number {
    return this.children.length;
  }
  get namedChildCount(): number {
    return this.namedChildren.length;
  }
  get nextNamedSibling(): HeldNode | null {
    return this.#beside(1);
  }
  get previousNamedSibling(): HeldNode | null {
    return this.#beside(-1);
  }

  childForFieldName(name: string): HeldNode | null {
    this.#fields ??= new Map();
    let found = this.#fields.get(name);
    if (found === undefined) {
      const id = this.#node.childForFieldName(name)?.id;
      found = (id !== undefined && this.children.find((child) => child.id === id)) || null;
      this.#fields.set(name, found);
    }
    return found;
  }

  /** All at once: the parser counts from the first child for each that is asked for. */
  fieldNameForChild(index: number): string | null {
    return (this.#fieldNames ??= readFieldNames(this.#node))[index] ?? null;
  }

  descendantForIndex(start: number, end = start): HeldNode | null {
    const inner = this.children.find(
      (child) => child.startIndex <= start && end <= child.endIndex && start < child.endIndex,
    );
    return inner ? inner.descendantForIndex(start, end) : this;
  }

  #beside(by: 1 | -1): HeldNode | null {
    const siblings = this.parent?.children ?? [];
    for (let at = siblings.indexOf(this) + by; ; at += by) {
      const other = siblings[at];
      if (!other || other.isNamed) return other ?? null;
    }
  }
}

function readFieldNames(node: Node): (string | null)[] {
  const names: (string | null)[] = [];
  const cursor = node.walk();
  for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) names.push(cursor.currentFieldName);
  cursor.delete();
  return names;
}
