/**
 * What scope and symbols say of a place: the members of what stands before the point, the names in scope and whether
 * they have been used yet, what the called function names its parameters.
 */
import type { FileImport } from '../imports.ts';
import type { Declarations, Words } from './declarations.ts';
import type { LinkedStream } from './documentTokens.ts';
import type { NameInScope, Scope } from './scope.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a name is to the place, from 0. */
export const relations = [
  'new local',
  'local',
  'new parameter',
  'parameter',
  'top',
  'new import',
  'import',
  'own member',
  'member',
  'export',
] as const;
type Relation = (typeof relations)[number];

/** How like the name of the called function's parameter a name is. */
export type Likeness = 'none' | 'word' | 'same';

export interface Hint {
  readonly relation: Relation;
  /** How many others are nearer. */
  readonly rank: number;
}

export interface Hints {
  readonly of: ReadonlyMap<number, Hint>;
  /** The names are all that can come, not some of many. */
  readonly isMember: boolean;
  readonly likenessTo: (token: number) => Likeness;
  /** Wanted even where nobody has seen them in a place like this. */
  readonly names: readonly number[];
}

export const noHints: Hints = { of: new Map(), isMember: false, likenessTo: () => 'none', names: [] };

interface SymbolsInReach {
  readonly scope: Scope;
  /** Of the open file first. */
  readonly declarations: readonly Declarations[];
  readonly imports: readonly FileImport[];
  /** What a module declares at its top. */
  readonly exportsOf: (module: string) => readonly number[];
  readonly stream: LinkedStream;
}

const mostMembers = 60;
const mostNames = 14;
const mostBases = 4;

export class SymbolHints {
  readonly #reach: SymbolsInReach;
  readonly #vocabulary: Vocabulary;
  readonly #words: Words;
  readonly #inScope: ReadonlyMap<number, Hint>;
  readonly #nearNames: readonly number[];
  readonly #modules: ReadonlyMap<number, string>;
  readonly #lastWords = new Map<number, string>();
  readonly #members = new Map<number, ReadonlyMap<number, Hint>>();

  constructor(reach: SymbolsInReach, vocabulary: Vocabulary, words: Words) {
    this.#reach = reach;
    this.#vocabulary = vocabulary;
    this.#words = words;
    const inScope = new Map<number, Hint>();
    for (const [rank, name] of reach.scope.names.entries())
      inScope.set(name.token, { relation: relationOf(name, reach.stream), rank });
    const modules = new Map<number, string>();
    for (const { module, names } of reach.imports) {
      for (const { name, local } of names) {
        if (local === '') continue;
        const token = vocabulary.number(local);
        if (name === '*') modules.set(token, module);
        if (inScope.has(token)) continue;
        const last = reach.stream.lastOf(token);
        const isNew = last < 0 || reach.stream.earlier[last]! < 0;
        inScope.set(token, { relation: isNew ? 'new import' : 'import', rank: inScope.size });
      }
    }
    this.#inScope = inScope;
    this.#nearNames = [...inScope.keys()].slice(0, mostNames);
    this.#modules = modules;
  }

  /** @param context the last tokens before the one that is sought */
  at(context: readonly number[]): Hints {
    const words = this.#words;
    const last = context.at(-1)!;
    if (last === words.dot || last === words.maybeDot || last === words.arrowDot || last === words.colons) {
      const of = this.#membersOf(context.at(-2) ?? 0, context.at(-3) ?? 0);
      return { of, isMember: true, likenessTo: () => 'none', names: [...of.keys()] };
    }
    const parameter = this.#parameterAt(context);
    const names = this.#takesName(last) ? this.#nearNames : [];
    return {
      of: this.#inScope,
      isMember: false,
      likenessTo: (token) => this.#likeness(token, parameter),
      names: parameter.length > 0 ? [...names, ...parameter.filter((one) => this.#isKnown(one))] : names,
    };
  }

  #isKnown(token: number): boolean {
    return token > 0 && this.#reach.stream.lastOf(token) >= 0;
  }

  #takesName(last: number): boolean {
    const kind = this.#vocabulary.classOf(last);
    return kind === 'operator'
      ? !this.#words.enders.has(last) || last === this.#words.greater
      : kind === 'keyword' || kind === 'end';
  }

