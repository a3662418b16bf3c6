/**
 * What a stream of tokens declares: what the types of a workspace have for members, what its functions call their
 * parameters, which names its files have at the top. Read line by line from how declarations look in the usual
 * languages, as there is no time to parse thousands of files; a line that looks like none is passed over.
 */
import { lineEnd } from './lexer.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

/** How a language writes a parameter and its type. */
export type ParameterStyle = 'name first' | 'name last';

interface TypeMembers {
  readonly names: Set<number>;
  readonly bases: Set<number>;
}

export class Declarations {
  readonly types = new Map<number, TypeMembers>();
  /** By function, the parameters of the first few that are called so; 0 for one that has no name. */
  readonly parameters = new Map<number, (readonly number[])[]>();
  /** By file, what it declares at the top. */
  readonly topLevel = new Map<number, number[]>();

  typeOf(name: number): TypeMembers {
    let type = this.types.get(name);
    if (!type) this.types.set(name, (type = { names: new Set(), bases: new Set() }));
    return type;
  }
}

interface OpenType {
  readonly type: TypeMembers;
  readonly indent: number;
  /** The indentation of its members, once the first is known. */
  inner: number | undefined;
}

const mostSignatures = 3;
const longestSignature = 160;
const mostMembers = 400;

export class DeclarationReader {
  readonly declarations: Declarations;
  readonly #words: Words;
  #open: OpenType[] = [];
  #file = -1;

  constructor(vocabulary: Vocabulary, declarations: Declarations) {
    this.#words = wordsOf(vocabulary);
    this.declarations = declarations;
  }

  startFile(file: number): void {
    this.#file = file;
    this.#open = [];
  }

  /**
   * All whole lines of a stretch.
   * @returns where the first one begins that was not read
   */
  lines(tokens: ArrayLike<number>, blanks: ArrayLike<number>, from: number, to: number, style: ParameterStyle): number {
    let start = from;
    for (let at = from; at < to; at++) {
      if (tokens[at] === fileStart) {
        this.#open = [];
        start = at + 1;
      } else if (tokens[at] === this.#words.lineEnd) {
        if (at > start) this.#line(tokens, blanks, start, at, style);
        start = at + 1;
      }
    }
    return start;
  }

  /** @param start of the line, of which `end` is the line's end */
  #line(tokens: ArrayLike<number>, blanks: ArrayLike<number>, start: number, end: number, style: ParameterStyle): void {
    const words = this.#words;
    const first = tokens[start]!;
    if (words.passedOver.has(first)) return;
    const indent = blanks[start]!;
    while (this.#open.length > 0 && this.#open.at(-1)!.indent >= indent) this.#open.pop();
    if (words.closers.has(first)) return;
    let at = start;
    while (at < end && words.modifiers.has(tokens[at]!)) at++;
    const head = tokens[at]!;
    if (words.types.has(head) || (head === words.typeAlias && this.#opensShape(tokens, at, end)))
      return this.#type(tokens, at, end, indent);
    if (words.functions.has(head)) return this.#function(tokens, at, indent, style);
    const outer = this.#open.at(-1);
    if (outer) {
      outer.inner ??= indent;
      if (head === words.self || head === words.own) this.#ownField(tokens, at, end, outer);
      else if (indent === outer.inner) this.#member(tokens, at, end, outer, style);
    } else if (indent === 0) this.#topLevel(tokens, at, end, style);
  }

  #opensShape(tokens: ArrayLike<number>, at: number, end: number): boolean {
    const after = tokens[at + 2];
    return this.#words.shapes.has(after!) || (after === this.#words.assign && tokens[end - 1] === this.#words.brace);
  }

  #type(tokens: ArrayLike<number>, at: number, end: number, indent: number): void {
    const words = this.#words;
    let nameAt = at + 1;
    if (tokens[at] === words.impl) {
      for (let i = at; i < end; i++) if (tokens[i] === words.for) nameAt = i + 1;
      if (tokens[nameAt] === words.less) nameAt = closing(tokens, nameAt, words.less, words.greater) + 1;
    }
    const name = tokens[nameAt];
    if (name === undefined || nameAt >= end || words.classOf(name) !== 'name') return;
    if (indent === 0) this.#addTopLevel(name);
    const type = this.declarations.typeOf(name);
    for (let i = nameAt + 1; i < end; i++) {
      const isBase = tokens[i] === words.extends || (tokens[i] === words.open && tokens[at] === words.class);
      if (!isBase) continue;
      let baseAt = i + 1;
      while (tokens[baseAt + 1] === words.dot) baseAt += 2;
      if (words.classOf(tokens[baseAt]!) === 'name') type.bases.add(tokens[baseAt]!);
    }
    this.#open.push({ type, indent, inner: undefined });
  }

