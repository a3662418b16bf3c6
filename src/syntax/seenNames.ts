/** What a file uses beside the names that it declares: members and on what, keys, literals. */

import { isFunction } from './grammar.ts';
import { literalType, typeFromAnnotation, type RoughType } from './roughType.ts';
import { call, member, subscript } from './shapes.ts';
import type { LanguageId, SyntaxNode } from './tree.ts';
import { field } from './walk.ts';

export interface MemberUse {
  readonly name: string;
  readonly count: number;
  /** It is called somewhere, or is a method that is not read like a field. */
  readonly called: boolean;
  /** What its declaration says; `other` is none of the rough types. Undefined where no declaration was seen. */
  readonly type?: RoughType | 'other';
}

type Seen = { -readonly [Key in keyof MemberUse]: MemberUse[Key] };

/** Is shown every node of a file. */
export class SeenNames {
  readonly memberNames = new Map<string, number>();
  readonly keys = new Map<string, number>();
  readonly literals = new Map<string, { readonly type: string; readonly places: number[] }>();
  readonly #members = new Map<string, Map<string, Seen>>();
  readonly #language: LanguageId;

  constructor(language: LanguageId) {
    this.#language = language;
  }

  /** The most used first. */
  membersOf(receiver: string): readonly MemberUse[] {
    return [...(this.#members.get(receiver)?.values() ?? [])].sort((a, b) => b.count - a.count);
  }

  receivers(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** @param inClass whether the function that it is or stands in is a method. */
  see(node: SyntaxNode, inFunction: boolean, inClass: boolean): void {
    const python = this.#language === 'python';
    const dotted = member(node);
    if (dotted) {
      const receiver = dotted.object.text;
      if (receiver.length < 60) {
        const use = this.#useOf(receiver, dotted.property.text);
        use.count++;
        if (node.parent && call(node.parent)?.callee.id === node.id) use.called = true;
      }
      count(this.memberNames, dotted.property.text);
    }
    const indexed = subscript(node);
    if (indexed?.index.type === 'string') count(this.keys, unquoted(indexed.index.text));
    if (node.type === 'pair') {
      const key = field(node, 'key');
      if (key && (key.type === 'string' || key.type === 'property_identifier')) count(this.keys, unquoted(key.text));
    }
    if (node.type === 'shorthand_property_identifier') count(this.keys, node.text);
    if ((node.type === 'method_definition' || (python && inFunction)) && isFunction(node) && inClass) {
      const name = field(node, 'name');
      const self = python || this.#language === 'rust' ? 'self' : 'this';
      if (name && !readsLikeField(node)) this.#declared(self, name.text, true);
      else if (name) this.#declared(self, name.text, false, writtenType(field(node, 'return_type')));
    }
    if (node.type === 'public_field_definition' || node.type === 'field_definition') {
      const name = field(node, 'name') ?? field(node, 'property');
      const value = field(node, 'value');
      if (name)
        this.#declared('this', name.text, false, writtenType(field(node, 'type')) ?? (value && literalType(value)));
    }
    if (literalTypes.has(node.type) && node.isNamed && node.text.length <= 60) {
      const known = this.literals.get(node.text) ?? { type: node.type, places: [] };
      known.places.push(node.startIndex);
      this.literals.set(node.text, known);
    }
  }

  #useOf(receiver: string, name: string): Seen {
    const uses = this.#members.get(receiver) ?? new Map<string, Seen>();
    this.#members.set(receiver, uses);
    const use = uses.get(name) ?? { name, count: 0, called: false };
    uses.set(name, use);
    return use;
  }

  /** What the object has counts as seen once. */
  #declared(receiver: string, name: string, called: boolean, type?: MemberUse['type']): void {
    const use = this.#useOf(receiver, name);
    if (use.count === 0) Object.assign(use, { count: 1, called });
    if (type) use.type = type;
  }
}

/** Getters and setters, and Python's properties. */
function readsLikeField(method: SyntaxNode): boolean {
  if (method.children.some((child) => child?.type === 'get' || child?.type === 'set')) return true;
  const around = method.parent?.type === 'decorated_definition' ? method.parent.namedChildren : [];
  return around.some(
    (child) => child?.type === 'decorator' && /^@[\w.]*(?:property|\.setter)$/.test(child.text.trim()),
  );
}

const writtenType = (annotation: SyntaxNode | null | undefined): MemberUse['type'] =>
  annotation ? (typeFromAnnotation(annotation.text) ?? 'other') : undefined;

const literalTypes = new Set(['number', 'integer', 'float', 'string', 'character']);

const count = (map: Map<string, number>, name: string): void => void map.set(name, (map.get(name) ?? 0) + 1);

/** What stands between a text's quotes. */
export const unquoted = (text: string): string => text.replace(/^[a-zA-Z]*(['"`])(.*)\1$/s, '$2');