  #membersOf(receiver: number, before: number): ReadonlyMap<number, Hint> {
    const isChained = before === this.#words.dot || before === this.#words.maybeDot;
    const key = isChained ? -receiver : receiver;
    let members = this.#members.get(key);
    if (!members) this.#members.set(key, (members = isChained ? new Map() : this.#findMembers(receiver)));
    return members;
  }

  #findMembers(receiver: number): ReadonlyMap<number, Hint> {
    const words = this.#words;
    const { scope, exportsOf } = this.#reach;
    const found = new Map<number, Hint>();
    const add = (tokens: Iterable<number>, relation: Relation): void => {
      for (const token of tokens) {
        if (found.size >= mostMembers) return;
        if (!found.has(token)) found.set(token, { relation, rank: found.size });
      }
    };
    if (receiver === words.own || receiver === words.self || receiver === words.super) {
      if (scope.type !== undefined) add(this.#namesOfType(scope.type), 'own member');
      return found;
    }
    const module = this.#modules.get(receiver);
    if (module !== undefined) add(exportsOf(module), 'export');
    const type = this.#typeOf(receiver);
    if (type !== undefined) add(this.#namesOfType(type), 'member');
    if (found.size === 0) add(this.#namesOfType(receiver), 'member');
    return found;
  }

  /** Its own members and those of its bases. */
  #namesOfType(type: number): readonly number[] {
    const found: number[] = [];
    const seen = new Set<number>();
    const left = [type];
    while (left.length > 0 && seen.size < mostBases) {
      const one = left.shift()!;
      if (seen.has(one)) continue;
      seen.add(one);
      for (const { types } of this.#reach.declarations) {
        const known = types.get(one);
        if (!known) continue;
        found.push(...known.names);
        left.push(...known.bases);
      }
    }
    return found;
  }

  /** As its declaration says it: `name: Type`, `Type name`, `name = new Type(`, `name = Type(`. */
  #typeOf(receiver: number): number | undefined {
    const words = this.#words;
    const declared = this.#reach.scope.names.find(({ token }) => token === receiver);
    if (!declared) return undefined;
    const { tokens } = this.#reach.stream;
    let after = declared.position + 1;
    const isType = (token: number | undefined): token is number =>
      token !== undefined && this.#reach.declarations.some(({ types }) => types.has(token));
    if (isType(tokens[declared.position - 1])) return tokens[declared.position - 1];
    if (tokens[after] === words.colon) {
      after++;
      while (words.marks.has(tokens[after]!) || words.modifiers.has(tokens[after]!)) after++;
      return isType(tokens[after]) ? tokens[after] : undefined;
    }
    if (tokens[after] !== words.assign && tokens[after] !== words.define) {
      // Go writes the type behind the name.
      while (words.marks.has(tokens[after]!)) after++;
      return isType(tokens[after]) ? tokens[after] : undefined;
    }
    after++;
    if (tokens[after] === words.new) after++;
    while (tokens[after + 1] === words.dot) after += 2;
    const isCall =
      tokens[after + 1] === words.open || tokens[after + 1] === words.less || tokens[after + 1] === words.brace;
    return isCall && isType(tokens[after]) ? tokens[after] : undefined;
  }

  /** The parameters that the argument at the end of a context may be for. */
  #parameterAt(context: readonly number[]): readonly number[] {
    const words = this.#words;
    const last = context.at(-1)!;
    if (last !== words.open && last !== words.comma) return none;
    let depth = 0;
    let commas = 0;
    for (let at = context.length - 1; at > 0; at--) {
      const token = context[at]!;
      if (token === words.semicolon || token === words.lineEnd) return none;
      if (words.closers.has(token) || token === words.close) depth++;
      else if (token === words.open || token === words.square || token === words.brace) {
        if (depth-- > 0) continue;
        return token === words.open ? this.#parametersOf(context[at - 1]!, commas) : none;
      } else if (token === words.comma && depth === 0) commas++;
    }
    return none;
  }

  #parametersOf(callee: number, at: number): readonly number[] {
    for (const { parameters } of this.#reach.declarations) {
      const known = parameters.get(callee);
      if (known) return known.flatMap((one) => (one[at] === undefined || one[at] === 0 ? [] : [one[at]]));
    }
    return none;
  }

  #likeness(token: number, parameters: readonly number[]): Likeness {
    if (parameters.length === 0) return 'none';
    if (parameters.includes(token)) return 'same';
    if (this.#vocabulary.classOf(token) !== 'name') return 'none';
    const word = this.#wordOf(token);
    return parameters.some((one) => this.#wordOf(one) === word) ? 'word' : 'none';
  }

  #wordOf(token: number): string {
    let word = this.#lastWords.get(token);
    if (word === undefined) this.#lastWords.set(token, (word = lastWord(this.#vocabulary.text(token))));
    return word;
  }
}

const none: readonly number[] = [];

function relationOf({ token, kind, position }: NameInScope, stream: LinkedStream): Relation {
  const isNew = stream.lastOf(token) <= position;
  switch (kind) {
    case 'local':
      return isNew ? 'new local' : 'local';
    case 'parameter':
      return isNew ? 'new parameter' : 'parameter';
    case 'top':
      return 'top';
  }
}

/** `userCount` and `line_count` are both counts. */
const lastWord = (name: string): string => (/[A-Z]?[a-z0-9]+_*$|[A-Z0-9]+_*$/.exec(name)?.[0] ?? name).toLowerCase();