  #function(tokens: ArrayLike<number>, at: number, indent: number, style: ParameterStyle): void {
    const words = this.#words;
    let nameAt = at + 1;
    let receiver: number | undefined;
    if (tokens[nameAt] === words.open) {
      const close = closing(tokens, nameAt, words.open, words.close);
      for (let i = nameAt; i < close; i++) if (words.classOf(tokens[i]!) === 'name') receiver = tokens[i];
      nameAt = close + 1;
    }
    while (tokens[nameAt] === words.star) nameAt++;
    const name = tokens[nameAt];
    if (name === undefined || words.classOf(name) !== 'name') return;
    const outer = this.#open.at(-1);
    if (receiver !== undefined) this.#addMember(this.declarations.typeOf(receiver), name);
    else if (outer) {
      outer.inner ??= indent;
      if (indent === outer.inner) this.#addMember(outer.type, name);
    } else if (indent === 0) this.#addTopLevel(name);
    this.#signature(tokens, nameAt, style);
  }

  /** `self.name = …` within a method. */
  #ownField(tokens: ArrayLike<number>, at: number, end: number, { type }: OpenType): void {
    const name = tokens[at + 2];
    const after = tokens[at + 3];
    if (at + 3 >= end || tokens[at + 1] !== this.#words.dot || this.#words.classOf(name!) !== 'name') return;
    if (after === this.#words.assign || after === this.#words.colon) this.#addMember(type, name!);
  }

  #member(tokens: ArrayLike<number>, at: number, end: number, { type }: OpenType, style: ParameterStyle): void {
    const words = this.#words;
    let stop = at;
    while (stop < end && !words.afterMember.has(tokens[stop]!))
      stop = tokens[stop] === words.less ? closing(tokens, stop, words.less, words.greater) + 1 : stop + 1;
    let nameAt = stop - 1;
    while (nameAt > at && words.marks.has(tokens[nameAt]!)) nameAt--;
    if (tokens[nameAt] === words.greater) nameAt = opening(tokens, nameAt, words.less, words.greater) - 1;
    // Go names a field first, and its type then.
    if (stop >= end && words.classOf(tokens[at]!) === 'name') nameAt = at;
    if (nameAt < at || words.classOf(tokens[nameAt]!) !== 'name') return;
    this.#addMember(type, tokens[nameAt]!);
    if (tokens[stop] === words.open) this.#signature(tokens, nameAt, style);
  }

  #topLevel(tokens: ArrayLike<number>, at: number, end: number, style: ParameterStyle): void {
    const words = this.#words;
    const nameAt = words.variables.has(tokens[at]!) ? at + 1 : at;
    const name = tokens[nameAt]!;
    if (nameAt >= end || words.classOf(name) !== 'name') return;
    const after = tokens[nameAt + 1];
    if (after !== words.assign && after !== words.colon) return;
    this.#addTopLevel(name);
    let value = nameAt + 2;
    if (tokens[value] === words.async) value++;
    if (tokens[value] !== words.open && tokens[value] !== words.function) return;
    const open = tokens[value] === words.open ? value : value + 1;
    const close = closing(tokens, open, words.open, words.close);
    if (open !== value || tokens[close + 1] === words.arrow || tokens[close + 1] === words.colon)
      this.#parametersAt(name, tokens, open, style);
  }

  #signature(tokens: ArrayLike<number>, nameAt: number, style: ParameterStyle): void {
    let open = nameAt + 1;
    if (tokens[open] === this.#words.less) open = closing(tokens, open, this.#words.less, this.#words.greater) + 1;
    this.#parametersAt(tokens[nameAt]!, tokens, open, style);
  }

  #parametersAt(name: number, tokens: ArrayLike<number>, open: number, style: ParameterStyle): void {
    if (tokens[open] !== this.#words.open) return;
    const known = this.declarations.parameters.get(name) ?? [];
    if (known.length >= mostSignatures) return;
    const parameters = parametersIn(tokens, open, this.#words, style);
    if (parameters.length > 0) this.declarations.parameters.set(name, [...known, parameters]);
  }

  #addMember(type: TypeMembers, name: number): void {
    if (type.names.size < mostMembers) type.names.add(name);
  }

  #addTopLevel(name: number): void {
    const known = this.declarations.topLevel.get(this.#file);
    if (known) known.push(name);
    else this.declarations.topLevel.set(this.#file, [name]);
  }
}

/** The names of the parameters between brackets; 0 for one that has none. */
export function parametersIn(
  tokens: ArrayLike<number>,
  open: number,
  words: Words,
  style: ParameterStyle,
): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  let first = 0;
  let last = 0;
  let hasColon = false;
  let isOver = false;
  let hasAny = false;
  const settle = (): void => {
    if (!hasAny) return;
    const name = style === 'name first' || hasColon ? first : last;
    // The object that a method is of is no argument.
    if (found.length > 0 || !words.receivers.has(name)) found.push(name);
  };
  for (let at = open; at < Math.min(tokens.length, open + longestSignature); at++) {
    const token = tokens[at]!;
    if (token === fileStart) return [];
    if (words.openers.has(token)) {
      depth++;
      if (depth > 1) hasAny = true;
      // What is taken apart has no name of its own.
      if (depth === 2 && first === 0 && token !== words.open && token !== words.less) isOver = true;
    } else if (words.enders.has(token)) {
      depth--;
      if (depth === 0) {
        settle();
        return found;
      }
    } else if (depth === 1) {
      if (token === words.comma) {
        settle();
        first = last = 0;
        hasColon = isOver = hasAny = false;
      } else if (words.classOf(token) === 'name' || words.receivers.has(token)) {
        hasAny = true;
        if (isOver || words.parameterModifiers.has(token)) continue;
        if (first === 0) first = token;
        last = token;
      } else if (token === words.colon || token === words.assign) {
        hasColon ||= token === words.colon;
        isOver = true;
      }
    }
  }
  return [];
}

function closing(tokens: ArrayLike<number>, open: number, opener: number, closer: number): number {
  let depth = 0;
  const most = Math.min(tokens.length, open + longestSignature);
  for (let at = open; at < most; at++) {
    if (tokens[at] === opener) depth++;
    else if (tokens[at] === closer && --depth === 0) return at;
  }
  return most;
}

function opening(tokens: ArrayLike<number>, close: number, opener: number, closer: number): number {
  let depth = 0;
  for (let at = close; at >= Math.max(0, close - longestSignature); at--) {
    if (tokens[at] === closer) depth++;
    else if (tokens[at] === opener && --depth === 0) return at;
  }
  return 0;
}

export type Words = ReturnType<typeof makeWords>;

const madeWords = new WeakMap<Vocabulary, Words>();

/** The numbers of the words that declarations are made of. */
export function wordsOf(vocabulary: Vocabulary): Words {
  let words = madeWords.get(vocabulary);
  if (!words) madeWords.set(vocabulary, (words = makeWords(vocabulary)));
  return words;
}

function makeWords(vocabulary: Vocabulary) {
  const one = (text: string): number => vocabulary.number(text);
  const set = (texts: string): ReadonlySet<number> => new Set(texts.split(' ').map(one));
  return {
    classOf: (token: number) => vocabulary.classOf(token),
    passedOver: set('* /** /* // # @ { #[ " \' `'),
    closers: set(') } ]'),
    modifiers: set(
      'export default public private protected static final abstract async readonly override declare pub unsafe extern ' +
        'synchronized native accessor inline virtual',
    ),
    parameterModifiers: set('public private protected readonly final mut override'),
    types: set('class interface struct enum trait record impl namespace'),
    shapes: set('struct interface'),
    functions: set('function def func fn fun'),
    variables: set('const let var val'),
    afterMember: set('( = ; : , {'),
    marks: set('? ! *'),
    receivers: set('self cls this'),
    openers: set('( [ { <'),
    enders: set(') ] } >'),
    notCalls: set('if while for switch return match with and or not in elif catch'),
    typeAlias: one('type'),
    class: one('class'),
    impl: one('impl'),
    for: one('for'),
    of: one('of'),
    in: one('in'),
    as: one('as'),
    new: one('new'),
    import: one('import'),
    from: one('from'),
    extends: one('extends'),
    function: one('function'),
    async: one('async'),
    self: one('self'),
    own: one('this'),
    super: one('super'),
    dot: one('.'),
    maybeDot: one('?.'),
    arrowDot: one('->'),
    colons: one('::'),
    comma: one(','),
    semicolon: one(';'),
    colon: one(':'),
    assign: one('='),
    define: one(':='),
    arrow: one('=>'),
    open: one('('),
    close: one(')'),
    square: one('['),
    brace: one('{'),
    endBrace: one('}'),
    less: one('<'),
    greater: one('>'),
    star: one('*'),
    lineEnd: one(lineEnd),
  };
}
